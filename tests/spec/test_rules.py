"""Each rule's own examples, and what every rule must bear."""

from __future__ import annotations

import pandas as pd
import pytest

from schemas.catalog import load_catalog

RULES = [pytest.param(rule, id=rule.id) for rule in load_catalog().rules]


def broken(rule, rows, catalog, context, frame_of) -> pd.Series:
    """The rule's verdict on rows of texts."""
    frame = frame_of(catalog.records[rule.record], rows)
    before = frame.copy(deep=True)
    mask = rule.breaks(frame, context)
    pd.testing.assert_frame_equal(frame, before)
    assert mask.dtype == "bool"
    assert mask.index.equals(frame.index)
    return mask


@pytest.mark.parametrize("rule", RULES)
def test_passing_examples_pass(rule, catalog, context, frame_of) -> None:
    for rows in rule.passing:
        assert not broken(rule, rows, catalog, context, frame_of).any(), rows


@pytest.mark.parametrize("rule", RULES)
def test_failing_examples_fail(rule, catalog, context, frame_of) -> None:
    for rows in rule.failing:
        assert broken(rule, rows, catalog, context, frame_of).any(), rows


@pytest.mark.parametrize("rule", RULES)
def test_rows_without_any_value_break_no_rule(rule, catalog, context, frame_of) -> None:
    # E27a is the one rule about a row that is not there.
    if rule.id == "E27a":
        pytest.skip("an empty table of activities breaks it by meaning")
    assert not broken(rule, [{}, {}, {}], catalog, context, frame_of).any()


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_accepts_a_frame_without_rows(rule, catalog, context, frame_of) -> None:
    assert len(broken(rule, [], catalog, context, frame_of)) == 0


@pytest.mark.parametrize("rule", RULES)
def test_wording_is_one_plain_sentence(rule) -> None:
    text = f"{rule.message} {rule.fix}".casefold()
    assert rule.message.endswith(".")
    assert ". " not in rule.message
    for word in ("invalid", "null", "nan", "dtype", "exception", "illegal", "you failed"):
        assert word not in text
