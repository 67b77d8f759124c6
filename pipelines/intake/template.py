"""The standard workbook filled in: its form, and how it is read without any layout of the partner.

Belongs here: names of its sheets, labels and rows, and reading its sheet Submission. Does not
belong here: writing the workbook, or judging its cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.findings import Finding, ranges
from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.tables.headings import normalize
from pipelines.intake.wording import finding
from pipelines.layouts import Layout, TableLayout
from pipelines.settings import Partner
from pipelines.types import RawTable
from schemas.catalog import VERSION
from schemas.model import Field, RecordType, Release
from schemas.periods import Month

EDITION = "1"
READ_ME, SUBMISSION, LISTS, CHANGES = "Read me", "Submission", "Lists", "Changes"
OWN_SHEETS = (READ_ME, SUBMISSION, LISTS, CHANGES)
AGENCY_CODE, MONTH = "Agency code", "Month"
TEMPLATE_EDITION, FIELDS_EDITION = "Edition of this template", "Edition of the list of fields"
STATEMENT = "These figures are complete and correct"
NOTHING = "Nothing to report"
AGENCY, FILLED_IN_BY, ASKED = "Agency", "Filled in by", "Is there nothing to report?"
HINT = "Fill in the framed cells."
# columns and rows of the sheets that only tell something, but for links to the records' sheets:
# nothing else on them is read
ONLY_TOLD = {READ_ME: (1, 9), CHANGES: (2, 3 + int(EDITION))}
# the names of the cells beside these labels
NAMED = {
    TEMPLATE_EDITION: "template_edition",
    FIELDS_EDITION: "fields_edition",
    AGENCY_CODE: "agency_code",
    MONTH: "report_month",
}
YES_WORDS = frozenset({"yes", "y", "x", "true", "1"})
NEEDED_ROW, EXAMPLE_ROW, HEADING_ROW = 3, 4, 5
EXAMPLE_WORD = "e.g."
TOP_ROWS = 10
SET_SEPARATOR = ";"
SEARCHED_COLUMNS = 2

Answers = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, repr=False)
class FilledTemplate:
    """What the sheet Submission says. `must_stop`: nothing else of the file is worth reading.

    `opened` is the file without the template's own sheets. Privacy: identifiable.
    """

    opened: OpenedFile
    layout: Layout
    nil_records: frozenset[str]
    findings: tuple[Finding, ...]
    must_stop: bool

    def __repr__(self) -> str:
        """Counts only."""
        return f"FilledTemplate({len(self.findings)} findings)"


def template_fields(record: RecordType) -> tuple[Field, ...]:
    """The fields that the template asks for: none that would only be dropped."""
    return tuple(field for field in record.fields if field.released_as is not Release.NEVER)


def template_layout(records: Sequence[RecordType], month: Month) -> Layout:
    """The layout of the template of one month: one sheet for each record, named by its label."""
    tables = tuple(
        TableLayout(
            record=record.name,
            sheet=record.label,
            heading_row=HEADING_ROW,
            columns={field.label: field.name for field in template_fields(record)},
            set_separator=SET_SEPARATOR,
        )
        for record in records
    )
    return Layout(
        valid_from=month,
        valid_to=month,
        tables=tables,
        date_order="mdy",
        ignored_sheets=OWN_SHEETS,
    )


def filled_template(
    opened: OpenedFile, partner: Partner, month: Month, records: Mapping[str, RecordType]
) -> FilledTemplate | None:
    """The template that a file is, or None if it is none.

    Privacy: identifiable in, identifiable out.
    """
    sheet = _submission(opened)
    if sheet is None and not set(NAMED.values()) <= opened.defined_names.keys():
        return None
    said = _answers(sheet) if sheet else {}
    expected = [records[name] for name in partner.expected if name in records]
    wrong = _wrong_template(said, partner, month)
    nil, findings = _marks(said, expected)
    findings += (*_answered_twice(sheet, expected), *_not_read(opened, sheet, expected))
    own = {normalize(name) for name in OWN_SHEETS}
    rest = [one for one in opened.sheets if normalize(one.name) not in own]
    return FilledTemplate(
        opened=replace(opened, sheets=tuple(map(_without_example, rest))),
        layout=template_layout(expected, month),
        nil_records=nil,
        findings=(finding(wrong, sheet=SUBMISSION),) if wrong else findings,
        must_stop=bool(wrong),
    )


def contradictions(
    nil_records: frozenset[str], tables: Sequence[RawTable], records: Mapping[str, RecordType]
) -> tuple[Finding, ...]:
    """Records that are said to have nothing to report, and have rows.

    Privacy: identifiable in, disclosure-safe out: names of sheets.
    """
    return tuple(
        finding("TEMPLATE-04", sheet=raw.sheet, field=records[raw.record].label)
        for raw in tables
        if raw.record in nil_records and len(raw.text)
    )


def _without_example(sheet: Sheet) -> Sheet:
    """The sheet with the row emptied whose every entry begins as the example does."""
    top = sheet.text.head(TOP_ROWS)
    begins = top.apply(lambda column: column.str.startswith(EXAMPLE_WORD))
    is_example = (begins | (top == "")).all(axis=1) & begins.any(axis=1)
    rows = top.index[is_example]
    if not len(rows):
        return sheet
    text, kinds = sheet.text.copy(), sheet.kinds.copy()
    text.loc[rows], kinds.loc[rows] = "", ""
    return replace(sheet, text=text, kinds=kinds)


def _submission(opened: OpenedFile) -> Sheet | None:
    for sheet in opened.sheets:
        if normalize(sheet.name) == normalize(SUBMISSION):
            known = {normalize(label) for label in (TEMPLATE_EDITION, FIELDS_EDITION, AGENCY_CODE)}
            if known & _answers(sheet).keys():
                return sheet
    return None


def _answers(sheet: Sheet) -> Answers:
    """Each label of the first column, normalized, with the text beside it and its cell."""
    letters = [str(letter) for letter in sheet.text.columns[:SEARCHED_COLUMNS]]
    if len(letters) < SEARCHED_COLUMNS:
        return {}
    labels, values = (sheet.text[letter] for letter in letters)
    return {
        normalize(str(label)): (str(value).strip(), f"{letters[1]}{row}")
        for row, label, value in zip(sheet.text.index, labels, values, strict=True)
        if label
    }


def _labels(expected: Sequence[RecordType]) -> frozenset[str]:
    """What the template itself writes in the first column of the sheet, normalized."""
    plain = (SUBMISSION, HINT, AGENCY, FILLED_IN_BY, STATEMENT, ASKED, *NAMED)
    return frozenset(map(normalize, (*plain, *(record.label for record in expected))))


def _answered_twice(sheet: Sheet | None, expected: Sequence[RecordType]) -> Iterator[Finding]:
    """Labels that stand on the sheet Submission again: which of the answers is meant?"""
    if sheet is None or sheet.text.shape[1] < SEARCHED_COLUMNS:
        return
    labels = sheet.text.iloc[:, 0].map(normalize)
    again = labels.index[labels.duplicated() & labels.isin(_labels(expected))]
    if len(again):
        places = ranges(str(sheet.text.columns[1]), again)
        yield finding("TEMPLATE-08", sheet=SUBMISSION, places=places, count=len(again))


def _not_read(
    opened: OpenedFile, submission: Sheet | None, expected: Sequence[RecordType]
) -> Iterator[Finding]:
    """Cells on the template's own sheets that it has not written and that nobody reads."""
    areas = {normalize(name): (name, size) for name, size in ONLY_TOLD.items()}
    for sheet in opened.sheets:
        filled = sheet.kinds != ""
        if sheet is submission:
            name = SUBMISSION
            known = sheet.text.iloc[:, 0].map(normalize).isin(_labels(expected))
            filled.loc[known, filled.columns[:SEARCHED_COLUMNS]] = False
        elif normalize(sheet.name) in areas:
            name, (columns, rows) = areas[normalize(sheet.name)]
            rows += len(expected) if name == READ_ME else 0
            filled.loc[filled.index <= rows, filled.columns[:columns]] = False
        else:
            continue
        places = [
            one
            for letter, column in filled.items()
            for one in ranges(str(letter), column.index[column])
        ]
        if places:
            count = int(filled.to_numpy().sum())
            yield finding("TEMPLATE-09", sheet=name, places=places, count=count)


