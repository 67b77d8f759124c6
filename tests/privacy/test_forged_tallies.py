"""Words that somebody wrote into a tally are neither kept nor shown, whatever its seal says."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from pipelines.assessment import REJECTED, assess
from pipelines.feedback.document import build_document
from pipelines.feedback.files import feedback_files
from pipelines.intake.opening import open_file
from pipelines.intake.tally_workbook import ABOUT, SEAL, TOTALS, read_tally, seal_of
from pipelines.known import Known
from pipelines.settings_files import load_consortium
from pipelines.submission import Outcome
from schemas.catalog import load_catalog
from tests.privacy import nasty
from tests.privacy.search import Leak, find
from tests.unit.desk.desks import SEPTEMBER, home_at, rows_of, tallied

TEXT = f"{nasty.WORD} {nasty.SSN}"
SAYS = {
    "edition": ("Edition", 3),
    "reason": ("Rows set aside", 1),
    "state": ("State", 3),
    "month": ("State", 1),
    "record": ("State", 2),
    "agency": ("Agency id", 3),
    "form": ("Form", 3),
    "rows": ("Rows read", 3),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    home = home_at(tmp_path_factory.mktemp("desk") / "home")
    return home, tallied(home, SEPTEMBER, rows_of(SEPTEMBER)).workbook


def saved(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def forged(content: bytes, change) -> bytes:
    """The tally with a change, and with the seal that it would then have."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    read = read_tally(open_file(saved(book)), load_catalog())
    seal = seal_of(read.facts, read.cells.assign(partner=read.fact("Agency id")))
    for row in book[ABOUT].iter_rows():
        if row[0].value == SEAL:
            row[3].value = seal
    return saved(book)


def leaks_of(home, content: bytes) -> tuple[str, list[Leak]]:
    """The outcome, and what is found in everything that would be kept or shown of a file."""
    consortium = load_consortium(home)
    partner = consortium.partner("alder")
    known = Known(today=date(2026, 10, 5), totals_only=True)
    found = assess(content, partner, SEPTEMBER, known)
    outcome = Outcome(
        partner=partner.id,
        month=SEPTEMBER,
        submission="alder-2026-09-1",
        outcome=found.outcome,
        findings=found.findings,
        row_counts=found.row_counts,
        rests_on=found.sent.rests_on,
    )
    files = feedback_files(build_document(consortium, outcome, None))
    told = {"outcome": repr(outcome).encode(), **files}
    leaks = [leak for name, one in told.items() for leak in find(one, name, nasty.CANARIES)]
    return found.outcome, leaks


def setting(what: str, at: int):
    def change(book):
        sheet = book[ABOUT]
        if what == "Rows set aside":
            sheet.append([what, "blank", "client_service", "3"])
        row = next(row for row in sheet.iter_rows() if row[0].value == what)
        row[at].value = TEXT

    return change


@pytest.mark.parametrize("name", SAYS)
@pytest.mark.parametrize("is_sealed", [True, False])
def test_words_on_the_sheet_about_go_no_further(desk, name, is_sealed):
    home, content = desk
    change = setting(*SAYS[name])
    if is_sealed:
        made = forged(content, change)
    else:
        book = openpyxl.load_workbook(io.BytesIO(content))
        change(book)
        made = saved(book)
    outcome, leaks = leaks_of(home, made)
    assert leaks == []
    assert outcome == REJECTED or name == "rows"


@pytest.mark.parametrize("column", range(1, 14))
def test_words_among_the_totals_go_no_further(desk, column):
    home, content = desk

    def change(book):
        sheet = book[TOTALS]
        sheet.cell(sheet.max_row, column).value = TEXT

    outcome, leaks = leaks_of(home, forged(content, change))
    assert outcome == REJECTED
    assert leaks == []


def test_rows_hidden_in_a_tally_are_refused(desk):
    home, content = desk
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.create_sheet(TEXT[:20]).append(nasty.row(1))
    outcome, leaks = leaks_of(home, saved(book))
    assert outcome == REJECTED
    assert leaks == []
