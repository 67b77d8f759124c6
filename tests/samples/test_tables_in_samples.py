"""Tables of real workbooks that nobody here wrote, read by a layout and compared cell by cell.

What was read is compared with the same sheet as openpyxl reads it, which the product does not use
to read what it is sent.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings

import openpyxl
import pytest

from pipelines.intake.opening import open_file
from pipelines.intake.tables.candidates import candidate_heading_rows
from pipelines.intake.tables.find import find_tables
from pipelines.layouts import Layout, TableLayout
from schemas.model import (
    Confidentiality,
    Field,
    FieldType,
    Mark,
    RecordType,
    Release,
    Severity,
)
from schemas.periods import Month
from tests.samples.test_intake_samples import sample

TEXT, NUMBER, DATE = FieldType.TEXT, FieldType.DECIMAL, FieldType.DATE


def record_of(**types):
    """A made-up record: fields whose names end in _ need not be filled."""
    fields = tuple(
        Field(
            name=name,
            label=name,
            type=kind,
            confidentiality=Confidentiality.ADMINISTRATIVE,
            released_as=Release.AS_IS,
            description="",
            required=not name.endswith("_"),
            source="",
            mark=Mark.PROPOSED,
        )
        for name, kind in types.items()
    )
    return RecordType(
        name="any", label="", description="", fields=fields, begin="", source="", mark=Mark.PROPOSED
    )


def read(name, record, *tables, ignored=()):
    layout = Layout(valid_from=Month(2000, 1), valid_to=None, tables=tables, ignored_sheets=ignored)
    return find_tables(open_file(sample(name)), layout, {"any": record}, Month(2022, 1))


def asked(findings):
    return {one.code: one.places for one in findings if one.severity is not Severity.INFORMATION}


def told(findings):
    return {one.code: one.places for one in findings if one.severity is Severity.INFORMATION}


def written(name, sheet):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(sample(name)), data_only=True)[sheet]


def shown(value):
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def column(sheet, letter, rows):
    return [shown(sheet[f"{letter}{row}"].value) for row in rows]


def test_the_quarterly_form_with_headings_on_three_rows():
    name = "fy2023_reporting_form .xlsx"
    record = record_of(category=TEXT, metric=TEXT, first_=NUMBER, year_=NUMBER)
    layout = TableLayout(
        record="any",
        sheet="Q4 Report",
        heading_row=24,
        heading_rows=3,
        columns={
            "Category": "category",
            "Metric": "metric",
            "Fiscal Year / Q1 / Jul-Sept": "first_",
            "Oct-Dec": "ignore",
            "Q3 / Jan-Mar": "ignore",
            "Apr-Jun": "ignore",
            "YTD / Unduplicated": "year_",
            "Definition/Instructions": "ignore",
        },
        fill_down=("Category",),
    )
    (table,), findings = read(name, record, layout)
    sheet = written(name, "Q4 Report")
    rows = [row for row in range(27, 122) if sheet[f"C{row}"].value]
    assert findings == ()
    assert list(table.text.index) == rows
    assert table.text["metric"].tolist() == column(sheet, "C", rows)
    categories, last = [], ""
    for row in rows:
        last = shown(sheet[f"B{row}"].value) or last
        categories.append(last)
    assert table.text["category"].tolist() == categories
    assert table.set_aside["group_label"] == 6
    assert {name: one.letter for name, one in table.columns.items()} == {
        "category": "B",
        "metric": "C",
        "first_": "D",
        "year_": "H",
    }


def test_prose_above_and_below_and_a_wrong_declared_size():
    name = "banks_by_LA.xlsx"
    sheet = written(name, "Data")
    years = {str(year): "ignore" for year in range(2010, 2022)}
    layout = TableLayout(
        record="any",
        sheet="Data",
        heading_row=8,
        columns={
            shown(sheet["A8"].value): "district",
            **years,
            "2022": "banks",
        },
    )
    (table,), findings = read(name, record_of(district=TEXT, banks=NUMBER), layout)
    assert table.text["district"].tolist() == column(sheet, "A", range(9, 383))
    assert table.text["banks"].tolist() == column(sheet, "N", range(9, 383))
    assert table.set_aside["total_row"] == 1
    total = sum(sheet[f"N{row}"].value for row in range(9, 383))
    agrees = total == sheet["N383"].value
    assert asked(findings) == ({} if agrees else {"ROW-06": ("N383",)})
    assert told(findings)["ROW-09"] == ("A385:A387",)


@pytest.mark.parametrize("sheet_name", ["arts", "other"])
def test_prose_around_a_table_is_told_from_its_rows_or_asked(sheet_name):
    name = "deaths.xlsx"
    record = record_of(name=TEXT, profession=TEXT, age_=NUMBER, parent_=TEXT, born=DATE, died=DATE)
    headings = ("Name", "Profession", "Age", "Has kids", "Date of birth", "Date of death")
    names = ("name", "profession", "age_", "parent_", "born", "died")
    layout = TableLayout(
        record="any",
        sheet=sheet_name,
        heading_row=5,
        columns=dict(zip(headings, names, strict=True)),
    )
    others = tuple({"arts", "other"} - {sheet_name})
    (table,), findings = read(name, record, layout, ignored=others)
    sheet = written(name, sheet_name)
    assert list(table.text.index) == list(range(6, 16))
    for field, letter in (("name", "A"), ("profession", "B"), ("born", "E"), ("died", "F")):
        assert table.text[field].tolist() == column(sheet, letter, range(6, 16))
    assert set(asked(findings)) == {"ROW-08"}
    places = [place for found in findings for place in found.places]
    assert len(places) == 4


def test_a_heading_of_four_rows_merged_across():
    name = "notineducationemploymentortrainingod221.xlsx"
    sheet = written(name, "People - SA")
    upper, total = shown(sheet["G6"].value), shown(sheet["J6"].value)
    layout = TableLayout(
        record="any",
        sheet="People - SA",
        heading_row=4,
        heading_rows=4,
        unit_rows=1,
        columns={
            "Levels": "quarter",
            f"Aged 16-17 / {upper} / Unemployed": "unemployed",
            f"Aged 16-17 / {total}": "people",
        },
    )
    record = record_of(quarter=TEXT, unemployed=NUMBER, people=NUMBER)
    others = ("Note", "Men*", "Women*", "People - NSA", "People ??-*")
    (table,), findings = read(name, record, layout, ignored=others)
    assert table.text["quarter"].tolist() == column(sheet, "A", range(10, 133))
    assert table.text["unemployed"].tolist()[-40:] == column(sheet, "H", range(93, 133))
    assert table.columns["people"].letter == "J"
    assert set(asked(findings)) == {"LAYOUT-04"}
    assert told(findings)["ROW-09"] == ("A135", "H135", "P134")


@pytest.mark.parametrize(
    ("sheet", "row", "rows"),
    [("metadata_included", 3, range(4, 9)), ("no_metadata", 1, range(2, 7))],
)
def test_an_old_workbook_with_footnotes_right_below(sheet, row, rows):
    layout = TableLayout(
        record="any", sheet=sheet, heading_row=row, columns={"Year": "year", "type B": "share"}
    )
    others = tuple({"metadata_included", "no_metadata"} - {sheet})
    record = record_of(year=NUMBER, share=NUMBER)
    (table,), findings = read("type_1_data.xls", record, layout, ignored=others)
    assert list(table.text.index) == list(rows)
    assert set(table.text["year"]) == {"2008"}
    assert set(asked(findings)) == {"LAYOUT-04"}
    assert told(findings)["ROW-09"] == (f"A{rows[-1] + 1}:A{rows[-1] + 2}",)


@pytest.mark.parametrize(
    ("name", "sheet", "expected"),
    [
        ("banks_by_LA.xlsx", 0, (8, 1)),
        ("deaths.xlsx", 0, (5, 1)),
        ("deaths.xlsx", 1, (5, 1)),
        ("fy2023_reporting_form .xlsx", 0, (24, 3)),
        ("notineducationemploymentortrainingod221.xlsx", 1, (5, 3)),
        ("type_1_data.xls", 0, (3, 1)),
        ("initial_batch.xlsx", 0, (1, 1)),
    ],
)
def test_likely_headings_are_among_the_first_guesses(name, sheet, expected):
    found = candidate_heading_rows(open_file(sample(name)).sheets[sheet])
    assert expected in found[:3]
