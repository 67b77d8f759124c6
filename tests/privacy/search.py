"""Looking for canaries in every byte: raw, unpacked, decoded, and in the names of files.

Written without the product's code: it opens zips, SQLite, Parquet, Arrow and zlib by itself.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import sqlite3
import tempfile
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

DEEPEST = 6
SHORTEST = 8  # shorter codes are found by chance
ZLIB_MARKS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


@dataclass(frozen=True)
class Leak:
    """Where a canary was found, and which one in which form."""

    place: str
    canary: str
    form: str


def forms(canary: str) -> dict[str, bytes]:
    """The ways a text may be written down; hashes too, since guesses can be tested on them."""
    plain = canary.encode()
    found = {
        "plain": plain,
        "utf-16-le": canary.encode("utf-16-le"),
        "utf-16-be": canary.encode("utf-16-be"),
        "url": urllib.parse.quote(canary, safe="").encode(),
        "url plus": urllib.parse.quote_plus(canary).encode(),
        "json": json.dumps(canary)[1:-1].encode(),
        "markup": escape(canary).encode(),
        "hex": plain.hex().encode(),
        "reversed": canary[::-1].encode(),
    }
    for name in ("md5", "sha1", "sha256"):
        found[name] = hashlib.new(name, plain, usedforsecurity=False).hexdigest().encode()
    for shift in range(3):
        # the ends depend on the neighbors: what is left is the same wherever the canary stands
        coded = base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 :]
        coded = coded[:-4] if (shift + len(plain)) % 3 else coded
        if len(coded) >= SHORTEST:
            found[f"base64 at {shift}"] = coded
    return found


def layers(content: bytes, place: str, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The bytes themselves, then whatever can be unpacked from them, to some depth."""
    yield place, content
    if depth < DEEPEST:
        for inner_place, inner in _unpacked(content):
            yield from layers(inner, f"{place} > {inner_place}", depth + 1)


def find(content: bytes, place: str, canaries: Iterable[str]) -> list[Leak]:
    """Every canary in every form in every layer of some bytes, whatever its case."""
    wanted = [
        (canary, form, needle.lower())
        for canary in canaries
        for form, needle in forms(canary).items()
        if not form.startswith("base64")
    ]
    exact = [
        (canary, form, needle)
        for canary in canaries
        for form, needle in forms(canary).items()
        if form.startswith("base64")
    ]
    found = set()
    for where, layer in layers(content, place):
        lowered = layer.lower()
        found |= {Leak(where, canary, form) for canary, form, text in wanted if text in lowered}
        found |= {Leak(where, canary, form) for canary, form, text in exact if text in layer}
    return sorted(found, key=lambda leak: (leak.place, leak.canary, leak.form))


def find_below(folder: Path, canaries: Iterable[str]) -> list[Leak]:
    """The same for every file below a folder, and for the names of files and folders."""
    canaries = tuple(canaries)
    found: list[Leak] = []
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        found += find(path.name.encode(), f"name of {place}", canaries)
        if path.is_file():
            found += find(path.read_bytes(), place, canaries)
    return found


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    if content.startswith(b"PK\x03\x04"):
        yield from _of_zip(content)
    elif content.startswith(b"SQLite format 3\0"):
        yield from _of_sqlite(content)
    elif content.startswith(b"PAR1"):
        yield from _of_table("parquet", pq.read_table(io.BytesIO(content)))
    elif content.startswith(b"ARROW1"):
        yield from _of_table("arrow", pa.ipc.open_file(io.BytesIO(content)).read_all())
    elif content.startswith(b"\x1f\x8b"):
        yield "gzip", gzip.decompress(content)
    elif content[:2] in ZLIB_MARKS:
        with suppress(zlib.error):
            yield "zlib", zlib.decompress(content)


def _of_zip(content: bytes) -> Iterator[tuple[str, bytes]]:
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield "comment", archive.comment
        for info in archive.infolist():
            yield f"name of {info.filename}", info.filename.encode() + info.comment + info.extra
            yield info.filename, archive.read(info)


def _of_sqlite(content: bytes) -> Iterator[tuple[str, bytes]]:
    with tempfile.NamedTemporaryFile(suffix=".db") as copy:
        copy.write(content)
        copy.flush()
        connection = sqlite3.connect(copy.name)
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
        tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
        yield "schema", json.dumps(names).encode()
        for (name,) in connection.execute(tables).fetchall():
            for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608  own copy
                yield f"{name}", json.dumps(row, default=str).encode()
                yield from ((f"{name} blob", cell) for cell in row if isinstance(cell, bytes))
                texts = (cell for cell in row if isinstance(cell, str))
                yield from ((f"{name} text", text.encode()) for text in texts)
        connection.close()


def _of_table(kind: str, table: pa.Table) -> Iterator[tuple[str, bytes]]:
    metadata = {str(key): str(value) for key, value in (table.schema.metadata or {}).items()}
    yield f"{kind} schema", json.dumps([table.column_names, metadata]).encode()
    yield f"{kind} rows", json.dumps(table.to_pylist(), default=str).encode()
