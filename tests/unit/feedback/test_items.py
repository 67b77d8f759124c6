"""What is alike stands in one line, and nothing of it is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.feedback.document import build_document
from pipelines.feedback.items import items_of
from pipelines.feedback.machine import as_json
from pipelines.feedback.terminal import terminal_lines
from pipelines.findings import RowCount
from schemas.model import Severity
from tests.unit.feedback.told import CONSORTIUM, finding, outcome

INFORM, ASK, FIX = Severity.INFORMATION, Severity.PLEASE_CONFIRM, Severity.MUST_FIX
SHEETS = ["Services", "Calls", "Stays", "Beds"]


def totals(sheet, count=1, **changed):
    message = f"Totals rows were left out: {count}. Their figures agree with the rows."
    told = {"severity": INFORM, "message": message, "sheet": sheet, "count": count}
    return finding("ROW-02", **told, **changed)


def test_information_of_one_kind_is_one_line_with_the_count_of_all():
    found = [totals("Services", 1), totals("Calls", 2, places=("A9", "B9")), finding("ROW-01")]
    items = items_of(found, ())
    assert [(one.finding.code, one.number) for one in items] == [("ROW-02", 1), ("ROW-01", 2)]
    merged = items[0]
    assert merged.finding.count == 3
    assert merged.finding.message.startswith("Totals rows were left out: 3.")
    assert merged.place(6) == "Services!G14:G16, G20; Calls!A9, B9"
    assert merged.place(2) == "Services!G14:G16 and 1 more range; Calls!A9 and 1 more range"
    assert merged.ranges == 4


def test_what_must_be_fixed_keeps_a_line_for_each_column():
    found = [finding(severity=FIX, sheet=name) for name in SHEETS]
    assert len(items_of(found, ())) == len(SHEETS)


def test_other_words_are_another_kind():
    told = [finding("X02", severity=ASK, fix=fix) for fix in ("Do this.", "Do that.", "Do this.")]
    assert [len(one.parts) for one in items_of(told, ())] == [2, 1]


def test_words_that_name_their_own_count_beside_a_field_stay_apart():
    """ID-02 says "What should be [field] ... (cells: 3)": no sum fits those words."""
    told = [finding("ID-02", severity=INFORM, message="3 of hours", count=3)] * 2
    assert [one.finding.message for one in items_of(told, ())] == ["3 of hours"] * 2


def test_columns_of_one_sheet_are_not_counted_twice_in_silence():
    told = {"severity": INFORM, "places": (), "cell": "", "message": "Columns: 4.", "count": 4}
    twice = [finding("ID-01", sheet="Log", **told), finding("ID-01", sheet="Log", **told)]
    assert "up to 8" in items_of(twice, ())[0].finding.message
    apart = [finding("ID-01", sheet=name, **told) for name in ("Log", "Calls")]
    assert "up to" not in items_of(apart, ())[0].finding.message
    assert "8" in items_of(apart, ())[0].finding.message


def test_many_sheets_and_headings_are_counted_not_listed():
    told = [totals(f"S{n}", places=(f"A{n}",), heading=f"H{n}") for n in range(1, 10)]
    (item,) = items_of(told, ())
    assert item.place(6) == "S1!A1; S2!A2; S3!A3; S4!A4; S5!A5; S6!A6; and 3 more sheets"
    assert item.heading == ""
    assert items_of(told[:2], ())[0].heading == "H1, H2"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([INFORM, ASK, FIX]),
            st.sampled_from(["ROW-02", "ID-01", "X02", "ID-13"]),
            st.sampled_from(SHEETS),
            st.integers(1, 9),
        ),
        max_size=15,
    )
)
def test_every_finding_is_part_of_one_line_and_no_place_is_lost(told):
    found = [
        finding(code, severity=severity, sheet=sheet, count=count)
        for severity, code, sheet, count in told
    ]
    items = items_of(found, ())
    assert [one.number for one in items] == list(range(1, len(items) + 1))
    parts = [part for item in items for part in item.parts]
    assert sorted(map(id, parts)) == sorted(map(id, found))
    assert sum(item.finding.count for item in items) == sum(one.count for one in found)
    kept = json.loads(as_json(build_document(CONSORTIUM, outcome(found))))["findings"]
    assert len(kept) == len(found)


def log(record, accepted, other, **aside):
    set_aside = {"blank": 2, **aside, "other_record": other}
    return RowCount(
        record=record,
        sheet="Log",
        rows_in=100,
        accepted=accepted,
        set_aside=tuple(set_aside.items()),
    )


def lines_of(*rows):
    return build_document(CONSORTIUM, outcome(kind="accepted", rows=rows)).row_lines


def test_a_log_of_several_records_is_told_in_one_line():
    services = log("client_service", 60, 33, other_month=5)
    calls = log("hotline_contact", 32, 65, other_month=1)
    told = (
        "100 rows, 92 read (60 client services, 32 hotline contacts), "
        "8 left out (2 empty, 6 of another month)."
    )
    assert lines_of(services, calls) == (("Log", told),)


def test_rows_that_no_record_of_a_log_takes_are_still_told():
    services, calls = log("client_service", 60, 38), log("hotline_contact", 30, 68)
    ((_, told),) = lines_of(services, calls)
    assert told.endswith("10 left out (2 empty, 8 of another kind).")


@pytest.mark.parametrize(
    "calls",
    [
        log("hotline_contact", 39, 58, footnote=1),  # the sheet is told of in two ways
        log("hotline_contact", 50, 48),  # more rows read than there are
    ],
)
def test_a_log_whose_account_is_not_clear_is_told_record_by_record(calls):
    told = lines_of(log("client_service", 60, 38), calls)
    assert [name for name, _ in told] == ["Log (client services)", "Log (hotline contacts)"]
    assert all("of another kind" in text for _, text in told)


def test_a_file_without_faults_is_told_of_on_one_screen():
    """Eight sheets with totals, notes and columns left out, as agencies send them."""
    names = [f"Sheet {letter}" for letter in "ABCDEFGH"]
    found = [
        finding(code, severity=INFORM, sheet=name, message=f"{code} is good to know.")
        for name in names
        for code in ("ROW-09", "E20a", "E20b")
    ]
    rows = [
        RowCount(record="client_service", sheet=name, rows_in=9, accepted=9, set_aside=())
        for name in names
    ]
    document = build_document(CONSORTIUM, outcome(found, "accepted", rows))
    lines = [one.text for one in terminal_lines(document, 100)]
    assert lines[2] == "No problems found."
    assert len(lines) <= 30


@pytest.mark.parametrize(
    ("kind", "rows", "code", "is_said"),
    [
        ("unreadable", (), "FILE-04", True),
        ("unknown_layout", (), "LAYOUT-01", True),
        ("rejected", (), "LAYOUT-16", True),
        ("rejected", None, "ROW-16", True),
        ("rejected", None, "CELL-03", False),
        ("questions", None, "X02", False),
        ("accepted", None, "ROW-02", False),
    ],
)
def test_a_file_that_was_not_read_to_its_end_says_so(kind, rows, code, is_said):
    sent = outcome([finding(code)], kind) if rows is None else outcome([finding(code)], kind, rows)
    steps = build_document(CONSORTIUM, sent).steps
    assert ("The rest of the file is checked once this is mended." in steps) == is_said


def test_information_is_never_open_and_never_gone():
    before, now = [totals("Services"), finding("X02")], [totals("Calls"), finding("X02")]
    document = build_document(CONSORTIUM, outcome(now), before)
    assert document.since == "Since the last try: 0 gone, 4 still open, 0 new."
    assert [one.is_new for one in document.items] == [False, False]
