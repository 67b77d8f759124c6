"""The lengths of a workbook's shared strings: what a cell that points at one holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipelines.intake.sandbox.grid import seen
from pipelines.intake.sandbox.markup import events, pieces
from pipelines.intake.sandbox.refusal import Reason, RefusedFile

MAX_STRINGS = 2_000_000
MAX_TEXT = 32_767
WITHIN = {
    "": ("sst",),
    "sst": ("si", "extLst"),
    "si": ("t", "r", "rPh", "phoneticPr"),
    "r": ("t", "rPr"),
    "rPh": ("t",),
    "t": (),
}
_PLAIN = re.compile(
    rb'<si><t(?: xml:space="preserve")?+>'
    rb"((?:[^\x00-\x08\x0b\x0c\x0e-\x1f<&]|&(?:amp|lt|gt|quot|apos);)*+)</t></si>",
)
_PLAIN_MARKS = b"<si><t></t></si>"
_KEPT = b' xml:space="preserve"'
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def visible_length(text: str) -> int:
    """Length of a cell's text, 0 if nothing in it can be seen; RefusedFile if too long."""
    if len(text) > MAX_TEXT * 2:  # characters beyond the basic plane are counted twice by some
        raise RefusedFile(Reason.TOO_LARGE)
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return len(seen(text))


def string_lengths(data: bytes) -> list[int]:
    """One number for each string of `sharedStrings.xml`, in its order: 0 if nothing is seen."""
    start, end = data.find(b"<si>"), data.rfind(b"</si>") + len(b"</si>")
    strings = data[max(start, 0) : end]
    texts = _plain_texts(strings) if start > 0 else None
    if texts is None:
        lengths = [visible_length(text) for text in _strings(pieces(data))]
    else:
        for _ in _strings(pieces(data[:start] + data[end:])):
            raise RefusedFile(Reason.LYING_ARCHIVE)
        lengths = [
            len(text) if b" " < text[:1] < b"\x7f" else visible_length(text.decode())
            for text in texts
        ]
    if len(lengths) > MAX_STRINGS:
        raise RefusedFile(Reason.TOO_LARGE)
    return lengths


def _plain_texts(strings: bytes) -> list[bytes] | None:
    """The texts, if every byte belongs to a string in the shape that most programs write."""
    try:
        strings.decode()
    except UnicodeDecodeError:
        return None
    texts: list[bytes] = _PLAIN.findall(strings)
    size = sum(map(len, texts)) + len(texts) * len(_PLAIN_MARKS)
    size += strings.count(b"<t" + _KEPT) * len(_KEPT)
    is_short = max(map(len, texts), default=0) <= MAX_TEXT
    return texts if size == len(strings) and is_short and b"_x" not in strings else None


def _strings(chunks: Iterable[bytes]) -> Iterator[str]:
    """The text of each string; RefusedFile where an element stands where it may not."""
    text, path = "", [""]
    for event in events(chunks, ends=True):
        if isinstance(event, str):
            text += event if path[-1] == "t" and "rPh" not in path else ""
            continue
        name, attributes = event
        if name == "/si":
            yield text
        if name[0] == "/":
            path.pop()
            continue
        if name not in WITHIN.get(path[-1], (name,)):
            raise RefusedFile(Reason.LYING_ARCHIVE)
        path.append(name)
        if name == "si":
            text = ""
        elif name == "sst":
            _check_counts(attributes)


def _check_counts(attributes: dict[str, str]) -> None:
    """A parser may set memory aside for as many strings as the file says it has."""
    for key in ("count", "uniqueCount"):
        told = attributes.get(key, "0")
        if not (told.isascii() and told.isdigit()) or int(told[:9]) > 4 * MAX_STRINGS:
            raise RefusedFile(Reason.LYING_ARCHIVE)
