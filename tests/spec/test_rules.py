"""Each rule's own examples, and what every rule must bear."""

from __future__ import annotations

import pandas as pd
import pytest

from schemas.catalog import load_catalog

RULES = [pytest.param(rule, id=rule.id) for rule in load_catalog().rules]
CROSS_RULES = [pytest.param(rule, id=rule.id) for rule in load_catalog().cross_rules]


def broken(rule, rows, catalog, context, frame_of) -> pd.Series:
    """The rule's verdict on rows of texts."""
    frame = frame_of(catalog.records[rule.record], rows)
    before = frame.copy(deep=True)
    mask = rule.breaks(frame, context)
    pd.testing.assert_frame_equal(frame, before)
    assert mask.dtype == "bool"
    assert mask.index.equals(frame.index)
    return mask


def broken_across(rule, example, catalog, context, frame_of) -> pd.Series:
    """The verdict of a rule between records; a record that the example lacks has no rows."""
    names = (rule.record, *rule.others)
    assert set(example) <= set(names)
    frames = {name: frame_of(catalog.records[name], example.get(name, ())) for name in names}
    before = {name: frame.copy(deep=True) for name, frame in frames.items()}
    mask = rule.breaks(frames, context)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, before[name])
    assert mask.dtype == "bool"
    assert mask.index.equals(frames[rule.record].index)
    return mask


@pytest.mark.parametrize("rule", CROSS_RULES)
def test_examples_between_records(rule, catalog, context, frame_of) -> None:
    for example in rule.passing:
        assert not broken_across(rule, example, catalog, context, frame_of).any(), example
    for example in rule.failing:
        assert broken_across(rule, example, catalog, context, frame_of).any(), example


@pytest.mark.parametrize("rule", CROSS_RULES)
def test_records_without_values_or_rows_break_no_rule_between_them(
    rule, catalog, context, frame_of
) -> None:
    names = (rule.record, *rule.others)
    empty_rows = dict.fromkeys(names, ({}, {}))
    assert not broken_across(rule, empty_rows, catalog, context, frame_of).any()
    assert len(broken_across(rule, {}, catalog, context, frame_of)) == 0


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


@pytest.mark.parametrize("rule", [*RULES, *CROSS_RULES])
def test_wording_is_one_plain_sentence(rule) -> None:
    text = f"{rule.message} {rule.fix}".casefold()
    assert rule.message.endswith(".")
    assert ". " not in rule.message
    for word in ("invalid", "null", "nan", "dtype", "exception", "illegal", "you failed"):
        assert word not in text
