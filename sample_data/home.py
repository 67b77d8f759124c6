"""The consortium's own folder: who belongs to it, its hubs, its agreements, its layouts."""

from __future__ import annotations

import shutil
from pathlib import Path

HERE = Path(__file__).parent


def write_consortium(home: Path) -> None:
    """Write `consortium.toml` and `partners/*.toml`; keys and recipients are not its business."""
    (home / "partners").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(HERE / "consortium.toml", home / "consortium.toml")
    for path in sorted((HERE / "partners").glob("*.toml")):
        shutil.copyfile(path, home / "partners" / path.name)
