"""Names, numbers and addresses of people where there should be none.

Braces name the partner's heading, our field, code labels, bounds and counts; never what a cell
holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import INFORM, message

MESSAGES = (
    message(
        "ID-01",
        INFORM,
        "Identifiers left out",
        "{count} columns with names, contact data or notes were dropped and not kept.",
        "Nothing to do; next time you can leave these columns out.",
    ),
)
