"""One person written in two ways would count as two: that is asked, by address."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.types import Column, RecordTable
from pipelines.validate.alike_keys import alike_keys
from schemas.catalog import load_catalog
from schemas.model import Severity

CATALOG = load_catalog()


def table(*keys, record="client_service", sheet="Services"):
    frame = pd.DataFrame({"client_key": pd.Series(keys, dtype="str")})
    frame.index = range(2, 2 + len(keys))
    columns = {"client_key": Column("C", "Client")}
    return RecordTable(record, sheet, columns, frame, len(keys), {})


def asked(*tables):
    found = list(alike_keys(tables, CATALOG))
    assert {one.code for one in found} <= {"CELL-25"}
    assert all(one.severity is Severity.PLEASE_CONFIRM for one in found)
    return [(one.sheet, one.places) for one in found]


@pytest.mark.parametrize("other", ["0012", "012", "12 ", "1 2"])
def test_zeros_and_blanks(other):
    assert asked(table("12", other, "13", "12")) == [("Services", ("C3",))]


@pytest.mark.parametrize(
    "other", ["k-7", "K-07", "K -7", "\u212a-7", "K7", "K 7", "k.7", "7", "07"]
)
def test_letters_and_inner_zeros(other):
    assert asked(table("K-7", "K-7", other)) == [("Services", ("C4",))]


def test_over_sheets_and_records():
    stays = table("k1", record="shelter_stay", sheet="Stays")
    assert asked(table("K1", "K1"), stays) == [("Stays", ("C2",))]


@pytest.mark.parametrize(
    "keys",
    [
        ("K1", "K1"),
        ("1-2", "12"),
        ("10", "100"),
        ("0", "00 1"),
        (None, None),
        ("K-7-1", "K-71"),
        (),
    ],
)
def test_other_keys_are_other_people(keys):
    assert asked(table(*keys)) == []


def test_a_sheet_of_numbers_alone_has_lost_its_letters():
    stays = table("1", "2", "3", record="shelter_stay", sheet="Stays")
    assert asked(table("K-1", "K-1", "K-2", "K-2"), stays) == [("Stays", ("C2:C3",))]


def test_numbers_alone_that_are_many_are_ids_of_their_own():
    adults = [str(number) for number in range(10)]
    children = [f"C{number}" for number in range(10)]
    assert asked(table(*adults, *children)) == []


def test_no_keys_at_all():
    assert asked() == []
