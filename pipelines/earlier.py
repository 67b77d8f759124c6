"""What was released of earlier months, for reports that are compared with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipelines.publish.compared import released_figures
from pipelines.publish.edition import Earlier
from pipelines.storage.releases import called, newest_before, releases_of
from schemas.catalog import Catalog
from schemas.due import months_compared
from schemas.model import FunderReport
from schemas.periods import Month
from schemas.reconciling import released_before


def earlier_of(home: Path, catalog: Catalog, report: FunderReport, month: Month) -> Earlier:
    """The newest releases that a report of a month is compared with. Privacy: disclosure-safe."""
    released = newest_before(home, month, report.id, months_compared(report))
    return Earlier(released, _counterparts(home, catalog, report, month))


def earlier_named(
    home: Path, catalog: Catalog, report: FunderReport, month: Month, names: Sequence[str]
) -> Earlier:
    """The same with the releases that a manifest names. Privacy: disclosure-safe."""
    released = called(home, report.id, names)
    return Earlier(released, _counterparts(home, catalog, report, month))


def _counterparts(home: Path, catalog: Catalog, report: FunderReport, month: Month) -> pd.DataFrame:
    """Figures of earlier months, as released last, that the report is reconciled with."""
    wanted = sorted(released_before(catalog, report, month))
    versions = [(name, releases_of(home, last, name)) for name, last in wanted]
    return released_figures([(name, found[-1].csv) for name, found in versions if found])
