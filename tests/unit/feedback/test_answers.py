"""Answers that come back in a workbook: only reasons of the list are taken, by cell."""

from __future__ import annotations

import io

import openpyxl
import pytest

from pipelines.feedback.answers import Fault, read_answers
from pipelines.feedback.document import build_document
from pipelines.feedback.questions import question_id
from pipelines.feedback.workbook import workbook
from pipelines.intake.opening import open_file
from schemas.catalog import load_catalog
from schemas.model import Severity
from tests.unit.feedback.told import CONSORTIUM, finding, outcome

REASONS = {one.code: one.label for one in load_catalog().code_lists["confirm_reason"].codes}
SHEET = "Please confirm"


def asking(code="X02", **changed):
    return finding(code, severity=Severity.PLEASE_CONFIRM, **changed)


def document_of(*findings):
    return build_document(CONSORTIUM, outcome(findings, "questions"))


def book_of(*findings):
    return openpyxl.load_workbook(io.BytesIO(workbook(document_of(*findings))))


def rows_of(book):
    sheet = book[SHEET]
    (table,) = sheet.tables.values()
    return sheet[table.ref][1:]


def read(book):
    stream = io.BytesIO()
    book.save(stream)
    return read_answers(open_file(stream.getvalue()), REASONS)


def test_each_question_has_a_cell_with_the_list_of_reasons_and_no_other_is_open():
    book = book_of(asking(), asking("X05"), asking("X05", sheet="Stays"))
    rows = rows_of(book)
    assert [row[4].value for row in rows] == ["X02", "X05"]
    assert "Services!" in rows[1][2].value
    assert "Stays!" in rows[1][2].value
    sheet = book[SHEET]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    open_cells = [cell.coordinate for row in sheet for cell in row if not cell.protection.locked]
    assert open_cells == [row[-1].coordinate for row in rows]
    rules = sheet.data_validations.dataValidation
    assert [str(rule.sqref) for rule in rules] == open_cells
    assert {rule.formula1 for rule in rules} == {"confirm_reasons"}
    name, cells = book.defined_names["confirm_reasons"].attr_text.split("!")
    assert [cell.value for (cell,) in book[name][cells.replace("$", "")]] == list(REASONS.values())


@pytest.mark.parametrize("kind", ["rejected", "accepted", "unknown_layout"])
def test_there_is_no_sheet_of_answers_while_something_else_is_to_do(kind):
    document = build_document(CONSORTIUM, outcome([asking()], kind))
    book = openpyxl.load_workbook(io.BytesIO(workbook(document)))
    assert SHEET not in book.sheetnames


def test_what_is_chosen_is_read_back():
    book = book_of(asking(), asking("X05"), asking("X07"))
    first, second, _ = rows_of(book)
    first[-1].value = REASONS["seasonal"]
    second[-1].value = "  a ONE-time event "
    answers = read(book)
    asked = [question.id for question in document_of(asking(), asking("X05")).questions]
    assert answers.reasons == dict(zip(asked, ["seasonal", "one_time_event"], strict=True))
    assert answers.cells[asked[0]] == first[-1].coordinate
    assert (answers.faults, answers.left_open) == ({}, 1)


@pytest.mark.parametrize("odd", ["because Jane said so", 7, True, "=1/0"])
def test_anything_else_is_refused_by_its_cell(odd):
    book = book_of(asking(), asking("X05"))
    first, second = rows_of(book)
    first[-1].value, second[-1].value = odd, "seasonal"
    answers = read(book)
    assert answers.faults == {first[-1].coordinate: Fault.NO_REASON}
    assert list(answers.reasons.values()) == ["seasonal"]
    assert "Jane" not in repr(answers)


def test_two_answers_to_one_question_are_both_refused():
    book = book_of(asking(), asking("X05"))
    first, second = rows_of(book)
    first[0].value = second[0].value
    first[-1].value, second[-1].value = "seasonal", "not_known"
    answers = read(book)
    assert answers.reasons == {}
    assert set(answers.faults.values()) == {Fault.TWICE}
    first[-1].value = "not_known"
    assert list(read(book).reasons.values()) == ["not_known"]


def test_an_answer_without_a_question_is_refused():
    book = book_of(asking())
    (row,) = rows_of(book)
    row[0].value, row[-1].value = None, "seasonal"
    assert read(book).faults == {row[-1].coordinate: Fault.NO_QUESTION}


@pytest.mark.parametrize("spoil", ["sheet", "heading"])
def test_a_workbook_without_the_sheet_of_questions_is_none(spoil):
    book = book_of(asking())
    if spoil == "sheet":
        book[SHEET].title = "Answers"
    else:
        sheet = book[SHEET]
        (table,) = sheet.tables.values()
        sheet[table.ref][0][0].value = "Questions"
    assert read(book) is None


def test_a_question_keeps_its_name_as_long_as_the_same_is_asked():
    def one(counts, partner="alder", month="2026-03", code="X02"):
        return question_id(partner, month, code, counts)

    same = one({"hours": 2, "": 1})
    assert one({"": 1, "hours": 2}) == same
    others = [
        one({"hours": 3, "": 1}),
        one({"hours": 2}),
        one({"hours": 2, "": 1}, partner="birch"),
        one({"hours": 2, "": 1}, month="2026-04"),
        one({"hours": 2, "": 1}, code="X05"),
    ]
    assert len({same, *others}) == 6
