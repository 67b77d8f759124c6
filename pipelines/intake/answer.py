"""What came back from the child, checked before any of it is used, as frames of a sheet's cells.

The child may have been taken over by the file it read: no length, place or text of it is trusted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines.intake.sandbox.answer import PREFIX
from pipelines.intake.sandbox.grid import EMPTY
from pipelines.intake.sandbox.sheet_scan import letters_of

RUNS = 4
_KINDS = np.frombuffer(b".sndtbef", dtype=np.uint8)


@dataclass(frozen=True, repr=False)
class Answer:
    """The head of the answer and, for each sheet, its runs of bytes. Privacy: identifiable."""

    head: dict[str, Any]
    runs: tuple[memoryview, ...]

    def __repr__(self) -> str:
        """Counts only."""
        return f"Answer({len(self.runs)} runs)"


def decoded(raw: bytes) -> Answer | None:
    """The answer, or None if it is not whole or not ours."""
    size = int.from_bytes(raw[PREFIX : 2 * PREFIX])
    body = memoryview(raw)[2 * PREFIX :]
    if len(raw) < 2 * PREFIX or int.from_bytes(raw[:PREFIX]) != len(raw) - PREFIX:
        return None
    try:
        head = json.loads(bytes(body[:size]))
    except ValueError:
        return None
    known = isinstance(head, dict) and "network_isolated" in head
    if not known or not ("refused" in head or "kind" in head):
        return None
    answer = Answer(head, _cut(body[size:], head.get("runs", [])))
    return answer if _is_sound(answer) else None


def _cut(body: memoryview, sizes: list[int]) -> tuple[memoryview, ...]:
    """The bytes cut into runs of these sizes; nothing if they are not as long as told."""
    if sum(sizes) != len(body) or any(size < 0 for size in sizes):
        return ()
    ends = np.cumsum([0, *sizes]).tolist()
    return tuple(body[start:end] for start, end in pairwise(ends))


def _is_sound(answer: Answer) -> bool:
    sheets = answer.head.get("sheets", [])
    if len(answer.runs) != RUNS * len(sheets):
        return False
    return all(_is_sound_sheet(answer, at) for at in range(len(sheets)))


def _is_sound_sheet(answer: Answer, at: int) -> bool:
    """Whether every number points where there is something, and every text is one."""
    ends, texts, kinds, codes = answer.runs[RUNS * at : RUNS * (at + 1)]
    sheet = answer.head["sheets"][at]
    words = len(kinds)
    if len(ends) != 8 * (words + 1) or len(codes) != 4 * sheet["height"] * sheet["width"]:
        return False
    places = np.frombuffer(ends, dtype=np.int64)
    if places[0] != 0 or places[-1] != len(texts) or (np.diff(places) < 0).any():
        return False
    numbers = np.frombuffer(codes, dtype=np.uint32)
    if not np.isin(np.frombuffer(kinds, dtype=np.uint8), _KINDS).all():
        return False
    if len(numbers) and int(numbers.max()) >= words:
        return False
    try:
        _words(ends, texts, words).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _words(ends: memoryview, texts: memoryview, count: int) -> pa.LargeStringArray:
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(texts)]
    return pa.Array.from_buffers(pa.large_string(), count, buffers)


def sheet_frames(answer: Answer, at: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Text and kinds of one sheet, a column for each letter, numbered as in the worksheet.

    Privacy: identifiable in, identifiable out.
    """
    ends, texts, kinds, codes = answer.runs[RUNS * at : RUNS * (at + 1)]
    sheet = answer.head["sheets"][at]
    words = _words(ends, texts, len(kinds))
    letter_of = np.frombuffer(kinds, dtype=np.uint8)
    cells = np.frombuffer(codes, dtype=np.uint32).reshape(sheet["height"], sheet["width"])
    index = pd.RangeIndex(1, sheet["height"] + 1)
    text, letters = {}, {}
    known: dict[bytes, Any] = {}  # most columns have kinds like another one's: one array for all
    for column in range(sheet["width"]):
        own, name = np.ascontiguousarray(cells[:, column]), letters_of(column + 1)
        text[name] = pd.array(words.take(pa.array(own)), dtype="str")
        told = letter_of[own].tobytes()
        if told not in known:
            known[told] = _kinds(told)
        letters[name] = known[told]
    frames = (pd.DataFrame(columns, index=index, copy=False) for columns in (text, letters))
    return next(frames), next(frames)


def _kinds(told: bytes) -> Any:
    """One letter a cell; an empty cell has none."""
    places = np.frombuffer(told, dtype=np.uint8)
    filled = places != ord(EMPTY)
    ends = np.concatenate(([0], np.cumsum(filled)))
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(places[filled])]
    found = pa.Array.from_buffers(pa.large_string(), len(places), buffers)
    return pd.array(found, dtype="str")
