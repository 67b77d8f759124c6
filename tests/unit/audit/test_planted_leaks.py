"""The attacker finds every planted leak, and passes what protection made."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pipelines.audit
import pipelines.protect
from pipelines.audit import AuditResult, audit_published
from pipelines.errors import UsageError
from pipelines.protect import nothing_frozen, protect
from pipelines.types import SafeTables
from schemas.catalog import load_catalog
from schemas.periods import Month
from tests.unit.protect.synthetic import World, freeze, release, tables_of
from tests.unit.protect.test_protection import LIMITS, NONE, PEOPLE, hierarchies, row

MARCH = Month(2026, 3)
CODES = (("a", 30), ("b", 25), ("c", 15), ("d", 15))
FLOW = {"counts": "requests", "unit": "requests", "people": "", "additivity": "flow", **NONE}


def publish(  # noqa: PLR0913, PLR0917  the columns of an edition
    root: Path,
    rows: list[tuple[Any, ...]],
    hidden: set[int],
    document: dict[str, Any] | None = None,
    month: Month = MARCH,
    version: int = 1,
    missing: frozenset[int] = frozenset(),
) -> None:
    """Release rows with those at the positions `hidden` withheld, whatever protection would say.

    Those at the positions `missing` are not available.
    """
    tables = tables_of(rows, document or hierarchies(), month)
    frame = tables.frame.copy()
    is_hidden = pd.Series(frame.index.isin(hidden), index=frame.index)
    frame["status"] = frame["status"].mask(is_hidden, "withheld")
    is_missing = pd.Series(frame.index.isin(missing), index=frame.index)
    frame["status"] = frame["status"].mask(is_missing, "not_available")
    frame["value"] = frame["value"].mask(is_hidden | is_missing)
    release(root, SafeTables(month, frame, tables.hierarchies, tables.coverage), version)


def kinds(result: AuditResult) -> set[tuple[str, str]]:
    """Kind and code (or measure) of every failure."""
    return {
        (f.kind, f.label.dim1 if f.label.dim1 != "total" else f.label.measure)
        for f in result.failures
    }


AGES = [row(60), row(30, "a"), row(25, "b"), row(5, "c"), row(0, "d")]


def test_total_minus_its_parts(tmp_path: Path) -> None:
    publish(tmp_path, AGES, {3})
    result = audit_published([tmp_path])
    assert kinds(result) == {("derived", "c")}
    assert [(f.low, f.high, f.report, f.table) for f in result.failures] == [(5, 5, "lead", "t1")]
    assert result.summary == {
        "result": "fail",
        "figures_checked": 5,
        "figures_withheld": 1,
        "attackers": {"outsider": {"checked": 5, "result": "fail"}},
    }


def test_two_withheld_with_a_small_sum(tmp_path: Path) -> None:
    publish(tmp_path, [row(60), row(55, "a"), row(3, "b"), row(2, "c"), row(0, "d")], {2, 3})
    assert audit_published([tmp_path]).result == "pass", "0 fits: an outsider cannot exclude it"
    publish(
        tmp_path, [row(60), row(55, "a"), row(3, "b"), row(2, "c"), row(0, "d")], {2, 3}, version=2
    )
    document = hierarchies(part={**PEOPLE, **NONE, "part_of": ["served"], "partitions": ["age"]})
    leak = [
        row(60),
        row(55, "a"),
        row(3, "b"),
        row(2, "c"),
        row(0, "d"),
        row(20, "b", measure="part"),
    ]
    other = tmp_path / "other"
    publish(other, [*leak[:5], row(1, "b", measure="part")], {2, 3}, document)
    assert ("derived", "b") in kinds(audit_published([other])), "1 to 5"


def test_small_numbers_in_print(tmp_path: Path) -> None:
    publish(tmp_path, AGES, set())
    assert kinds(audit_published([tmp_path])) == {("small", "c")}


def test_a_well_protected_table_passes(tmp_path: Path) -> None:
    publish(tmp_path, AGES, {2, 3})
    result = audit_published([tmp_path])
    assert result.result == "pass"
    assert result.failures == ()
    json.dumps(result.details)


def test_zeros_alone_protect_nothing(tmp_path: Path) -> None:
    rows = [row(35), row(30, "a"), row(5, "b"), row(0, "c"), row(0, "d")]
    publish(tmp_path, rows, {2})
    assert kinds(audit_published([tmp_path])) == {("derived", "b")}


def test_a_linked_table_without_its_total(tmp_path: Path) -> None:
    agencies = [row(30, partner="p1"), row(15, partner="p2"), row(15, partner="p3")]
    publish(tmp_path, [*AGES[1:], *agencies], {2})
    assert kinds(audit_published([tmp_path])) == {("derived", "c")}


def test_two_funders(tmp_path: Path) -> None:
    copy = [(*("state", "t9"), *figure[2:]) for figure in AGES[3:4]]
    publish(tmp_path, [*AGES, *copy], {2, 3})
    found = kinds(audit_published([tmp_path]))
    assert ("elsewhere", "c") in found
    assert ("derived", "b") in found


def test_month_from_a_year_and_eleven_months(tmp_path: Path) -> None:
    document = hierarchies(requests=FLOW)
    months = [Month(2025, 10).plus(n) for n in range(12)]
    for at, month in enumerate(months):
        rows = [row(5 if at == 6 else 20, measure="requests", period=str(month))]
        publish(tmp_path, rows, {0} if at == 6 else set(), document, month)
    assert audit_published([tmp_path]).result == "pass"
    year = [row(225, measure="requests", period="FFY2026", report="year")]
    publish(tmp_path, year, set(), document, months[11])
    assert [f.label.period for f in audit_published([tmp_path]).failures] == ["2026-04"]


def test_month_from_two_years_to_date(tmp_path: Path) -> None:
    document = hierarchies(requests=FLOW)
    publish(
        tmp_path,
        [row(100, measure="requests", period="CY2026-YTD-02")],
        set(),
        document,
        Month(2026, 2),
    )
    publish(
        tmp_path, [row(105, measure="requests", period="CY2026-YTD-03")], set(), document, MARCH
    )
    result = audit_published([tmp_path])
    assert [(f.kind, f.label.period, f.low) for f in result.failures] == [
        ("remainder", "2026-03", 5)
    ]


def test_a_restatement_by_a_few(tmp_path: Path) -> None:
    publish(tmp_path, [row(60)], set())
    publish(tmp_path, [row(64)], set(), version=2)
    assert kinds(audit_published([tmp_path])) == {("restated", "served")}


def test_a_restated_total_that_its_parts_give_back(tmp_path: Path) -> None:
    publish(tmp_path, [row(60), row(30, "a"), row(30, "b"), row(0, "c"), row(0, "d")], set())
    publish(
        tmp_path, [row(64), row(34, "a"), row(30, "b"), row(0, "c"), row(0, "d")], {1}, version=2
    )
    assert {kind for kind, _ in kinds(audit_published([tmp_path]))} == {"derived", "restated"}


KINDS = {
    "served": {**PEOPLE, **NONE, "sum_of": ["new", "ongoing"]},
    "new": {**PEOPLE, **NONE},
    "ongoing": {**PEOPLE, **NONE},
    "sheltered": {**PEOPLE, **NONE, "part_of": ["new"]},
}


def test_a_part_that_one_list_leaves_out_and_another_gives(tmp_path: Path) -> None:
    new = [row(40, measure="new"), *(row(n, measure="new", partner=p) for n, p in ((5, "p1"),))]
    new.append(row(15, measure="new", partner="p3"))
    publish(tmp_path / "list", new, {1}, hierarchies(**KINDS))
    assert audit_published([tmp_path / "list"]).result == "pass", "of p2 nothing is said"
    second = [row(40, partner="p2"), row(20, measure="ongoing", partner="p2")]
    publish(tmp_path / "both", [*new, *second], {1}, hierarchies(**KINDS))
    failures = audit_published([tmp_path / "both"]).failures
    assert [(f.kind, f.label.geography, f.low, f.high) for f in failures] == [
        ("derived", "p1", 5, 5)
    ]


def test_a_few_whom_nobody_prints(tmp_path: Path) -> None:
    rows = [row(60, measure="new"), row(35, measure="new", partner="p1")]
    rows += [row(35, partner="p2"), row(30, measure="ongoing", partner="p2")]
    publish(tmp_path, rows, set(), hierarchies(**KINDS))
    failures = audit_published([tmp_path]).failures
    assert {(f.kind, f.low, f.high) for f in failures} == {("remainder", 5, 5)}


def test_a_bound_through_a_figure_that_nobody_prints(tmp_path: Path) -> None:
    rows = [row(8), row(5, measure="sheltered")]
    publish(tmp_path, rows, {0, 1}, hierarchies(**KINDS))
    assert audit_published([tmp_path]).result == "pass"
    publish(tmp_path / "told", rows, {1}, hierarchies(**KINDS))
    publish(tmp_path / "told", [row(0)], set(), hierarchies(**KINDS), version=2)
    found = audit_published([tmp_path / "told"])
    assert ("derived", "sheltered") in kinds(found), "nobody served, nobody sheltered"


def test_a_month_restated_of_a_total_that_nobody_prints(tmp_path: Path) -> None:
    """The year rests on the month as it was: what is missing of the month is not derived."""
    flow = {**FLOW, "partitions": ["age"]}
    document = hierarchies(requests=flow)
    months = [Month(2026, 1), Month(2026, 2), MARCH]
    for month in months:
        rows = [row(n, code, measure="requests", period=str(month)) for code, n in CODES]
        total = [row(85, measure="requests", period="2026-01")] if month == months[0] else []
        publish(tmp_path, [*total, *rows], set(), document, month)
    quarter = [row(255, measure="requests", period="CY2026-Q1", report="year")]
    publish(tmp_path, quarter, set(), document, MARCH)
    assert audit_published([tmp_path]).result == "pass"
    again = [row(n + 20, code, measure="requests", period="2026-01") for code, n in CODES]
    again.append(row(165, measure="requests", period="2026-01"))
    publish(tmp_path, again, set(), document, months[0], version=2)
    assert audit_published([tmp_path]).result == "pass"


@pytest.mark.parametrize("agencies", [(), (40.0, None, 60.0)])
def test_a_year_that_an_agency_lacks_bounds_no_month(
    tmp_path: Path, agencies: tuple[float | None, ...]
) -> None:
    """Its sum goes without the agency, or is not available either: a month may have more people."""
    rows = [row(150)]
    rows += [row(n, partner=p) for p, n in (("p1", 35), ("p2", 62), ("p3", 53))]
    publish(tmp_path, rows, {1, 2, 3})
    assert audit_published([tmp_path]).result == "pass"
    year = [row(100, period="FFY2026", report="year")]
    year += [
        row(n or 0, partner=f"p{at}", period="FFY2026", report="year")
        for at, n in enumerate(agencies, 1)
    ]
    publish(
        tmp_path, year, set(), month=Month(2026, 9), missing=frozenset({2} if agencies else {0})
    )
    assert audit_published([tmp_path]).failures == ()


def test_all_but_a_few(tmp_path: Path) -> None:
    document = hierarchies(sheltered={**PEOPLE, **NONE, "part_of": ["served"]})
    publish(tmp_path, [row(60), row(55, measure="sheltered")], set(), document)
    assert kinds(audit_published([tmp_path])) == {("remainder", "served")}


def test_a_rate_with_a_known_base(tmp_path: Path) -> None:
    share = {
        **NONE,
        "counts": "persons",
        "additivity": "ratio",
        "ratio_of": ["sheltered", "served"],
    }
    document = hierarchies(sheltered={**PEOPLE, **NONE, "part_of": ["served"]}, share=share)
    rows = [row(60), row(5, measure="sheltered"), row(5 / 60, measure="share")]
    publish(tmp_path, rows, {1}, document)
    assert kinds(audit_published([tmp_path])) == {("rate", "share")}


def test_people_counted_in_several_parts_are_bounded_not_summed(tmp_path: Path) -> None:
    rows = [row(20), row(14, "s", by="service"), row(8, "t", by="service")]
    publish(tmp_path, rows, {2})
    result = audit_published([tmp_path])
    assert ("derived", "t") not in kinds(result), "6 to 20 fit"
    rows = [row(20), row(12, "s", by="service"), row(8, "t", by="service")]
    publish(tmp_path / "low", [row(8), *rows[1:]], {0, 1, 2})
    assert audit_published([tmp_path / "low"]).result == "pass"


def test_focus_examines_only_what_it_touches(tmp_path: Path) -> None:
    publish(tmp_path, AGES, {3})
    later = [(*figure[:3], "2026-04", *figure[4:]) for figure in AGES]
    publish(tmp_path, later, {2, 3}, month=Month(2026, 4))
    assert audit_published([tmp_path], focus=[tmp_path / "2026-04"]).result == "pass"
    assert audit_published([tmp_path]).result == "fail"


def test_contradicting_figures_do_not_stop_the_attacker(tmp_path: Path) -> None:
    rows = [row(60), row(40, "a"), row(25, "b"), row(5, "c"), row(0, "d")]
    publish(tmp_path, rows, {3})
    assert kinds(audit_published([tmp_path])) == {("derived", "c")}


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="AUDIT-01"):
        audit_published([tmp_path])
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="AUDIT-02"):
        audit_published([tmp_path])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_protection_made_passes_and_primary_alone_does_not(seed: int, tmp_path: Path) -> None:
    tables = World(seed, partners=6, counties=20).tables()
    protection = protect(tables, nothing_frozen(), LIMITS)
    release(tmp_path / "good", protection.safe)
    assert audit_published([tmp_path / "good"]).result == "pass"
    is_small = (tables.frame["value"] > 0) & (tables.frame["value"] < 11)
    frame = tables.frame.assign(status=tables.frame["status"].mask(is_small, "withheld"))
    frame["value"] = frame["value"].mask(is_small)
    release(tmp_path / "bad", SafeTables(tables.month, frame, tables.hierarchies, tables.coverage))
    result = audit_published([tmp_path / "bad"])
    assert any(failure.kind == "derived" for failure in result.failures)


def test_a_quarter_of_months_its_report_and_a_restatement_pass(tmp_path: Path) -> None:
    world = World(5, partners=3, counties=4)
    months = [Month(2026, 1).plus(n) for n in range(3)]
    drawn = {str(month): (world.people(month), world.requests(month)) for month in months}
    frozen = nothing_frozen()
    for month in months:
        spans = {str(month): drawn[str(month)]}
        if month == months[-1]:
            people = world.year([people for people, _ in drawn.values()])
            spans["CY2026-Q1"] = (people, pd.concat([requests for _, requests in drawn.values()]))
        tables = world.count(spans, month)
        safe = protect(tables, frozen, LIMITS).safe
        release(tmp_path, safe)
        frozen = freeze(tables, safe, before=frozen)
    assert audit_published([tmp_path]).result == "pass"
    people, requests = drawn["2026-02"]
    late = people[people["partner"] == "p03"].head(4)
    late = late.assign(person=late["person"] + "x")
    tables = world.count({"2026-02": (pd.concat([people, late]), requests)}, months[1])
    protection = protect(tables, frozen, LIMITS)
    assert protection.figures_withheld > 0
    folders = release(tmp_path, protection.safe, version=2)
    assert audit_published([tmp_path], focus=folders).result == "pass"


def test_audit_and_protection_share_no_code() -> None:
    for package, other in (
        (pipelines.audit, "pipelines.protect"),
        (pipelines.protect, "pipelines.audit"),
    ):
        for path in Path(str(package.__file__)).parent.glob("*.py"):
            names = [
                node.module or ""
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.ImportFrom)
            ]
            assert not [name for name in names if name.startswith(other)]


def rounded(root: Path, report: str, *values: float) -> None:
    """A report that rounds the total, age a and age c."""
    codes = ("total", "a", "c")
    rows = [row(n, code, report=report) for n, code in zip(values, codes, strict=True)]
    tables = tables_of(rows, hierarchies(), MARCH)
    frame = tables.frame.assign(status="rounded")
    release(root, SafeTables(MARCH, frame, tables.hierarchies, tables.coverage))


def test_rounding_twice(tmp_path: Path) -> None:
    """Of age c there are 25 to 35 to the nearest ten, and 35 to 49 to the nearest fourteen."""
    rounded(tmp_path, "lead", 250, 60, 30)
    assert audit_published([tmp_path]).result == "pass"
    rounded(tmp_path, "state", 252, 56, 42)
    failures = audit_published([tmp_path]).failures
    assert {(f.kind, f.label.dim1, f.low, f.high) for f in failures} == {("derived", "c", 35, 35)}


def test_a_rounded_figure_that_can_only_be_small(tmp_path: Path) -> None:
    rounded(tmp_path, "lead", 250, 50, 5)
    failures = audit_published([tmp_path]).failures
    assert {(f.kind, f.label.dim1, f.low, f.high) for f in failures} == {("derived", "c", 3, 7)}


def test_figures_changed_at_random_may_be_as_far_away_as_the_threshold(tmp_path: Path) -> None:
    rounded(tmp_path, "lead", 251, 50, 13)
    assert audit_published([tmp_path]).result == "pass", "2 to 24"


def test_households_are_people_and_what_they_leave_is_too(tmp_path: Path) -> None:
    """Heads of household beside all people tell how many are no heads: a few are worked out."""
    facts = load_catalog().measures
    named = ("housed_in_households", "households", "household_members")
    declared = {
        name: {
            **PEOPLE,
            **NONE,
            "counts": str(facts[name].counts),
            "unit": facts[name].unit,
            "sum_of": [part for part in facts[name].sum_of if part in named],
        }
        for name in named
    }
    document = hierarchies(**declared)
    few = [row(n, measure=name) for n, name in zip((34, 30, 4), named, strict=True)]
    publish(tmp_path / "leak", few, {2}, document)
    assert ("derived", "household_members") in kinds(audit_published([tmp_path / "leak"]))
    publish(tmp_path / "kept", few, {1, 2}, document)
    assert audit_published([tmp_path / "kept"]).result == "pass"
    rows = [row(34, measure="housed"), row(30, measure="heads")]
    tied = hierarchies(housed={**PEOPLE, **NONE}, heads={**PEOPLE, **NONE, "part_of": ["housed"]})
    publish(tmp_path / "tied", rows, set(), tied)
    assert audit_published([tmp_path / "tied"]).result == "fail", "four are no heads"
    publish(tmp_path / "loose", rows, set(), hierarchies(housed=PEOPLE | NONE, heads=PEOPLE | NONE))
    assert audit_published([tmp_path / "loose"]).result == "pass", "nobody said that heads are part"
