"""Rows of a worksheet in the shape that spreadsheet programs write, counted without a parser.

A row that matches the pattern from its first to its last byte holds nothing but what the pattern
says, so it can be counted and left out; all other bytes of the part go to the XML parser, which
then proves the whole well formed. Stands on bytes because a call for each cell costs seconds. No
group is caught within a repetition: the pattern engine forgets where such groups stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MAX_BLANKS = 50
CELL = b'<c r="'
LEFT_OUT = "p"  # stands for rows left out, so that no two halves join to something new
_TEXT = (
    rb"[^\x00-\x20<&_\x7f-\xff](?:[^\x00-\x08\x0b\x0c\x0e-\x1f<&_]|&(?:amp|lt|gt|quot|apos);)"
    rb"{0,30000}+"
)
_FORMULA = (
    rb'(?:<f(?: [a-z0-9]+="[^"<&]*+")*+'
    rb"(?: ?/>|>(?:[^\x00-\x08\x0b\x0c\x0e-\x1f<&]|&(?:amp|lt|gt|quot|apos);)*+</f>))?+"
)
_ROW = (
    rb'<row r="([1-9][0-9]{0,6})"'
    rb'(?: (?!r=|hidden="(?!0"|false"))[a-zA-Z0-9:]++="[^"<&]*+")*+>'
    rb'(?:<c r="[A-Z]{1,2}+\1"(?: s="[0-9]++")?+'
    rb'(?:(?: t="s"><v>(?!%(blank)s)[0-9]{1,8}</v></c>'  # the most frequent first
    rb'|(?: t="n")?+>%(formula)s<v>[-+]?[0-9]++(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]{1,3})?+</v></c>'
    rb'| t="b">%(formula)s<v>[01]</v></c>'
    rb'| t="str">%(formula)s<v>%(text)s</v></c>'
    rb'| t="inlineStr"><is><t(?: xml:space="preserve")?+>%(text)s</t></is></c>)'
    rb"| ?/>|></c>"
    rb"))*+</row>"
)


class PlainRows:
    """Counts plain rows; `blanks` are the numbers of shared strings in which nothing is seen."""

    def __init__(self, blanks: Iterable[int]) -> None:
        """Make the pattern for one workbook."""
        blank = b"|".join(b"%d<" % number for number in blanks) or b"x"
        parts = {b"formula": _FORMULA, b"text": _TEXT, b"blank": b"(?:" + blank + b")"}
        self._pattern = re.compile(_ROW % parts)
        self._end = -1
        self.cells = 0
        self.rows: set[int] = set()
        self.last_row = 0
        self.letters: set[bytes] = set()

    def leave_out(self, data: bytes) -> bytes:
        """What is left of a worksheet without its plain rows, which are counted."""
        self._end = -1
        rest = self._pattern.sub(self._take, data)
        self.cells = sum(data.count(end) - rest.count(end) for end in (b"</v></c>", b"</is></c>"))
        return rest

    def _take(self, match: re.Match[bytes]) -> bytes:
        row, number = match[0], int(match[1])
        if b"</v>" in row or b"</is>" in row:
            self.rows.add(number)
            self.last_row = max(self.last_row, number)
            self.letters.add(row[row.rindex(CELL) + len(CELL) :].partition(match[1])[0])
        follows = match.start() == self._end
        self._end = match.end()
        return b"" if follows else b"<p/>"
