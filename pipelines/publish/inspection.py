"""Re-reading of a publication before anybody sees it, by other means than it was written with.

Anything this finds blocks the release. It knows files, not how they were made.
"""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256

from pipelines.publish.edition import Publication, figures_of
from pipelines.publish.flat import FLAT_COLUMNS, read_flat
from pipelines.publish.manifest import MANIFEST
from pipelines.publish.markers import is_shown, places
from pipelines.publish.package import package_problems
from pipelines.publish.rereading import workbook_problems
from pipelines.settings import Consortium
from pipelines.types import KEY_COLUMNS, SafeTables
from schemas.catalog import Catalog
from schemas.model import FunderReport


def inspect_publication(
    publication: Publication,
    safe: SafeTables,
    report: FunderReport,
    catalog: Catalog,
    consortium: Consortium,
) -> tuple[str, ...]:
    """Every problem of a publication as a code, sorted; none if it may go to approval.

    Args:
        publication: The files as they would be released.
        safe: The protected figures they must show, no more and no less.
        report: The declaration of the report.
        catalog: The words that may stand in it.
        consortium: Names of agencies and hubs, and the only author allowed.

    Returns:
        Problem codes such as `FORMULA` or `FIGURE-DIFFERS:by_agency`; they hold no figure.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    endings = sorted(name.rpartition(".")[2] for name in publication.files)
    if endings != ["csv", "json", "xlsx"] or MANIFEST not in publication.files:
        return ("FILES",)
    workbook = publication.file(".xlsx")
    try:
        package = package_problems(workbook, consortium.name)
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError):
        return ("NOT-A-WORKBOOK",)
    found = package or _reread(workbook, safe, report, catalog, consortium)
    found |= flat_problems(publication.file(".csv"), safe, report, catalog)
    return tuple(sorted(found | manifest_problems(publication)))


def _reread(
    workbook: bytes,
    safe: SafeTables,
    report: FunderReport,
    catalog: Catalog,
    consortium: Consortium,
) -> set[str]:
    """A package that is not sound is never opened as a workbook."""
    try:
        return workbook_problems(io.BytesIO(workbook), safe, report, catalog, consortium)
    except Exception:  # noqa: BLE001  whatever the reader stumbles over blocks the release
        return {"UNREADABLE"}


def flat_problems(
    content: bytes, safe: SafeTables, report: FunderReport, catalog: Catalog
) -> set[str]:
    """How a flat CSV differs from the figures it should hold.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    flat, frame = read_flat(content), figures_of(safe, report)
    if tuple(flat.columns) != FLAT_COLUMNS:
        return {"CSV-COLUMNS"}
    keys = ["table_id", *KEY_COLUMNS, "status"]
    if (
        flat[keys].astype(object).to_numpy().tolist()
        != frame[keys].astype(object).to_numpy().tolist()
    ):
        return {"CSV-ROWS"}
    shown = frame["status"].map(is_shown).astype(bool)
    found = set()
    if flat.loc[~shown, "value"].notna().any():
        found.add("CSV-WITHHELD")
    decimals = frame["measure"].map({name: places(m) for name, m in catalog.measures.items()})
    allowed = 0.5 * 10.0 ** -decimals[shown].astype(float) + 1e-9
    apart = (flat.loc[shown, "value"] - frame.loc[shown, "value"].astype(float)).abs()
    if not (apart <= allowed).all():
        found.add("CSV-FIGURE")
    text = content.decode("utf-8")
    if "\r" in text or any(line[:1] in "=+-@\t" for line in text.split("\n") if line):
        found.add("CSV-TEXT")
    return found


def manifest_problems(publication: Publication) -> set[str]:
    """Whether the manifest tells name, size and hash of each other file, and of no other.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    try:
        entries = json.loads(publication.files[MANIFEST])["files"]
        told = {entry["name"]: (entry["size"], entry["sha256"]) for entry in entries}
    except (ValueError, KeyError, TypeError):
        return {"MANIFEST"}
    held = {
        name: (len(content), sha256(content).hexdigest())
        for name, content in publication.files.items()
        if name != MANIFEST
    }
    return set() if told == held else {"MANIFEST"}
