"""Households, what came before a stay, and why somebody was served in part."""

from __future__ import annotations

import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import sure

PARTLY = "partially_served"


def _household_blank(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    """Blank among others that are told; whoever says the place in the household has said enough."""
    is_told = frame["household_key"].notna() | frame["household_role"].notna()
    return ~is_told & bool(is_told.any())


def _two_heads(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    is_head = sure(frame["household_role"].eq("head")) & frame["household_key"].notna()
    heads = frame[is_head].groupby("household_key")["client_key"].nunique()
    return is_head & frame["household_key"].isin(heads.index[heads > 1])


def _when_without(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    is_told = frame["dv_when"].notna() & sure(frame["dv_when"].ne("unknown"))
    return is_told & sure(frame["dv_history"].eq("no"))


def _reasons_without(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    is_other = frame["service_outcome"].notna() & sure(frame["service_outcome"].ne(PARTLY))
    return frame["partial_reasons"].notna() & is_other


_MOTHER = {"client_key": "C-1", "household_key": "H-1"}
_CHILD = {"client_key": "C-2", "household_key": "H-1"}

RULES: tuple[Rule, ...] = (
    Rule(
        id="X21",
        record="shelter_stay",
        field="household_key",
        severity=Severity.PLEASE_CONFIRM,
        title="Household left blank",
        message="Some stays name the household and these do not.",
        fix=(
            "Enter the household; who came alone is a household of one. If nobody knows, confirm: "
            "the person counts, and the household is reported as not recorded."
        ),
        breaks=_household_blank,
        passing=(
            (_MOTHER, _CHILD),
            ({"client_key": "C-3"},),
            (_MOTHER, {"client_key": "C-3", "household_role": "head"}),
        ),
        failing=((_MOTHER, {"client_key": "C-3"}),),
        source="HUD Q8 (standard a5); proposed",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X22",
        record="shelter_stay",
        field="household_role",
        severity=Severity.PLEASE_CONFIRM,
        title="Two heads of one household",
        message="One household has two people as its head, and would count as two.",
        fix="Keep one head, give the other person another household, or confirm both.",
        breaks=_two_heads,
        passing=(
            ({**_MOTHER, "household_role": "head"}, {**_CHILD, "household_role": "member"}),
            ({**_MOTHER, "household_role": "head"}, {**_MOTHER, "household_role": "head"}),
        ),
        failing=(({**_MOTHER, "household_role": "head"}, {**_CHILD, "household_role": "head"}),),
        source="HUD Q8 (standard a5); proposed",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X23",
        record="shelter_stay",
        field="dv_when",
        severity=Severity.PLEASE_CONFIRM,
        title="Time of violence without violence",
        message="A time of the most recent experience is given, and that there was none.",
        fix="Correct one of the two, or confirm both.",
        breaks=_when_without,
        passing=(
            ({"dv_when": "months_0_3", "dv_history": "yes"},),
            ({"dv_when": "unknown", "dv_history": "no"},),
        ),
        failing=(({"dv_when": "months_0_3", "dv_history": "no"},),),
        source="HUD Q14 (standard a5); proposed",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X24",
        record="client_service",
        field="partial_reasons",
        severity=Severity.PLEASE_CONFIRM,
        title="Reasons for part, without part",
        message="There are reasons for serving in part, and the status says something else.",
        fix="Correct the status or remove the reasons, or confirm both.",
        breaks=_reasons_without,
        passing=(
            ({"partial_reasons": "transportation", "service_outcome": PARTLY},),
            ({"partial_reasons": "transportation"},),
        ),
        failing=(({"partial_reasons": "transportation", "service_outcome": "served"},),),
        source="STOP, reasons for serving in part (standard a3); proposed",
        mark=Mark.PROPOSED,
    ),
)
