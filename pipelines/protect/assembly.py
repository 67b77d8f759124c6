"""From tables and releases to the joint system: what is printed, of what, and what ties it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from pipelines.errors import Blocked, InternalError
from pipelines.protect.contributions import NOW, contributions_of, scales
from pipelines.protect.derived import derived_of
from pipelines.protect.editions import Editions
from pipelines.protect.frozen import Frozen, said_of
from pipelines.protect.keys import keys_of
from pipelines.protect.limits import limits_of
from pipelines.protect.printed import figures_of, protected_rows, related_rows
from pipelines.protect.system import System, Told, system_of
from pipelines.protect.ties import ties_of
from pipelines.protect.wholes import refuse_impossible
from pipelines.types import Tables


def assemble(
    tables: Tables,
    rows: pd.DataFrame,
    frozen: Frozen,
    thresholds: Mapping[str, int],
    editions: Editions,
    must_publish: Mapping[str, Collection[str]],
) -> tuple[System, pd.DataFrame]:
    """The joint system of a month beside everything released, and its contributions.

    `rows` are those of the tables that need protection. Blocked if an agency's numbers contradict
    each other, if an earlier release cannot be told, or if a figure that must be published is
    small itself.

    Privacy: aggregate in, aggregate out; restricted.
    """
    hierarchy = editions.now
    months = {month for period in rows["period"].unique() for month in hierarchy.months(period)}
    # Protected rows first: a year to date of what needs no protection ties no months together.
    earlier = related_rows(protected_rows(frozen.figures, hierarchy), months, hierarchy)
    said = said_of(earlier)
    printed = pd.concat(
        [_now(rows, thresholds), earlier.assign(said=said, threshold=_limits(earlier, thresholds))],
        ignore_index=True,
    )
    told = _told_cells(frozen.cells, set(said))
    cells = pd.concat([tables.cells.assign(said=NOW), told], ignore_index=True)
    scale_of = scales(pd.concat([printed, cells])[["measure", "value"]], hierarchy)
    refuse_impossible(tables.cells, hierarchy, scale_of)
    contributions = contributions_of(cells, hierarchy, scale_of)
    figures, members = figures_of(printed, contributions, editions, scale_of)
    figures = _compulsory(figures, rows, must_publish)
    derived = derived_of(figures, editions)
    ties = ties_of(contributions, editions)
    limits = limits_of(contributions, hierarchy, scale_of)
    printed_now = Told(figures, members, derived)
    system = system_of(contributions, ties, limits, printed_now, scale_of)
    return system, contributions


def _told_cells(cells: pd.DataFrame, said: set[str]) -> pd.DataFrame:
    """The cells of the editions asked for; without them nothing can be decided beside those."""
    missing = said - set(cells["said"])
    if missing:
        names = ", ".join(sorted(missing))
        raise Blocked("PROTECT-12", f"the cells of earlier releases are not kept: {names}")
    return cells[cells["said"].isin(said)]


def _now(rows: pd.DataFrame, thresholds: Mapping[str, int]) -> pd.DataFrame:
    limits = rows["report"].map(dict(thresholds))
    if limits.isna().any():
        raise InternalError("PROTECT-03", "a report has no threshold")
    return rows.assign(said=NOW, threshold=limits.astype(int))


def _limits(earlier: pd.DataFrame, thresholds: Mapping[str, int]) -> pd.Series[int]:
    """The threshold of the report that published a figure, or the highest if it is no more."""
    report = earlier["version_id"].str.replace(r"/.*$", "", regex=True)
    most = max(thresholds.values())
    return report.map(dict(thresholds)).fillna(most).astype(int)


def _compulsory(
    figures: pd.DataFrame, rows: pd.DataFrame, must_publish: Mapping[str, Collection[str]]
) -> pd.DataFrame:
    """Figures that must be published cannot be withheld; one that is small itself blocks."""
    names = {f"{report}/{name}" for report, entries in must_publish.items() for name in entries}
    table = rows["report"] + "/" + rows["table_id"]
    own = rows["report"] + "/" + [key.text for key in keys_of(rows)]
    is_named = table.isin(names) | (table + ":" + rows["measure"]).isin(names) | own.isin(names)
    named = rows[is_named]
    is_held = figures["key"].isin(set(keys_of(named))) & figures["is_printed"]
    small = figures[is_held & figures["value"].between(1, figures["threshold"] - 1)]
    if len(small):
        texts = ", ".join(key.text for key in small["key"])
        raise Blocked("PROTECT-06", f"must be published and are too small: {texts}")
    return figures.assign(
        is_known=figures["is_known"] | is_held,
        is_printed=figures["is_printed"] & ~is_held,
        is_held=is_held,
    )
