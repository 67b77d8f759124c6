"""Rows that are left out, and records without rows.

Braces name the partner's heading, our field, code labels, bounds, counts and the month that is
reported; never what a cell holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import CONFIRM, INFORM, MUST_FIX, message

MESSAGES = (
    message(
        "ROW-01",
        INFORM,
        "Rows of other months",
        "Rows of other months were left out: {count}.",
        "Nothing to do: this export is expected to hold several months.",
    ),
    message(
        "ROW-02",
        INFORM,
        "Totals rows",
        "Totals rows were left out: {count}. Their figures agree with the rows.",
        "Nothing to do: totals are worked out from the rows.",
    ),
    message(
        "ROW-03",
        MUST_FIX,
        "Nothing there",
        "There are no rows of {field} for the month, and nobody has said that there were none.",
        "Add the rows. If there were none, tell the coordinator, who notes it (consortium nil); "
        "in the template, choose Nothing to report on the sheet Submission.",
    ),
    message(
        "ROW-04",
        INFORM,
        "Deleted rows",
        "Rows marked as deleted in the export were left out: {count}.",
        "Nothing to do.",
    ),
    message(
        "ROW-05",
        CONFIRM,
        "Some rows of other months",
        "The dates of these rows are not in {month}, so the rows are not counted: {count}.",
        "If a date is a slip, correct it. If the rows belong to another month, delete them here.",
    ),
    message(
        "ROW-06",
        CONFIRM,
        "Totals differ",
        "Figures in totals rows that are not the sum of the rows above them: {count}.",
        "Check whether a row is missing or a figure is wrong; the rows are counted, the total is"
        " not.",
    ),
    message(
        "ROW-07",
        MUST_FIX,
        "Totals row or not",
        "Rows that are called a total but could be data like the others: {count}.",
        "If it is a total, call it Total, keep only its figures and put it last; if it is not,"
        " change the word in this cell.",
    ),
    message(
        "ROW-08",
        MUST_FIX,
        "Unclear rows at the end",
        "Rows at the end, mixed with notes, that hold too little to be counted: {count}.",
        "If they are notes, remove them; if they are data, fill in the missing cells.",
    ),
    message(
        "ROW-09",
        INFORM,
        "Notes",
        "Notes below the table were left out: {count}.",
        "Nothing to do, unless these rows are data: then fill in their other cells.",
    ),
    message(
        "ROW-10",
        INFORM,
        "Rows without figures",
        "Rows without a figure in any month were left out: {count}.",
        "Nothing to do, unless a figure is missing.",
    ),
    message(
        "ROW-11",
        CONFIRM,
        "No figure for the month",
        "Rows with figures in other months but none in this one were left out: {count}.",
        "Fill in the figures, with 0 for none, or confirm that they are not collected.",
    ),
    message(
        "ROW-12",
        MUST_FIX,
        "Unclear tick",
        "Cells under {heading} that are neither ticked nor empty: {count}.",
        "Write x where it applies and leave the cell empty where it does not.",
    ),
    message(
        "ROW-13",
        MUST_FIX,
        "Several ticks",
        "Rows with more than one tick where only one can be right: {count}.",
        "Keep the tick that is right in each row.",
    ),
    message(
        "ROW-14",
        MUST_FIX,
        "Figure across rows",
        "Figures in cells that are merged over several rows: {count}.",
        "Unmerge the cells and write in each row its own figure.",
    ),
    message(
        "ROW-15",
        MUST_FIX,
        "Total or one more row",
        "Rows with nothing but figures, which are the sum of the rows above them: {count}.",
        "If it is a total, write Total beside it; if not, fill in its other cells.",
    ),
    message(
        "ROW-16",
        MUST_FIX,
        "File of another month",
        "All rows of this file are dated in another month than {month}.",
        "Choose the right file, or the right month.",
    ),
    message(
        "ROW-17",
        CONFIRM,
        "Many rows of other months",
        "Rows of other months were left out: {count}.",
        "Check that the file is of the right month, and confirm that these rows can be left out.",
    ),
    message(
        "ROW-18",
        INFORM,
        "Totals rows without figures",
        "Totals rows were left out: {count}. They hold no figure that could be compared.",
        "Nothing to do: totals are worked out from the rows.",
    ),
    message(
        "ROW-19",
        CONFIRM,
        "Rows below the total",
        "Rows that stand below the last totals row are counted like the others: {count}.",
        "Move them above the total, or remove them if they do not belong to this table; if they"
        " are right where they are, confirm it.",
    ),
    message(
        "ROW-20",
        MUST_FIX,
        "Entries under the wrong headings",
        "From this cell on, the entries of the row seem to stand one column too far to the left or"
        " right (rows: {count}).",
        "Move the entries of the row back under their own headings.",
    ),
    message(
        "ROW-21",
        MUST_FIX,
        "Headings again, with a word changed",
        "Rows that look like the headings again, but for one cell: {count}.",
        "If the row is a copy of the headings, delete it; if it is data, correct its cells.",
    ),
    message(
        "HMIS-01",
        INFORM,
        "Read as not known",
        "Ages or dates of the export that cannot be right count as not known: {count}.",
        "Correct them in the system that the export comes from.",
    ),
)
