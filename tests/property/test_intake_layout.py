"""However the same rows stand in a sheet, the same rows are found and every other is counted."""

from __future__ import annotations

import io

import pandas as pd
import xlsxwriter
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipelines.intake.opening import OpenedFile, Sheet, open_file
from pipelines.intake.sandbox.sheet_scan import letters_of
from pipelines.intake.tables.body import Known, body_of
from pipelines.intake.tables.find import find_tables
from pipelines.intake.tables.headings import HeadingRow
from pipelines.intake.tables.rows import fates
from pipelines.layouts import Layout, TableLayout
from schemas.catalog import load_catalog
from schemas.model import Severity
from schemas.periods import Month

HEADINGS = ("Client #", "Service Date", "Service", "Hours")
FIELDS = ("client_key", "service_date", "service_code", "hours")
CONSTANTS = dict.fromkeys(("client_role", "county_fips", "race_ethnicity", "gender"), "unknown")
MONTH = Month(2026, 3)
BLANK = ("", "", "", "")
words = st.text(alphabet="abcXYZ 19-/", min_size=1, max_size=8).filter(
    lambda text: text.strip() == text
)
hours = st.integers(0, 99).map(str)
data_rows = st.lists(st.tuples(words, words, words, hours), min_size=1, max_size=6)
fillers = st.sampled_from([BLANK, HEADINGS, ("Total", "", "", "12"), ("", " TOTALS: ", "3", "")])
quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def table_layout(columns=None, **more):
    names = columns or dict(zip(HEADINGS, FIELDS, strict=True))
    given = {"record": "client_service", "sheet": "Data", "columns": names, "constants": CONSTANTS}
    return TableLayout(**{**given, **more})


def sheet_of(rows, name="Data", number=1, **facts):
    """A sheet of texts; what is all digits is a number cell."""
    width = max(map(len, rows))
    letters = [letters_of(at + 1) for at in range(width)]
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    index = pd.RangeIndex(1, len(rows) + 1)
    text = pd.DataFrame(padded, columns=letters, index=index, dtype="str")
    kinds = [["" if c == "" else "n" if c.isdigit() else "s" for c in row] for row in padded]
    frame = pd.DataFrame(kinds, columns=letters, index=index, dtype="str")
    return Sheet(name=name, number=number, text=text, kinds=frame, **facts)


def found(sheets, *tables, month=MONTH):
    opened = OpenedFile("xlsx", tuple(sheets), {}, "", network_isolated=True)
    layout = Layout(valid_from=Month(2024, 10), valid_to=None, tables=tables)
    return find_tables(opened, layout, load_catalog().records, month)


def rows_of(table, fields=FIELDS):
    assert table.rows_in == len(table.text) + sum(table.set_aside.values())
    return table.text[list(fields)].to_numpy().tolist()


def must_fix(findings):
    return [one.code for one in findings if one.severity is Severity.MUST_FIX]


@quick
@given(
    data=data_rows,
    titles=st.lists(words, max_size=5),
    more=st.lists(st.tuples(st.integers(0, 6), fillers), max_size=5),
)
def test_titles_blanks_totals_and_repeated_headings_change_no_row(data, titles, more):
    rows = list(data)
    for place, filler in more:
        rows.insert(min(place, len(rows)), filler)
    # Headings in both of the first two rows: the declared one of them is taken.
    assume(titles or tuple(rows[0]) != tuple(HEADINGS))
    above = [(title, "", "", "") for title in titles]
    (table,), findings = found([sheet_of([*above, HEADINGS, *rows])], table_layout(heading_row=2))
    assert must_fix(findings) == []
    assert rows_of(table) == [list(row) for row in data]
    assert table.rows_in == len(rows)
    assert sum(table.set_aside.values()) == len(more)


@quick
@given(data=data_rows, order=st.permutations(range(4)), gaps=st.integers(0, 3))
def test_the_order_of_columns_and_columns_before_them_change_no_cell(data, order, gaps):
    rows = [[*[""] * gaps, *(row[at] for at in order)] for row in (HEADINGS, *data)]
    (table,), findings = found([sheet_of(rows)], table_layout())
    assert findings == ()
    assert rows_of(table) == [list(row) for row in data]
    for place, at in enumerate(order):
        assert table.columns[FIELDS[at]].letter == letters_of(gaps + place + 1)


