"""What the cells of a column look like: the share of them that a field can hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipelines.intake.tables.headings import normalize
from schemas.model import CodeList, Field, FieldType

LOOKED_AT = 4_000
MISSING = frozenset(("", "n/a", "na", "none", "-", "--", ".", "unk", "unknown", "?"))
YES_NO = frozenset(("y", "n", "yes", "no", "true", "false", "t", "f", "x", "1", "0", "✓"))
SEPARATORS = ";,|/+&"
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_NUMERIC_DATE = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})"
_WRITTEN_DATE = (
    rf"\d{{1,2}}[- ]?({MONTHS})[a-z]*\.?[-, ]+\d{{2,4}}|({MONTHS})[a-z]*\.? +\d{{1,2}},? +\d{{4}}"
)
DATE = re.compile(rf"^({_NUMERIC_DATE}|{_WRITTEN_DATE})$", re.IGNORECASE)
NUMBER = re.compile(r"^(?=.*\d)-?\$? ?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?$")
SSN = re.compile(r"^(\d{3}-\d{2}-\d{4}|\d{9}|[x*]{3}-?[x*]{2}-?\d{4})$", re.IGNORECASE)
PHONE = re.compile(r"^(\+?1[-. ]?)?(\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}( ?(x|ext).*)?$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
ZIP = re.compile(r"^\d{5}(-\d{4})?$")
STREET = re.compile(r"^(\d+ .*[a-z]|p\.? ?o\.? box.*)", re.IGNORECASE)
NAME = re.compile(r"^[^\W\d_][\w.'\u2019-]*,? (?:[\w.'\u2019-]+,? ){0,2}[^\W\d_][\w.'\u2019-]*$")
KEY = re.compile(r"^(?=.*\d)[\w./#-]{1,24}$")
CLAUSE = 3
MOST_WORDS = 400


@dataclass(frozen=True, repr=False)
class Cells:
    """The distinct filled cells of a column with how often each stands there. Identifiable."""

    texts: tuple[str, ...]
    kinds: tuple[str, ...]
    counts: tuple[int, ...]
    total: int = field(default=0)

    def __repr__(self) -> str:
        """Counts only."""
        return f"Cells({self.total} filled, {len(self.texts)} distinct)"

    def share(self, holds: Callable[[str, str], bool]) -> float:
        """The share of the filled cells of which something holds; 0 where nothing is filled."""
        pairs = zip(self.texts, self.kinds, self.counts, strict=True)
        found = sum(count for text, kind, count in pairs if holds(text, kind))
        return found / self.total if self.total else 0.0


def cells_of(text: pd.Series[Any], kinds: pd.Series[Any]) -> Cells:
    """The filled cells of a column, up to some thousand rows of it; what means missing left out.

    Privacy: identifiable in, identifiable out.
    """
    step = max(1, len(text) // LOOKED_AT)
    counted = Counter(zip(text.iloc[::step].tolist(), kinds.iloc[::step].tolist(), strict=True))
    kept = [
        (str(one).strip(), str(kind), count)
        for (one, kind), count in counted.items()
        if kind and normalize(str(one)) not in MISSING
    ]
    texts, kind, number = zip(*kept, strict=True) if kept else ((), (), ())
    return Cells(texts, kind, number, sum(number))


def words_of_list(codes: CodeList | None, own: Mapping[str, str]) -> frozenset[str]:
    """Every word that stands for a code: codes, labels, aliases, and the partner's own."""
    listed = codes.codes if codes else ()
    found = {word for code in listed for word in (code.code, code.label)}
    found |= {word for code in listed for word in code.rollups.get("aliases", "").split("|")}
    return frozenset(normalize(word) for word in (*found, *own) if word)


def fit(field: Field, cells: Cells, words: frozenset[str]) -> float:
    """The share of a column's filled cells that the field can hold.

    Privacy: identifiable in, aggregate out.
    """
    is_listed = field.type in (FieldType.CODE, FieldType.CODE_SET)
    if is_listed and len(cells.texts) > MOST_WORDS:
        return 0.0
    if field.type is FieldType.CODE:
        return cells.share(lambda text, _: normalize(text) in words)
    if field.type is FieldType.CODE_SET:
        return cells.share(lambda text, _: _all_listed(text, words))
    if field.type is FieldType.TEXT:
        return cells.share(TEXTS.get(field.name, _any_text))
    if field.type in (FieldType.INTEGER, FieldType.DECIMAL):
        return cells.share(lambda text, kind: _number_for(field, text, kind))
    return cells.share(is_date if field.type is FieldType.DATE else is_yes_no)


def is_date(text: str, kind: str) -> bool:
    """Whether a cell is a date, as a date or as text."""
    return kind == "d" or (kind == "s" and DATE.match(text) is not None)


def is_number(text: str, kind: str) -> bool:
    """Whether a cell is a number, as a number or as text."""
    return kind == "n" or (kind in "st" and bool(text) and NUMBER.match(text) is not None)


def is_yes_no(text: str, _kind: str) -> bool:
    """Whether a cell answers yes or no."""
    return normalize(text) in YES_NO


def is_name(text: str, kind: str) -> bool:
    """Whether a cell looks like a person's name: two to four words, each with a capital."""
    parts = text.replace(",", " ").split()
    return kind == "s" and NAME.match(text) is not None and all(part[0].isupper() for part in parts)


def is_identifier(text: str, kind: str) -> bool:
    """Whether a cell has the form of an SSN, a telephone number, an e-mail or a street."""
    return kind in "sn" and any(form.match(text) for form in (SSN, PHONE, EMAIL, STREET))


def _number_for(field: Field, text: str, kind: str) -> bool:
    if not is_number(text, kind):
        return False
    plain = text.replace(",", "").replace("$", "").strip()
    value = float(plain) if NUMBER.match(text) else 0.0
    low = field.minimum if field.minimum is not None else float("-inf")
    high = field.maximum if field.maximum is not None else float("inf")
    return low <= value <= high and (field.type is FieldType.DECIMAL or value.is_integer())


def _all_listed(text: str, words: frozenset[str]) -> bool:
    if normalize(text) in words:
        return True
    parts = [part for part in re.split(f"[{re.escape(SEPARATORS)}]", text) if part.strip()]
    return bool(parts) and all(normalize(part) in words for part in parts)


def _is_key(text: str, kind: str) -> bool:
    if kind == "d" or any(form.match(text) for form in (SSN, PHONE, EMAIL, DATE)):
        return False
    return kind == "n" or KEY.match(text) is not None


def _is_clause(text: str, kind: str) -> bool:
    return kind == "s" and len(text.split()) >= CLAUSE and not DATE.match(text)


def _any_text(_text: str, kind: str) -> bool:
    return kind == "s"


TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "client_key": _is_key,
    "household_key": _is_key,
    "client_name": is_name,
    "dob": is_date,
    "ssn": lambda text, _: SSN.match(text) is not None,
    "phone": lambda text, _: PHONE.match(text) is not None,
    "email": lambda text, _: EMAIL.match(text) is not None,
    "street_address": lambda text, _: STREET.match(text) is not None,
    "zip": lambda text, _: ZIP.match(text) is not None,
    "notes": _is_clause,
}
