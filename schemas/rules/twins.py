"""Rows of totals, events and activities that are there twice, which count twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from schemas.model import Mark, Severity
from schemas.records import community_event, paip_activity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import repeated


def _twice(*columns: str) -> Callable[[pd.DataFrame, RuleContext], pd.Series[bool]]:
    """Rows equal to an earlier one in `columns`, none of which is missing."""

    def breaks(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
        is_known = frame[list(columns)].notna().all(axis="columns")
        return repeated(frame, list(columns)) & is_known

    return breaks


def _all_twice(
    fields: Sequence[str], required: Sequence[str]
) -> Callable[[pd.DataFrame, RuleContext], pd.Series[bool]]:
    """Rows equal to an earlier one in all `fields`, with none of `required` missing."""

    def breaks(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
        is_known = frame[list(required)].notna().all(axis="columns")
        return frame.duplicated(subset=fields, keep="first") & is_known

    return breaks


def _total_rule(rule_id: str, record: str, columns: tuple[str, ...], same: str) -> Rule:
    row = _EXAMPLES[record]
    return Rule(
        id=rule_id,
        record=record,
        field=columns[-1],
        severity=Severity.PLEASE_CONFIRM,
        title="Line twice",
        message=f"{same} there more than once for the same date.",
        fix="Remove the row if it was entered twice, or confirm that both count.",
        breaks=_twice(*columns),
        passing=(
            *((row, {**row, name: other}) for name, other in _OTHERS[record].items()),
            tuple({name: text for name, text in row.items() if name != columns[0]} for _ in "ab"),
            tuple({name: text for name, text in row.items() if name != columns[-1]} for _ in "ab"),
        ),
        failing=((row, row),),
        source="Proposed",
        mark=Mark.PROPOSED,
    )


def _row_rule(rule_id: str, record: str, required: tuple[str, ...], thing: str) -> Rule:
    row = _EXAMPLES[record]
    return Rule(
        id=rule_id,
        record=record,
        field=required[-1],
        severity=Severity.PLEASE_CONFIRM,
        title="Row entered twice",
        message=f"The same {thing} is there twice, alike in every column.",
        fix="Remove the row if it was entered twice, or confirm that both took place.",
        breaks=_all_twice([field.name for field in _RECORDS[record].fields], required),
        passing=(
            *((row, {**row, name: other}) for name, other in _OTHERS[record].items()),
            tuple({name: text for name, text in row.items() if name != required[0]} for _ in "ab"),
        ),
        failing=((row, row),),
        source="Proposed",
        mark=Mark.PROPOSED,
    )


_RECORDS = {one.name: one for one in (community_event.RECORD, paip_activity.RECORD)}
_EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "protection_order": {
        "month_date": "2026-03-01",
        "order_type": "emergency",
        "stage": "filed",
        "order_count": "3",
    },
    "outcome_survey": {
        "month_date": "2026-03-01",
        "survey_group": "shelter",
        "question": "safety_planning",
        "answered_yes": "6",
    },
    "community_event": {
        "event_date": "2026-03-10",
        "event_type": "community_education",
        "audience": "youth",
        "presentations": "1",
        "participants": "24",
    },
    "paip_activity": {
        "activity_date": "2026-03-10",
        "activity_code": "paip_a_04",
        "status": "done",
        "meetings": "1",
    },
}
# one change each that makes two rows differ
_OTHERS: Mapping[str, Mapping[str, str]] = {
    "protection_order": {"stage": "granted", "month_date": "2026-03-08"},
    "outcome_survey": {"question": "community_resources", "survey_group": "support_group"},
    "community_event": {"participants": "25", "staff_hours": "2"},
    "paip_activity": {"meetings": "2", "counterpart_agency": "County court"},
}

RULES: tuple[Rule, ...] = (
    _total_rule(
        "X21a",
        "protection_order",
        ("month_date", "order_type", "stage"),
        "The same kind and stage of order is",
    ),
    _total_rule(
        "X21b",
        "outcome_survey",
        ("month_date", "survey_group", "question"),
        "The same survey group and question are",
    ),
    _row_rule(
        "X21c",
        "community_event",
        ("event_date", "audience", "presentations", "participants", "event_type"),
        "event",
    ),
    _row_rule("X21d", "paip_activity", ("activity_date", "status", "activity_code"), "activity"),
)
