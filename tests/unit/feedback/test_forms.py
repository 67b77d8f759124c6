"""Workbook, web page, terminal text and JSON say the same."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser

import openpyxl
import pytest

from pipelines.feedback.document import build_document
from pipelines.feedback.machine import as_json, read_findings
from pipelines.feedback.page import web_page
from pipelines.feedback.terminal import terminal_lines
from pipelines.feedback.wording import SEVERITY_WORDS, Occasion
from pipelines.feedback.workbook import workbook
from pipelines.submission import FAILED
from schemas.model import Severity
from tests.unit.feedback.told import CONSORTIUM, finding, finding_of_every_code, outcome

EVERY_CODE = finding_of_every_code()
OUTCOMES = ("accepted", "questions", "rejected", "unreadable", "unknown_layout", "failed")


class Cells(HTMLParser):
    """The text of a page, and the rows of its tables."""

    def __init__(self):
        super().__init__()
        self.rows, self.text, self.kinds = [], "", []

    def handle_starttag(self, tag, attrs):
        self.kinds.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.kinds and self.kinds[-1][0] == "style":
            return
        self.text += f" {data}"
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += f" {data}"


def flat(text):
    return " ".join(text.split())


def read_page(document):
    page = Cells()
    page.feed(web_page(document))
    return page


def read_book(document, file_name=""):
    return openpyxl.load_workbook(io.BytesIO(workbook(document, file_name)), data_only=True)


def table(book, sheet):
    page = book[sheet]
    (found,) = page.tables.values()
    return [[cell.value or "" for cell in row] for row in page[found.ref]]


def spoken(document, width=200):
    return flat("\n".join(line.text for line in terminal_lines(document, width)))


@pytest.fixture(scope="module")
def document():
    before = (*EVERY_CODE[::2], finding("CELL-99"))
    return build_document(CONSORTIUM, outcome(EVERY_CODE), before)


def test_all_four_forms_hold_every_finding_and_no_other(document):
    listed = table(read_book(document), "Findings")
    head = listed.pop(0)
    machine = json.loads(as_json(document))["findings"]
    rows = [row for row in read_page(document).rows if len(row) == 6 and row[0].strip().isdigit()]
    said = spoken(document)
    assert len(listed) == len(machine) == len(rows) == len(EVERY_CODE) == len(document.items)
    for item, book_row, kept, page_row in zip(document.items, listed, machine, rows, strict=True):
        one, cell = item.finding, dict(zip(head, book_row, strict=True))
        place = flat(item.place(8))
        meant = f" Did you mean: {one.suggestion}?" if one.suggestion else ""
        assert (cell["What is wrong"], cell["What to do"]) == (one.message, one.fix + meant)
        assert cell["Code, as in the guide"] == one.code
        assert cell["How serious"].removesuffix(" (new)") == SEVERITY_WORDS[one.severity]
        assert (cell["Where"], cell["How many places"], cell["No."]) == (place, 3, item.number)
        assert cell["First cell"] == one.cell
        assert (kept["message"], kept["fix"], kept["code"]) == (one.message, one.fix, one.code)
        assert (kept["severity"], kept["cell"]) == (str(one.severity), one.cell)
        assert kept["places"] == list(one.places)
        assert flat(page_row[1]) == place
        assert flat(one.message) in flat(page_row[3])
        assert flat(one.fix) in flat(page_row[3])
        assert page_row[5].split()[0] == one.code
        assert f"[{one.code}]" in said
        assert f"{item.number}. {place}" in said
        assert flat(f"{one.message} {one.fix}") in said


def test_all_four_forms_tell_the_same_changes(document):
    told = {(one.finding.code, one.state) for one in document.changes}
    assert {state for _, state in told} == {"Gone", "Still open", "New"}
    listed = table(read_book(document), "Since the last try")[1:]
    assert {(row[7], row[0]) for row in listed} == told
    kept = json.loads(as_json(document))["since_the_last_try"]
    assert {(one["code"], one["state"]) for one in kept} == told
    rows = [[flat(cell) for cell in row] for row in read_page(document).rows if len(row) == 8]
    assert {(row[7], row[0]) for row in rows[1:]} == told
    assert document.since in spoken(document)
    assert "Gone: Services Hrs [CELL-99]" in spoken(document)


@pytest.mark.parametrize("kind", OUTCOMES)
@pytest.mark.parametrize("occasion", list(Occasion))
def test_all_four_forms_tell_result_next_steps_due_and_contact(kind, occasion):
    if kind == FAILED and occasion is not Occasion.HANDED_IN:
        return
    found = [finding()] if kind == "rejected" else []
    document = build_document(CONSORTIUM, outcome(found, kind), occasion=occasion)
    summary = dict(table(read_book(document), "Summary"))
    page, said, kept = read_page(document), spoken(document), json.loads(as_json(document))
    assert summary["Result"] == document.verdict == kept["verdict"]
    assert summary["What happens next"] == " ".join(document.steps) == " ".join(kept["next"])
    assert (summary["Due"], summary["Questions? Write to"]) == (
        "April 5, 2026",
        "reports@example.org",
    )
    for words in (document.verdict, *document.steps, "April 5, 2026", "reports@example.org"):
        assert flat(words) in flat(page.text)
        assert flat(words) in said
    assert ("only a check" in said) == (occasion is Occasion.CHECK)
    good = {"accepted", "questions"}
    for text in (said, flat(page.text), summary.get("Findings", "")):
        assert ("No problems found." in text) == (kind in good)


def test_rows_are_accounted_for_in_words_everywhere(document):
    words = "1,250 rows, 1,240 read, 10 left out (7 of another month, 3 with totals)."
    assert (
        dict(table(read_book(document), "Summary"))["Rows of Services (client services)"] == words
    )
    assert words in flat(read_page(document).text)
    assert words in spoken(document)
    kept = json.loads(as_json(document))["rows"][0]
    assert (kept["rows_in"], kept["read"]) == (1250, 1240)
    assert kept["left_out"] == {"other_month": 7, "total_row": 3}


def test_a_file_with_information_alone_needs_nothing():
    found = [finding("ROW-02", severity=Severity.INFORMATION)]
    document = build_document(CONSORTIUM, outcome(found, "accepted"))
    assert document.all_clear == "No problems found."
    assert document.all_clear in spoken(document)


def test_reasons_are_offered_where_only_questions_are_left():
    asked = [finding("X02", severity=Severity.PLEASE_CONFIRM)]
    document = build_document(CONSORTIUM, outcome(asked, "questions"))
    assert len(document.reasons) > 4
    listed = [row[0] for row in table(read_book(document), "Reasons")[1:]]
    assert listed == list(document.reasons) == json.loads(as_json(document))["reasons"]
    assert all(reason in flat(read_page(document).text) for reason in document.reasons)
    assert all(reason in spoken(document) for reason in document.reasons)
    assert build_document(CONSORTIUM, outcome([*asked, finding()])).reasons == ()


def test_what_json_keeps_is_read_back_as_it_was(document):
    kept = read_findings(as_json(document), "alder", "2026-03")
    assert kept == tuple(item.finding for item in document.items)
    assert set(kept) == set(EVERY_CODE)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"partner": "alder", "month": "2026-03"}'])
def test_what_is_no_kept_try_is_none(text):
    assert read_findings(text, "alder", "2026-03") is None


@pytest.mark.parametrize(("partner", "month"), [("birch", "2026-03"), ("alder", "2026-02")])
def test_a_try_of_another_file_is_none(document, partner, month):
    assert read_findings(as_json(document), partner, month) is None


def test_lines_of_the_terminal_fit_its_width(document):
    for width in (80, 110):
        lines = [line.text for line in terminal_lines(document, width)]
        assert max(map(len, lines)) <= width
        assert spoken(document, width) == spoken(document, 400)
    words = [line.text.split(":")[0] for line in terminal_lines(document, 80) if line.is_strong]
    severities = [word for word in words if re.fullmatch("[A-Z ]+", word)]
    assert severities == ["MUST FIX", "PLEASE CONFIRM", "FOR YOUR INFORMATION"]


def test_the_page_is_static_self_contained_and_accessible(document):
    page = read_page(document)
    tags = [tag for tag, _ in page.kinds]
    assert not {"script", "img", "link", "iframe", "form", "object", "base"} & set(tags)
    assert page.kinds[0] == ("html", {"lang": "en-US"})
    names = {name for _, attributes in page.kinds for name in attributes}
    assert not {name for name in names if name.startswith("on")} | names & {"src", "href", "style"}
    assert tags.count("h1") == 1
    assert tags.count("caption") == tags.count("table") >= 6
    heads = [attributes for tag, attributes in page.kinds if tag == "th"]
    assert all(one.get("scope") in ("col", "row") for one in heads)
    assert "url(" not in web_page(document)


def test_words_with_markup_in_them_stay_words():
    odd = finding(message="<script>alert(1)</script>", heading='"><b>x', sheet="<i>&")
    document = build_document(CONSORTIUM, outcome([odd]))
    text = web_page(document)
    assert "<script" not in text
    assert "<b>" not in text
    assert "<i>" not in text
    assert "<script>alert(1)</script>" in read_page(document).text


def test_a_word_that_what_to_do_names_already_is_not_offered_twice():
    told = finding(fix="Did you mean Adult? If so, enter Adult.", suggestion="Adult")
    document = build_document(CONSORTIUM, outcome([told]))
    assert spoken(document).count("Did you mean") == 1
    assert flat(read_page(document).text).count("Did you mean") == 1
    assert json.loads(as_json(document))["findings"][0]["suggestion"] == "Adult"
