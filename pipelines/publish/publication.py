"""One release of one report as files: workbook, flat CSV, manifest."""

from __future__ import annotations

import json

from pipelines.publish.analyst import ENDING, about_of, analyst_tables, write_analyst_file
from pipelines.publish.edition import Edition, Material, Publication, file_stem
from pipelines.publish.flat import write_flat
from pipelines.publish.labels import Labels
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
    """The files of a report; the same inputs give the same workbook and CSV, byte by byte.

    Args:
        safe: Protected figures of the month, of all reports.
        report: The report to publish.
        catalog: Words and definitions.
        consortium: Names and contact.
        edition: Version, state and what changed.

    Returns:
        Workbook, flat CSV, analysts' file and manifest by name.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    material = Material(safe, report, catalog, consortium, edition)
    stem = file_stem(report, edition)
    flat = write_flat(material)
    about = about_of(json.loads(write_manifest(material, {})), report.title)
    tables = analyst_tables(flat, about, report, Labels(catalog, consortium))
    files = {
        f"{stem}.xlsx": write_workbook(material),
        f"{stem}.csv": flat,
        f"{stem}.{ENDING}": write_analyst_file(tables),
    }
    return Publication({**files, MANIFEST: write_manifest(material, files)})
