"""Wording of findings that belong to no rule: files, layouts, cells and rows.

Braces name the partner's heading, our field, code labels, bounds and counts; never what a cell
holds.
"""

from __future__ import annotations

from schemas.model import Message, Severity

MUST_FIX, CONFIRM, INFORM = (
    Severity.MUST_FIX,
    Severity.PLEASE_CONFIRM,
    Severity.INFORMATION,
)


def _message(code: str, severity: Severity, title: str, message: str, fix: str) -> Message:
    return Message(code=code, severity=severity, title=title, message=message, fix=fix)


_FILES = (
    _message(
        "FILE-01",
        MUST_FIX,
        "Not a spreadsheet",
        "This file is not a workbook (.xlsx), a CSV file or an HMIS CSV export.",
        "Save the sheet as .xlsx or .csv and send that file.",
    ),
    _message(
        "FILE-02",
        MUST_FIX,
        "Too large",
        "This file is larger than a month of one agency's records can be.",
        "Send one month only, without pictures or unused sheets.",
    ),
    _message(
        "FILE-03",
        MUST_FIX,
        "Damaged file",
        "This file was damaged on its way or when it was saved.",
        "Open it, save it again under a new name and send the new file.",
    ),
    _message(
        "FILE-04",
        MUST_FIX,
        "Password",
        "This file is protected by a password, so it cannot be read.",
        "Remove the password and send the file again.",
    ),
    _message(
        "FILE-05",
        MUST_FIX,
        "Macros or embedded content",
        "This workbook holds macros, embedded files or links to other files.",
        "Save it as a plain .xlsx workbook without them and send that file.",
    ),
    _message(
        "FILE-06",
        MUST_FIX,
        "Unsafe document type",
        "This workbook declares a document type, which no spreadsheet program writes.",
        "Save it again with a spreadsheet program and send the new file.",
    ),
    _message(
        "FILE-07",
        MUST_FIX,
        "Archive does not match its contents",
        "The inside of this file does not match its own table of contents.",
        "Save it again with a spreadsheet program and send the new file.",
    ),
    _message(
        "FILE-08",
        MUST_FIX,
        "Too many rows or columns",
        "A sheet of this file has more rows or columns than can be read safely.",
        "Send one month only, and delete formatting far below or beside the table.",
    ),
    _message(
        "FILE-09",
        MUST_FIX,
        "Rows counted twice differ",
        "Two ways of counting the rows of this file do not agree, so none is trusted.",
        "Save it again with a spreadsheet program and send the new file.",
    ),
    _message(
        "FILE-10",
        MUST_FIX,
        "Reading stopped",
        "Reading this file took too long or stopped.",
        "Copy the table into a new workbook, as values only, and send that file.",
    ),
    _message(
        "FILE-11",
        MUST_FIX,
        "HMIS export not complete",
        "This export lacks a needed file or is of an unknown HMIS version.",
        "Export again as HMIS CSV, FY2022 or later, with all files.",
    ),
    _message(
        "FILE-12",
        MUST_FIX,
        "Kind of file not accepted yet",
        "Workbooks in the older .xls or the .ods format are not accepted yet.",
        "Save the workbook as .xlsx and send that file.",
    ),
)

_LAYOUTS = (
    _message(
        "LAYOUT-01",
        MUST_FIX,
        "No layout for the month",
        "No layout is on record for this agency and month.",
        "Ask the coordinator to add the layout of your file.",
    ),
    _message(
        "LAYOUT-02",
        MUST_FIX,
        "Sheet missing",
        "A sheet that the layout names is not in the file.",
        "Send the file with all its sheets, or tell the coordinator that the sheet has changed.",
    ),
    _message(
        "LAYOUT-03",
        MUST_FIX,
        "Heading missing",
        "The column {heading} is not on the sheet.",
        "Put the heading back, or tell the coordinator that the sheet has changed.",
    ),
    _message(
        "LAYOUT-04",
        MUST_FIX,
        "New heading",
        "This column has a heading that the layout does not know.",
        "Tell the coordinator what the column holds, or that it can be left out.",
    ),
    _message(
        "LAYOUT-05",
        MUST_FIX,
        "Rows of no known kind",
        "{count} rows belong to none of the kinds that the layout knows.",
        "Correct the word in the column that tells the kind, or tell the coordinator about it.",
    ),
    _message(
        "LAYOUT-06",
        MUST_FIX,
        "New sheet",
        "The file has a sheet with data that the layout does not know.",
        "Remove the sheet, or tell the coordinator what it holds.",
    ),
    _message(
        "LAYOUT-07",
        MUST_FIX,
        "Heading twice",
        "The column {heading} is on the sheet more than once.",
        "Keep the column that counts and remove or rename the other.",
    ),
)

