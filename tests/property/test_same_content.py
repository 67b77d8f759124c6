"""The same rows in another kind of file, order, encoding or dress give the same cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Callable

import pandas as pd
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from pipelines.assessment import assess
from pipelines.known import Known
from pipelines.layouts import Layout, TableLayout
from pipelines.settings import Partner
from pipelines.tally.tally import tally
from schemas.catalog import load_catalog
from schemas.periods import Month

MONTH = Month(2026, 3)
TODAY = dt.date(2026, 4, 10)
HEADINGS = {
    "Client": "client_key",
    "Day": "service_date",
    "Opened": "first_contact_date",
    "Service": "service_code",
    "Hours": "hours",
    "County": "county_fips",
    "Age": "age_years",
    "Race": "race_ethnicity",
    "Niñez": "gender",
}
WORDS = {"gender": {"señora": "female", "señor": "male"}}
ROW = st.fixed_dictionaries(
    {
        "Client": st.sampled_from(["0012", "K-7", "12", "Q 9"]),
        "Day": st.dates(MONTH.first_day, MONTH.last_day),
        "Opened": st.dates(dt.date(2025, 1, 1), dt.date(2026, 2, 28)),
        "Service": st.sampled_from(["safety_planning", "support_group_adult", "transportation"]),
        "Hours": st.sampled_from([0.25, 1.0, 2.5]),
        "County": st.sampled_from(["17113", "17031"]),
        "Age": st.sampled_from([7, 34, 61]),
        "Race": st.sampled_from(["white", "black;asian"]),
        "Niñez": st.sampled_from(["señora", "señor"]),
    }
)
Row = dict[str, object]
Writer = Callable[[list[list[object]]], bytes]


def partner_of(heading_row: int) -> Partner:
    table = TableLayout(
        record="client_service",
        columns=HEADINGS,
        values=WORDS,
        constants={"client_role": "primary_adult"},
        heading_row=heading_row,
    )
    layout = Layout(valid_from=MONTH, valid_to=None, tables=(table,), date_order="mdy")
    return Partner(
        id="alder", name="Alder House", kind="victim_services", hub="", counties=("17113", "17031"),
        intake="case_level", basis="test", expected=("client_service",), joined=MONTH, left=None,
        layouts=(layout,),
    )  # fmt: skip


def cells(content: bytes, heading_row: int = 1) -> pd.DataFrame:
    partner = partner_of(heading_row)
    found = assess(content, partner, MONTH, Known(today=TODAY))
    assert found.stripped is not None, [(one.code, one.places) for one in found.findings]
    states = {MONTH: {"client_service": "received"}}
    return tally(load_catalog(), partner, MONTH, [found.stripped], states).frame


def xlsx(grid: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "mmm d, yyyy"}) as book:
        sheet = book.add_worksheet("Services")
        for number, row in enumerate(grid):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def xlsx_1904(grid: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    options = {"default_date_format": "yyyy/mm/dd", "date_1904": True, "constant_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Services")
        for number, row in enumerate(grid):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def xls(grid: list[list[object]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Services")
    as_date = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for number, row in enumerate(grid):
        for at, value in enumerate(row):
            is_date = isinstance(value, dt.date)
            sheet.write(number, at, value, *([as_date] if is_date else []))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(grid: list[list[object]]) -> bytes:
    book = OpenDocumentSpreadsheet()
    table = Table(name="Services")
    for row in grid:
        line = TableRow()
        for value in row:
            line.addElement(_ods_cell(value))
        table.addElement(line)
    book.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    book.write(buffer)
    return buffer.getvalue()


def _ods_cell(value: object) -> TableCell:
    if isinstance(value, dt.date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=str(value))
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def text_file(encoding: str, delimiter: str, head: str = "", dates: str = "%m/%d/%Y") -> Writer:
    def write(grid: list[list[object]]) -> bytes:
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=delimiter)
        for row in grid:
            writer.writerow([v.strftime(dates) if isinstance(v, dt.date) else v for v in row])
        return (head + buffer.getvalue()).encode(encoding)

    return write


WRITERS: dict[str, Writer] = {
    "xlsx, dates counted from 1904": xlsx_1904,
    "xls": xls,
    "ods": ods,
    "csv in UTF-8": text_file("utf-8", ","),
    "csv in UTF-8 with a mark": text_file("utf-8-sig", ",", dates="%Y-%m-%d"),
    "csv in UTF-16, tabs": text_file("utf-16", "\t", dates="%B %d, %Y"),
    "csv in cp1252, semicolons": text_file("cp1252", ";", dates="%d-%b-%Y"),
    "csv in MacRoman": text_file("mac-roman", ","),
    "csv that names its separator": text_file("utf-8", ";", head="sep=;\r\n"),
}


def dressed(rows: list[Row], seed: int) -> tuple[list[list[object]], int]:
    """Rows and columns in another order, under title rows; and the row of the headings."""
    order = random.Random(seed)  # noqa: S311  no secret
    headings = list(HEADINGS)
    order.shuffle(headings)
    shuffled = list(rows)
    order.shuffle(shuffled)
    titles = [["Alder House service log"], []][: order.randrange(3)]
    body = [[row[heading] for heading in headings] for row in shuffled]
    return [*titles, list(headings), *body], len(titles) + 1


@pytest.mark.parametrize("kind", WRITERS)
@given(rows=st.lists(ROW, min_size=1, max_size=9), seed=st.integers(0, 2**16))
@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # each example opens two files: no time to shrink
)
def test_the_same_rows_give_the_same_cells(kind: str, rows: list[Row], seed: int) -> None:
    plain = [list(HEADINGS), *[[row[heading] for heading in HEADINGS] for row in rows]]
    grid, heading_row = dressed(rows, seed)
    there = cells(WRITERS[kind](grid), heading_row)
    pd.testing.assert_frame_equal(there, cells(xlsx(plain)))
    assert there["value"].sum() > 0
