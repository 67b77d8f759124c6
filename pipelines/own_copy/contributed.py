"""An agency's own figures beside what was published of all agencies together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import pandas as pd

from pipelines.publish.flat import read_flat
from pipelines.publish.labels import Labels
from pipelines.publish.markers import EMPTY, legend, number_format, printed, statuses_in
from pipelines.publish.sheets import Cell, Column, Row, Sheet, label_pixels
from pipelines.storage.releases import Release
from schemas.catalog import Catalog
from schemas.model import Measure
from schemas.periods import parse_period

TOTAL, COUNTY = "total", "county"
KEY = ["measure", "period", "geography_type", "geography", "breakdown", "dim1"]
SHARE_FORMAT = "0.0%"
NUMBER_PIXELS = 150
NOT_PRINTED = (
    "Where the column of all agencies says {mark}, no report of this month prints that figure."
)
SHARE = "Your share is worked out only where both figures are shown."
PEOPLE = "People are counted once within each agency, so that all agencies may count one twice."

Figure = tuple[float, str]


class Published:
    """What is released of all agencies for a month: the newest version of each report."""

    def __init__(self, releases: Iterable[Release]) -> None:
        """Read the flat files. Privacy: disclosure-safe in."""
        frames = [read_flat(release.csv) for release in releases]
        self._rows = pd.concat(frames).drop_duplicates(KEY) if frames else None

    @cached_property
    def _figures(self) -> Mapping[tuple[str, ...], Figure]:
        if self._rows is None:
            return {}
        keys = self._rows[KEY].itertuples(index=False, name=None)
        values = zip(self._rows["value"], self._rows["status"], strict=True)
        return dict(zip(keys, values, strict=True))

    def of(self, measure: str, period: str, breakdown: str, code: str) -> Figure:
        """The figure of all agencies; not applicable where none is printed."""
        where = (COUNTY, code) if breakdown == COUNTY else ("consortium", "all")
        split = (TOTAL, TOTAL) if breakdown in {COUNTY, TOTAL} else (breakdown, code)
        return self._figures.get(
            (measure, period, *where, *split), (float("nan"), "not_applicable")
        )


def totals_sheet(cells: pd.DataFrame, published: Published, catalog: Catalog) -> Sheet:
    """Every total of the agency, by measure and period: rows in are its cells.

    Privacy: aggregate in, aggregate out; for that agency only.
    """
    totals = cells[(cells["breakdown"] == TOTAL) & (cells["status"] != "not_applicable")]
    totals = totals.sort_values(["period", "measure"], key=lambda names: names.map(_order(catalog)))
    found = [
        _row(catalog.measures[name], [catalog.measures[name].label, _period(period)], own, beside)
        for name, period, *own in totals[["measure", "period", "value", "status"]].itertuples(
            index=False, name=None
        )
        for beside in [published.of(name, period, TOTAL, TOTAL)]
    ]
    rows = tuple(found)
    return _sheet(
        "Your figures", "Your figures and those of all agencies", rows, ["Item", "Period"]
    )


def parts_sheet(
    cells: pd.DataFrame, published: Published, catalog: Catalog, labels: Labels
) -> Sheet:
    """Every part that is not zero: by county, age, kind of service and the like.

    Privacy: aggregate in, aggregate out; for that agency only.
    """
    parts = cells[(cells["breakdown"] != TOTAL) & (cells["value"].fillna(0) > 0)]
    parts = parts.sort_values(["period", "measure"], key=lambda names: names.map(_order(catalog)))
    rows = []
    for name, period, breakdown, county, dim, *own in parts[
        ["measure", "period", "breakdown", "county", "dim1", "value", "status"]
    ].itertuples(index=False, name=None):
        code = county if breakdown == COUNTY else dim
        words = [catalog.measures[name].label, _period(period), *_group(labels, breakdown, code)]
        beside = published.of(name, period, breakdown, code)
        rows.append(_row(catalog.measures[name], words, own, beside))
    headings = ["Item", "Period", "Split by", "Group"]
    return _sheet(
        "Your groups", "Your figures by county, age and other groups", tuple(rows), headings
    )


def _row(measure: Measure, words: list[str], own: list[object], beside: Figure) -> Row:
    mine = _cell(measure, float(own[0]), str(own[1]))  # type: ignore[arg-type]
    whole = _cell(measure, *beside)
    texts = [Cell(value=word) for word in (*words, measure.unit)]
    return Row(cells=(*texts, mine, whole, _share(mine, whole)))


def _cell(measure: Measure, value: float, status: str) -> Cell:
    shown = printed(value, status, measure)
    return Cell(value=shown, number_format="" if isinstance(shown, str) else number_format(measure))


def _share(mine: Cell, whole: Cell) -> Cell:
    if isinstance(mine.value, str) or isinstance(whole.value, str) or not whole.value:
        return Cell(value=EMPTY)
    return Cell(value=round(mine.value / whole.value, 3), number_format=SHARE_FORMAT)


def _sheet(name: str, title: str, rows: tuple[Row, ...], headings: list[str]) -> Sheet:
    numbers = ["Your agency", "All agencies, as published", "Your share of all"]
    texts = [*headings, "Unit"]
    columns = [
        Column(
            heading=text,
            pixels=label_pixels([str(row.cells[at].value) for row in rows]) if not at else 190,
        )
        for at, text in enumerate(texts)
    ]
    blank = Row(cells=tuple(Cell(value=EMPTY) for _ in (*texts, *numbers)))
    return Sheet(
        name=name,
        title=title,
        lines=(
            legend(statuses_in(cell.value for row in rows for cell in row.cells)),
            NOT_PRINTED.format(mark=EMPTY),
            SHARE,
            PEOPLE,
        ),
        table=name.lower().replace(" ", "_"),
        columns=(
            *columns,
            *(Column(heading=text, pixels=NUMBER_PIXELS, is_number=True) for text in numbers),
        ),
        rows=rows or (blank,),
    )


def _group(labels: Labels, breakdown: str, code: str) -> tuple[str, str]:
    if breakdown == COUNTY:
        return "County", labels.geography(COUNTY, code)
    return labels.catalog.breakdowns[breakdown].label, labels.breakdown(breakdown, code)


def _period(period: str) -> str:
    parsed = parse_period(period)
    return parsed.label if len(parsed.months) == 1 else period


def _order(catalog: Catalog) -> Mapping[str, str]:
    """Measures in the order of the catalog; periods as they are, months first."""
    return _Order({name: f"{at:05}" for at, name in enumerate(catalog.measures)})


class _Order(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{len(parse_period(name).months):02} {name}"
