"""What a report draws and works out beside its tables: charts, and views of published figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ChartSpec:
    """A native chart of one column of a table."""

    kind: str
    measure: str
    title: str
    alternative_text: str


@dataclass(frozen=True, kw_only=True)
class ViewSpec:
    """One sheet that is worked out from published figures and the consortium's settings alone.

    It prints no figure of its own: whoever has the flat files of this and earlier releases can make
    it. It stands behind the table `after`. `kind` is "last_year", "months" (month by month), "need"
    (counties, with a map), "parts" (rows `of` a table, and their share of its total), "systems" or
    "agreements". `rows` names the rows that "parts" takes, as a table names its own; `within` keeps
    those of one roll-up. `ratio` is "<measure>/<measure>". `services` are those of "need" whose
    coverage is told, dearest first.
    """

    id: str
    sheet: str
    title: str
    kind: str
    after: str
    note: str
    measures: tuple[str, ...] = ()
    row_heading: str = ""
    of: str = ""
    rows: str = ""
    within: str = ""
    ratio: str = ""
    services: tuple[str, ...] = ()
    charts: tuple[ChartSpec, ...] = ()
    alternative_text: str = ""
