"""`audit` and `verify`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pipelines.audit import audit_inside, audit_published
from pipelines.cli.output import line, table
from pipelines.keeping.restore import is_consortium
from pipelines.keeping.stored import verify_stored
from pipelines.storage.protection import read_told_cells
from pipelines.verification import verify

AUDIT_FAILED = 13
SHOWN_FAILURES = 20


def audit_paths(paths: Sequence[Path], home: Path | None, *, as_json: bool) -> int:
    """Attack the published files below the paths and print what was found.

    With the consortium's folder, also as each partner and as one who knows the empty places; the
    releases and drafts of that folder are attacked if no paths are given.
    """
    if home is not None and not paths:
        paths = [place for place in (home / "releases", home / "drafts") if place.exists()]
    result = audit_published(paths)
    if home is not None:
        result += audit_inside(paths, read_told_cells(home))
    if as_json:
        line(json.dumps(result.details, indent=1))
    else:
        line(
            f"Audit: {result.result}. {result.figures_checked} figures examined, "
            f"{result.figures_withheld} of them withheld."
        )
        for attacker, one in result.summary["attackers"].items():
            line(f"Attacker {attacker}: {one['checked']} tried, {one['result']}.")
        rows = [
            (f.report, f.table, f.kind, " ".join(f.label), f.low, f.high, f.attacker)
            for f in result.failures
        ]
        if rows:
            texts = [tuple(map(str, row)) for row in rows[:SHOWN_FAILURES]]
            table("Can be derived", ("Report", "Table", "How", "Figure", "From", "To", "By"), texts)
    return 0 if result.result == "pass" else AUDIT_FAILED


def verify_path(path: Path) -> int:
    """Verify everything at a path and name each file that is not as it was."""
    checked, problems = verify(path)
    if is_consortium(path):
        stored, found = verify_stored(path)
        checked, problems = checked + stored, [*problems, *found]
    for problem in problems:
        line(problem)
    line(f"{checked} files checked, {len(problems)} not as they were.")
    return AUDIT_FAILED if problems else 0
