"""The feedback workbook: summary, findings, all cells, and what changed since the last try."""

from __future__ import annotations

import io
from datetime import datetime, time
from itertools import islice

import xlsxwriter

from pipelines.feedback.document import Document, Item
from pipelines.feedback.links import FILE_NAME, first_cell, link_formula
from pipelines.feedback.places import each_cell
from pipelines.feedback.sheets import Entry, Jump, Opens, Page, Value, write_page
from pipelines.feedback.wording import REASON_LIST
from pipelines.publish.formats import Formats, book_options
from pipelines.publish.sheets import Column

SUMMARY, FINDINGS, ALL_CELLS, SINCE = "Summary", "Findings", "All cells", "Since the last try"
MOST_CELLS = 20_000
MOST_RANGES = 8
NAME_OF_FILE = "Name of your file (type it here)"
HOW_LINKS_WORK = (
    "Type the name of your file, such as march.xlsx, on the sheet Summary and keep both files in "
    "one folder: then each cell named below opens your file at that place."
)
ACROSS = "Compared by place: an entry that has moved to another row counts as gone and as new."


def workbook(document: Document, file_name: str = "") -> bytes:
    """The workbook as bytes; the same document gives the same bytes.

    Args:
        document: What to tell.
        file_name: Path of the partner's file from the workbook's folder, where that is known:
            only at the desk where the file is checked.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, book_options())
    formats = Formats(book)
    _describe(book, document)
    footer = f"{document.title}: what we found in your file"
    summary = _summary(document, file_name)
    first = write_page(book, formats, summary, footer)
    named = next(at for at, row in enumerate(summary.rows) if isinstance(row[1], Entry))
    book.define_name(FILE_NAME, f"={SUMMARY}!$B${first + named + 1}")
    for page in _pages(document):
        write_page(book, formats, page, footer)
    book.close()
    return stream.getvalue()


def _describe(book: xlsxwriter.Workbook, document: Document) -> None:
    book.set_properties(
        {
            "title": f"What we found in your file: {document.title}",
            "subject": "Places to correct or confirm; no entry of the file is repeated",
            "author": document.consortium,
            "company": document.consortium,
            "keywords": "feedback, findings",
            "created": datetime.combine(document.as_of, time()),
        }
    )
    book.set_custom_property("Language", "en-US")


def _pages(document: Document) -> list[Page]:
    pages = []
    if document.items:
        pages.append(_findings(document))
    if any(item.finding.places for item in document.items):
        pages.append(_all_cells(document))
    if document.changes is not None:
        pages.append(_since(document))
    return pages


def _summary(document: Document, file_name: str) -> Page:
    rows: list[tuple[Value, Value]] = [("Result", document.verdict)]
    if document.all_clear:
        rows.append(("Findings", document.all_clear))
    rows.append(("What happens next", " ".join(document.steps)))
    rows += [("Due", document.due), ("Questions? Write to", document.contact)]
    for level in document.levels:
        told = f"{level.amount}. {level.meaning}" if level.items else level.amount
        rows.append((level.word, told))
    if document.reasons:
        rows.append((REASON_LIST, "; ".join(document.reasons)))
    if document.since:
        rows.append((SINCE, document.since.partition(": ")[2].capitalize()))
    rows += [(f"Rows of {name}", account) for name, account in document.row_lines]
    rows += [(f"Sheet {page.name}", Jump(page.title, page.name)) for page in _pages(document)]
    rows.append((NAME_OF_FILE, Entry(file_name)))
    return Page(
        name=SUMMARY,
        title=f"What we found in your file: {document.title}",
        lines=("This report names places in your file and never repeats what is written there.",),
        table="Summary",
        columns=(Column(heading="About", pixels=300), Column(heading="Answer", pixels=780)),
        rows=rows,
        bold_columns=(0,),
    )


def _findings(document: Document) -> Page:
    has_suggestion = any(item.finding.suggestion for item in document.items)
    columns = (
        Column(heading="No.", pixels=45, is_number=True),
        Column(heading="How serious", pixels=132),
        Column(heading="Sheet", pixels=110),
        Column(heading="First cell", pixels=75),
        Column(heading="Your heading", pixels=125),
        Column(heading="What is wrong", pixels=300),
        Column(heading="What to do", pixels=300),
        *([Column(heading="Did you mean", pixels=125)] if has_suggestion else []),
        Column(heading="How many places", pixels=80, is_number=True),
        Column(heading="Where", pixels=200),
        Column(heading="Code, as in the guide", pixels=160),
    )
    return Page(
        name=FINDINGS,
        title="Findings, what stops the file first",
        lines=(HOW_LINKS_WORK,),
        table="Findings",
        columns=columns,
        rows=[_finding_row(item, has_suggestion=has_suggestion) for item in document.items],
        bold_columns=(1,),
    )


def _finding_row(item: Item, *, has_suggestion: bool) -> list[Value]:
    finding = item.finding
    new = " (new)" if item.is_new else ""
    return [
        item.number,
        item.severity + new,
        finding.sheet,
        _opens(finding.sheet, first_cell(finding)),
        finding.heading,
        finding.message,
        finding.fix,
        *([finding.suggestion] if has_suggestion else []),
        finding.count,
        item.place(MOST_RANGES),
        f"{finding.code} ({item.section})",
    ]


def _all_cells(document: Document) -> Page:
    placed = ((item, cell) for item in document.items for cell in each_cell(item.finding.places))
    listed = list(islice(placed, MOST_CELLS))
    left = sum(1 for _ in placed)
    be = "is" if left == 1 else "are"
    cut = f"Only the first {MOST_CELLS:,} places are listed; {left:,} more {be} not."
    return Page(
        name=ALL_CELLS,
        title="All cells, one line each",
        lines=(HOW_LINKS_WORK, *([cut] if left else [])),
        table="All_cells",
        columns=(
            Column(heading="No. in Findings", pixels=95, is_number=True),
            Column(heading="How serious", pixels=170),
            Column(heading="Sheet", pixels=160),
            Column(heading="Cell", pixels=95),
            Column(heading="Your heading", pixels=170),
            Column(heading="What is wrong", pixels=490),
        ),
        rows=[
            [
                item.number,
                item.severity,
                item.finding.sheet,
                _opens(item.finding.sheet, cell),
                item.finding.heading,
                item.finding.message,
            ]
            for item, cell in listed
        ],
    )


def _since(document: Document) -> Page:
    return Page(
        name=SINCE,
        title="Gone, still open and new since the last try",
        lines=(document.since, ACROSS),
        table="Since_the_last_try",
        columns=(
            Column(heading="State", pixels=110),
            Column(heading="Places gone", pixels=85, is_number=True),
            Column(heading="Places still open", pixels=95, is_number=True),
            Column(heading="Places new", pixels=85, is_number=True),
            Column(heading="Sheet", pixels=160),
            Column(heading="Your heading", pixels=170),
            Column(heading="What is or was wrong", pixels=370),
            Column(heading="Code", pixels=110),
        ),
        rows=[
            [
                change.state,
                change.gone,
                change.still_open,
                change.new,
                change.finding.sheet,
                change.finding.heading,
                change.finding.message,
                change.finding.code,
            ]
            for change in document.changes or ()
        ]
        or [["None", 0, 0, 0, "", "", "Neither this try nor the last had findings.", ""]],
        bold_columns=(0,),
    )


def _opens(sheet: str, cell: str) -> Value:
    formula = link_formula(sheet, cell)
    return Opens(cell, formula) if formula else cell
