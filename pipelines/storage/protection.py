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

from pipelines.errors import Blocked
from pipelines.listed import first_of
from pipelines.storage.files import SUM, write_summed
from pipelines.storage.releases import all_releases
from pipelines.types import CELL_COLUMNS, KEY_COLUMNS, SafeTables, Tables
from schemas.periods import Month

FROZEN_COLUMNS = (*KEY_COLUMNS, "version_id", "value", "status")
AUDIT = "audit.json"
SAID_CELL_COLUMNS = ("said", *CELL_COLUMNS)
NAMED = 5


def write_exact(home: Path, tables: Tables) -> None:
    """Keep a month's exact tables; the audit of what they were before holds no more.

    Privacy: aggregate, exact; restricted.
    """
    folder = _folder(home, tables.month)
    for name in (AUDIT, f"{AUDIT}{SUM}"):
        (folder / name).unlink(missing_ok=True)
    _write_frame(folder / "exact.parquet", tables.frame)
    _write_frame(folder / "coverage.parquet", tables.coverage)
    _write_frame(folder / "cells.parquet", tables.cells)
    write_json(folder / "hierarchies.json", tables.hierarchies)


def read_exact(home: Path, month: Month) -> Tables:
    """A month's exact tables. Privacy: aggregate, exact."""
    folder = _folder(home, month)
    return Tables(
        month,
        pd.read_parquet(folder / "exact.parquet"),
        read_json(folder / "hierarchies.json"),
        pd.read_parquet(folder / "coverage.parquet"),
        pd.read_parquet(folder / "cells.parquet"),
    )


def write_protected(
    home: Path,
    safe: SafeTables,
    pattern: pd.DataFrame,
    certificates: pd.DataFrame,
    audit: Mapping[str, Any],
) -> None:
    """Keep a month's safe tables, the pattern with reasons and proof, and the audit's details."""
    folder = _folder(home, safe.month)
    _write_frame(folder / "certificates.parquet", certificates)
    _write_frame(folder / "safe.parquet", safe.frame)
    _write_frame(folder / "pattern.parquet", pattern)
    write_json(folder / AUDIT, audit)


def read_safe(home: Path, month: Month) -> SafeTables:
    """A month's safe tables. Privacy: disclosure-safe."""
    exact = read_exact(home, month)
    frame = pd.read_parquet(_folder(home, month) / "safe.parquet")
    return SafeTables(month, frame, exact.hierarchies, exact.coverage)


def read_pattern(home: Path, month: Month) -> pd.DataFrame:
    """Which figures of a month are withheld, and why. Privacy: restricted."""
    return pd.read_parquet(_folder(home, month) / "pattern.parquet")


def read_certificates(home: Path, month: Month) -> pd.DataFrame:
    """The moves that prove the pattern of a month. Privacy: aggregate, exact; restricted."""
    return pd.read_parquet(_folder(home, month) / "certificates.parquet")


def read_audit(home: Path, month: Month) -> dict[str, Any]:
    """What the audit of a month found in detail; empty if none holds. Privacy: restricted."""
    path = _folder(home, month) / AUDIT
    return read_json(path) if path.exists() else {}


def freeze(home: Path, month: Month, report: str, version: int, edition: int) -> None:
    """Remember a release for later runs: exact figures with published statuses, and their cells.

    The cells are those of all reports of that edition of the month, kept once; so are the
    hierarchies they were told with, and which edition this was in the order of release.
    """
    exact, folder = read_exact(home, month), _released(home)
    pattern = read_safe(home, month).frame.assign(value=exact.frame["value"])
    released = pattern[pattern["report"] == report].assign(version_id=f"{report}/{month}/{edition}")
    _write_frame(folder / f"{report}-{month}-v{version}.parquet", released[list(FROZEN_COLUMNS)])
    _write_frame(folder / "cells" / f"{month}-{edition}.parquet", exact.cells)
    proof = read_certificates(home, month)
    _write_frame(folder / "certificates" / f"{month}-{edition}.parquet", proof)
    told = folder / "told" / f"{month}-{edition}.json"
    if not told.exists():
        order = len(list(told.parent.glob("*.json")))
        document = {"said": f"{month}/{edition}", "hierarchies": exact.hierarchies}
        write_json(told, {"order": order, **document})


