"""The workbook of totals that an agency's own desk writes: its form, and how it is read back.

Belongs here: names of sheets and columns, words beside codes, the seal, and reading them. Does not
belong here: writing the workbook (the desk does), or judging its figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipelines.findings import Finding, ranges
from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.tables.sheets import place_of
from pipelines.intake.wording import finding
from pipelines.types import CELL_COLUMNS
from schemas.catalog import Catalog
from schemas.periods import PeriodError, parse_period

FORM = "1"
MARK = "consortium_tally"
LEAVES, TOTALS, ABOUT = "What leaves the building", "Totals", "About"
TOTAL = "total"
# the heading of each column of words, and of the column of codes that says the same
WORDS = {
    "measure": "What is counted",
    "period": "Period",
    "county": "County",
    "breakdown": "Split by",
    "dim1": "Group",
    "status": "State",
}
FIGURE = "Figure"
CODES = {name: f"{words} (code)" for name, words in WORDS.items()}
TOTAL_HEADINGS = (
    *(words for name, words in WORDS.items() if name != "status"),
    FIGURE,
    WORDS["status"],
    *CODES.values(),
)
ABOUT_HEADINGS = ("What", "Month or reason", "Record", "Says")
STATUS_WORDS = {
    "shown": "counted",
    "true_zero": "none in this period",
    "nil": "nil return",
    "not_received": "no file for the period",
    "not_available": "not available",
    "not_collected": "not collected",
    "not_applicable": "not reported by this agency",
}
SEAL = "Seal"
LOOKED_AT = 30


@dataclass(frozen=True, repr=False)
class TallyWorkbook:
    """A tally as read: its facts, its cells, and what is wrong with its form.

    `cells` has CELL_COLUMNS and the worksheet's row number as index; `is_number` says of each row
    whether its figure is empty or a number; `letters` are the columns of codes and figure.

    Privacy: aggregate, small numbers included.
    """

    facts: Mapping[tuple[str, str, str], str]
    fact_rows: Mapping[tuple[str, str, str], int]
    cells: pd.DataFrame
    letters: Mapping[str, str]
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        """Counts only."""
        return f"TallyWorkbook({len(self.cells)} cells, {len(self.findings)} findings)"

    def fact(self, what: str, detail: str = "", record: str = "") -> str:
        """What the sheet About says of something; empty if it says nothing."""
        return self.facts.get((what, detail, record), "")

    def places(self, column: str, rows: Sequence[int]) -> tuple[str, ...]:
        """Addresses of cells of one column on the sheet of totals."""
        return ranges(self.letters[column], rows)


def is_tally(opened: OpenedFile) -> bool:
    """Whether a file is, or is meant to be, a tally. Privacy: identifiable in, aggregate out."""
    names = {sheet.name.strip() for sheet in opened.sheets}
    return MARK in opened.defined_names or {TOTALS, ABOUT} <= names


def read_tally(opened: OpenedFile, catalog: Catalog) -> TallyWorkbook:
    """Read what a tally says; findings tell where its form is not as it was written.

    Privacy: aggregate in, aggregate out.
    """
    totals = _table_on(opened, TOTALS, TOTAL_HEADINGS)
    about = _table_on(opened, ABOUT, ABOUT_HEADINGS)
    if totals is None or about is None:
        return TallyWorkbook({}, {}, _no_cells(), {}, (finding("TALLY-02"),))
    facts, rows = _facts(about)
    cells, letters = _cells(totals), {name: totals.letters[CODES[name]] for name in CODES}
    letters |= {"value": totals.letters[FIGURE]}
    read = TallyWorkbook(facts, rows, cells, letters, ())
    findings = (*_strangers(opened, totals, about), *_faults(totals, read, catalog))
    return TallyWorkbook(facts, rows, cells, letters, findings)


def words_of(cells: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """The words of each cell in plain language, in the columns of WORDS.

    Privacy: aggregate in, aggregate out.
    """
    lists = {name: catalog.code_lists[one.codes] for name, one in catalog.breakdowns.items()}
    labels = {
        (name, code.code): code.label for name, codes in lists.items() for code in codes.codes
    }
    measures = {name: measure.label for name, measure in catalog.measures.items()}
    splits = {name: one.label for name, one in catalog.breakdowns.items()}
    groups = pd.Series(zip(cells["breakdown"], cells["dim1"], strict=True), index=cells.index)
    counties = {code: label for (name, code), label in labels.items() if name == "county"}
    places = counties | {TOTAL: "All counties", "unknown": "Unknown"}
    said = {
        "measure": cells["measure"].map(measures),
        "period": cells["period"].map({p: _period_label(p) for p in cells["period"].unique()}),
        "county": cells["county"].map(places),
        "breakdown": cells["breakdown"].map(splits | {TOTAL: "Total"}),
        "dim1": groups.map({pair: _group_label(labels, *pair) for pair in groups.unique()}),
        "status": cells["status"].map(STATUS_WORDS),
    }
    return pd.DataFrame(said, index=cells.index).fillna("").astype("str")


def seal_of(facts: Mapping[tuple[str, str, str], str], cells: pd.DataFrame) -> str:
    """A checksum over all that a tally says, so that a change by hand is seen.

    Privacy: aggregate in, aggregate out.
    """
    said = sorted((*key, text) for key, text in facts.items() if key[0] != SEAL)
    ordered = cells[list(CELL_COLUMNS)].sort_values(list(CELL_COLUMNS[:-2]), kind="stable")
    text = repr(said) + ordered.to_csv(index=False, float_format="%.6f", lineterminator="\n")
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, repr=False)
class _Table:
    """The rows below the headings of one sheet. Privacy: aggregate."""

    sheet: Sheet
    letters: Mapping[str, str]
    text: pd.DataFrame
    kinds: pd.DataFrame


def _table_on(opened: OpenedFile, name: str, headings: Sequence[str]) -> _Table | None:
    sheet = next((one for one in opened.sheets if one.name.strip() == name), None)
    if sheet is None:
        return None
    top = sheet.text.head(LOOKED_AT)
    for row, texts in zip(top.index, top.to_numpy().tolist(), strict=True):
        letters = {text: letter for letter, text in zip(top.columns, texts, strict=True) if text}
        if set(headings) <= set(letters):
            text = sheet.text.loc[row + 1 :]
            filled = (text != "").any(axis=1)
            return _Table(sheet, letters, text[filled], sheet.kinds.loc[row + 1 :][filled])
    return None


def _facts(
    about: _Table,
) -> tuple[dict[tuple[str, str, str], str], dict[tuple[str, str, str], int]]:
    columns = [about.text[about.letters[heading]] for heading in ABOUT_HEADINGS]
    facts, rows = {}, {}
    for row, *key, says in zip(about.text.index, *columns, strict=True):
        what, detail, record = key
        facts[what, detail, record] = says
        rows[what, detail, record] = int(row)
    return facts, rows


def _cells(totals: _Table) -> pd.DataFrame:
    text = {name: totals.text[totals.letters[heading]] for name, heading in CODES.items()}
    figure = totals.text[totals.letters[FIGURE]]
    kind = totals.kinds[totals.letters[FIGURE]]
    value = pd.to_numeric(figure.where(kind == "n"), errors="coerce").astype("float64")
    frame = pd.DataFrame({**text, "value": value}, index=totals.text.index)
    frame = frame.assign(dim2=TOTAL, dim3=TOTAL, is_number=kind.isin(["n", ""]))
    return frame.astype(dict.fromkeys(CODES, "str"))


def _no_cells() -> pd.DataFrame:
    columns = [*CODES, "value", "dim2", "dim3", "is_number"]
    return pd.DataFrame({name: pd.Series(dtype="str") for name in columns})


def _strangers(opened: OpenedFile, totals: _Table, about: _Table) -> Iterator[Finding]:
    """Sheets and columns that a tally does not have: nobody may hide rows in it."""
    known = (LEAVES, TOTALS, ABOUT)
    for sheet in opened.sheets:
        if sheet.name.strip() not in known and (sheet.kinds != "").any(axis=None):
            yield finding("TALLY-03", sheet=place_of(sheet))
    for table, name, headings in ((totals, TOTALS, TOTAL_HEADINGS), (about, ABOUT, ABOUT_HEADINGS)):
        own = {table.letters[heading] for heading in headings}
        filled = (table.kinds != "").any()
        others = [letter for letter in table.kinds.columns if filled[letter] and letter not in own]
        if others or table.sheet.notes:
            places = [ranges(letter, table.text.index)[0] for letter in others]
            yield finding("TALLY-03", sheet=name, places=places)


def _faults(totals: _Table, read: TallyWorkbook, catalog: Catalog) -> Iterator[Finding]:
    if not read.cells["is_number"].all():
        rows = read.cells.index[~read.cells["is_number"]]
        yield at_totals(read, "TALLY-11", "value", rows)
    words = words_of(read.cells, catalog)
    shown = pd.DataFrame({name: totals.text[totals.letters[WORDS[name]]] for name in WORDS})
    differ = (words != shown[list(words.columns)]).any(axis=1)
    if differ.any():
        yield at_totals(read, "TALLY-16", "measure", read.cells.index[differ])
    if seal_of(read.facts, read.cells.assign(partner=read.fact("Agency id"))) != read.fact(SEAL):
        yield finding("TALLY-17", sheet=TOTALS)


def at_totals(
    read: TallyWorkbook, code: str, column: str, rows: Sequence[int] | pd.Index[int]
) -> Finding:
    """A finding at lines of the sheet of totals.

    Privacy: aggregate in, aggregate out (places only).
    """
    places = read.places(column, list(rows))
    return finding(code, sheet=TOTALS, places=places, count=len(rows))


def _period_label(period: str) -> str:
    try:
        return parse_period(period).label
    except PeriodError:
        return ""


def _group_label(labels: Mapping[tuple[str, str], str], breakdown: str, code: str) -> str:
    if code == TOTAL:
        return "All"
    return labels.get((breakdown, code), "Unknown" if code == "unknown" else "")
