"""What is withheld, and why: each rule on a case small enough to check by eye."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
import pytest

from pipelines.errors import Blocked, InternalError
from pipelines.protect import Frozen, Protection, nothing_frozen, pattern, protect, starts
from pipelines.protect.pattern import PatternSearch
from pipelines.types import KEY_COLUMNS, Tables
from tests.unit.protect.synthetic import MONTH, THRESHOLD, World, freeze, tables_of

LIMITS = {"lead": THRESHOLD, "state": THRESHOLD, "year": THRESHOLD}
PEOPLE = {"counts": "persons", "unit": "persons", "people": "", "additivity": "unduplicated"}
NONE: dict[str, Any] = {"part_of": [], "sum_of": [], "partitions": [], "multi": []}
FLOW = {"counts": "requests", "unit": "requests", "people": "", "additivity": "flow", **NONE}
HOURS = {"counts": "persons", "unit": "hours", "people": "served", "additivity": "flow", **NONE}


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
    value: float | tuple[float, ...],
    code: str = "total",
    *,
    measure: str = "served",
    report: str = "lead",
    by: str = "age",
    partner: str = "",
    period: str = "2026-03",
) -> tuple[Any, ...]:
    """One published figure, or what each agency has of it."""
    place = ("partner", partner) if partner else ("consortium", "all")
    breakdown = by if code != "total" else "total"
    return (report, "t1", measure, period, *place, breakdown, code, value)


def shown(protection: Protection, **where: str) -> list[float | None]:
    """Values in print, None where withheld, of the rows that match."""
    frame = protection.safe.frame
    for column, word in where.items():
        frame = frame[frame[column] == word]
    return [None if pd.isna(v) else v for v in frame["value"]]


def decided(
    tables: Tables,
    frozen: Frozen | None = None,
    must_publish: Mapping[str, Collection[str]] | None = None,
) -> Protection:
    """What protection makes of it, under the usual thresholds."""
    return protect(tables, frozen or nothing_frozen(), LIMITS, must_publish)


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


AGES = [
    row((20, 20, 20)),
    row((10, 10, 10), "a"),
    row((8, 8, 9), "b"),
    row((2, 2, 1), "c"),
    row(0, "d"),
]
QUIET = [row((20, 20, 20)), row((10, 10, 10), "a"), row((10, 10, 10), "b")]


def test_a_small_count_takes_a_second_one_with_it() -> None:
    protection = decided(tables_of(AGES, hierarchies()))
    assert reasons(protection) == {"c/served/all": "primary", "b/served/all": "complementary"}
    assert shown(protection) == [60, 30, None, None, 0]
    frame = protection.safe.frame
    assert list(frame["status"]) == ["shown", "shown", "withheld", "withheld", "true_zero"]


def test_two_small_counts_with_a_small_sum_need_a_third() -> None:
    rows = [row((20, 20, 20)), row((18, 19, 18), "a"), row((1, 1, 1), "b"), row((1, 0, 1), "c")]
    assert shown(decided(tables_of(rows, hierarchies()))) == [60, None, None, None]


def test_where_nobody_counted_anybody_nothing_is_withheld() -> None:
    """A month of which every file was refused, or came to nothing."""
    protection = decided(tables_of([row((0, 0, 0)), row((0, 0, 0), "a")], hierarchies()))
    assert shown(protection) == [0, 0]


def test_nothing_small_nothing_withheld() -> None:
    protection = decided(tables_of([*QUIET, row(0, "c")], hierarchies()))
    assert protection.figures_withheld == 0
    assert protection.figures_checked == 4


def test_a_figure_printed_twice_is_one_figure_under_the_stricter_threshold() -> None:
    tables = tables_of([row(7, "a"), row(7, "a", report="state")], hierarchies())
    loose = protect(tables, nothing_frozen(), {"lead": 5, "state": 5})
    strict = protect(tables, nothing_frozen(), {"lead": 5, "state": 11})
    assert shown(loose) == [7, 7]
    assert shown(strict) == [None, None]


def test_a_total_is_one_figure_whatever_breakdown_it_stands_beside() -> None:
    tables = tables_of([row((20, 20, 20)), *AGES[2:4]], hierarchies(), more=AGES)
    both = [tables.frame, tables.frame.iloc[:1].assign(breakdown="age", table_id="t2")]
    again = dataclasses.replace(tables, frame=pd.concat(both, ignore_index=True))
    assert shown(decided(again)) == [60, 25, None, 60]
    assert decided(again).figures_checked == 3


def test_one_figure_with_two_values_is_an_error_that_names_it() -> None:
    tables = tables_of([row(20, "a"), row(21, "a", report="state")], hierarchies())
    with pytest.raises(InternalError, match=r"PROTECT-05.*served\|2026-03\|consortium:all\|age:a"):
        decided(tables)


def test_a_figure_that_its_partners_do_not_add_up_to_is_an_error_that_names_it() -> None:
    tables = tables_of([row((10, 10, 10), "a")], hierarchies())
    less = Tables(
        tables.month, tables.frame, tables.hierarchies, tables.coverage, tables.cells.iloc[1:]
    )
    with pytest.raises(InternalError, match=r"PROTECT-10.*served\|2026-03\|consortium:all\|age:a"):
        decided(less)


def test_a_number_that_is_missing_is_an_error() -> None:
    tables = tables_of([row((10, 10, 10))], hierarchies())
    tables.frame["value"] = float("nan")
    with pytest.raises(InternalError, match="PROTECT-01"):
        decided(tables)


def test_a_report_without_a_threshold_is_refused() -> None:
    with pytest.raises(InternalError, match="PROTECT-03"):
        protect(tables_of([row(60)], hierarchies()), nothing_frozen(), {"state": 11})


def test_hours_go_with_their_people() -> None:
    rows = [
        row((2, 2, 1), "a"),
        row((20, 10, 10), "b"),
        row((6.25, 5, 1), "a", measure="hours"),
        row((1, 1, 1), "b", measure="hours"),
    ]
    tables = tables_of(rows, hierarchies(hours={**HOURS, "partitions": ["age"]}))
    protection = decided(tables)
    assert reasons(protection) == {"a/served/all": "primary", "a/hours/all": "inherited"}
    assert shown(protection, measure="hours") == [None, 3]
    assert protection.pattern.set_index("measure")["value"].to_dict() == {
        "served": 5,
        "hours": 12.25,
    }


def test_a_few_hours_without_their_people_are_withheld() -> None:
    counts = {"a": (2, 2, 1), "b": (5, 5, 5), "c": (4, 4, 3), "d": (4, 4, 2.75)}
    rows = [row(n, code, measure="hours") for code, n in counts.items()]
    protection = decided(tables_of(rows, hierarchies(hours=HOURS)))
    assert shown(protection) == [None, 15, 11, None]


def test_hours_of_which_one_agency_has_all_but_a_quarter_can_be_withheld() -> None:
    rows = [row((2, 1, 0), "a"), row((5, 0.25, 0), "a", measure="hours")]
    assert shown(decided(tables_of(rows, hierarchies(hours=HOURS)))) == [None, None]


def test_all_but_a_few_is_as_plain_as_a_few() -> None:
    part = {**PEOPLE, **NONE, "part_of": ["served"]}
    rows = [row((20, 20, 20)), row((18, 18, 19), measure="sheltered")]
    protection = decided(tables_of(rows, hierarchies(sheltered=part)))
    assert shown(protection) == [60, None]
    assert reasons(protection) == {"total/sheltered/all": "remainder"}
    assert set(protection.certificates["measure"]) == {"sheltered"}


def test_all_but_a_few_of_one_kind_is_as_plain_as_the_other_kinds() -> None:
    kinds = {name: {**PEOPLE, **NONE} for name in ("new", "ongoing")}
    document = hierarchies(served={**PEOPLE, **NONE, "sum_of": list(kinds)}, **kinds)
    rows = [row((20, 20, 20)), row((18, 18, 19), measure="new")]
    more = [row((2, 2, 1), measure="ongoing")]
    assert shown(decided(tables_of(rows, document, more=more))) == [60, None]


def test_what_a_list_leaves_of_its_total_may_be_few() -> None:
    rows = [row((30, 25, 5)), row(30, partner="p1"), row(25, partner="p2")]
    assert None in shown(decided(tables_of(rows, hierarchies())))


def test_what_the_first_months_leave_of_a_year_to_date_may_be_few() -> None:
    periods = ("2026-01", "2026-02", "CY2026-YTD-03")
    counts = ((20, 20, 10), (10, 20, 20), (32, 42, 31))
    rows = [row(n, measure="q", period=p) for n, p in zip(counts, periods, strict=True)]
    march = [row((2, 2, 1), measure="q")]
    protection = decided(tables_of(rows, hierarchies(q=FLOW), more=march))
    assert protection.figures_withheld == 1


def test_what_a_longer_period_has_beyond_a_shorter_one_may_be_few() -> None:
    rows = [row((20, 20, 20)), row((22, 22, 21), period="CY2026-YTD-03")]
    protection = decided(tables_of(rows, hierarchies()))
    assert protection.figures_withheld == 1


def test_a_rate_goes_with_its_parts() -> None:
    part = {**PEOPLE, **NONE, "part_of": ["served"]}
    ratio = {**NONE, "counts": "persons", "additivity": "ratio", "people": "served"}
    share = {**ratio, "ratio_of": ["sheltered", "served"]}
    document = hierarchies(sheltered=part, share=share, bare=ratio)
    rows = [row((20, 20, 20)), row((2, 2, 1), measure="sheltered"), row(1 / 12, measure="share")]
    rows.append(row(0.5, measure="bare"))
    assert shown(decided(tables_of(rows, document))) == [60, None, None, None]
    rows = [row((20, 20, 20)), row((10, 10, 10), measure="sheltered"), row(0.5, measure="share")]
    safe = decided(tables_of(rows, document))
    assert shown(safe) == [60, 30, 0.5]
    assert safe.figures_checked == 2, "nothing adds up to a rate"
    absent = tables_of([row((2, 2, 1), measure="sheltered"), row(0, measure="share")], document)
    frame = absent.frame.assign(status=["shown", "not_collected"])
    safe = decided(dataclasses.replace(absent, frame=frame))
    assert safe.safe.frame["status"].tolist() == ["withheld", "not_collected"]


@pytest.mark.parametrize("status", ["shown", "true_zero", "rounded"])
def test_a_rate_goes_with_its_parts_in_whatever_way_it_is_told(status: str) -> None:
    share = {**NONE, "counts": "persons", "additivity": "ratio", "ratio_of": ["served"]}
    tables = tables_of([row((2, 2, 1)), row(0, measure="share")], hierarchies(share=share))
    told = dataclasses.replace(tables, frame=tables.frame.assign(status=["shown", status]))
    assert decided(told).safe.frame["status"].tolist() == ["withheld", "withheld"]


def test_a_rate_of_beds_whose_parts_nobody_declares_is_told() -> None:
    bare = {**NONE, "counts": "capacity", "additivity": "ratio"}
    rows = [row((2, 2, 1)), row(0.5, measure="full")]
    assert shown(decided(tables_of(rows, hierarchies(full=bare)))) == [None, 0.5]


def test_events_and_capacity_are_not_about_people() -> None:
    talks = {**NONE, "counts": "events", "additivity": "flow", "partitions": ["age"]}
    rows = [row(3, measure="talks"), row(3, "a", measure="talks")]
    protection = decided(tables_of(rows, hierarchies(talks=talks)))
    assert (protection.figures_checked, shown(protection)) == (0, [3, 3])


def test_a_total_printed_nowhere_still_links_its_two_breakdowns() -> None:
    ages = [row((12, 10, 8), "a"), row((15, 2, 3), "b"), row((3, 1, 1), "c")]
    agencies = [row(30, partner="p1"), row(13, partner="p2"), row(12, partner="p3")]
    total = [row((30, 13, 12))]
    protection = decided(tables_of([*ages, *agencies], hierarchies(), more=total))
    assert protection.figures_withheld > 1
    assert shown(protection, dim1="c") == [None]


def test_what_must_be_published_is_and_blocks_when_it_is_small() -> None:
    rows = [(r[0], "total" if n == 0 else "ages", *r[2:]) for n, r in enumerate(AGES)]
    tables = tables_of(rows, hierarchies())
    assert shown(decided(tables, None, {"lead": ["total"]}))[0] == 60
    with pytest.raises(Blocked, match=r"PROTECT-06.*served\|2026-03\|consortium:all\|age:c"):
        decided(tables, None, {"lead": ["ages:served"]})


@pytest.mark.parametrize("count", [(1, 0, 0), (4, 3, 3)])
def test_from_one_to_one_less_than_the_threshold_nothing_must_be_published(
    count: tuple[int, int, int],
) -> None:
    tables = tables_of([row(count)], hierarchies())
    with pytest.raises(Blocked, match=r"PROTECT-06.*served\|2026-03\|consortium:all"):
        decided(tables, None, {"lead": ["t1"]})


@pytest.mark.parametrize("count", [(0, 0, 0), (4, 4, 3)])
def test_none_and_the_threshold_itself_may_be(count: tuple[int, int, int]) -> None:
    tables = tables_of([row(count)], hierarchies())
    assert shown(decided(tables, None, {"lead": ["t1"]})) == [sum(count)]


def test_what_must_be_published_and_gives_a_small_count_away_blocks() -> None:
    part = {**PEOPLE, **NONE, "part_of": ["served"]}
    rows = [row((20, 20, 20)), row((18, 18, 19), measure="sheltered")]
    tables = tables_of(rows, hierarchies(sheltered=part))
    with pytest.raises(Blocked, match=r"PROTECT-04.*served\|2026-03\|consortium:all"):
        decided(tables, None, {"lead": ["t1"]})


def test_people_who_are_all_of_one_agency_need_no_protection_from_it() -> None:
    """No number of p1's can be kept from p1."""
    rows = [row(40, partner="p1"), row(37, "a", partner="p1"), row(3, "b", partner="p1")]
    assert shown(decided(tables_of(rows, hierarchies()))) == [40, None, None]


