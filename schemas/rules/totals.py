"""Totals that partners send: surveys, protection orders and coordination activities."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import sure

# measures that, once counted in the state fiscal year, leave nothing to ask about item (d)
SETTLED_BY = frozenset({"paip_a_items", "paip_d_flags"})
# a figure that at least this share of the activities done has is one that the program writes
USUALLY = 0.5
FIGURES = {
    "meetings": "meetings",
    "trainings": "trainings",
    "sessions": "sessions",
    "events": "events",
    "staff_trained": "staff trained",
    "attendees": "people attending",
    "people_reached": "people reached",
}


def _more_answers(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return sure(frame["answered_yes"] + frame["answered_no"] > frame["surveys_given"])


def _more_granted(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    granted, filed = (_orders(frame, stage) for stage in ("granted", "filed"))
    return sure(frame["stage"].eq("granted")) & sure(granted > filed)


def _orders(frame: pd.DataFrame, stage: str) -> pd.Series[int]:
    """Orders of one stage, summed over the rows of the same kind of order."""
    counts = frame["order_count"].where(sure(frame["stage"].eq(stage)), 0)
    return counts.groupby(frame["order_type"]).transform("sum")


def _no_reason_asked(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    codes = frame["activity_code"].fillna("")
    done = codes.str.startswith("paip_a_") & sure(frame["status"].eq("done"))
    is_silent = not done.any() and not codes.eq("paip_d").any()
    is_silent &= SETTLED_BY.isdisjoint(context.counted_in_sfy)
    first_row = np.arange(len(frame)) == 0
    return pd.Series(first_row & is_silent, index=frame.index)


def _reason_flag_missing(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return sure(frame["activity_code"].eq("paip_d")) & frame["noncompliance_flag"].isna()


def _left_empty(name: str) -> Callable[[pd.DataFrame, RuleContext], pd.Series[bool]]:
    def breaks(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
        done = sure(frame["status"].eq("done"))
        is_usual = frame.loc[done, name].notna().mean() >= USUALLY if done.any() else False
        return done & frame[name].isna() & is_usual

    return breaks


def _figure_rule(letter: str, name: str, figure: str) -> Rule:
    """A figure that this program writes for nearly all that was done, and not here."""
    filled = {"status": "done", name: "3"}
    return Rule(
        id=f"X30{letter}",
        record="paip_activity",
        field=name,
        severity=Severity.PLEASE_CONFIRM,
        title="No figure for something done",
        message=f"The {figure} are left empty here, though the activity was done.",
        fix="Enter the number, with 0 for none, or confirm that nobody knows it.",
        breaks=_left_empty(name),
        passing=(
            (filled, {"status": "done", name: "0"}),
            (filled, {"status": "planned"}),
            ({"status": "done"}, {"status": "done"}, filled),
        ),
        failing=((filled, {"status": "done"}),),
        source="Proposed; an empty cell is not a zero",
        mark=Mark.PROPOSED,
    )


_FILED = {"order_type": "emergency", "stage": "filed", "order_count": "3"}
_GRANTED = {"order_type": "emergency", "stage": "granted", "order_count": "3"}
_SURVEY = {"answered_yes": "6", "answered_no": "4"}

RULES: tuple[Rule, ...] = (
    Rule(
        id="X11",
        record="outcome_survey",
        field="surveys_given",
        severity=Severity.PLEASE_CONFIRM,
        title="More answers than surveys",
        message="More surveys were answered than were given out.",
        fix="Correct the numbers, or confirm that surveys of an earlier month came back.",
        breaks=_more_answers,
        passing=(({**_SURVEY, "surveys_given": "10"},),),
        failing=(({**_SURVEY, "surveys_given": "9"},),),
        source="Proposed",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="E23",
        record="protection_order",
        field="order_count",
        severity=Severity.PLEASE_CONFIRM,
        title="More orders granted than filed",
        message="More orders of a kind were granted than were filed in the month.",
        fix="Correct the numbers, or confirm that orders filed earlier were granted now.",
        breaks=_more_granted,
        passing=((_FILED, _GRANTED),),
        failing=((_FILED, {**_GRANTED, "order_count": "4"}), (_GRANTED,)),
        source="Standard E23; STOP",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="E27a",
        record="paip_activity",
        field="activity_code",
        severity=Severity.PLEASE_CONFIRM,
        title="No item of (a), and no reason",
        message="Nothing was done with victim services this fiscal year, and no reason is noted.",
        fix="Add the activities done or a row for item (d), or confirm that they come later.",
        breaks=_no_reason_asked,
        passing=(
            ({"activity_code": "paip_a_04", "status": "done"},),
            ({"activity_code": "paip_b_01", "status": "done"}, {"activity_code": "paip_d"}),
        ),
        failing=(
            ({"activity_code": "paip_b_01", "status": "done"},),
            ({"activity_code": "paip_a_04", "status": "planned"},),
        ),
        source="Standard E27; 89 Ill. Adm. Code 501.105",
        mark=Mark.PARTLY,
    ),
    Rule(
        id="E27b",
        record="paip_activity",
        field="noncompliance_flag",
        severity=Severity.PLEASE_CONFIRM,
        title="Item (d) without an answer",
        message="The row for item (d) does not say whether a reason is on record.",
        fix="Enter yes or no; the reason itself stays with the program.",
        breaks=_reason_flag_missing,
        passing=(({"activity_code": "paip_d", "noncompliance_flag": "yes"},),),
        failing=(({"activity_code": "paip_d"},),),
        source="Standard (b8); 89 Ill. Adm. Code 501.105(d)",
        mark=Mark.PARTLY,
    ),
    *(_figure_rule(letter, *one) for letter, one in zip("abcdefg", FIGURES.items(), strict=True)),
)
