"""A short run of `make fuzz`, always the same mutants."""

from __future__ import annotations

import pytest

from pipelines.intake.wording import REFUSALS
from tests.fuzz.mutate import mutant
from tests.fuzz.run import outcomes, through_child

SEEDS = range(100_000, 100_300)


def test_no_mutant_crashes_hangs_leaks_or_is_read_wrong():
    found = outcomes(SEEDS)
    assert list(found) == list(SEEDS)
    assert {seed: said for seed, said in found.items() if said[:4].isupper()} == {}
    assert sum(said == "read" for said in found.values()) > len(SEEDS) // 5
    assert len(set(found.values())) > 5


@pytest.mark.parametrize("seed", SEEDS[::60])
def test_a_real_child_says_the_same(seed):
    said = outcomes(range(seed, seed + 1))[seed]
    assert through_child(seed) == REFUSALS.get(said, said)


def test_a_seed_always_gives_the_same_kind_of_mutant():
    assert mutant(7).kind == mutant(7).kind
    assert {mutant(seed).kind for seed in range(200)} == {
        "xlsx",
        "xlsm",
        "xls",
        "ods",
        "csv",
        "zip",
    }
    assert any(mutant(seed).is_same for seed in range(200))
