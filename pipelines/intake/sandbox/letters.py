"""Bytes of a text file as letters: by its mark, as UTF-8, as UTF-16, or by the likelier code page.

Windows and old Macintosh code pages give every byte above 127 another letter each. A text in which
one reading gives letters within words, and the other signs, is evident; else it is said so.
"""

from __future__ import annotations

import codecs
import re

from pipelines.intake.sandbox.refusal import Reason, RefusedFile

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
PAGES = ("cp1252", "mac-roman")
SAMPLE = 1 << 12
# letters and signs that American and western European writing has
_USUAL = re.compile("[áàâäãåçéèêëíìîïñóòôöõøúùûüÿæœßÁÀÂÄÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØÚÙÛÜÆŒ]")
_SIGNS = re.compile(
    "[\u2018\u2019\u201c\u201d\u2013\u2014…•°½¼¾§©®™€£¢±\u00d7¿¡«»\u00b4·º²³ª\u00a0]"
)
_OPENING = "\u2018\u201c"
_APOSTROPHE = "\u2019"
_MARGIN = 1


def decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether its letters are certain; RefusedFile if it is no text."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return _strictly(content, encoding), True
    if b"\0" in content:
        return _strictly(content, _unmarked_utf_16(content)), True
    try:
        return content.decode(), True
    except UnicodeDecodeError:
        return _by_page(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise RefusedFile(Reason.NOT_TEXT) from None
    if "\0" in text:
        raise RefusedFile(Reason.NOT_TEXT)
    return text


def _unmarked_utf_16(content: bytes) -> str:
    """Which of two bytes is the empty one of nearly every letter; NUL is never guessed away."""
    start = content[:SAMPLE]
    first, second = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if len(content) % 2 or max(first, second) < 0.7 * half or min(first, second):
        raise RefusedFile(Reason.NOT_TEXT)
    return "utf-16-le" if second else "utf-16-be"


def _by_page(content: bytes) -> tuple[str, bool]:
    readings = []
    for page in PAGES:
        try:
            text = content.decode(page)
        except UnicodeDecodeError:
            continue
        readings.append((_likelihood(text), text))
    if not readings:
        raise RefusedFile(Reason.NOT_TEXT)
    best = max(readings, key=lambda reading: reading[0])
    others = [score for score, text in readings if text is not best[1]]
    return best[1], not others or best[0] >= max(others) + _MARGIN


def _likelihood(text: str) -> float:
    """The share of unusual characters that are plausible where they stand, from -2 to 2."""
    strange = list(re.finditer(r"[^\x00-\x7f]", text))
    if not strange:
        return 0
    return sum(_fits(text, found.start()) for found in strange) / len(strange)


def _fits(text: str, at: int) -> float:
    """How well one letter or sign suits its neighbors."""
    letter, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    beside = (_is_plain(before), _is_plain(after))
    if _USUAL.match(letter):
        is_odd = not any(beside) or (letter.isupper() and before.islower())
        return -1 if is_odd else 2
    if not _SIGNS.match(letter):
        return -2
    if letter in _OPENING:
        return -1 if beside[0] else 2
    return 0.5 if all(beside) and letter != _APOSTROPHE else 2


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()
