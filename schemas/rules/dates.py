"""Dates that cannot stand together, or lie ahead of the day of the check."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import sure
from schemas.rules.shared.stays import ONE_DAY, is_bed_night

Breaks = Callable[[pd.DataFrame, RuleContext], "pd.Series[bool]"]
EARLIEST_FIRST_CONTACT = pd.Timestamp(1970, 1, 1)


def _ahead(field: str) -> Breaks:
    def breaks(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
        # A bed night ends on the morning after, which may be tomorrow.
        return sure(frame[field] > pd.Timestamp(context.today) + ONE_DAY)

    return breaks


def _ahead_rule(rule_id: str, record: str, field: str) -> Rule:
    return Rule(
        id=rule_id,
        record=record,
        field=field,
        severity=Severity.MUST_FIX,
        title="Date in the future",
        message="The date lies in the future.",
        fix="Correct the date; the year is the usual slip.",
        breaks=_ahead(field),
        passing=(({field: "2026-03-14"},),),
        failing=(({field: "2062-03-14"},),),
        source="Standard E01",
        mark=Mark.VERIFIED,
    )


def _contact_after(day: str) -> Breaks:
    def breaks(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
        return sure(frame["first_contact_date"] > frame[day])

    return breaks


def _too_early(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return sure(frame["first_contact_date"] < EARLIEST_FIRST_CONTACT)


def _first_contact_rules(letter: str, record: str, day: str) -> tuple[Rule, Rule]:
    after = Rule(
        id=f"E02{letter}",
        record=record,
        field="first_contact_date",
        severity=Severity.MUST_FIX,
        title="First contact after the service",
        message="The first contact is later than the service or stay.",
        fix="Correct one of the two dates. First contact is the first one ever, not this year's.",
        breaks=_contact_after(day),
        passing=(({"first_contact_date": "2026-03-02", day: "2026-03-02"},),),
        failing=(({"first_contact_date": "2026-03-03", day: "2026-03-02"},),),
        source="Standard E02; InfoNet import",
        mark=Mark.VERIFIED,
    )
    early = Rule(
        id=f"X01{letter}",
        record=record,
        field="first_contact_date",
        severity=Severity.MUST_FIX,
        title="First contact too early",
        message="The first contact lies before 1970.",
        fix="Correct the date; a date of birth in this column is the usual slip.",
        breaks=_too_early,
        passing=(({"first_contact_date": "1970-01-01"},),),
        failing=(({"first_contact_date": "1969-12-31"},),),
        source="Standard (b1), lower bound of first contact",
        mark=Mark.PROPOSED,
    )
    return after, early


def _ends_first(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return sure(frame["end_date"] < frame["begin_date"])


def _long_bed_night(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return is_bed_night(frame) & sure(frame["end_date"] > frame["begin_date"] + ONE_DAY)


def _exit_while_open(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return frame["exit_destination"].notna() & frame["end_date"].isna() & ~is_bed_night(frame)


_STAY_RULES = (
    Rule(
        id="E03a",
        record="shelter_stay",
        field="end_date",
        severity=Severity.MUST_FIX,
        title="Stay ends before it begins",
        message="The stay ends before it begins.",
        fix="Correct one of the two dates.",
        breaks=_ends_first,
        passing=(({"begin_date": "2026-03-02", "end_date": "2026-03-02"},),),
        failing=(({"begin_date": "2026-03-02", "end_date": "2026-03-01"},),),
        source="Standard E03; InfoNet import",
        mark=Mark.VERIFIED,
    ),
    Rule(
        id="E03b",
        record="shelter_stay",
        field="end_date",
        severity=Severity.MUST_FIX,
        title="Bed night longer than a night",
        message="A row for one night slept covers more than one night.",
        fix="Write one row for each night, or call the row a stay.",
        breaks=_long_bed_night,
        passing=(
            ({"begin_date": "2026-03-02", "end_date": "2026-03-03", "stay_kind": "bed_night"},),
            ({"begin_date": "2026-03-02", "end_date": "2026-03-09", "stay_kind": "stay"},),
        ),
        failing=(
            ({"begin_date": "2026-03-02", "end_date": "2026-03-04", "stay_kind": "bed_night"},),
        ),
        source="Proposed, with the kind of row",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X02",
        record="shelter_stay",
        field="exit_destination",
        severity=Severity.PLEASE_CONFIRM,
        title="Left, but the stay is open",
        message="The row says where the person went, but not when.",
        fix="Enter the day of leaving, or clear the destination.",
        breaks=_exit_while_open,
        passing=(({"exit_destination": "other", "end_date": "2026-03-02"},), ({},)),
        failing=(({"exit_destination": "other"},),),
        source="Proposed, from stays that are never closed (standard f)",
        mark=Mark.PROPOSED,
    ),
)

RULES: tuple[Rule, ...] = (
    _ahead_rule("E01a", "client_service", "service_date"),
    _ahead_rule("E01b", "shelter_stay", "begin_date"),
    _ahead_rule("E01c", "shelter_stay", "end_date"),
    _ahead_rule("E01d", "shelter_census", "night"),
    _ahead_rule("E01e", "unmet_request", "request_date"),
    _ahead_rule("E01f", "hotline_contact", "contact_date"),
    _ahead_rule("E01g", "community_event", "event_date"),
    *_first_contact_rules("a", "client_service", "service_date"),
    *_first_contact_rules("b", "shelter_stay", "begin_date"),
    *_STAY_RULES,
)
