"""Mutants: honest files with bits, parts, markup or cells changed, each from one number."""

from __future__ import annotations

import io
import random
import re
import zipfile
from dataclasses import dataclass

from tests.fuzz.books import books

TAG = re.compile(rb"<[^<>]+>")
ATTRIBUTE = re.compile(rb'([\w:]+)="([^"<]*)"')
VALUE = re.compile(rb"(?<=<v>)[^<]*(?=</v>)|(?<=office:value=\")[^\"]*(?=\")")
WORDS = (
    *(b"", b"0", b"1", b"-1", b"2", b"999999999999", b"1e400", b"NaN", b"A1", b"XFD1048576"),
    *(b"s", b"str", b"b", b"e", b"n", b"d", b"inlineStr", b"true", b"hidden", b"string", b"float"),
    *(b"&#0;", b"&lt;", b"&bogus;", b"_x0000_", b"\xff", "Ä".encode(), b" ", b"A1:XFD1048576"),
)
INSERTED = (
    *(b"<!-- x -->", b"<![CDATA[x]]>", b"<?x y?>", b"<!DOCTYPE x>", b"<x/>", b" ", b"\n", b"\0"),
    *(b"<row/>", b"<c/>", b"<c><v>1</v></c>", b"<v>7</v>", b"<is><t>x</t></is>", b"<f>1</f>"),
    *(b'<row r="3"><c r="A3"><v>5</v></c></row>', b"</row>", b"<row>", b"</c>", b"&amp;"),
    *(b"<table:table-row/>", b'<table:table-cell office:value-type="float" office:value="3"/>'),
)


@dataclass(frozen=True)
class Mutant:
    """One changed file; `is_same` if what it says has not changed, only how it is put."""

    kind: str
    content: bytes
    original: bytes
    is_same: bool


def mutant(seed: int) -> Mutant:
    """The mutant of one number, always the same."""
    chance = random.Random(seed)  # noqa: S311  nothing secret
    kind, original = chance.choice(books())
    is_zip = original.startswith(b"PK")
    ways = (
        [_parts, _markup, _markup, _markup, _cells, _cells, _order, _bytes] if is_zip else [_bytes]
    )
    content, is_same = chance.choice(ways)(original, chance)
    if content == original:
        is_same = True
    return Mutant(kind, content, original, is_same)


def _bytes(content: bytes, chance: random.Random) -> tuple[bytes, bool]:
    """Some bits flipped, or a piece cut out, doubled, moved or made zero."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = chance.randrange(len(data))
        size = min(chance.choice((1, 4, 64, 512)), len(data) - at)
        way = chance.randrange(6)
        if way <= 1:
            data[at] ^= 1 << chance.randrange(8)
        elif way == 2:
            del data[at : at + size]
        elif way == 3:
            data[at:at] = data[at : at + size]
        elif way == 4:
            data[at : at + size] = bytes(size)
        else:
            data[at:at] = chance.choice(WORDS + INSERTED)
        if not data:
            break
    return bytes(data), False


def _unzipped(content: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method, compresslevel=1) as target:
        for name, part in parts:
            target.writestr(name, part)
    return content.getvalue()


def _parts(content: bytes, chance: random.Random) -> tuple[bytes, bool]:
    """A part removed, emptied, renamed, doubled, swapped with another, or taken from elsewhere."""
    parts = list(_unzipped(content).items())
    at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    name, part = parts[at]
    changed = chance.choice(
        (
            [*parts[:at], *parts[at + 1 :]],
            [*parts[:at], (name, b""), *parts[at + 1 :]],
            [*parts[:at], (name.upper(), part), *parts[at + 1 :]],
            [*parts[:at], (name + "x", part), *parts[at + 1 :]],
            [*parts, (name.swapcase(), parts[other][1])],
            [*parts[:at], (name, parts[other][1]), *parts[at + 1 :]],
            [*parts, ("xl/worksheets/sheet9.xml", part)],
            [*parts, ("xl/vbaProject.bin", part)],
        ),
    )
    return _zipped(changed), False


def _order(content: bytes, chance: random.Random) -> tuple[bytes, bool]:
    """The same parts in another order, packed or not: nothing it says has changed."""
    parts = list(_unzipped(content).items())
    chance.shuffle(parts)
    return _zipped(parts, chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))), True


def _chosen(parts: dict[str, bytes], chance: random.Random) -> str:
    """One part, mostly one that holds cells."""
    names = list(parts)
    likely = [
        name for name in names if "sheet" in name or name in ("content.xml", "xl/workbook.xml")
    ]
    texts = [name for name in names if name.endswith(".csv")]
    return chance.choice(
        (likely or texts) if chance.random() < 0.8 and (likely or texts) else names
    )


def _markup(content: bytes, chance: random.Random) -> tuple[bytes, bool]:
    """Tags dropped, doubled, moved; attributes changed; foreign markup put in."""
    parts = _unzipped(content)
    name = _chosen(parts, chance)
    data = parts[name]
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        tags = list(TAG.finditer(data))
        if not tags:
            return _bytes(content, chance)
        tag = chance.choice(tags)
        data = _changed(data, tag, chance.choice(tags), chance)
    parts[name] = data
    return _zipped(list(parts.items())), False


def _changed(
    data: bytes, tag: re.Match[bytes], other: re.Match[bytes], chance: random.Random
) -> bytes:
    way = chance.randrange(8)
    before, after = data[: tag.start()], data[tag.end() :]
    attributes = list(ATTRIBUTE.finditer(tag[0]))
    if way <= 2 and attributes:
        one = chance.choice(attributes)
        words = (*WORDS, *(found[2] for found in ATTRIBUTE.finditer(other[0])))
        new = tag[0][: one.start(2)] + chance.choice(words) + tag[0][one.end(2) :]
        return before + new + after
    if way == 3 and attributes:
        one = chance.choice(attributes)
        return before + tag[0][: one.start()] + tag[0][one.end() :] + after
    if way == 4:
        return before + after
    if way == 5:
        first, last = sorted((tag.start(), other.end()))
        piece = data[first:last][:2000]
        return data[:last] + piece + data[last:]
    if way == 6:
        return before + tag[0].replace(b'"', b"'").replace(b"<", b"< ", chance.randrange(2)) + after
    return before + chance.choice(INSERTED) + tag[0] + after


def _cells(content: bytes, chance: random.Random) -> tuple[bytes, bool]:
    """Stored values replaced by other words."""
    parts = _unzipped(content)
    name = _chosen(parts, chance)
    values = list(VALUE.finditer(parts[name]))
    if not values:
        return _markup(content, chance)
    one = chance.choice(values)
    word = chance.choice((*WORDS, b"3.25", b"-7", b"1e3", b"44000.5", b"15"))
    parts[name] = parts[name][: one.start()] + word + parts[name][one.end() :]
    return _zipped(list(parts.items())), False
