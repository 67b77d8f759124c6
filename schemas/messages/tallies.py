"""Tallies: workbooks of totals that an agency makes at its own desk.

Braces name months, agencies' records and counts; never a figure. The tally lies before its reader,
so that the cells named show both numbers.
"""

from __future__ import annotations

from schemas.messages.shared.wording import INFORM, MUST_FIX, message

TALLY_AGAIN = "Do not mend figures by hand: correct the month's own file and tally it again."

MESSAGES = (
    message(
        "TALLY-01",
        MUST_FIX,
        "Totals only, please",
        "Your agency sends totals only, and this file is not a tally; it was not kept.",
        "At your own desk run: consortium tally. Then send the workbook that it writes.",
    ),
    message(
        "TALLY-02",
        MUST_FIX,
        "Part of the tally missing",
        "A sheet or a column of this tally is missing or has another name.",
        "Send the tally as it was written, or tally the month again.",
    ),
    message(
        "TALLY-03",
        MUST_FIX,
        "More than totals",
        "This tally holds more than its totals, on another sheet or outside of its tables.",
        "Remove what was added, or tally the month again, and send that workbook.",
    ),
    message(
        "TALLY-04",
        MUST_FIX,
        "Another agency's tally",
        "This tally was made for another agency.",
        "Send the tally of your own agency.",
    ),
    message(
        "TALLY-05",
        MUST_FIX,
        "Another month's tally",
        "This tally was made for another month.",
        "Choose the month that the tally is of, or send the tally of this month.",
    ),
    message(
        "TALLY-06",
        MUST_FIX,
        "Made with another version",
        "This tally was made with another version of the reporting fields than the coalition's.",
        "Bring the software at your desk to the coalition's version, and tally the month again.",
    ),
    message(
        "TALLY-07",
        MUST_FIX,
        "Other settings at the desk",
        "At your desk other records or months are expected of your agency than at the coalition.",
        "Ask the coordinator for your agency's current settings, and tally the month again.",
    ),
    message(
        "TALLY-08",
        MUST_FIX,
        "Lines that no report needs",
        "Lines with a code that is not known, or that no report needs for this month: {count}.",
        TALLY_AGAIN,
    ),
    message(
        "TALLY-09",
        MUST_FIX,
        "Line twice",
        "Lines that stand in the tally more than once: {count}.",
        TALLY_AGAIN,
    ),
    message(
        "TALLY-10",
        MUST_FIX,
        "Totals missing",
        "Totals that the reports need and that are not in the tally: {count}.",
        TALLY_AGAIN,
    ),
    message(
        "TALLY-11",
        MUST_FIX,
        "Not a count",
        "Figures that are negative, not numbers, or not whole where they must be: {count}.",
        TALLY_AGAIN,
    ),
    message(
        "TALLY-12",
        MUST_FIX,
        "State does not fit",
        "In {count} lines the state does not fit the figure, or what the sheet About says.",
        TALLY_AGAIN,
    ),
    message(
        "TALLY-13",
        MUST_FIX,
        "Parts and total differ",
        "Totals whose groups do not add up to them: {count}.",
        TALLY_AGAIN,
    ),
    message(
        "TALLY-14",
        MUST_FIX,
        "Totals contradict each other",
        "Figures that are larger than their whole, or not the sum of their parts: {count}.",
        TALLY_AGAIN,
    ),
    message(
        "TALLY-15",
        MUST_FIX,
        "Months and longer period differ",
        "Figures of a longer period that do not fit the months you sent: {count}.",
        "Tally the months of the period again in order of time, and send each of them.",
    ),
    message(
        "TALLY-16",
        MUST_FIX,
        "Words and codes differ",
        "In {count} lines the words and the codes beside them do not say the same.",
        TALLY_AGAIN,
    ),
    message(
        "TALLY-17",
        MUST_FIX,
        "Changed by hand",
        "Something in this tally was changed after it was written.",
        TALLY_AGAIN,
    ),
    message(
        "TALLY-18",
        INFORM,
        "Longer periods wait",
        "Figures of longer periods are left out until the coalition has the same {heading} as you.",
        "Tally these months at your desk and send them, then this month once more.",
    ),
)