def test_the_few_between_two_figures_need_no_protection_from_the_agency_they_are_of() -> None:
    """Against p1 the 3 could only be 11 if p2 had asked for more than 22."""
    people = {**PEOPLE, **NONE}
    sheltered, served = ({**people, "part_of": [whole]} for whole in ("served", "asked"))
    document = hierarchies(served=served, sheltered=sheltered, asked=people)
    rows = [row((23, 20, 0)), row((20, 20, 0), measure="sheltered")]
    rows.append(row(22, measure="asked", partner="p2"))
    tables = tables_of(rows, document, more=[row((40, 22, 0), measure="asked")])
    assert shown(decided(tables, None, {"lead": ["t1:sheltered"]})) == [None, 40, 22]


TWO_AGENCIES = [row((22, 41, 0)), row((2, 21, 0), "a"), row((20, 20, 0), "b")]
TWO_AGENCIES += [row(22, partner="p1"), row(2, "a", partner="p1"), row(20, "b", partner="p1")]
TWO_AGENCIES += [row(41, partner="p2"), row(21, "a", partner="p2"), row(20, "b", partner="p2")]


def test_a_partner_cannot_subtract_its_own() -> None:
    """The four inner figures would do against the public; p2 knows its part of 23."""
    protection = decided(tables_of(TWO_AGENCIES, hierarchies()))
    assert shown(protection, geography="all") == [63, None, None]


