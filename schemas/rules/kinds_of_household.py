"""Kinds of household: one for a household, and none against the ages."""

from __future__ import annotations

import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import sure

ADULT_YEARS = 18


def _kinds_differ(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    is_told = frame["household_kind"].notna() & frame["household_key"].notna()
    kinds = frame[is_told].groupby("household_key")["household_kind"].nunique()
    return is_told & frame["household_key"].isin(kinds.index[kinds > 1])


def _kind_alone(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    is_told = frame["household_key"].notna() | frame["household_role"].notna()
    return frame["household_kind"].notna() & ~is_told


def _kind_against_age(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    """A child in a household of adults, or an adult in one of children."""
    age, kind = frame["age_years"], frame["household_kind"]
    is_child_there = sure(age < ADULT_YEARS) & sure(kind.eq("without_children"))
    return is_child_there | (sure(age >= ADULT_YEARS) & sure(kind.eq("only_children")))


_MOTHER = {"client_key": "C-1", "household_key": "H-1"}
_CHILD = {"client_key": "C-2", "household_key": "H-1"}
_BOTH = "children_and_adults"

RULES: tuple[Rule, ...] = (
    Rule(
        id="X25",
        record="shelter_stay",
        field="household_kind",
        severity=Severity.PLEASE_CONFIRM,
        title="One household of two kinds",
        message="Rows of one household give different kinds of household.",
        fix=(
            "Give all its rows one kind, or leave the kind blank: it then follows from the ages. "
            "Confirm if the household changed within the month."
        ),
        breaks=_kinds_differ,
        passing=(
            ({**_MOTHER, "household_kind": _BOTH}, {**_CHILD, "household_kind": _BOTH}),
            ({**_MOTHER, "household_kind": _BOTH}, _CHILD),
            (
                {**_MOTHER, "household_kind": _BOTH},
                {**_CHILD, "household_key": "H-2", "household_kind": "only_children"},
            ),
        ),
        failing=(
            ({**_MOTHER, "household_kind": _BOTH}, {**_CHILD, "household_kind": "only_children"}),
        ),
        source="HUD Q7 and Q8 (standard a5); proposed",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X26",
        record="shelter_stay",
        field="household_kind",
        severity=Severity.PLEASE_CONFIRM,
        title="Kind of household without a household",
        message="There is a kind of household, and neither the household nor the place in it.",
        fix=(
            "Enter the household or the place in it. If nobody knows, confirm: the person counts, "
            "and the household is reported as not recorded."
        ),
        breaks=_kind_alone,
        passing=(
            ({**_MOTHER, "household_kind": _BOTH},),
            ({"client_key": "C-3", "household_role": "head", "household_kind": _BOTH},),
        ),
        failing=(({"client_key": "C-3", "household_kind": _BOTH},),),
        source="HUD Q7 and Q8 (standard a5); proposed",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X27",
        record="shelter_stay",
        field="household_kind",
        severity=Severity.PLEASE_CONFIRM,
        title="Kind of household against the age",
        message="A child is in a household without children, or an adult in one of only children.",
        fix="Correct the kind or the age, or confirm both.",
        breaks=_kind_against_age,
        passing=(
            ({**_MOTHER, "age_years": "18", "household_kind": "without_children"},),
            ({**_CHILD, "age_years": "17", "household_kind": "only_children"},),
            ({**_CHILD, "age_years": "5", "household_kind": _BOTH},),
            ({**_MOTHER, "household_kind": "only_children"},),
        ),
        failing=(
            ({**_CHILD, "age_years": "17", "household_kind": "without_children"},),
            ({**_MOTHER, "age_years": "18", "household_kind": "only_children"},),
        ),
        source="HUD Q7 and Q8 (standard a5); from memory: under 18 is a child",
        mark=Mark.PROPOSED,
    ),
)
