"""Whatever is typed or pasted into the template comes back as it was, wherever it was pasted."""

from __future__ import annotations

import dataclasses
import io
from datetime import datetime, timedelta
from functools import cache

import openpyxl
import pandas as pd
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font, PatternFill

from pipelines.intake.opening import open_file
from pipelines.intake.read import read_partner_file
from pipelines.intake.template import HEADING_ROW, STATEMENT, SUBMISSION, template_fields
from pipelines.template.material import Material, list_of
from pipelines.template.workbook import template_workbook
from schemas.catalog import load_catalog
from schemas.model import FieldType
from schemas.periods import Month
from tests.small import alder_in_two_rivers

MARCH = Month(2026, 3)
CATALOG = load_catalog()
RECORD = CATALOG.records["unmet_request"]
FIELDS = template_fields(RECORD)
PARTNER, COALITION = alder_in_two_rivers(records=(RECORD.name,))
MATERIAL = Material(CATALOG, COALITION, PARTNER, MARCH)
# every try opens a file in a process of its own: a failing one is shown as it was met
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
LOOKS = ({}, {"font": Font(bold=True, size=8)}, {"fill": PatternFill("solid", fgColor="FFFF00")})


@cache
def template() -> bytes:
    return template_workbook(MATERIAL)


def entries(field):
    """What may stand in a cell of a field: words of its list, and what was pasted over them."""
    if list_of(field):
        words = [word for word, _ in MATERIAL.words(list_of(field))]
        return st.sampled_from([*words, *(code for _, code in MATERIAL.words(list_of(field)))])
    if field.type is FieldType.DATE:
        days = st.integers(0, 30).map(
            lambda n: datetime(2026, 3, 1) + timedelta(n)  # noqa: DTZ001  a cell has no zone
        )
        return days | st.sampled_from(["3/5/2026", "2026-03-31"])
    return st.integers(0, 9) | st.sampled_from(["2", "about 3"])


rows = st.lists(
    st.tuples(
        *(entries(field) if field.required else st.none() | entries(field) for field in FIELDS)
    ),
    min_size=1,
    max_size=6,
)


def told(value):
    """A cell's text as intake gives it."""
    if value is None:
        return ""
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=NO_SHRINKING,
)
@given(
    rows=rows, gaps=st.lists(st.integers(0, 2), min_size=6, max_size=6), look=st.sampled_from(LOOKS)
)
def test_pasting_over_the_drop_downs_loses_nothing(rows, gaps, look):
    workbook = openpyxl.load_workbook(io.BytesIO(template()))
    sheet, number, expected = workbook[RECORD.label], HEADING_ROW, {}
    for row, gap in zip(rows, gaps, strict=False):
        number += 1 + gap
        expected[number] = [told(value) for value in row]
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value = value
            for key, style in look.items():
                setattr(cell, key, style)
    sheet.data_validations.dataValidation = []  # as a paste from elsewhere leaves it
    _say_yes(workbook)
    out = io.BytesIO()
    workbook.save(out)

    intake = read_partner_file(open_file(out.getvalue()), PARTNER, MARCH, CATALOG.records)
    (table,) = intake.tables
    found = pd.DataFrame({field.name: table.text[field.name] for field in FIELDS})
    assert dict(zip(found.index, found.to_numpy().tolist(), strict=True)) == expected
    assert table.rows_in == len(expected) + sum(table.set_aside.values())
    assert [one for one in intake.findings if one.severity != "information"] == []


def _say_yes(workbook):
    for label, cell in workbook[SUBMISSION].iter_rows(max_col=2):
        if label.value == STATEMENT:
            cell.value = "Yes"


@settings(max_examples=3, deadline=None, phases=NO_SHRINKING)
@given(expected=st.permutations(list(CATALOG.records)))
def test_any_agency_gets_a_template_that_is_read_back_empty(expected):
    partner = dataclasses.replace(PARTNER, expected=tuple(expected))
    content = template_workbook(dataclasses.replace(MATERIAL, partner=partner))
    intake = read_partner_file(open_file(content), partner, MARCH, CATALOG.records)
    assert [table.record for table in intake.tables] == expected
    assert [one.code for one in intake.findings] == ["TEMPLATE-06"]
    assert not any(len(table.text) for table in intake.tables)
