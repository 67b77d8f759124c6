"""What is worked out of published figures, held against sums made by hand."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from pipelines.publish.edition import Earlier
from pipelines.publish.inspection import inspect_publication
from pipelines.publish.publication import publish
from pipelines.publish.refusals import Refusal
from pipelines.publish.views.alike import pair_of
from pipelines.publish.views.need import need
from pipelines.publish.views.seen import Seen
from pipelines.publish.views.view_sheets import KINDS
from pipelines.settings import Mou
from pipelines.types import Released, SafeTables
from schemas.catalog import load_catalog
from schemas.periods import Month
from schemas.views import ViewSpec
from tests.unit.publish.test_declared_reports import synthetic_frame

CATALOG = load_catalog()
REPORT = CATALOG.reports["consortium"]
AUGUST = Month(2026, 8)
HEADER = "table_id,measure,period,geography_type,geography,breakdown,dim1,dim2,dim3,value,status\n"


def line(table, measure, month, place, told):
    """One figure of a flat file: a number, or the status of one that is not there."""
    status = told if isinstance(told, str) else "shown" if told else "true_zero"
    value = "" if isinstance(told, str) else told
    return f"{table},{measure},{month},{','.join(place)},total,total,{value},{status}\n"


def flat(month, measure, whole, table="by_agency", kind="partner", **parts):
    """A flat file of one measure: its total, and its parts by agency or place."""
    lines = [line(table, measure, month, ("consortium", "all", "total", "total"), whole)]
    for name, told in parts.items():
        lines.append(line(table, measure, month, (kind, name, "total", "total"), told))
    return "".join(lines)


def seen(now, month=AUGUST, consortium=None, **earlier):
    """What a view sees; earlier files by month, written as `y2025_08`."""
    released = {
        Month.parse(name[1:].replace("_", "-")): Released(name=name, flat=(HEADER + text).encode())
        for name, text in earlier.items()
    }
    return Seen(REPORT, CATALOG, consortium, month, (HEADER + now).encode(), released)


def spec_of(kind, **more):
    settings = {"id": "tried", "sheet": "Tried", "title": "", "after": "summary", "note": ""}
    return ViewSpec(kind=kind, **{**settings, **more})


def cells(laid):
    return {row.cells[0].value: [cell.value for cell in row.cells[1:]] for row in laid.rows}


PEOPLE = CATALOG.measures["people_served"]


@pytest.mark.parametrize(
    ("now", "then", "alike"),
    [
        # the same agencies, one of them withheld: the totals themselves may be compared
        ((300, {"harbor": 290, "bridge": "withheld"}), (250, {"harbor": 200, "bridge": 50}),
         (300, 250)),
        # one is missing in one month: it is taken off the other
        ((300, {"harbor": 200, "bridge": 100}), (250, {"harbor": 250, "bridge": "not_received"}),
         (200, 250)),
        ((180, {"harbor": 180}), (250, {"harbor": 200, "bridge": 50}), (180, 200)),
        # a nil return is counted, and adds nothing
        ((200, {"harbor": 200, "bridge": "nil"}), (250, {"harbor": 200, "bridge": 50}), (200, 250)),
        # what is withheld cannot be taken off
        ((300, {"harbor": 290, "bridge": "withheld"}), (250, {"harbor": 250}), ("[c]", 250)),
        # a few are left: not told, though anyone could subtract
        ((105, {"harbor": 5, "bridge": 100}), (250, {"harbor": 250}), ("[c]", 250)),
        ((111, {"harbor": 11, "bridge": 100}), (250, {"harbor": 250}), (11, 250)),
        # nobody is counted in both
        ((100, {"bridge": 100}), (250, {"harbor": 250}), ("[x]", "[x]")),
    ],
)  # fmt: skip
def test_like_for_like_is_what_the_agencies_of_both_months_make_up(consortium, now, then, alike):
    made = seen(
        flat("2026-08", "people_served", now[0], **now[1]),
        consortium=consortium,
        y2025_08=flat("2025-08", "people_served", then[0], **then[1]),
    )
    pair = pair_of(made, PEOPLE, AUGUST, Month(2025, 8))
    assert (pair.now, pair.then) == (now[0], then[0])
    assert (pair.alike_now, pair.alike_then) == alike


def test_last_year_has_the_month_and_the_fiscal_year_to_date(consortium):
    hours = "service_hours"
    made = seen(
        flat("2026-08", hours, 120, harbor=80, bridge=40),
        consortium=consortium,
        y2026_07=flat("2026-07", hours, 60, harbor=60),
        y2025_08=flat("2025-08", hours, 100, harbor=60, bridge=40),
        y2025_07=flat("2025-07", hours, 90, harbor=50, bridge=40),
    )
    laid = KINDS["last_year"](made, spec_of("last_year", measures=(hours,)))
    assert [column.heading for column in laid.columns[2:4]] == ["August 2026", "August 2025"]
    # to date: 120 + 60 and 100 + 90; like for like 120 + 60 beside 100 + 50
    assert cells(laid)["Service hours"] == [
        "hours", 120, 100, 0.2, "Yes", 180, 190, 0.2, "[b]",
    ]  # fmt: skip
    assert laid.columns[6].heading == "July 2026 to August 2026"


def test_people_are_not_added_over_months(consortium):
    made = seen(
        flat("2026-08", "people_served", 120, harbor=120),
        consortium=consortium,
        y2025_08=flat("2025-08", "people_served", 100, harbor=100),
    )
    laid = KINDS["last_year"](made, spec_of("last_year", measures=("people_served",)))
    assert cells(laid)["People served"][4:] == ["Yes", "[z]", "[z]", "[z]", "[z]"]


def test_without_a_release_of_last_year_nothing_is_compared(consortium):
    made = seen(flat("2026-08", "service_hours", 120, harbor=120), consortium=consortium)
    laid = KINDS["last_year"](made, spec_of("last_year", measures=("service_hours",)))
    assert cells(laid)["Service hours"] == ["hours", 120, *["[x]"] * 7]
    assert any("No report of August 2025 is released" in text for text in laid.lines)


def test_a_withheld_total_of_last_year_hides_its_change(consortium):
    made = seen(
        flat("2026-08", "unmet_requests", 120, harbor=120),
        consortium=consortium,
        y2025_08=flat("2025-08", "unmet_requests", "withheld", harbor="withheld"),
    )
    laid = KINDS["last_year"](made, spec_of("last_year", measures=("unmet_requests",)))
    assert cells(laid)["Unmet requests"][1:4] == [120, "[c]", "[c]"]


def test_who_is_in_one_month_only_is_named(consortium):
    made = seen(
        flat("2026-08", "service_hours", 120, harbor=80, bridge=40),
        consortium=consortium,
        y2025_08=flat("2025-08", "service_hours", 100, harbor=100, bridge="not_received"),
    )
    laid = KINDS["last_year"](made, spec_of("last_year", measures=("service_hours",)))
    assert any(text.endswith("at least: =Bridge+Co.") for text in laid.lines)


def test_months_tell_breaks_and_months_without_a_release(consortium):
    hours = "service_hours"
    made = seen(
        flat("2026-08", hours, 120, harbor=80, bridge=40),
        consortium=consortium,
        y2026_07=flat("2026-07", hours, 60, harbor=60, bridge="not_received"),
        y2026_06=flat("2026-06", hours, "withheld", harbor="withheld"),
        y2026_04=flat("2026-04", hours, 44, harbor=44),
    )
    laid = KINDS["months"](made, spec_of("months", measures=(hours,)))
    assert cells(laid) == {
        "April 2026": [44, 1, "[x]"],
        "May 2026": ["[x]", "[x]", "[x]"],
        "June 2026": ["[c]", 1, "[x]"],
        "July 2026": [60, 1, "Yes"],
        "August 2026": [120, 2, "[b]"],
    }


def test_months_go_back_one_year(consortium):
    earlier = {
        f"y{month.year}_{month.number:02d}": flat(month, "service_hours", 10, harbor=10)
        for month in (AUGUST.plus(-back) for back in range(1, 23))
    }
    made = seen(flat("2026-08", "service_hours", 10, harbor=10), AUGUST, consortium, **earlier)
    laid = KINDS["months"](made, spec_of("months", measures=("service_hours",)))
    assert [row.cells[0].value for row in laid.rows][:1] == ["August 2025"]
    assert len(laid.rows) == 13


def by_county(measure, whole, kind="county", **parts):
    places = {re.sub(r"^c(?=\d)", "", name): told for name, told in parts.items()}
    return flat("2026-08", measure, whole, table="by_county", kind=kind, **places)


def test_regions_have_their_share_and_their_requests_for_each_hundred_people(consortium):
    text = by_county("people_served", 400, "region", cook=300, northern=100, central=0)
    text += by_county("unmet_requests", 40, "region", cook=12, northern="withheld", central=28)
    view = next(view for view in REPORT.views if view.id == "by_region")
    laid = KINDS["parts"](seen(text, consortium=consortium), view)
    assert cells(laid) == {
        "Total, all regions": [400, 40, 1, 1, 10],
        "Cook": [300, 12, 0.75, 0.3, 4],
        "Northern": [100, "[c]", 0.25, "[c]", "[c]"],
        "Central": [0, 28, 0, 0.7, "[z]"],
    }


def test_barriers_are_the_reasons_of_one_family(consortium):
    unmet, month = "unmet_requests", "2026-08"
    place = ("consortium", "all")
    text = line("unmet_by_reason", unmet, month, (*place, "total", "total"), 50)
    for kind, code, told in (
        ("reason_family", "access", "withheld"),
        ("reason", "language_capacity", 20),
        ("reason", "no_bed_space", 20),
        ("reason", "pets", "withheld"),
    ):
        text += line("unmet_by_reason", unmet, month, (*place, kind, code), told)
    view = next(view for view in REPORT.views if view.id == "access_barriers")
    assert cells(KINDS["parts"](seen(text, consortium=consortium), view)) == {
        "Total": [50, 1],
        "No language or sign capacity": [20, 0.4],
        "Animals could not be housed": ["[c]", "[c]"],
    }


def test_systems_are_sums_of_their_groups(consortium):
    place, month = ("consortium", "all"), "2026-08"
    text = line("services", "service_contacts", month, (*place, "total", "total"), 90)
    for group, told in (
        ("legal", 20), ("medical", 12), ("counseling", 30), ("shelter", 0), ("crisis", "withheld"),
    ):  # fmt: skip
        where = (*place, "service_group", group)
        text += line("services", "service_contacts", month, where, told)
    view = spec_of("systems", measures=("service_contacts",), row_heading="System")
    assert cells(KINDS["systems"](seen(text, consortium=consortium), view)) == {
        "Total": [90],
        "Health and behavioral health": [42],
        "Courts and legal": [20],
        "Housing and shelter": [0],
        "Other services, of no one system": ["[c]"],
    }


def agreement(name, counties=("17031",), services=("legal",), **dates):
    settings = {"valid_from": date(2026, 1, 1), "valid_to": None, "review_date": None, **dates}
    return Mou(
        name=name,
        partners=("harbor",),
        counties=counties,
        services=services,
        purpose="Beds are shared.",
        data_sharing="Totals only.",
        **settings,
    )


def test_agreements_say_whether_they_hold_and_whether_a_review_is_due(consortium):
    mous = (
        agreement("Ended", valid_to=date(2026, 8, 30)),
        agreement("Holds", valid_to=date(2026, 8, 31), review_date=date(2026, 9, 1)),
        agreement("Due", review_date=date(2026, 8, 31)),
        agreement("Later", valid_from=date(2026, 9, 1)),
    )
    made = seen(by_county("unmet_requests", 0), consortium=replace(consortium, mous=mous))
    laid = KINDS["agreements"](made, spec_of("agreements"))
    assert {name: line[-1] for name, line in cells(laid).items()} == {
        "Holds": "In force",
        "Due": "In force, review overdue",
        "Ended": "Ended",
    }
    assert cells(laid)["Holds"][:3] == ["Prairie Harbor", "Cook", "Legal advocacy and court"]
    assert cells(laid)["Holds"][5:7] == ["August 31, 2026", "September 1, 2026"]


NEED = next(view for view in REPORT.views if view.kind == "need")


def counties_of(consortium, **requests):
    """Requests by county beside people served, ten for each request."""
    text = by_county("unmet_requests", 999, **requests)
    people = {name: told if isinstance(told, str) else told * 10 for name, told in requests.items()}
    return seen(text + by_county("people_served", 999, **people), consortium=consortium)


def test_need_puts_requests_without_an_agreement_first(consortium):
    mous = (
        agreement("All", ("17001", "17003"), ("shelter", "legal", "transportation")),
        agreement("One", ("17005",), ("legal",)),
        agreement("Ended", ("17007",), ("shelter",), valid_to=date(2026, 7, 31)),
    )
    told = {"c17001": 90, "c17003": 0, "c17005": 80, "c17007": 20, "c17009": "withheld"}
    made = counties_of(replace(consortium, mous=mous), **told, c17011=30, c17113=0)
    laid = need(made, NEED)
    assert cells(laid) == {
        "Bureau": ["No service agreed", 30, 300, 0, "None", "None", "None"],
        "Boone": ["No service agreed", 20, 200, 0, "None", "None", "None"],
        "Brown": ["No service agreed", "[c]", "[c]", 0, "None", "None", "None"],
        "Bond": ["Some agreed", 80, 800, 0, "None", "Agreement", "None"],
        "Adams": ["All agreed", 90, 900, 0, "Agreement", "Agreement", "Agreement"],
    } | {
        name: ["No service agreed", "[x]", "[x]", int(name == "McLean"), "None", "None", "None"]
        for name in cells(laid)
        if cells(laid)[name][1] == "[x]"
    }


def test_agencies_of_a_county_are_the_members_that_name_it(consortium):
    laid = need(counties_of(consortium, c17113=15), NEED)
    assert cells(laid)["McLean"][3] == 2


AGENCIES = replace(
    REPORT,
    tables=tuple(table for table in REPORT.tables if table.id in {"summary", "by_agency"}),
    views=tuple(
        replace(view, measures=("people_served", "service_hours"))
        for view in REPORT.views
        if view.kind in {"last_year", "months"}
    ),
)


@pytest.fixture
def published(consortium, edition):
    """A report that compares with two earlier months, and what it was compared with."""
    month = Month(2026, 9)
    frame = synthetic_frame(AGENCIES, CATALOG, month)
    safe = SafeTables(
        month, frame, {}, pd.DataFrame(columns=["partner", "record", "month", "state"])
    )
    released = {
        earlier: Released(
            name=f"consortium-{earlier}-v1",
            flat=(HEADER + flat(earlier, "service_hours", 150, harbor=150)).encode(),
        )
        for earlier in (Month(2025, 9), AUGUST)
    }
    made = replace(
        edition, month=month, state="final", as_of=date(2026, 10, 20), earlier=Earlier(released)
    )
    charts = tuple(replace(view, charts=()) for view in AGENCIES.views)
    report = replace(AGENCIES, views=charts)
    return safe, publish(safe, report, CATALOG, consortium, made), released, report


def test_a_report_that_compares_passes_inspection_beside_what_it_names(published, consortium):
    safe, made, released, report = published
    assert inspect_publication(made, safe, report, CATALOG, consortium, Earlier(released)) == ()
    told = json.loads(made.files["manifest.json"])
    assert told["compared_with"] == ["consortium-2025-09-v1", "consortium-2026-08-v1"]


def test_agreements_may_be_in_words_of_their_own(published, consortium, edition):
    """A service that no list has, and an agency that has left: told as the settings tell them."""
    safe, _, released, plain = published
    odd = replace(agreement("Odd", services=("court watch",)), partners=("left-long-ago",))
    members = replace(consortium, mous=(odd,))
    views = tuple(view for view in REPORT.views if view.kind == "agreements")
    report = replace(plain, views=tuple(replace(view, after="summary") for view in views))
    made = replace(edition, month=safe.month, state="final", as_of=date(2026, 10, 20))
    publication = publish(safe, report, CATALOG, members, made)
    assert inspect_publication(publication, safe, report, CATALOG, members, Earlier(released)) == ()


def test_a_comparison_with_another_release_is_refused(published, consortium):
    safe, made, released, report = published
    other = (HEADER + flat(AUGUST, "service_hours", 151, harbor=151)).encode()
    changed = released | {AUGUST: replace(released[AUGUST], flat=other)}
    found = inspect_publication(made, safe, report, CATALOG, consortium, Earlier(changed))
    assert found == (Refusal("VIEW", "Month by month"),)
