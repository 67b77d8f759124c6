"""Comma-separated text and its relatives: delimiter found, then read strictly."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from contextlib import suppress
from itertools import islice
from typing import Any

from pipelines.intake.sandbox.cell_markup import MAX_ROW
from pipelines.intake.sandbox.grid import Grid, grid_of
from pipelines.intake.sandbox.letters import decoded
from pipelines.intake.sandbox.refusal import Notice, Reason, RefusedFile
from pipelines.intake.sandbox.sheet_scan import MAX_AREA, MAX_COLUMN

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 200
MAX_FIELD = 1 << 20
_END_OF_FILE = "\x1a"  # old programs write it after the last line
_SAYS = re.compile(r"sep=([,;|\t])\r?\n", re.IGNORECASE)
_CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\r\f\v")
_MARKUP = re.compile(
    r"\s*<(!--|(\?xml|!doctype|html|body|table|head|workbook|div|meta|style)\b)", re.IGNORECASE
)


def decode(content: bytes) -> str:
    """The text of a delimited file; RefusedFile if it is none."""
    return decoded(content)[0]


def records(text: str, delimiter: str) -> list[list[str]]:
    """All records; a blank line is a record without fields, as a spreadsheet would show it."""
    csv.field_size_limit(MAX_FIELD)
    try:
        found = list(_reader(text, delimiter))
    except csv.Error:
        raise RefusedFile(Reason.OPEN_QUOTE, _first_line(text, delimiter)) from None
    if text.count("\n") > len(found):
        swallowing = _swallowing(found, delimiter)
        if swallowing is not None:
            raise RefusedFile(Reason.OPEN_QUOTE, _first_line(text, delimiter, swallowing))
    return found


def _reader(text: str, delimiter: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _first_line(text: str, delimiter: str, record: int | None = None) -> int:
    """The line of the text on which a record begins; without one, that which cannot be read."""
    reader, begins = _reader(text, delimiter), 1
    with suppress(csv.Error):
        for _ in islice(reader, record):
            begins = reader.line_num + 1
    return begins


def _swallowing(found: list[list[str]], delimiter: str) -> int | None:
    """The record with a field of several lines, cut as records are: stray quotes made it of them.

    None if there is no such record.
    """
    width = max(map(len, found), default=0)
    if width <= 2:  # noqa: PLR2004  a pair of fields is too little to tell by
        return None
    places = (
        number
        for number, row in enumerate(found)
        if len(row) == width
        for at, field in enumerate(row)
        if "\n" in field
        and len(lines := field.splitlines()) > 1
        and [line.count(delimiter) for line in (lines[0], lines[-1])] == [width - 1 - at, at]
    )
    return next(places, None)


def read_delimited(content: bytes, name: str = "", number: int = 1) -> tuple[Grid, set[Notice]]:
    """The one sheet of a delimited text file; ragged records are filled with blanks."""
    text, is_sure = decoded(content)
    text = text.rstrip(_END_OF_FILE)
    if _MARKUP.match(text):
        raise RefusedFile(Reason.WEB_PAGE)
    if not text.strip():
        raise RefusedFile(Reason.EMPTY)
    if not _CONTROLS.isdisjoint(text):
        raise RefusedFile(Reason.NOT_TEXT)
    says = _SAYS.match(text)
    rows = records(text, says[1] if says else _delimiter(text))
    if says:
        rows[0] = []  # the line stays, blank, so that the rows below keep their numbers
    grid = grid_of(name, number, *_filled(rows), booleans=False)
    return grid, set() if is_sure else {Notice.UNSURE_LETTERS}


def _filled(rows: list[list[str]]) -> tuple[list[list[str]], int]:
    width = max(map(len, rows), default=0)
    if len(rows) > MAX_ROW or width > MAX_COLUMN or len(rows) * width > MAX_AREA:
        raise RefusedFile(Reason.TOO_MANY_ROWS)
    return [row if len(row) == width else row + [""] * (width - len(row)) for row in rows], width


def _delimiter(text: str) -> str:
    """The delimiter that cuts most records of the beginning into one same number of fields."""
    lines = "".join(text.splitlines(keepends=True)[:SAMPLE])

    def strength(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
        try:
            widths = Counter(len(row) for row in reader if len(row) > 1)
        except csv.Error:  # a field without an end: reading it strictly tells so
            return 0, 0
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(DELIMITERS, key=strength)
