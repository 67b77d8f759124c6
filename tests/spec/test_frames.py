"""The pandera schemas: finding codes, places, validity of codes by date."""

from __future__ import annotations

import warnings
from datetime import date

import pytest
from pandera.errors import SchemaErrors

from schemas.frames import frame_schema, valid_codes
from schemas.model import Code, CodeList

DAY = date(2026, 3, 31)
GOOD = {
    "client_key": "C-1",
    "client_role": "primary_adult",
    "first_contact_date": "2026-03-02",
    "service_date": "2026-03-02",
    "service_code": "safety_planning",
    "hours": "0.5",
    "county_fips": "17113",
    "race_ethnicity": "white;hispanic",
    "gender": "female",
}


@pytest.fixture
def judge(catalog, frame_of):
    """A function from rows to the set of (field, code, row) that pandera reports."""

    def failures(rows, change=None) -> set[tuple[str, str, int]]:
        record = catalog.records["client_service"]
        frame = frame_of(record, rows)
        if change:
            change(frame)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                frame_schema(record, catalog, DAY).validate(frame, lazy=True)
        except SchemaErrors as errors:
            cases = errors.failure_cases[["column", "check", "index"]]
            return {tuple(case) for case in cases.itertuples(index=False)}
        return set()

    return failures


def test_a_good_frame_passes(judge) -> None:
    assert judge([GOOD, GOOD]) == set()


def test_one_bad_cell_hides_no_other(judge) -> None:
    rows = [
        GOOD,
        {**GOOD, "hours": "25", "age_years": "140", "gender": ""},
        {**GOOD, "hours": "1.1", "county_fips": ""},
    ]
    assert judge(rows) == {
        ("hours", "CELL-05", 6),
        ("age_years", "CELL-05", 6),
        ("gender", "CELL-01", 6),
        ("hours", "CELL-10", 7),
        ("county_fips", "CELL-01", 7),
    }


def test_unknown_codes_are_found_in_codes_and_sets(judge) -> None:
    def change(frame) -> None:
        frame.loc[5, "gender"] = "nonsense"
        frame.loc[6, "race_ethnicity"] = "hispanic;nonsense"

    assert judge([GOOD, GOOD], change) == {
        ("gender", "CELL-04", 5),
        ("race_ethnicity", "CELL-04", 6),
    }


def test_a_column_too_many_or_of_another_type_has_no_place(catalog, frame_of) -> None:
    record = catalog.records["client_service"]
    schema = frame_schema(record, catalog, DAY)
    frame = frame_of(record, [GOOD])
    for wrong in (frame.assign(extra=1), frame.drop(columns="hours"), frame.astype({"hours": str})):
        with pytest.raises(SchemaErrors):
            schema.validate(wrong, lazy=True)


def test_every_record_has_a_schema_for_its_empty_frame(catalog, frame_of) -> None:
    for record in catalog.records.values():
        frame = frame_of(record, [])
        assert list(frame_schema(record, catalog, DAY).validate(frame, lazy=True)) == [
            field.name for field in record.fields
        ]


def test_codes_are_valid_from_and_to_inclusive() -> None:
    def code(name, first, last) -> Code:
        return Code(
            code=name, label=name, valid_from=first, valid_to=last, rollups={}, source="test"
        )

    codes = CodeList(
        name="test",
        codes=(
            code("always", None, None),
            code("old", None, date(2026, 3, 30)),
            code("new", date(2026, 3, 31), None),
        ),
    )
    assert valid_codes(codes, date(2026, 3, 30)) == {"always", "old"}
    assert valid_codes(codes, date(2026, 3, 31)) == {"always", "new"}