def test_what_must_be_published_and_lets_a_partner_subtract_its_own_blocks() -> None:
    """Nothing is demanded less because of what is published now."""
    named = [(one[0], "sums" if one[5] == "all" else "inner", *one[2:]) for one in TWO_AGENCIES]
    with pytest.raises(Blocked, match=r"PROTECT-04.*served\|2026-03\|partner:p1\|age:a"):
        decided(tables_of(named, hierarchies()), None, {"lead": ["sums"]})


def test_empty_places_protect_nothing() -> None:
    """Whoever knows that nobody of age d was served is not misled by withholding the 0."""
    rows = [row((12, 12, 6)), row((10, 10, 5), "a"), row((2, 2, 1), "c"), row((0, 0, 0), "d")]
    rows = [(*one[:1], name, *one[2:]) for one, name in zip(rows, "hhtt", strict=True)]
    with pytest.raises(Blocked, match=r"PROTECT-04.*age:c"):
        decided(tables_of(rows, hierarchies()), None, {"lead": ["h"]})


def crossed(counts: Mapping[str, tuple[float, float, float]]) -> Tables:
    """Agencies by age with all totals: what p1, p2 and p3 have of each age."""
    agencies = ("p1", "p2", "p3")
    total = tuple(map(sum, zip(*counts.values(), strict=True)))
    rows = [row(total), *(row(n, partner=p) for p, n in zip(agencies, total, strict=True))]
    for code, shares in counts.items():
        rows.append(row(shares, code))
        rows += [row(n, code, partner=p) for p, n in zip(agencies, shares, strict=True)]
    return tables_of(rows, hierarchies())


