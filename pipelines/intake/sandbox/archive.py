"""The zip directory, checked before anything is unpacked, and parts read to their end.

A zip says everything twice, and readers differ in which they believe: entries must stand one
after another from the first byte to the directory, and both descriptions must agree.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise

from pipelines.intake.sandbox.refusal import Reason, RefusedFile

MEBIBYTE = 1 << 20
MAX_PARTS = 300
MAX_PART = 120 * MEBIBYTE
MAX_SUM = 250 * MEBIBYTE
MAX_RATIO = 200
CHUNK = 1 << 16
_LOCAL = struct.Struct("<4s5H3I2H")
_END = struct.Struct("<4s4H2IH")
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_STREAMED = 0x8
_UTF8 = 0x800
_DESCRIPTOR_SIZES = (12, 16, 20, 24)
_UNKNOWN_SIZE = 0xFFFF_FFFF
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """A zip whose directory has been found honest."""

    def __init__(self, content: bytes) -> None:
        """Check the directory; RefusedFile if it lies, is too large, or is encrypted."""
        self._content = content
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._check()
        except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError):
            raise RefusedFile(Reason.DAMAGED) from None
        self.names = tuple(info.filename for info in self._zip.infolist() if not info.is_dir())

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of one part to its end, so that its checksum is verified."""
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except zipfile.BadZipFile:  # the directory agrees already: it is the sum of the bytes
            raise RefusedFile(Reason.CHECKSUM) from None
        except (zlib.error, EOFError, OSError, RuntimeError, ValueError):
            raise RefusedFile(Reason.DAMAGED) from None

    def read(self, name: str) -> bytes:
        """One part whole."""
        return b"".join(self.chunks(name))

    def _check(self) -> None:
        parts = self._zip.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_SUM:
            raise RefusedFile(Reason.TOO_LARGE)
        if len({part.filename.casefold() for part in parts}) < len(parts):
            raise RefusedFile(Reason.LYING_ARCHIVE)
        for part in parts:
            _check_part(part)
        self._check_order(sorted(parts, key=lambda part: part.header_offset))

    def _check_order(self, parts: list[zipfile.ZipInfo]) -> None:
        """No gap and no overlap from the first byte to the end record."""
        _, *numbers = _END.unpack(self._content[-_END.size :])
        *disks, count, size, start, comment = numbers
        if comment or start + size != len(self._content) - _END.size:
            raise RefusedFile(Reason.POLYGLOT)
        if any(disks[:2]) or count != len(parts) or disks[2] != count or not parts:
            raise RefusedFile(Reason.LYING_ARCHIVE)
        if parts[0].header_offset:
            raise RefusedFile(Reason.POLYGLOT)
        starts = [*(part.header_offset for part in parts), start]
        for part, (begin, following) in zip(parts, pairwise(starts), strict=True):
            gap = following - self._end_of_data(part, begin)
            allowed = _DESCRIPTOR_SIZES if part.flag_bits & _STREAMED else (0,)
            if gap not in allowed:
                raise RefusedFile(Reason.OVERLAPPING if gap < 0 else Reason.POLYGLOT)

    def _end_of_data(self, part: zipfile.ZipInfo, begin: int) -> int:
        header = _LOCAL.unpack(self._content[begin : begin + _LOCAL.size])
        mark, _, flags, method, _, _, _, packed, size, name_size, extra_size = header
        name_start = begin + _LOCAL.size
        name = self._content[name_start : name_start + name_size]
        told = part.orig_filename.encode("utf-8" if part.flag_bits & _UTF8 else "cp437")
        same = (mark, flags, method, name) == (
            b"PK\x03\x04",
            part.flag_bits,
            part.compress_type,
            told,
        )
        known = not flags & _STREAMED and _UNKNOWN_SIZE not in (packed, size)
        if not same or (known and (packed, size) != (part.compress_size, part.file_size)):
            raise RefusedFile(Reason.LYING_ARCHIVE)
        end: int = name_start + name_size + extra_size + part.compress_size
        return end


def _check_part(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & _ENCRYPTED:
        raise RefusedFile(Reason.ENCRYPTED)
    if part.compress_type not in _STORED_OR_DEFLATED or part.orig_filename != part.filename:
        raise RefusedFile(Reason.LYING_ARCHIVE)
    if stat.S_ISLNK(part.external_attr >> 16) or (part.is_dir() and part.file_size):
        raise RefusedFile(Reason.LYING_ARCHIVE)
    swollen = part.file_size > MEBIBYTE and part.file_size > MAX_RATIO * part.compress_size
    if part.file_size > MAX_PART or swollen:
        raise RefusedFile(Reason.BOMB if swollen else Reason.TOO_LARGE)
