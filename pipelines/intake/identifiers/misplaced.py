"""What tells who a person is, where it should not stand: found, and told by place alone.

What stands where it would be kept must be fixed; what is dropped anyway is told for information.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.findings import Finding, ranges
from pipelines.intake.identifiers.columns import Block, Part, SheetColumns, sheets_of
from pipelines.intake.identifiers.dates import LOOKED_AT, look_like_birth_dates
from pipelines.intake.identifiers.roster import Roster, roster_of
from pipelines.intake.identifiers.shapes import text_array
from pipelines.intake.identifiers.telling import Telling, telling_of
from pipelines.intake.opening import OpenedFile
from pipelines.intake.wording import finding
from pipelines.layouts import Layout
from pipelines.types import RawTable
from schemas.catalog import load_catalog
from schemas.model import RecordType

IN_KEPT: Mapping[str, str] = {"ssn": "ID-02", "phone": "ID-03", "email": "ID-04"}
IN_DROPPED: Mapping[str, str] = {
    "ssn": "ID-05",
    "phone": "ID-06",
    "email": "ID-07",
    "street_address": "ID-08",
    "dob": "ID-09",
}
TELLING_HEADING, TELLING_KEY_HEADING = "ID-10", "ID-11"
NAMED, NAMED_IN_NOTES, NAMED_IN_KEY = "ID-12", "ID-13", "ID-14"
IN_COMMENTS, IN_SHEET_NAME, IN_DEFINED_NAME = "ID-15", "ID-16", "ID-17"
MISPLACED = frozenset(
    (
        *(*IN_KEPT.values(), *IN_DROPPED.values(), TELLING_HEADING, TELLING_KEY_HEADING),
        *(NAMED, NAMED_IN_NOTES, NAMED_IN_KEY, IN_COMMENTS, IN_SHEET_NAME, IN_DEFINED_NAME),
    )
)
# Few words again and again are staff or sites, who may share a name with a client.
FEW_WORDS = 25
SHARE_OF_WORDS = 0.1
OWN_SIDE = (
    r"(?i)\b(?:prepared|submitted|completed|entered|reported|reviewed|approved|compiled|contact"
    r"|director|manager|coordinator|advocate|supervisor|staff|by)\b"
)


def misplaced_identifiers(
    opened: OpenedFile,
    tables: Sequence[RawTable],
    layout: Layout,
    records: Mapping[str, RecordType],
) -> tuple[Finding, ...]:
    """All places of a file that seem to tell who a person is and should not.

    Privacy: identifiable in, disclosure-safe out: codes, places and counts.
    """
    sheets = sheets_of(opened, tables, layout, records)
    roster = _roster(sheets, layout)
    looked_at = [
        one.array for sheet in sheets for one in sheet.blocks if one.part is not Part.PERSONAL
    ]
    telling = telling_of(looked_at, roster)
    found = [
        *_told_headings(sheets),
        *(one for sheet in sheets for one in _in_cells(sheet, telling)),
        *(one for sheet in sheets for one in _around(sheet, roster)),
        *_in_defined_names(opened, roster),
    ]
    return tuple(found)


def _roster(sheets: Iterable[SheetColumns], layout: Layout) -> Roster:
    blocks = [one for sheet in sheets for one in sheet.blocks if one.part is Part.PERSONAL]
    names = [one.array for one in blocks if one.field == "client_name"]
    streets = [one.array for one in blocks if one.field == "street_address"]
    return roster_of(names, streets, _known_words(layout))


def _known_words(layout: Layout) -> frozenset[str]:
    """Words of the catalog and of the layout: headings, tabs, words for codes."""
    lists = load_catalog().code_lists.values()
    texts = [code.label for one in lists for code in one.codes]
    texts += [code.rollups.get("aliases", "") for one in lists for code in one.codes]
    for table in layout.tables:
        texts += [table.sheet, table.title, *table.columns, *table.total_words]
        texts += [word for words in table.values.values() for word in words]
        texts += [word for words in table.select.values() for word in words]
    texts += [*layout.ignored_sheets]
    return frozenset(re.findall(r"[^\W\d_]+", " ".join(texts).lower()))


def _told_headings(sheets: Iterable[SheetColumns]) -> Iterator[Finding]:
    for sheet in sheets:
        for one in sheet.headings:
            if one.part in (Part.DROPPED, Part.CLIENT_KEY):
                code = TELLING_HEADING if one.part is Part.DROPPED else TELLING_KEY_HEADING
                yield finding(code, sheet=sheet.name, places=[f"{one.letter}{one.row}"])


def _in_cells(sheet: SheetColumns, telling: Telling) -> Iterator[Finding]:
    """One finding a kind and column; those of prose and of sheets not used, one a kind."""
    loose: dict[str, list[str]] = {}
    for block in sheet.blocks:
        for code, rows in _hits(block, telling):
            places = ranges(block.letter, rows)
            if block.part in (Part.PROSE, Part.DROPPED):
                loose.setdefault(code, []).extend(places)
            else:
                yield _at(code, block, places, len(rows))
    for code, found in loose.items():
        yield finding(code, sheet=sheet.name, places=found, count=_cells(found))


def _at(code: str, block: Block, places: Sequence[str], count: int) -> Finding:
    told = finding(
        code,
        sheet=block.sheet,
        places=places,
        field=block.label,
        heading=block.heading,
        count=count,
    )
    return replace(told, field=block.field)


def _cells(places: Iterable[str]) -> int:
    """How many cells the ranges of single columns hold."""
    rows = (re.findall(r"\d+", place) for place in places)
    return sum(int(found[-1]) - int(found[0]) + 1 for found in rows)


def _hits(block: Block, telling: Telling) -> Iterator[tuple[str, list[int]]]:
    """Finding codes of a block, each with the rows it holds for."""
    if block.part is Part.PERSONAL:
        return
    texts = block.array
    if block.part is Part.DROPPED and look_like_birth_dates(_some(texts)):
        yield IN_DROPPED["dob"], _rows(block, texts, pc.unique(texts.filter(_filled(texts))))
    if not pc.any(pc.is_in(texts, value_set=telling.any)).as_py():
        return
    for code, meant in _meant(block, texts, telling):
        rows = _rows(block, texts, meant)
        if rows:
            yield code, rows


def _meant(block: Block, texts: pa.Array, telling: Telling) -> Iterator[tuple[str, pa.Array]]:
    """Which telling texts matter in a block, and the code for each kind."""
    if block.part is Part.FREE_TEXT:  # one line for all of it: nobody expects otherwise
        yield NAMED_IN_NOTES, telling.any
    elif block.part is Part.CLIENT_KEY:  # a rule of the catalog looks at their shapes
        yield NAMED_IN_KEY, telling.naming
    else:
        codes = IN_KEPT if block.part is Part.KEPT else IN_DROPPED
        for field in codes.keys() & telling.shaped.keys():
            yield codes[field], telling.shaped[field]
    if block.part is Part.PROSE:
        ours = pc.match_substring_regex(telling.naming, OWN_SIDE)
        yield NAMED, telling.naming.filter(pc.invert(ours))
    elif block.part is Part.DROPPED and not _is_word_list(texts):
        yield NAMED, telling.naming


def _is_word_list(texts: pa.Array) -> bool:
    filled = texts.filter(_filled(texts))
    few = max(FEW_WORDS, SHARE_OF_WORDS * len(filled))
    return len(pc.unique(filled)) <= few < len(filled)


def _filled(texts: pa.Array) -> pa.Array:
    return pc.not_equal(texts, "")


def _some(texts: pa.Array) -> list[str]:
    return list(pc.unique(texts.filter(_filled(texts)).slice(0, LOOKED_AT)).to_pylist())


def _rows(block: Block, texts: pa.Array, meant: pa.Array) -> list[int]:
    mask = pc.is_in(texts, value_set=meant).to_numpy(zero_copy_only=False)
    return [int(row) for row in block.text.index[mask]]


def _around(sheet: SheetColumns, roster: Roster) -> Iterator[Finding]:
    """Comments on cells, and the name on the tab."""
    notes = sheet.sheet.notes
    if notes:
        texts = set(telling_of([text_array(notes.values())], roster).any.to_pylist())
        cells = [cell for cell, text in notes.items() if text in texts]
        if cells:
            yield finding(IN_COMMENTS, sheet=sheet.name, places=cells, count=len(cells))
    if _is_telling([sheet.sheet.name], roster):
        yield finding(IN_SHEET_NAME, sheet=sheet.name)


def _in_defined_names(opened: OpenedFile, roster: Roster) -> Iterator[Finding]:
    texts = [text for pair in opened.defined_names.items() for text in pair]
    if texts and _is_telling(texts, roster):
        yield finding(IN_DEFINED_NAME)


def _is_telling(names: Sequence[str], roster: Roster) -> bool:
    words = [re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name) for name in names]
    return len(telling_of([text_array(words)], roster).any) > 0
