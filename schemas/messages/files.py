"""Files that are not opened, or not whole.

Braces name the partner's heading, our field, code labels, bounds and counts; never what a cell
holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import INFORM, MUST_FIX, message

SAVE_AGAIN = "Open it, save it again as a new .xlsx file and send the new file."

MESSAGES = (
    message(
        "FILE-01",
        MUST_FIX,
        "Not a spreadsheet",
        "This file is not a spreadsheet.",
        "Send a workbook (.xlsx, .xls or .ods), a .csv file or an HMIS CSV export.",
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
        SAVE_AGAIN,
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
        "Hidden macros",
        "This workbook holds macros but says that it holds none.",
        "Save it as a plain .xlsx workbook and send that file.",
    ),
    message(
        "FILE-06",
        MUST_FIX,
        "Unsafe declaration",
        "Inside this workbook stands a declaration that no spreadsheet program writes.",
        SAVE_AGAIN,
    ),
    message(
        "FILE-07",
        MUST_FIX,
        "File does not match its contents",
        "The inside of this file does not match what the file says of itself.",
        SAVE_AGAIN,
    ),
    message(
        "FILE-08",
        MUST_FIX,
        "Too many rows or columns",
        "A sheet of this file has more rows or columns than can be read safely.",
        "Send one month only, and delete what stands far below or beside the table.",
    ),
    message(
        "FILE-09",
        MUST_FIX,
        "Rows counted twice differ",
        "Two ways of counting the rows of this file do not agree, so none is trusted.",
        SAVE_AGAIN,
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
        "Export again as HMIS CSV, with all files.",
    ),
    message(
        "FILE-13",
        MUST_FIX,
        "Parts lie over one another",
        "Parts of this file lie over one another, so it can be read in two ways.",
        SAVE_AGAIN,
    ),
    message(
        "FILE-14",
        MUST_FIX,
        "More than a workbook",
        "This file holds something else before, between or after the parts of the workbook.",
        SAVE_AGAIN,
    ),
    message(
        "FILE-15",
        MUST_FIX,
        "Unpacks to very much",
        "This file unpacks to far more than its size allows for.",
        "Copy the table into a new workbook, without pictures, and send that file.",
    ),
    message(
        "FILE-16",
        MUST_FIX,
        "Checksum wrong",
        "A part of this file has changed since it was saved: its checksum is wrong.",
        "Send the file again. If it is refused again, save it anew and send the new file.",
    ),
    message(
        "FILE-17",
        MUST_FIX,
        "Quotation mark not closed",
        "On line {line} of this text file a quotation begins that does not end, or a quotation "
        "mark stands where none may.",
        "Correct the quotation marks on that line, or export the file again as .xlsx and send "
        "that file.",
    ),
    message(
        "FILE-18",
        MUST_FIX,
        "Characters that are no text",
        "This file should be text, but it holds characters that no text has.",
        "Export it again, or save it as .xlsx, and send that file.",
    ),
    message(
        "FILE-19",
        MUST_FIX,
        "Macro sheet",
        "This workbook has a sheet of macros or of dialogs, of a kind from before 1997.",
        "Save only the sheets with data as .xlsx and send that file.",
    ),
    message(
        "FILE-20",
        MUST_FIX,
        "Embedded documents or controls",
        "This workbook holds other documents or program controls within it.",
        "Remove them, or copy the table into a new workbook, and send that file.",
    ),
    message(
        "FILE-21",
        MUST_FIX,
        "Live link to a program",
        "This workbook takes values from another running program.",
        "Copy the table into a new workbook, as values only, and send that file.",
    ),
    message(
        "FILE-22",
        MUST_FIX,
        "Zip with other contents",
        "This zip holds neither one single workbook, nor only .csv files, nor an HMIS export.",
        "Send the workbook itself, or a zip with one workbook or with .csv files alone.",
    ),
    message(
        "FILE-23",
        MUST_FIX,
        "Unknown part in the workbook",
        "This workbook holds a part that no spreadsheet program is known to write.",
        SAVE_AGAIN,
    ),
    message(
        "FILE-24",
        MUST_FIX,
        "Kind of workbook not read",
        "Workbooks of this kind (.xlsb, or Excel 95 and older) are not read.",
        "Save the workbook as .xlsx and send that file.",
    ),
    message(
        "FILE-25",
        MUST_FIX,
        "Web page with a workbook's name",
        "This file is a web page or XML text, though it may have the name of a workbook.",
        "Open it with your spreadsheet program, save it as .xlsx and send that file.",
    ),
    message(
        "FILE-26",
        INFORM,
        "Letters with accents not certain",
        "The file does not say how it writes letters with accents; one likely way was taken.",
        "If names of services or codes look wrong, save the file as .xlsx or as UTF-8 text.",
    ),
    message(
        "FILE-27",
        INFORM,
        "Values from other files",
        "This workbook takes values from other files or databases.",
        "The values from its last saving were used. If they are old, refresh, save and send again.",
    ),
    message(
        "FILE-28",
        MUST_FIX,
        "Empty file",
        "There is nothing in this file.",
        "Open your workbook, look whether your rows are there, save it and send it again.",
    ),
    message(
        "FILE-29",
        MUST_FIX,
        "File of an open workbook",
        "This is not your workbook, but the small file that lies beside it while it is open; its "
        "name begins with ~$ or .~lock.",
        "Close the workbook, and send the workbook itself.",
    ),
    message(
        "FILE-30",
        MUST_FIX,
        "Text document",
        "This is a text document or a presentation, such as Word or PowerPoint make.",
        "Send the workbook that holds the rows, or copy the table into a new workbook and send "
        "that file.",
    ),
    message(
        "FILE-31",
        MUST_FIX,
        "PDF",
        "This is a PDF, which is made for reading and printing.",
        "Send the workbook that it was made from, or export it again as Excel or CSV.",
    ),
    message(
        "FILE-32",
        MUST_FIX,
        "Picture",
        "This is a picture, such as a photo, a scan or a screenshot.",
        "Send the workbook that it shows.",
    ),
    message(
        "FILE-33",
        MUST_FIX,
        "E-mail",
        "This is an e-mail, and not the file that came with it.",
        "Save the attachment of the e-mail as a file, and send that file.",
    ),
    message(
        "FILE-34",
        MUST_FIX,
        "Numbers or Pages",
        "This file is one of Apple's Numbers or Pages, which are not read here.",
        "In Numbers choose File, Export To, Excel, and send the .xlsx file that it makes.",
    ),
)
