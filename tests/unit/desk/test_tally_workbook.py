"""A tally is read back exactly, and whatever was changed in it is told by cell."""

from __future__ import annotations

import io

import openpyxl
import pytest

from pipelines.intake.opening import open_file
from pipelines.intake.tally_workbook import (
    CODES,
    FIGURE,
    SEAL,
    WORDS,
    is_tally,
    read_tally,
    seal_of,
)
from pipelines.sent.assess import assess_sent
from pipelines.settings_files import load_consortium
from schemas.catalog import load_catalog
from tests.small import good_workbook
from tests.unit.desk.desks import AUGUST, SEPTEMBER, cells_at, home_at, rows_of, tallied

CATALOG = load_catalog()
JULY = AUGUST.plus(-1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    home = home_at(tmp_path_factory.mktemp("one") / "desk")
    tallied(home, AUGUST, rows_of(AUGUST, 9))
    return home, tallied(home, SEPTEMBER, rows_of(SEPTEMBER)).workbook


def judged(home, content, month=SEPTEMBER):
    partner = load_consortium(home).partner("alder")
    return assess_sent(open_file(content), partner, month, CATALOG)


def changed(content, change):
    """The workbook as openpyxl saves it after a change; `change` gets the book."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def resealed(content):
    """With the seal of what it says now, as somebody who knows the form could make it."""
    read = read_tally(open_file(content), CATALOG)
    cells = read.cells.assign(partner=read.fact("Agency id"))
    seal = seal_of(read.facts, cells)
    return changed(content, lambda book: put(book["About"], find(book["About"], SEAL), 4, seal))


def put(sheet, row, column, value):
    sheet.cell(row, column).value = value


def find(sheet, *texts):
    """The row that holds these texts in any of its cells."""
    for row in sheet.iter_rows():
        if set(texts) <= {cell.value for cell in row}:
            return row[0].row
    raise AssertionError(texts)


def column(sheet, heading):
    return next(cell.column for cell in sheet[4] if cell.value == heading)


def total_row(sheet, measure, period="2026-09"):
    return find_codes(sheet, measure=measure, period=period, breakdown="total")


def find_codes(sheet, **codes):
    places = {name: column(sheet, CODES[name]) for name in codes}
    for row in range(5, sheet.max_row + 1):
        if all(sheet.cell(row, places[name]).value == code for name, code in codes.items()):
            return row
    raise AssertionError(codes)


def test_what_is_read_back_is_what_was_counted(desk):
    home, content = desk
    sent = judged(home, content)
    assert sent.findings == ()
    assert (
        sent.cells.frame.sort_values(["period", "measure", "county", "breakdown", "dim1"])
        .reset_index(drop=True)
        .equals(cells_at(home, SEPTEMBER))
    )
    assert len(set(sent.cells.frame["period"])) > 2


def test_only_a_tally_is_taken_for_one(desk):
    assert is_tally(open_file(desk[1]))
    assert not is_tally(open_file(good_workbook()))


def test_the_same_file_tallied_again_gives_the_same_bytes(desk):
    home, content = desk
    again = tallied(home, SEPTEMBER, rows_of(SEPTEMBER))
    assert again.workbook == content
    assert again.send_again == ()


def test_a_tally_saved_by_another_program_reads_the_same(desk):
    home, content = desk
    sent = judged(home, changed(content, str))
    assert sent.findings == ()
    assert sent.cells.frame.equals(judged(home, content).cells.frame)


def edit_total(measure, value, period="2026-09"):
    def change(book):
        sheet = book["Totals"]
        put(sheet, total_row(sheet, measure, period), column(sheet, FIGURE), value)

    return change


def edit_code(name, code, **where):
    def change(book):
        sheet = book["Totals"]
        put(sheet, find_codes(sheet, **where), column(sheet, CODES[name]), code)

    return change


def edit_fact(what, says):
    return lambda book: put(book["About"], find(book["About"], what), 4, says)


def drop_total(book):
    book["Totals"].delete_rows(total_row(book["Totals"], "unmet_requests"))


def double(book):
    sheet = book["Totals"]
    row = total_row(sheet, "unmet_requests")
    sheet.append([cell.value for cell in sheet[row]])


def rename_heading(book):
    put(book["Totals"], 4, column(book["Totals"], FIGURE), "Number")


def add_rows(book):
    book.create_sheet("More").append(["Quillfeather", "2026-09-05"])


def add_beside(book):
    put(book["Totals"], 6, 20, "Quillfeather")


CHANGES = {
    "TALLY-02": rename_heading,
    "TALLY-03": add_rows,
    "TALLY-04": edit_fact("Agency id", "birch"),
    "TALLY-05": edit_fact("Month", "2026-08"),
    "TALLY-06": edit_fact("Reporting fields, version", "1999.1"),
    "TALLY-07": edit_fact("State", "somehow"),
    "TALLY-08": edit_code("measure", "secret_measure", measure="beds"),
    "TALLY-09": double,
    "TALLY-10": drop_total,
    "TALLY-11": edit_total("unmet_requests", -3),
    "TALLY-12": edit_code("status", "nil", measure="unmet_requests", breakdown="total"),
    "TALLY-13": edit_total("people_served", 13),
    "TALLY-14": edit_total("unmet_fvpsa", 40),
    "TALLY-16": edit_code("dim1", "male", measure="people_served", dim1="female"),
}


# what is said alone, before the seal is looked at, or does not touch what is sealed
UNSEALED = {"TALLY-02", "TALLY-03", "TALLY-04", "TALLY-05", "TALLY-06"}


@pytest.mark.parametrize("code", CHANGES)
def test_each_change_is_told_even_under_a_new_seal(desk, code):
    home, content = desk
    wrong = changed(content, CHANGES[code])
    found = judged(home, wrong)
    assert code in {one.code for one in found.findings}
    assert found.cells is None
    assert (code in UNSEALED) == ("TALLY-17" not in {one.code for one in found.findings})
    if code not in UNSEALED:
        sealed = judged(home, resealed(wrong))
        assert {code} <= {one.code for one in sealed.findings} <= set(CHANGES)
        assert sealed.cells is None


def test_only_what_hangs_on_a_field_may_be_called_not_collected(tmp_path):
    home = home_at(tmp_path / "desk")
    for month in (JULY, AUGUST, SEPTEMBER):
        content = tallied(home, month, rows_of(month)).workbook
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Totals"]
    row = total_row(sheet, "voca_people", "FFY2026-Q4")
    assert sheet.cell(row, column(sheet, CODES["status"])).value == "not_collected"
    assert judged(home, content).findings == ()
    change = edit_code("status", "not_collected", measure="unmet_requests", breakdown="total")
    found = judged(home, resealed(changed(content, change))).findings
    assert "TALLY-12" in {one.code for one in found}


def test_a_figure_typed_over_is_told_by_its_cell(desk):
    home, content = desk
    wrong = changed(content, CHANGES["TALLY-13"])
    places = {one.code: one.places for one in judged(home, wrong).findings}
    book = openpyxl.load_workbook(io.BytesIO(content))
    row = total_row(book["Totals"], "people_served")
    assert places["TALLY-13"] == (f"F{row}",)
    assert book["Totals"].cell(row, 6).value == 12


def test_what_nobody_added_up_is_still_sealed(desk):
    home, content = desk
    wrong = judged(home, changed(content, edit_fact("Rows read", "999")))
    assert [one.code for one in wrong.findings] == ["TALLY-17"]


@pytest.mark.parametrize("add", [add_rows, add_beside])
def test_what_was_added_is_refused_and_not_repeated(desk, add):
    home, content = desk
    found = judged(home, changed(content, add)).findings
    assert "TALLY-03" in {one.code for one in found}
    assert "Quillfeather" not in repr(found)


@pytest.mark.parametrize("text", ["12", "twelve", "1e400", "=1+1", "#REF!"])
def test_a_figure_that_is_no_number_is_refused(desk, text):
    home, content = desk
    wrong = changed(content, edit_total("people_served", text))
    codes = {one.code for one in judged(home, wrong).findings}
    assert "TALLY-11" in codes


def test_each_word_has_a_code_beside_it():
    assert WORDS.keys() == CODES.keys()
    assert len({*WORDS.values(), *CODES.values(), FIGURE}) == 2 * len(WORDS) + 1
