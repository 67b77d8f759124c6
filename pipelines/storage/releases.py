"""Published files: drafts that the next run replaces, releases that nothing replaces."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import Blocked
from pipelines.storage.files import write_folder
from pipelines.types import Released
from schemas.periods import Month


@dataclass(frozen=True)
class Release:
    """One folder of published files: workbook, flat CSV and manifest."""

    folder: Path
    report: str
    month: Month
    version: int

    @property
    def stem(self) -> str:
        """Name of its files without ending."""
        return f"{self.report}-{self.month}-v{self.version}"

    @property
    def csv(self) -> bytes:
        """The flat CSV."""
        return (self.folder / f"{self.stem}.csv").read_bytes()

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest."""
        text = (self.folder / "manifest.json").read_text(encoding="utf-8")
        return dict(json.loads(text))

    @property
    def files(self) -> dict[str, bytes]:
        """All files by name."""
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}


def releases_of(home: Path, month: Month, report: str) -> list[Release]:
    """The released versions of one month's report, oldest first."""
    folder = home / "releases" / str(month) / report
    found = [Release(path, report, month, int(path.name[1:])) for path in folder.glob("v*")]
    return sorted(found, key=lambda release: release.version)


def all_releases(home: Path) -> list[Release]:
    """Every released version of every report, in order of month, report and version."""
    found = []
    for folder in sorted((home / "releases").glob("*/*")):
        found += releases_of(home, Month.parse(folder.parent.name), folder.name)
    return found


def newest_before(home: Path, month: Month, report: str, months: int) -> dict[Month, Released]:
    """The newest release of each of so many months before a month, oldest first."""
    found = (releases_of(home, month.plus(-back), report) for back in range(months, 0, -1))
    return {versions[-1].month: _flat_file(versions[-1]) for versions in found if versions}


def called(home: Path, report: str, names: Iterable[str]) -> dict[Month, Released]:
    """The releases of a report that are called so; one that is not there is left out."""
    wanted = set(names)
    months = {Month.parse(name.removeprefix(f"{report}-").rpartition("-v")[0]) for name in wanted}
    found = (one for month in sorted(months) for one in releases_of(home, month, report))
    return {one.month: _flat_file(one) for one in found if one.stem in wanted}


def _flat_file(release: Release) -> Released:
    return Released(name=release.stem, flat=release.csv)


def draft_of(home: Path, month: Month, report: str) -> Release | None:
    """The draft of one month's report, if there is one."""
    folder = home / "drafts" / str(month) / report
    if not (folder / "manifest.json").exists():
        return None
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Release(folder, report, month, int(manifest["version"]))


def write_draft(home: Path, month: Month, report: str, files: Mapping[str, bytes]) -> None:
    """Replace the draft of one month's report. Privacy: disclosure-safe in."""
    folder = home / "drafts" / str(month) / report
    folder.parent.mkdir(parents=True, exist_ok=True)
    write_folder(folder, files)


def release_draft(home: Path, draft: Release) -> Release:
    """Copy a draft to `releases/` as its version; Blocked if that version exists already."""
    target = home / "releases" / str(draft.month) / draft.report / f"v{draft.version}"
    if target.exists():
        raise Blocked("RELEASE-01", f"{draft.stem} is released already and cannot change")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_folder(target, draft.files)
    return Release(target, draft.report, draft.month, draft.version)


def is_same(draft: Release, released: Release) -> bool:
    """Whether a draft says what a release says: the same figures and the same coverage."""
    same_figures = draft.csv == released.csv
    return same_figures and draft.manifest["coverage"] == released.manifest["coverage"]
