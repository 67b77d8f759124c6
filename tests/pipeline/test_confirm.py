"""Questions through the real command line: asked, answered with a reason, remembered."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import openpyxl
import pytest

from pipelines.collect import Collector
from pipelines.settings_files import load_consortium
from pipelines.storage import inbox
from pipelines.storage.ledger import Ledger
from schemas.periods import Month
from tests.small import (
    SERVICE_HEADINGS,
    UNMET_HEADINGS,
    Office,
    copied,
    service_row,
    two_rivers,
    unmet_row,
    workbook,
)

pytestmark = [pytest.mark.xdist_group("confirm"), pytest.mark.slow]

WHO = ["--partner", "alder", "--month", "2026-03"]


def taken_in(home, month, content):
    """Hand a file in and count it, without a report: what later months are compared with."""
    consortium, moment = load_consortium(home), datetime(2026, 7, 10, 10, tzinfo=UTC)
    arrival = inbox.Arrival(moment)
    inbox.hand_in(home, consortium, consortium.partner("alder"), month, content, arrival)
    (outcome,) = Collector(home, consortium, moment).collect(month)
    assert outcome.outcome == "accepted"


def book(*rows):
    """A good file, and rows that ask something."""
    services = [service_row(number) for number in range(15)]
    return workbook(
        {
            "Services": [["log"], SERVICE_HEADINGS, *services, *rows],
            "Turned away": [UNMET_HEADINGS, *[unmet_row() for _ in range(12)]],
        }
    )


def twice(count=1):
    """Services entered twice: rule X05 asks about each."""
    return [service_row(number) for number in range(count)]


def hand_in(office, content, **when):
    path = office.file("f.xlsx", content)
    office.run("submit", path, *WHO, **when)
    office.run("run", "--month", "2026-03", **when)


@pytest.fixture(scope="module")
def asked_once(tmp_path_factory):
    """A folder in which a file with services entered twice has been run."""
    folder = tmp_path_factory.mktemp("asked")
    hand_in(Office(two_rivers(folder)), book(*twice()))
    return folder


@pytest.fixture
def asking(asked_once, tmp_path):
    return copied(asked_once, tmp_path)


def board(office):
    document = json.loads(office.run("status", "--month", "2026-03", "--json").stdout)
    return next(row for row in document["partners"] if row["partner"] == "alder")


def answer(office, code="X05", reason="checked_right", exit_code=0):
    return office.run("confirm", *WHO, "--code", code, "--reason", reason, code=exit_code)


def check(office, content):
    path = office.file("again.xlsx", content)
    return json.loads(office.run("check", path, *WHO, "--json").stdout)


def of_code(document, code="X05"):
    (found,) = [one for one in document["findings"] if one["code"] == code]
    return found


def test_an_answered_question_is_remembered_until_it_grows(asking):
    asked = board(asking)
    assert asked["state"] == "accepted, with questions"
    assert (asked["open"], asked["answered"]) == (["X05"], [])
    assert "[X05]" in asked["to_do"]
    done = answer(asking)
    assert "No question is left." in done.stdout
    told = board(asking)
    assert (told["state"], told["open"], told["answered"]) == ("accepted", [], ["X05"])
    assert told["to_do"] == ""
    again = check(asking, book(*twice()))
    assert again["outcome"] == "accepted"
    assert of_code(again)["severity"] == "information"
    assert "Checked against our records" in of_code(again)["fix"]
    grown = check(asking, book(*twice(2)))
    assert grown["outcome"] == "questions"
    assert of_code(grown)["severity"] == "please_confirm"
    hand_in(asking, book(*twice()))
    assert board(asking)["state"] == "accepted, sent again without a change"
    hand_in(asking, book(*twice(2)))
    assert board(asking)["open"] == ["X05"]


def test_only_what_is_asked_can_be_answered_and_only_with_a_reason_of_the_list(asking):
    wrong = answer(asking, reason="because", exit_code=2)
    assert "CONFIRM-01" in wrong.stderr
    assert "one_time_event" in wrong.stderr
    other = answer(asking, code="E14", exit_code=2)
    assert "CONFIRM-02" in other.stderr
    assert "X05" in other.stderr
    assert board(asking)["open"] == ["X05"]


def test_what_must_be_fixed_cannot_be_confirmed(office):
    hand_in(office, book(*twice(), service_row(70, Age=430)))
    assert board(office)["state"] == "REFUSED"
    assert "CONFIRM-02" in answer(office, code="CELL-05", exit_code=2).stderr
    answer(office)  # a question of a refused file may be answered before the next try
    assert check(office, book(*twice()))["outcome"] == "accepted"


def test_rows_after_a_nil_return_are_told_in_words(office):
    office.run("nil", *WHO, "--record", "unmet_request")
    found = check(office, book())
    assert found["outcome"] == "accepted"
    assert of_code(found, "NIL-03")["severity"] == "information"
    assert of_code(found, "NIL-03")["sheet"] == "Turned away"


@pytest.mark.parametrize(("until", "code"), [("2026-12-31", ""), ("2026-03-01", "AGREE-02")])
def test_an_agreement_decides_whether_a_county_is_asked_about(office, until, code):
    settings = office.home / "consortium.toml"
    settings.write_text(
        settings.read_text()
        + f"""
