"""Re-reading of a publication before anybody sees it, by other means than it was written with.

Anything this finds blocks the release. It knows files, not how they were made.
"""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from xml.etree.ElementTree import ParseError

from pipelines.publish.agreement import agreement_problems
from pipelines.publish.analyst import ENDING, about_of, analyst_problems, analyst_tables
from pipelines.publish.checklist import Kind, unmet
from pipelines.publish.edition import NOTHING_EARLIER, Earlier, Publication, figures_of
from pipelines.publish.flat import FLAT_COLUMNS, read_flat
from pipelines.publish.grid import grid_problems
from pipelines.publish.labels import Labels
from pipelines.publish.manifest import MANIFEST
from pipelines.publish.markers import is_shown, places
from pipelines.publish.opened import Opened
from pipelines.publish.package import package_problems
from pipelines.publish.pictures import picture_problems
from pipelines.publish.reconciled import reconciliation_problems
from pipelines.publish.refusals import Refusal
from pipelines.publish.rereading import sheet_names, workbook_problems
from pipelines.publish.sentences import Sentences, declared_texts
from pipelines.publish.views.reworked import Reworked, cover_problems, view_problems
from pipelines.publish.views.seen import Seen
from pipelines.publish.wording import wording_problems
from pipelines.settings import Consortium
from pipelines.types import KEY_COLUMNS, SafeTables
from schemas.catalog import Catalog
from schemas.model import FunderReport

NOT_A_WORKBOOK = (zipfile.BadZipFile, OSError, ValueError, KeyError, ParseError, RuntimeError)


def inspect_publication(
    publication: Publication,
    safe: SafeTables,
    report: FunderReport,
    catalog: Catalog,
    consortium: Consortium,
    earlier: Earlier = NOTHING_EARLIER,
) -> tuple[Refusal, ...]:
    """Every problem of a publication by name and place, sorted; none if it may go to approval.

    Args:
        publication: The files as they would be released.
        safe: The protected figures they must show, no more and no less.
        report: The declaration of the report.
        catalog: The words that may stand in it.
        consortium: Names of agencies and hubs, and the only author allowed.
        earlier: What was released of earlier months that the report is compared with.

    Returns:
        Refusals; they hold no figure and no text of the file.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    endings = sorted(name.rpartition(".")[2] for name in publication.files)
    if endings != ["csv", ENDING, "json", "xlsx"] or MANIFEST not in publication.files:
        return (Refusal("FILES"),)
    content = publication.file(".xlsx")
    seen = Seen(report, catalog, consortium, safe.month, publication.file(".csv"), earlier.released)
    reworked = Reworked.of(seen)
    try:
        opened = Opened(content)
        found = package_problems(opened, consortium.name, reworked.pictures)
        found |= grid_problems(opened, sheet_names(report, catalog))
    except NOT_A_WORKBOOK:
        return (Refusal("NOT-A-WORKBOOK"),)
    # a package that is not sound is never opened as a workbook
    found = found or _reread(opened, safe, seen, reworked)
    if not found:
        found |= reconciliation_problems(opened, safe, report, catalog, earlier.counterparts)
    flat = publication.file(".csv")
    of_csv = flat_problems(flat, safe, report, catalog)
    of_manifest = manifest_problems(publication)
    if not of_csv | of_manifest:
        found |= _analyst_problems(publication, report, Labels(catalog, consortium))
    return tuple(sorted(found | of_csv | of_manifest))


def _reread(opened: Opened, safe: SafeTables, seen: Seen, reworked: Reworked) -> set[Refusal]:
    """What an independent reader finds in the workbook."""
    report, catalog, consortium = seen.report, seen.catalog, seen.consortium
    try:
        found = workbook_problems(opened, safe, report, catalog, consortium)
        if Refusal("SHEETS") in found:
            return found
        found |= agreement_problems(opened, safe, report, catalog)
        found |= cover_problems(opened, report, reworked)
        found |= view_problems(opened, reworked) | picture_problems(opened, reworked.pictures)
        sentences = Sentences(declared_texts(report, catalog, consortium))
        found |= wording_problems(opened, sentences)
        kept = unmet(opened, Kind.PUBLICATION, estimates=False)
        return found | {Refusal("ACCESS", f"{one.place} ({one.item})") for one in kept}
    except Exception:  # noqa: BLE001  whatever the reader stumbles over blocks the release
        return {Refusal("UNREADABLE")}


def flat_problems(
    content: bytes, safe: SafeTables, report: FunderReport, catalog: Catalog
) -> set[Refusal]:
    """How a flat CSV differs from the figures it should hold.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    flat, frame = read_flat(content), figures_of(safe, report)
    if tuple(flat.columns) != FLAT_COLUMNS:
        return {Refusal("CSV-COLUMNS")}
    keys = ["table_id", *KEY_COLUMNS, "status"]
    if (
        flat[keys].astype(object).to_numpy().tolist()
        != frame[keys].astype(object).to_numpy().tolist()
    ):
        return {Refusal("CSV-ROWS")}
    shown = frame["status"].map(is_shown).astype(bool)
    found = set()
    if flat.loc[~shown, "value"].notna().any():
        found.add(Refusal("CSV-WITHHELD"))
    decimals = frame["measure"].map({name: places(m) for name, m in catalog.measures.items()})
    allowed = 0.5 * 10.0 ** -decimals[shown].astype(float) + 1e-9
    apart = (flat.loc[shown, "value"] - frame.loc[shown, "value"].astype(float)).abs()
    if not (apart <= allowed).all():
        found.add(Refusal("CSV-FIGURE"))
    text = content.decode("utf-8")
    if "\r" in text or any(line[:1] in "=+-@\t" for line in text.split("\n") if line):
        found.add(Refusal("CSV-TEXT"))
    return found


def _analyst_problems(
    publication: Publication, report: FunderReport, labels: Labels
) -> set[Refusal]:
    """How the analysts' file differs from the flat CSV and the manifest, which are sound."""
    manifest = json.loads(publication.files[MANIFEST])
    about = about_of(manifest, report.title)
    tables = analyst_tables(publication.file(".csv"), about, report, labels)
    found = analyst_problems(publication.file(f".{ENDING}"), tables)
    return {Refusal("ANALYST", name) for name in found}


def manifest_problems(publication: Publication) -> set[Refusal]:
    """Whether the manifest tells name, size and hash of each other file, and of no other.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    try:
        entries = json.loads(publication.files[MANIFEST])["files"]
        told = {entry["name"]: (entry["size"], entry["sha256"]) for entry in entries}
    except (ValueError, KeyError, TypeError):
        return {Refusal("MANIFEST")}
    held = {
        name: (len(content), sha256(content).hexdigest())
        for name, content in publication.files.items()
        if name != MANIFEST
    }
    return set() if told == held else {Refusal("MANIFEST")}
