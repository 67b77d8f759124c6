"""A report that rounds: what stays withheld, what is rounded and to what; held against pandas."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.audit import audit_inside, audit_published
from pipelines.protect.hierarchy import read_hierarchy
from pipelines.protect.rounding import rounded
from pipelines.types import SafeTables, Tables
from schemas.model import Method
from tests.unit.protect.declared import as_declared, report, without_rates
from tests.unit.protect.synthetic import THRESHOLD, World, freeze, release, tables_of
from tests.unit.protect.test_protection import AGES, HOURS, hierarchies, row

ROUND = report(method=Method.ROUND)
EVENTS = {"counts": "events", "unit": "events", "additivity": "flow", "people": ""}


def told(root: Path, safe: SafeTables, version: int = 1, **said: int) -> None:
    """Release tables whose manifests say how figures were changed."""
    for folder in release(root, safe, version):
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["disclosure"].update(said)
        manifest["edition"] = version
        path.write_text(json.dumps(manifest), encoding="utf-8")


def audited(root: Path, tables: Tables) -> set[str]:
    """The kinds of failures that either audit finds."""
    inside = audit_inside([root], tables.cells.assign(said=f"{tables.month}/1"))
    return {one.kind for one in (*inside.failures, *audit_published([root]).failures)}


def nearest(value: float, base: int, least: int) -> int:
    """The multiple that lies nearest among all from `least` on, the upper one of two."""
    multiples = range(base, int(value) + 2 * base + least, base)
    return min((m for m in multiples if m >= least), key=lambda m: (abs(m - value), -m))


def test_what_is_withheld_stays_so_and_the_rest_is_rounded() -> None:
    exact = as_declared(tables_of(AGES, hierarchies()), [report()]).safe.frame
    frame = as_declared(tables_of(AGES, hierarchies()), [ROUND]).safe.frame
    assert exact["value"].tolist()[:2] == [60, 30]
    assert frame["status"].tolist() == ["rounded", "rounded", "withheld", "withheld", "true_zero"]
    assert frame["value"].tolist()[:2] == [60, 30]
    assert frame["value"].isna().tolist() == [False, False, True, True, False]


def test_none_stay_none_and_little_becomes_one_base() -> None:
    frame = tables_of([row(12), row(3, measure="hours")], hierarchies(hours=HOURS)).frame
    for value, expected in ((0.0, [15, 0]), (0.25, [15, 5])):
        asked = frame.assign(value=[12.0, value])
        found = rounded(asked, "lead", 5, THRESHOLD, read_hierarchy(hierarchies(hours=HOURS)))
        assert found["value"].tolist() == expected


def test_only_what_is_shown_is_rounded_whatever_stands_behind_the_rest() -> None:
    """A number that were left behind what is withheld must not come out as a rounded one."""
    frame = tables_of([row(46), row(46, "a"), row(46, "b")], hierarchies()).frame
    asked = frame.assign(status=["shown", "withheld", "not_received"])
    found = rounded(asked, "lead", 5, THRESHOLD, read_hierarchy(hierarchies()))
    assert found["status"].tolist() == ["rounded", "withheld", "not_received"]


def test_a_total_is_rounded_by_itself() -> None:
    rows = [row(46), row(23, "a"), row(23, "b")]
    frame = as_declared(tables_of(rows, hierarchies()), [ROUND]).safe.frame
    assert frame["value"].tolist() == [45, 25, 25]


def test_hours_are_rounded_with_their_people_and_events_are_not() -> None:
    events = {"events": {**EVENTS, "part_of": [], "sum_of": [], "partitions": [], "multi": []}}
    rows = [row(46), row(2.25, measure="hours"), row(7, measure="events")]
    tables = tables_of(rows, hierarchies(hours=HOURS, **events))
    frame = as_declared(tables, [ROUND]).safe.frame
    assert frame["value"].tolist() == [45, 5, 7]
    assert frame["status"].tolist() == ["rounded", "rounded", "shown"]


def test_a_report_that_withholds_is_not_rounded_with_it() -> None:
    rows = [row(46), row(46, report="state"), row(7, "a"), row(7, "a", report="state")]
    frame = as_declared(
        tables_of(rows, hierarchies()), [ROUND, report("state")]
    ).safe.frame.set_index(["report", "dim1"])
    assert frame["value"][[("lead", "total"), ("state", "total")]].tolist() == [45, 46]
    assert set(frame["status"].xs("a", level="dim1")) == {"withheld"}


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.integers(THRESHOLD, 3_000), min_size=1, max_size=30),
    base=st.integers(5, 40),
)
def test_every_figure_is_the_nearest_multiple_that_is_not_small(
    values: list[int], base: int
) -> None:
    frame = pd.DataFrame(
        {"report": "lead", "measure": "served", "value": values, "status": "shown"}
    ).astype({"value": "float64"})
    hierarchy = read_hierarchy(hierarchies())
    found = rounded(frame, "lead", base, THRESHOLD, hierarchy)
    least = next(m for m in range(base, 100, base) if m >= THRESHOLD)
    assert found["value"].tolist() == [nearest(value, base, least) for value in values]
    assert found["status"].eq("rounded").all()
    assert rounded(found.assign(status="shown"), "lead", base, THRESHOLD, hierarchy)[
        "value"
    ].equals(found["value"]), "rounding what is round changes nothing"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_month_of_rounded_reports_passes_both_audits(seed: int, tmp_path: Path) -> None:
    tables = without_rates(World(seed, partners=5, counties=8).tables())
    reports = [ROUND, report("state")]
    safe = as_declared(tables, reports).safe
    is_protected = ~tables.frame["measure"].eq("presentations")
    lead = safe.frame[(safe.frame["report"] == "lead") & is_protected]
    assert set(lead["status"]) == {"rounded", "withheld", "true_zero"}
    assert not lead["value"].between(1, THRESHOLD - 1, inclusive="both").any()
    told(tmp_path, safe, base=5)
    assert audited(tmp_path, tables) == set()


def test_the_audit_finds_a_small_figure_rounded_instead_of_withheld(tmp_path: Path) -> None:
    """Thirty less 25 to the nearest five: 1 to 9 people, known as well as if it were printed."""
    rows = [row((10, 10, 15)), row((10, 10, 10), "a"), row((0, 0, 5), "b")]
    tables = tables_of(rows, hierarchies())
    frame = tables.frame.assign(status="rounded", value=[35.0, 30.0, 15.0])
    told(
        tmp_path / "first",
        SafeTables(tables.month, frame, tables.hierarchies, tables.coverage),
        base=5,
    )
    assert "remainder" in audited(tmp_path, tables)


def test_the_audit_finds_rounded_hours_of_a_few_people(tmp_path: Path) -> None:
    rows = [row((1, 2, 2), "c"), row((20, 10, 12), "c", measure="hours")]
    hours = {**HOURS, "partitions": ["age"]}
    tables = tables_of(rows, hierarchies(hours=hours))
    frame = as_declared(tables, [ROUND]).safe.frame
    assert frame["status"].tolist() == ["withheld", "withheld"]
    bad = frame.assign(status=["withheld", "rounded"], value=[float("nan"), 40.0])
    told(
        tmp_path / "first",
        SafeTables(tables.month, bad, tables.hierarchies, tables.coverage),
        base=5,
    )
    assert "few" in audited(tmp_path, tables)


def test_the_audit_finds_a_small_figure_that_is_rounded_and_not_withheld(tmp_path: Path) -> None:
    """Seven people to the nearest five: 5 stands for three to seven, all of them too few."""
    tables = tables_of([row((3, 2, 2), "c"), row((9, 9, 5), "b")], hierarchies())
    frame = tables.frame.assign(status="rounded", value=[5.0, 25.0])
    told(
        tmp_path / "first",
        SafeTables(tables.month, frame, tables.hierarchies, tables.coverage),
        base=5,
    )
    assert audited(tmp_path / "first", tables) == {"derived"}
    frame.loc[0, ["status", "value"]] = ["withheld", float("nan")]
    told(
        tmp_path / "second",
        SafeTables(tables.month, frame, tables.hierarchies, tables.coverage),
        base=5,
    )
    assert audited(tmp_path / "second", tables) == set()


def test_an_earlier_rounded_figure_is_reckoned_as_known() -> None:
    """The total that was rounded may have been shown; with its parts it would give the few away."""
    tables = tables_of(AGES, hierarchies())
    parts = dataclasses.replace(tables, frame=tables.frame.iloc[1:].reset_index(drop=True))
    whole = dataclasses.replace(tables, frame=tables.frame.iloc[:1])
    before = freeze(whole, as_declared(whole, [ROUND]).safe)
    frame = as_declared(parts, [ROUND], before).safe.frame
    assert frame["status"].tolist() == ["rounded", "withheld", "withheld", "true_zero"]


def test_rounding_alone_gives_away_what_the_guide_says() -> None:
    """Two agencies and their total, each to the nearest five: how often one learns the other."""
    base = 5
    known = 0
    for own in range(100, 100 + base):
        for other in range(200, 200 + base):
            seen = (nearest(other, base, base), nearest(own + other, base, base))
            fits = [
                n
                for n in range(190, 220)
                if (nearest(n, base, base), nearest(own + n, base, base)) == seen
            ]
            known += len(fits) == 1
    guide = Path(__file__).parents[3] / "docs" / "rounding.md"
    share = 100 * known // base**2
    assert f"in {share} of 100 cases" in " ".join(guide.read_text(encoding="utf-8").split())
