"""Client keys that an earlier month knows in another form: one person would count as two.

Earlier months keep person numbers alone. So the other forms of a new key are numbered too, and
looked for among them; no key is kept for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipelines.deidentify.strip import person_number

WIDEST = 8
# Dashes may tell people apart, so they are another form only where most new keys differ so.
FEWEST, MOST = 3, 0.5
# More new keys than this are tried in part: what is looked for shows in any part.
MOST_TRIED = 2000
_BLANKS = re.compile(r"\s")
_DASHES = re.compile(r"[-/._]")
_BORDERS = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)", re.ASCII)


def known_otherwise(keys: Iterable[str], people: frozenset[str], secret: bytes) -> frozenset[str]:
    """Of these keys the new ones that `people` of earlier months hold in another form.

    A form that stands in this file too is another person's, or is asked about in its own place.

    Privacy: identifiable in, identifiable out: keys.
    """
    own = {key: person_number(key, secret) for key in keys} if people else {}
    new = sorted((number, key) for key, number in own.items() if number not in people)
    others = people.difference(own.values())
    sure, dashed = set[str](), set[str]()
    for _, key in new[:MOST_TRIED]:
        if _is_known(_forms(_BLANKS.sub("", key)), others, secret):
            sure.add(key)
        elif _is_known(_dashed_forms(key), others, secret):
            dashed.add(key)
    are_most = len(dashed) >= max(FEWEST, MOST * len(new[:MOST_TRIED]))
    return frozenset(sure | dashed if are_most else sure)


def _is_known(forms: Iterable[str], people: frozenset[str], secret: bytes) -> bool:
    return any(person_number(form, secret) in people for form in set(forms))


def _forms(key: str) -> Iterator[str]:
    """The key in other capitals, and with other zeros before its last number."""
    number = _LAST_NUMBER.search(key)
    for text in (key, key.lower(), key.upper(), key.capitalize()):
        yield text
        if number:
            figures = number[0].lstrip("0") or "0"
            for width in range(len(figures), WIDEST + 1):
                yield text[: number.start()] + figures.zfill(width) + text[number.end() :]


def _dashed_forms(key: str) -> Iterator[str]:
    """The key without dashes and the like, and with them between letters and figures."""
    plain = _DASHES.sub("", _BLANKS.sub("", key))
    yield from _forms(plain)
    yield from _forms(_BORDERS.sub("-", plain))
