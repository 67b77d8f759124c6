"""How alike a heading is to what a field is called: words people shorten, said in full first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from rapidfuzz import fuzz, process

from pipelines.intake.tables.headings import normalize
from schemas.model import Field

# what people write for a word in a narrow column
SHORT_FOR = {
    "#": "number",
    "no": "number",
    "num": "number",
    "nbr": "number",
    "nr": "number",
    "count": "number",
    "total": "number",
    "times": "number",
    "%": "share",
    "acct": "account",
    "addr": "address",
    "anon": "anonymous",
    "apt": "address",
    "avail": "available",
    "cell": "phone",
    "co": "county",
    "cty": "county",
    "cnty": "county",
    "dest": "destination",
    "dur": "duration",
    "hr": "hours",
    "hrs": "hours",
    "hour": "hours",
    "kid": "child",
    "kids": "child",
    "children": "child",
    "mgmt": "management",
    "min": "minutes",
    "mins": "minutes",
    "mobile": "phone",
    "occ": "occupied",
    "full": "occupied",
    "used": "occupied",
    "pt": "client",
    "participant": "client",
    "survivor": "client",
    "customer": "client",
    "consumer": "client",
    "victim": "client",
    "chart": "case",
    "file": "case",
    "code": "id",
    "key": "id",
    "ref": "id",
    "rcvd": "received",
    "req": "requested",
    "rel": "relationship",
    "svc": "service",
    "svcs": "service",
    "tel": "phone",
    "telephone": "phone",
    "tx": "treatment",
    "vict": "victimization",
    "yrs": "age",
    "years": "age",
}
_IDLE = frozenset(("a", "all", "and", "apply", "at", "by", "for", "if", "of", "on", "or", "that",
                   "the", "this", "to", "was", "were", "is"))  # fmt: skip
_SAYS_LITTLE = frozenset(("number", "date", "id", "type", "kind", "share"))
_PLURAL = re.compile(r"(?<=[a-z]{3})s$")
NEAR, SHORT = 88.0, 5


@cache
def words(text: str) -> tuple[str, ...]:
    """The telling words of a heading, in full and in the singular, in their order."""
    plain = normalize(text).replace("#", " # ").replace("%", " % ").replace("'", "")
    found = re.findall(r"[^\W_]+|[#%]", re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", plain))
    single = [_PLURAL.sub("", SHORT_FOR.get(word, word)) for word in found]
    telling = [SHORT_FOR.get(word, word) for word in single if word not in _IDLE]
    return tuple(telling or found)


def likeness(one: str, other: str) -> float:
    """From 0 to 1: 1 for the same words in whatever order, spelling slips forgiven."""
    return _alike(words(one), words(other))


@cache
def _alike(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    if not first or not second:
        return 0.0
    if sorted(set(first)) == sorted(set(second)):
        return 1.0 if set(first) - _SAYS_LITTLE else 0.6
    common = sum(_has(word, second) for word in first) + sum(_has(word, first) for word in second)
    shared = common / (len(first) + len(second))
    spelled: float = fuzz.ratio(" ".join(sorted(first)), " ".join(sorted(second))) / 100
    return min(0.95, max(shared, spelled if spelled > NEAR / 100 else 0.0))


def _has(word: str, others: tuple[str, ...]) -> bool:
    if word in others:
        return True
    long = len(word) > 3  # noqa: PLR2004  short words that differ by a letter are other words
    return (
        long and process.extractOne(word, others, scorer=fuzz.ratio, score_cutoff=NEAR) is not None
    )


@cache
def phrases(field: Field) -> tuple[str, ...]:
    """What a field is called: its label, its name and its synonyms."""
    return (field.label, field.name.replace("_", " "), *field.synonyms)


def likest(heading: str, names: Iterable[str]) -> float:
    """The best likeness of a heading to any of the names; the exact spelling is a little better."""
    wanted = normalize(heading)
    best = 0.0
    for name in names:
        if normalize(name) == wanted:
            return 1.0
        best = max(best, 0.97 * likeness(heading, name))
    return best