@quick
@given(data=data_rows, shuffled=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_only_the_order(data, shuffled):
    mixed = list(data)
    shuffled.shuffle(mixed)
    (table,), _ = found([sheet_of([HEADINGS, *mixed])], table_layout())
    assert sorted(rows_of(table)) == sorted(list(row) for row in data)


@quick
@given(data=data_rows, split=st.integers(0, 6), reverse=st.booleans(), stacked=st.booleans())
def test_several_sheets_or_tables_hold_the_rows_of_one(data, split, reverse, stacked):
    parts = [part for part in (data[:split], data[split:]) if part]
    if stacked:
        blocks = [
            [(f"Table {at}", "", "", ""), HEADINGS, *part, BLANK] for at, part in enumerate(parts)
        ]
        sheets = [sheet_of([row for block in blocks[:: -1 if reverse else 1] for row in block])]
        layouts = [table_layout(title=f"Table {at}") for at in range(len(parts))]
    else:
        sheets = [sheet_of([HEADINGS, *part], f"Week {at}", at) for at, part in enumerate(parts, 1)]
        sheets, layouts = sheets[:: -1 if reverse else 1], [table_layout(sheet="week *")]
    tables, findings = found(sheets, *layouts)
    assert must_fix(findings) == []
    every = [row for table in tables for row in rows_of(table)]
    assert sorted(every) == sorted(list(row) for row in data)


@quick
@given(data=data_rows, form=st.sampled_from(["merged", "blank", "repeated"]), top=st.integers(0, 3))
def test_headings_of_two_rows_merged_blank_or_repeated_read_the_same(data, form, top):
    group = ("Who", "Who" if form == "repeated" else "", "What", "")
    group = (*group[:3], "What" if form == "repeated" else "")
    merged = (f"A{top + 1}:B{top + 1}", f"C{top + 1}:D{top + 1}") if form == "merged" else ()
    columns = {
        f"{over} / {heading}": field
        for over, heading, field in zip(
            ("Who", "Who", "What", "What"), HEADINGS, FIELDS, strict=True
        )
    }
    rows = [*[("Any title", "", "", "")] * top, group, HEADINGS, *data]
    layout = table_layout(columns, heading_rows=2, heading_row=1)
    (table,), findings = found([sheet_of(rows, merged=merged)], layout)
    assert findings == ()
    assert rows_of(table) == [list(row) for row in data]


@quick
@given(
    figures=st.lists(
        st.tuples(
            st.sampled_from(["Phone", "Text", "Chat"]), st.lists(hours, min_size=3, max_size=3)
        ),
        min_size=1,
        max_size=6,
    ),
    order=st.permutations(("Feb 2026", "March 2026", "4/2026")),
)
def test_wide_months_read_as_the_long_table_of_the_month(figures, order):
    names = ("Feb 2026", "March 2026", "4/2026")
    rows = [("Kind", *order)]
    rows += [(kind, *(values[names.index(one)] for one in order)) for kind, values in figures]
    layout = TableLayout(
        record="hotline_contact",
        sheet="Data",
        columns={"Kind": "channel"},
        wide={"value": "contact_count", "date": "contact_date"},
    )
    (table,), findings = found([sheet_of(rows)], layout)
    assert must_fix(findings) == []
    assert rows_of(table, ("channel", "contact_count", "contact_date")) == [
        [kind, values[1], "2026-03-31"] for kind, values in figures
    ]


@quick
@given(
    figures=st.lists(st.tuples(words, st.integers(0, 999), st.booleans()), min_size=1, max_size=8),
    slip=st.integers(-2, 2),
)
def test_a_total_is_accepted_if_and_only_if_it_is_the_sum(figures, slip):
    rows = [HEADINGS, *((name, "3/1/2026", "Legal", str(n)) for name, n, _ in figures)]
    total = sum(n for _, n, _ in figures) + slip
    rows.append(("Total", "", "", str(total)))
    _, findings = found([sheet_of(rows)], table_layout())
    counts = {len(figures), len({str(n) for _, n, _ in figures})}
    agrees = slip == 0 or total in counts
    assert {one.code for one in findings} == ({"ROW-02"} if agrees else {"ROW-06"})


@quick
@given(
    rows=st.lists(
        st.tuples(*[st.sampled_from(["", "a", "Total", "x y z", "Hours", "7"])] * 4), max_size=12
    )
)
def test_every_row_has_exactly_one_fate(rows):
    sheet = sheet_of([HEADINGS, *rows])
    parts = {letter: (text.casefold(),) for text, letter in zip(HEADINGS, "ABCD", strict=True)}
    heading = HeadingRow(1, {path[0]: (letter,) for letter, path in parts.items()}, parts)
    known = Known(tuple("ABCD"), tuple("ABC"), ("D",))
    judged = fates(body_of(sheet.text, sheet.kinds, heading), heading, known, "Data")
    reasons = judged.reasons
    assert list(reasons.index) == list(range(2, len(rows) + 2))
    assert set(reasons) <= {"", "blank", "total_row", "repeated_heading", "footnote", "unclear"}
    named = {place for one in judged.findings for place in one.places}
    for row, fate in zip(rows, reasons, strict=True):
        assert (fate == "blank") == (not any(row))
        if fate == "total_row" and "Total" not in row:
            assert not any(row[:3])
    assert bool(named) == bool(set(reasons) & {"total_row", "footnote", "unclear"})


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
