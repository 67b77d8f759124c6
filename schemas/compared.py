"""How a comparison of two funders' figures is declared: lines of published figures, and reasons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One published figure, or several added, on the way from one funder's figure to another's.

    `report` is the report whose readers know the figure. `period` is "month", "quarter" or "report"
    as in a table of the report that explains it, or "cy", "sfy" or "ffy": the newest year of that
    calendar that has ended. `each` is "month" or "quarter" where the figures of each in the period
    are added. `why` says why the figure is not the one of the line above; the first line has none.
    """

    label: str
    report: str
    measures: tuple[str, ...]
    period: str
    each: str = ""
    breakdown: str = ""
    code: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """Why two funders' figures for the same thing differ: from the first line to the last.

    `report` is the report whose workbook explains it.
    """

    name: str
    title: str
    report: str
    lines: tuple[Compared, ...]
