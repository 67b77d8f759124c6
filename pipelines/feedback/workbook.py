"""The feedback workbook: summary, findings, all cells, and what changed since the last try."""

from __future__ import annotations

import io
from datetime import datetime, time
from itertools import islice

import xlsxwriter

from pipelines.feedback.answers import ANSWER, QUESTION, SHEET
from pipelines.feedback.document import Document
from pipelines.feedback.items import Item
from pipelines.feedback.links import FILE_NAME, first_cell, link_formula
from pipelines.feedback.places import each_cell
from pipelines.feedback.sheets import Choice, Entry, Jump, Opens, Page, Value, write_page
from pipelines.publish.formats import Formats, book_options
from pipelines.publish.sheets import Column

SUMMARY, FINDINGS, ALL_CELLS, SINCE = "Summary", "Findings", "All cells", "Since the last try"
REASONS, REASON_CELLS = "Reasons", "confirm_reasons"
TITLE = "What we found in your file: {title}"
MOST_CELLS = 20_000
MOST_RANGES = 6
NAME_OF_FILE = "Name of your file (type it here)"
HOW_LINKS_WORK = (
    "Type the name of your file, such as march.xlsx, on the sheet Summary and keep both files in "
    "one folder: then each cell named below opens your file at that place."
)
HOW_TO_ANSWER = (
    "If an entry is wrong, correct it in your own file, and send that again.",
    "If it is right, choose the reason in the last column, and send this workbook to {contact}.",
    "Choose from the list only: what else is typed here is not kept.",
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
    footer = TITLE.format(title=document.title)
    summary = _summary(document, file_name)
    first = write_page(book, formats, summary, footer)
    named = next(at for at, row in enumerate(summary.rows) if isinstance(row[1], Entry))
    book.define_name(FILE_NAME, f"={SUMMARY}!$B${first + named + 1}")
    for page in _pages(document):
        first = write_page(book, formats, page, footer)
        if page.name == REASONS:
            last = first + len(page.rows)
            book.define_name(REASON_CELLS, f"={REASONS}!$A${first + 1}:$A${last}")
    book.close()
    return stream.getvalue()


def _describe(book: xlsxwriter.Workbook, document: Document) -> None:
    book.set_properties(
        {
            "title": TITLE.format(title=document.title),
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
    if document.questions:
        pages += [_questions(document), _reasons(document)]
    if document.items:
        pages.append(_findings(document))
    if any(item.ranges for item in document.items):
        pages.append(_all_cells(document))
    if document.changes is not None:
        pages.append(_since(document))
    return pages


def _summary(document: Document, file_name: str) -> Page:
    day = f"; read on {document.read_on}" if document.read_on else ""
    rows: list[tuple[Value, Value]] = [("File of", f"{document.title}{day}")]
    rows.append(("Result", document.verdict))
    if document.all_clear:
        rows.append(("Findings", document.all_clear))
    rows.append(("What happens next", " ".join(document.steps)))
    rows += [(f"Sheet {page.name}", Jump(page.title, page.name)) for page in _pages(document)]
    rows.append((NAME_OF_FILE, Entry(file_name)))
    rows += [("Due", document.due), ("Questions? Write to", document.contact)]
    for level in document.levels:
        told = f"{level.amount}. {level.meaning}" if level.items else level.amount
        rows.append((level.word, told))
    if document.since:
        rows.append((SINCE, document.since.partition(": ")[2].capitalize()))
    rows += [(f"Rows of {name}", account) for name, account in document.row_lines]
    return Page(
        name=SUMMARY,
        title=TITLE.format(title=document.title),
        lines=("This report names places in your file and never repeats what is written there.",),
        table="Summary",
        columns=(Column(heading="About", pixels=340), Column(heading="Answer", pixels=740)),
        rows=rows,
        bold_columns=(0,),
    )


def _questions(document: Document) -> Page:
    return Page(
        name=SHEET,
        title="Please confirm: choose your answers here",
        lines=tuple(line.format(contact=document.contact) for line in HOW_TO_ANSWER),
        table="Please_confirm",
        columns=(
            Column(heading=QUESTION, pixels=140),
            Column(heading="What is asked", pixels=370),
            Column(heading="Where", pixels=220),
            Column(heading="How many places", pixels=80, is_number=True),
            Column(heading="Code", pixels=105),
            Column(heading=ANSWER, pixels=270),
        ),
        rows=[
            [one.id, one.asked, one.place, one.count, one.code, Choice(REASON_CELLS)]
            for one in document.questions
        ],
        is_locked=True,
    )


def _reasons(document: Document) -> Page:
    return Page(
        name=REASONS,
        title="Reasons to choose from",
        lines=(f"The list of the sheet {SHEET}. If none fits, write to {document.contact}.",),
        table="Reasons_to_choose_from",
        columns=(Column(heading="Reason", pixels=640),),
        rows=[[reason] for reason in document.reasons],
        is_locked=True,
    )


def _findings(document: Document) -> Page:
    starts = [level.items[0].number - 1 for level in document.levels if level.items]
    return Page(
        name=FINDINGS,
        title="Findings, what stops the file first",
        lines=(HOW_LINKS_WORK,),
        table="Findings",
        columns=(
            Column(heading="No.", pixels=50, is_number=True),
            Column(heading="How serious", pixels=120),
            Column(heading="First cell", pixels=75),
            Column(heading="Where", pixels=175),
            Column(heading="Your heading", pixels=130),
            Column(heading="What is wrong", pixels=240),
            Column(heading="What to do", pixels=330),
            Column(heading="How many places", pixels=80, is_number=True),
            Column(heading="Code, as in the guide", pixels=100),
        ),
        rows=[_finding_row(item) for item in document.items],
        bold_columns=(1,),
        breaks=starts[1:],
    )


def _finding_row(item: Item) -> list[Value]:
    finding = item.finding
    new = " (new)" if item.is_new else ""
    meant = f" Did you mean: {item.suggestion}?" if item.suggestion else ""
    return [
        item.number,
        item.severity + new,
        _opens(finding.sheet, first_cell(finding)),
        item.place(MOST_RANGES),
        item.heading,
        finding.message,
        finding.fix + meant,
        finding.count,
        finding.code,
    ]


def _all_cells(document: Document) -> Page:
    placed = (
        (item, part, cell)
        for item in document.items
        for part in item.parts
        for cell in each_cell(part.places)
    )
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
            Column(heading="How serious", pixels=185),
            Column(heading="Sheet", pixels=170),
            Column(heading="Cell", pixels=95),
            Column(heading="Your heading", pixels=180),
            Column(heading="What is wrong", pixels=470),
        ),
        rows=[
            [
                item.number,
                item.severity,
                part.sheet,
                _opens(part.sheet, cell),
                part.heading,
                part.message,
            ]
            for item, part, cell in listed
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
