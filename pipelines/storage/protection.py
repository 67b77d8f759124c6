"""The protection store (restricted, never released): exact tables, patterns, what was released.

`store/protection/<month>/` holds the last run of a month; `store/protection/released/` the exact
figures and statuses of every release, known to the world for ever where they were shown.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.storage.files import write_file
from pipelines.types import KEY_COLUMNS, SafeTables, Tables
from schemas.periods import Month

FROZEN_COLUMNS = (*KEY_COLUMNS, "version_id", "value", "status")


def write_exact(home: Path, tables: Tables) -> None:
    """Keep a month's exact tables. Privacy: aggregate, exact; restricted."""
    folder = _folder(home, tables.month)
    _write_frame(folder / "exact.parquet", tables.frame)
    _write_frame(folder / "coverage.parquet", tables.coverage)
    write_json(folder / "hierarchies.json", tables.hierarchies)


def read_exact(home: Path, month: Month) -> Tables:
    """A month's exact tables. Privacy: aggregate, exact."""
    folder = _folder(home, month)
    return Tables(
        month,
        pd.read_parquet(folder / "exact.parquet"),
        read_json(folder / "hierarchies.json"),
        pd.read_parquet(folder / "coverage.parquet"),
    )


def write_protected(
    home: Path, safe: SafeTables, pattern: pd.DataFrame, audit: Mapping[str, Any]
) -> None:
    """Keep a month's safe tables, the pattern with its reasons, and the audit's details."""
    folder = _folder(home, safe.month)
    _write_frame(folder / "safe.parquet", safe.frame)
    _write_frame(folder / "pattern.parquet", pattern)
    write_json(folder / "audit.json", audit)


def read_safe(home: Path, month: Month) -> SafeTables:
    """A month's safe tables. Privacy: disclosure-safe."""
    exact = read_exact(home, month)
    frame = pd.read_parquet(_folder(home, month) / "safe.parquet")
    return SafeTables(month, frame, exact.hierarchies, exact.coverage)


def read_pattern(home: Path, month: Month) -> pd.DataFrame:
    """Which figures of a month are withheld, and why. Privacy: restricted."""
    return pd.read_parquet(_folder(home, month) / "pattern.parquet")


def read_audit(home: Path, month: Month) -> dict[str, Any]:
    """What the audit of a month found in detail. Privacy: restricted."""
    return dict(read_json(_folder(home, month) / "audit.json"))


def freeze(home: Path, month: Month, report: str, version: int, edition: int) -> None:
    """Remember the figures of a release, exact values and published statuses, for later runs."""
    pattern = read_safe(home, month).frame.assign(value=read_exact(home, month).frame["value"])
    released = pattern[pattern["report"] == report].assign(version_id=f"{report}/{month}/{edition}")
    path = home / "store" / "protection" / "released" / f"{report}-{month}-v{version}.parquet"
    _write_frame(path, released[list(FROZEN_COLUMNS)])


def read_frozen(home: Path) -> pd.DataFrame:
    """All figures of all releases so far: FROZEN_COLUMNS. Privacy: aggregate, exact; restricted."""
    paths = sorted((home / "store" / "protection" / "released").glob("*.parquet"))
    frames = [pd.read_parquet(path) for path in paths]
    if not frames:
        return pd.DataFrame(columns=list(FROZEN_COLUMNS))
    return pd.concat(frames, ignore_index=True)


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document in a stable order of keys."""
    write_file(path, json.dumps(document, sort_keys=True, indent=1).encode())


def read_json(path: Path) -> dict[str, Any]:
    """Read a document."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _folder(home: Path, month: Month) -> Path:
    return home / "store" / "protection" / str(month)


def _write_frame(path: Path, frame: pd.DataFrame) -> None:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    write_file(path, buffer.getvalue())
