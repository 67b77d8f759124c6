"""One file opened by one fresh, limited child process: the only way bytes become cells.

The child is a new interpreter, so that it inherits no memory, key or lock. It gets the bytes by
pipe and answers by pipe; whatever else it does (dies, hangs, floods, babbles), the file is
refused with a code.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pandas as pd

from pipelines.errors import UnreadableFile
from pipelines.intake.sandbox.sheet_scan import letters_of
from pipelines.intake.wording import STOPPED, file_refusal, refusal

MAX_CONTENT = 25 << 20
MAX_ANSWER = 256 << 20
PREFIX = 8
WALL_SECONDS = 30.0
ROOT = Path(__file__).resolve().parents[2]
DOOR = "from pipelines.intake.sandbox.child import main; main()"


@dataclass(frozen=True, repr=False)
class Sheet:
    """One sheet as read: a column for each letter, the worksheet's row number as index.

    `merged` are ranges as Excel writes them (B4:D4); `notes` are comments by cell; `hidden_rows`
    are numbers, `hidden_columns` letters. A csv file is one sheet without a name.

    Privacy: identifiable, its name and notes too.
    """

    name: str
    number: int
    text: pd.DataFrame
    kinds: pd.DataFrame
    is_hidden: bool = False
    has_filter: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[str] = frozenset()
    merged: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Counts only."""
        return f"Sheet({self.number}, rows={len(self.text)})"


@dataclass(frozen=True, repr=False)
class HmisFile:
    """The needed columns of one file of an HMIS export, and where each stands (from 0).

    Privacy: identifiable.
    """

    frame: pd.DataFrame
    places: Mapping[str, int]

    def __repr__(self) -> str:
        """Counts only."""
        return f"HmisFile(rows={len(self.frame)})"


@dataclass(frozen=True, repr=False)
class OpenedFile:
    """What a file holds. `kind` is xlsx, xlsm, xls, ods, csv or hmis_csv. Privacy: identifiable.

    `defined_names` are names that the workbook gives to constants, such as a template's version.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    hmis: Mapping[str, HmisFile]
    hmis_version: str
    network_isolated: bool
    defined_names: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Counts only."""
        return f"OpenedFile({self.kind}, {len(self.sheets) + len(self.hmis)} parts)"


def open_file(
    content: bytes, *, door: str = DOOR, wall_seconds: float = WALL_SECONDS
) -> OpenedFile:
    """Open a file in a child; UnreadableFile with a code for whatever cannot be read safely.

    Args:
        content: The file's bytes; its kind is told from them, never from a name.
        door: What the child runs.
        wall_seconds: When the child is killed.

    Privacy: identifiable in, identifiable out.
    """
    if len(content) > MAX_CONTENT:
        raise UnreadableFile(*file_refusal("too_large"))
    answer = _decoded(_run_child(content, door, wall_seconds))
    if answer is None:
        raise UnreadableFile(*refusal(STOPPED))
    if "refused" in answer:
        raise UnreadableFile(*file_refusal(str(answer["refused"])))
    return OpenedFile(
        kind=answer["kind"],
        sheets=tuple(_sheet(sheet) for sheet in answer.get("sheets", ())),
        hmis={name: _hmis_file(part) for name, part in answer.get("files", {}).items()},
        hmis_version=answer.get("version", ""),
        network_isolated=answer["network_isolated"] is True,
    )


def _run_child(content: bytes, door: str, wall_seconds: float) -> bytes:
    """What the child wrote, up to one byte beyond what it may write."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {door}"
    with subprocess.Popen(  # noqa: S603  our own interpreter and words, no shell
        [sys.executable, "-I", "-B", "-c", start],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    ) as child:
        clock = threading.Timer(wall_seconds, child.kill)
        clock.daemon = True
        feeder = threading.Thread(target=_feed, args=(child.stdin, content), daemon=True)
        clock.start()
        feeder.start()
        try:
            return child.stdout.read(MAX_ANSWER + PREFIX + 1) if child.stdout else b""
        finally:
            child.kill()
            clock.cancel()
            feeder.join()


def _feed(pipe: IO[bytes], content: bytes) -> None:
    with contextlib.suppress(OSError), pipe:  # a child that dies early stops reading
        pipe.write(content)


def _decoded(raw: bytes) -> dict[str, Any] | None:
    """The answer, or None if it is not whole or not ours."""
    body = raw[PREFIX:]
    if len(raw) < PREFIX or int.from_bytes(raw[:PREFIX]) != len(body):
        return None
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    known = isinstance(answer, dict) and "network_isolated" in answer
    return answer if known and ("refused" in answer or "kind" in answer) else None


def _sheet(part: dict[str, Any]) -> Sheet:
    index = pd.RangeIndex(1, part["height"] + 1)
    texts: Sequence[list[str]] = part["texts"]
    text = {letters_of(at + 1): pd.array(column, dtype="str") for at, column in enumerate(texts)}
    kinds = {
        letters_of(at + 1): pd.array(["" if kind == "." else kind for kind in column], dtype="str")
        for at, column in enumerate(part["kinds"])
    }
    return Sheet(
        name=part["name"],
        number=part["number"],
        text=pd.DataFrame(text, index=index),
        kinds=pd.DataFrame(kinds, index=index),
    )


def _hmis_file(part: dict[str, Any]) -> HmisFile:
    columns = {name: pd.array(column, dtype="str") for name, column in part["columns"].items()}
    index = pd.Index(part["numbers"], dtype="int64")
    return HmisFile(frame=pd.DataFrame(columns, index=index), places=part["places"])
