"""What was released of earlier months, for reports that are compared with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.publish.compared import released_figures
from pipelines.publish.edition import Earlier
from pipelines.storage.releases import Release, called, newest_before, releases_of
from pipelines.types import Released
from schemas.catalog import Catalog
from schemas.due import months_compared
from schemas.model import FunderReport
from schemas.periods import Month
from schemas.reconciling import released_before


def earlier_of(home: Path, catalog: Catalog, report: FunderReport, month: Month) -> Earlier:
    """The newest releases that a report of a month is compared with. Privacy: disclosure-safe."""
    released = newest_before(home, month, report.id, months_compared(report))
    versions = _versions(home, catalog, report, month)
    return _earlier(released, [found[-1] for found in versions if found])


def earlier_named(
    home: Path, catalog: Catalog, report: FunderReport, month: Month, manifest: Mapping[str, Any]
) -> Earlier:
    """The releases that a manifest names, which may have been corrected since.

    Privacy: disclosure-safe.
    """
    released = called(home, report.id, manifest["compared_with"])
    versions = _versions(home, catalog, report, month)
    named = set(manifest["reconciled_with"])
    return _earlier(released, [one for found in versions for one in found if one.stem in named])


def _versions(
    home: Path, catalog: Catalog, report: FunderReport, month: Month
) -> list[list[Release]]:
    """The released versions of each report of an earlier month that a reconciliation rests on."""
    wanted = sorted(released_before(catalog, report, month))
    return [releases_of(home, last, name) for name, last in wanted]


def _earlier(released: Mapping[Month, Released], beside: Sequence[Release]) -> Earlier:
    figures = released_figures([(one.report, one.csv) for one in beside])
    return Earlier(released, figures, tuple(one.stem for one in beside))
