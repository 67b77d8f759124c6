"""Sheets and headings that are not as the layout has them.

Braces name the partner's heading, our field, code labels, bounds and counts; never what a cell
holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import CONFIRM, INFORM, MUST_FIX, message

# said of a column that is missing whole, where an empty cell counts as one
EACH_ROW_IS_ONE = "Without it, each row counts as one."

MESSAGES = (
    message(
        "LAYOUT-01",
        MUST_FIX,
        "No layout for the month",
        "We do not know yet how this agency's file for this month is set up.",
        "Ask the coordinator to add a description (a layout) of your file.",
    ),
    message(
        "LAYOUT-02",
        MUST_FIX,
        "Sheet missing",
        "The sheet {sheet} is not in the file.",
        "Send the file with all its sheets, or tell the coordinator that the sheet has changed.",
    ),
    message(
        "LAYOUT-03",
        MUST_FIX,
        "Heading missing",
        "The column {heading} is not on the sheet.",
        "Put the heading back, or tell the coordinator that the sheet has changed.",
    ),
    message(
        "LAYOUT-04",
        MUST_FIX,
        "New heading",
        "We do not know the heading of this column.",
        "Tell the coordinator what the column holds, or that it can be left out.",
    ),
    message(
        "LAYOUT-05",
        MUST_FIX,
        "Rows of no known kind",
        "Rows of a kind that we do not know: {count}.",
        "Write one of these words in the column {heading}: {codes}. If it is a new kind of row, "
        "tell the coordinator.",
    ),
    message(
        "LAYOUT-06",
        MUST_FIX,
        "New sheet",
        "The file has a sheet with data that we do not know.",
        "Remove the sheet, or tell the coordinator what it holds.",
    ),
    message(
        "LAYOUT-07",
        MUST_FIX,
        "Heading twice",
        "The column {heading} is on the sheet more than once.",
        "Keep the column that counts and remove or rename the other.",
    ),
    message(
        "LAYOUT-08",
        MUST_FIX,
        "Headings not found",
        "Most of the headings that we expect are not on this sheet: {codes}.",
        "Put the row of headings back above the rows, or tell the coordinator that the sheet has"
        " changed.",
    ),
    message(
        "LAYOUT-09",
        MUST_FIX,
        "Heading in two alphabets",
        "This heading mixes letters of different alphabets that look alike.",
        "Type the heading again.",
    ),
    message(
        "LAYOUT-10",
        MUST_FIX,
        "Rows above the headings",
        "Above the headings stand rows that look like data and would not be counted: {count}.",
        "Move the rows below the headings, or remove them.",
    ),
    message(
        "LAYOUT-11",
        MUST_FIX,
        "Row of units missing",
        "A row of units is expected below the headings, but the row there looks like data.",
        "Put the row of units back, or tell the coordinator that it is no longer there.",
    ),
    message(
        "LAYOUT-12",
        MUST_FIX,
        "Column of the month missing",
        "No column has the month of this report as its heading.",
        "Give the column of the month a heading such as Oct 2025.",
    ),
    message(
        "LAYOUT-13",
        MUST_FIX,
        "Column of the month not certain",
        "Several columns could be the month of this report, or the heading lacks its year.",
        "Write month and year in the headings, such as Oct 2025, each month once.",
    ),
    message(
        "LAYOUT-14",
        INFORM,
        "Columns of other months",
        "Columns of other months were left out: {count}.",
        "Nothing to do.",
    ),
    message(
        "LAYOUT-15",
        INFORM,
        "Hidden or filtered",
        "Parts of this sheet are hidden or filtered; they were read like everything else.",
        "Nothing to do, unless the hidden parts should not count: then remove them.",
    ),
    message(
        "LAYOUT-16",
        MUST_FIX,
        "Another month",
        "The top of this sheet names another month than the one you are reporting.",
        "Send the file of this month, or correct the month at the top of the sheet.",
    ),
    message(
        "LAYOUT-17",
        MUST_FIX,
        "Month heading is a day",
        "These headings hold a day, so a number in them can mean a day or a year.",
        "Write them as text with month and full year, such as Oct 2025.",
    ),
    message(
        "LAYOUT-18",
        MUST_FIX,
        "Table missing",
        "The table under the title {heading} is not on this sheet.",
        "Put the title back above its table, or tell the coordinator that the sheet has changed.",
    ),
    message(
        "LAYOUT-19",
        MUST_FIX,
        "Another file",
        "This does not look like your report. It should hold {codes}. The file has {count} with"
        " data, of which we know {word}.",
        "Choose the right file and send that one; or tell the coordinator what has changed.",
    ),
    message(
        "LAYOUT-20",
        MUST_FIX,
        "Nothing in the file",
        "Every sheet of this file is empty.",
        "Open your report, save it with its data, and send it again.",
    ),
    message(
        "LAYOUT-21",
        MUST_FIX,
        "Cells beside the table",
        "Cells that stand below no heading would not be counted: {count}.",
        "Clear them if they are notes. If they are data, write a heading above them and tell the"
        " coordinator what they hold.",
    ),
    message(
        "LAYOUT-22",
        CONFIRM,
        "Rows above the headings, perhaps data",
        "Rows above the headings have cells like those below and are not counted: {count}.",
        "If they are data, move them below the headings. If they are titles, confirm it.",
    ),
    message(
        "LAYOUT-29",
        MUST_FIX,
        "Layout not finished",
        "The description (layout) of this agency's file is not finished, so no file is read by it.",
        "The agency need do nothing. The coordinator answers every 'decide' in the layout.",
    ),
)
