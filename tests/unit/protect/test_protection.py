"""What is withheld, and why: each rule on a case small enough to check by eye."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipelines.errors import Blocked, InternalError
from pipelines.protect import Protection, empty_frozen, protect
from pipelines.types import KEY_COLUMNS
from schemas.periods import Month
from tests.unit.protect.synthetic import MONTH, THRESHOLD, World, freeze, tables_of

LIMITS = {"lead": THRESHOLD, "state": THRESHOLD, "year": THRESHOLD}
PEOPLE = {"counts": "persons", "unit": "persons", "people": "", "additivity": "unduplicated"}
NONE: dict[str, Any] = {"part_of": [], "sum_of": [], "partitions": [], "multi": []}


def hierarchies(**measures: dict[str, Any]) -> dict[str, Any]:
    """Three agencies, ages a, b, c, and the measures given (people served by default)."""
    served = {**PEOPLE, **NONE, "partitions": ["age"], "multi": ["service"]}
    return {
        "geography": {"consortium": {"partner": {"all": ["p1", "p2", "p3"]}}},
        "breakdowns": {
            "age": {"codes": ["a", "b", "c", "d"], "parent": "", "parent_of": {}},
            "service": {"codes": ["s", "t"], "parent": "", "parent_of": {}},
        },
        "measures": {"served": served, **measures},
        "periods": {"2026-03": ["2026-03"]},
    }


def row(  # noqa: PLR0913  the columns of a figure
    value: float,
    code: str = "total",
    *,
    measure: str = "served",
    report: str = "lead",
    by: str = "age",
    partner: str = "",
    period: str = "2026-03",
) -> tuple[Any, ...]:
    """One published figure."""
    place = ("partner", partner) if partner else ("consortium", "all")
    breakdown = by if code != "total" else "total"
    return (report, "t1", measure, period, *place, breakdown, code, value)


def shown(protection: Protection, **where: str) -> list[float]:
    """Values in print, None where withheld, of the rows that match."""
    frame = protection.safe.frame
    for column, word in where.items():
        frame = frame[frame[column] == word]
    return [None if pd.isna(v) else v for v in frame["value"]]


def reasons(protection: Protection) -> dict[str, str]:
    """Reason by code (or measure or partner) of what is withheld."""
    names = (
        protection.pattern["dim1"]
        + "/"
        + protection.pattern["measure"]
        + "/"
        + protection.pattern["geography"]
    )
    return dict(zip(names, protection.pattern["reason"], strict=True))


def test_a_small_count_takes_a_second_one_with_it() -> None:
    tables = tables_of(
        [row(60), row(30, "a"), row(25, "b"), row(5, "c"), row(0, "d")], hierarchies()
    )
    protection = protect(tables, empty_frozen(), LIMITS)
    assert reasons(protection) == {"c/served/all": "primary", "b/served/all": "complementary"}
    assert shown(protection) == [60, 30, None, None, 0]
    assert list(protection.safe.frame["status"]) == [
        "shown",
        "shown",
        "withheld",
        "withheld",
        "true_zero",
    ]
    because = protection.pattern.set_index("dim1")["because"]
    assert because["b"] == "served|2026-03|consortium:all|age:c"


def test_two_small_counts_with_a_small_sum_need_a_third() -> None:
    tables = tables_of(
        [row(60), row(55, "a"), row(3, "b"), row(2, "c"), row(0, "d")], hierarchies()
    )
    assert shown(protect(tables, empty_frozen(), LIMITS)) == [60, None, None, None, 0]


def test_nothing_small_nothing_withheld() -> None:
    tables = tables_of(
        [row(60), row(30, "a"), row(30, "b"), row(0, "c"), row(0, "d")], hierarchies()
    )
    protection = protect(tables, empty_frozen(), LIMITS)
    assert protection.figures_withheld == 0
    assert protection.figures_checked == 5


def test_a_figure_printed_twice_is_one_figure_under_the_stricter_threshold() -> None:
    tables = tables_of([row(7, "a"), row(7, "a", report="state")], hierarchies())
    loose = protect(tables, empty_frozen(), {"lead": 5, "state": 5})
    strict = protect(tables, empty_frozen(), {"lead": 5, "state": 11})
    assert shown(loose) == [7, 7]
    assert shown(strict) == [None, None]


def test_one_figure_with_two_values_is_an_error_that_names_it() -> None:
    tables = tables_of([row(20, "a"), row(21, "a", report="state")], hierarchies())
    with pytest.raises(InternalError, match=r"served\|2026-03\|consortium:all\|age:a"):
        protect(tables, empty_frozen(), LIMITS)


def test_hours_go_with_their_people() -> None:
    hours = {**NONE, "counts": "persons", "unit": "hours", "people": "served", "additivity": "flow"}
    rows = [
        row(5, "a"),
        row(40, "b"),
        row(12.25, "a", measure="hours"),
        row(3, "b", measure="hours"),
    ]
    tables = tables_of(rows, hierarchies(hours={**hours, "partitions": ["age"]}))
    protection = protect(tables, empty_frozen(), LIMITS)
    assert reasons(protection) == {"a/served/all": "primary", "a/hours/all": "inherited"}
    assert shown(protection, measure="hours") == [None, 3]


def test_no_hours_of_a_few_people_are_withheld_too() -> None:
    hours = {**NONE, "counts": "persons", "unit": "hours", "people": "served", "additivity": "flow"}
    tables = tables_of([row(5, "a"), row(0, "a", measure="hours")], hierarchies(hours=hours))
    assert shown(protect(tables, empty_frozen(), LIMITS), measure="hours") == [None]


def test_all_but_a_few_is_as_plain_as_a_few() -> None:
    part = {**PEOPLE, **NONE, "part_of": ["served"]}
    tables = tables_of([row(60), row(55, measure="sheltered")], hierarchies(sheltered=part))
    protection = protect(tables, empty_frozen(), LIMITS)
    assert shown(protection) == [60, None]
    assert list(protection.pattern["reason"]) == ["remainder"]


def test_a_rate_goes_with_its_parts() -> None:
    part = {**PEOPLE, **NONE, "part_of": ["served"]}
    share = {
        **NONE,
        "counts": "persons",
        "additivity": "ratio",
        "ratio_of": ["sheltered", "served"],
    }
    bare = {**NONE, "counts": "persons", "additivity": "ratio"}
    rows = [
        row(60),
        row(5, measure="sheltered"),
        row(1 / 12, measure="share"),
        row(0.5, measure="bare"),
    ]
    tables = tables_of(rows, hierarchies(sheltered=part, share=share, bare=bare))
    protection = protect(tables, empty_frozen(), LIMITS)
    assert shown(protection) == [60, None, None, None]
    safe = tables_of(
        [row(60), row(30, measure="sheltered"), row(0.5, measure="share")], tables.hierarchies
    )
    assert shown(protect(safe, empty_frozen(), LIMITS)) == [60, 30, 0.5]


def test_events_and_capacity_are_not_about_people() -> None:
    talks = {**NONE, "counts": "events", "additivity": "flow", "partitions": ["age"]}
    tables = tables_of(
        [row(3, measure="talks"), row(3, "a", measure="talks")], hierarchies(talks=talks)
    )
    assert protect(tables, empty_frozen(), LIMITS).figures_checked == 0


def test_a_total_printed_nowhere_still_links_its_two_breakdowns() -> None:
    tables = tables_of(
        [
            *(row(v, c, by="age") for v, c in ((30, "a"), (20, "b"), (5, "c"), (0, "d"))),
            *(row(v, partner=p) for v, p in ((30, "p1"), (13, "p2"), (12, "p3"))),
        ],
        hierarchies(),
    )
    protection = protect(tables, empty_frozen(), LIMITS)
    assert protection.figures_withheld > 1
    assert shown(protection, dim1="c") == [None]


def test_what_must_be_published_is_and_blocks_when_it_is_small() -> None:
    rows = [row(60), row(30, "a"), row(25, "b"), row(5, "c"), row(0, "d")]
    tables = tables_of(
        [(r[0], "total" if n == 0 else "ages", *r[2:]) for n, r in enumerate(rows)], hierarchies()
    )
    held = protect(tables, empty_frozen(), LIMITS, {"lead": ["total"]})
    assert shown(held)[0] == 60
    with pytest.raises(Blocked, match=r"served\|2026-03\|consortium:all\|age:c"):
        protect(tables, empty_frozen(), LIMITS, {"lead": ["ages:served"]})


def test_a_small_month_inside_a_published_year_is_never_a_quiet_compromise() -> None:
    flow = {"counts": "requests", "unit": "requests", "people": "", "additivity": "flow", **NONE}
    document = hierarchies(requests=flow)
    months = [Month(2025, 10).plus(n) for n in range(12)]
    old = [row(20, measure="requests", period=str(month)) for month in months[:11]]
    first = tables_of(old, document, months[10])
    frozen = freeze(first, protect(first, empty_frozen(), LIMITS).safe)
    both = [
        row(5, measure="requests", period=str(months[11])),
        row(225, measure="requests", period="FFY2026", report="year"),
    ]
    protection = protect(tables_of(both, document, months[11]), frozen, LIMITS)
    assert shown(protection) == [None, None]
    unprinted = protect(tables_of(both[1:], document, months[11]), frozen, LIMITS)
    assert shown(unprinted) == [None]
    with pytest.raises(Blocked, match=r"requests\|2026-09"):
        protect(tables_of(both, document, months[11]), frozen, LIMITS, {"year": ["t1"]})


def test_a_total_restated_by_a_few_is_withheld() -> None:
    before = tables_of(
        [row(60), row(30, "a"), row(30, "b"), row(0, "c"), row(0, "d")], hierarchies()
    )
    frozen = freeze(before, protect(before, empty_frozen(), LIMITS).safe)
    after = tables_of(
        [row(64), row(34, "a"), row(30, "b"), row(0, "c"), row(0, "d")], hierarchies()
    )
    protection = protect(after, frozen, LIMITS)
    assert shown(protection) == [None, None, 30, 0, 0]
    assert set(protection.pattern["reason"]) == {"restated"}
    more = tables_of([row(90), row(60, "a"), row(30, "b"), row(0, "c"), row(0, "d")], hierarchies())
    assert protect(more, frozen, LIMITS).figures_withheld == 0


def test_what_was_withheld_stays_so_in_the_next_version() -> None:
    tables = tables_of(
        [row(60), row(30, "a"), row(25, "b"), row(5, "c"), row(0, "d")], hierarchies()
    )
    first = protect(tables, empty_frozen(), LIMITS)
    again = protect(tables, freeze(tables, first.safe), LIMITS)
    pd.testing.assert_frame_equal(first.safe.frame, again.safe.frame)


def test_the_same_tables_give_the_same_pattern_in_any_order_of_rows() -> None:
    tables = World(3).tables()
    first = protect(tables, empty_frozen(), LIMITS)
    order = tables.frame.sample(frac=1, random_state=1).index
    shuffled = protect(
        type(tables)(tables.month, tables.frame.loc[order], tables.hierarchies, tables.coverage),
        empty_frozen(),
        LIMITS,
    )
    pd.testing.assert_frame_equal(first.pattern, shuffled.pattern)
    pd.testing.assert_frame_equal(first.safe.frame, shuffled.safe.frame.sort_index())


def test_every_withheld_figure_has_a_reason_and_no_value() -> None:
    protection = protect(World(2).tables(), empty_frozen(), LIMITS)
    frame = protection.safe.frame
    withheld = frame[frame["status"] == "withheld"]
    assert withheld["value"].isna().all()
    assert frame[frame["status"] != "withheld"]["value"].notna().all()
    ratios = withheld["measure"] == "sheltered_share"
    keys = set(map(tuple, withheld.loc[~ratios, list(KEY_COLUMNS)].to_numpy()))
    assert keys == set(map(tuple, protection.pattern[list(KEY_COLUMNS)].to_numpy()))
    assert protection.pattern["because"].str.len().min() > 0
    assert (protection.safe.month, len(frame)) == (MONTH, 436)


def test_certificates_hold_in_whole_numbers() -> None:
    tables = World(2).tables()
    protection = protect(tables, empty_frozen(), LIMITS)
    true = tables.frame.drop_duplicates(list(KEY_COLUMNS)).set_index(list(KEY_COLUMNS))["value"]
    moves = protection.certificates[protection.certificates["origin"] == "now"]
    kept = set(map(tuple, protection.pattern[list(KEY_COLUMNS)].to_numpy()))
    for _, move in moves.groupby("move"):
        change = move.set_index(list(KEY_COLUMNS))["change"]
        assert set(change.index) <= kept
        assert (true.loc[change.index] + change >= 0).all()


def test_a_report_without_a_threshold_is_refused() -> None:
    with pytest.raises(InternalError):
        protect(tables_of([row(60)], hierarchies()), empty_frozen(), {"state": 11})


def test_repr_shows_counts_only() -> None:
    tables = tables_of([row(7, "a")], hierarchies())
    assert repr(protect(tables, empty_frozen(), LIMITS)) == "Protection(1 of 1 withheld)"
