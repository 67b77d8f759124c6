"""Counts changed by key: never small, never far off, the same everywhere, right on average."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import InternalError
from pipelines.protect.cell_key import noise, noise_table
from pipelines.protect.keys import keys_of
from pipelines.types import Tables
from schemas.model import Method
from tests.unit.protect.declared import as_declared, counts_alone, report
from tests.unit.protect.synthetic import THRESHOLD, World, tables_of
from tests.unit.protect.test_protection import AGES, HOURS, hierarchies, row
from tests.unit.protect.test_rounding import audited, told

KEYED = report(method=Method.CELL_KEY)
STATE = report("state", Method.CELL_KEY)
DRAWS = 20_000


def printed(tables: Tables, secret: bytes = b"one") -> pd.Series[float]:
    """What is printed of each row."""
    return as_declared(tables, [KEYED, STATE], secret=secret).safe.frame["value"]


@pytest.mark.parametrize("threshold", [5, 11, 20, 100])
def test_the_table_of_noise_keeps_its_promises(threshold: int) -> None:
    table = noise_table(threshold)
    changes = np.arange(-threshold, threshold + 1)
    counts = np.arange(len(table))
    assert np.allclose(table.sum(axis=1), 1)
    assert np.abs(table @ changes).max() < 1e-9, "nothing on average"
    result = counts[:, None] + changes
    is_small = (result < threshold) & (result != 0)
    assert table[is_small].max() == 0
    assert table[0].nonzero()[0].tolist() == [threshold], "a zero stays zero"
    assert (table[1:][~is_small[1:]] > 0).all(), "nothing else that is near enough is impossible"
    assert np.allclose(table[-1], table[-1][::-1]), "large counts go up as often as down"
    assert (np.diff(table[-1][threshold:]) < 0).all(), "and a little rather than far"


@pytest.mark.parametrize("count", [1, THRESHOLD - 1, 3 * THRESHOLD])
def test_each_change_is_drawn_as_often_as_the_table_says(count: int) -> None:
    keys = np.arange(2**16, dtype=np.uint64) << np.uint64(48)
    change = noise(np.full(len(keys), count), keys, THRESHOLD)
    drawn = np.bincount(change + THRESHOLD, minlength=2 * THRESHOLD + 1) / len(keys)
    table = noise_table(THRESHOLD)
    assert np.abs(drawn - table[min(count, 2 * THRESHOLD)]).max() < 2 / len(keys)


@settings(max_examples=25, deadline=None)
@given(count=st.integers(0, 500), threshold=st.integers(5, 30), seed=st.integers(0, 2**32))
def test_many_keys_are_right_on_average(count: int, threshold: int, seed: int) -> None:
    keys = np.random.default_rng(seed).integers(0, 2**64, DRAWS, dtype=np.uint64)
    change = noise(np.full(DRAWS, count), keys, threshold)
    assert np.abs(change).max() <= threshold
    spread = change.std() / DRAWS**0.5
    assert abs(change.mean()) <= 6 * spread + 1e-12
    after = count + change
    assert set(after[after < threshold]) <= {0}


def test_the_extreme_keys_choose_something_possible() -> None:
    keys = np.array([0, 2**64 - 1], dtype=np.uint64)
    for count in range(3 * THRESHOLD):
        after = count + noise(np.full(2, count), keys, THRESHOLD)
        assert all(value == 0 or value >= THRESHOLD for value in after)
        assert np.abs(after - count).max() <= THRESHOLD


def test_every_count_is_changed_and_no_zero_stands_out() -> None:
    safe = as_declared(tables_of(AGES, hierarchies()), [KEYED]).safe.frame
    assert safe["status"].eq("rounded").all(), "a true zero would tell that the others are none"
    assert safe["value"].iloc[-1] == 0
    exact = [60, 30, 25, 5, 0]
    assert all(abs(v - e) <= THRESHOLD for v, e in zip(safe["value"], exact, strict=True))


def test_the_same_count_is_changed_in_the_same_way_wherever_and_whenever_it_is_printed() -> None:
    world = World(3, partners=5, counties=8)
    tables = counts_alone(world.tables())
    protected = tables.frame[tables.frame["measure"] != "presentations"]
    value = printed(tables)
    by_key = value[protected.index].groupby(np.array([k.text for k in keys_of(protected)]))
    assert by_key.nunique().max() == 1
    some = dataclasses.replace(tables, frame=tables.frame.sample(60, random_state=1).sort_index())
    assert printed(some).equals(value[some.frame.index]), "what else is printed changes nothing"
    shuffled = dataclasses.replace(tables, cells=tables.cells.sample(frac=1, random_state=1))
    assert printed(shuffled).equals(value)
    assert not printed(tables, b"another").equals(value)


def test_a_place_of_one_part_is_changed_as_its_part_is() -> None:
    """Both are the same people: two changes of them would tell more than one."""
    tables = tables_of([row(40), row(40, partner="p1")], hierarchies())
    value = printed(tables)
    assert value[0] == value[1]


SECRETS = [str(n).encode() for n in range(8)]


def alone(one: tuple[Any, ...], more: list[tuple[Any, ...]], secret: bytes) -> float:
    """What is printed of a row beside some more; by its name the second stands before the third."""
    served = hierarchies()["measures"]["served"]
    again = {"people_served": {**served, "same_as": "served"}, "quiet": served}
    return printed(tables_of([one, *more], hierarchies(**again)), secret)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row(30, partner="p1"), row(30, partner="p1", measure="people_served")),
        (row(30, period="CY2026-Q1"), row(30, period="FFY2026-Q2")),
    ],
    ids=["measures", "months"],
)
def test_a_count_that_goes_by_two_names_is_changed_in_one_way_under_both(
    one: tuple[Any, ...], other: tuple[Any, ...]
) -> None:
    """In two releases, or beside one another: two changes of the same people tell more than one."""
    names = ("CY2026-Q1", "FFY2026-Q2")
    beside = [row(50, "b"), *(row(40, measure="quiet", period=name) for name in names)]
    told = ((one, []), (other, beside), (one, [other, *beside]), (other, [one]))
    for secret in SECRETS[:3]:
        assert len({alone(first, more, secret) for first, more in told}) == 1


def test_other_people_are_changed_by_themselves_though_they_are_as_many() -> None:
    """If all counts of 30 strayed alike, one that is known would tell of all others."""
    both = tables_of([row(30, "a"), row(30, "b")], hierarchies())
    changed = [printed(both, secret).tolist() for secret in SECRETS]
    assert len({one - other for one, other in changed}) > 3


@pytest.mark.parametrize("constant", [0, 2])
def test_every_agency_s_part_of_a_count_has_a_say_in_its_change(constant: int) -> None:
    """The 90 are the same and one agency's 30 of them: the change is not that one's alone."""
    changes = set()
    for n in range(20, 28):
        others = [n, 60 - n]
        others.insert(constant, 30)
        tables = tables_of([row(tuple(others))], hierarchies())
        changes |= set(printed(tables))
    assert len(changes) > 1


def test_a_restated_count_is_changed_anew() -> None:
    """With the same change the difference of two versions would be exact."""
    secrets = [str(n).encode() for n in range(40)]
    apart = {
        printed(tables_of([row(51)], hierarchies()), s)[0]
        - printed(tables_of([row(50)], hierarchies()), s)[0]
        for s in secrets
    }
    assert len(apart) > 5, apart


def test_what_is_absent_stays_absent_and_events_are_exact() -> None:
    none = {"part_of": [], "sum_of": [], "partitions": [], "multi": []}
    events = {"counts": "events", "unit": "events", "additivity": "flow", "people": "", **none}
    rows = [row(60), row(0, "a"), row(7, measure="events")]
    tables = tables_of(rows, hierarchies(events=events))
    frame = tables.frame.copy()
    frame.loc[1, ["status", "value"]] = ["not_received", np.nan]
    found = as_declared(dataclasses.replace(tables, frame=frame), [KEYED]).safe.frame
    assert found["status"].tolist() == ["rounded", "not_received", "shown"]
    assert found["value"].isna().tolist() == [False, True, False]
    assert found["value"][2] == 7


def test_hours_cannot_be_changed_by_key() -> None:
    tables = tables_of([row(60), row(9, measure="hours")], hierarchies(hours=HOURS))
    with pytest.raises(InternalError, match="PROTECT-13"):
        as_declared(tables, [KEYED])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_month_of_changed_counts_passes_both_audits(seed: int, tmp_path: Path) -> None:
    tables = counts_alone(World(seed, partners=5, counties=8).tables())
    safe = as_declared(tables, [KEYED, STATE]).safe
    people = safe.frame[safe.frame["measure"] != "presentations"]
    assert not people["value"].between(1, THRESHOLD - 1, inclusive="both").any()
    assert people["status"].eq("rounded").all()
    told(tmp_path, safe, within=THRESHOLD)
    assert audited(tmp_path, tables) == set()


def test_the_audit_finds_counts_that_were_not_changed(tmp_path: Path) -> None:
    """Printed as they are beside a report of exact figures, the few are what is left."""
    tables = tables_of([*AGES, *[(*("state",), *r[1:]) for r in AGES]], hierarchies())
    safe = as_declared(tables, [KEYED, STATE]).safe
    told(tmp_path / "good", safe, within=THRESHOLD)
    assert audited(tmp_path / "good", tables) == set()
    exact = safe.frame["status"].mask(safe.frame["report"] == "state", "shown")
    value = safe.frame["value"].mask(safe.frame["report"] == "state", tables.frame["value"])
    bad = dataclasses.replace(safe, frame=safe.frame.assign(status=exact, value=value))
    told(tmp_path / "bad", bad, within=THRESHOLD)
    assert {"small", "derived"} & audited(tmp_path / "bad", tables)


@settings(max_examples=15, deadline=None)
@given(
    parts=st.lists(st.tuples(*[st.integers(0, 200)] * 3), min_size=1, max_size=4),
    secret=st.binary(min_size=1),
)
def test_parts_stray_from_their_total_by_no_more_than_their_changes(
    parts: list[tuple[int, int, int]], secret: bytes
) -> None:
    whole = tuple(sum(part[n] for part in parts) for n in range(3))
    rows = [row(whole), *(row(part, code) for part, code in zip(parts, "abcd", strict=False))]
    value = printed(tables_of(rows, hierarchies()), secret)
    assert abs(value[0] - value[1:].sum()) <= THRESHOLD * len(rows)
    exact = np.array([sum(whole), *map(sum, parts)])
    assert (np.abs(value - exact) <= THRESHOLD).all()
    assert (value[exact == 0] == 0).all()
