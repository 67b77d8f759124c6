"""Reports of several methods in one month, and a report that changes its method."""

from __future__ import annotations

import dataclasses

import pytest

from pipelines.errors import Blocked
from pipelines.protect import Frozen
from pipelines.protect.methods import PERTURBED, protect_as_declared
from pipelines.types import Tables
from schemas.model import Method
from schemas.periods import Month
from tests.unit.protect.declared import SECRET, as_declared, report
from tests.unit.protect.synthetic import World, freeze, tables_of
from tests.unit.protect.test_protection import (
    AGES,
    FLOW,
    LIMITS,
    NONE,
    PEOPLE,
    decided,
    hierarchies,
    row,
)

KEYED = report("state", Method.CELL_KEY)


def released(tables: Tables, *, by_key: bool) -> Frozen:
    """What is kept of a release of these tables."""
    method = Method.CELL_KEY if by_key else Method.WITHHOLD
    frozen = freeze(tables, as_declared(tables, [report(method=method)]).safe)
    figures = frozen.figures
    if by_key:
        figures = figures.assign(status=figures["status"].mask(figures["value"] >= 0, PERTURBED))
    return dataclasses.replace(frozen, figures=figures)


def test_reports_that_withhold_are_protected_as_ever() -> None:
    tables = World(1, partners=4, counties=6).tables()
    found = as_declared(tables, [report(), report("state")])
    plain = decided(tables)
    assert found.safe.frame.equals(plain.safe.frame)
    assert found.pattern.equals(plain.pattern)
    assert found.figures_checked == plain.figures_checked
    assert LIMITS["lead"] == report().threshold


def test_exact_and_changed_counts_of_the_same_people_are_refused() -> None:
    rows = [row(60), row(60, report="state")]
    with pytest.raises(Blocked, match=r"PROTECT-14.*state: served") as refused:
        as_declared(tables_of(rows, hierarchies()), [report(), KEYED])
    assert "60" not in str(refused.value)


def test_so_are_they_through_another_measure_of_the_same_people() -> None:
    document = hierarchies(sheltered={**hierarchies()["measures"]["served"], "part_of": ["served"]})
    rows = [row(60), row(40, measure="sheltered", report="state")]
    with pytest.raises(Blocked, match="PROTECT-14"):
        as_declared(tables_of(rows, document), [report(), KEYED])


def test_other_people_may_be_told_of_in_another_way() -> None:
    rows = [row(60), *[(*("state", "t1", "requests"), *r[3:]) for r in AGES]]
    tables = tables_of(rows, hierarchies(requests={**FLOW, "partitions": ["age"]}))
    linked = {"served": "served", "requests": "requests"}
    frozen = released(dataclasses.replace(tables, frame=tables.frame.iloc[:1]), by_key=False)
    found = protect_as_declared(tables, frozen, [report(), KEYED], linked, lambda: SECRET)
    assert found.safe.frame["status"].tolist() == ["shown", *["rounded"] * 5]
    assert found.safe.frame.index.equals(tables.frame.index)
    assert found.figures_checked == 6


def test_the_strictest_threshold_holds_for_all_that_is_changed_by_key() -> None:
    rows = [row(n, code) for code, n in zip("abcd", (6, 7, 8, 9), strict=True)]
    loose = report(method=Method.CELL_KEY, threshold=5)
    strict = report("state", Method.CELL_KEY, threshold=20)
    both = tables_of([*rows, *[("state", *one[1:]) for one in rows]], hierarchies())
    values = as_declared(both, [loose, strict]).safe.frame["value"]
    assert values.eq(0).any()
    assert (values.eq(0) | values.ge(20)).all()


@pytest.mark.parametrize("by_key", [True, False])
def test_a_method_cannot_change_while_its_months_are_told(*, by_key: bool) -> None:
    march = tables_of([row(60)], hierarchies())
    before = released(march, by_key=by_key)
    changed = report(method=Method.WITHHOLD if by_key else Method.CELL_KEY)
    with pytest.raises(Blocked, match="PROTECT-14"):
        as_declared(march, [changed], before)
    year = tables_of([row(90, period="CY2026-YTD-04")], hierarchies(), Month(2026, 4))
    with pytest.raises(Blocked, match="PROTECT-14"):
        as_declared(year, [changed], before)
    later = tables_of([row(90, period="2026-04")], hierarchies(), Month(2026, 4))
    assert len(as_declared(later, [changed], before).safe.frame) == 1


