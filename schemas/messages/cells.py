"""Cells that cannot be read as what their column holds.

Braces name the partner's heading, our field, code labels, bounds and counts, and in {word} a word
of our own lists; never what a cell holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import CONFIRM, INFORM, MUST_FIX, message

# What to do, by code and field, where it can be said more closely than in MESSAGES. The field
# ANY_LIST is every one that has a code list.
ANY_LIST = "*"
CLOSER_FIXES = {
    "CELL-01": {
        "client_key": "Fill in {heading}. Every row needs one.",
        ANY_LIST: "Fill in {heading}. Where the list has an entry for not known, use that.",
    },
    "CELL-03": {"age_years": "Enter the age alone, in whole years; 0 for a baby under one."},
}
# How a code list is named that is too long for a message, and some more closely.
LONG_LIST = "an entry of the list {field} in the standard template"
LONG_LISTS = {
    "county": "a county of Illinois, such as Cook or McLean",
    "service": f"{LONG_LIST}, such as Safety planning or Transportation",
}

MESSAGES = (
    message(
        "CELL-01",
        MUST_FIX,
        "Value missing",
        "{heading} has no entry: the cell is empty, or says that there is none, as n/a or - do.",
        "Fill in {heading}.",
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
        "{heading} holds something other than the number asked for.",
        "Enter the number alone, without words. Counts are whole numbers.",
    ),
    message(
        "CELL-04",
        MUST_FIX,
        "Not on the list",
        "{heading} holds a word that is not on the list for {field}.",
        "Use one of these: {codes}. If you need another word, ask the coordinator to add it.",
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
        "Looks hidden on purpose",
        "{heading} seems to be hidden on purpose, as in a published table.",
        "Send the entry itself: small numbers are protected later, before anything is published.",
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
        "Day or month first",
        "These dates in {heading} can be read with the day first or with the month first.",
        "Write the month as a word, such as 4-Mar-2026, or tell the coordinator which comes first.",
    ),
    message(
        "CELL-12",
        MUST_FIX,
        "Not in the expected form",
        "{heading} is not in the form that {field} has.",
        "Check the entry, and whether it stands in the right column.",
    ),
    message(
        "CELL-13",
        MUST_FIX,
        "Date in another order",
        "The dates of this file are read with {word}; these in {heading} cannot be read so.",
        "Write these dates with {word}, like the others.",
    ),
    message(
        "CELL-14",
        MUST_FIX,
        "Date unlike the rest of its column",
        "Nearly all dates in {heading} have {word}; these do not.",
        "Write these dates with {word} too, and check that each is the day that is meant.",
    ),
    message(
        "CELL-15",
        MUST_FIX,
        "Day and month may be exchanged",
        "A spreadsheet program may have exchanged day and month in some dates of {heading}.",
        "Compare these dates with your records, and make all cells of the column dates, not text.",
    ),
    message(
        "CELL-16",
        MUST_FIX,
        "Date shown as a number",
        "{heading} holds a plain number where a date should be.",
        "Format the cells as dates, check that the right dates appear, and save the file.",
    ),
    message(
        "CELL-17",
        INFORM,
        "Date shown as a number",
        "{heading} holds plain numbers that stand for dates of this month and were read as dates.",
        "Nothing to do. If you like, format the whole column as dates.",
    ),
    message(
        "CELL-18",
        MUST_FIX,
        "Hours or minutes",
        "{heading} holds times with a colon that can be hours and minutes, or minutes and seconds.",
        "Enter minutes as a plain number, such as 90.",
    ),
    message(
        "CELL-19",
        MUST_FIX,
        "Digits lost",
        "{heading} holds a number so long that the spreadsheet has rounded it.",
        "Format the column as text, then enter the whole number again.",
    ),
    message(
        "CELL-20",
        CONFIRM,
        "Looks hidden on purpose",
        "{heading} seems to be hidden on purpose; it is counted as not known.",
        "Send the entry itself if you can, or confirm that it is not known.",
    ),
    message(
        "CELL-21",
        MUST_FIX,
        "Not in use in this month",
        "{heading} holds an entry of the list for {field} that was not in use in this month.",
        "Use the entry that is in use now, or ask the coordinator which one that is.",
    ),
    message(
        "CELL-22",
        MUST_FIX,
        "Comma or point",
        "{heading} holds numbers in which the comma or point can set off thousands or decimals.",
        "Enter the numbers without thousands separators, and with a point before decimals.",
    ),
    message(
        "CELL-23",
        MUST_FIX,
        "Nearly on the list",
        "{heading} holds a word that is not on the list for {field}. Did you mean {word}?",
        "If so, enter {word}. If not, use another word of the list, or ask the coordinator.",
    ),
    message(
        "CELL-24",
        MUST_FIX,
        "Perhaps misspelled",
        "{heading} holds a word that is almost one on the list for {field}.",
        "Check the spelling. Use one of these: {codes}.",
    ),
    message(
        "CELL-25",
        CONFIRM,
        "Nearly the same client ID",
        "Some entries of {heading} differ from others only in capitals, blanks, dashes, leading"
        " zeros or the letters before the number.",
        "Write the ID of a person always in the same way, or confirm that these are two people.",
    ),
    message(
        "CELL-26",
        MUST_FIX,
        "Same as above",
        "{heading} holds a mark or word that says: the same as above.",
        "Write the entry out in each of these rows.",
    ),
    message(
        "CELL-27",
        CONFIRM,
        "Client ID in another form than before",
        "Some entries of {heading} are like client IDs of earlier months, but for capitals,"
        " blanks, dashes or leading zeros.",
        "Write each ID as in earlier months, or confirm that these are other people.",
    ),
    message(
        "CELL-28",
        CONFIRM,
        "Client ID unlike the others",
        "Some entries of {heading} do not look like the others.",
        "Write one client ID in each cell, without words; for two people use two rows. If these"
        " are right, confirm it.",
    ),
    message(
        "CELL-29",
        CONFIRM,
        "Number left empty",
        "{heading} is filled in nearly every row, but empty in some; each of these counts as one.",
        "Enter the numbers, or confirm that each of these rows counts as one.",
    ),
)
