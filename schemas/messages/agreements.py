"""Service outside of what an agency and its agreements cover, and answers to nil returns.

Braces name counts and labels; never what a cell holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import CONFIRM, INFORM, message

MESSAGES = (
    message(
        "AGREE-01",
        CONFIRM,
        "Outside your counties and agreements",
        "Some services are for counties that neither your agency nor an agreement covers.",
        "Correct the county if it is a slip, or confirm that your agency served people there.",
    ),
    message(
        "AGREE-02",
        CONFIRM,
        "Agreement not in force",
        "Some services are for counties whose agreement was not in force on that day.",
        "Correct the county or the date, or confirm, and ask about renewing the agreement.",
    ),
    message(
        "AGREE-03",
        CONFIRM,
        "Service not in the agreement",
        "Some services are for counties whose agreement does not name this kind of service.",
        "Correct the county or the service, or confirm that your agency gave it there.",
    ),
    message(
        "NIL-03",
        INFORM,
        "Rows in spite of a nil return",
        "There are rows of {field}, though you had said that there were none.",
        "Nothing to do if the rows are right: they count, and the nil return no longer does.",
    ),
)
