"""A total over a column with a cell to mend cannot be right yet: it is not told before that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.findings import Finding
from schemas.catalog import Catalog
from schemas.model import Severity

TOTALS_DIFFER = "ROW-06"
_LETTERS = re.compile(r"[A-Z]+(?=\d)")


def without_waiting_totals(findings: Sequence[Finding], catalog: Catalog) -> tuple[Finding, ...]:
    """The same findings, without totals that differ in columns where a cell must be fixed.

    Such a file is not counted, and the totals are compared again when it comes back.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    to_mend = {
        (one.sheet, letter)
        for one in findings
        if one.severity is Severity.MUST_FIX
        for place in one.places
        for letter in _LETTERS.findall(place)
    }
    return tuple(_settled(findings, to_mend, catalog))


def _settled(
    findings: Sequence[Finding], to_mend: set[tuple[str, str]], catalog: Catalog
) -> Iterator[Finding]:
    for one in findings:
        if one.code != TOTALS_DIFFER:
            yield one
            continue
        kept = [
            place
            for place in one.places
            if not any((one.sheet, letter) in to_mend for letter in _LETTERS.findall(place))
        ]
        if kept:
            yield _about(one, kept, catalog)


def _about(one: Finding, places: Sequence[str], catalog: Catalog) -> Finding:
    """The finding about these cells alone."""
    text = catalog.messages[TOTALS_DIFFER].message.format(count=len(places))
    cell = places[0].partition(":")[0]
    return replace(one, message=text, cell=cell, places=tuple(places), count=len(places))
