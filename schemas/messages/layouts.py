"""Sheets and headings that are not as the layout has them.

Braces name the partner's heading, our field, code labels, bounds and counts; never what a cell
holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import MUST_FIX, message

MESSAGES = (
    message(
        "LAYOUT-01",
        MUST_FIX,
        "No layout for the month",
        "No layout is on record for this agency and month.",
        "Ask the coordinator to add the layout of your file.",
    ),
    message(
        "LAYOUT-02",
        MUST_FIX,
        "Sheet missing",
        "A sheet that the layout names is not in the file.",
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
        "This column has a heading that the layout does not know.",
        "Tell the coordinator what the column holds, or that it can be left out.",
    ),
    message(
        "LAYOUT-05",
        MUST_FIX,
        "Rows of no known kind",
        "{count} rows belong to none of the kinds that the layout knows.",
        "Correct the word in the column that tells the kind, or tell the coordinator about it.",
    ),
    message(
        "LAYOUT-06",
        MUST_FIX,
        "New sheet",
        "The file has a sheet with data that the layout does not know.",
        "Remove the sheet, or tell the coordinator what it holds.",
    ),
    message(
        "LAYOUT-07",
        MUST_FIX,
        "Heading twice",
        "The column {heading} is on the sheet more than once.",
        "Keep the column that counts and remove or rename the other.",
    ),
)
