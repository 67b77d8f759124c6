"""One cause, one finding: what a stronger finding says of a cell is not said of it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from pipelines.findings import Finding, ranges
from pipelines.validate.judge import Rows
from pipelines.validate.totals_wait import TOTALS_DIFFER
from schemas.catalog import Catalog
from schemas.model import Severity

CELL = "CELL-"
SHIFTED = "ROW-20"
BESIDE = "LAYOUT-21"
EXCHANGED, EXCHANGED_FIRST = "LAYOUT-32", "LAYOUT-36"
# who says it: a code, or the beginning of codes, that says the same of the same cell less well
SAID_BY: Mapping[str, str] = {
    **dict.fromkeys(("ID-02", "ID-03", "ID-04"), CELL),
    **dict.fromkeys(("E25a", "E25b"), "ID-14"),
}
_PLACE = re.compile(r"(row |[A-Z]+)(\d+)(?::(?:row |[A-Z]+)(\d+))?")


def told_once(findings: Sequence[Finding], catalog: Catalog) -> tuple[Finding, ...]:
    """The findings without the cells that another finding names for the same cause.

    What stands in a row whose entries have moved to other columns is said by that alone; the
    totals of its sheet are compared again when the file comes back.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    findings = [_stronger(one, findings, catalog) for one in findings]
    by = [one for one in findings if one.code in SAID_BY]
    moved = [one for one in findings if one.code == SHIFTED]
    if not by and not moved:
        return tuple(findings)
    return tuple(_rest(findings, by, moved, catalog))


def _rest(
    findings: Iterable[Finding],
    by: Sequence[Finding],
    moved: Sequence[Finding],
    catalog: Catalog,
) -> Iterator[Finding]:
    for one in findings:
        said = [
            rows_by_column(other.places)
            for other in by
            if other.sheet == one.sheet and one.code.startswith(SAID_BY[other.code])
        ]
        shifted = [other for other in moved if other.sheet == one.sheet and _is_of_row(one)]
        if shifted and one.code == TOTALS_DIFFER:
            continue
        rows = [row for other in shifted for row in rows_by_column(other.places).values()]
        left = without(one, said, rows, catalog) if said or rows else one
        if left is not None:
            yield left


def _stronger(one: Finding, findings: Sequence[Finding], catalog: Catalog) -> Finding:
    """Figures that look exchanged are told first where cells of the two columns must be fixed."""
    columns = rows_by_column(one.places).keys() if one.code == EXCHANGED else ()
    to_mend = (
        other
        for other in findings
        if other.sheet == one.sheet and other.severity is Severity.MUST_FIX
    )
    if not any(not rows_by_column(other.places).keys().isdisjoint(columns) for other in to_mend):
        return one
    message = catalog.messages[EXCHANGED_FIRST]
    words = {"heading": one.heading, "column": one.places[-1].rstrip("0123456789")}
    return replace(
        one,
        code=message.code,
        severity=message.severity,
        message=message.message.format_map(words),
        fix=message.fix,
    )


def _is_of_row(one: Finding) -> bool:
    """Whether a finding is about what cells of rows hold: identifiers are told whatever happens."""
    return one.code.startswith(CELL) or "-" not in one.code or one.code in (BESIDE, TOTALS_DIFFER)


def rows_by_column(places: Iterable[str]) -> dict[str, Rows]:
    """The row numbers that places name, by column; those of whole rows by the word row."""
    found: dict[str, list[Rows]] = {}
    for place in places:
        match = _PLACE.fullmatch(place)
        if match:
            first = int(match[2])
            found.setdefault(match[1], []).append(np.arange(first, int(match[3] or first) + 1))
    return {letter: np.concatenate(rows) for letter, rows in found.items()}


def without(
    one: Finding, said: Sequence[Mapping[str, Rows]], rows: Sequence[Rows], catalog: Catalog
) -> Finding | None:
    """The finding without cells named in `said` and without whole rows; None if nothing is left."""
    own = rows_by_column(one.places)
    gone = np.concatenate([np.empty(0, dtype=np.int64), *rows])
    left = {}
    for letter, numbers in own.items():
        named = np.concatenate([gone, *(other[letter] for other in said if letter in other)])
        left[letter] = np.setdiff1d(numbers, named)
    count = sum(map(len, left.values()))
    if count == sum(map(len, own.values())):
        return one
    if not count:
        return None
    places = tuple(place for letter, numbers in left.items() for place in ranges(letter, numbers))
    message = one.message
    if one.code in catalog.messages and "{count}" in catalog.messages[one.code].message:
        message = catalog.messages[one.code].message.format(count=count)
    cell = places[0].partition(":")[0]
    return replace(one, message=message, cell=cell, places=places, count=count)
