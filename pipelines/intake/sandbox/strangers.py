"""What a file is that is no spreadsheet, told by how it begins, so that its sender can be told."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.intake.sandbox.refusal import Reason

SIGNATURES = {
    re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}%PDF-"): Reason.PDF,
    re.compile(
        rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|RIFF....WEBP"
        rb"|....ftyp(?:hei[cfmsx]|hev[cmsx]|mif1|msf1|avi[fs])",
        re.DOTALL,
    ): Reason.PICTURE,
    re.compile(rb"\s{0,20}\{\\rtf"): Reason.DOCUMENT,
    re.compile(rb"\x78\x9f\x3e\x22"): Reason.MAIL,  # winmail.dat
    re.compile(rb"Rar!\x1a|7z\xbc\xaf\x27|\x1f\x8b|\s{0,20}[%{]"): Reason.NOT_A_SPREADSHEET,
}
# a program writes such a file beside a workbook for as long as somebody has it open
LIBRE_LOCK = re.compile(rb",[^\n,]*,[^\n,]*,[\d.]{8,10} \d\d:\d\d,file://")
LOCK_SIZES, LONGEST_NAME, NAMES_AT = (162, 165), 54, (54, 56)
BITMAP, BITMAP_SIZE = b"BM", slice(2, 6)
MAIL_HEAD = 1 << 13
HEADER = re.compile(rb"(?:From |[A-Z][A-Za-z-]{1,40}: ?)[^\r\n]*\r?\n[ \tA-Z]")
_BY_LINE = re.IGNORECASE | re.MULTILINE
OF_MAIL = re.compile(rb"^(?:message-id|received|return-path|delivered-to):", _BY_LINE)
OF_PAGE = re.compile(rb"^content-type:\s*multipart/related", _BY_LINE)
OF_EITHER = re.compile(rb"^mime-version:", _BY_LINE)
BLANK = b"\0\t\n\f\r \x1a"
STREAMS = {
    "WordDocument": Reason.DOCUMENT,
    "PowerPoint Document": Reason.DOCUMENT,
    "__properties_version1.0": Reason.MAIL,
}
PARTS = {
    re.compile(r"(?:word|ppt|visio)/"): Reason.DOCUMENT,
    re.compile(r"(?:.*/)?(?:index/.*\.iwa|index\.zip|index\.apxl)"): Reason.APPLE,
}


def stranger(content: bytes) -> Reason | None:
    """What a file is that begins as no zip and no old workbook does; None if it may be text."""
    if not content.strip(BLANK):
        return Reason.EMPTY
    if _is_lock(content):
        return Reason.LOCK_FILE
    if content.startswith(BITMAP) and int.from_bytes(content[BITMAP_SIZE], "little") == len(
        content
    ):
        return Reason.PICTURE
    found = (reason for pattern, reason in SIGNATURES.items() if pattern.match(content))
    return next(found, None) or _letter(content[:MAIL_HEAD])


def stranger_in_zip(names: Iterable[str]) -> Reason | None:
    """What a zip is whose parts (in small letters) are those of a document."""
    found = (reason for name in names for part, reason in PARTS.items() if part.match(name))
    return next(found, None)


def stranger_in_old_form(content: bytes) -> Reason | None:
    """What a file is that has the form of an old workbook and holds none."""
    streams = STREAMS.items()
    return next((what for name, what in streams if name.encode("utf-16-le") in content), None)


def _is_lock(content: bytes) -> bool:
    """Excel and Word write the length of the user's name, the name, both again in wide letters."""
    length = content[0]
    by_office = len(content) in LOCK_SIZES and length in content[slice(*NAMES_AT)]
    return (by_office and 0 < length <= LONGEST_NAME) or LIBRE_LOCK.match(content) is not None


def _letter(start: bytes) -> Reason | None:
    """An e-mail, or a web page saved in the form of one."""
    if not HEADER.match(start):
        return None
    head = start.replace(b"\r", b"").partition(b"\n\n")[0]
    if OF_MAIL.search(head):
        return Reason.MAIL
    if not OF_EITHER.search(head):
        return None
    return Reason.WEB_PAGE if OF_PAGE.search(head) else Reason.MAIL