_CELLS = (
    _message(
        "CELL-01",
        MUST_FIX,
        "Value missing",
        "{field} is missing.",
        "Fill in {heading}. Where the list has an entry for not known, use that.",
    ),
    _message(
        "CELL-02",
        MUST_FIX,
        "Not a date",
        "{heading} holds something that is not a date.",
        "Enter a date with its year, such as 3/14/2026 or 2026-03-14.",
    ),
    _message(
        "CELL-03",
        MUST_FIX,
        "Not a number",
        "{heading} holds something that is not a number of the right kind.",
        "Enter the number alone, without words or units. Counts are whole numbers.",
    ),
    _message(
        "CELL-04",
        MUST_FIX,
        "Not on the list",
        "{heading} holds a word that is not on the list for {field}.",
        "Choose one of the listed words ({codes}), or ask the coordinator to add yours.",
    ),
    _message(
        "CELL-05",
        MUST_FIX,
        "Out of bounds",
        "{heading} is below {minimum} or above {maximum}.",
        "Check the number, and whether it stands in the right column.",
    ),
    _message(
        "CELL-06",
        MUST_FIX,
        "Error in the cell",
        "{heading} shows a spreadsheet error.",
        "Correct the formula, or enter the result.",
    ),
    _message(
        "CELL-07",
        MUST_FIX,
        "Formula without a result",
        "{heading} holds a formula whose result was not saved.",
        "Open the file in a spreadsheet program, save it there and send it again.",
    ),
    _message(
        "CELL-08",
        MUST_FIX,
        "Not yes or no",
        "{heading} holds something other than yes or no.",
        "Enter yes or no.",
    ),
    _message(
        "CELL-09",
        MUST_FIX,
        "Looks suppressed",
        "{heading} seems to be hidden on purpose, as in a published table.",
        "Send the figure itself: small numbers are protected later, before anything is published.",
    ),
    _message(
        "CELL-10",
        CONFIRM,
        "Not in the usual steps",
        "{heading} is not in quarter hours.",
        "Round to quarter hours, or confirm that the time was shared among funding streams.",
    ),
    _message(
        "CELL-11",
        MUST_FIX,
        "Day and month cannot be told apart",
        "The dates in {heading} can be read with the day first or with the month first.",
        "Format the column as dates, or tell the coordinator which comes first.",
    ),
    _message(
        "CELL-12",
        MUST_FIX,
        "Not in the expected form",
        "{heading} is not in the form that {field} has.",
        "Check the entry, and whether it stands in the right column.",
    ),
)

_ROWS = (
    _message(
        "ROW-01",
        INFORM,
        "Rows of other months",
        "{count} rows belong to other months and were left out.",
        "Nothing to do: this export is expected to hold several months.",
    ),
    _message(
        "ROW-02",
        INFORM,
        "Totals rows",
        "{count} totals rows were left out.",
        "Nothing to do: totals are worked out from the rows.",
    ),
    _message(
        "ROW-03",
        MUST_FIX,
        "Nothing there",
        "There are no rows of {field} for the month, and nobody has said that there were none.",
        "Add the rows, or report that there was nothing in this month.",
    ),
    _message(
        "ROW-04",
        INFORM,
        "Deleted rows",
        "{count} rows are marked as deleted in the export and were left out.",
        "Nothing to do.",
    ),
    _message(
        "ROW-05",
        CONFIRM,
        "Rows of other months",
        "{count} rows belong to other months and were left out.",
        "Check that the file is of the right month, and confirm that these rows can be left out.",
    ),
    _message(
        "ID-01",
        INFORM,
        "Identifiers left out",
        "{count} columns with names, contact data or notes were dropped and not kept.",
        "Nothing to do; next time you can leave these columns out.",
    ),
    _message(
        "HMIS-01",
        INFORM,
        "Read as not known",
        "{count} ages or dates of the export are not plausible and count as not known.",
        "Correct them in the system that the export comes from.",
    ),
)

MESSAGES: tuple[Message, ...] = (*_FILES, *_LAYOUTS, *_CELLS, *_ROWS)
