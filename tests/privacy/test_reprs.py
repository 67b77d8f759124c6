"""The states of a table show counts only, however they are printed; and what passes is closed."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from datetime import date

import pytest

import pipelines
from pipelines.assessment import assess
from pipelines.deidentify.strip import strip
from pipelines.intake.opening import open_file
from pipelines.intake.read import read_submission
from pipelines.known import Known
from pipelines.settings_files import load_consortium
from pipelines.types import Cells, SafeTables, Tables
from pipelines.validate.records import Question, validate
from schemas.catalog import load_catalog
from schemas.model import FieldType, Release
from schemas.periods import Month
from schemas.rule import RuleContext
from tests.privacy import nasty
from tests.privacy.search import find

MONTH = Month.parse(nasty.MONTH)
RESTRICTED = ("intake", "validate", "deidentify", "tally", "types", "submission", "storage")
# what a printed dataclass must not hold: rows, cells, and bytes of files
HOLDERS = ("DataFrame", "Series", "ndarray", "bytes", "list[list", "SheetCount", "text: str")
SMALLEST_SSN = 1_000_000  # a number that long may be somebody's


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """Every state that rows of one good file go through."""
    home = tmp_path_factory.mktemp("home")
    (home / "partners").mkdir()
    (home / "consortium.toml").write_text(nasty.SETTINGS.format(recipient="x"))
    (home / "partners" / "alder.toml").write_text(nasty.partner_toml("Alder House"))
    partner, catalog = load_consortium(home).partner("alder"), load_catalog()
    layout, content = partner.layout_for(MONTH), nasty.good_workbook(3)
    opened = open_file(content)
    intake = read_submission(content, layout, MONTH, catalog.records)
    context = RuleContext(
        partner="alder",
        first_day=MONTH.first_day,
        last_day=MONTH.last_day,
        today=date(2026, 4, 10),
    )
    question = Question(catalog, layout, context, frozenset())
    validated = validate(intake.tables, "alder", MONTH, question)
    stripped = strip(validated.records, catalog, b"secret")
    exact = dict.fromkeys(("hierarchies", "coverage"), opened.sheets[0].text)
    texts = opened.sheets[0].text
    return {
        "opened": opened,
        "sheet": opened.sheets[0],
        "intake": intake,
        "raw": intake.tables[0],
        "validated": validated,
        "records": validated.records,
        "record table": validated.records.tables[0],
        "stripped": stripped,
        "assessment": assess(content, partner, MONTH, Known(today=date(2026, 4, 10))),
        "cells": Cells("alder", MONTH, texts),
        "tables": Tables(MONTH, texts, **exact, cells=texts),
        "safe": SafeTables(MONTH, texts, **exact),
    }


def test_no_state_shows_a_value(states):
    assert find(states["sheet"].text.to_csv().encode(), "the rows", nasty.CANARIES)
    for name, state in states.items():
        for text in (repr(state), str(state), f"{state}", repr([state]), repr({"a": (state,)})):
            assert find(text.encode(), name, nasty.CANARIES) == []
            assert "safety_planning" not in text
            assert "17113" not in text


def modules():
    """All modules of the restricted zone."""
    for name in RESTRICTED:
        module = importlib.import_module(f"{pipelines.__name__}.{name}")
        yield module
        for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{module.__name__}."):
            yield importlib.import_module(found.name)


def printed_dataclasses():
    """Dataclasses of the restricted zone that print their fields."""
    for module in modules():
        for found in vars(module).values():
            is_own = isinstance(found, type) and found.__module__ == module.__name__
            if is_own and dataclasses.is_dataclass(found):
                made = found.__dataclass_params__.repr and "__repr__" in vars(found)
                fields = [f"{one.name}: {one.type}" for one in dataclasses.fields(found)]
                if made:
                    yield pytest.param(fields, id=f"{module.__name__}.{found.__name__}")


@pytest.mark.parametrize("fields", list(printed_dataclasses()))
def test_a_dataclass_that_prints_its_fields_holds_no_rows(fields):
    held = [field for field in fields if any(kind in field for kind in HOLDERS)]
    assert held == []


def kept_fields():
    """Fields that outlive stripping."""
    return [
        pytest.param(field, id=f"{record.name}.{field.name}")
        for record in load_catalog().records.values()
        for field in record.fields
        if field.released_as not in (Release.NEVER, Release.PERSON_NO)
    ]


@pytest.mark.parametrize("field", kept_fields())
def test_what_outlives_stripping_is_closed(field):
    """No free text passes; codes are from a list; no number is long enough to be somebody's."""
    assert field.type is not FieldType.TEXT
    if field.type in (FieldType.CODE, FieldType.CODE_SET):
        assert field.codes in load_catalog().code_lists
    if field.type in (FieldType.INTEGER, FieldType.DECIMAL):
        assert field.minimum is not None
        assert field.maximum is not None
        assert field.maximum < SMALLEST_SSN
