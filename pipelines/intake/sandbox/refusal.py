"""The closed list of reasons for which a file is not opened, and of what is said of one that is."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a file is refused: the only words about a refused file that leave the child."""

    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    DISGUISED_MACRO = "disguised_macro"
    DOCTYPE = "doctype"
    LYING_ARCHIVE = "lying_archive"
    TOO_MANY_ROWS = "too_many_rows"
    COUNTS_DIFFER = "counts_differ"
    STOPPED = "stopped"
    HMIS_EXPORT = "hmis_export"
    OVERLAPPING = "overlapping"
    POLYGLOT = "polyglot"
    BOMB = "bomb"
    CHECKSUM = "checksum"
    OPEN_QUOTE = "open_quote"
    NOT_TEXT = "not_text"
    MACRO_SHEET = "macro_sheet"
    EMBEDDED = "embedded"
    LIVE_LINK = "live_link"
    UNKNOWN_PART = "unknown_part"
    BINARY_WORKBOOK = "binary_workbook"
    WEB_PAGE = "web_page"
    ZIP_CONTENTS = "zip_contents"
    EMPTY = "empty"
    LOCK_FILE = "lock_file"
    DOCUMENT = "document"
    PDF = "pdf"
    PICTURE = "picture"
    MAIL = "mail"
    APPLE = "apple"


class Notice(StrEnum):
    """What is said of a file that was read."""

    UNSURE_LETTERS = "unsure_letters"
    OTHER_FILES = "other_files"


class RefusedFile(Exception):  # noqa: N818  names the state of the file
    """The file is not opened further; carries a reason, the line of a text, and nothing else."""

    def __init__(self, reason: Reason, line: int = 0) -> None:
        """Keep the reason and the line alone."""
        super().__init__(reason.value)
        self.reason = reason
        self.line = line
