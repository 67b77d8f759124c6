"""The standard workbook filled in: made for another agency or month, or contradicting itself.

Braces name the partner's heading, our field, code labels, bounds and counts; never what a cell
holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import CONFIRM, MUST_FIX, message

MESSAGES = (
    message(
        "TEMPLATE-01",
        MUST_FIX,
        "Template of another edition",
        "This workbook was made from an edition of the template that is not in use any more.",
        "Ask the coordinator for this month's template, and copy your rows into it.",
    ),
    message(
        "TEMPLATE-02",
        MUST_FIX,
        "Template of another agency",
        "This workbook was made for another agency than the one it is handed in for.",
        "Hand it in for the agency on its sheet Submission, or use this agency's own template.",
    ),
    message(
        "TEMPLATE-03",
        MUST_FIX,
        "Template of another month",
        "This workbook was made for another month than the one it is handed in for.",
        "Hand it in for the month on its sheet Submission, or use the template of this month.",
    ),
    message(
        "TEMPLATE-04",
        MUST_FIX,
        "Rows, and nothing to report",
        "The sheet Submission says that there is nothing to report for {field}, but there are "
        "rows of it.",
        "Clear the mark on the sheet Submission, or delete the rows.",
    ),
    message(
        "TEMPLATE-05",
        MUST_FIX,
        "Mark not understood",
        "The cell beside {field} holds something else than the words Nothing to report.",
        "Choose Nothing to report from the list of that cell, or leave it empty.",
    ),
    message(
        "TEMPLATE-06",
        CONFIRM,
        "Statement not given",
        "Nobody has said on the sheet Submission that the figures are complete and correct.",
        "Choose Yes on the sheet Submission and send again, or confirm it to the coordinator.",
    ),
    message(
        "TEMPLATE-07",
        MUST_FIX,
        "Sheet Submission damaged",
        "The sheet Submission does not say any more which agency and month the workbook is for.",
        "Copy your rows into a new template, and leave the gray cells of that sheet as they are.",
    ),
    message(
        "TEMPLATE-08",
        MUST_FIX,
        "Answered twice",
        "Lines of the sheet Submission stand there more than once, so it is not plain which of "
        "them holds: {count}.",
        "Delete the lines that were added.",
    ),
    message(
        "TEMPLATE-09",
        CONFIRM,
        "Entries where nothing is read",
        "There are entries on a sheet of the template on which nothing is read: {count}.",
        "If they are records, move them to the sheet named after what they hold. If they are "
        "notes, delete them, or confirm that they can be left out.",
    ),
)
