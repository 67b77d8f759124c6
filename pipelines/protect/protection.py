"""The stage: exact tables in, tables in which nobody can be found by subtraction out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipelines.protect.assembly import assemble
from pipelines.protect.costs import costs_of
from pipelines.protect.demands import find_demands
from pipelines.protect.editions import read_editions
from pipelines.protect.frozen import Frozen
from pipelines.protect.outcome import (
    Protection,
    certificate_frame,
    nothing_withheld,
    pattern_frame,
    publishable,
)
from pipelines.protect.printed import protected_rows
from pipelines.protect.proof import prove
from pipelines.protect.remembered import remembered
from pipelines.protect.size import check_size, size_of
from pipelines.protect.starts import least_pattern
from pipelines.types import KEY_COLUMNS, Tables


def protect(
    tables: Tables,
    frozen: Frozen,
    thresholds: Mapping[str, int],
    must_publish: Mapping[str, Collection[str]] | None = None,
) -> Protection:
    """Withhold small counts of people and whatever would give them back, jointly over all reports.

    `must_publish` names, for a report, a table (`table`), one measure of it (`table:measure`) or
    a figure (the text of its key).
    Blocked if no pattern is enough.

    Privacy: aggregate in, disclosure-safe out.
    """
    editions = read_editions(frozen.editions, tables.hierarchies, frozen.said)
    hierarchy = editions.now
    rows = protected_rows(tables.frame, hierarchy)
    if rows.empty:
        return nothing_withheld(tables, hierarchy)
    system, contributions = assemble(tables, rows, frozen, thresholds, editions, must_publish or {})
    costs = costs_of(system, hierarchy, frozen.withheld_in(tables.month.plus(-1)))
    demands = find_demands(system, hierarchy)
    check_size(size_of(system, demands))
    moves = remembered(system, contributions, frozen.certificates)
    pattern = least_pattern(system, demands, costs, moves)
    prove(system, pattern)
    keys = system.figures["key"]
    withheld = frozenset(keys.iloc[number - system.first_figure] for number in pattern.withheld)
    return Protection(
        safe=publishable(tables, withheld, hierarchy),
        pattern=pattern_frame(system, pattern),
        certificates=certificate_frame(pattern, contributions),
        figures_checked=int(rows.drop_duplicates(list(KEY_COLUMNS)).shape[0]),
        figures_withheld=len(withheld),
        is_hurried=pattern.is_hurried,
    )
