"""What a proposal must not show: cells that tell who somebody is, and rows taken for headings."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from pipelines.intake.identifiers.shapes import shapes_of, text_array
from pipelines.intake.tables.headings import normalize

LONG_NUMBER = 5
MANY = 2
HALF = 0.5
DATED = re.compile(r"\d{1,4}[-/. ](\d{1,2}|[a-z]{3,9})\.?[-/. ,]+\d{2,4}", re.IGNORECASE)
DIGIT = re.compile(r"\d")


def telling_texts(texts: Iterable[str]) -> frozenset[str]:
    """Those that hold a number of a person's, a long number, a date, an address.

    Privacy: identifiable in, identifiable out.
    """
    every = list(dict.fromkeys(texts))
    shaped = shapes_of(text_array(every))
    found = {text for texts in shaped.values() for text in texts.to_pylist()}
    return frozenset(found | {text for text in every if _is_telling(text)})


def is_row_of_data(text: pd.DataFrame, row: int, letters: Iterable[str]) -> bool:
    """Whether the cells of a row are what stands below them, and no headings.

    Cells with digits are compared by their form; cells of words by what is written again below,
    where the row as a whole is not.

    Privacy: identifiable in, aggregate out.
    """
    labels = {letter: str(text.loc[row, letter]).strip() for letter in letters}
    labels = {letter: label for letter, label in labels.items() if label}
    columns = list(labels)
    below = text.loc[text.index > row, columns]
    below = below[(below != text.loc[row, columns]).any(axis=1)]
    alike = sum(_is_alike(label, below[letter]) for letter, label in labels.items())
    again = sum(normalize(label) in _words(below[letter]) for letter, label in labels.items())
    return bool(shapes_of(text_array(labels.values())) or alike or again >= MANY)


def _is_telling(text: str) -> bool:
    digits = len(DIGIT.findall(text))
    return digits >= LONG_NUMBER or DATED.search(text) is not None


def _is_alike(label: str, below: pd.Series[str]) -> bool:
    """Whether a cell with digits has the form of most cells below it."""
    filled = below[below != ""]
    if not len(filled) or not DIGIT.search(label):
        return False
    form = _form(label)
    same = filled.isin([one for one in filled.unique() if _form(str(one)) == form])
    return bool(same.mean() >= HALF)


def _form(text: str) -> str:
    return re.sub(r"\d+", "9", text)


def _words(below: pd.Series[str]) -> set[str]:
    return {normalize(str(one)) for one in below.unique() if one}
