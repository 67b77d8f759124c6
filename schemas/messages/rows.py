"""Rows that are left out, and records without rows.

Braces name the partner's heading, our field, code labels, bounds and counts; never what a cell
holds.
"""

from __future__ import annotations

from schemas.messages.shared.wording import CONFIRM, INFORM, MUST_FIX, message

MESSAGES = (
    message(
        "ROW-01",
        INFORM,
        "Rows of other months",
        "{count} rows belong to other months and were left out.",
        "Nothing to do: this export is expected to hold several months.",
    ),
    message(
        "ROW-02",
        INFORM,
        "Totals rows",
        "{count} totals rows were left out.",
        "Nothing to do: totals are worked out from the rows.",
    ),
    message(
        "ROW-03",
        MUST_FIX,
        "Nothing there",
        "There are no rows of {field} for the month, and nobody has said that there were none.",
        "Add the rows, or report that there was nothing in this month.",
    ),
    message(
        "ROW-04",
        INFORM,
        "Deleted rows",
        "{count} rows are marked as deleted in the export and were left out.",
        "Nothing to do.",
    ),
    message(
        "ROW-05",
        CONFIRM,
        "Rows of other months",
        "{count} rows belong to other months and were left out.",
        "Check that the file is of the right month, and confirm that these rows can be left out.",
    ),
    message(
        "HMIS-01",
        INFORM,
        "Read as not known",
        "{count} ages or dates of the export are not plausible and count as not known.",
        "Correct them in the system that the export comes from.",
    ),
)
