"""The tables of a report, laid out from the figures as protection left them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipelines.errors import InternalError
from pipelines.publish.charts import plan_charts
from pipelines.publish.coverage import coverage_words
from pipelines.publish.edition import Material
from pipelines.publish.labels import ALL_PROGRAMS, NOTHING_DUE, TOTAL, TOTAL_OF, WHOLES, Labels
from pipelines.publish.markers import (
    EMPTY,
    MARKERS,
    legend,
    number_format,
    printed,
    statuses_in,
)
from pipelines.publish.notes import Notes
from pipelines.publish.sheets import (
    PAGE_PIXELS,
    Cell,
    Column,
    Emphasis,
    Row,
    Sheet,
    heading_pixels,
    label_pixels,
    text_cells,
)
from pipelines.publish.withheld import withheld_lines
from pipelines.types import KEY_COLUMNS
from schemas.model import Measure, TableSpec
from schemas.periods import parse_period

ROW_KEY = ("geography_type", "geography", "breakdown", "dim1", "dim2", "dim3")
NUMBER_PIXELS = (104, 165, 230)
UNIT_PIXELS = 150
REVISED = "Figures here that differ from version {earlier}: {count}; sheet Changes lists each."
ROLLED_UP = (
    "The finest rows are left out: too many of their figures would be withheld. What they are "
    "parts of is shown instead."
)


@dataclass(frozen=True)
class TableWriter:
    """Lays out tables with the words and notes of one report."""

    material: Material
    labels: Labels
    notes: Notes

    def sheet(self, spec: TableSpec) -> Sheet:
        """One table as a sheet.

        Privacy: disclosure-safe in, disclosure-safe out.
        """
        frame = self.material.frame
        figures = frame[frame["table_id"] == spec.id]
        if figures.duplicated(["measure", *ROW_KEY]).any():
            raise InternalError("PUBLISH-04", f"table {spec.id}: two figures for one cell")
        measures = tuple(self.material.catalog.measures[name] for name in spec.measures)
        if spec.rows == "measures":
            columns, rows = self._measure_rows(spec, figures, measures)
        else:
            columns, rows = self._member_rows(spec, figures, measures)
        return Sheet(
            name=spec.sheet,
            title=spec.title + self.notes.of_table(spec) + self._marks(figures),
            lines=self._lines(spec, figures, rows),
            table=f"table_{spec.id}",
            columns=columns,
            rows=rows,
            charts=plan_charts(spec, rows, measures),
        )

    def _lines(
        self, spec: TableSpec, figures: pd.DataFrame, rows: tuple[Row, ...]
    ) -> tuple[str, ...]:
        marked = statuses_in(cell.value for row in rows for cell in row.cells)
        revised = self._revised(figures)
        marked |= self._state(revised)
        follows = f" Definitions: {spec.source}." if spec.source else ""
        return (
            f"Period: {'; '.join(parse_period(name).label for name in self._periods(figures))}.",
            f"Source: monthly returns of the member agencies.{follows}",
            f"Coverage: {self._coverage(spec, figures)}",
            legend(marked),
            REVISED.format(count=revised, earlier=self.material.edition.version - 1)
            if revised
            else "",
            *withheld_lines(self.material, spec, figures),
            ROLLED_UP if self._is_rolled_up(spec, figures) else "",
            spec.note,
        )

    def _coverage(self, spec: TableSpec, figures: pd.DataFrame) -> str:
        """What is counted of the months of this table, which are not always the report's."""
        periods = map(parse_period, self._periods(figures))
        months = sorted({month for period in periods for month in period.months})
        return coverage_words(self.material.coverage_of({spec.partner_kind}, months), months)

    def _revised(self, figures: pd.DataFrame) -> int:
        """How many figures of a table differ from the version before."""
        changes = self.material.edition.changes
        return len(figures.merge(changes[list(KEY_COLUMNS)], on=list(KEY_COLUMNS)))

    def _state(self, revised: int) -> set[str]:
        is_provisional = self.material.edition.state == "provisional"
        states = {"provisional": is_provisional, "revised": bool(revised)}
        return {name for name, is_so in states.items() if is_so}

    def _marks(self, figures: pd.DataFrame) -> str:
        """Marks behind a title: provisional, revised."""
        states = self._state(self._revised(figures))
        return "".join(f" {mark.text}" for name, mark in MARKERS.items() if name in states)

    def _is_rolled_up(self, spec: TableSpec, figures: pd.DataFrame) -> bool:
        name = spec.rows.partition(":")[2]
        is_finest = (figures["geography_type"] == name) | (figures["breakdown"] == name)
        return bool(spec.roll_up) and not is_finest.any()

    def _periods(self, figures: pd.DataFrame) -> list[str]:
        return sorted(set(figures["period"])) or [self.material.period.id]

    def _measure_rows(
        self, spec: TableSpec, figures: pd.DataFrame, measures: tuple[Measure, ...]
    ) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
        named = spec.column_labels or {}
        texts = [named.get(m.name, m.label) + self.notes.of_measure(m) for m in measures]
        values = _values(figures, "measure")
        rows = tuple(
            Row(cells=(*text_cells(text, measure.unit), _cell(values, measure.name, measure)))
            for text, measure in zip(texts, measures, strict=True)
        )
        heading = "; ".join(_short(name) for name in self._periods(figures))
        columns = (
            Column(heading=self.labels.row_heading(spec), pixels=label_pixels(texts)),
            Column(heading="Unit", pixels=UNIT_PIXELS),
            Column(heading=heading, pixels=NUMBER_PIXELS[1], is_number=True),
        )
        return columns, rows

    def _member_rows(
        self, spec: TableSpec, figures: pd.DataFrame, measures: tuple[Measure, ...]
    ) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
        keys = list(figures[list(ROW_KEY)].drop_duplicates().itertuples(index=False, name=None))
        words = self.labels.in_words_of(spec)
        marked = [self._label(spec, key, words) for key in keys]
        values = {name: _values(part, *ROW_KEY) for name, part in figures.groupby("measure")}
        rows = tuple(
            Row(
                cells=(
                    Cell(value=label),
                    *(_cell(values.get(m.name, {}), key, m) for m in measures),
                ),
                emphasis=emphasis,
            )
            for key, (label, emphasis) in zip(keys, marked, strict=True)
        ) or (Row(cells=text_cells(NOTHING_DUE, *[EMPTY] * len(measures))),)
        first = Column(
            heading=self.labels.row_heading(spec), pixels=label_pixels([t for t, _ in marked])
        )
        return (first, *self._number_columns(spec, measures, first.pixels)), rows

    def _number_columns(
        self, spec: TableSpec, measures: tuple[Measure, ...], taken: int
    ) -> tuple[Column, ...]:
        free = (PAGE_PIXELS - taken) // len(measures)
        headings = [self.labels.column(spec, m) + self.notes.of_measure(m) for m in measures]
        if len(set(headings)) < len(headings):
            raise InternalError("PUBLISH-05", f"table {spec.id}: two columns of one heading")
        least = min(max(free, NUMBER_PIXELS[0]), NUMBER_PIXELS[1])
        pixels = heading_pixels(headings, least, min(free, NUMBER_PIXELS[2]))
        return tuple(Column(heading=text, pixels=pixels, is_number=True) for text in headings)

    def _label(
        self, spec: TableSpec, key: tuple[str, ...], words: dict[str, str]
    ) -> tuple[str, Emphasis]:
        geography_type, geography, breakdown, code = key[:4]
        kind, _, name = spec.rows.partition(":")
        if kind == "geography":
            own, member = geography_type, geography
            is_total = geography_type in WHOLES
        else:
            own, member = breakdown, code
            is_total = code == "total"
        if is_total:
            return self._total(spec, name if kind == "geography" else ""), Emphasis.TOTAL
        if own != name:
            return self.labels.subtotal(spec, own, member), Emphasis.SUBTOTAL
        if kind == "geography":
            return self.labels.geography(name, member), Emphasis.PART
        return words.get(member) or self.labels.breakdown(name, member), Emphasis.PART

    def _total(self, spec: TableSpec, geography: str) -> str:
        if not geography:
            return TOTAL
        is_programs = geography == "partner" and spec.partner_kind == "paip"
        if is_programs:
            return TOTAL_OF.format(all=ALL_PROGRAMS)
        scope = self.material.report.scope
        return self.labels.geography(geography if scope == "consortium" else scope, "all")


def _short(period: str) -> str:
    parsed = parse_period(period)
    return parsed.label if len(parsed.months) == 1 else period


def _values(figures: pd.DataFrame, *key: str) -> dict[object, tuple[float, str]]:
    """Value and status by key: a plain text key when there is one column, else a tuple."""
    columns = [figures[name] for name in key]
    keys = columns[0] if len(columns) == 1 else zip(*columns, strict=True)
    pairs = zip(figures["value"], figures["status"], strict=True)
    return dict(zip(keys, pairs, strict=True))


def _cell(values: dict[object, tuple[float, str]], key: object, measure: Measure) -> Cell:
    if key not in values:
        return Cell(value=EMPTY)
    value, status = values[key]
    shown = printed(value, status, measure)
    return Cell(value=shown, number_format="" if isinstance(shown, str) else number_format(measure))
