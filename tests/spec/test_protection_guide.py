"""The examples of the guide to protection, worked out again by the program."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from pipelines.protect import nothing_frozen, protect
from tests.unit.protect.synthetic import THRESHOLD, freeze, tables_of

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "protection.md").read_text(encoding="utf-8")
HEAD = "| people served | Alder | Birch | Cedar | together | in print |"
AGENCIES = {"Alder": "p1", "Birch": "p2", "Cedar": "p3"}
ROWS = {"Women": "a", "Men": "b", "Not asked": "c"}
HIERARCHIES = {
    "geography": {"consortium": {"partner": {"all": list(AGENCIES.values())}}},
    "breakdowns": {"age": {"codes": list(ROWS.values()), "parent": "", "parent_of": {}}},
    "measures": {
        "served": {
            "counts": "persons",
            "unit": "persons",
            "people": "",
            "additivity": "unduplicated",
            "part_of": [],
            "sum_of": [],
            "partitions": ["age"],
            "multi": [],
        }
    },
    "periods": {"2026-03": ["2026-03"]},
}


def examples():
    """Every table of people served: rows of name, counts by agency, sum, what is in print."""
    found = []
    for block in GUIDE.split(HEAD)[1:]:
        lines = block.strip().split("\n\n")[0].splitlines()[1:]
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        found.append(cells)
    return found


def figure(name, counts):
    """The row of an example as a figure of a table."""
    known = [int(count) for count in counts if count]
    if name in AGENCIES:
        return (
            "lead",
            "t",
            "served",
            "2026-03",
            "partner",
            AGENCIES[name],
            "total",
            "total",
            known[0],
        )
    code = ROWS.get(name, "total")
    place = ("consortium", "all", "age" if code != "total" else "total", code)
    return ("lead", "t", "served", "2026-03", *place, tuple(known))


def printed(rows, frozen=None):
    tables = tables_of([figure(row[0], row[1:4]) for row in rows], HIERARCHIES)
    protection = protect(tables, frozen or nothing_frozen(), {"lead": THRESHOLD})
    values = protection.safe.frame["value"]
    return tables, protection, ["[c]" if pd.isna(one) else str(int(one)) for one in values]


def test_the_guide_has_its_examples():
    assert len(examples()) == 4


@pytest.mark.parametrize("rows", examples(), ids=lambda rows: rows[-1][0])
def test_an_example_adds_up_and_prints_what_the_program_prints(rows):
    for row in rows:
        assert sum(int(count) for count in row[1:4] if count) == int(row[4])
    said = [row[5] for row in rows]
    if rows[0][0] != "Total, first version":
        assert printed(rows)[2] == said
        return
    tables, protection, first = printed(rows[:1])
    _, _, corrected = printed(rows[1:], freeze(tables, protection.safe))
    assert [*first, *corrected] == said


def test_every_code_of_the_guide_is_one_that_the_program_gives():
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "pipelines").rglob("*.py")
    )
    codes = set(re.findall(r"`((?:PROTECT|APPROVE)-\d\d)`: ", GUIDE))
    codes |= set(re.findall(r"\*\*`((?:PROTECT|APPROVE)-\d\d)`", GUIDE))
    numbers = ("04", "06", "11", "12", "14", "15", "17")
    assert codes == {"APPROVE-02", *(f"PROTECT-{number}" for number in numbers)}
    assert all(f'"{code}"' in source for code in codes)
