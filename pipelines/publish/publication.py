"""One release of one report as files: workbook, flat CSV, manifest."""

from __future__ import annotations

from pipelines.publish.edition import Edition, Material, Publication, file_stem
from pipelines.publish.flat import write_flat
from pipelines.publish.manifest import MANIFEST, write_manifest
from pipelines.publish.workbook import write_workbook
from pipelines.settings import Consortium
from pipelines.types import SafeTables
from schemas.catalog import Catalog
from schemas.model import FunderReport


def publish(
    safe: SafeTables,
    report: FunderReport,
    catalog: Catalog,
    consortium: Consortium,
    edition: Edition,
) -> Publication:
    """The files of a report; the same inputs give the same bytes.

    Args:
        safe: Protected figures of the month, of all reports.
        report: The report to publish.
        catalog: Words and definitions.
        consortium: Names and contact.
        edition: Version, state and what changed.

    Returns:
        Workbook, flat CSV and manifest by name.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    material = Material(safe, report, catalog, consortium, edition)
    stem = file_stem(report, edition)
    files = {f"{stem}.xlsx": write_workbook(material), f"{stem}.csv": write_flat(material)}
    return Publication({**files, MANIFEST: write_manifest(material, files)})
