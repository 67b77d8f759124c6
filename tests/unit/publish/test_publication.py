"""The files of a release, read again with other readers than wrote them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from pipelines.errors import InternalError
from pipelines.publish.edition import EarlierVersion
from pipelines.publish.flat import changed_figures
from pipelines.publish.inspection import inspect_publication
from pipelines.publish.markers import figure
from pipelines.publish.publication import publish
from pipelines.types import SafeTables
from schemas.model import Additivity, Counts, Mark, Measure
from tests.small import repeatable


@pytest.fixture
def publication(safe, report, catalog, consortium, edition):
    return publish(safe, report, catalog, consortium, edition)


@pytest.fixture
def book(publication):
    return load_workbook(io.BytesIO(publication.file(".xlsx")))


def make_measure(decimals):
    return Measure(
        name="people",
        label="People",
        definition="",
        record="client_service",
        view="served",
        filter="",
        value="persons",
        unit="people",
        additivity=Additivity.FLOW,
        counts=Counts.PERSONS,
        breakdowns=(),
        source="",
        mark=Mark.PROPOSED,
        decimals=decimals,
    )


def with_frame(safe, frame):
    return SafeTables(safe.month, frame, safe.hierarchies, safe.coverage)


def cells(sheet):
    table = next(iter(sheet.tables.values()))
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def text_of(sheet):
    return "\n".join(str(cell.value) for row in sheet for cell in row if cell.value is not None)


def test_names_of_the_files(publication):
    assert sorted(publication.files) == [
        "manifest.json",
        "state-2026-03-v1.csv",
        "state-2026-03-v1.duckdb",
        "state-2026-03-v1.xlsx",
    ]


def test_same_inputs_same_bytes(publication, safe, report, catalog, consortium, edition):
    again = publish(safe, report, catalog, consortium, edition)
    assert repeatable(again.files) == repeatable(publication.files)


def test_sheets_stand_in_the_agreed_order(book):
    assert book.sheetnames == [
        "Cover",
        "Contents",
        "Notes",
        "Summary",
        "Services",
        "Agencies",
        "Counties",
        "Measures",
        "Crosswalk",
        "Data dictionary",
        "Codes",
        "Coverage",
        "Changes",
        "Methodology",
    ]


def test_measures_are_rows_with_their_unit(book):
    assert cells(book["Summary"]) == [
        ["Measure", "Unit", "March 2026"],
        ["People served [note 1]", "people", 1234],
        ["Service hours", "hours", 2500.75],
        ["Occupancy", "percent", 0.876],
    ]
    formats = [book["Summary"].cell(row, 3).number_format for row in table_rows(book["Summary"])]
    assert formats == ["#,##0", "#,##0.00", "0.0%"]


def table_rows(sheet):
    first, last = (
        int("".join(filter(str.isdigit, end)))
        for end in next(iter(sheet.tables.values())).ref.split(":")
    )
    return range(first + 1, last + 1)


def test_codes_in_the_words_of_the_funder_and_markers_for_what_is_withheld(book):
    assert cells(book["Services"]) == [
        ["Service", "People served [note 1]", "Hours of service"],
        ["Total", 1234, 2500.75],
        ["Item A", 640, 1200.5],
        ["Item B: Advocacy", "[c]", "[c]"],
        ["Item B: Court accompaniment", 0, 0],
    ]
    assert "[c] withheld to protect confidentiality" in text_of(book["Services"])
    assert "[nr]" not in text_of(book["Services"])


def test_agencies_by_name_and_not_received_is_no_zero(book):
    assert cells(book["Agencies"])[1:] == [
        ["Total, all agencies", 1234],
        ["Prairie Harbor", 1234],
        ["=Bridge+Co", "[nr]"],
    ]


def test_subtotals_are_named(book):
    assert [row[0] for row in cells(book["Counties"])] == [
        "County",
        "Total, all counties",
        "Cook region, subtotal",
        "Cook",
        "Central region, subtotal",
        "McLean",
    ]


def test_text_that_looks_like_a_formula_stays_text(publication, book):
    values = [cell for row in book["Agencies"] for cell in row if cell.value == "=Bridge+Co"]
    assert [cell.data_type for cell in values] in (["s"], ["f"])
    package = zipfile.ZipFile(io.BytesIO(publication.file(".xlsx")))
    sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert all(b"<f>" not in package.read(name) for name in sheets)


def test_no_leftover_value_of_a_figure_that_is_not_shown_is_in_any_byte(publication):
    package = zipfile.ZipFile(io.BytesIO(publication.file(".xlsx")))
    parts = [package.read(name) for name in package.namelist()]
    for content in [*parts, publication.file(".csv"), publication.file(".json")]:
        assert b"98765431" not in content
        assert b"777777" not in content


def test_chart_keeps_a_withheld_category_but_draws_nothing(book):
    (chart,) = book["Services"]._charts
    (series,) = chart.ser
    cached = {point.idx: float(point.v) for point in series.val.numRef.numCache.pt}
    assert cached == {0: 640.0, 2: 0.0}
    labels = [point.v for point in series.cat.strRef.strCache.pt]
    assert labels == ["Item A", "Item B: Advocacy", "Item B: Court accompaniment"]


def test_every_link_stays_in_the_workbook(book):
    links = [cell.hyperlink for sheet in book for row in sheet for cell in row if cell.hyperlink]
    assert len(links) > len(book.sheetnames)
    assert all(link.target is None and link.location for link in links)


def test_properties_are_those_of_the_consortium_and_of_the_newest_event(book):
    properties = book.properties
    assert properties.creator == properties.lastModifiedBy == "Safe Harbor & Partners"
    assert properties.created.date() == date(2026, 4, 20)
    assert properties.title == "Monthly state report, March 2026"


def test_sheets_print_on_one_page_width_with_repeated_headings(book):
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        assert sheet.title == "Cover" or sheet.print_title_rows
        assert not sheet.merged_cells.ranges


def test_cover_says_what_a_reader_needs(book):
    text = text_of(book["Cover"])
    for words in (
        "Monthly state report",
        "State agency",
        "month 9 of state fiscal year 2026",
        "month 6 of federal fiscal year 2026",
        "April 20, 2026",
        "May 10, 2026",
        "1 of 2 expected returns are counted",
        "from 1 to 10 are withheld",
        "Data coordinator",
    ):
        assert words in text
    assert {row[1].value for row in book["Cover"].iter_rows(max_row=9)} >= {1234, 2500.75, 0.876}


def test_coverage_in_words(book):
    assert cells(book["Coverage"]) == [
        ["Agency", "Client services"],
        ["Prairie Harbor", "Counted"],
        ["=Bridge+Co", "Not received"],
    ]


def test_methodology_tells_of_unverified_wording_and_the_audit(book):
    text = text_of(book["Methodology"])
    assert "1 wording that is not verified" in text
    assert "Result: pass; figures checked: 20; figures withheld: 2." in text
    assert "Not verified; compare with the live form" in text_of(book["Measures"])


def test_csv_follows_the_contract(publication):
    content = publication.file(".csv").decode()
    assert "\r" not in content
    rows = list(csv.reader(io.StringIO(content)))
    assert ",".join(rows[0]) == (
        "table_id,measure,period,geography_type,geography,breakdown,dim1,dim2,dim3,value,status"
    )
    place = ["2026-03", "consortium", "all"]
    totals = ["total"] * 4
    assert rows[1] == ["summary", "people", *place, *totals, "1234", "shown"]
    assert rows[3] == ["summary", "occupancy", *place, *totals, "0.876", "shown"]
    withheld = [row for row in rows if row[-1] == "withheld"]
    assert len(withheld) == 2
    assert {row[-2] for row in withheld} == {""}
    assert [row[-2] for row in rows if row[-1] == "true_zero"] == ["0", "0"]
    assert not any(row[0] == "elsewhere" for row in rows)


def test_manifest_tells_hashes_and_counts(publication):
    manifest = json.loads(publication.file(".json"))
    content = publication.file(".csv")
    assert manifest["files"][0] == {
        "name": "state-2026-03-v1.csv",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert manifest["coverage"]["expected"] == 2
    assert manifest["coverage"]["accepted"] == 1
    assert manifest["disclosure"] == {
        "threshold": 11,
        "audit": {
            "result": "pass",
            "figures_checked": 20,
            "figures_withheld": 2,
            "attackers": {"outsider": {"checked": 20, "result": "pass"}},
        },
    }
    assert manifest["hierarchies"] == {"periods": {"2026-03": ["2026-03"]}}


def test_changes_are_listed_with_both_figures(
    publication, safe, report, catalog, consortium, edition
):
    frame = safe.frame.copy()
    frame.loc[[0, 3, 11, 14], "value"] = 1250.0
    frame.loc[5, ["value", "status"]] = [float("nan"), "withheld"]
    newer = publish(with_frame(safe, frame), report, catalog, consortium, edition)
    changes = changed_figures(publication.file(".csv"), newer.file(".csv"))
    restated = replace(
        edition,
        version=2,
        state="restated",
        changes=changes,
        history=(EarlierVersion(version=1, state="provisional", as_of=date(2026, 4, 1)),),
    )
    made = publish(with_frame(safe, frame), report, catalog, consortium, restated)
    sheet = load_workbook(io.BytesIO(made.file(".xlsx")))["Changes"]
    assert cells(sheet)[1:] == [
        ["People served", "March 2026", "Total, all agencies", "Total", 1234, 1250],
        ["People served", "March 2026", "Total, all agencies", "Counseling", 640, "[c]"],
    ]
    assert "Version 1, provisional, state of April 1, 2026." in text_of(sheet)
    assert inspect_publication(made, with_frame(safe, frame), report, catalog, consortium) == ()


def test_a_table_with_revised_figures_is_marked_and_says_how_many(
    publication, safe, report, catalog, consortium, edition
):
    frame = safe.frame.copy()
    frame.loc[[0, 3, 11, 14], "value"] = 1250.0
    changes = changed_figures(
        publication.file(".csv"),
        publish(with_frame(safe, frame), report, catalog, consortium, edition).file(".csv"),
    )
    restated = replace(edition, version=2, state="restated", changes=changes)
    made = publish(with_frame(safe, frame), report, catalog, consortium, restated)
    assert inspect_publication(made, with_frame(safe, frame), report, catalog, consortium) == ()
    text = text_of(load_workbook(io.BytesIO(made.file(".xlsx")))["Services"])
    assert text.startswith("Table services [note 2] [note 4] [r]")
    assert "[r] revised since the version before" in text
    assert "Figures here that differ from version 1: 1; sheet Changes lists each." in text


def test_what_is_provisional_says_so_and_what_is_final_does_not(
    book, safe, report, catalog, consortium, edition
):
    assert "[p] provisional" in text_of(book["Summary"])
    final = publish(safe, report, catalog, consortium, replace(edition, state="final"))
    assert "[p]" not in text_of(load_workbook(io.BytesIO(final.file(".xlsx")))["Summary"])


def test_a_ratio_that_rounds_to_zero_is_not_printed_as_zero(
    safe, report, catalog, consortium, edition
):
    frame = safe.frame.copy()
    frame.loc[2, "value"] = 0.0004
    made = publish(with_frame(safe, frame), report, catalog, consortium, edition)
    sheet = load_workbook(io.BytesIO(made.file(".xlsx")))["Summary"]
    assert cells(sheet)[3] == ["Occupancy", "percent", "[low]"]
    assert "[low] rounds to zero but is not zero" in text_of(sheet)
    assert inspect_publication(made, with_frame(safe, frame), report, catalog, consortium) == ()


def test_the_cover_has_one_chart_and_a_link_to_its_numbers(publication, book):
    links = {cell.value: cell.hyperlink.location for row in book["Cover"] for cell in row
             if cell.hyperlink}  # fmt: skip
    assert links["The numbers of this chart: Services"] == "'Services'!A1"
    with zipfile.ZipFile(io.BytesIO(publication.file(".xlsx"))) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    assert drawing.count("<xdr:graphicFrame ") == 1
    said = "Chart: People by service. Its numbers are in the table of the sheet Services."
    assert f'descr="{said}"' in drawing


def test_nothing_changed_between_equal_files(publication):
    assert changed_figures(publication.file(".csv"), publication.file(".csv")).empty


@pytest.mark.parametrize(
    ("value", "status", "code"),
    [
        (float("nan"), "shown", "PUBLISH-02"),
        (12.0, "a new word", "PUBLISH-01"),
        (12.5, "shown", "PUBLISH-03"),
    ],
)
def test_a_figure_that_cannot_be_published_stops_the_release(value, status, code):
    measure = make_measure(decimals=0)
    with pytest.raises(InternalError) as caught:
        figure(value, status, measure)
    assert caught.value.code == code
    assert "12" not in str(caught.value)


def test_quarter_hours_are_written_as_they_are_and_whole_numbers_without_a_point():
    measure = make_measure(decimals=2)
    assert [str(figure(value, "shown", measure)) for value in (12.25, 12.5, 12.0)] == [
        "12.25",
        "12.5",
        "12",
    ]


def test_two_figures_for_one_cell_stop_the_release(safe, report, catalog, consortium, edition):
    frame = safe.frame
    doubled = with_frame(safe, frame.iloc[[*range(len(frame)), 3]])
    with pytest.raises(InternalError, match="PUBLISH-04"):
        publish(doubled, report, catalog, consortium, edition)


def test_a_table_without_figures_says_so(safe, report, catalog, consortium, edition):
    fewer = with_frame(safe, safe.frame[safe.frame["table_id"] != "agencies"])
    made = publish(fewer, report, catalog, consortium, edition)
    sheet = load_workbook(io.BytesIO(made.file(".xlsx")))["Agencies"]
    assert cells(sheet)[1:] == [["No figures are due for this period", "[z]"]]
    assert inspect_publication(made, fewer, report, catalog, consortium) == ()
