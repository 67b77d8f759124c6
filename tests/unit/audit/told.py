"""Small consortia for the tests of the attackers inside: cells, and releases that print them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.audit import AuditResult, audit_inside
from pipelines.types import CELL_COLUMNS

COLUMNS = "table_id,measure,period,geography_type,geography,breakdown,dim1,dim2,dim3,value,status"
MARCH = "2026-03"
HUBS = {"north": ["p1", "p2"], "south": ["p3"]}
COUNTIES = ["17001", "17003"]
BREAKDOWNS = {
    "age": ["a", "b", "c", "d"],
    "gender": ["w", "m"],
    "service": ["s", "t"],
}
PEOPLE = {"counts": "persons", "unit": "people", "people": "", "additivity": "unduplicated"}
FLOW = {"counts": "requests", "unit": "requests", "people": "", "additivity": "flow"}
NONE: dict[str, Any] = {
    name: [] for name in ("partitions", "multi", "part_of", "sum_of", "ratio_of")
}
MEASURES = {
    "served": {**NONE, **PEOPLE, "partitions": ["age", "gender"], "multi": ["service"]},
    "sheltered": {**NONE, **PEOPLE, "part_of": ["served"]},
    "requests": {**NONE, **FLOW, "partitions": ["age"]},
    "nights": {**NONE, **FLOW, "counts": "persons", "unit": "nights", "people": "sheltered"},
    "share": {
        **NONE,
        "counts": "persons",
        "unit": "percent",
        "people": "",
        "additivity": "ratio",
        "ratio_of": ["sheltered", "served"],
    },
}


def document(**measures: dict[str, Any]) -> dict[str, Any]:
    """The hierarchies that are published with every release."""
    counties = {"all": COUNTIES}
    return {
        "geography": {
            "consortium": {"partner": {"all": ["p1", "p2", "p3"]}, "county": counties},
            "hub": {"partner": HUBS},
        },
        "breakdowns": {name: {"codes": codes} for name, codes in BREAKDOWNS.items()},
        "measures": {**MEASURES, **measures},
        "periods": {},
    }


@dataclass
class Told:
    """What every partner counted, edition by edition, and the folder of releases."""

    root: Path
    threshold: int = 11
    cells: list[tuple[Any, ...]] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)

    def counted(
        self,
        partner: str,
        measure: str = "served",
        total: float | None = None,
        *,
        said: str = f"{MARCH}/1",
        period: str = MARCH,
        county: str = "total",
        **codes: float,
    ) -> None:
        """Cells of one partner: a total, or the parts of a partition with their sum."""
        by = {code: name for name, its in BREAKDOWNS.items() for code in its}
        whole = sum(codes.values()) if total is None else total
        place = (said, partner, measure, period, county)
        self.cells.append((*place, "total", "total", "total", "total", whole, "shown"))
        for code, value in codes.items():
            self.cells.append((*place, by[code], code, "total", "total", value, "shown"))

    def figure(
        self,
        measure: str,
        value: float | None,
        *,
        code: str = "total",
        place: str = "consortium all",
        period: str = MARCH,
        status: str = "",
    ) -> None:
        """One figure for the next release; withheld without a value."""
        by = {code: name for name, its in BREAKDOWNS.items() for code in its}
        kind, name = place.split()
        told = status or ("withheld" if value is None else "shown" if value else "true_zero")
        text = "" if value is None else f"{value:g}"
        split = f"{by.get(code, 'total')},{code},total,total"
        self.figures.append(f"t1,{measure},{period},{kind},{name},{split},{text},{told}")

    def release(
        self,
        report: str = "lead",
        month: str = MARCH,
        edition: int = 1,
        hubs: dict[str, list[str]] | None = None,
        **files: list[str],
    ) -> None:
        """Publish the figures; `files` are more files of figures in the same folder."""
        words = document()
        words["geography"]["hub"] = {"partner": hubs or HUBS}
        folder = self.root / month / report / f"v{edition}"
        folder.mkdir(parents=True)
        entries = []
        for name, lines in {"flat": self.figures, **files}.items():
            content = "\n".join([COLUMNS, *lines, ""]).encode()
            (folder / f"{name}.csv").write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            entries.append({"name": f"{name}.csv", "size": len(content), "sha256": digest})
        manifest = {
            "report": report,
            "month": month,
            "version": edition,
            "edition": edition,
            "as_of": f"{edition}/{month}",
            "files": entries,
            "disclosure": {"threshold": self.threshold},
            "hierarchies": words,
        }
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        self.figures = []

    def audit(self, focus: Collection[str] = ()) -> AuditResult:
        """What the attackers inside find."""
        cells = pd.DataFrame(self.cells, columns=["said", *CELL_COLUMNS])
        cells = cells.astype({"value": "float64"})
        return audit_inside([self.root], cells, [self.root / one for one in focus])


def three_ages(told: Told, said: str = f"{MARCH}/1") -> None:
    """Three agencies, no one of which holds nearly all of an age: 60 = 20 + 25 + 15 people."""
    told.counted("p1", a=8, b=10, c=2, said=said)
    told.counted("p2", a=10, b=13, c=2, said=said)
    told.counted("p3", a=6, b=7, c=2, said=said)


def print_ages(told: Told, hidden: str, codes: str = "abcd", *, is_whole: bool = True) -> None:
    """Those ages, and all of them together; `hidden` are withheld."""
    if is_whole:
        told.figure("served", 60)
    for code, value in {"a": 24, "b": 30, "c": 6, "d": 0}.items():
        if code in codes:
            told.figure("served", None if code in hidden else value, code=code)


def found(result: AuditResult) -> set[tuple[str, str, str]]:
    """Kind, place (the code, the place, or else the measure) and attacker of every failure."""
    return {
        (
            f.kind,
            next(x for x in (f.label.dim1, f.label.geography, f.label.measure) if x not in ALL),
            f.attacker,
        )
        for f in result.failures
    }


ALL = ("total", "all")
