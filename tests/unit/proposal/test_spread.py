"""Proposals for columns of months, columns that are ticked, and rows of units."""

from __future__ import annotations

import io
import tomllib

import pytest
import xlsxwriter

from pipelines.proposal.matching import DECIDE
from pipelines.proposal.propose import propose
from pipelines.proposal.writing import as_toml
from schemas.periods import Month

MONTHS = ["Jan 2026", "Feb 2026", "March 2026", "4/2026"]


def proposed(*rows, sheet="Log"):
    """The one table proposed for a sheet, as its TOML has it."""
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content)
    tab = workbook.add_worksheet(sheet)
    for number, row in enumerate(rows):
        tab.write_row(number, 0, row)
    workbook.close()
    text = as_toml(propose(content.getvalue()), Month(2026, 3))
    (layout,) = tomllib.loads(text)["layout"]
    (table,) = layout["table"]
    return table


def test_columns_of_months_are_one_question():
    rows = [
        ["Channel", "Caller", *MONTHS],
        *[["Call", "Victim", 3, 4, 5, number] for number in range(20)],
        *[["Text", "Family or friend", 1, 0, 2, number] for number in range(20)],
    ]
    table = proposed(*rows, sheet="Hotline calls")
    assert table["record"] == "hotline_contact"
    assert table["wide"] == {"value": DECIDE, "date": "contact_date"}
    assert set(table["columns"]) == {"Channel", "Caller"}


def test_two_columns_of_months_are_columns_like_others():
    rows = [["Channel", "Caller", *MONTHS[:2]], *[["Call", "Victim", 3, 4]] * 20]
    table = proposed(*rows, sheet="Hotline calls")
    assert "wide" not in table
    assert set(MONTHS[:2]) <= set(table["columns"])


TICKED = ["Client ID", "Service date", "Service", "Hours", "White", "Black/African American"]


def services(*ticks, count=30):
    return [
        [f"C{number}", f"2026-03-{number % 28 + 1:02d}", "Safety planning", 0.5, *ticks]
        for number in range(count)
    ]


@pytest.mark.parametrize("tick", ["x", "\u2713", "Yes"])
def test_columns_ticked_for_the_codes_of_one_field_are_proposed_as_its_ticks(tick):
    rows = [
        [*TICKED, "Asian", "Other box", "Unknown", "Returning"],
        *services(tick, "", "", tick, "", "", count=15),
        *services("", tick, "", "", "", tick, count=15),
        *services("", "", tick, "", tick, "", count=5),
    ]
    table = proposed(*rows)
    ticks = table["ticks"]["race_ethnicity"]
    assert ticks["White"] == "white"
    assert ticks["Asian"] == "asian"
    assert ticks["Other box"] == DECIDE
    assert set(ticks) == {*TICKED[4:], "Asian", "Other box", "Unknown"}
    assert not set(ticks) & set(table["columns"])
    assert "Returning" in table["columns"]


def test_columns_of_figures_are_not_ticks():
    rows = [TICKED, *services(3, 1), *services(0, 12)]
    table = proposed(*rows)
    assert "ticks" not in table
    assert set(TICKED) <= set(table["columns"])


def test_a_row_of_units_is_proposed_and_is_no_data():
    headings = ["Client ID", "Service date", "Service", "Hours"]
    units = ["", "(mm/dd/yyyy)", "", "hours"]
    table = proposed(headings, units, *services())
    assert table["unit_rows"] == 1
    plain = proposed(headings, *services())
    assert "unit_rows" not in plain
    assert table["columns"] == plain["columns"]
    assert "unit_rows" not in proposed(headings, ["C99", "3/2/2026", "Hours", 1], *services())
