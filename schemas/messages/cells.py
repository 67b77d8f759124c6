"""Cells that cannot be read as what their column holds.

Braces name the partner's heading, our field, code labels, bounds and counts; never what a cell
holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import CONFIRM, MUST_FIX, message

MESSAGES = (
    message(
        "CELL-01",
        MUST_FIX,
        "Value missing",
        "{field} is missing.",
        "Fill in {heading}. Where the list has an entry for not known, use that.",
    ),
    message(
        "CELL-02",
        MUST_FIX,
        "Not a date",
        "{heading} holds something that is not a date.",
        "Enter a date with its year, such as 3/14/2026 or 2026-03-14.",
    ),
    message(
        "CELL-03",
        MUST_FIX,
        "Not a number",
        "{heading} holds something that is not a number of the right kind.",
        "Enter the number alone, without words or units. Counts are whole numbers.",
    ),
    message(
        "CELL-04",
        MUST_FIX,
        "Not on the list",
        "{heading} holds a word that is not on the list for {field}.",
        "Choose one of the listed words ({codes}), or ask the coordinator to add yours.",
    ),
    message(
        "CELL-05",
        MUST_FIX,
        "Out of bounds",
        "{heading} is below {minimum} or above {maximum}.",
        "Check the number, and whether it stands in the right column.",
    ),
    message(
        "CELL-06",
        MUST_FIX,
        "Error in the cell",
        "{heading} shows a spreadsheet error.",
        "Correct the formula, or enter the result.",
    ),
    message(
        "CELL-07",
        MUST_FIX,
        "Formula without a result",
        "{heading} holds a formula whose result was not saved.",
        "Open the file in a spreadsheet program, save it there and send it again.",
    ),
    message(
        "CELL-08",
        MUST_FIX,
        "Not yes or no",
        "{heading} holds something other than yes or no.",
        "Enter yes or no.",
    ),
    message(
        "CELL-09",
        MUST_FIX,
        "Looks suppressed",
        "{heading} seems to be hidden on purpose, as in a published table.",
        "Send the figure itself: small numbers are protected later, before anything is published.",
    ),
    message(
        "CELL-10",
        CONFIRM,
        "Not in the usual steps",
        "{heading} is not in quarter hours.",
        "Round to quarter hours, or confirm that the time was shared among funding streams.",
    ),
    message(
        "CELL-11",
        MUST_FIX,
        "Day and month cannot be told apart",
        "The dates in {heading} can be read with the day first or with the month first.",
        "Format the column as dates, or tell the coordinator which comes first.",
    ),
    message(
        "CELL-12",
        MUST_FIX,
        "Not in the expected form",
        "{heading} is not in the form that {field} has.",
        "Check the entry, and whether it stands in the right column.",
    ),
)
