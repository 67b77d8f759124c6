"""What an outsider holds: the flat files and manifests of every release, nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from pipelines.errors import UsageError

NUMBERS = ("shown", "true_zero", "rounded")
NOT_AVAILABLE = "not_available"
NOTHING = ("nil", "not_received", "not_applicable", "not_collected", NOT_AVAILABLE)
ALL = "total"


class Label(NamedTuple):
    """How a published figure is labelled."""

    measure: str
    period: str
    geography_type: str
    geography: str
    breakdown: str
    dim1: str
    dim2: str
    dim3: str


COLUMNS = ("table_id", *Label._fields, "value", "status")


@dataclass(frozen=True)
class Sighting:
    """One figure as one release prints it; `value` is None unless a number is published."""

    label: Label
    table: str
    status: str
    value: float | None


@dataclass(frozen=True, kw_only=True)
class Release:
    """One published folder, read: it rounds to `base`, or changes counts by up to `within`.

    `rank` puts editions in the order in which they were made: by the day of the newest event they
    rest on. All reports of one edition of a month have the same.
    """

    folder: Path
    report: str
    month: str
    edition: int
    threshold: int
    hierarchies: dict[str, Any]
    sightings: tuple[Sighting, ...]
    as_of: str = ""
    rank: int = 0
    base: int = 0
    within: int = 0


def read_releases(paths: Sequence[Path]) -> list[Release]:
    """Every release at or below the paths, in order of month, edition and report.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    folders = {manifest.parent.resolve() for path in paths for manifest in _manifests(path)}
    releases = [_read_release(folder) for folder in sorted(folders)]
    if not releases:
        raise UsageError("AUDIT-01", "there is no release with a manifest at the given path")
    rank = _ranks(releases)
    ranked = [replace(one, rank=rank[one.month, one.edition]) for one in releases]
    return sorted(ranked, key=lambda r: (r.month, r.edition, r.report, str(r.folder)))


def _ranks(releases: list[Release]) -> dict[tuple[str, int], int]:
    """Editions by day; on the same day an edition rests on those of earlier months."""
    days: dict[tuple[str, int], str] = {}
    for one in releases:
        key = (one.month, one.edition)
        days[key] = max(one.as_of, days.get(key, ""))
    return {key: at for at, key in enumerate(sorted(days, key=lambda key: (days[key], key)))}


def _manifests(path: Path) -> Iterator[Path]:
    if path.is_file():
        path = path.parent
    return path.rglob("manifest.json")


def _read_release(folder: Path) -> Release:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return Release(
            folder=folder,
            report=str(manifest["report"]),
            month=str(manifest["month"]),
            edition=int(manifest.get("edition", manifest["version"])),
            threshold=int(manifest["disclosure"]["threshold"]),
            hierarchies=manifest["hierarchies"],
            as_of=str(manifest.get("as_of", "")),
            base=int(manifest["disclosure"].get("base", 0)),
            within=int(manifest["disclosure"].get("within", 0)),
            sightings=tuple(s for name in _flat_files(manifest) for s in _read_flat(folder / name)),
        )
    except (OSError, ValueError, KeyError, TypeError):
        problem = "a release has no readable manifest, or not the flat file that it names"
    raise UsageError("AUDIT-02", f"{problem}: {folder.name} of {folder.parent.name}")


def _flat_files(manifest: dict[str, Any]) -> list[str]:
    """Every file of figures, also what a chart is drawn from."""
    names = [Path(str(file["name"])).name for file in manifest["files"]]
    return [name for name in names if name.endswith(".csv")]


def _read_flat(path: Path) -> list[Sighting]:
    frame = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    values = pd.to_numeric(frame["value"].where(frame["status"].isin(NUMBERS)), errors="raise")
    labels = frame[list(Label._fields)]
    is_total = (labels[["dim1", "dim2", "dim3"]] == ALL).all(axis=1)
    labels = labels.assign(breakdown=labels["breakdown"].mask(is_total, ALL))
    keys = map(Label._make, zip(*(labels[name] for name in Label._fields), strict=True))
    rest = (frame["table_id"], frame["status"], values)
    return [
        Sighting(label, table, status, None if pd.isna(value) else float(value))
        for label, table, status, value in zip(keys, *rest, strict=True)
    ]
