"""Certificates of earlier releases: proof again where they hold, and nothing where they do not."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from pipelines.protect import Frozen, Protection, protection
from pipelines.protect.certification import Certification
from pipelines.protect.contributions import PLACE
from pipelines.protect.demands import Demand
from pipelines.protect.ground import Ground
from pipelines.protect.moves import Moves
from pipelines.protect.pattern import PatternSearch
from pipelines.protect.remembered import recall, remembered
from pipelines.protect.replay import impossible
from pipelines.protect.system import System
from tests.speed.protection_made import made, system_of
from tests.speed.protection_sparing import SHAPES
from tests.unit.protect.synthetic import World, freeze
from tests.unit.protect.test_protection import decided, shown


def at(place: str, value: int) -> dict[str, Any]:
    """A contribution of an agency to a total, in some edition."""
    words = dict.fromkeys(PLACE, "total") | {"partner": place, "measure": "served"}
    return {"said": "2026-01/1", **words, "value": value}


CONTRIBUTIONS = pd.DataFrame([at("p1", 4), at("p2", 30), at("p3", 26)]).assign(unknown=[0, 1, 2])


def told(*moves: dict[str, int], said: str = "2026-01/1") -> pd.DataFrame:
    """Certificates by the agencies that change."""
    values = {"p1": 4, "p2": 30, "p3": 26}
    rows = [
        {**at(place, values.get(place, 9)), "move": number, "change": change, "said": said}
        for number, move in enumerate(moves)
        for place, change in move.items()
    ]
    return pd.DataFrame(rows)


def table() -> System:
    """Three agencies, the total of the first two, and that of all."""
    forms = sp.csr_matrix(np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 1, 1]]))
    return system_of(forms, np.array([4, 30, 26]), np.zeros(3), range(5), np.zeros(5)).system


def test_what_was_proved_last_comes_first() -> None:
    one, other = told({"p1": 1, "p2": -1}, {"p1": -1, "p2": 1}), told({"p1": 2, "p3": -2})
    both = pd.concat([one, other.assign(said="2026-02/1")], ignore_index=True)
    later = CONTRIBUTIONS.assign(said="2026-02/1")
    known = pd.concat([CONTRIBUTIONS, later], ignore_index=True)
    assert remembered(table(), known, both) == [{0: 2, 2: -2}, {0: -1, 1: 1}, {0: 1, 1: -1}]


@pytest.mark.parametrize(
    "move",
    [
        pytest.param({"p1": 1, "p9": -1}, id="an agency that is no part of the system"),
        pytest.param({"p1": -5, "p2": 5}, id="less than nobody"),
        pytest.param({"p1": 1, "p3": -1}, id="a total that is known by now"),
    ],
)
def test_a_move_that_is_no_proof_any_more_is_left_out(move: dict[str, int]) -> None:
    system = table()
    is_known = system.is_known.copy()
    is_known[system.first_figure + 3] = True
    system = dataclasses.replace(system, is_known=is_known)
    good = {"p1": 1, "p2": -1}
    assert remembered(system, CONTRIBUTIONS, told(move, good)) == [{0: 1, 1: -1}]


def test_an_edition_that_has_nothing_in_common_is_not_looked_at() -> None:
    assert remembered(table(), CONTRIBUTIONS, told({"p1": 1}, said="2020-01/1")) == []
    assert remembered(table(), CONTRIBUTIONS, pd.DataFrame()) == []


@pytest.mark.parametrize(
    ("change", "expected"), [(1, [{1: 1, 3: 1}]), (-26, [{1: -26, 3: -26}]), (-27, [])]
)
def test_what_a_relation_leaves_open_changes_with_it(
    change: int, expected: list[dict[int, int]]
) -> None:
    """The second agency has 26 more than the first, and never less."""
    system = table()
    values = np.concatenate([system.values[:3], [26], system.values[3:]])
    forms = sp.csr_matrix(sp.hstack([system.forms[:, :3], sp.csr_matrix((5, 1), dtype=np.int64)]))
    flat = {
        name: np.insert(getattr(system, name), 3, fill)
        for name, fill in (
            ("owner", 0),
            ("weight", 1.0),
            ("is_known", False),
            ("is_printed", False),
            ("is_signed", False),
        )
    }
    tied = dataclasses.replace(
        system,
        values=values,
        forms=forms,
        ties=sp.csr_matrix(np.array([[1, -1, 0, 1]])),
        **flat,  # type: ignore[arg-type]
    )
    assert remembered(tied, CONTRIBUTIONS, told({"p2": change})) == expected


def test_a_move_is_recalled_where_it_meets_something_and_touches_nothing_shown() -> None:
    system = table()
    ground = Ground(system, np.ones(system.size))
    certification = Certification(ground)
    first = system.first_figure
    certification.ask(Demand(first, "primary", 1, 7))
    certification.withhold(first, ("primary", first))
    certification.withhold(first + 1, ("complementary", first))
    far, near, seen, back = {0: 7, 1: -7}, {0: 2, 1: -2}, {0: 8, 2: -8}, {0: -1, 1: 1}
    recall(certification, [seen, near, far, {0: 9, 1: -9}, back])
    kept = certification.reach.kept()
    # What takes it up by less than seven takes it down, or its opposite does.
    assert [move for move in kept if move in (far, near, seen)] == [near, far]
    assert {0: 9, 1: -9} not in kept
    assert not certification.is_short_of(ground.move(np.array([0, 1]), np.array([7, -7])), set())


def test_what_is_met_against_some_is_not_taken_for_met_against_all() -> None:
    """The first two moves are the first agency's own: the third one is for it."""
    forms, values = sp.csr_matrix(np.array([[1, 1, 1]])), np.array([9, 9, 9])
    system = system_of(forms, values, np.arange(3), range(1), np.zeros(1)).system
    certification = Certification(Ground(system, np.ones(system.size)))
    first = system.first_figure
    certification.ask(Demand(first, "primary", 1, 1))
    certification.withhold(first, ("primary", first))
    recall(certification, [{0: 1}, {0: 2}, {1: 1}, {2: 1}])
    kept = certification.reach.kept()
    assert [move for move in kept if min(move.values()) > 0] == [{0: 1}, {1: 1}]


