"""How a partner writes: words for codes, the order of dates, what stands between codes of a set.

Words of a column are shown only if it is like a list of codes: few, short, each written several
times, none of them part of a name that the workbook holds, and none with a long number or a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipelines.intake.drift.likeness import likest, phrases, words
from pipelines.intake.drift.shapes import SEPARATORS, is_identifier, is_name, words_of_list
from pipelines.intake.identifiers.naming import personal_field
from pipelines.intake.tables.headings import normalize
from pipelines.proposal.columns import Column, Grid
from pipelines.proposal.matching import DECIDE, Match, repeats
from pipelines.proposal.telling import telling_texts
from schemas.catalog import load_catalog
from schemas.model import CodeList, Confidentiality, Field, FieldType

SURE_WORD, NEAR_WORD = 88.0, 70.0
USUAL_SEPARATOR = ";"
MARKS = ";,|+&/"
COUNTIES = "county"
NAMES = "client_name"
TWICE = 2
LONGEST_WORD = 48
MOST_NAMES = 0.6
ALIKE = 0.5
NUMERIC_DATE = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})")
YEAR_FIRST = re.compile(r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
LAST_MONTH_NUMBER = 12
ROLLUPS_OF_WORDS = ("infonet", "hmis")


@dataclass(frozen=True)
class Word:
    """A word of a column of codes, and the code proposed for it ("decide" if none is sure)."""

    word: str
    code: str
    reason: str


@dataclass(frozen=True, repr=False)
class Habits:
    """What is known of a partner's writing: separator, names on the sheet, earlier words.

    `names` are parts of people's names in the workbook, normalized: no word that holds one is ever
    shown. `earlier` maps, for a field, normalized words to codes. Privacy: identifiable.
    """

    separator: str
    names: frozenset[str]
    earlier: Mapping[str, Mapping[str, str]]

    def __repr__(self) -> str:
        """Counts only."""
        return f"Habits({len(self.names)} names)"


@dataclass(frozen=True)
class Words:
    """The words of one field that are no known words for its codes; why some are not shown."""

    field: str
    found: tuple[Word, ...]
    kept_back: int
    reason: str = ""


def words_for(match: Match, field: Field, habits: Habits) -> Words | None:
    """The words of a column that need a code; None if all are known, or the field has no codes.

    Privacy: identifiable in; out go words of columns that are like lists of codes.
    """
    codes = load_catalog().code_lists.get(field.codes)
    if codes is None:
        return None
    known = words_of_list(codes, {})
    counted = _unknown(match.column, field, habits.separator or USUAL_SEPARATOR, known)
    if not counted:
        return None
    if not may_show(match.column) or _rather_names_people(match.column.heading, field):
        return Words(field.name, (), len(counted), "the column may hold more than words for codes")
    telling = telling_texts(counted)
    shown = {
        word
        for word, count in counted.items()
        if count >= TWICE
        and word not in telling
        and not _may_be_personal(word, habits.names, codes)
    }
    earlier = habits.earlier.get(field.name, {})
    found = tuple(_word(word, codes, earlier) for word in sorted(shown))
    return Words(field.name, found, len(counted) - len(shown))


def may_show(column: Column) -> bool:
    """Whether a column holds words for codes and nothing that may tell who somebody is.

    Privacy: identifiable in, aggregate out.
    """
    cells = column.cells
    listed = cells.share(lambda text, _: any(mark in text for mark in SEPARATORS))
    named = cells.share(lambda text, kind: is_name(text, kind) and len(text.split()) == TWICE)
    telling = cells.share(is_identifier)
    often = len(cells.texts) * (5 if named > MOST_NAMES and not listed else TWICE) <= cells.total
    return repeats(column) and often and not telling


def _rather_names_people(heading: str, field: Field) -> bool:
    """Whether a heading is as like that of a column of keys or names as that of the field."""
    own = likest(heading, phrases(field))
    return any(
        own <= likest(heading, phrases(one)) >= ALIKE
        for record in load_catalog().records.values()
        for one in record.fields
        if one.confidentiality is Confidentiality.DIRECT_IDENTIFIER
    )


def separators(matches: Iterable[Match], fields: Mapping[str, Field]) -> dict[str, int]:
    """What may stand between codes of sets, with how many different cells it makes plain.

    Privacy: identifiable in, aggregate out.
    """
    gains: dict[str, int] = {}
    for one in matches:
        field = fields.get(one.guess.field)
        if field is None or field.type is not FieldType.CODE_SET:
            continue
        whole = set(map(normalize, one.column.cells.texts))
        for mark in MARKS:
            split = {normalize(part) for text in whole for part in text.split(mark)}
            if len(split) < len(whole):
                gains[mark] = gains.get(mark, 0) + len(whole) - len(split)
    return gains


def date_order(columns: Iterable[Column]) -> tuple[str, str]:
    """The order of days and months if it is evident, and why; two empty texts if it is not.

    Privacy: identifiable in, aggregate out.
    """
    texts = [
        text
        for column in columns
        for text, kind in zip(column.cells.texts, column.cells.kinds, strict=True)
        if kind == "s"
    ]
    pairs = [(int(m[1]), int(m[2])) for m in map(NUMERIC_DATE.match, texts) if m]
    day_first = sum(first > LAST_MONTH_NUMBER for first, _ in pairs)
    month_first = sum(second > LAST_MONTH_NUMBER for _, second in pairs)
    if month_first and not day_first:
        return "mdy", f"{month_first} different dates can be read in this order only"
    if day_first and not month_first:
        return "dmy", f"{day_first} different dates can be read in this order only"
    if not pairs and any(map(YEAR_FIRST.match, texts)):
        return "ymd", "dates in text begin with the year"
    return "", ""


def personal_words(grids: Iterable[Grid]) -> frozenset[str]:
    """The parts of people's names in all columns of names of a workbook, normalized.

    Privacy: identifiable in, identifiable out.
    """
    found = set()
    for grid in grids:
        for column in grid.columns:
            if _names_people(column):
                texts = grid.text[column.letter].unique()
                found |= {part for text in texts for part in _parts(str(text))}
    return frozenset(found)


def _names_people(column: Column) -> bool:
    """Whether the heading or the cells say so; words that repeat are names by the heading only."""
    if personal_field(column.heading, load_catalog().records) == NAMES:
        return True
    return not repeats(column) and column.cells.share(is_name) > MOST_NAMES


def _may_be_personal(word: str, names: frozenset[str], codes: CodeList) -> bool:
    """Whether a word holds part of a name on the sheet, or has a name's form and says no code."""
    if not names.isdisjoint(_parts(word)):
        return True
    known = {part for name in code_names(codes) for part in words(name)}
    return is_name(word, "s") and known.isdisjoint(words(word))


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[^\w]+", normalize(text)) if len(part) > TWICE]


