"""What reading a cell is about: the cell, the fault that was found, the value that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pipelines.validate.code_words import CodeWords

REQUIRED = "CELL-01"
NOT_A_DATE = "CELL-02"
NOT_A_NUMBER = "CELL-03"
NOT_ON_LIST = "CELL-04"
ERROR_CELL = "CELL-06"
NO_STORED_VALUE = "CELL-07"
NOT_YES_NO = "CELL-08"
SUPPRESSED = "CELL-09"
DATE_ORDER_OPEN = "CELL-11"
DATE_ORDER_OTHER = "CELL-13"
DATE_ORDERS_MIXED = "CELL-14"
DATES_TURNED = "CELL-15"
DATE_AS_NUMBER = "CELL-16"
DATE_AS_NUMBER_READ = "CELL-17"
TIME_OPEN = "CELL-18"
DIGITS_LOST = "CELL-19"
SUPPRESSED_OPTIONAL = "CELL-20"
COMMA_OPEN = "CELL-22"
NEARLY_ON_LIST = "CELL-23"
PERHAPS_MISSPELLED = "CELL-24"
DITTO = "CELL-26"

_GAPS = (9, 10, 11, 12, 13, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F)
_UNSEEN = (0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)
_MINUS = (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212)
_TYPED: Mapping[int, str | None] = {
    **dict.fromkeys(_GAPS, " "),
    **dict.fromkeys(_UNSEEN),
    **dict.fromkeys(_MINUS, "-"),
}


class Cell(NamedTuple):
    """One distinct cell: its kind as `RawTable` has it, and its text. Privacy: identifiable."""

    kind: str
    text: str


class Fault(NamedTuple):
    """What is wrong with a cell: the finding's code, and a word of ours that its message needs."""

    code: str
    word: str = ""


class Read(NamedTuple):
    """A value read, or a fault; a note is said although the value stands. Identifiable."""

    value: Any = None
    fault: Fault | None = None
    note: Fault | None = None


@dataclass(frozen=True, repr=False)
class Reading:
    """How this partner writes one field, and the month it writes for.

    `date_order` is "" where nobody has said; `unit` is the unit that numbers are written in, ""
    for the field's own.
    """

    first_day: date
    last_day: date
    date_order: str = ""
    set_separator: str = ";"
    words: CodeWords = field(default_factory=CodeWords)
    unit: str = ""


def tidy(text: str) -> str:
    """The text with plain blanks and minus signs, and without signs that nobody can see.

    Digits and letters stay as they are: a raised 2 is not a 2.

    Privacy: identifiable in, identifiable out.
    """
    if text.isascii():  # has none of the signs but blanks and breaks
        return " ".join(text.split())
    return " ".join(text.translate(_TYPED).split()) if not text.isalnum() else text


@cache
def fault(code: str, word: str = "") -> Read:
    """A cell that cannot be read."""
    return Read(fault=Fault(code, word))
