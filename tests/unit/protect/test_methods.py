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
from tests.unit.protect.test_protection import AGES, FLOW, LIMITS, decided, hierarchies, row

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