def _unknown(column: Column, field: Field, separator: str, known: frozenset[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    is_set = field.type is FieldType.CODE_SET
    for text, count in zip(column.cells.texts, column.cells.counts, strict=True):
        for part in text.split(separator) if is_set else [text]:
            word = part.strip()
            if normalize(word) not in (known | {""}) and len(word) <= LONGEST_WORD:
                counted[word] = counted.get(word, 0) + count
    return counted


def _word(word: str, codes: CodeList, earlier: Mapping[str, str]) -> Word:
    plain = normalize(word)
    if plain in earlier:
        return Word(word, earlier[plain], "as in the agency's earlier layout")
    names = code_names(codes)
    place = plain.removesuffix(" county").removesuffix(" co.").removesuffix(" co")
    if codes.name == COUNTIES and place in names:
        return Word(word, names[place], "the county of that name")
    near = process.extractOne(
        plain, list(names), scorer=fuzz.token_sort_ratio, score_cutoff=SURE_WORD
    )
    if near is not None:
        return Word(word, names[near[0]], "almost the words of the list")
    perhaps = _perhaps(word, codes, names)
    return Word(word, DECIDE, f"perhaps {perhaps}" if perhaps else "no word of the list is like it")


def code_names(codes: CodeList) -> dict[str, str]:
    """Every name of every code, normalized, with the code."""
    return {
        normalize(name): code.code
        for code in codes.codes
        for name in (code.label, code.code, *code.rollups.get("aliases", "").split("|"))
        if name
    }


def _perhaps(word: str, codes: CodeList, names: Mapping[str, str]) -> str:
    """The code that a word may mean: its number elsewhere, the one name of which it is a part."""
    plain, own = normalize(word), set(words(word))
    for code in codes.codes:
        for rollup in ROLLUPS_OF_WORDS:
            if plain.isdecimal() and plain in code.rollups.get(rollup, "").split("|"):
                return f"{code.code}, by the numbers of {rollup}"
    parts = {code for name, code in names.items() if own and own <= set(words(name))}
    if len(parts) == 1:
        return parts.pop()
    near = process.extractOne(plain, list(names), scorer=fuzz.WRatio, score_cutoff=NEAR_WORD)
    return names[near[0]] if near else ""
