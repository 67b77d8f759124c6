"""Names, numbers and addresses of people where there should be none.

Braces name the partner's heading, our field, code labels, bounds and counts; never what a cell
holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import CONFIRM, INFORM, MUST_FIX, message

REPLACE = "Move or delete what stands in these cells, and enter there what the column is for."
NOT_KEPT = "Nothing of it was kept. Next time, leave it out of the file."

MESSAGES = (
    message(
        "ID-01",
        INFORM,
        "Identifiers left out",
        "Columns with names, contact data or notes were dropped and not kept: {count}.",
        "Nothing to do; next time you can leave these columns out.",
    ),
    message(
        "ID-02",
        MUST_FIX,
        "Social security number in the wrong column",
        "Where {field} belongs stands what looks like a social security number (cells: {count}).",
        REPLACE,
    ),
    message(
        "ID-03",
        MUST_FIX,
        "Phone number in the wrong column",
        "Where {field} belongs stands what looks like a phone number (cells: {count}).",
        REPLACE,
    ),
    message(
        "ID-04",
        MUST_FIX,
        "E-mail address in the wrong column",
        "Where {field} belongs stands what looks like an e-mail address (cells: {count}).",
        REPLACE,
    ),
    message(
        "ID-05",
        INFORM,
        "Social security number",
        "Here stands what looks like a social security number (cells: {count}).",
        NOT_KEPT,
    ),
    message(
        "ID-06",
        INFORM,
        "Phone number",
        "Here stands what looks like a phone number (cells: {count}).",
        NOT_KEPT,
    ),
    message(
        "ID-07",
        INFORM,
        "E-mail address",
        "Here stands what looks like an e-mail address (cells: {count}).",
        NOT_KEPT,
    ),
    message(
        "ID-08",
        INFORM,
        "Street address",
        "Here stands what looks like a street address (cells: {count}).",
        NOT_KEPT,
    ),
    message(
        "ID-09",
        INFORM,
        "Date of birth",
        "Here stands what looks like a date of birth (cells: {count}).",
        NOT_KEPT,
    ),
    message(
        "ID-10",
        INFORM,
        "Heading of an identifier",
        "The heading says that this column holds names, numbers or addresses of people.",
        NOT_KEPT,
    ),
    message(
        "ID-11",
        MUST_FIX,
        "Client IDs from a telling column",
        "The heading of the client IDs says that they are names, numbers or addresses of people.",
        "Put a code that means nothing outside the agency in their place, and send again.",
    ),
    message(
        "ID-12",
        INFORM,
        "A name outside the name columns",
        "Here stands a name or an address that also stands in this file's own columns of names "
        "and addresses (cells: {count}).",
        NOT_KEPT,
    ),
    message(
        "ID-13",
        INFORM,
        "Notes tell who it is",
        "These notes name a person, or hold a number or an address (cells: {count}).",
        NOT_KEPT,
    ),
    message(
        "ID-14",
        CONFIRM,
        "A name in client IDs",
        "Some client IDs hold a word that also stands in this file's columns of names ({count}).",
        "Check that these IDs do not tell who the person is; if they do, replace them.",
    ),
    message(
        "ID-15",
        INFORM,
        "Comments tell who it is",
        "Comments on cells name a person, or hold a number or an address (cells: {count}).",
        "Nothing of them was kept. Next time, delete the comments before you send the file.",
    ),
    message(
        "ID-16",
        INFORM,
        "A name on a tab",
        "The name of this sheet holds a person's name, number or address.",
        "It was not kept. Next time, give the sheet a name that tells nothing about a person.",
    ),
    message(
        "ID-17",
        INFORM,
        "A name among named ranges",
        "A named range of the workbook holds a person's name, number or address.",
        "It was not kept. Next time, delete it (Formulas, Name Manager).",
    ),
)
