"""Who heads a household: what the file says, or else a rule that does not hang on the order."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pipelines.deidentify.households import FIELDS, household_roles
from pipelines.deidentify.strip import strip
from pipelines.types import Records, RecordTable
from schemas.catalog import load_catalog
from schemas.periods import Month

MOTHER = ("C-7", "H-1", None, "primary_adult", 34)
CHILD = ("C-2", "H-1", None, "child", 12)
ALONE = ("C-9", "H-2", None, None, None)


def frame(*rows: tuple[Any, ...]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=list(FIELDS))
    text = dict.fromkeys([name for name in FIELDS if name != "age_years"], "str")
    return made.astype({**text, "age_years": "Int64"})


def roles(*rows: tuple[Any, ...]) -> list[str | None]:
    found = household_roles(frame(*rows))
    return [None if pd.isna(one) else one for one in found]


def test_the_primary_adult_heads_whoever_is_older() -> None:
    uncle = ("C-1", "H-1", None, "secondary_other", 60)
    assert roles(CHILD, uncle, MOTHER, ALONE) == ["member", "member", "head", "head"]


def test_of_several_the_oldest_and_then_the_first_client_id() -> None:
    aunt, twin = (
        ("C-8", "H-1", None, "primary_adult", 40),
        ("C-6", "H-1", None, "primary_adult", 34),
    )
    assert roles(MOTHER, aunt) == ["member", "head"]
    assert roles(MOTHER, twin) == ["member", "head"]
    unknown = ("C-1", "H-1", None, "primary_adult", None)
    assert roles(MOTHER, unknown) == ["head", "member"]


def test_what_the_file_says_comes_first() -> None:
    teen = ("C-3", "H-1", "head", "primary_youth", 17)
    assert roles(MOTHER, teen) == ["member", "head"]


def test_without_a_household_nothing_is_guessed() -> None:
    assert roles(("C-1", None, None, "primary_adult", 30), MOTHER) == [None, "head"]
    assert roles(("C-1", None, "member", "child", 3)) == ["member"]


PEOPLE = st.tuples(
    st.sampled_from(["H-1", "H-2", "H-3"]),
    st.sampled_from(["primary_adult", "primary_youth", "child", "secondary_other", None]),
    st.one_of(st.none(), st.integers(0, 90)),
)


@given(st.lists(PEOPLE, min_size=1, max_size=12), st.randoms())
def test_each_household_has_one_head_in_any_order(made, random) -> None:
    rows = [(f"C-{n}", house, None, role, age) for n, (house, role, age) in enumerate(made)]
    shuffled = random.sample(rows, len(rows))
    told = dict(zip([row[0] for row in rows], roles(*rows), strict=True))
    again = dict(zip([row[0] for row in shuffled], roles(*shuffled), strict=True))
    assert told == again
    assert set(told.values()) <= {"head", "member"}
    heads = [row[1] for row in rows if told[row[0]] == "head"]
    assert sorted(heads) == sorted({row[1] for row in rows})


def test_households_are_judged_over_all_tables_and_then_gone() -> None:
    catalog = load_catalog()
    names = [field.name for field in catalog.records["shelter_stay"].fields]
    tables = tuple(
        RecordTable(
            record="shelter_stay",
            sheet=sheet,
            columns={},
            frame=frame(row).reindex(columns=names),
            rows_in=1,
            set_aside={},
        )
        for sheet, row in (("On site", CHILD), ("Hotel", MOTHER))
    )
    stripped = strip(Records("alder", Month(2026, 3), tables), catalog, b"secret")
    kept = stripped.frames["shelter_stay"]
    assert kept["household_role"].tolist() == ["member", "head"]
    assert kept["household_kind"].tolist() == ["children_and_adults"] * 2
    assert "household_key" not in kept
    assert not kept.astype("str").isin(["H-1"]).any(axis=None)
