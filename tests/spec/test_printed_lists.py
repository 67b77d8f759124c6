"""Every table prints its lists whole, whatever the partners sent.

Protection copes with lists printed in part, at a price; no declared table should need that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Any

import pandas as pd
import pytest

from pipelines.consolidate.consolidate import consolidate
from pipelines.settings_files import load_consortium
from pipelines.tally.needs import needs_of
from pipelines.types import CELL_COLUMNS, Tables
from sample_data import write_consortium
from schemas.catalog import load_catalog
from schemas.periods import Month

MONTHS = ("2025-11", "2025-12", "2026-06", "2026-09")
STATUSES = ("shown", "true_zero", "nil", "not_received", "not_available", "not_collected")
PROTECTED = {"persons", "requests"}
Listing = tuple[str, str, set[str], set[str]]


@pytest.fixture(scope="module", params=MONTHS)
def every_tables(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[Tables]:
    """The tables of a month: of no cells at all, and of totals in every state."""
    home = tmp_path_factory.mktemp("home")
    write_consortium(home)
    consortium, catalog = load_consortium(home), load_catalog()
    month = Month.parse(request.param)
    periods = needs_of(catalog, month).periods
    states = cycle(STATUSES)
    rows = [
        (
            partner.id,
            name,
            period,
            "total",
            *["total"] * 4,
            20.0 if state == "shown" else 0.0,
            state,
        )
        for period in sorted(periods)
        for name in catalog.measures
        for partner, state in zip(consortium.partners, states, strict=False)
    ]
    cells = pd.DataFrame(rows, columns=list(CELL_COLUMNS))
    cells["value"] = cells["value"].where(cells["status"].isin(STATUSES[:3]))
    coverage = pd.DataFrame(columns=["partner", "record", "month", "state"], dtype="str")
    return [consolidate(some, consortium, catalog, month, coverage) for some in (cells[:0], cells)]


def by_geography(rows: pd.DataFrame, document: Mapping[str, Any]) -> Iterator[Listing]:
    """Places printed of each list of places, and all of that list.

    Where the total is that of a joint grant, its agencies are the list.
    """
    is_of_grant = "grant" in set(rows["geography_type"])
    for parent_type, by_child_type in document["geography"].items():
        if (parent_type == "grant") is not is_of_grant:
            continue
        for child_type, of_parent in by_child_type.items():
            printed = set(rows.loc[rows["geography_type"] == child_type, "geography"])
            for parent, children in of_parent.items():
                yield (
                    f"{child_type} of {parent_type}",
                    parent,
                    printed & set(children),
                    set(children),
                )


def by_breakdown(rows: pd.DataFrame, document: Mapping[str, Any]) -> Iterator[Listing]:
    """Codes printed of each breakdown, and all codes of it."""
    for name in sorted(set(rows["breakdown"]) - {"total"}):
        printed = set(rows.loc[rows["breakdown"] == name, "dim1"])
        yield "breakdown", name, printed, set(document["breakdowns"][name]["codes"])


def test_every_list_of_a_table_is_printed_whole(every_tables: list[Tables]) -> None:
    looked_at = 0
    for tables in every_tables:
        for names, rows in tables.frame.groupby(["report", "table_id", "measure", "period"]):
            for kind in (by_geography, by_breakdown):
                for *where, printed, every in kind(rows, tables.hierarchies):
                    assert not printed or printed == every, (names, where)
                    looked_at += bool(printed)
    assert looked_at > len(every_tables) * 50


def test_of_what_a_measure_is_the_sum_of_one_part_at_most_is_left_out(
    every_tables: list[Tables],
) -> None:
    """All answers and answers of yes leave answers of no: one part, which is what they leave."""
    for tables in every_tables:
        place = ["period", "geography_type", "geography", "breakdown", "dim1"]
        printed = tables.frame.groupby(place)["measure"].agg(set)
        for name, facts in tables.hierarchies["measures"].items():
            parts = set(facts["sum_of"]) if facts["counts"] in PROTECTED else set()
            assert all(not found & parts or len(parts - found) <= 1 for found in printed), name


def test_the_same_rows_are_printed_whatever_was_sent(every_tables: list[Tables]) -> None:
    nothing, everything = (
        tables.frame.drop(columns=["value", "status"]) for tables in every_tables
    )
    pd.testing.assert_frame_equal(nothing, everything)
