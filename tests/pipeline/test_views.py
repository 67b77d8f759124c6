"""The views of released workbooks, worked out again from flat files and settings alone."""

from __future__ import annotations

import json
import tomllib
from datetime import date

import pandas as pd
import pytest

from tests.pipeline.conftest import FIRST
from tests.pipeline.oracle.declared import codes, measures, report, table_period
from tests.pipeline.oracle.published import MARKS, Workbook, latest, read_csv

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow]

NAME = "consortium"
# One in which an agency sent nothing, and the last, which has the others behind it.
MONTHS = ("2025-04", "2025-09")
NUMBERS = ("shown", "true_zero")
NOT_COUNTED = ("not_received", "not_available", "not_collected", "not_applicable")
PLACE = ["geography_type", "geography", "breakdown", "dim1"]
WHOLE = ("consortium", "all", "total", "total")
VIEWS = {view["kind"]: view for view in report(NAME)["view"]}
PARTS = [view for view in report(NAME)["view"] if view["kind"] == "parts"]

every_month = pytest.mark.parametrize("month", MONTHS)


@pytest.fixture(scope="module")
def books(demo_home):
    return {month: Workbook(demo_home, month, NAME) for month in MONTHS}


@pytest.fixture(scope="module")
def flats(demo_home):
    """Flat files by month, indexed by what is counted where; this month's as it was released."""
    found = {}

    def flat(month, name=None):
        if (month, name) not in found:
            rows = read_csv(demo_home, month, NAME)
            if name:
                version = name.rpartition("-")[2]
                path = demo_home / "releases" / month / NAME / version / f"{name}.csv"
                rows = pd.read_csv(path, dtype="str", keep_default_na=False)
                rows = rows.assign(value=pd.to_numeric(rows["value"]))
            keys = ["measure", "period", *PLACE]
            found[month, name] = rows.drop_duplicates(keys).set_index(keys).sort_index()
        return found[month, name]

    return flat


def told(rows, measure, period, place=WHOLE):
    """The number or the status of one figure."""
    row = rows.loc[(measure, period, *place)]
    return row["value"] if row["status"] in NUMBERS else row["status"]


def agrees(cell, figure, places):
    if isinstance(figure, str):
        return MARKS[cell] == figure
    return not isinstance(cell, str) and abs(cell - round(figure, places)) < 1e-9


def places_of(measure):
    entry = measures()[measure]
    return 3 if entry["unit"] == "percent" else entry.get("decimals", 0)


def heading(measure):
    entry = measures()[measure]
    is_told = entry["unit"] in entry["label"].lower() or entry["unit"] == "percent"
    return entry["label"] if is_told else f"{entry['label']} ({entry['unit']})"


def label(month):
    return f"{pd.Period(month, 'M').to_timestamp():%B %Y}"


def agencies(rows, measure, period):
    own = rows.loc[(measure, period)].reset_index()
    own = own[(own["geography_type"] == "partner") & ~own["status"].isin(NOT_COUNTED)]
    return set(own["geography"])


@every_month
def test_month_by_month_says_what_the_named_releases_say(demo_home, books, flats, month):
    view = VIEWS["months"]
    cells = books[month].table(view)
    folder, _ = latest(demo_home, month, NAME)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    named = {name.removeprefix(f"{NAME}-")[:7]: name for name in manifest["compared_with"]}
    months = [str(one) for one in pd.period_range(FIRST, month, freq="M")]
    assert list(named) == months[:-1]
    assert list(cells) == [label(one) for one in months]
    before = None
    for one in months:
        rows, line = flats(one, named.get(one)), cells[label(one)]
        for name in view["measures"]:
            assert agrees(line[heading(name)], told(rows, name, one), places_of(name)), (one, name)
        counted = {name: agencies(rows, name, one) for name in view["measures"]}
        assert line["Agencies counted"] == len(counted["people_served"])
        same = {None: "[x]", True: "Yes", False: "[b]"}[before and counted == before]
        assert line["Same agencies as the month before"] == same, one
        before = counted


@every_month
def test_without_a_year_behind_it_nothing_is_compared(books, flats, month):
    view = VIEWS["last_year"]
    for row, line in books[month].table(view).items():
        (name,) = (name for name in view["measures"] if measures()[name]["label"] == row)
        cells = list(line.values())[2:]
        assert agrees(cells[0], told(flats(month), name, month), places_of(name))
        to_date = cells.pop(4)
        assert set(cells[1:]) <= {"[x]", "[z]"}
        if month == "2025-04" or measures()[name]["additivity"] != "flow":
            # the year began before the first release; or people, who are not added
            assert to_date == ("[x]" if measures()[name]["additivity"] == "flow" else "[z]")
            continue
        months = [told(flats(one), name, one) for one in ("2025-07", "2025-08", "2025-09")]
        wanted = "withheld" if "withheld" in months else sum(months)
        assert agrees(to_date, wanted, places_of(name)), name


