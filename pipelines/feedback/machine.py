"""The document as JSON, and the findings of an earlier try read back from it."""

from __future__ import annotations

import json
from typing import Any

from pipelines.feedback.document import Document
from pipelines.findings import Finding
from schemas.model import Severity

KEYS = ("sheet", "cell", "field", "code", "message", "fix", "count", "heading", "suggestion")


def as_json(document: Document) -> str:
    """Outcome, rows and findings; the form in which `check --json` prints and feedback is kept."""
    found: dict[str, object] = {
        "outcome": document.outcome,
        "partner": document.partner,
        "month": document.month,
        "verdict": document.verdict,
        "all_clear": document.all_clear,
        "read_on": document.read_on,
        "due": document.due,
        "next": list(document.steps),
        "reasons": list(document.reasons),
        "rows": [
            {
                "record": one.record,
                "sheet": one.sheet,
                "rows_in": one.rows_in,
                "read": one.accepted,
                "left_out": dict(one.set_aside),
            }
            for one in document.row_counts
        ],
        "findings": [_finding(part) for item in document.items for part in item.parts],
    }
    if document.changes is not None:
        found["since_the_last_try"] = [
            {
                **_finding(change.finding),
                "state": change.state,
                "gone": change.gone,
                "still_open": change.still_open,
                "new": change.new,
            }
            for change in document.changes
        ]
    return json.dumps(found, indent=1)


def read_findings(text: str, partner: str, month: str) -> tuple[Finding, ...] | None:
    """The findings of a kept try; None if the text is not one, or is of another file."""
    try:
        kept = json.loads(text)
        if (kept["partner"], kept["month"]) != (partner, month):
            return None
        return tuple(_read(one) for one in kept["findings"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _finding(finding: Finding) -> dict[str, object]:
    told = {key: getattr(finding, key) for key in KEYS}
    return {"severity": str(finding.severity), **told, "places": list(finding.places)}


def _read(kept: dict[str, Any]) -> Finding:
    texts = {key: str(kept[key]) for key in KEYS if key != "count"}
    return Finding(
        **texts,
        severity=Severity(kept["severity"]),
        count=int(kept["count"]),
        places=tuple(str(place) for place in kept["places"]),
    )
