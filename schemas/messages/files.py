"""Files that are not opened, or not whole.

Braces name the partner's heading, our field, code labels, bounds and counts; never what a cell
holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import MUST_FIX, message

MESSAGES = (
    message(
        "FILE-01",
        MUST_FIX,
        "Not a spreadsheet",
        "This file is not a workbook (.xlsx), a CSV file or an HMIS CSV export.",
        "Save the sheet as .xlsx or .csv and send that file.",
    ),
    message(
        "FILE-02",
        MUST_FIX,
        "Too large",
        "This file is larger than a month of one agency's records can be.",
        "Send one month only, without pictures or unused sheets.",
    ),
    message(
        "FILE-03",
        MUST_FIX,
        "Damaged file",
        "This file was damaged on its way or when it was saved.",
        "Open it, save it again under a new name and send the new file.",
    ),
    message(
        "FILE-04",
        MUST_FIX,
        "Password",
        "This file is protected by a password, so it cannot be read.",
        "Remove the password and send the file again.",
    ),
    message(
        "FILE-05",
        MUST_FIX,
        "Macros or embedded content",
        "This workbook holds macros, embedded files or links to other files.",
        "Save it as a plain .xlsx workbook without them and send that file.",
    ),
    message(
        "FILE-06",
        MUST_FIX,
        "Unsafe document type",
        "This workbook declares a document type, which no spreadsheet program writes.",
        "Save it again with a spreadsheet program and send the new file.",
    ),
    message(
        "FILE-07",
        MUST_FIX,
        "Archive does not match its contents",
        "The inside of this file does not match its own table of contents.",
        "Save it again with a spreadsheet program and send the new file.",
    ),
    message(
        "FILE-08",
        MUST_FIX,
        "Too many rows or columns",
        "A sheet of this file has more rows or columns than can be read safely.",
        "Send one month only, and delete formatting far below or beside the table.",
    ),
    message(
        "FILE-09",
        MUST_FIX,
        "Rows counted twice differ",
        "Two ways of counting the rows of this file do not agree, so none is trusted.",
        "Save it again with a spreadsheet program and send the new file.",
    ),
    message(
        "FILE-10",
        MUST_FIX,
        "Reading stopped",
        "Reading this file took too long or stopped.",
        "Copy the table into a new workbook, as values only, and send that file.",
    ),
    message(
        "FILE-11",
        MUST_FIX,
        "HMIS export not complete",
        "This export lacks a needed file or is of an unknown HMIS version.",
        "Export again as HMIS CSV, FY2022 or later, with all files.",
    ),
    message(
        "FILE-12",
        MUST_FIX,
        "Kind of file not accepted yet",
        "Workbooks in the older .xls or the .ods format are not accepted yet.",
        "Save the workbook as .xlsx and send that file.",
    ),
)