[[mou]]
name = "Crisis work across the river"
partners = ["alder"]
counties = ["17105"]
services = ["crisis"]
purpose = ""
data_sharing = ""
valid_from = 2026-01-01
valid_to = {until}
"""
    )
    found = check(office, book(service_row(40, County="17105")))
    codes = {one["code"]: one["cell"] for one in found["findings"] if one["code"][:5] == "AGREE"}
    assert codes == ({code: "H18"} if code else {})


def test_a_month_far_from_the_agencys_own_months_is_asked_about(office):
    """Six months alike, then three times as much: the question holds no figure."""
    for number in range(1, 7):
        month = f"2026-{number:02}"
        rows = [service_row(n, f"{month}-05", Opened="2025-02-01") for n in range(12)]
        sheets = {
            "Services": [["log"], SERVICE_HEADINGS, *rows],
            "Turned away": [UNMET_HEADINGS, unmet_row(f"{month}-07")],
        }
        taken_in(office.home, Month.parse(month), workbook(sheets))
    rows = [service_row(n, "2026-07-05", Opened="2025-02-01") for n in range(40)]
    sheets = {
        "Services": [["log"], SERVICE_HEADINGS, *rows],
        "Turned away": [UNMET_HEADINGS, unmet_row("2026-07-07")],
    }
    path = office.file("july.xlsx", workbook(sheets))
    what = ["check", path, "--partner", "alder", "--month", "2026-07", "--json"]
    found = json.loads(office.run(*what, now="2026-08-05T10:00:00").stdout)
    asked = {(one["code"], one["field"], one["sheet"]) for one in found["findings"]}
    assert ("HIST-01", "people_served", "Services") in asked
    assert ("HIST-01", "unmet_requests", "Turned away") not in asked


def feedback_book(office, number=1):
    folder = office.home / "feedback" / "alder" / "2026-03" / f"alder-2026-03-{number}"
    return openpyxl.load_workbook(folder / "feedback.xlsx")


def sent_back(office, book, code=0, partner="alder"):
    stream = io.BytesIO()
    book.save(stream)
    path = office.file("answers.xlsx", stream.getvalue())
    who = ["--partner", partner, "--month", "2026-03"]
    return office.run("confirm", *who, "--answers", path, code=code)


def answer_cells(book):
    sheet = book["Please confirm"]
    (table,) = sheet.tables.values()
    return [row[-1] for row in sheet[table.ref][1:]]


def test_answers_chosen_in_the_workbook_are_taken_once_and_nothing_else_is_stored(asking):
    filled = feedback_book(asking)
    (cell,) = answer_cells(filled)
    cell.value = "because Jane Roe said so"
    refused = sent_back(asking, filled, code=10)
    assert f"Please confirm!{cell.coordinate}: not one of the reasons" in refused.stdout
    assert "Jane" not in refused.stdout + refused.stderr
    assert board(asking)["open"] == ["X05"]
    kept = [path for path in asking.home.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if b"Jane" in path.read_bytes()]
    cell.value = "A one-time event"
    assert "No question is left." in sent_back(asking, filled).stdout
    assert (board(asking)["state"], board(asking)["answered"]) == ("accepted", ["X05"])
    events = Ledger(asking.home).events(partner="alder", month="2026-03")
    assert "Known already" in sent_back(asking, filled).stdout
    assert len(Ledger(asking.home).events(partner="alder", month="2026-03")) == len(events)


def test_answers_to_nothing_that_is_asked_are_told(asking):
    filled = feedback_book(asking)
    (cell,) = answer_cells(filled)
    assert "Not answered in the workbook: 1 question." in sent_back(asking, filled).stdout
    cell.value = "seasonal"
    other = sent_back(asking, filled, code=10, partner="birch")
    assert f"{cell.coordinate}: the file of this month has not been handed in" in other.stdout
    hand_in(asking, book(*twice(2)))  # it has grown, so it is another question
    grown = sent_back(asking, filled, code=10)
    assert f"{cell.coordinate}: this question is not asked of the file" in grown.stdout
    assert board(asking)["open"] == ["X05"]


def test_answers_about_a_file_that_was_only_checked_wait_for_its_run(office):
    path = office.file("f.xlsx", book(*twice()))
    told = office.home.parent / "told"
    office.run("check", path, *WHO, "-o", str(told), code=0)
    (made,) = told.rglob("*.xlsx")
    filled = openpyxl.load_workbook(made)
    (cell,) = answer_cells(filled)
    later = "Submit the file, run the month, then read the answers again."
    for word, code in (("", 0), ("A one-time event", 10)):
        cell.value = word
        early = sent_back(office, filled, code=code).stdout
        assert "has not been handed in and run yet" in early
        assert later in early
        assert "No question is left" not in early
        assert "not asked" not in early
    office.run("submit", path, *WHO)
    assert later in sent_back(office, filled, code=10).stdout
    office.run("run", "--month", "2026-03")
    assert "No question is left." in sent_back(office, filled).stdout
    (answer_cells(filled))[0].value = ""
    blank = sent_back(office, filled).stdout
    assert "Not answered in the workbook: 1 question." in blank
    assert "No question is left" not in blank


def test_a_file_that_holds_no_answers_or_is_not_safe_is_refused(office):
    plain = office.file("plain.xlsx", book())
    assert "CONFIRM-04" in office.run("confirm", *WHO, "--answers", plain, code=2).stderr
    broken = office.file("broken.xlsx", book()[:900])
    assert "FILE-" in office.run("confirm", *WHO, "--answers", broken, code=11).stderr
    both = ["--answers", plain, "--code", "X05"]
    assert "CONFIRM-03" in office.run("confirm", *WHO, *both, code=2).stderr
