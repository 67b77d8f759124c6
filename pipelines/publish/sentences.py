"""Which texts may stand in a report: declared words, sentences of this program, numbers and dates.

The allow-list is drawn from the declarations and from the texts that stand in the source of this
package, never from figures or from what anybody sent. A sentence with places to fill is allowed if
each place holds a declared word, a number, a date or a mark.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from pipelines.publish.crosswalk import crosswalk_rows
from pipelines.settings import NO_HUB, NO_HUB_NAME, Consortium
from schemas.catalog import Catalog
from schemas.model import FunderReport
from schemas.reconciling import explained_by

MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
MONTH = rf"(?:{MONTHS}) \d{{4}}"
PERIOD = r"(?:(?:ffy|sfy|cy)\d{4}(?:-q\d|-ytd-\d\d)?|\d{4}-\d\d)"
PLAIN = re.compile(
    rf"[+-]?\d[\d,]*(?:\.\d+)*%?|{MONTH}|{PERIOD}(?: \({MONTH} to {MONTH}\))?"
    rf"|(?:{MONTHS}) \d{{1,2}}, \d{{4}}|\[[a-z]+\]|(?: ?\[note \d+\])+|note \d+|page of"
    r"|pass|fail|none"
)
LEADING = re.compile(r"(?:\[[a-z]+\]|\d[\d,]*) ")
SENTENCE_END = re.compile(r"(?<=\.) ")
NOTES = re.compile(r"( \[(?:note \d+|[pr])\])+$")
JOINTS = ("; ", ", ", " and ")
LEAST_LETTERS = 4
JOINED = frozenset({("", " (", ")"), ("", ": ", "")})
DEEPEST = 3
MOST_LINES = 6
Pieces = tuple[str, ...]


@cache
def house_texts() -> tuple[frozenset[str], tuple[Pieces, ...]]:
    """Texts in the source of this package: whole ones, and those with places to fill as pieces."""
    whole: set[str] = set()
    filled: set[Pieces] = set()
    here = Path(__file__).parent
    for path in sorted((*here.glob("*.py"), *(here / "views").glob("*.py"))):
        for pieces in _literals(ast.parse(path.read_text(encoding="utf-8"))):
            folded = tuple(_folded(piece, is_edge=False) for piece in pieces)
            if len(folded) == 1:
                whole.add(folded[0].strip())
            elif folded in JOINED or sum(map(len, folded)) >= LEAST_LETTERS:
                filled.add((folded[0].lstrip(), *folded[1:-1], folded[-1].rstrip()))
    return frozenset(whole), tuple(sorted(filled))


def _literals(tree: ast.AST) -> Iterator[Pieces]:
    """Every text of a source as its pieces around places to fill; docstrings are none."""
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [
                str(one.value) if isinstance(one, ast.Constant) else None for one in node.values
            ]
            yield _around(parts)
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
        ):
            yield (node.value,)
            yield from _format_pieces(node.value)


def _format_pieces(text: str) -> Iterator[Pieces]:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        return
    parts: list[str | None] = []
    for literal, field, _, _ in parsed:
        parts += [literal, *([] if field is None else [None])]
    if None in parts:
        yield _around(parts)


def _around(parts: list[str | None]) -> Pieces:
    """Literal pieces with an empty one at either end where a place to fill stands there."""
    pieces, piece = [], ""
    for part in parts:
        if part is None:
            pieces.append(piece)
            piece = ""
        else:
            piece += part
    return (*pieces, piece)


def _folded(text: str, *, is_edge: bool = True) -> str:
    folded = re.sub(r"\s+", " ", text).casefold()
    return folded.strip() if is_edge else folded


def declared_texts(report: FunderReport, catalog: Catalog, consortium: Consortium) -> Iterator[str]:
    """Every word and sentence of the declarations and settings that a report may print."""
    yield from _of_report(report)
    yield from _of_reconciliations(report, catalog)
    yield from (text for row in crosswalk_rows(report, catalog) for text in row)
    for record in catalog.records.values():
        yield from (record.name, record.label)
        for field in record.fields:
            yield from (field.name, field.label, field.description, field.unit, field.codes)
            yield field.type.value.replace("_", " ")
    yield from catalog.code_lists
    for code in (code for codes in catalog.code_lists.values() for code in codes.codes):
        yield from (code.code, code.label, *code.rollups.values())
    for measure in catalog.measures.values():
        yield from (measure.name, measure.label, measure.definition, measure.unit, measure.source)
    for breakdown in catalog.breakdowns.values():
        yield from (breakdown.name, breakdown.label)
    yield from (consortium.name, consortium.contact, consortium.sharing, catalog.version)
    yield from _of_members(consortium)


def _of_members(consortium: Consortium) -> Iterator[str]:
    yield from (NO_HUB, NO_HUB_NAME)
    for partner in consortium.partners:
        yield from (partner.id, partner.name)
    for hub in consortium.hubs:
        yield from (hub.id, hub.name)
    for grant in consortium.grants:
        yield from (grant.report, grant.name)
    for mou in consortium.mous:
        yield from (mou.name, mou.purpose, mou.data_sharing)
        yield from (*mou.partners, *mou.services)


def _of_report(report: FunderReport) -> Iterator[str]:
    yield from (report.title, report.funder, report.description, report.sharing, report.source)
    yield from report.notes
    for spec in report.tables:
        yield from (spec.id, f"table_{spec.id}", spec.sheet, spec.title, spec.note, spec.source)
        yield from (spec.row_heading, *(spec.column_labels or {}).values())
        yield from (text for one in spec.charts for text in (one.title, one.alternative_text))
    for view in report.views:
        yield from (view.id, f"view_{view.id}", view.sheet, view.title, view.note)
        yield from (view.row_heading, view.alternative_text)
        yield from (text for one in view.charts for text in (one.title, one.alternative_text))


def _of_reconciliations(report: FunderReport, catalog: Catalog) -> Iterator[str]:
    for one in explained_by(catalog, report):
        yield one.title
        for line in one.lines:
            yield from (line.label, line.why, catalog.reports[line.report].title)


class Sentences:
    """The allow-list of one report."""

    def __init__(self, declared: Iterator[str]) -> None:
        """Take declared words, and the texts of this package."""
        whole, self._filled = house_texts()
        self._whole = whole | {_folded(text) for text in declared} | {""}
        self._known: dict[tuple[str, int], bool] = {}

    def allow(self, text: str) -> bool:
        """Whether a text may stand in a cell."""
        return self._is_allowed(_folded(text), 0)

    def strangers(self, lines: list[str]) -> list[int]:
        """Positions of lines that belong to no allowed sentence; one may go on in the next line."""
        at, found = 0, []
        while (at := self._understood(lines, at)) < len(lines):
            found.append(at)
            at += 1
        return found

    def _understood(self, lines: list[str], first: int) -> int:
        """How far the lines from `first` on can be read as allowed sentences, one after another."""
        reached = {first}
        for at in range(first, len(lines)):
            if at in reached:
                ends = range(at + 1, min(at + MOST_LINES, len(lines)) + 1)
                reached |= {end for end in ends if self.allow(" ".join(lines[at:end]))}
        return max(reached)

    def _is_allowed(self, text: str, depth: int) -> bool:
        key = (text, depth)
        if key not in self._known:
            self._known[key] = self._judge(text, depth)
        return self._known[key]

    def _judge(self, text: str, depth: int) -> bool:
        plain = NOTES.sub("", text)
        if text in self._whole or plain in self._whole or PLAIN.fullmatch(text):
            return True
        if depth > DEEPEST:
            return False
        leading = LEADING.match(text)
        return (
            bool(leading and self._is_allowed(text[leading.end() :], depth + 1))
            or self._is_listed(SENTENCE_END.split(text), " ", depth)
            or any(self._is_listed(text.split(joint), joint, depth) for joint in JOINTS)
            or any(
                self._fills(plain, pieces, depth)
                for pieces in self._filled
                if plain.startswith(pieces[0]) and plain.endswith(pieces[-1])
            )
        )

    def _is_listed(self, words: list[str], joint: str, depth: int) -> bool:
        """Whether allowed words stand one after another, which may hold the joint too."""
        if len(words) == 1:
            return False
        reached = {0}
        for end in range(1, len(words) + 1):
            if any(
                self._is_allowed(joint.join(words[start:end]), depth + 1)
                for start in reached
                if end - start < len(words)
            ):
                reached.add(end)
        return len(words) in reached

    def _fills(self, text: str, pieces: Pieces, depth: int) -> bool:
        """Whether what stands between the pieces is allowed by itself."""
        if not text.startswith(pieces[0]):
            return False
        rest = text[len(pieces[0]) :]
        if len(pieces) == 1:
            return not rest
        following = pieces[1]
        is_last = len(pieces) == 2  # noqa: PLR2004  one place is left to fill
        if is_last:
            inner = rest[: len(rest) - len(following)]
            return rest.endswith(following) and self._is_filler(inner, depth)
        start = rest.find(following, 0)
        while start >= 0:
            if self._is_filler(rest[:start], depth) and self._fills(
                rest[start:], pieces[1:], depth
            ):
                return True
            start = rest.find(following, start + 1)
        return False

    def _is_filler(self, text: str, depth: int) -> bool:
        return text == "" or self._is_allowed(text.strip(), depth + 1)
