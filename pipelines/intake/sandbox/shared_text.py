"""The lengths of a workbook's shared strings: what a cell that points at one holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipelines.intake.sandbox.grid import seen
from pipelines.intake.sandbox.markup import events
from pipelines.intake.sandbox.refusal import Reason, RefusedFile

MAX_STRINGS = 2_000_000
MAX_TEXT = 32_767
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def visible_length(text: str) -> int:
    """Length of a cell's text, 0 if nothing in it can be seen; RefusedFile if too long."""
    if len(text) > MAX_TEXT * 2:  # characters beyond the basic plane are counted twice by some
        raise RefusedFile(Reason.TOO_LARGE)
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return len(seen(text))


def string_lengths(chunks: Iterable[bytes]) -> list[int]:
    """One number for each string of `sharedStrings.xml`, in its order."""
    lengths = []
    for text in _strings(chunks):
        lengths.append(visible_length(text))
        if len(lengths) > MAX_STRINGS:
            raise RefusedFile(Reason.TOO_LARGE)
    return lengths


def _strings(chunks: Iterable[bytes]) -> Iterator[str]:
    text: str | None = None
    is_text = is_aid = False
    for event in events(chunks):
        if isinstance(event, str):
            text = (text or "") + event if is_text else text
            continue
        name, attributes = event
        is_aid = is_aid or name == "rPh"  # a reading aid, no part of the text
        is_text = name == "t" and not is_aid
        if name == "si":
            if text is not None:
                yield text
            text, is_aid = "", False
        elif name == "sst":
            _check_counts(attributes)
    if text is not None:
        yield text


def _check_counts(attributes: dict[str, str]) -> None:
    """A parser may set memory aside for as many strings as the file says it has."""
    for key in ("count", "uniqueCount"):
        told = attributes.get(key, "0")
        if not (told.isascii() and told.isdigit()) or int(told[:9]) > 4 * MAX_STRINGS:
            raise RefusedFile(Reason.LYING_ARCHIVE)
