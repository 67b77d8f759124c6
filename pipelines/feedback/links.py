"""Formulas that open the partner's own file at a cell, built of our own words alone.

The name of the file is never known to us: the partner types it into one cell of the workbook.
"""

from __future__ import annotations

import re

from pipelines.findings import Finding, is_by_place

FILE_NAME = "your_file"
CELL = re.compile(r"[A-Z]{1,3}\d+")
ROW = re.compile(r"row (\d+)")
LONGEST_TEXT = 255


def link_formula(sheet: str, cell: str) -> str:
    """A formula that shows the cell and, once the file is named, opens it there; "" if none can.

    A sheet whose name is not known to the layout is only numbered, and cannot be opened.
    """
    row = ROW.fullmatch(cell)
    target = f"A{row[1]}" if row else cell
    if not sheet or is_by_place(sheet) or not CELL.fullmatch(target):
        return ""
    quoted = sheet.replace("'", "''")
    place = _text(f"#'{quoted}'!{target}")
    if len(place) > LONGEST_TEXT:
        return ""
    shown = _text(cell)
    return f"=IF({FILE_NAME}={_text('')},{shown},HYPERLINK({FILE_NAME}&{place},{shown}))"


def first_cell(finding: Finding) -> str:
    """Where a finding begins, as one place."""
    return finding.cell or (finding.places[0].partition(":")[0] if finding.places else "")


def _text(words: str) -> str:
    """Words as a text of a formula."""
    doubled = words.replace('"', '""')
    return f'"{doubled}"'
