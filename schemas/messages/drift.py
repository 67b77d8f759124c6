"""Columns that are not where they were: renamed, or exchanged.

Braces name headings as the layout knows them, and a column's letter; never what a cell holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import CONFIRM, INFORM, MUST_FIX, message

MESSAGES = (
    message(
        "LAYOUT-30",
        MUST_FIX,
        "Heading changed",
        "The column {heading} is not on the sheet; column {column} may be the same under a new"
        " name.",
        "If it is the same, give it its old heading back, or tell the coordinator its new one.",
    ),
    message(
        "LAYOUT-31",
        MUST_FIX,
        "Columns exchanged",
        "The columns {heading} and {other} look exchanged: each holds what belongs in the other.",
        "Put each heading back above its own cells.",
    ),
    message(
        "LAYOUT-32",
        CONFIRM,
        "Figures exchanged",
        "The figures under {heading} look like those usually under {other}, and the reverse.",
        "Look whether the two columns were exchanged. If they are right as they are, confirm it.",
    ),
    message(
        "LAYOUT-33",
        INFORM,
        "Not in the export",
        "The file has no column for these fields of the known export: {field}.",
        "Nothing to do if your system does not keep them; otherwise add them to the export.",
    ),
    message(
        "LAYOUT-34",
        INFORM,
        "Checks that wait",
        "Checks that wait until the headings and sheets are right: {count}.",
        "Nothing to do now. Once those are mended, the next check may find more.",
    ),
    message(
        "LAYOUT-35",
        MUST_FIX,
        "Sheet renamed",
        "The sheet {heading} is missing; the {sheet} has its headings.",
        "If it is the same sheet, give it its old name back, or tell the coordinator its new one.",
    ),
    message(
        "LAYOUT-37",
        CONFIRM,
        "Columns in other places",
        "The columns {heading} and {other} stand in each other's place since last month.",
        "Look whether each heading stands above its own cells. If they were moved with their"
        " cells, confirm it.",
    ),
    message(
        "LAYOUT-36",
        MUST_FIX,
        "Figures exchanged, cells to fix",
        "The figures under {heading} look exchanged with those of column {column}; that may be why"
        " cells of these two columns must be fixed.",
        "If the columns were exchanged, put each heading back above its own cells. If they are"
        " right, correct the cells that are named.",
    ),
)
