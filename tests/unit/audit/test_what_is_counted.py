"""Protection and the audit are separate code, and mean the same figures by people and requests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.audit import audit_published
from pipelines.audit.adding import Book
from pipelines.consolidate.hierarchies import hierarchies_of
from pipelines.consolidate.places import Places
from pipelines.protect.hierarchy import read_hierarchy
from schemas.catalog import load_catalog
from tests.unit.audit import told
from tests.unit.audit.told import NONE, Told

NOWHERE = Places((), (), {}, {}, (), {})
PERSONS = {"counts": "persons", "additivity": "flow", "people": "served"}


def shipped() -> dict[str, Any]:
    """The hierarchies of a release that prints every measure there is."""
    catalog = load_catalog()
    figures = pd.DataFrame({"measure": list(catalog.measures)}).assign(
        breakdown="total", period="2026-03", geography_type="consortium", geography="all"
    )
    return hierarchies_of(catalog, NOWHERE, figures)


def test_both_take_the_same_measures_of_the_catalog_for_people_and_requests() -> None:
    document = shipped()
    hierarchy, book = read_hierarchy(document), Book([document])
    assert len(document["measures"]) > 100
    assert {name for name in document["measures"] if hierarchy.facts(name).is_count} == {
        name for name in document["measures"] if book.is_count(name)
    }
    assert {name for name in document["measures"] if hierarchy.is_protected(name)} == {
        name for name in document["measures"] if book.is_examined(name)
    }


def test_of_all_that_hangs_on_people_only_exits_are_people_themselves() -> None:
    document = shipped()
    hierarchy = read_hierarchy(document)
    hanging = {name for name, entry in document["measures"].items() if entry["people"]}
    assert {name for name in hanging if hierarchy.facts(name).is_count} == {"shelter_exits"}
    assert {"service_hours", "shelter_nights", "hotline_minutes"} < hanging


@pytest.mark.parametrize(
    ("entry", "is_count"),
    [
        ({**PERSONS, "unit": "exits"}, True),
        ({**PERSONS, "unit": "clients"}, True),
        ({**PERSONS, "unit": ""}, True),
        ({**PERSONS, "unit": "hours"}, False),
        ({**PERSONS, "unit": "hours", "people": ""}, True),
        ({**PERSONS, "unit": "people", "additivity": "ratio"}, False),
        ({**PERSONS, "unit": "people", "counts": "events"}, False),
        ({**PERSONS, "unit": "requests", "counts": "requests"}, True),
    ],
)
def test_both_read_it_off_a_release_in_the_same_way(
    entry: dict[str, Any], *, is_count: bool
) -> None:
    document = {"measures": {"it": {**NONE, **entry}}}
    assert read_hierarchy(document).facts("it").is_count == is_count
    assert Book([document]).is_count("it") == is_count


@pytest.mark.parametrize(("unit", "is_found"), [("exits", True), ("nights", False)])
def test_the_audit_finds_a_few_exits_of_many_people_in_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unit: str, *, is_found: bool
) -> None:
    """Three nights of sixty people are nobody's; three exits are three people who left."""
    monkeypatch.setitem(told.MEASURES, "it", {**NONE, **PERSONS, "unit": unit})
    month = Told(tmp_path)
    month.figure("served", 60)
    month.figure("it", 3)
    month.release()
    found = {(one.kind, one.label.measure) for one in audit_published([tmp_path]).failures}
    assert found == ({("small", "it")} if is_found else set())