@pytest.fixture
def without_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """One start, which begins with sums and differences."""
    monkeypatch.setattr(starts, "MIDDLE", 0)
    monkeypatch.setattr(PatternSearch, "_cover_lines", lambda _: None)


@pytest.mark.usefixtures("without_lines")
def test_elimination_finds_what_withholds_less() -> None:
    """Certificates alone would withhold eight."""
    tables = crossed({"a": (14, 30, 0), "b": (5, 30, 0), "c": (14, 0, 0)})
    assert decided(tables).figures_withheld <= 6


@pytest.mark.usefixtures("without_lines")
def test_what_turns_out_not_to_be_needed_is_published_again() -> None:
    """Ten are withheld on the way; p2's 30 of age b or p3's 30 of age a need not be."""
    tables = crossed({"a": (14, 0, 30), "b": (14, 30, 2), "c": (14, 5, 3)})
    assert decided(tables).figures_withheld <= 9


@pytest.mark.usefixtures("without_lines")
def test_where_the_searches_are_used_up_what_is_withheld_stays_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The ten of the case above: nothing is wrong with them, and nothing is looked for."""
    monkeypatch.setattr(pattern, "ENOUGH", 0)
    tables = crossed({"a": (14, 0, 30), "b": (14, 30, 2), "c": (14, 5, 3)})
    assert decided(tables).figures_withheld == 10


def test_what_readers_miss_most_is_published_again_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Either p2's 14 of age a or p3's 30 need not be withheld: the 30 is printed."""
    monkeypatch.setattr(starts, "MIDDLE", 0)
    found = decided(crossed({"a": (14, 14, 30), "b": (14, 200, 30), "c": (0, 2, 14)}))
    assert shown(found, geography="p2", dim1="a") == [None]
    assert shown(found, geography="p3", dim1="a") == [30]


