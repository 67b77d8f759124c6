"""The table of contents, each sheet by a link."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.publish.notes import without_notes
from pipelines.publish.sheets import Cell, Column, Row, Sheet


def contents_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """What the workbook holds, in order.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    rows = tuple(
        Row(
            cells=(
                Cell(value=sheet.name, link=sheet.name),
                Cell(value=without_notes(sheet.title)),
                Cell(value=sheet.holds.capitalize()),
            )
        )
        for sheet in sheets
    )
    return Sheet(
        name="Contents",
        title="Contents",
        lines=("The names of the sheets are links.",),
        table="contents",
        columns=(
            Column(heading="Sheet", pixels=260),
            Column(heading="What it shows", pixels=640),
            Column(heading="Holds", pixels=240),
        ),
        rows=rows,
    )