def _said(said: Answers, label: str) -> str:
    return said.get(normalize(label), ("", ""))[0]


def _wrong_template(said: Answers, partner: Partner, month: Month) -> str:
    """The code of what makes the whole workbook the wrong one, or the empty text."""
    facts = [_said(said, label) for label in (AGENCY_CODE, MONTH, TEMPLATE_EDITION, FIELDS_EDITION)]
    if not all(facts):
        return "TEMPLATE-07"
    if facts[2:] != [EDITION, VERSION]:
        return "TEMPLATE-01"
    if facts[0] != partner.id:
        return "TEMPLATE-02"
    return "" if facts[1] == str(month) else "TEMPLATE-03"


def _marks(
    said: Answers, expected: Sequence[RecordType]
) -> tuple[frozenset[str], tuple[Finding, ...]]:
    nil: set[str] = set()
    findings: list[Finding] = []
    for record in expected:
        text, cell = said.get(normalize(record.label), ("", ""))
        if normalize(text) in YES_WORDS | {normalize(NOTHING)}:
            nil.add(record.name)
        elif text:
            one = finding("TEMPLATE-05", sheet=SUBMISSION, places=[cell], field=record.label)
            findings.append(one)
    findings += _statement(said)
    return frozenset(nil), tuple(findings)


def _statement(said: Answers) -> Iterator[Finding]:
    text, cell = said.get(normalize(STATEMENT), ("", ""))
    if normalize(text) not in YES_WORDS:
        yield finding("TEMPLATE-06", sheet=SUBMISSION, places=[cell] if cell else [])
