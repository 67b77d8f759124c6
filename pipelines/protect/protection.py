"""The stage: exact tables in, tables in which nobody can be found by subtraction out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import pandas as pd

from pipelines.errors import Blocked, InternalError
from pipelines.protect.figures import (
    Known,
    edition_of,
    known_states,
    protected_rows,
    related_rows,
    scales,
    threshold_of,
)
from pipelines.protect.hierarchy import SUPPRESSED, Hierarchy, read_hierarchy
from pipelines.protect.keys import TOTAL, Key, keys_of
from pipelines.protect.pattern import Pattern, find_pattern
from pipelines.protect.system import System, build_system
from pipelines.types import KEY_COLUMNS, SafeTables, Tables

FROZEN_COLUMNS = (*KEY_COLUMNS, "version_id", "value", "status")
PATTERN_COLUMNS = (*KEY_COLUMNS, "value", "status", "reason", "because")


@dataclass(frozen=True, repr=False)
class Protection:
    """What may be published, and what only the protection store may know.

    `pattern` has every withheld figure once, with its reason and the key it protects;
    `certificates` every move, one row a figure that it changes; `contradictions` the keys of
    totals that are not the sum of their parts (a restatement seen from one side).
    Privacy: `safe` is disclosure-safe; the rest is aggregate, exact, restricted.
    """

    safe: SafeTables
    pattern: pd.DataFrame
    certificates: pd.DataFrame
    figures_checked: int
    figures_withheld: int
    contradictions: tuple[str, ...]

    def __repr__(self) -> str:
        """Counts only."""
        return f"Protection({self.figures_withheld} of {self.figures_checked} withheld)"


def empty_frozen() -> pd.DataFrame:
    """The frame of earlier figures when nothing was ever released."""
    return pd.DataFrame({column: pd.Series(dtype="str") for column in FROZEN_COLUMNS})


def protect(
    tables: Tables,
    frozen: pd.DataFrame,
    thresholds: Mapping[str, int],
    must_publish: Mapping[str, Collection[str]] | None = None,
) -> Protection:
    """Withhold small counts of people and whatever would give them back, jointly over all reports.

    `frozen` holds the figures of all earlier releases (KEY_COLUMNS, version_id such as
    `fvpsa/2026-09/v1`, the true value, the published status). `must_publish` names, for a report,
    a table (`table`) or one measure of it (`table:measure`). Blocked if no pattern is enough.

    Privacy: aggregate in, disclosure-safe out.
    """
    hierarchy = read_hierarchy(tables.hierarchies)
    rows = protected_rows(tables.frame, hierarchy)
    if rows.empty:
        safe = _publishable(tables, frozenset(), hierarchy)
        return Protection(safe, _pattern_frame([]), _certificate_frame([]), 0, 0, ())
    periods = rows["period"].unique()
    months = {month for period in periods for month in hierarchy.months(str(period))}
    # Protected rows first: a year to date of what needs no protection ties no months together.
    earlier = related_rows(protected_rows(frozen, hierarchy), months, hierarchy)
    system = _system(rows, earlier, thresholds, hierarchy)
    _tie_twins(system)
    _hold(system, _compulsory(rows, must_publish or {}))
    pattern = find_pattern(system, _withheld_before(frozen, tables))
    withheld = frozenset(system.figures[number].key for number in pattern.withheld)
    return Protection(
        safe=_publishable(tables, withheld, hierarchy),
        pattern=_pattern_frame(_pattern_rows(system, pattern)),
        certificates=_certificate_frame(_certificate_rows(system, pattern)),
        figures_checked=int(rows["key"].nunique()),
        figures_withheld=len(withheld),
        contradictions=tuple(sorted(set(system.untrue))),
    )


def _tie_twins(system: System) -> None:
    """The same people printed under two names move together, or one name gives the other away.

    People sheltered on site are part of the people served, and stand in the list of services
    under the same code with the same number: twins, whatever the labels say.
    """
    groups: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, figure in enumerate(system.figures):
        key = figure.key
        if figure.is_printed and figure.is_count and figure.value and key.dim1 != TOTAL:
            groups[key[1:4] + key[5:] + (figure.value,)].append(number)
    for numbers in groups.values():
        for first, second in combinations(numbers, 2):
            one, other = system.figures[first].key, system.figures[second].key
            wholes = system.hierarchy.facts(one.measure).part_of
            parts = system.hierarchy.facts(other.measure).part_of
            if other.measure in wholes or one.measure in parts:
                system.relations.setdefault(((first, 1), (second, -1)), "")


def _system(
    rows: pd.DataFrame, earlier: pd.DataFrame, thresholds: Mapping[str, int], hierarchy: Hierarchy
) -> System:
    scale_of = scales(pd.concat([rows, earlier])[["measure", "value"]], hierarchy)
    limits = rows["report"].astype(str).map(dict(thresholds))
    if limits.isna().any():
        raise InternalError("PROTECT-03", "a report has no threshold")
    editions = pd.Series(0, index=rows.index)
    now = _one_a_key(known_states(rows, scale_of, limits.astype(int), editions))
    versions = earlier["version_id"]
    before = known_states(
        earlier,
        scale_of,
        versions.map(lambda version: threshold_of(version, thresholds)),
        versions.map(edition_of),
    )
    return build_system(now, before, scale_of, hierarchy)


def _one_a_key(states: list[Known]) -> list[Known]:
    """Figures with the same key are one figure, under the strictest threshold that prints it."""
    found: dict[Key, Known] = {}
    for state in sorted(states, key=lambda state: (state.key, state.threshold)):
        other = found.setdefault(state.key, state)
        if (other.value, other.status) != (state.value, state.status):
            raise InternalError(
                "PROTECT-05", f"one figure has two values in this month: {state.key.text}"
            )
        found[state.key] = state
    return [found[key] for key in sorted(found)]


def _compulsory(rows: pd.DataFrame, must_publish: Mapping[str, Collection[str]]) -> frozenset[Key]:
    names = {f"{report}/{name}" for report, entries in must_publish.items() for name in entries}
    table = rows["report"].astype(str) + "/" + rows["table_id"].astype(str)
    is_named = table.isin(names) | (table + ":" + rows["measure"].astype(str)).isin(names)
    return frozenset(rows.loc[is_named, "key"])


def _hold(system: System, compulsory: frozenset[Key]) -> None:
    """Figures that must be published cannot be withheld; one that is small itself blocks."""
    small = []
    for number, figure in enumerate(system.figures):
        if figure.key in compulsory and figure.is_printed:
            if figure.is_count and 0 < figure.value < figure.threshold:
                small.append(figure.key.text)
            system.figures[number] = replace(figure, is_known=True, is_printed=False)
    if small:
        raise Blocked("PROTECT-06", f"must be published and are too small: {', '.join(small)}")


def _withheld_before(frozen: pd.DataFrame, tables: Tables) -> frozenset[Key]:
    """Keys (without period) that the month before withheld."""
    last = frozen.loc[
        (frozen["status"] == "withheld") & (frozen["period"] == str(tables.month.plus(-1)))
    ]
    return frozenset(key._replace(period="") for key in keys_of(last))


def _publishable(tables: Tables, withheld: frozenset[Key], hierarchy: Hierarchy) -> SafeTables:
    """The tables without what is withheld, and without any rate that a withheld part enters."""
    frame = tables.frame.copy()
    keys = pd.Series(keys_of(frame), index=frame.index, dtype=object)
    is_withheld = keys.isin(withheld)
    has_number = frame["status"].isin(("shown", "true_zero", "rounded"))
    for measure in sorted(frame["measure"].astype(str).unique()):
        facts = hierarchy.facts(measure)
        if facts.additivity == "ratio":
            # A rate of people whose parts are not declared cannot be shown to be safe.
            parts = [key for key in withheld if key.measure in facts.ratio_of]
            hidden = {key._replace(measure=measure) for key in parts}
            is_unsafe = keys.isin(hidden) | (facts.counts in SUPPRESSED and not facts.ratio_of)
            is_withheld |= frame["measure"].eq(measure) & has_number & is_unsafe
    frame["value"] = frame["value"].astype("float64").mask(is_withheld)
    frame["status"] = frame["status"].astype("str").mask(is_withheld, "withheld")
    return SafeTables(tables.month, frame, tables.hierarchies, tables.coverage)


def _pattern_rows(system: System, pattern: Pattern) -> list[tuple[object, ...]]:
    rows = []
    for number, (reason, cause) in sorted(pattern.withheld.items()):
        figure = system.figures[number]
        because = system.figures[cause].key.text
        rows.append((*figure.key, figure.value / figure.scale, "withheld", reason, because))
    return sorted(rows)


def _certificate_rows(system: System, pattern: Pattern) -> list[tuple[object, ...]]:
    return [
        (at, system.figures[n].origin, *system.figures[n].key, change / system.figures[n].scale)
        for at, move in enumerate(pattern.moves)
        for n, change in sorted(move.items())
    ]


def _pattern_frame(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(PATTERN_COLUMNS))


def _certificate_frame(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["move", "origin", *KEY_COLUMNS, "change"])
