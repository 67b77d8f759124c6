"""Columns that are ticked, one for each code, as one field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipelines.findings import Finding, ranges
from pipelines.intake.tables.headings import HeadingRow, normalize
from pipelines.intake.wording import finding
from schemas.model import Field, FieldType

# a cross that may also mean "no" is a question
_CHECK_MARKS = ("\u2713", "\u2714", "\u2611", "\u2612", "\u00d7", "\u221a", "\u2022")
_YES = ("x", "xx", "y", "yes", "1", "true", "t", "ok", "checked", "s\u00ed", "si")
_NO = ("", "n", "no", "0", "false", "f", "-", "--", "\u2013", "\u2610", "n/a", "na")
TICKED = frozenset((*_YES, *_CHECK_MARKS))
NOT_TICKED = frozenset(_NO)


@dataclass(frozen=True)
class Ticked:
    """A field whose codes have a column each: code and heading by letter."""

    field: Field
    codes: Mapping[str, str]
    headings: Mapping[str, str]


def ticked_fields(
    ticks: Mapping[str, Mapping[str, str]], fields: Mapping[str, Field], heading: HeadingRow
) -> tuple[Ticked, ...]:
    """The ticked fields of a layout whose columns are there."""
    found = []
    for name, codes in ticks.items():
        places = {one: heading.letters.get(normalize(one), ())[:1] for one in codes}
        by_letter = {letters[0]: one for one, letters in places.items() if letters}
        if by_letter:
            own = {letter: codes[one] for letter, one in by_letter.items()}
            found.append(Ticked(fields[name], own, by_letter))
    return tuple(found)


def joined_ticks(
    ticked: Ticked, text: pd.DataFrame, kinds: pd.DataFrame, separator: str
) -> tuple[pd.Series[str], pd.Series[str]]:
    """The codes ticked in each row as text, and the kind of each; none ticked is an empty cell.

    Privacy: identifiable in, identifiable out.
    """
    joined = pd.Series("", index=text.index, dtype="str")
    for letter, code in ticked.codes.items():
        on = _among(text[letter], TICKED)
        joined = joined.mask(on & (joined != ""), joined + separator + code)
        joined = joined.mask(on & (joined == ""), code)
    kind = pd.Series("s", index=text.index, dtype="str").mask(joined == "", "")
    for letter in ticked.codes:  # an error cell or a formula without a value stays one
        broken = kinds[letter].isin(("e", "f"))
        kind, joined = kind.mask(broken, kinds[letter]), joined.mask(broken, "")
    return joined, kind


def tick_findings(
    ticked: Ticked, text: pd.DataFrame, kinds: pd.DataFrame, sheet: str
) -> Iterator[Finding]:
    """Cells that are neither ticked nor plainly not, and rows with two ticks for one code.

    Privacy: identifiable in, aggregate out.
    """
    count = pd.Series(0, index=text.index)
    for letter, heading in ticked.headings.items():
        on = _among(text[letter], TICKED)
        count += on.astype(int)
        broken = kinds[letter].isin(("e", "f"))
        unsure = ~(on | _among(text[letter], NOT_TICKED) | broken)
        rows = unsure.index[unsure]
        if len(rows):
            yield finding(
                "ROW-12",
                sheet=sheet,
                places=ranges(letter, rows),
                field=ticked.field.name,
                heading=heading,
                count=len(rows),
            )
    several = count.index[count > 1]
    if len(several) and ticked.field.type is not FieldType.CODE_SET:
        letter, heading = next(iter(ticked.headings.items()))
        yield finding(
            "ROW-13",
            sheet=sheet,
            places=ranges(letter, several),
            field=ticked.field.name,
            heading=heading,
            count=len(several),
        )


def _among(column: pd.Series[str], words: frozenset[str]) -> pd.Series[bool]:
    return column.isin([text for text in column.unique() if normalize(text) in words])
