"""Headings that say that a column holds names, numbers or addresses of people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from pipelines.intake.tables.headings import normalize
from schemas.model import Confidentiality, Field, RecordType, Release

# names and numbers of the agency's own side, and of places
OTHERS = re.compile(
    r"\b(?:agency|advocate|board|case ?worker|contact person|counselor|county|entered|event|file"
    r"|funder|grant|office|officer|organi[sz]ation|program|project|provider|school|service|shelter"
    r"|site|staff|supervisor|therapist|user|volunteer|worker)\b"
)
# telling wherever they stand in a heading; other words must be the whole heading
STRONG = {
    "client_name": r"\b(?:first|last|middle|maiden|full|given|family|sur|client'?s?|victim'?s?"
    r"|survivor'?s?|child'?s?|participant'?s?) ?name\b",
    "dob": r"\b(?:dob|d\.o\.b|birth ?date|date of birth|birth ?day)\b",
    "ssn": r"\b(?:ssn|soc(?:ial)?\.? sec(?:urity)?|ss ?#)",
    "phone": r"\b(?:phone|telephone|cell ?(?:phone|no|number))\b",
    "email": r"\be-?mail\b",
    "street_address": r"\b(?:street|home|mailing) address\b",
}
MORE = {"client_name": ("name", "names", "surname", "middle name", "alias", "nickname")}


def is_personal(field: Field) -> bool:
    """Whether a field identifies a person by itself and is never kept."""
    direct = field.confidentiality is Confidentiality.DIRECT_IDENTIFIER
    return direct and field.released_as is Release.NEVER and not field.name.endswith("_key")


def personal_field(heading: str, records: Mapping[str, RecordType]) -> str:
    """The identifying field that a heading names, or the empty text."""
    normal = normalize(heading).strip(" :*.")
    if not normal or OTHERS.search(normal):
        return ""
    whole = _whole_headings(tuple(records.values())).get(normal, "")
    return whole or next((name for name, said in STRONG.items() if re.search(said, normal)), "")


@cache
def _whole_headings(records: tuple[RecordType, ...]) -> dict[str, str]:
    fields = [field for record in records for field in record.fields if is_personal(field)]
    found = {
        normalize(word).strip(" :*."): field.name
        for field in fields
        for word in (field.name, field.label, *field.synonyms)
    }
    return found | {word: name for name, words in MORE.items() for word in words}
