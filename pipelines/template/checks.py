"""What Excel itself can say about an entry: a list to choose from, a hint, a mark on what is odd.

A paste replaces the list but not the mark, which is a formula over the cell; and whatever is
entered is checked again when the file is handed in.
"""

from __future__ import annotations

import textwrap
from typing import Any

from pipelines.template.lists import KNOWN_NAMES, WORD_NAMES
from pipelines.template.material import list_of
from schemas.model import Field, FieldType, RecordType
from schemas.periods import Month

TITLE_LENGTH, TEXT_LENGTH = 32, 255
MOST = 999_999
AGAIN = "Please look again"
KEEP = "You can keep what you typed: it is checked again when the file is handed in."


def validation(field: Field, record: RecordType, month: Month) -> dict[str, Any]:
    """The drop-down or bounds of a column, its hint, and what is said about another entry."""
    return {
        **_criterion(field, record, month),
        "ignore_blank": True,
        "input_title": textwrap.shorten(field.label, TITLE_LENGTH, placeholder="..."),
        "input_message": hint(field),
        "error_title": AGAIN,
        "error_message": f"{_expected(field)} {KEEP}",
        "error_type": "warning",
        "show_error": field.type is not FieldType.CODE_SET,
    }


def hint(field: Field) -> str:
    """What belongs in a column, short enough to stand beside the cell."""
    need = "Needed. " if field.required else "Leave empty if not known. "
    several = " Several: separate them by a semicolon." if field.type is FieldType.CODE_SET else ""
    room = TEXT_LENGTH - len(need) - len(several)
    return need + textwrap.shorten(field.description, room, placeholder="...") + several


def odd_entry(field: Field, record: RecordType, month: Month, cell: str) -> str:
    """The formula that is true where an entry of this field should be looked at again."""
    odd = _odd_if_filled(field, record, month, cell)
    return f'=AND(TRIM({cell})<>"",{odd})' if odd else ""


def gap(cell: str, row_of_entries: str) -> str:
    """The formula that is true where a needed cell is empty in a row that is begun."""
    return f'=AND(TRIM({cell})="",COUNTA({row_of_entries})>0)'


def _criterion(field: Field, record: RecordType, month: Month) -> dict[str, Any]:
    if list_of(field):
        return {"validate": "list", "source": f"={WORD_NAMES.format(list_of(field))}"}
    if field.type is FieldType.DATE:
        last = {"maximum": month.last_day, "value": month.last_day}
        if _is_within_month(field, record):
            return {"validate": "date", "criteria": "between", "minimum": month.first_day, **last}
        return {"validate": "date", "criteria": "<=", **last}
    if field.type in (FieldType.INTEGER, FieldType.DECIMAL):
        low, high = _bounds(field)
        kind = "integer" if field.type is FieldType.INTEGER else "decimal"
        return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
    return {"validate": "any"}


def _odd_if_filled(field: Field, record: RecordType, month: Month, cell: str) -> str:
    if list_of(field):
        known = KNOWN_NAMES.format(list_of(field))
        unknown = f"SUMPRODUCT(--({known}=TRIM({cell})))=0"
        is_set = field.type is FieldType.CODE_SET
        return f'ISERROR(SEARCH(";",{cell})),{unknown}' if is_set else unknown
    if field.type is FieldType.DATE:
        after = month.plus(1).first_day
        late = f"{cell}>=DATE({after.year},{after.month},1)"
        early = f"{cell}<DATE({month.year},{month.number},1)"
        bounds = f"{early},{late}" if _is_within_month(field, record) else late
        return f"IF(ISNUMBER({cell}),OR({bounds}),TRUE)"
    if field.type in (FieldType.INTEGER, FieldType.DECIMAL):
        low, high = _bounds(field)
        step = 1 if field.type is FieldType.INTEGER else field.step
        uneven = f",{cell}<>ROUND({cell}/{step:g},0)*{step:g}" if step else ""
        return f"IF(ISNUMBER({cell}),OR({cell}<{low:g},{cell}>{high:g}{uneven}),TRUE)"
    return ""


def _is_within_month(field: Field, record: RecordType) -> bool:
    """Whether a date places the row in the month by itself."""
    return field.name == record.begin and not record.end


def _bounds(field: Field) -> tuple[float, float]:
    low = 0 if field.minimum is None else field.minimum
    return low, MOST if field.maximum is None else field.maximum


def _expected(field: Field) -> str:
    if list_of(field):
        return "Choose a word of the list, as it is written there."
    if field.type is FieldType.DATE:
        return "Enter a date of this month, as month/day/year."
    low, high = _bounds(field)
    unit = f" ({field.unit})" if field.unit else ""
    return f"Enter a number from {low:g} to {high:g}{unit}."