def same_month() -> tuple[Any, Frozen, Frozen]:
    """A month that was told, and is decided once more: without its proof, and with it."""
    tables = World(5, partners=5, counties=8).tables()
    first = decided(tables)
    frozen = freeze(tables, first.safe)
    proof = first.certificates.assign(said=frozen.said.iloc[0])
    return tables, frozen, dataclasses.replace(frozen, certificates=proof)


def asked_of(monkeypatch: pytest.MonkeyPatch, act: Any) -> tuple[Protection, int]:
    """What is decided, and how many searches that took."""
    count: list[int] = []
    for name in ("freely", "at_a_price"):
        real = getattr(Moves, name)
        monkeypatch.setattr(
            Moves, name, lambda *given, _real=real, **more: count.append(1) or _real(*given, **more)
        )
    found = act()
    monkeypatch.undo()
    return found, len(count)


@pytest.mark.parametrize(("times", "more"), [(1, 1), (-3, 0), (0, 50), (2**40, 0), (2**62, 0)])
def test_a_proof_that_was_tampered_with_proves_nothing(
    times: int, more: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands in the store: what is decided is proved by what is there now."""
    tables, without, with_proof = same_month()
    believed: list[int] = []
    monkeypatch.setattr(
        protection, "remembered", lambda *given: spied(believed, remembered(*given))
    )
    assert decided(tables, with_proof).figures_withheld
    certificates = with_proof.certificates
    false = certificates.assign(change=certificates["change"] * times + more)
    spoiled = dataclasses.replace(without, certificates=false)
    assert shown(decided(tables, spoiled)) == shown(decided(tables, without))
    honest, forged, none = believed
    assert honest > 20
    assert forged < honest
    assert none == 0


def spied(seen: list[int], found: list[dict[int, int]]) -> list[dict[int, int]]:
    seen.append(len(found))
    return found


def test_changes_too_large_to_add_up_are_no_proof() -> None:
    """Four of them, each beyond any count, would come to nothing."""
    forms = sp.csr_matrix(np.array([[1, 0, 0, 0, 0], [1, 1, 1, 1, 1]]))
    values, rank = np.array([4, 1, 1, 1, 1]), np.array([0, 2])
    system = system_of(forms, values, np.arange(5), range(2), rank).system
    far = 2**62
    assert impossible(system, [dict.fromkeys(range(4), far)], [system.first_figure]).tolist() == [0]


def test_what_was_proved_before_is_not_searched_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same month once more: as safe, no more is withheld, and less is looked for."""
    tables, frozen, with_proof = same_month()
    without, searched = asked_of(monkeypatch, lambda: decided(tables, frozen))
    again, fewer = asked_of(monkeypatch, lambda: decided(tables, with_proof))
    assert again.figures_withheld <= without.figures_withheld
    assert fewer < searched / 2


@pytest.mark.parametrize("seed", range(4))
def test_a_search_that_knows_all_moves_asks_for_none(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = made(SHAPES["two linked tables"], seed + 1)
    search = PatternSearch(one.system, one.demands, one.costs)
    found = search.run()
    moves = found.reach.kept()
    open_ = one.system.is_printed.copy()
    open_[list(found.withheld)] = False
    shown_now = dataclasses.replace(one.system, is_printed=open_)
    again = PatternSearch(shown_now, one.demands, one.costs, moves)
    recall(again._certification, moves)
    monkeypatch.setattr(Moves, "freely", lambda *_: pytest.fail("searched"))
    assert again._certification.meet_all() == []
    assert not len(impossible(shown_now, again.pattern.reach.kept(), found.withheld))
