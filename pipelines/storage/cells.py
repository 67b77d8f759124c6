"""Cells of a partner-month as immutable Parquet versions, named by the hash of their content."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from pipelines.storage.files import write_file
from pipelines.types import CELL_COLUMNS, Cells
from schemas.periods import Month

VERSION_LENGTH = 16


def write_cells(home: Path, cells: Cells) -> str:
    """Keep one version and return its hash; the ledger says which version is current.

    Privacy: aggregate in, aggregate on disk.
    """
    ordered = cells.frame.sort_values(list(CELL_COLUMNS[:-2]), ignore_index=True)
    buffer = io.BytesIO()
    ordered[list(CELL_COLUMNS)].to_parquet(buffer, index=False)
    content = buffer.getvalue()
    version = hashlib.sha256(content).hexdigest()[:VERSION_LENGTH]
    path = _path(home, cells.month, cells.partner, version)
    if not path.exists():
        write_file(path, content)
    return version


def read_cells(home: Path, month: Month, current: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """All current cells of a month: one frame over the given (partner, version) pairs.

    Privacy: aggregate out.
    """
    paths = [_path(home, month, partner, version) for partner, version in current]
    frames = [pd.read_parquet(path) for path in paths]
    if not frames:
        return pd.DataFrame(columns=list(CELL_COLUMNS))
    return pd.concat(frames, ignore_index=True)


def _path(home: Path, month: Month, partner: str, version: str) -> Path:
    return home / "store" / "cells" / str(month) / partner / f"{version}.parquet"
