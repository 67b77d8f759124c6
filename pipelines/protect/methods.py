"""Every report protected as it is declared: withheld, rounded, changed by key, rolled up.

Withholding and rounding are decided together. Counts changed by key have nothing to do with exact
ones of the same people: where both were or would be told, the run is refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from pipelines.errors import Blocked
from pipelines.protect.cell_key import perturbed
from pipelines.protect.editions import read_editions
from pipelines.protect.frozen import Frozen
from pipelines.protect.hierarchy import Hierarchy
from pipelines.protect.outcome import Protection
from pipelines.protect.printed import protected_rows, related_rows
from pipelines.protect.protection import protect
from pipelines.protect.roll_up import rolled_up
from pipelines.protect.rounding import rounded
from pipelines.types import KEY_COLUMNS, Tables
from schemas.model import FunderReport, Method

# The status in which an earlier figure that was changed by key is handed to this stage. Joint
# suppression passes over it: nobody knows its exact value.
PERTURBED = "perturbed"


def protect_as_declared(
    tables: Tables,
    frozen: Frozen,
    reports: Sequence[FunderReport],
    linked: Mapping[str, str],
    secret: Callable[[], bytes],
) -> Protection:
    """Protect each report's figures by its own method; rows that are rolled up are left out.

    `linked` gives measures that tell of the same people one name; `secret` is asked for only if
    some report changes counts by key. Blocked if no pattern is enough, or if methods do not fit.

    Privacy: aggregate in, disclosure-safe out.
    """
    editions = read_editions(frozen.editions, tables.hierarchies)
    hierarchy = editions.now
    by_key = {report.id for report in reports if report.protection is Method.CELL_KEY}
    own = protected_rows(tables.frame, hierarchy)
    is_keyed = own["report"].isin(by_key)
    before = protected_rows(frozen.figures.replace({"status": {PERTURBED: "rounded"}}), hierarchy)
    was_keyed = frozen.figures.loc[before.index, "status"] == PERTURBED
    exact = pd.concat([own[~is_keyed], before[~was_keyed]])
    _refuse_both(own[is_keyed], exact, linked, hierarchy)
    _refuse_both(own[~is_keyed], before[was_keyed], linked, hierarchy)
    rest = tables.frame.drop(index=own.index[is_keyed])
    protection = _withheld(dataclasses.replace(tables, frame=rest), frozen, reports)
    frame = _rounded(protection.safe.frame, reports, hierarchy)
    if is_keyed.any():
        rows = tables.frame.loc[own.index[is_keyed]]
        threshold = max(report.threshold for report in reports if report.id in by_key)
        keyed = perturbed(rows, tables.cells, threshold, editions, secret())
        frame = pd.concat([frame, keyed]).sort_index()
    checked = own[is_keyed].drop_duplicates(list(KEY_COLUMNS)).shape[0]
    return dataclasses.replace(
        protection,
        safe=dataclasses.replace(protection.safe, frame=frame),
        figures_checked=protection.figures_checked + checked,
    )


def _withheld(tables: Tables, frozen: Frozen, reports: Sequence[FunderReport]) -> Protection:
    """The joint pattern; if it leaves too little of a table, that of the coarser tables."""
    thresholds = {report.id: report.threshold for report in reports}
    must_publish = {report.id: report.must_publish for report in reports}
    protection = protect(tables, frozen, thresholds, must_publish)
    gone = rolled_up(tables.month, protection.safe.frame, reports, frozen.figures)
    if gone.empty:
        return protection
    coarser = dataclasses.replace(tables, frame=tables.frame.drop(index=gone))
    again = protect(coarser, frozen, thresholds, must_publish)
    # What is gone may be gone for the hurry of the first.
    return dataclasses.replace(again, is_hurried=protection.is_hurried or again.is_hurried)


def _rounded(
    frame: pd.DataFrame, reports: Sequence[FunderReport], hierarchy: Hierarchy
) -> pd.DataFrame:
    for report in reports:
        if report.protection is Method.ROUND:
            base, threshold = report.rounding_base, report.threshold
            frame = rounded(frame, report.id, base, threshold, hierarchy)
    return frame


def _refuse_both(
    rows: pd.DataFrame, others: pd.DataFrame, linked: Mapping[str, str], hierarchy: Hierarchy
) -> None:
    """Blocked if others tell of the same people in a period that has a month in common."""
    months = {month for period in rows["period"].unique() for month in hierarchy.months(period)}
    near = related_rows(others, months, hierarchy)
    told = {linked.get(name, name) for name in near["measure"].unique()}
    both = sorted({name for name in rows["measure"].unique() if linked.get(name, name) in told})
    if both:
        reports = ", ".join(sorted(rows.loc[rows["measure"].isin(both), "report"].unique()))
        raise Blocked(
            "PROTECT-14",
            f"{reports}: {', '.join(both)}: one report changes these counts by key and another "
            "shows exact ones, now or in an earlier release of the same months. Give both the same "
            "`protection`, and change it only with a year that none of them has begun to report",
        )
