"""Comma-separated text and its relatives: encoding and delimiter found, then read strictly."""

from __future__ import annotations

import csv
import io
from collections import Counter

from pipelines.intake.sandbox.grid import Grid, grid_of
from pipelines.intake.sandbox.refusal import Reason, RefusedFile
from pipelines.intake.sandbox.sheet_scan import MAX_AREA, MAX_COLUMN, MAX_ROW

DELIMITERS = (",", ";", "\t")
SAMPLE = 200
_CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\r")


def decode(content: bytes) -> str:
    """UTF-8 with or without its mark, else the western Windows code page; never a guess of NUL."""
    if b"\0" in content:
        raise RefusedFile(Reason.NOT_A_SPREADSHEET)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedFile(Reason.NOT_A_SPREADSHEET)


def records(text: str, delimiter: str) -> list[list[str]]:
    """All records; a blank line is a record without fields, as a spreadsheet would show it."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise RefusedFile(Reason.DAMAGED) from None


def read_delimited(content: bytes) -> Grid:
    """The one sheet of a delimited text file; ragged records are filled with blanks."""
    text = decode(content)
    if text.lstrip()[:1] in ("", "<", "%") or not _CONTROLS.isdisjoint(text):
        raise RefusedFile(Reason.NOT_A_SPREADSHEET)
    rows = records(text, _delimiter(text))
    width = max(map(len, rows), default=0)
    if len(rows) > MAX_ROW or width > MAX_COLUMN or len(rows) * width > MAX_AREA:
        raise RefusedFile(Reason.TOO_MANY_ROWS)
    filled = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    return grid_of("", 1, filled)


def _delimiter(text: str) -> str:
    """The delimiter that cuts most records of the beginning into one same number of fields."""
    lines = "".join(text.splitlines(keepends=True)[:SAMPLE])

    def strength(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in reader if len(row) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(DELIMITERS, key=strength)
