"""Cells that look like the data of a column: the same text, or digits in the same form."""

from __future__ import annotations

import re

import pandas as pd

from pipelines.intake.tables.body import Body

LONGEST = 40
_WORD, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")


def like_data(
    text: pd.DataFrame, kinds: pd.DataFrame, body: Body, rows: pd.Series[bool]
) -> pd.DataFrame:
    """For each cell whether it looks like those that `rows` of the body have in its column.

    A number or a date looks like other numbers or dates; a text like the same text, or like one
    with digits that is written in the same form: C-17 like A-4, 3/9/2026 like 12/1/2026.

    Privacy: identifiable in, identifiable out.
    """
    found = pd.DataFrame(data=False, index=text.index, columns=text.columns)
    for letter in text.columns[(text != "").any()]:
        own, own_kinds = body.text.loc[rows, letter], body.kinds.loc[rows, letter]
        known = set(own[own_kinds != ""].unique())
        forms = {form for one in known if (form := _form(one))}
        told = [one for one in text[letter].unique() if one in known or _form(one) in forms]
        same_kind = kinds[letter].isin({"n", "d", "t"} & set(own_kinds.unique()))
        found[letter] = (text[letter] != "") & (text[letter].isin(told) | same_kind)
    return found


def _form(text: str) -> str:
    """How a short text with digits is written, whatever its digits and words; else nothing."""
    if len(text) > LONGEST or not _DIGITS.search(text):
        return ""
    return _DIGITS.sub("9", _WORD.sub("a", text.strip()))
