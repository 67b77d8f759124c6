"""The same months under two names: what one report withholds, another must not tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.audit import AuditResult, audit_published, named
from tests.unit.audit.test_planted_leaks import publish
from tests.unit.audit.told import MARCH, Told
from tests.unit.protect.test_protection import NONE, PEOPLE, hierarchies, row

NAMES = [("CY2026-Q1", "FFY2026-Q2"), ("FFY2026-Q2", "SFY2026-Q3"), ("CY2026-Q1", "CY2026-YTD-03")]
AGES = {"total": 60, "a": 30, "b": 25, "c": 5, "d": 0}


def quarter(root: Path, one: str, other: str) -> None:
    """One report withholds b and c; another tells b of the same months."""
    rows = [row(n, code, period=one) for code, n in AGES.items()]
    publish(root, [*rows, row(25, "b", period=other, report="state")], {2, 3})


@pytest.mark.parametrize(("one", "other"), NAMES)
def test_what_is_withheld_under_one_name_and_told_under_another(
    tmp_path: Path, one: str, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarter(tmp_path, one, other)
    found = {(f.kind, f.label.dim1) for f in audit_published([tmp_path]).failures}
    assert {("elsewhere", "b"), ("derived", "c")} <= found
    monkeypatch.setattr(named, "one_name", lambda printed, _=(): {p: p for p in printed})
    assert audit_published([tmp_path]).result == "pass"


@pytest.mark.parametrize(("by_year", "result"), [(True, "pass"), (False, "fail")])
def test_a_count_of_another_fiscal_year_is_another_count(
    tmp_path: Path, *, by_year: bool, result: str
) -> None:
    """Who is new in one fiscal year need not be new in another."""
    new = {**PEOPLE, **NONE, "partitions": ["age"], "by_fiscal_year": by_year}
    rows = [row(n, code, measure="new", period="CY2026-Q1") for code, n in AGES.items()]
    told = row(20, "b", measure="new", period="FFY2026-Q2", report="state")
    publish(tmp_path, [*rows, told], {2, 3}, hierarchies(new=new))
    assert audit_published([tmp_path]).result == result


def inside(root: Path, *, is_told: bool) -> AuditResult:
    """Three agencies' quarter under one name, and what another name of it may tell."""
    told = Told(root)
    for partner, ages in {"p1": (14, 6, 2), "p2": (16, 5, 3), "p3": (30, 14, 15)}.items():
        for name in ("CY2026-Q1", "FFY2026-Q2"):
            a, b, c = ages
            told.counted(partner, said=f"{MARCH}/1", period=name, a=a, b=b, c=c)
    for code, value in {"total": 105, "a": 60, "b": None, "c": None, "d": 0}.items():
        told.figure("served", value, code=code, period="CY2026-Q1")
    if is_told:
        told.figure("served", 25, code="b", period="FFY2026-Q2")
    told.release()
    return told.audit()


def test_nor_may_it_be_told_to_those_inside(tmp_path: Path) -> None:
    before, after = (inside(tmp_path / str(one), is_told=one) for one in (False, True))
    extra = {(f.kind, f.label.dim1) for f in set(after.failures) - set(before.failures)}
    assert {code for _, code in extra} >= {"b", "c"}
