"""The closed list of reasons for which a file is not opened."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a file is refused: the only words about a file that leave the child."""

    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ACTIVE_CONTENT = "active_content"
    DOCTYPE = "doctype"
    LYING_ARCHIVE = "lying_archive"
    TOO_MANY_ROWS = "too_many_rows"
    COUNTS_DIFFER = "counts_differ"
    STOPPED = "stopped"
    HMIS_EXPORT = "hmis_export"
    NOT_YET_ACCEPTED = "not_yet_accepted"


class RefusedFile(Exception):  # noqa: N818  names the state of the file
    """The file is not opened further; carries a reason and nothing of the file."""

    def __init__(self, reason: Reason) -> None:
        """Keep the reason alone."""
        super().__init__(reason.value)
        self.reason = reason
