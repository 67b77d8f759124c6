"""The words that stand for codes: exact, nearly exact, and what may have been meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from schemas.model import CodeList

ALIAS_SEPARATOR = "|"
PUNCTUATION = re.compile(r"[-\u2010-\u2015_/\\.,;:'\u2018\u2019\"\u201c\u201d()\[\]!?*]")
DIGITS = re.compile(r"\d")
# Below this likeness, or with another code as near, a suggestion would be a guess.
LIKENESS = 82.0
LEAD = 4.0
SHORTEST = 4
# In words of so many letters this many wrong, missing or exchanged ones are a slip of the hand;
# of more than one, only if most letters still stand at their places.
SLIPS, SLIPS_IN = 2, 5
STILL_ALIKE = 0.88
# A column with more unknown words than this is another column, or another list.
MOST_UNKNOWN = 200


@dataclass(frozen=True, repr=False)
class CodeWords:
    """Words to codes for one field. `shown` has each word as people write it, and its code.

    `exact` holds words in one case with single blanks; `loose` the same without punctuation,
    where only one code is meant. The code "" stands for a word that means nothing was recorded.
    """

    exact: Mapping[str, str] = field(default_factory=dict)
    loose: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[tuple[str, str], ...] = ()

    def code_of(self, word: str) -> str | None:
        """The code of a plain word, "" for one that means nothing, None if it is not listed."""
        found = self.exact.get(word)
        if found is None and word.endswith(".0"):
            found = self.exact.get(word.removesuffix(".0"))
        return self.loose.get(bare(word)) if found is None and self.loose else found

    def near(self, texts: Collection[str]) -> dict[str, str]:
        """For texts not on the list, the one word of the list that is nearly the same.

        Privacy: identifiable in, identifiable out: what was meant tells what was written.
        """
        if len(texts) > MOST_UNKNOWN:
            return {}
        choices = [bare(plain(word)) for word, _ in self.shown]
        found = {text: self._meant(bare(plain(text)), choices) for text in sorted(texts)}
        return {text: word for text, word in found.items() if word}

    def _meant(self, word: str, choices: list[str]) -> str:
        """By slips of the hand, else by likeness, else by slips in a part of a longer entry."""
        slip = self._by_slips(word, list(enumerate(choices)), SLIPS)
        if slip is not None:
            return slip
        alike = self._nearest(word, choices)
        if alike:
            return alike
        size = word.count(" ") + 1
        parts = [(at, part) for at, whole in enumerate(choices) for part in _parts(whole, size)]
        return self._by_slips(word, parts, 1) or self._begun(word, choices)

    def _begun(self, word: str, choices: list[str]) -> str:
        """The one entry that begins so, as Plan does for Planned."""
        begun = [at for at, whole in enumerate(choices) if whole.startswith(word)]
        is_plain = len(word) >= SHORTEST and word.isalpha() and len(begun) == 1
        return self.shown[begun[0]][0] if is_plain else ""

    def _by_slips(self, word: str, choices: list[tuple[int, str]], most: int) -> str | None:
        """The entry with fewest wrong letters: None if all have many, "" if two are as near."""
        if sum(map(str.isalpha, word)) < SLIPS_IN:
            return None
        texts = [text for _, text in choices]
        scored = process.extract(word, texts, scorer=OSA.distance, limit=None, score_cutoff=most)
        near = [
            (int(slips), choices[place][0])
            for text, slips, place in scored
            if _is_slip(word, text, int(slips))
        ]
        if not near:
            return None
        least, place = min(near)
        codes = {self.shown[at][1] for slips, at in near if slips == least}
        return self.shown[place][0] if len(codes) == 1 else ""

    def _nearest(self, word: str, choices: list[str]) -> str:
        if len(word) < SHORTEST or not choices:
            return ""
        best: dict[str, tuple[float, int]] = {}
        scored = process.extract(word, choices, scorer=_likeness, limit=None, score_cutoff=50)
        for _, score, place in scored:
            code = self.shown[place][1]
            if code not in best or (score, -place) > best[code]:
                best[code] = (score, -place)
        ranked = sorted(best.values(), reverse=True)
        if not ranked or ranked[0][0] < LIKENESS:
            return ""
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < LEAD:
            return ""
        return self.shown[-ranked[0][1]][0]


def _is_slip(word: str, text: str, slips: int) -> bool:
    """Whether these are slips in letters: another digit is another thing."""
    if DIGITS.findall(word) != DIGITS.findall(text):
        return False
    return slips <= 1 or JaroWinkler.similarity(word, text) >= STILL_ALIKE


def _parts(whole: str, size: int) -> list[str]:
    """Every run of so many words of a longer entry."""
    words = whole.split()
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]


def _likeness(one: str, other: str, *, score_cutoff: float | None = None) -> float:
    """Likeness in letters, whatever the order of the words."""
    same_order = fuzz.ratio(one, other, score_cutoff=score_cutoff)
    return max(same_order, fuzz.token_sort_ratio(one, other, score_cutoff=score_cutoff))


def words_of(codes: CodeList | None, own_words: Mapping[str, str]) -> CodeWords:
    """Words of a code list: aliases, labels and codes, then the partner's own words."""
    listed = codes.codes if codes else ()
    aliases = [
        (alias.strip(), code.code)
        for code in listed
        for alias in code.rollups.get("aliases", "").split(ALIAS_SEPARATOR)
        if alias.strip()
    ]
    labels = [(code.label, code.code) for code in listed]
    own = list(own_words.items())
    known = [*aliases, *labels, *((code.code, code.code) for code in listed), *own]
    exact = {plain(word): code for word, code in known}
    shown = {word: code for word, code in [*own, *labels, *aliases] if code}
    return CodeWords(exact, _loose(exact.items()), tuple(shown.items()))


def _loose(words: Iterable[tuple[str, str]]) -> dict[str, str]:
    meant: dict[str, set[str]] = {}
    for word, code in words:
        meant.setdefault(bare(word), set()).add(code)
    return {
        word: codes.pop()
        for word, codes in meant.items()
        if len(codes) == 1 and any(letter.isalpha() for letter in word)
    }


def plain(text: str) -> str:
    """One case, one form of each letter, single blanks; nothing that cannot be seen."""
    if text.isascii():
        return " ".join(text.casefold().split())
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def bare(word: str) -> str:
    """A plain word without punctuation; signs that tell words apart, such as < and +, stay."""
    if "&" not in word and not PUNCTUATION.search(word):
        return word
    return " ".join(PUNCTUATION.sub(" ", word.replace("&", " and ")).split())
