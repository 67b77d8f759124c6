"""What a text looks like by itself: a social security number, a phone number, an address.

Every shape is first looked for by one pass of a fast pattern over the distinct texts of a column;
only what passes is looked at more closely, and of very many alike only the first ones are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc
import usaddress

CLOSELY = 200
AT_A_TIME = 100_000
SHAPED = r"(?i)@|\d[^\p{L}]*\d[^\p{L}]*\d|\d.*\p{L}{2}|box \d"
SSN = r"(?:^|[^\w-])\d{3}[- ]\d{2}[- ]\d{4}(?:$|[^\w-])"
PHONE = r"(?:^|[^\w.-])(?:\+?1[-. ]?)?\(?[2-9]\d{2}\)?[-./ ]\s?[2-9]\d{2}[-. ]\d{4}(?:$|[^\w-])"
EMAIL = r"[\w.+-]+@[\w-]+\.[A-Za-z]{2,}"
STREET_KINDS = (
    r"st|str|street|ave?|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|way|pl|place"
    r"|ter|terrace|cir|circle|hwy|highway|pkwy|parkway|trl|trail"
)
STREET = (
    r"(?i)(?:^|[^\w.:/-])\d{1,5} (?:[nsew]\.? )?(?:[\p{L}'.]+ |\d+(?:st|nd|rd|th) ){1,3}"
    rf"(?:{STREET_KINDS})\b|\bp\.? ?o\.? box \d"
)
# words that stand between a number and "court" or "way" when no street is meant
NO_STREET = re.compile(
    r"(?i)\b(?:a|an|and|at|by|for|from|hours?|hrs?|in|minutes?|of|on|or|the|times?|to|visits?|weeks?"
    r"|days?|with)\b"
)
BORN = (
    r"(?i)\b(?:dob|d\.o\.b\.?|born|birth ?da(?:y|te)|date of birth)\b.{0,12}?"
    r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}"
)


def _is_phone(text: str) -> bool:
    found = phonenumbers.PhoneNumberMatcher(text, "US", phonenumbers.Leniency.POSSIBLE)
    return found.has_next()


def _is_street(text: str) -> bool:
    try:
        parts, _ = usaddress.tag(text)
    except usaddress.RepeatedLabelError:
        parts = dict((label, word) for word, label in usaddress.parse(text))  # noqa: C402
    if "USPSBoxID" in parts:
        return True
    name = parts.get("StreetName", "")
    return "AddressNumber" in parts and bool(name) and not NO_STREET.search(name)


Texts: TypeAlias = pa.Array | pa.ChunkedArray

# field of the standard that the shape belongs to: its fast pattern and the closer look, if any
SHAPES: Mapping[str, tuple[str, Callable[[str], bool] | None]] = {
    "ssn": (SSN, None),
    "phone": (PHONE, _is_phone),
    "email": (EMAIL, None),
    "street_address": (STREET, _is_street),
    "dob": (BORN, None),
}


def shapes_of(texts: Texts) -> dict[str, pa.Array]:
    """The texts that look like something telling, by the field it belongs to.

    Privacy: identifiable in, identifiable out.
    """
    hits: dict[str, list[pa.Array]] = {field: [] for field in SHAPES}
    for part in parts_of(texts):
        likely = matching(part, SHAPED)
        for field, (pattern, _) in SHAPES.items():
            hits[field].append(matching(likely, pattern))
    found = {}
    for field, (_, is_truly) in SHAPES.items():
        alike = together(hits[field])
        if is_truly is not None:
            close = [text for text in alike.slice(0, CLOSELY).to_pylist() if is_truly(text)]
            alike = pa.concat_arrays([text_array(close), alike.slice(CLOSELY)])
        if len(alike):
            found[field] = alike
    return found


def parts_of(texts: Texts) -> Iterator[pa.Array]:
    """The distinct texts, some at a time, so that what is made of them on the way stays small."""
    for start in range(0, len(texts), AT_A_TIME):
        yield pc.unique(texts.slice(start, AT_A_TIME))


def together(parts: Iterable[pa.Array]) -> pa.Array:
    """The distinct texts of all parts."""
    return pc.unique(pa.concat_arrays([text_array([]), *parts]))


def matching(texts: pa.Array, pattern: str) -> pa.Array:
    """The texts in which the pattern is found."""
    if not len(texts):  # to prepare a pattern costs more than to look for it
        return texts
    return texts.filter(pc.match_substring_regex(texts, pattern))


def text_array(texts: Iterable[str]) -> pa.Array:
    """Texts as the arrays that these modules work with."""
    return pa.array(list(texts), type=pa.large_string())
