"""What rows say about a person: race, age and role, and whether rows agree with each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import NOTHING_SAID, has_code, odd_ones, sure

Breaks = Callable[[pd.DataFrame, RuleContext], "pd.Series[bool]"]
ADULT_AGE = 18
LARGEST_UNKNOWN_SHARE = 0.10
ENOUGH_PEOPLE = 20


def _unknown_with_others(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    sets = frame["race_ethnicity"]
    alone = has_code(sets, "unknown") | has_code(sets, "not_asked")
    return alone & sure(sets.str.contains(";", regex=False))


def _race_rule(rule_id: str, record: str) -> Rule:
    return Rule(
        id=rule_id,
        record=record,
        field="race_ethnicity",
        severity=Severity.MUST_FIX,
        title="Not known together with a race",
        message="Not known or not asked stands beside another entry for race and ethnicity.",
        fix="Keep either the races named, or not known, or not asked.",
        breaks=_unknown_with_others,
        passing=(({"race_ethnicity": "black;white"},), ({"race_ethnicity": "unknown"},)),
        failing=(
            ({"race_ethnicity": "unknown;white"},),
            ({"race_ethnicity": "not_asked;unknown"},),
        ),
        source="Standard E06; InfoNet",
        mark=Mark.VERIFIED,
    )


def _role_at_age(role: str, *, is_adult: bool) -> Breaks:
    def breaks(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
        of_age = frame["age_years"] >= ADULT_AGE
        return sure(frame["client_role"].eq(role)) & sure(of_age if is_adult else ~of_age)

    return breaks


def _role_rule(rule_id: str, record: str, role: str, *, is_adult: bool) -> Rule:
    age, other = ("18", "17") if is_adult else ("17", "18")
    return Rule(
        id=rule_id,
        record=record,
        field="client_role",
        severity=Severity.PLEASE_CONFIRM,
        title="Role and age do not match",
        message="The role is that of an adult below 18, or of a child or youth of 18 or more.",
        fix="Correct the role or the age at first contact, or confirm that both are right.",
        breaks=_role_at_age(role, is_adult=is_adult),
        passing=(({"client_role": role, "age_years": other},), ({"client_role": role},)),
        failing=(({"client_role": role, "age_years": age},),),
        source="Standard E07; InfoNet client types",
        mark=Mark.VERIFIED,
    )


def _unknown_share(field: str) -> Breaks:
    def breaks(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
        column = frame[field]
        unknown = sure(column.isna() if field == "age_years" else _says_unknown(column))
        known_keys = frame["client_key"].notna()
        people = frame.loc[known_keys, "client_key"].nunique()
        without = frame.loc[unknown & known_keys, "client_key"].nunique()
        too_many = people >= ENOUGH_PEOPLE and without > LARGEST_UNKNOWN_SHARE * people
        return unknown & too_many

    return breaks


def _says_unknown(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.isin(NOTHING_SAID)


def _share_rule(rule_id: str, field: str, known: str, unknown: str, what: str) -> Rule:
    def people(count_unknown: int) -> tuple[dict[str, str], ...]:
        texts = [unknown] * count_unknown + [known] * (ENOUGH_PEOPLE - count_unknown)
        return tuple({"client_key": f"C-{n}", field: text} for n, text in enumerate(texts))

    return Rule(
        id=rule_id,
        record="client_service",
        field=field,
        severity=Severity.PLEASE_CONFIRM,
        title="Many not known",
        message=f"More than one person in ten has no known {what}.",
        fix="Fill in what the agency knows, or confirm that it does not know more.",
        breaks=_unknown_share(field),
        passing=(people(2), ({"client_key": "C-1", field: unknown},)),
        failing=(people(3),),
        source="Standard E26; InfoNet unknown-fields report, 10 percent proposed",
        mark=Mark.PROPOSED,
    )


def _conflict(field: str) -> Breaks:
    def breaks(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
        return odd_ones(frame, field)

    return breaks


def _conflict_rule(
    rule_id: str,
    field: str,
    texts: tuple[str, str],
    unsaid: tuple[str, ...] = (),
    decides: str = "the first service that states it",
) -> Rule:
    one, other = texts

    def rows(*texts: str) -> tuple[dict[str, str], ...]:
        days = ("2026-03-02", "2026-03-09")
        return tuple(
            {"client_key": "C-1", "service_date": day, field: text}
            for day, text in zip(days, texts, strict=True)
        )

    return Rule(
        id=rule_id,
        record="client_service",
        field=field,
        severity=Severity.PLEASE_CONFIRM,
        title="Rows of one person differ",
        message="These rows say something else here than other rows of the same person.",
        fix=f"Make them agree, or confirm: {decides} decides.",
        breaks=_conflict(field),
        passing=(rows(one, one), rows(one, ""), *(rows(one, word) for word in unsaid)),
        failing=(rows(one, other),),
        source="Proposed: a person counts under the first service of the period that states it",
        mark=Mark.PROPOSED,
    )


RULES: tuple[Rule, ...] = (
    _race_rule("E06a", "client_service"),
    _race_rule("E06b", "shelter_stay"),
    _role_rule("E07a", "client_service", "primary_adult", is_adult=False),
    _role_rule("E07b", "client_service", "primary_youth", is_adult=True),
    _role_rule("E07c", "client_service", "child", is_adult=True),
    _role_rule("E07d", "shelter_stay", "primary_adult", is_adult=False),
    _role_rule("E07e", "shelter_stay", "child", is_adult=True),
    _share_rule("E26a", "county_fips", "17113", "unknown", "county"),
    _share_rule("E26b", "race_ethnicity", "white", "unknown", "race or ethnicity"),
    _share_rule("E26c", "age_years", "34", "", "age"),
    _conflict_rule("X03a", "county_fips", ("17113", "17031"), ("unknown",)),
    _conflict_rule("X03b", "age_years", ("34", "35")),
    _conflict_rule("X03c", "race_ethnicity", ("white", "black"), NOTHING_SAID),
    _conflict_rule("X03d", "client_role", ("child", "primary_adult"), ("unknown",)),
    _conflict_rule("X03e", "gender", ("female", "male"), NOTHING_SAID),
    _conflict_rule(
        "X03f", "first_contact_date", ("2026-03-01", "2026-02-01"), decides="the earliest"
    ),
)