def read_frozen(home: Path) -> pd.DataFrame:
    """All figures of all releases so far: FROZEN_COLUMNS. Privacy: aggregate, exact; restricted.

    Raises: Blocked if those of a release are lost: what was read cannot be left out.
    """
    paths = sorted(_released(home).glob("*.parquet"))
    kept = {path.stem for path in paths}
    lost = [release.stem for release in all_releases(home) if release.stem not in kept]
    if lost:
        names = first_of(lost, NAMED)
        raise Blocked("PROTECT-17", f"the exact figures of releases are not kept: {names}")
    frames = [pd.read_parquet(path) for path in paths]
    if not frames:
        return pd.DataFrame({column: pd.Series(dtype="str") for column in FROZEN_COLUMNS})
    return pd.concat(frames, ignore_index=True)


def read_frozen_cells(home: Path) -> pd.DataFrame:
    """What every partner had contributed to every edition released: SAID_CELL_COLUMNS.

    `said` names the edition as month/number. Privacy: aggregate, exact; restricted.
    """
    paths = sorted((_released(home) / "cells").glob("*.parquet"))
    frames = [pd.read_parquet(p).assign(said="/".join(p.stem.rsplit("-", 1))) for p in paths]
    if not frames:
        return pd.DataFrame({column: pd.Series(dtype="str") for column in SAID_CELL_COLUMNS})
    return pd.concat(frames, ignore_index=True)[list(SAID_CELL_COLUMNS)]


def read_frozen_certificates(home: Path) -> pd.DataFrame:
    """The moves that proved the patterns of all editions released, in the order of release.

    Certificates and the edition (`said`, as month/number) that each stood in; empty if none are
    kept. Privacy: aggregate, exact; restricted.
    """
    folder = _released(home) / "certificates"
    paths = {said: folder / f"{said.replace('/', '-')}.parquet" for said in read_editions(home)}
    found = [pd.read_parquet(p).assign(said=said) for said, p in paths.items() if p.exists()]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def read_editions(home: Path) -> dict[str, Mapping[str, Any]]:
    """The hierarchies that each released edition (month/number) was told with, oldest first.

    Privacy: codes only.
    """
    found = [read_json(path) for path in (_released(home) / "told").glob("*.json")]
    found.sort(key=lambda one: int(one["order"]))
    return {one["said"]: one["hierarchies"] for one in found}


def read_told_cells(home: Path) -> pd.DataFrame:
    """The same for everything that is released or in draft: SAID_CELL_COLUMNS.

    Privacy: aggregate, exact; restricted.
    """
    frozen = read_frozen_cells(home)
    known, frames = set(frozen["said"]), [frozen]
    for path in sorted((home / "drafts").glob("*/*/manifest.json")):
        manifest = read_json(path)
        said = f"{manifest['month']}/{manifest['edition']}"
        if said not in known:
            known.add(said)
            frames.append(read_exact(home, Month.parse(manifest["month"])).cells.assign(said=said))
    return pd.concat(frames, ignore_index=True)[list(SAID_CELL_COLUMNS)]


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document in a stable order of keys."""
    write_summed(path, json.dumps(document, sort_keys=True, indent=1).encode())


def read_json(path: Path) -> dict[str, Any]:
    """Read a document."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _folder(home: Path, month: Month) -> Path:
    return home / "store" / "protection" / str(month)


def _released(home: Path) -> Path:
    return home / "store" / "protection" / "released"


def _write_frame(path: Path, frame: pd.DataFrame) -> None:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    write_summed(path, buffer.getvalue())
