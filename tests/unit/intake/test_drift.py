"""Columns renamed, exchanged, or with each other's figures: told once, by place."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from pipelines.intake.drift.profiles import packed, profile_of, unlike_before, unpacked
from pipelines.intake.read import read_submission
from pipelines.layouts import TableLayout
from schemas.catalog import load_catalog
from schemas.model import Severity
from schemas.periods import Month

SERVICES = {
    "Client #": "client_key",
    "Name": "client_name",
    "Day": "service_date",
    "Service": "service_code",
    "Hours": "hours",
    "Times": "contacts",
    "County": "county_fips",
}
CODES = ("Safety planning", "Transportation", "Collaborative case management")
COUNTIES = ("Cook", "McLean", "Lake", "Kane")
NAMES = ("Zephyrine Quill", "Ottoline Marsh", "Ignatius Poole", "Perpetua Vane")


def rows(month=3, count=40, seed=1):
    rng = np.random.default_rng(seed)
    return [
        [
            f"C{int(rng.integers(900)) + 100}",
            NAMES[int(rng.integers(4))],
            f"{month}/{int(rng.integers(1, 29))}/2026",
            CODES[int(rng.integers(3))],
            float(rng.integers(1, 13)) / 4,
            int(rng.integers(5, 20)),
            COUNTIES[int(rng.integers(4))],
        ]
        for _ in range(count)
    ]


@pytest.fixture
def read(make_workbook, make_layout):
    def read_sheet(headings, body, **changes):
        table = TableLayout(record="client_service", sheet="Services", columns=SERVICES, **changes)
        content = make_workbook(Services=[list(headings), *body])
        layout = make_layout(table, date_order="mdy")
        return read_submission(content, layout, Month(2026, 3), load_catalog().records)

    return read_sheet


def drift(intake):
    return [one for one in intake.findings if one.code.startswith(("LAYOUT-0", "LAYOUT-3"))]


def renamed(old, new):
    return [new if heading == old else heading for heading in SERVICES]


def test_a_sheet_as_it_always_was_says_nothing(read):
    assert drift(read(SERVICES, rows())) == []


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("Client #", "Client ID", "A"),  # by name
        ("Day", "Date of service", "C"),
        ("Service", "What we did", "D"),  # by the words of the cells
        ("County", "Where from", "G"),
        ("Hours", "Zeit", "E"),  # the only one gone, the only one new
    ],
)
def test_a_new_name_for_an_old_column_is_one_finding(read, old, new, column, canary):
    body = rows()
    body[0][1] = canary
    (found,) = drift(read(renamed(old, new), body))
    assert (found.code, found.severity) == ("LAYOUT-30", Severity.MUST_FIX)
    assert (found.sheet, found.cell, found.heading) == ("Services", f"{column}1", old)
    assert f"column {column} may be the same" in found.message
    assert new not in found.message + found.fix
    assert canary not in str(found)


def test_two_new_names_are_told_apart_by_what_stands_below(read):
    headings = [{"Service": "X1", "County": "X2"}.get(one, one) for one in SERVICES]
    found = drift(read(headings, rows()))
    assert {(one.code, one.heading, one.cell) for one in found} == {
        ("LAYOUT-30", "Service", "D1"),
        ("LAYOUT-30", "County", "G1"),
    }


def test_a_new_column_that_fits_nothing_stays_a_new_column(read):
    body = [[*row[:4], row[5], row[6], "free words that say a lot"] for row in rows()]
    headings = [one for one in SERVICES if one != "Hours"] + ["Remarks of the day"]
    found = drift(read(headings, body))
    assert {one.code for one in found} == {"LAYOUT-03", "LAYOUT-04"}
    assert [one.places for one in found if one.code == "LAYOUT-04"] == [("G1",)]


def test_other_new_columns_keep_their_finding(read):
    body = [[*row, "free words that say a lot"] for row in rows()]
    found = drift(read([*renamed("County", "Residence County"), "Remarks"], body))
    told = {one.code: (one.cell, one.count) for one in found}
    assert told == {"LAYOUT-30": ("G1", 1), "LAYOUT-04": ("H1", 1)}


@pytest.mark.parametrize(
    ("one", "other"), [("Day", "Service"), ("Service", "County"), ("Client #", "Name")]
)
def test_columns_that_can_only_be_each_other(read, one, other):
    swap = {one: other, other: one}
    (found,) = drift(read([swap.get(heading, heading) for heading in SERVICES], rows()))
    assert (found.code, found.severity) == ("LAYOUT-31", Severity.MUST_FIX)
    assert {one, other} == {found.heading, *(h for h in SERVICES if f" {h} look" in found.message)}
    assert len(found.places) == 2


DATED = {
    "Client #": "client_key",
    "Born": "dob",
    "Intake": "first_contact_date",
    "Day": "service_date",
}
STAYED = {
    "Client #": "client_key",
    "Intake": "first_contact_date",
    "In": "begin_date",
    "Out": "end_date",
}


def lives(written, count=30):
    """Rows with dates in the order in which a life has them, some of them missing or the same."""
    rng = np.random.default_rng(3)
    rows = []
    for number in range(count):
        day = dt.date(2026, 3, 2) + dt.timedelta(days=int(rng.integers(0, 20)))
        intake = day - dt.timedelta(days=int(rng.integers(0, 3)) * 40)
        born = intake - dt.timedelta(days=int(rng.integers(7_000, 20_000)))
        out = day + dt.timedelta(days=int(rng.integers(0, 9)))
        rows.append([f"C{number}", *map(written, (born, intake, day, out))])
    return rows


def iso(day):
    return day.isoformat()


def us(day):
    return f"{day.month}/{day.day}/{day.year}"


def short(day):
    return f"{day.month}/{day.day}/{day.year % 100:02d}"


def european(day):
    return f"{day.day}.{day.month}.{day.year}"


def worded(day):
    return f"{day:%d-%b-%Y}"


@pytest.fixture
def dated(make_workbook, make_layout):
    def read_sheet(record, columns, headings, body, order):
        table = TableLayout(record=record, sheet="Log", columns=columns)
        layout = make_layout(table, date_order=order)
        content = make_workbook(Log=[list(headings), *body])
        return read_submission(content, layout, Month(2026, 3), load_catalog().records)

    return read_sheet


@pytest.mark.parametrize(
    ("written", "order"),
    [(iso, "mdy"), (us, "mdy"), (us, ""), (short, "mdy"), (european, "dmy"), (worded, "")],
)
@pytest.mark.parametrize("pair", [("Intake", "Day"), ("Born", "Day"), ("Born", "Intake")])
def test_two_dates_under_each_others_heading(dated, written, order, pair):
    body = [row[:4] for row in lives(written)]
    if written is short:  # of two figures for the year, nobody was born before 1940
        body = [row for row in body if int(row[1][-2:]) > 40]
    quiet = dated("client_service", DATED, DATED, body, order)
    assert [one.code for one in quiet.findings if one.code == "LAYOUT-31"] == []
    assert quiet.tables[0].waiting == frozenset()
    swap = {pair[0]: pair[1], pair[1]: pair[0]}
    headings = [swap.get(heading, heading) for heading in DATED]
    intake = dated("client_service", DATED, headings, body, order)
    (found,) = [one for one in intake.findings if one.code == "LAYOUT-31"]
    assert f"{pair[0]} and {pair[1]} look exchanged" in found.message
    assert intake.tables[0].waiting == {DATED[one] for one in pair}


@pytest.mark.parametrize("pair", [("Intake", "In"), ("In", "Out"), ("Intake", "Out")])
def test_two_dates_of_stays_under_each_others_heading(dated, pair):
    body = [[row[0], *row[2:]] for row in lives(us)]
    body[4][3] = body[5][3] = ""
    swap = {pair[0]: pair[1], pair[1]: pair[0]}
    headings = [swap.get(heading, heading) for heading in STAYED]
    intake = dated("shelter_stay", STAYED, headings, body, "mdy")
    (found,) = [one for one in intake.findings if one.code == "LAYOUT-31"]
    assert f"{pair[0]} and {pair[1]} look exchanged" in found.message


def test_a_few_reversed_dates_are_slips_and_no_exchange(dated):
    body = [row[:4] for row in lives(us)]
    for row in body[:10]:
        row[2], row[3] = "3/9/2026", "3/2/2026"
    intake = dated("client_service", DATED, DATED, body, "mdy")
    assert [one.code for one in intake.findings if one.code == "LAYOUT-31"] == []


def test_a_heading_that_two_tables_of_a_sheet_miss_is_told_once(make_workbook, make_layout):
    both = {"Kind": "ignore", "Client #": "client_key", "County": "county_fips"}
    service = TableLayout(
        record="client_service",
        sheet="Log",
        columns={**both, "Day": "service_date"},
        select={"Kind": ("S",)},
    )
    stay = TableLayout(
        record="shelter_stay",
        sheet="Log",
        columns={**both, "Day": "begin_date"},
        select={"Kind": ("B",)},
    )
    content = make_workbook(
        Log=[["Kind", "Client #", "County"], *[["SB"[n % 2], f"C{n}", "Cook"] for n in range(8)]]
    )
    layout = make_layout(service, stay)
    intake = read_submission(content, layout, Month(2026, 3), load_catalog().records)
    assert [(one.code, one.heading, one.cell) for one in drift(intake)] == [
        ("LAYOUT-03", "Day", "row 1")
    ]
    assert [one.waiting for one in intake.tables] == [{"service_date"}, {"begin_date"}]


@pytest.mark.parametrize(
    ("old", "new"), [("Day", "Date of service"), ("Hours", "Zeit"), ("County", "Where from")]
)
def test_a_renamed_column_waits(read, old, new):
    (table,) = read(renamed(old, new), rows()).tables
    assert table.waiting == {SERVICES[old]}


def test_an_optional_column_that_is_gone_is_asked_about_and_does_not_wait(read):
    headings = [one for one in SERVICES if one != "Times"]
    intake = read(headings, [[*row[:5], row[6]] for row in rows()])
    assert [(one.code, one.severity) for one in drift(intake)] == [
        ("LAYOUT-03", Severity.PLEASE_CONFIRM)
    ]
    assert intake.tables[0].waiting == frozenset()


def test_two_columns_of_one_heading_wait(read):
    intake = read([*SERVICES, "Hours"], [[*row, 1] for row in rows()])
    assert [one.code for one in drift(intake)] == ["LAYOUT-07"]
    assert intake.tables[0].waiting == {"hours"}


def test_figures_of_a_column_that_waits_are_not_compared(read):
    before = history(read, (2, 3, 4))
    headings = [*SERVICES, "Hours"]
    body = [[*row, 1] for row in exchanged_figures(rows(seed=5))]
    assert unlike_before(read(headings, body).tables, before) == ()


def test_a_partners_own_words_are_words_for_codes(read):
    words = {"county_fips": {"North": "17031", "South": "17113", "East": "17097"}}
    body = [[*row[:6], ("North", "South", "East")[at % 3]] for at, row in enumerate(rows())]
    assert drift(read(SERVICES, body, values=words)) == []
    swap = {"Service": "County", "County": "Service"}
    headings = [swap.get(heading, heading) for heading in SERVICES]
    (found,) = drift(read(headings, body, values=words))
    assert found.code == "LAYOUT-31"


def history(read, seeds):
    return [unpacked(packed(profile_of(read(SERVICES, rows(seed=s)).tables))) for s in seeds]


def exchanged_figures(body):
    return [[*row[:4], row[5], row[4], row[6]] for row in body]


def test_figures_under_each_others_heading_are_a_question(read):
    before = history(read, (2, 3, 4))
    same = read(SERVICES, rows(seed=5)).tables
    assert unlike_before(same, before) == ()
    (found,) = unlike_before(read(SERVICES, exchanged_figures(rows(seed=5))).tables, before)
    assert (found.code, found.severity) == ("LAYOUT-32", Severity.PLEASE_CONFIRM)
    assert (found.heading, found.places) == ("Hours", ("E2", "F2"))
    assert "usually under Times" in found.message


def test_nothing_is_said_of_few_figures_or_without_earlier_months(read):
    changed = read(SERVICES, exchanged_figures(rows(seed=5))).tables
    assert unlike_before(changed, ()) == ()
    assert unlike_before(changed, history(read, (2,))) == ()
    few = read(SERVICES, exchanged_figures(rows(seed=5, count=19))).tables
    assert unlike_before(few, history(read, (2, 3, 4))) == ()


def test_a_profile_holds_figures_only(read):
    profile = profile_of(read(SERVICES, rows()).tables)
    assert set(profile) == {"client_service", "client_service/order"}
    assert set(profile["client_service/order"]) <= set(SERVICES.values())
    assert set(profile["client_service"]) == {"hours", "contacts"}
    assert profile["client_service"]["hours"][0] == 40


def swapped(one, other):
    return [{one: other, other: one}.get(heading, heading) for heading in SERVICES]


def test_headings_in_each_others_place_are_a_question_however_few_the_figures(read):
    before = history(read, (2, 3, 4))
    assert unlike_before(read(SERVICES, rows(seed=5, count=3)).tables, before) == ()
    few = read(swapped("Hours", "Times"), rows(seed=5, count=3)).tables
    (found,) = unlike_before(few, before)
    assert (found.code, found.severity) == ("LAYOUT-37", Severity.PLEASE_CONFIRM)
    assert (found.heading, found.places) == ("Hours", ("F2", "E2"))
    many = read(swapped("Hours", "Times"), rows(seed=5)).tables
    assert [one.code for one in unlike_before(many, before)] == ["LAYOUT-32"]  # one cause


def test_columns_that_moved_are_no_question_once_a_month_has_them_so(read):
    before = history(read, (2, 3))
    moved = read(swapped("Hours", "Times"), exchanged_figures(rows(seed=4))).tables
    assert [one.code for one in unlike_before(moved, before)] == ["LAYOUT-37"]
    assert unlike_before(moved, [*before, profile_of(moved)]) == ()


def test_other_moves_of_columns_say_nothing(read):
    before = history(read, (2, 3, 4))
    for headings in (swapped("Service", "Times"), swapped("Client #", "County")):
        body = [[row[list(SERVICES).index(one)] for one in headings] for row in rows(seed=5)]
        assert unlike_before(read(headings, body).tables, before) == ()
    body = [["note", *row] for row in rows(seed=5)]
    assert unlike_before(read(["", *SERVICES], body).tables, before) == ()


def test_a_profile_of_before_orders_were_kept_is_read(read):
    before = [{"client_service": one["client_service"]} for one in history(read, (2, 3, 4))]
    few = read(swapped("Hours", "Times"), rows(seed=5, count=3)).tables
    assert unlike_before(few, before) == ()