def test_earlier_changed_counts_of_other_people_take_no_part() -> None:
    """Their exact values are known to nobody, and stand in no equation."""
    document = hierarchies(requests={**FLOW, "partitions": ["age"]})
    asked = tables_of([(*r[:2], "requests", *r[3:]) for r in AGES], document)
    before = released(asked, by_key=True)
    tables = tables_of(AGES, document)
    linked = {"served": "served", "requests": "requests"}
    found = protect_as_declared(tables, before, [report()], linked, lambda: SECRET)
    assert found.safe.frame.equals(decided(tables).safe.frame)
    assert found.pattern.equals(decided(tables).pattern)


@pytest.mark.parametrize("by_key", [True, False])
def test_a_year_to_date_goes_on_in_the_way_that_its_months_were_told(*, by_key: bool) -> None:
    march = tables_of([row(60)], hierarchies())
    before = released(march, by_key=by_key)
    same = report(method=Method.CELL_KEY if by_key else Method.WITHHOLD)
    year = tables_of([row(90, period="CY2026-YTD-04")], hierarchies(), Month(2026, 4), [row(60)])
    status = as_declared(year, [same], before).safe.frame["status"]
    assert status.tolist() == ["rounded" if by_key else "shown"]


def test_what_a_report_declares_it_must_publish_is_not_withheld_instead() -> None:
    few = tables_of([row((2, 2, 1))], hierarchies())
    assert as_declared(few, [report()]).figures_withheld == 1
    with pytest.raises(Blocked, match="PROTECT-06"):
        as_declared(few, [report(must_publish=("t1",))])


def test_exact_events_of_the_same_months_are_no_reason_to_refuse() -> None:
    """Talks protect nobody, whoever heard them: exact ones, now and before, tell of no people."""
    talks = {**NONE, "counts": "events", "additivity": "flow"}
    rows = [row(3, measure="talks"), row(60, report="state")]
    tables = tables_of(rows, hierarchies(talks=talks))
    alone = dataclasses.replace(tables, frame=tables.frame.iloc[:1])
    before = released(alone, by_key=False)
    found = as_declared(tables, [report(), KEYED], before)
    assert found.safe.frame["status"].tolist() == ["shown", "rounded"]


def test_a_refusal_names_what_is_told_twice_and_by_whom_in_order() -> None:
    """A measure that is linked to none is the same people as itself; what is told once is not."""
    measures = {name: {**PEOPLE, **NONE} for name in ("zeroth", "asked", "other", "turned_away")}
    told = [("state", "served"), ("state", "zeroth"), ("court", "served"), ("court", "other")]
    rows = [row(60, measure=name, report=who) for who, name in told]
    rows += [row(60, measure=name) for name in ("served", "turned_away")]
    rows += [row(60, measure="asked", report="city")]
    reports = [report(), *(report(who, Method.CELL_KEY) for who in ("state", "court", "city"))]
    linked = {"zeroth": "turned away", "turned_away": "turned away"}
    with pytest.raises(Blocked) as refused:
        protect_as_declared(
            tables_of(rows, hierarchies(**measures)), _nothing(), reports, linked, lambda: SECRET
        )
    assert "court, state: served, zeroth: one report changes" in str(refused.value)
    assert "city" not in str(refused.value)


def test_what_is_changed_by_key_is_held_to_no_threshold_but_its_own() -> None:
    """It stands first, as it was declared; printed twice it is one figure."""
    requests = [(*r[:2], "requests", *r[3:]) for r in AGES]
    again = [("lead", "t2", *requests[0][2:])]
    rows = [*requests, *again, row(60, report="state")]
    tables = tables_of(rows, hierarchies(requests={**FLOW, "partitions": ["age"]}))
    loose, strict = report(method=Method.CELL_KEY, threshold=2), report("state", threshold=60)
    linked = {"served": "served", "requests": "requests"}
    found = protect_as_declared(tables, _nothing(), [loose, strict], linked, lambda: SECRET)
    assert found.safe.frame.index.equals(tables.frame.index)
    assert found.safe.frame["status"].tolist() == [*["rounded"] * 6, "shown"]
    assert (found.safe.frame["value"] - tables.frame["value"]).abs().max() <= 2
    assert found.figures_checked == 6


def test_the_secret_is_asked_for_only_when_it_is_needed() -> None:
    def secret() -> bytes:
        raise AssertionError

    tables = tables_of(AGES, hierarchies())
    protect_as_declared(tables, _nothing(), [report()], {}, secret)
    with pytest.raises(AssertionError):
        protect_as_declared(tables, _nothing(), [report(method=Method.CELL_KEY)], {}, secret)


def _nothing() -> Frozen:
    frozen = released(tables_of([row(60)], hierarchies()), by_key=False)
    return Frozen(frozen.figures.iloc[:0], frozen.cells.iloc[:0])
