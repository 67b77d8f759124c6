"""Each field's own examples: what can be read is read, what is wrong has a finding code."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd
import pytest
from pandera.errors import SchemaErrors
from pandera.pandas import DataFrameSchema

from pipelines.validate.cells import parse_text
from schemas.catalog import Catalog, load_catalog
from schemas.frames import frame_schema
from schemas.model import Field, FieldType, RecordType, Release

FIELDS = [
    pytest.param(record, field, id=f"{record.name}.{field.name}")
    for record in load_catalog().records.values()
    for field in record.fields
]


@cache
def schema_of(name: str) -> DataFrameSchema:
    """The schema of a record, made once: the examples of all its fields are judged by it."""
    catalog = load_catalog()
    return frame_schema(catalog.records[name], catalog, date(2026, 3, 31))


def codes_of(catalog: Catalog, record: RecordType, field: Field, text: str, frame_of) -> set[str]:
    """Finding codes of one text in this field, from the parser and then from pandera."""
    fault = parse_text(field, catalog.code_lists.get(field.codes), text)
    if fault:
        return {fault}
    frame = frame_of(record, [{field.name: text}])
    try:
        schema_of(record.name).select_columns([field.name]).validate(frame[[field.name]], lazy=True)
    except SchemaErrors as errors:
        return set(errors.failure_cases["check"])
    return set()


@pytest.mark.parametrize(("record", "field"), FIELDS)
def test_valid_examples_have_no_finding(record, field, catalog, frame_of) -> None:
    for text in field.valid:
        assert not codes_of(catalog, record, field, text, frame_of), text


@pytest.mark.parametrize(("record", "field"), FIELDS)
def test_invalid_examples_have_a_finding_with_wording(record, field, catalog, frame_of) -> None:
    for text in field.invalid:
        found = codes_of(catalog, record, field, text, frame_of)
        assert found, text
        assert found <= set(catalog.messages)


@pytest.mark.parametrize(("record", "field"), FIELDS)
def test_every_used_field_has_examples(record, field) -> None:
    if field.released_as is Release.NEVER:
        return
    assert field.valid
    assert field.invalid or field.type is FieldType.TEXT


@pytest.mark.parametrize(("record", "field"), FIELDS)
def test_a_missing_value_is_a_finding_where_required(record, field) -> None:
    column = schema_of(record.name).columns[field.name]
    frame = pd.DataFrame({field.name: pd.Series([None], dtype=column.dtype.type)})
    if not field.required:
        column.validate(frame, lazy=True)
        return
    with pytest.raises(SchemaErrors) as raised:
        column.validate(frame, lazy=True)
    assert set(raised.value.failure_cases["check"]) == {"CELL-01"}


def test_only_person_key_and_identifiers_are_direct_identifiers(catalog) -> None:
    kept = {
        field.name
        for record in catalog.records.values()
        for field in record.fields
        if field.confidentiality in ("direct_identifier", "free_text")
        and field.released_as is not Release.NEVER
    }
    assert kept == {"client_key"}
