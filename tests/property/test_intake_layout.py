"""Whatever stands above, between and below the rows, the same rows are found and all counted."""

from __future__ import annotations

import io

import pandas as pd
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.intake.headings import HeadingRow
from pipelines.intake.opening import OpenedFile, Sheet, open_file
from pipelines.intake.rows import body_of, reasons
from pipelines.intake.tables import find_tables
from pipelines.settings import Layout, TableLayout
from schemas.catalog import load_catalog
from schemas.periods import Month

HEADINGS = ("Client #", "Service Date", "Service", "Hours")
FIELDS = ("client_key", "service_date", "service_code", "hours")
LAYOUT = Layout(
    valid_from=Month(2024, 10),
    valid_to=None,
    tables=(
        TableLayout(
            record="client_service",
            sheet="Data",
            heading_row=2,
            columns=dict(zip(HEADINGS, FIELDS, strict=True)),
            constants=dict.fromkeys(
                ("client_role", "county_fips", "race_ethnicity", "gender"), "unknown"
            ),
        ),
    ),
)
words = st.text(alphabet="abcXYZ 019-/.", min_size=1, max_size=8).filter(
    lambda text: text.strip() == text and text.casefold() not in ("total", "totals"),
)
data_rows = st.lists(st.tuples(words, words, words, words), min_size=1, max_size=6)
BLANK = ("", "", "", "")
fillers = st.sampled_from([BLANK, HEADINGS, ("Total", "", "", "12"), ("", " TOTALS: ", "3", "")])


def sheet_of(rows: list[tuple[str, ...]]) -> Sheet:
    index = pd.RangeIndex(1, len(rows) + 1)
    text = pd.DataFrame(rows, columns=list("ABCD"), index=index, dtype="str")
    kinds = text.mask(text != "", "s")
    return Sheet(name="Data", number=1, text=text, kinds=kinds)


def found(rows: list[tuple[str, ...]]):
    opened = OpenedFile("xlsx", (sheet_of(rows),), {}, "", network_isolated=True)
    (table,), findings = find_tables(opened, LAYOUT, load_catalog().records)
    return table, findings


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=data_rows,
    titles=st.lists(words, max_size=5),
    more=st.lists(st.tuples(st.integers(0, 6), fillers), max_size=5),
)
def test_titles_blanks_totals_and_repeated_headings_change_no_row(data, titles, more):
    rows = list(data)
    for place, filler in more:
        rows.insert(min(place, len(rows)), filler)
    above = [(title, "", "", "") for title in titles]
    table, findings = found([*above, HEADINGS, *rows])
    assert findings == ()
    assert table.text[list(FIELDS)].to_numpy().tolist() == [list(row) for row in data]
    assert table.rows_in == len(rows)
    assert table.rows_in == len(table.text) + sum(table.set_aside.values())
    assert sum(table.set_aside.values()) == len(more)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(*[st.sampled_from(["", "a", "Total", "x y z", "Hours"])] * 4), max_size=12
    )
)
def test_every_row_has_exactly_one_fate(rows):
    sheet = sheet_of([HEADINGS, *rows])
    heading = HeadingRow(
        1, {text.casefold(): (letter,) for text, letter in zip(HEADINGS, "ABCD", strict=True)}
    )
    fates = reasons(body_of(sheet.text, sheet.kinds, heading), heading, ("total",), "ABCD")
    assert list(fates.index) == list(range(2, len(rows) + 2))
    assert set(fates) <= {"", "blank", "total_row", "repeated_heading", "footnote"}
    for row, fate in zip(rows, fates, strict=True):
        assert (fate == "blank") == (not any(row))
        assert (fate == "total_row") == ("Total" in row[:3])


@settings(max_examples=15, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.text(
                    alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "Z")),
                    max_size=9,
                ),
                st.floats(-1e9, 1e9, allow_nan=False),
                st.integers(-(10**9), 10**9),
            ),
            max_size=5,
        ),
        min_size=1,
        max_size=8,
    ),
)
def test_what_was_written_is_read_at_its_place(rows):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, column, value)
            elif value is not None:
                sheet.write_number(at, column, value)
    book.close()
    text = open_file(content.getvalue()).sheets[0].text
    for at, row in enumerate(rows, start=1):
        for letter, value in zip("ABCDE", row, strict=False):
            cell = text[letter].get(at, "") if letter in text else ""
            if isinstance(value, str):
                assert cell == (value if value.strip() else "")
            else:
                assert cell == "" if value is None else float(cell) == float(f"{value:.16G}")
