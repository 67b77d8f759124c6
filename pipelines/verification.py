"""Whether published files are still what was released.

Manifests, hashes, names, the sums of the flat file; of a whole folder also its ledger.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipelines.publish.flat import read_flat
from pipelines.publish.sums import wrong_sums
from pipelines.storage.database import is_begun
from pipelines.storage.examination import ledger_problems


def verify(path: Path) -> tuple[int, list[str]]:
    """Check a workbook, a release or a whole folder; returns files checked and problems by name.

    Privacy: disclosure-safe.
    """
    if path.is_file():
        return _verify_release(path.parent, only=path.name)
    manifests = sorted(path.rglob("manifest.json"))
    is_folder = (path / "consortium.toml").exists() and is_begun(path)
    if not manifests and not is_folder:
        return 0, [f"{path.name}: no manifest found below it"]
    checked, problems = (1, ledger_problems(path)) if is_folder else (0, [])
    for manifest in manifests:
        count, found = _verify_release(manifest.parent)
        checked += count
        problems += [f"{manifest.parent.relative_to(path)}/{problem}" for problem in found]
    return checked, problems


def _verify_release(folder: Path, only: str = "") -> tuple[int, list[str]]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        listed = {str(file["name"]): file for file in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return 1, ["manifest.json: missing or damaged"]
    if only and only != "manifest.json" and only not in listed:
        return 1, [f"{only}: not in the manifest beside it"]
    names = [only] if only in listed else sorted(listed)
    problems = [text for name in names for text in _verify_file(folder / name, listed[name])]
    present = {path.name for path in folder.iterdir()} - {"manifest.json"}
    problems += [f"{name}: not in the manifest" for name in sorted(present - set(listed))]
    flat = next((name for name in sorted(listed) if name.endswith(".csv")), "")
    if not problems and flat:
        found = wrong_sums(read_flat((folder / flat).read_bytes()), manifest["hierarchies"])
        problems += [f"{flat}: {text}" for text in found]
    return len(names), problems


def _verify_file(path: Path, listed: dict[str, Any]) -> list[str]:
    if not path.is_file():
        return [f"{path.name}: missing"]
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != listed["sha256"]:
        return [f"{path.name}: changed since it was released"]
    return []
