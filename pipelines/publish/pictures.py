"""Pictures of a finished workbook: only those drawn again from its figures, and nothing in them."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping

from pipelines.publish.opened import DRAWING, LINKED, ON_SHEET, Element, Opened, local
from pipelines.publish.refusals import Refusal
from pipelines.publish.sheets import Picture

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# what a picture is made of; everything else in a PNG is text, time or color that nobody sees
CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
MOST_BYTES = 400_000
MEDIA = re.compile(r"xl/media/image\d+\.png")
EMBEDDED = LINKED.replace("}id", "}embed")
PLAIN = re.compile(r"Picture \d+")


def picture_problems(opened: Opened, wanted: Mapping[str, Picture]) -> set[Refusal]:
    """Pictures that are not where, or not what, a redraw from the published figures makes them.

    Args:
        opened: The finished workbook.
        wanted: What is drawn anew, by the name of its sheet.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    found, used = set(), set()
    for sheet in opened.sheet_parts:
        told = list(_pictures(opened, sheet))
        used |= {part for _, part in told}
        expected = [wanted[sheet]] if sheet in wanted else []
        if len(told) != len(expected):
            found.add(Refusal("EMBEDDED", sheet if sheet in wanted else ""))
            continue
        for (frame, part), picture in zip(told, expected, strict=True):
            if opened.parts.get(part) != picture.png or not is_plain(picture.png):
                found.add(Refusal("PICTURE", sheet))
            if not _is_told(frame, picture):
                found.add(Refusal("WORDS", f"{sheet}, picture"))
    if {name for name in opened.parts if MEDIA.fullmatch(name)} != used:
        found.add(Refusal("EMBEDDED"))
    return found


def is_plain(png: bytes) -> bool:
    """Whether a PNG is of a bearable size and holds an image and nothing beside it."""
    if not png.startswith(SIGNATURE) or len(png) > MOST_BYTES:
        return False
    at, kinds = len(SIGNATURE), []
    while at + 8 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kinds.append(png[at + 4 : at + 8])
        at += 12 + length
    return at == len(png) and set(kinds) <= CHUNKS and kinds[-1:] == [b"IEND"]


def _pictures(opened: Opened, sheet: str) -> Iterator[tuple[Element, str]]:
    for part, drawing in opened.drawings(sheet):
        leads = opened.targets(part)
        for frame in drawing.iter(f"{ON_SHEET}pic"):
            blips = list(frame.iter(f"{DRAWING}blip"))
            yield frame, leads.get(blips[0].get(EMBEDDED, ""), "") if len(blips) == 1 else ""


def _is_told(frame: Element, picture: Picture) -> bool:
    """Whether a picture says what it shows, and nothing else; it leads nowhere."""
    if any(local(one.tag).startswith("hlink") for one in frame.iter()):
        return False
    named = list(frame.iter(f"{ON_SHEET}cNvPr"))
    return all(
        one.get("descr") == picture.alternative_text
        and PLAIN.fullmatch(one.get("name", ""))
        and not one.get("title")
        for one in named
    )
