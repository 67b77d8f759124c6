"""The manifest: names, sizes and hashes of what is published, and what it rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pipelines.publish.coverage import coverage_counts
from pipelines.publish.edition import Material
from schemas.model import FunderReport, Method

MANIFEST = "manifest.json"


def write_manifest(material: Material, files: Mapping[str, bytes]) -> bytes:
    """The manifest as JSON with sorted keys; it says no time, only the day of the newest event.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    edition, report = material.edition, material.report
    content: dict[str, Any] = {
        "report": report.id,
        "month": str(edition.month),
        "period": material.period.id,
        "version": edition.version,
        "edition": edition.edition,
        "state": edition.state,
        "as_of": edition.as_of.isoformat(),
        "files": [_entry(name, files[name]) for name in sorted(files)],
        "compared_with": [
            edition.earlier.released[month].name for month in sorted(edition.earlier.released)
        ],
        "reconciled_with": list(edition.earlier.reconciled_with),
        "catalog_version": material.catalog.version,
        "code_version": edition.code_version,
        "coverage": coverage_counts(material.coverage),
        "disclosure": {
            "threshold": report.threshold,
            **_method(report),
            "audit": {
                "result": edition.audit.result,
                "figures_checked": edition.audit.figures_checked,
                "figures_withheld": edition.audit.figures_withheld,
                "attackers": {name: dict(one) for name, one in edition.audit.attackers.items()},
            },
        },
        "hierarchies": material.safe.hierarchies,
    }
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _method(report: FunderReport) -> dict[str, str | int]:
    """What a reader must know of figures that are not exact; nothing where they are."""
    ways: dict[Method, dict[str, str | int]] = {
        Method.ROUND: {"method": "round", "base": report.rounding_base},
        Method.CELL_KEY: {"method": "cell_key", "within": report.threshold},
    }
    return ways.get(report.protection, {})


def _entry(name: str, content: bytes) -> dict[str, str | int]:
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
