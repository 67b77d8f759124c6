"""Why two funders' figures differ: from published figures alone, and to the last unit."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipelines.consolidate.places import places_of
from pipelines.consolidate.rows import rows_of
from pipelines.publish.compared import Published, added, told_lines
from pipelines.publish.edition import COUNTERPART_COLUMNS, Earlier
from pipelines.publish.inspection import inspect_publication
from pipelines.publish.publication import publish
from pipelines.types import TABLE_COLUMNS, SafeTables
from schemas.catalog import load_catalog
from schemas.compared import Compared, Reconciliation
from schemas.due import due_reports
from schemas.periods import Month, parse_period
from schemas.reconciling import explained_by, periods_of, released_before
from tests.small import alder_in_two_rivers

CATALOG = load_catalog()
SEPTEMBER, DECEMBER = Month(2026, 9), Month(2026, 12)
WHOLE = ("consortium", "all", "total", "total")
KEY = ["measure", "period", "breakdown", "dim1"]


@cache
def rows_in(month):
    """What the reports due in a month print of the whole consortium, a row a figure and table."""
    _, coalition = alder_in_two_rivers()
    due = due_reports(CATALOG.reports.values(), month)
    rows = rows_of(due, CATALOG, places_of(coalition, CATALOG, month), month)
    return rows[rows["geography_type"].eq("consortium")].assign(dim2="total", dim3="total")


@cache
def printed_in(month):
    """The same by report, each figure once."""
    parts = rows_in(month).groupby("report")
    return {name: set(part[KEY].itertuples(index=False, name=None)) for name, part in parts}


@pytest.mark.parametrize("one", CATALOG.reconciliations.values(), ids=lambda one: one.name)
def test_every_line_is_printed_by_its_own_workbook_or_was_released_before(one):
    report = CATALOG.reports[one.report]
    due = [Month(2026, 1).plus(n) for n in range(12)]
    for month in due:
        if report not in due_reports(CATALOG.reports.values(), month):
            continue
        for line in one.lines:
            part = (line.breakdown or "total", line.code or "total")
            for period in periods_of(line, report, month):
                reader = report.id if period.last == month else line.report
                for measure in line.measures:
                    assert (measure, period.id, *part) in printed_in(period.last)[reader]


def test_what_people_take_for_the_same_is_compared():
    """People, shelter, unmet need and hotline, each between two funders of a year."""
    ends = {
        (one.report, name)
        for one in CATALOG.reconciliations.values()
        for name in (one.lines[0].report, one.lines[-1].report)
    }
    assert {("reconciliation_ffy", name) for name in ("fvpsa", "voca", "illinois_infonet")} <= ends
    assert {("reconciliation_cy", name) for name in ("fvpsa", "ovw_stop", "hud_apr")} <= ends


# ---- any figures at all


def three_lines():
    lines = tuple(
        Compared(label=name, report="voca", measures=(name,), period="report", why=why)
        for name, why in (("people_served", ""), ("voca_people", "a"), ("voca_new", "b"))
    )
    return Reconciliation(name="voca.x", title="x", report="voca", lines=lines)


figures = st.tuples(st.integers(0, 10**6), st.sampled_from(["shown", "shown", "withheld"]))


@given(st.tuples(figures, figures, figures))
def test_differences_lead_from_the_first_figure_to_the_last_and_tell_nothing_else(three):
    own = pd.DataFrame(
        [
            ("voca", "t", name, "FFY2026-Q4", *WHOLE, "total", "total", float(value), status)
            for name, (value, status) in zip(
                ("people_served", "voca_people", "voca_new"), three, strict=True
            )
        ],
        columns=list(TABLE_COLUMNS),
    )
    published = Published(own, pd.DataFrame(columns=list(COUNTERPART_COLUMNS)))
    lines = told_lines(three_lines(), CATALOG.reports["voca"], CATALOG, SEPTEMBER, published)
    assert [line.status for line in lines] == [status for _, status in three]
    for at, line in enumerate(lines):
        pair = [one[1] for one in three[max(at - 1, 0) : at + 1]]
        assert (line.difference_status == "shown") == (at > 0 and set(pair) == {"shown"})
    if three[0][1] == three[-1][1] == "shown":
        told = sum(line.difference for line in lines)
        since = sum(line.since_told or 0 for line in lines)
        assert told + since == three[-1][0] - three[0][0]


@given(st.lists(figures, min_size=1, max_size=12))
def test_a_sum_is_told_only_if_all_of_it_is(parts):
    value, status = added([(float(value), status) for value, status in parts])
    if all(status == "shown" for _, status in parts):
        assert (value, status) == (sum(value for value, _ in parts), "shown")
    else:
        assert (value, status) == (0, "withheld")


def test_a_nil_return_is_nothing_and_a_missing_release_is_no_zero():
    assert added([(5.0, "shown"), (float("nan"), "nil")]) == (5.0, "shown")
    nothing = Published(
        pd.DataFrame(columns=list(TABLE_COLUMNS)), pd.DataFrame(columns=list(COUNTERPART_COLUMNS))
    )
    period = parse_period("FFY2026")
    assert nothing.of("fvpsa", "shelter_nights", period, ("total", "total"))[1] == "not_available"


# ---- a whole workbook


def invented(report, month, hidden=()):
    """A figure for all that the report prints, and all released before that it rests on."""
    names = sorted(CATALOG.measures)

    def figures(rows):
        months = rows["period"].map(lambda period: len(parse_period(period).months))
        value = 100.0 * months + 7 * rows["measure"].map(names.index).mod(13)
        is_hidden = rows["measure"].isin(hidden)
        status = is_hidden.map({True: "withheld", False: "shown"})
        return rows.assign(value=value.mask(is_hidden), status=status)

    own = rows_in(month)[rows_in(month)["report"].eq(report.id)]
    before = sorted(released_before(CATALOG, report, month), key=str)
    released = [rows_in(last)[rows_in(last)["report"].eq(name)] for name, last in before]
    return (
        figures(own)[list(TABLE_COLUMNS)].reset_index(drop=True),
        figures(pd.concat(released))[list(COUNTERPART_COLUMNS)],
    )


def made(report_id, month, edition, consortium, hidden=()):
    report = CATALOG.reports[report_id]
    frame, released = invented(report, month, hidden)
    coverage = pd.DataFrame(
        [("harbor", record, str(month), "accepted") for record in CATALOG.records],
        columns=["partner", "record", "month", "state"],
    )
    safe = SafeTables(month, frame, {}, coverage)
    edition = replace(
        edition, month=month, state="final", as_of=date(2027, 1, 20), next_due=None,
        earlier=Earlier(counterparts=released),
    )  # fmt: skip
    return publish(safe, report, CATALOG, consortium, edition), safe, released


def comparisons(publication):
    """The rows of the sheet by comparison, as another program reads them."""
    book = load_workbook(io.BytesIO(publication.file(".xlsx")))
    sheet = book["Reconciliation"]
    (table,) = sheet.tables.values()
    rows = [[cell.value for cell in row] for row in sheet[table.ref]][1:]
    found = {}
    for row in rows:
        found.setdefault(row[0].removesuffix(": total difference"), []).append(row)
    return found


@pytest.mark.parametrize(
    ("report_id", "month"), [("reconciliation_ffy", SEPTEMBER), ("reconciliation_cy", DECEMBER)]
)
def test_the_sheet_leads_from_one_funder_to_the_other(report_id, month, edition, consortium):
    publication, safe, released = made(report_id, month, edition, consortium)
    report = CATALOG.reports[report_id]
    found = comparisons(publication)
    assert len(found) == len(explained_by(CATALOG, report))
    for rows in found.values():
        first, *steps, last = [row[7] for row in rows[:-1]]
        differences = [row[6] for row in rows[1:-1]]
        assert differences == [b - a for a, b in zip([first, *steps], [*steps, last], strict=True)]
        assert first + sum(differences) == last
        assert rows[-1][6] == last - first
    earlier = Earlier(counterparts=released)
    assert inspect_publication(publication, safe, report, CATALOG, consortium, earlier) == ()
    other = inspect_publication(publication, safe, report, CATALOG, consortium)
    assert {one.name for one in other} == {"FIGURE-DIFFERS"}


def test_what_rests_on_a_withheld_figure_is_marked_and_the_rest_still_adds_up(edition, consortium):
    publication, safe, released = made(
        "reconciliation_ffy", SEPTEMBER, edition, consortium, hidden=("voca_people",)
    )
    report = CATALOG.reports["reconciliation_ffy"]
    rows = comparisons(publication)["People: FVPSA and VOCA"]
    assert [row[6] for row in rows] == ["[z]", "[c]", "[c]", rows[2][7] - rows[0][7]]
    assert [row[7] for row in rows[1:2]] == ["[c]"]
    together = f"{rows[2][7] - rows[0][7]:+,.0f} in all."
    assert rows[2][4].endswith(together)
    assert rows[-1][4] == "0 of 2 differences can be told one by one."
    earlier = Earlier(counterparts=released)
    assert inspect_publication(publication, safe, report, CATALOG, consortium, earlier) == ()
