"""The workbook's own names, looked for wherever they should not be.

The names are the words of its own name columns, so that no list of names and no model is needed.
Some names are ordinary words, counties or words of a code list: those tell only where they are
written as names are, with a capital within a sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.intake.identifiers.shapes import Texts, parts_of, text_array, together

SHORTEST = 3
CLOSELY = 2000
# blanks and marks, named one by one: twice as fast as "neither letter nor digit"
NOT_WORDS = r"[\x00-\x2f\x3a-\x60\x7b-\x{bf}\x{2000}-\x{206f}\x{3000}]+"
_LISTS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)
NO_NAMES = frozenset(_LISTS["no_names"])
ORDINARY = frozenset(_LISTS["ordinary"])
PLACE = (
    r"(?:county|co|st|street|ave|avenue|road|rd|house|center|court|hall|shelter|school|hospital)"
)


@dataclass(frozen=True, repr=False)
class Roster:
    """The words of the name columns and the beginnings of addresses. Privacy: identifiable.

    `weak` words are also words of ordinary language or of the catalog.
    """

    strong: frozenset[str]
    weak: frozenset[str]
    doors: frozenset[str]

    def __repr__(self) -> str:
        """Counts only."""
        return f"Roster({len(self.strong)} strong, {len(self.weak)} weak)"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.strong or self.weak or self.doors)


def roster_of(
    names: Iterable[pa.Array],
    streets: Iterable[pa.Array],
    known_words: Collection[str],
) -> Roster:
    """The roster of one workbook; `known_words` are those of the catalog and of the layout.

    Privacy: identifiable in, identifiable out.
    """
    words: set[str] = set()
    for column in names:
        flat, _ = _words_of(pc.unique(column))
        words |= {word for word in pc.unique(flat).to_pylist() if _may_be_name(word)}
    doors: set[str] = set()
    for column in streets:
        doors |= set(_doors(*_words_of(pc.unique(column)))[0].to_pylist())
    weak = words & (ORDINARY | set(known_words))
    return Roster(frozenset(words - weak), frozenset(weak), frozenset(doors))


def naming_texts(texts: Texts, roster: Roster) -> pa.Array:
    """The texts that hold a name of the roster, or the beginning of one of its addresses.

    Privacy: identifiable in, identifiable out.
    """
    if roster.is_empty or not len(texts):
        return text_array([])
    words, doors = text_array(roster.strong | roster.weak), text_array(roster.doors)
    parts = [_hits(part, words, doors) for part in parts_of(texts)]
    named, at_doors = together(one for one, _ in parts), together(one for _, one in parts)
    close = [text for text in named.slice(0, CLOSELY).to_pylist() if is_named(text, roster)]
    found = [at_doors, text_array(close)]
    if len(named) > CLOSELY:  # of very many, those with rare names are taken as they are
        rest = named.slice(CLOSELY)
        flat, parents = _words_of(rest)
        found.append(_at(rest, parents.filter(pc.is_in(flat, value_set=text_array(roster.strong)))))
    return pc.unique(pa.concat_arrays(found))


def _hits(texts: pa.Array, words: pa.Array, doors: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The texts that hold one of the words, and those that hold one of the doors."""
    flat, parents = _words_of(texts)
    named = _at(texts, parents.filter(pc.is_in(flat, value_set=words)))
    if not len(doors):
        return named, texts.slice(0, 0)
    pairs, pair_parents = _doors(flat, parents)
    return named, _at(texts, pair_parents.filter(pc.is_in(pairs, value_set=doors)))


def _at(texts: pa.Array, positions: pa.Array) -> pa.Array:
    return texts.take(pc.unique(positions))


def is_named(text: str, roster: Roster) -> bool:
    """Whether a name of the roster stands in the text as names are written."""
    has_case = text != text.lower() and text != text.upper()
    for match in re.finditer(r"[^\W\d_]+", text):
        word = match[0].lower()
        is_strong = word in roster.strong and (match[0][0].isupper() or not has_case)
        if is_strong and not _is_place(text[match.end() :]):
            return True
        if word in roster.weak and has_case and _stands_as_name(text, match):
            return True
    return False


def _stands_as_name(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rstrip(" \"'(")
    begins = not before or before[-1] in ".!?;:\n/,"
    is_capital = match[0][0].isupper() and not match[0].isupper()
    return is_capital and not begins and not _is_place(text[match.end() :])


def _is_place(after: str) -> bool:
    return re.match(rf"\W+{PLACE}\b", after, re.IGNORECASE) is not None


def _may_be_name(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha() and word not in NO_NAMES


def _words_of(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """All words in lower case, and for each the position of its text."""
    split = pc.split_pattern_regex(pc.utf8_lower(texts), pattern=NOT_WORDS)
    return pc.list_flatten(split), pc.list_parent_indices(split)


def _doors(flat: pa.Array, parents: pa.Array) -> tuple[pa.Array, pa.Array]:
    """A house number and the word after it, wherever they stand side by side."""
    if len(flat) < 2:  # noqa: PLR2004  a pair
        return flat.slice(0, 0), parents.slice(0, 0)
    first, second = flat.slice(0, len(flat) - 1), flat.slice(1)
    same = pc.equal(parents.slice(0, len(parents) - 1), parents.slice(1))
    door = pc.match_substring_regex(first, r"^\d{2,5}$")
    street = pc.match_substring_regex(second, r"^\p{L}{3,}$")
    keep = pc.and_(pc.and_(same, door), street)
    joined = pc.binary_join_element_wise(first, second, pa.scalar(" ", pa.large_string()))
    return joined.filter(keep), parents.slice(1).filter(keep)
