"""Client IDs that are names, numbers or addresses of a person: such a file goes no further."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext

TELLING = (
    r".*(?<!\d)\d{3}[-. /\u2010-\u2015]\d{2}[-. /\u2010-\u2015]\d{4}(?!\d).*",
    r"(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]\s?\d{3}[-. ]\d{4}",
    r"\S+@\S+\.\S+",
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}|\d{4})",
    r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}",
    r"\d{1,2}[- ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-, ]+\d{2,4}",
    r"[^\W\d_][\w'.\u2019-]*,? +[^\W\d_][^\d_]*",
    r"[^\W\d_]{2,},[^\W\d_]{2,}",
)
ANY_OF = "(?i:" + "|".join(TELLING) + ")"
CAPITALIZED_WORD = r"[A-Z][a-z]{2,}"
# Bare digits are also what honest local IDs look like, so they tell only when most IDs do.
BARE_DIGITS = (
    r"[0-8]\d{8}",
    r"1?[2-9]\d{2}[2-9]\d{6}",
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
)
# an area that was given out, then a group and a serial number that are not all zeros
BARE_SSN = r"(?!000|666)[0-8]\d{2}(?!00)\d{2}(?!0000)\d{4}"
AREA_LENGTH = 3
# words and signs where a client ID should be, by which several persons would count as one;
# two words look like a name, and "unknown", "none" or "xxx" cannot be read as an ID at all
STAND_INS = frozenset(
    {
        *("tbd", "t.b.d.", "pending", "new", "client"),
        *("walk-in", "walkin", "anonymous", "anon", "anon.", "???", "0", "00", "000", "0000", "x"),
    }
)
MOST = 0.5
ENOUGH_KEYS = 20


def _telling_key(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    keys = frame["client_key"].str.strip()
    distinct = pd.Series(keys.dropna().unique(), dtype="str")
    suspect = distinct.str.fullmatch(ANY_OF) | distinct.str.fullmatch(CAPITALIZED_WORD)
    if len(distinct) >= ENOUGH_KEYS:
        suspect |= _mostly_digits(distinct)
    return keys.isin(distinct[suspect]).astype(bool)


def _mostly_digits(distinct: pd.Series[Any]) -> pd.Series[bool]:
    found = pd.Series(data=False, index=distinct.index)
    for pattern in BARE_DIGITS:
        matches = distinct.str.fullmatch(pattern).astype(bool)
        if matches.mean() > MOST:
            found |= matches
    return found


def _nine_digits(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    """Keys shaped like a bare social security number, unless they run on like serial numbers."""
    keys = frame["client_key"].str.strip()
    told = _telling_key(frame, context)
    distinct = pd.Series(keys[~told].dropna().unique(), dtype="str")
    nine = distinct[distinct.str.fullmatch(BARE_SSN).astype(bool)]
    is_series = len(nine) > 1 and len(set(nine.str[:AREA_LENGTH])) == 1
    return keys.isin([] if is_series else nine).astype(bool) & ~told


def _stand_in(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    """Keys that are no code of anybody; those that look like a name are refused already."""
    keys = frame["client_key"].str.strip().str.casefold()
    return keys.isin(STAND_INS).astype(bool) & ~_telling_key(frame, context)


def _stand_in_rule(rule_id: str, record: str) -> Rule:
    return Rule(
        id=rule_id,
        record=record,
        field="client_key",
        severity=Severity.PLEASE_CONFIRM,
        title="Word or sign instead of a client ID",
        message="Some client IDs are words or signs that stand for no one, such as tbd or x.",
        fix="Enter the code of each person, or confirm that all these rows are of one person.",
        breaks=_stand_in,
        passing=(
            ({"client_key": "C-0"}, {"client_key": "X1"}, {"client_key": "001"}),
            ({"client_key": "Anonymous"},),
        ),
        failing=(
            ({"client_key": "TBD"},),
            ({"client_key": "walk-in"},),
            ({"client_key": "anonymous"},),
            ({"client_key": "0"},),
            ({"client_key": "C-1042"}, {"client_key": "X"}),
        ),
        source="Proposed; one ID is one person for life (standard b1)",
        mark=Mark.PROPOSED,
    )


def _nine_digits_rule(rule_id: str, record: str) -> Rule:
    return Rule(
        id=rule_id,
        record=record,
        field="client_key",
        severity=Severity.PLEASE_CONFIRM,
        title="Client IDs of nine digits",
        message="Some client IDs have nine digits, as social security numbers have.",
        fix="Replace them by local codes if they are such numbers; if not, confirm that.",
        breaks=_nine_digits,
        passing=(
            ({"client_key": "202600017"}, {"client_key": "202600018"}),
            ({"client_key": "20260017"},),
            ({"client_key": "900123456"},),
        ),
        failing=(
            ({"client_key": "312450017"}, {"client_key": "C-1042"}),
            ({"client_key": "312450017"}, {"client_key": "518220931"}),
        ),
        source="Standard E25; InfoNet client ID rule",
        mark=Mark.PROPOSED,
    )


def _rule(rule_id: str, record: str) -> Rule:
    return Rule(
        id=rule_id,
        record=record,
        field="client_key",
        severity=Severity.MUST_FIX,
        title="Client ID tells who it is",
        message=(
            "Some client IDs look like a name, a social security number, a phone number, an "
            "e-mail address or a date."
        ),
        fix="Replace them by local codes that mean nothing outside the agency, and send again.",
        breaks=_telling_key,
        passing=(
            ({"client_key": "C-1042"},),
            ({"client_key": "00317"},),
            ({"client_key": "A9F3"},),
        ),
        failing=(
            ({"client_key": "123-45-6789"},),
            ({"client_key": "SSN 123.45.6789"},),
            ({"client_key": "(309) 555-0142"},),
            ({"client_key": "someone@example.org"},),
            ({"client_key": "3/14/1988"},),
            ({"client_key": "Doe, Jane"},),
            ({"client_key": "Jane Doe"},),
        ),
        source="Standard E25; InfoNet client ID rule",
        mark=Mark.VERIFIED,
    )


RULES: tuple[Rule, ...] = (
    _rule("E25a", "client_service"),
    _rule("E25b", "shelter_stay"),
    _nine_digits_rule("E25c", "client_service"),
    _nine_digits_rule("E25d", "shelter_stay"),
    _stand_in_rule("X18a", "client_service"),
    _stand_in_rule("X18b", "shelter_stay"),
)
