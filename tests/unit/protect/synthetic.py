"""A synthetic consortium for the tests of protection and audit: tables, and releases on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipelines.protect import Frozen
from pipelines.types import CELL_COLUMNS, KEY_COLUMNS, TABLE_COLUMNS, SafeTables, Tables
from schemas.periods import Month, parse_period

GROUPS = ("counseling", "advocacy", "legal", "shelter", "other")
NEWNESS = ("new", "ongoing", "unknown")
NEWS = tuple(f"clients_{kind}" for kind in NEWNESS)
REGIONS = ("cook", "northern", "central", "southern")
MONTH = Month(2026, 3)
THRESHOLD = 11
AGENCIES = ("p1", "p2", "p3")
COVERAGE = pd.DataFrame(columns=["partner", "record", "month", "state"], dtype="str")


class World:
    """People and requests of a made-up consortium over some months, and how they are counted."""

    def __init__(
        self, seed: int = 1, partners: int = 12, counties: int = 104, scale: int = 1
    ) -> None:
        """Draw the sizes of the partners and what their clients are."""
        self.draw = np.random.default_rng(seed)
        self.partners = [f"p{n:02d}" for n in range(partners)]
        self.hubs = {f"h{n}": self.partners[n::3] for n in range(3)}
        self.counties = [str(17001 + 2 * n) for n in range(counties)]
        self.region_of = {c: REGIONS[n % 4] for n, c in enumerate(self.counties)}
        self.services = [f"service_{n:02d}" for n in range(20)]
        self.group_of = {s: GROUPS[n % 5] for n, s in enumerate(self.services)}
        self.ages = [f"age_{n:02d}" for n in range(11)]
        self.races = [f"race_{n}" for n in range(8)]
        self.genders = ["woman", "man", "other", "unknown"]
        self.reasons = [f"reason_{n:02d}" for n in range(12)]
        self.families = ["capacity", "scope", "client"]
        self.family_of = {r: self.families[n % 3] for n, r in enumerate(self.reasons)}
        self.scale = scale

    def people(self, month: Month) -> pd.DataFrame:
        """One row a person served in the month."""
        sizes = np.linspace(12, 75, len(self.partners)).round().astype(int) * self.scale
        partner = np.repeat(self.partners, sizes)
        near = {p: self.draw.choice(self.counties, 4) for p in self.partners}
        n = len(partner)

        def pick(values: Any, skew: float) -> Any:
            return self.draw.choice(values, n, p=_skewed(len(values), skew))

        return pd.DataFrame(
            {
                "partner": partner,
                "month": str(month),
                "person": self.draw.choice(n * 6, n, replace=False).astype(str) + partner,
                "county": [
                    near[p][i] for p, i in zip(partner, pick(np.arange(4), 0.5), strict=True)
                ],
                "age": pick(self.ages, 0.7),
                "race": pick(self.races, 0.5),
                "gender": pick(self.genders, 0.2),
                "newness": pick(["new", "ongoing", "unknown"], 0.5),
                "service": pick(self.services, 0.8),
                "service_2": pick(self.services, 0.8),
                "is_sheltered": self.draw.random(n) < 0.4,
                "hours": self.draw.integers(1, 40, n) / 4,
            }
        )

    def year(self, months: list[pd.DataFrame]) -> pd.DataFrame:
        """People of several months: each keeps what was true at the first service."""
        rows = pd.concat(months, ignore_index=True)
        first = ["county", "age", "race", "gender", "newness", "is_sheltered", "service_2"]
        rows[first] = rows.groupby("person")[first].transform("first")
        return rows

    def requests(self, month: Month) -> pd.DataFrame:
        """One row an unmet request of the month."""
        n = int(90 * self.scale)
        return pd.DataFrame(
            {
                "partner": self.draw.choice(self.partners, n, p=_skewed(len(self.partners), 0.8)),
                "month": str(month),
                "county": self.draw.choice(self.counties, n, p=_skewed(len(self.counties), 0.9)),
                "reason": self.draw.choice(self.reasons, n, p=_skewed(12, 0.7)),
                "service": self.draw.choice(self.services, n, p=_skewed(20, 0.7)),
            }
        )

    def hierarchies(self, periods: list[str]) -> dict[str, Any]:
        """The document that is published with the tables."""
        people = {
            "counts": "persons",
            "unit": "persons",
            "people": "",
            "additivity": "unduplicated",
        }
        requests = {"counts": "requests", "unit": "requests", "people": "", "additivity": "flow"}
        by = {"partitions": ["age", "gender"], "multi": ["race", "service", "service_group"]}
        none: dict[str, Any] = {"partitions": [], "multi": [], "part_of": [], "sum_of": []}
        return {
            "geography": {
                "consortium": {
                    "partner": {"all": self.partners},
                    "hub": {"all": list(self.hubs)},
                    "county": {"all": self.counties},
                    "region": {"all": list(REGIONS)},
                },
                "hub": {"partner": self.hubs},
                "region": {
                    "county": {
                        r: [c for c in self.counties if self.region_of[c] == r] for r in REGIONS
                    }
                },
            },
            "breakdowns": {
                "age": {"codes": self.ages, "parent": "", "parent_of": {}},
                "gender": {"codes": self.genders, "parent": "", "parent_of": {}},
                "race": {"codes": self.races, "parent": "", "parent_of": {}},
                "service": {
                    "codes": self.services,
                    "parent": "service_group",
                    "parent_of": self.group_of,
                },
                "service_group": {"codes": list(GROUPS), "parent": "", "parent_of": {}},
                "reason": {"codes": self.reasons, "parent": "family", "parent_of": self.family_of},
                "family": {"codes": self.families, "parent": "", "parent_of": {}},
            },
            "measures": {
                "people_served": {**people, **none, **by, "sum_of": list(NEWS)},
                **{name: {**people, **none, "partitions": ["age"]} for name in NEWS},
                "people_sheltered": {**people, **none, "part_of": ["people_served"]},
                "service_hours": {
                    **none,
                    "counts": "persons",
                    "unit": "hours",
                    "additivity": "flow",
                    "people": "people_served",
                    "partitions": ["service", "service_group"],
                },
                "unmet_requests": {
                    **requests,
                    **none,
                    "partitions": ["reason", "family", "service"],
                },
                "sheltered_share": {
                    **none,
                    "counts": "persons",
                    "unit": "percent",
                    "additivity": "ratio",
                    "people": "",
                    "ratio_of": ["people_sheltered", "people_served"],
                },
                "presentations": {
                    **none,
                    "counts": "events",
                    "unit": "events",
                    "additivity": "flow",
                    "people": "",
                },
            },
            "periods": {p: [str(m) for m in parse_period(p).months] for p in periods},
        }

    def tables(self, month: Month = MONTH) -> Tables:
        """A month's tables of two funders."""
        people, requests = self.people(month), self.requests(month)
        return self.count({str(month): (people, requests)}, month)

    def count(self, spans: dict[str, tuple[pd.DataFrame, pd.DataFrame]], month: Month) -> Tables:
        """Count people and requests of each period into the tables of the reports."""
        rows: list[tuple[Any, ...]] = []
        cells: list[pd.DataFrame] = []
        for period, (people, requests) in spans.items():
            reports = ("lead", "state") if period == str(month) else ("year",)
            for report in reports:
                rows += self._report(report, period, people, requests)
            cells += self._cells(period, people, requests)
        counted = cells_frame(pd.concat(cells, ignore_index=True))
        return Tables(
            month, figures_frame(rows), self.hierarchies(sorted(spans)), COVERAGE, counted
        )

    def _cells(
        self, period: str, people: pd.DataFrame, requests: pd.DataFrame
    ) -> list[pd.DataFrame]:
        """What each partner counted, at every place that a report prints."""
        book = Book(period)
        kinds = self._kinds(people)
        for name, frame in kinds.items():
            book.people(name, frame)
        book.people("people_served", people, county="county")
        for by in ("age", "gender", "race"):
            book.people("people_served", people, by)
        for name in NEWS:
            book.people(name, kinds[name], "age")
        book.hours(people)
        requests = requests.assign(family=requests["reason"].map(self.family_of))
        book.requests(requests)
        book.requests(requests, county="county")
        for by in ("reason", "family", "service"):
            book.requests(requests, by)
        both = pd.concat([people, people.assign(service=people["service_2"])])
        grouped = both.assign(service_group=both["service"].map(self.group_of))
        first = people.assign(service_group=people["service"].map(self.group_of))
        for by in ("service", "service_group"):
            book.people("people_served", grouped, by)
            book.hours(first, by)
        return book.cells

    @staticmethod
    def _kinds(people: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """The people of each measure."""
        news = {f"clients_{kind}": people[people["newness"] == kind] for kind in NEWNESS}
        sheltered = people[people["is_sheltered"]]
        return {"people_served": people, "people_sheltered": sheltered, **news}

    def _report(
        self, report: str, period: str, people: pd.DataFrame, requests: pd.DataFrame
    ) -> list[tuple[Any, ...]]:
        sheet = Sheet(report, period)
        kinds = self._kinds(people)
        sheltered = kinds["people_sheltered"]
        for name, frame in kinds.items():
            sheet.put("summary", name, _distinct(frame))
        sheet.put("summary", "service_hours", people["hours"].sum())
        sheet.put("summary", "unmet_requests", len(requests))
        sheet.put("summary", "presentations", 4)
        sheet.put("summary", "sheltered_share", _distinct(sheltered) / max(_distinct(people), 1))
        for by, codes in (("age", self.ages), ("gender", self.genders), ("race", self.races)):
            sheet.split(by, "people_served", people, codes, _distinct)
        self._services(sheet, people, "service" if report == "state" else "service_group")
        requests = requests.assign(family=requests["reason"].map(self.family_of))
        sheet.split("family", "unmet_requests", requests, self.families, len)
        if report == "state":
            for name in NEWS:
                sheet.split("age", name, kinds[name], self.ages, _distinct)
        else:
            sheet.split("service", "unmet_requests", requests, self.services, len)
        if report == "lead":
            sheet.split("reason", "unmet_requests", requests, self.reasons, len)
            self._places(sheet, kinds, requests)
        return sheet.rows

    def _services(self, sheet: Sheet, people: pd.DataFrame, by: str) -> None:
        codes = self.services if by == "service" else GROUPS
        pair = people[["service", "service_2"]]
        if by == "service_group":
            pair = pair.apply(lambda column: column.map(self.group_of))
        for code in codes:
            some = people[(pair == code).any(axis=1)]
            sheet.put("services", "people_served", _distinct(some), by=by, code=code)
            hours = people["hours"][pair["service"] == code].sum()
            sheet.put("services", "service_hours", hours, by=by, code=code)

    def _places(self, sheet: Sheet, kinds: dict[str, pd.DataFrame], requests: pd.DataFrame) -> None:
        hub_of = {partner: hub for hub, members in self.hubs.items() for partner in members}
        served, sheltered = kinds["people_served"], kinds["people_sheltered"]
        served = served.assign(
            hub=served["partner"].map(hub_of), region=served["county"].map(self.region_of)
        )
        sheet.places("partner", "people_served", served, self.partners, _distinct)
        sheet.places("partner", "people_sheltered", sheltered, self.partners, _distinct)
        sheet.places("partner", "unmet_requests", requests, self.partners, len)
        sheet.places("hub", "people_served", served, list(self.hubs), _distinct)
        sheet.places("county", "people_served", served, self.counties, _distinct)
        sheet.places("county", "unmet_requests", requests, self.counties, len)
        sheet.places("region", "people_served", served, list(REGIONS), _distinct)


class Sheet:
    """The figures of one report and period as they are put down."""

    def __init__(self, report: str, period: str) -> None:
        """An empty report."""
        self.report, self.period = report, period
        self.rows: list[tuple[Any, ...]] = []

    def put(
        self,
        table: str,
        measure: str,
        value: float,
        place: tuple[str, str] = ("consortium", "all"),
        *,
        by: str = "total",
        code: str = "total",
    ) -> None:
        """One figure."""
        head = (self.report, table, measure, self.period, *place, by, code, "total", "total")
        self.rows.append((*head, float(value), "shown" if value else "true_zero"))

    def split(
        self, by: str, measure: str, rows: pd.DataFrame, codes: Any, count: Callable[[Any], int]
    ) -> None:
        """One figure for each code of a breakdown."""
        for code in codes:
            self.put(by, measure, count(rows[rows[by] == code]), by=by, code=code)

    def places(
        self, kind: str, measure: str, rows: pd.DataFrame, codes: Any, count: Callable[[Any], int]
    ) -> None:
        """One figure for each place."""
        for code in codes:
            self.put(f"by_{kind}", measure, count(rows[rows[kind] == code]), (kind, code))


class Book:
    """What the partners count of one period, as it is put down."""

    def __init__(self, period: str) -> None:
        """Nothing yet."""
        self.period = period
        self.cells: list[pd.DataFrame] = []

    def people(self, measure: str, rows: pd.DataFrame, by: str = "", county: str = "") -> None:
        """People of each partner, each counted once."""
        keys = ["partner", *filter(None, (by, county))]
        self._put(measure, rows.groupby(keys)["person"].nunique(), by)

    def hours(self, rows: pd.DataFrame, by: str = "") -> None:
        """Hours of each partner."""
        self._put(
            "service_hours", rows.groupby(["partner", by] if by else "partner")["hours"].sum(), by
        )

    def requests(self, rows: pd.DataFrame, by: str = "", county: str = "") -> None:
        """Requests of each partner."""
        keys = ["partner", *filter(None, (by, county))]
        self._put("unmet_requests", rows.groupby(keys).size(), by)

    def _put(self, measure: str, counts: pd.Series[Any], by: str) -> None:
        frame = counts.rename("value").reset_index()
        if by:
            frame = frame.rename(columns={by: "dim1"}).assign(breakdown=by)
        self.cells.append(frame.assign(measure=measure, period=self.period, status="shown"))


def cells_frame(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells with all columns; what is not split is the total."""
    frame = cells.reindex(columns=list(CELL_COLUMNS))
    words = [column for column in CELL_COLUMNS if column != "value"]
    frame[words] = frame[words].astype("object").fillna("total").astype("str")
    return frame.assign(value=frame["value"].astype("float64"))


def tables_of(
    rows: list[tuple[Any, ...]],
    hierarchies: dict[str, Any],
    month: Month = MONTH,
    more: list[tuple[Any, ...]] | None = None,
) -> Tables:
    """Tables of bare rows: report, table, measure, period, type, place, breakdown, code, value.

    A value is a number or what p1, p2 and p3 have of it; a number for the whole consortium is
    p1's alone. `more` are rows that the partners count and nobody prints.
    """
    printed = [(*row[:8], _sum(row[8])) for row in rows]
    full = [(*row[:8], "total", "total", row[8], _status(row[8])) for row in printed]
    cells = [cell for row in [*rows, *(more or [])] for cell in _shares(row)]
    counted = cells_frame(pd.DataFrame(cells, columns=list(CELL_COLUMNS)).drop_duplicates())
    return Tables(month, figures_frame(full), hierarchies, COVERAGE, counted)


def _sum(value: Any) -> float:
    return float(sum(value) if isinstance(value, tuple) else value)


def _status(value: float) -> str:
    return "shown" if value else "true_zero"


def _shares(row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """The cells that a row is the sum of: all of it is one partner's, or each has a share."""
    _, _, measure, period, kind, place, by, code, value = row
    if kind not in {"partner", "consortium"}:
        return []
    alone = {place if kind == "partner" else AGENCIES[0]: value}
    shares = dict(zip(AGENCIES, value, strict=True)) if isinstance(value, tuple) else alone
    head, rest = (measure, period, "total", by, code), ("total", "total")
    return [(name, *head, *rest, float(n), "shown") for name, n in shares.items()]


def freeze(
    tables: Tables, safe: SafeTables, version: int = 1, before: Frozen | None = None
) -> Frozen:
    """What the protection store keeps of a release beside those before it."""
    edition = f"{tables.month}/{version}"
    figures = tables.frame[[*KEY_COLUMNS, "value"]].copy()
    figures["version_id"] = tables.frame["report"] + f"/{edition}"
    figures["status"] = safe.frame["status"]
    figures = figures[[*KEY_COLUMNS, "version_id", "value", "status"]]
    cells = tables.cells.assign(said=edition)[["said", *CELL_COLUMNS]]
    if before is None:
        return Frozen(figures, cells)
    return Frozen(
        pd.concat([before.figures, figures], ignore_index=True),
        pd.concat([before.cells, cells], ignore_index=True),
    )


def release(
    root: Path, safe: SafeTables, version: int = 1, threshold: int = THRESHOLD
) -> list[Path]:
    """Write releases as they stand on disk, one folder a report."""
    folders = []
    for report, frame in safe.frame.groupby("report", sort=True):
        folder = root / str(safe.month) / str(report) / f"v{version}"
        folder.mkdir(parents=True)
        name = f"{report}-{safe.month}-v{version}.csv"
        flat = frame.drop(columns=["report"]).copy()
        flat["value"] = [
            "" if s not in {"shown", "true_zero", "rounded"} else f"{v:.10g}"
            for v, s in zip(flat["value"], flat["status"], strict=True)
        ]
        body = flat.to_csv(index=False, lineterminator="\n").encode()
        (folder / name).write_bytes(body)
        manifest = {
            "report": report,
            "month": str(safe.month),
            "version": version,
            "as_of": f"{version}/{safe.month}",
            "files": [
                {"name": name, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            ],
            "disclosure": {"threshold": threshold},
            "hierarchies": safe.hierarchies,
        }
        (folder / "manifest.json").write_text(
            json.dumps(manifest, sort_keys=True), encoding="utf-8"
        )
        folders.append(folder)
    return folders


def _distinct(frame: pd.DataFrame) -> int:
    """People, counted once per agency and period."""
    return int(frame["person"].nunique())


def _skewed(size: int, skew: float) -> Any:
    weights = skew ** np.arange(size)
    return weights / weights.sum()


def figures_frame(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Figures with the types that tables have."""
    frame = pd.DataFrame(rows, columns=list(TABLE_COLUMNS))
    return frame.astype({c: "str" for c in TABLE_COLUMNS if c != "value"})