def test_what_would_give_a_few_away_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The total less a and b is c, whatever else might move: that costs no search to know."""
    tried: list[int] = []
    monkeypatch.setattr(PatternSearch, "_publish_again", lambda _, unknown: tried.append(unknown))
    assert shown(decided(tables_of(AGES, hierarchies()))) == [60, 30, None, None, 0]
    assert tried == []


def test_the_same_tables_give_the_same_pattern_in_any_order_of_rows() -> None:
    tables = World(3, partners=6, counties=20).tables()
    first = decided(tables)
    order = tables.frame.sample(frac=1, random_state=1).index
    mixed = tables.cells.sample(frac=1, random_state=2)
    shuffled = decided(
        Tables(tables.month, tables.frame.loc[order], tables.hierarchies, tables.coverage, mixed)
    )
    pd.testing.assert_frame_equal(first.pattern, shuffled.pattern)
    pd.testing.assert_frame_equal(first.safe.frame, shuffled.safe.frame.sort_index())
    pd.testing.assert_frame_equal(first.certificates, shuffled.certificates)


PLAIN = """
import sys
sys.modules["numba"] = None
from tests.unit.protect.test_protection import decided
from tests.unit.protect.synthetic import World
protection = decided(World(2, partners=5, counties=8).tables())
print(protection.pattern.to_csv(), protection.certificates.to_csv())
"""


def test_without_numba_the_pattern_and_its_certificates_are_the_same() -> None:
    words = [sys.executable, "-W", "ignore", "-c", PLAIN]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    here = decided(World(2, partners=5, counties=8).tables())
    assert told.strip() == f"{here.pattern.to_csv()} {here.certificates.to_csv()}".strip()


def test_every_withheld_figure_has_a_reason_and_no_value() -> None:
    protection = decided(World(2, partners=6, counties=20).tables())
    frame = protection.safe.frame
    withheld = frame[frame["status"] == "withheld"]
    assert withheld["value"].isna().all()
    assert frame[frame["status"] != "withheld"]["value"].notna().all()
    ratios = withheld["measure"] == "sheltered_share"
    keys = set(map(tuple, withheld.loc[~ratios, list(KEY_COLUMNS)].to_numpy()))
    assert keys == set(map(tuple, protection.pattern[list(KEY_COLUMNS)].to_numpy()))
    assert protection.pattern["because"].str.len().min() > 0
    assert protection.safe.month == MONTH


def test_repr_shows_counts_only() -> None:
    tables = tables_of([row(7, "a")], hierarchies())
    assert repr(decided(tables)) == "Protection(1 of 1 withheld)"
    assert repr(freeze(tables, decided(tables).safe)) == "Frozen(1 figures)"