@every_month
@pytest.mark.parametrize("view", PARTS, ids=[view["id"] for view in PARTS])
def test_parts_are_rows_of_their_table_and_their_share(books, flats, month, view):
    rows = flats(month)
    kind, _, name = view["rows"].partition(":")
    found = books[month].table(view)
    labels = codes(
        {"reason": "unmet_reason", "reason_family": "unmet_reason_family"}.get(name, name)
    )
    if "within" in view:
        labels = labels[labels["unmet_reason_family"] == view["within"]]
    words = dict(zip(labels["label"], labels["code"], strict=True))
    total, *parts = found
    assert total.startswith("Total")
    assert set(parts) == set(words)
    for row, line in found.items():
        code = words.get(row)
        place = (name, code, "total", "total") if kind == "geography" else (*WHOLE[:2], name, code)
        figures = {}
        for measure in view["measures"]:
            figure = told(rows, measure, month, WHOLE if row == total else place)
            whole = told(rows, measure, month)
            figures[measure] = figure
            assert agrees(line[heading(measure)], figure, places_of(measure)), (row, measure)
            share = line[f"{measures()[measure]['label']}, share of the total"]
            assert agrees(share, "withheld" if isinstance(figure, str) else figure / whole, 3)
        if "ratio" in view:
            part, whole = (figures[one] for one in view["ratio"].split("/"))
            is_hidden = isinstance(part, str) or isinstance(whole, str)
            wanted = "withheld" if is_hidden else part * 100 / whole if whole else "not_applicable"
            assert agrees(list(line.values())[-1], wanted, 1), row


SYSTEM_LISTS = {
    "service_contacts": ("services", "service_group", "service_group"),
    "service_hours": ("services", "service_group", "service_group"),
    "shelter_nights": ("shelter", "shelter_type", "shelter_type"),
    "unmet_requests": ("unmet_by_service", "service_group", "service_group"),
    "paip_activities": ("paip_matrix", "paip_activity", "paip_activity"),
}


@every_month
def test_systems_are_the_sums_of_their_codes(books, flats, month):
    view, rows = VIEWS["systems"], flats(month)
    cells = books[month].table(view)
    tables = {table["id"]: table for table in report(NAME)["table"]}
    assert set(view["measures"]) == set(SYSTEM_LISTS)
    for measure, (table, breakdown, name) in SYSTEM_LISTS.items():
        period, _ = table_period(NAME, tables[table], month)
        known = codes(name)
        for row, line in cells.items():
            if row == "Total":
                assert agrees(line[heading(measure)], told(rows, measure, period), 2)
                continue
            system = "" if row.startswith("Other") else row
            figures = [
                told(rows, measure, period, (*WHOLE[:2], breakdown, code))
                for code in known.loc[known["system"] == system, "code"]
            ]
            hidden = "withheld" if "withheld" in figures else None
            wanted = hidden or (sum(figures) if figures else "not_applicable")
            assert agrees(line[heading(measure)], wanted, 2), (row, measure)


@every_month
def test_need_stands_beside_the_agreements_of_the_settings(demo_home, books, flats, month):
    view, rows = VIEWS["need"], flats(month)
    settings = tomllib.loads((demo_home / "consortium.toml").read_text(encoding="utf-8"))
    partners = [
        tomllib.loads(path.read_text(encoding="utf-8"))
        for path in (demo_home / "partners").glob("*.toml")
    ]
    day = (pd.Period(month, "M").to_timestamp() + pd.offsets.MonthEnd()).date()
    mous = [
        mou for mou in settings["mou"] if mou["valid_from"] <= day <= mou.get("valid_to", date.max)
    ]
    cells = books[month].table(view)
    counties = codes("county")
    left_out = 0
    for code, name in zip(counties["code"], counties["label"], strict=True):
        if not code.isdigit():
            continue
        place = ("county", code, "total", "total")
        figures = [told(rows, one, month, place) for one in view["measures"]]
        if all(figure == 0 for figure in figures):
            assert name not in cells
            left_out += 1
            continue
        line = list(cells[name].values())[1:]
        agreed = [
            any(code in mou["counties"] and one in mou["services"] for mou in mous)
            for one in view["services"]
        ]
        standing = ("All" if all(agreed) else "Some" if any(agreed) else "No service") + " agreed"
        assert line[0] == ("No request" if figures[0] == 0 else standing), name
        for cell, figure in zip(line[1:3], figures, strict=True):
            assert agrees(cell, figure, 0), name
        assert line[3] == sum(code in partner.get("counties", ()) for partner in partners)
        assert line[4:] == ["Agreement" if one else "None" for one in agreed], name
    assert len(cells) + left_out == 102
    assert any(cells[name]["Requests stand beside"] == "No service agreed" for name in cells)


@every_month
def test_a_row_of_agreements_for_each_that_has_begun(demo_home, books, month):
    settings = tomllib.loads((demo_home / "consortium.toml").read_text(encoding="utf-8"))
    first = pd.Period(month, "M").to_timestamp().date()
    begun = {mou["name"] for mou in settings["mou"] if mou["valid_from"] <= first}
    assert set(books[month].table(VIEWS["agreements"])) == begun
