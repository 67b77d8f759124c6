"""Killed at every durable step, and at random: nothing lost, twice, half or open."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

from pipelines.storage.failpoints import KILLED
from tests.faults.killing import told
from tests.faults.model import check_again, check_stopped, copied, ended
from tests.faults.story import stage

ROOT = Path(__file__).parents[2]
HOMES, KILLS = 4, 5
SEED = 20260510


def failpoints():
    """Every failpoint that stands in the code."""
    calls = [
        node
        for path in (ROOT / "pipelines").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "reach"
    ]
    return sorted({call.args[0].value for call in calls})


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    return stage(tmp_path_factory.mktemp("staged"))


@pytest.fixture(scope="module")
def clean(staged, tmp_path_factory):
    """The story told without a fault; told twice, so that all that can be reached is reached."""
    home = copied(staged, tmp_path_factory.mktemp("clean") / "a")
    first = told(home)
    assert first["code"] == 0
    found = ended(home)
    second = told(home)
    reached = {**second["reached"], **first["reached"]}
    assert ended(home) == found
    assert set(found.states.values()) == {"accepted"}
    assert found.rows == {"alder": 10, "birch": 11}
    assert found.kept == {"stripped": 2, "profile": 2}
    return found, reached, second["seconds"] + first["seconds"]


def test_every_failpoint_of_the_code_is_reached(clean):
    assert sorted(clean[1]) == failpoints()
    assert len(clean[1]) > 10


@pytest.mark.parametrize("name", failpoints())
def test_killed_twice_at_a_durable_step(staged, clean, tmp_path, name):
    """Where it first comes there; and again in the middle of what it then has to make good."""
    found, reached, _ = clean
    home = copied(staged, tmp_path / "a")
    if name == "folder_replaced":  # a draft is replaced when there is one
        assert told(home, f"event_recorded:{reached['event_recorded']}")["code"] == KILLED
    assert told(home, name)["code"] == KILLED
    check_stopped(home)
    again = told(home, f"{name}:{max(1, reached[name] // 3)}")["code"]
    assert again == KILLED or reached[name] < 3
    check_stopped(home)
    check_again(home, found)


@pytest.mark.parametrize("number", range(HOMES))
def test_kills_at_random_moments(staged, clean, tmp_path, number):
    """One folder after the other is killed again and again, then left in peace."""
    found, _, seconds = clean
    chance = random.Random(SEED + number)  # noqa: S311  no secret
    home = copied(staged, tmp_path / "a")
    codes = []
    for _ in range(KILLS):
        codes.append(told(home, seconds=chance.uniform(0, seconds / 2))["code"])
        check_stopped(home)
    check_again(home, found)
    print(f"{sum(map(bool, codes))} of {KILLS} killed: none lost, twice, half or open")  # noqa: T201
    assert codes[0] != 0
