"""Rows of another agency than the one that sends them."""

from __future__ import annotations

import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import sure


def _of_another(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    names = {context.partner.casefold(), *context.agency_names}
    written = frame["agency"].str.strip().str.casefold()
    return sure(~written.isin(names)) & written.notna() & written.ne("")


def _rule(rule_id: str, record: str) -> Rule:
    return Rule(
        id=rule_id,
        record=record,
        field="agency",
        severity=Severity.MUST_FIX,
        title="Rows of another agency",
        message="These rows name another agency than the one that sends the file.",
        fix="Remove them, or ask your coordinator to note this name as one of your agency's.",
        breaks=_of_another,
        passing=(({"agency": "P1"},), ({"agency": " p1 "},), ({},)),
        failing=(({"agency": "Other House"},), ({"agency": "p1"}, {"agency": "p2"})),
        source="Standard E04; InfoNet import",
        mark=Mark.VERIFIED,
    )


RULES: tuple[Rule, ...] = (
    _rule("E04a", "client_service"),
    _rule("E04b", "shelter_stay"),
    _rule("E04c", "unmet_request"),
    _rule("E04d", "hotline_contact"),
)
