"""Columns of cells made on the spot, and what the parser makes of them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from pipelines.validate.cells import ParsedColumn, parse_column
from pipelines.validate.code_words import CodeWords
from pipelines.validate.reads import Reading
from schemas.model import Confidentiality, Field, FieldType, Mark, Release

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def field(kind: FieldType, **extra) -> Field:
    """A field of this type that asks for nothing else."""
    standard = {
        "name": "x",
        "label": "X",
        "confidentiality": Confidentiality.ADMINISTRATIVE,
        "released_as": Release.AS_IS,
        "description": "",
        "required": False,
        "source": "",
        "mark": Mark.PROPOSED,
    }
    return Field(type=kind, **{**standard, **extra})


def parse(  # noqa: PLR0913, PLR0917  what a column may hold, and how it is to be read
    one: Field,
    texts: list[str],
    kinds: str | None = None,
    order: str = "",
    words: CodeWords | None = None,
    unit: str = "",
    separator: str = ";",
) -> ParsedColumn:
    """Parse the texts as one column of March 2026, from worksheet row 5 on."""
    text = pd.Series(texts, dtype="str", index=range(5, 5 + len(texts)))
    kind = pd.Series(list(kinds or "s" * len(texts)), dtype="str", index=text.index)
    kind = kind.mask(text == "", "")
    reading = Reading(*MARCH, order, separator, words or CodeWords(), unit)
    return parse_column(one, text, kind, reading)


def told(parsed: ParsedColumn) -> list:
    """For each row its value, or its fault code where it could not be read."""
    codes: list = [None if pd.isna(value) else value for value in parsed.typed]
    for fault, mask in parsed.faults.items():
        for at in mask.nonzero()[0]:
            assert codes[at] is None
            codes[at] = fault.code
    return codes
