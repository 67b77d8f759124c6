"""Which sheets of a file a layout means, by name or by pattern, and what they may be called."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from pipelines.findings import Finding, ranges, sheet_by_place
from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.tables.headings import normalize
from pipelines.intake.tables.month_words import heading_month
from pipelines.intake.wording import finding

_PATTERN = re.compile(r"[*?]")
_NUMBER = re.compile(r"[#.\s_-]*\d{1,2}[.\s_-]*")


def sheets_called(opened: OpenedFile, names: Collection[str]) -> Mapping[str, tuple[Sheet, ...]]:
    """For each name or pattern of a layout the sheets it means, whatever their case and blanks.

    A sheet that is named outright is no longer one that a pattern means. Without a name, the only
    sheet that is filled is meant.

    Privacy: identifiable in, identifiable out.
    """
    found: dict[str, tuple[Sheet, ...]] = {
        name: _sheet_called(opened, name) for name in names if not _PATTERN.search(name)
    }
    taken = {sheet.number for sheets in found.values() for sheet in sheets}
    free = [sheet for sheet in opened.sheets if sheet.number not in taken]
    for name in names:
        if name not in found:
            found[name] = tuple(sheet for sheet in free if is_called(sheet.name, name))
    return found


def is_called(name: str, wanted: str) -> bool:
    """Whether a sheet's name is the wanted one, or fits it as a pattern."""
    return fnmatchcase(_squeezed(name), _squeezed(wanted).replace("[", "[[]"))


def place_of(sheet: Sheet) -> str:
    """Where a sheet stands among the tabs that one sees, or among the hidden ones.

    Privacy: identifiable in, disclosure-safe out: a number.
    """
    return sheet_by_place(sheet.place or sheet.number, is_hidden=sheet.is_hidden)


def label_of(sheet: Sheet, wanted: str) -> str:
    """What a sheet may be called: a word of the layout, a pattern with a plain number or month.

    Whatever else stands where a pattern has its star could be anyone's name.

    Privacy: identifiable in, aggregate out.
    """
    if not _PATTERN.search(wanted):
        return wanted
    fixed = [normalize(part) for part in _PATTERN.split(wanted)]
    between = normalize(sheet.name).removeprefix(fixed[0]).removesuffix(fixed[-1]).strip()
    month = heading_month((between,))
    is_plain = bool(_NUMBER.fullmatch(between)) or (month is not None and month.is_sure)
    if is_plain and len(fixed) == len(("before", "after")):
        return sheet.name
    return place_of(sheet)


def unknown_sheets(
    opened: OpenedFile, ignored: Collection[str], used: Collection[int]
) -> tuple[Sheet, ...]:
    """Sheets with data that the layout does not know.

    Privacy: identifiable in, identifiable out.
    """
    return tuple(
        sheet
        for sheet in opened.sheets
        if sheet.number not in used
        and not any(is_called(sheet.name, name) for name in ignored)
        and (sheet.kinds != "").any(axis=None)
    )


def hidden_parts(sheet: Sheet, label: str) -> Iterator[Finding]:
    """That hidden or filtered rows, columns or the whole sheet were read like any other.

    Privacy: identifiable in, aggregate out.
    """
    if not (sheet.is_hidden or sheet.has_filter or sheet.hidden_rows or sheet.hidden_columns):
        return
    filled = sheet.kinds != ""
    in_rows = filled.any(axis=1)
    rows = [row for row in sorted(sheet.hidden_rows) if row in in_rows.index and in_rows[row]]
    columns = [one for one in filled.columns if one in sheet.hidden_columns and filled[one].any()]
    places: Sequence[str] = (*ranges("A", rows), *(f"{letter}1" for letter in columns))
    if places or sheet.is_hidden or sheet.has_filter:
        yield finding("LAYOUT-15", sheet=label, places=places, count=len(places) or 1)


def _sheet_called(opened: OpenedFile, name: str) -> tuple[Sheet, ...]:
    if name:
        alike = [sheet for sheet in opened.sheets if _squeezed(sheet.name) == _squeezed(name)]
        exact = [sheet for sheet in alike if sheet.name == name]
        return tuple((exact or alike)[:1])
    filled = [sheet for sheet in opened.sheets if len(sheet.text)]
    return tuple(filled) if len(filled) == 1 else ()


def _squeezed(name: str) -> str:
    return normalize(name).replace(" ", "")
