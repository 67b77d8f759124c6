"""Each kind of planted leak is found by one rule of the audit: without the rule nobody finds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.audit import AuditResult, audit_published, evidence, knowledge, published
from pipelines.audit.adding import Book
from pipelines.audit.attack import NOTHING_FIXED, Attack
from tests.unit.audit.told import Told, print_ages, three_ages

Patch = Callable[[pytest.MonkeyPatch], None]
THREE = (("p1", 20), ("p2", 25), ("p3", 15))


def nothing(*_: Any) -> tuple[()]:
    return ()


def without(owner: Any, name: str, instead: Any = nothing) -> Patch:
    """The audit without one of its rules."""
    return lambda patch: patch.setattr(owner, name, instead)


def total_less_parts(told: Told) -> None:
    three_ages(told)
    print_ages(told, hidden="c")
    told.release()


def linked_table(told: Told) -> None:
    """A table by age without its total; the agencies beside it give the total."""
    three_ages(told)
    print_ages(told, hidden="c", is_whole=False)
    for partner, size in THREE:
        told.figure("served", size, place=f"partner {partner}")
    told.release()


def two_funders(told: Told) -> None:
    three_ages(told)
    print_ages(told, hidden="bc")
    told.release()
    told.figure("served", 30, code="b")
    told.release("state")


def two_calendars(told: Told) -> None:
    """The federal year to date less its first quarter is the second of the calendar."""
    spans = (("FFY2026-Q1", 80), ("CY2026-Q1", None), ("FFY2026-YTD-03", 84))
    for partner in ("p1", "p2"):
        for (period, _), size in zip(spans, (40, 2, 42), strict=True):
            told.counted(partner, "requests", size, period=period)
    for period, value in spans:
        told.figure("requests", value, period=period)
    told.release()


def two_years_to_date(told: Told) -> None:
    for period, size, value in (("CY2026-YTD-02", 50, 100), ("CY2026-YTD-03", 53, 106)):
        for partner in ("p1", "p2"):
            told.counted(partner, "requests", size, period=period)
        told.figure("requests", value, period=period)
    told.release()


def restatement(told: Told) -> None:
    for edition, size in ((1, 30), (2, 32)):
        for partner in ("p1", "p2"):
            told.counted(partner, "served", size, said=f"2026-03/{edition}")
        told.figure("served", 2 * size)
        told.release(edition=edition)


def one_partners_knowledge(told: Told) -> None:
    """Two agencies, and only the sums of both: each can take off what is its own."""
    told.counted("p1", a=20, b=2)
    told.counted("p2", a=18, b=2)
    told.figure("served", 22, place="partner p1")
    told.figure("served", 20, place="partner p2")
    told.figure("served", None, code="a")
    told.figure("served", None, code="b")
    told.figure("served", None, code="b", place="partner p1")
    told.figure("served", 18, code="a", place="partner p2")
    told.release()


def rate_with_a_known_base(told: Told) -> None:
    for partner in ("p1", "p2"):
        told.counted(partner, "served", 30)
        told.counted(partner, "sheltered", 3)
    told.figure("served", 60)
    told.figure("sheltered", None)
    told.figure("share", 0.1)
    told.release()


def chart_data(told: Told) -> None:
    """A second file of the same release, with what a chart draws."""
    three_ages(told)
    print_ages(told, hidden="bc")
    table, told.figures = told.figures, []
    told.figure("served", 30, code="b")
    chart, told.figures = told.figures, table
    told.release(chart=chart)


def rounding_twice(told: Told) -> None:
    """Of age c there are 25 to 35 to the nearest ten, and 35 to 49 to the nearest fourteen."""
    told.counted("p1", a=30, b=78, c=20)
    told.counted("p2", a=30, b=77, c=15)
    for report, values in (("lead", (250, 60, 30)), ("state", (252, 56, 42))):
        for code, value in zip(("total", "a", "c"), values, strict=True):
            told.figure("served", value, code=code, status="rounded")
        told.release(report)


def found(result: AuditResult) -> set[tuple[str, str, str]]:
    """How, where and by whom."""
    return {
        (f.kind, f"{f.label.measure} {f.label.period} {f.label.dim1}", f.attacker)
        for f in result.failures
    }


def one_file(manifest: dict[str, Any]) -> list[str]:
    return [manifest["files"][0]["name"]]


def far_away(printed: float, *_: int) -> tuple[float, float]:
    return max(0.0, printed - 100), printed + 100


def no_rest(*_: Any) -> bool:
    return False


LEAKS: dict[Callable[[Told], None], tuple[Patch, tuple[str, str, str]]] = {
    total_less_parts: (
        without(Book, "_by_breakdown"),
        ("derived", "served 2026-03 c", "outsider"),
    ),
    linked_table: (without(Book, "_by_geography"), ("derived", "served 2026-03 c", "outsider")),
    two_funders: (without(published, "_elsewhere"), ("elsewhere", "served 2026-03 b", "outsider")),
    two_calendars: (
        without(Book, "over_time"),
        ("derived", "requests CY2026-Q1 total", "outsider"),
    ),
    two_years_to_date: (
        without(published, "_is_rest", no_rest),
        ("remainder", "requests 2026-03 total", "outsider"),
    ),
    restatement: (
        without(published, "_restated"),
        ("restated", "served 2026-03 total", "outsider"),
    ),
    rate_with_a_known_base: (
        without(published, "_rates"),
        ("rate", "share 2026-03 total", "outsider"),
    ),
    chart_data: (
        without(evidence, "_flat_files", one_file),
        ("derived", "served 2026-03 c", "outsider"),
    ),
    rounding_twice: (
        without(knowledge, "limits_of", far_away),
        ("derived", "served 2026-03 c", "outsider"),
    ),
    one_partners_knowledge: (
        without(Attack, "_fixed", lambda *_: NOTHING_FIXED),
        ("derived", "served 2026-03 b", "p1"),
    ),
}


@pytest.mark.parametrize("plant", LEAKS, ids=lambda plant: plant.__name__)
def test_a_leak_is_found_by_its_rule_and_not_without_it(
    plant: Callable[[Told], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patch, leak = LEAKS[plant]
    told = Told(tmp_path)
    plant(told)
    is_outside = leak[-1] == "outsider"
    audits = (lambda: audit_published([told.root])) if is_outside else told.audit
    assert leak in found(audits())
    patch(monkeypatch)
    assert leak not in found(audits())
