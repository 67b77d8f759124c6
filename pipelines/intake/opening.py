"""One file opened by one fresh, limited child process: the only way bytes become cells.

The child is a new interpreter, so that it inherits no memory, key or lock. It gets the bytes by
pipe and answers by pipe; whatever else it does (dies, hangs, floods, babbles), the file is
refused with a code.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pandas as pd

from pipelines.errors import UnreadableFile
from pipelines.findings import Finding
from pipelines.intake.answer import Answer, decoded, sheet_frames
from pipelines.intake.sandbox.answer import MAX_ANSWER, PREFIX
from pipelines.intake.sandbox.sheet_scan import letters_of
from pipelines.intake.wording import NOTICES, STOPPED, file_refusal, finding, refusal

MAX_CONTENT = 25 << 20
WALL_SECONDS = 30.0
ROOT = Path(__file__).resolve().parents[2]
DOOR = "from pipelines.intake.sandbox.child import main; main()"


@dataclass(frozen=True, repr=False)
class Sheet:
    """One sheet as read: a column for each letter, the worksheet's row number as index.

    `merged` are ranges as Excel writes them (B4:D4); `notes` are comments by cell; `hidden_rows`
    are numbers, `hidden_columns` letters. `place` is where it stands among the tabs that one sees,
    or among the hidden ones. A csv file is one sheet without a name.

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
    place: int = 0

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

    `defined_names` are names that the workbook gives to constants or single cells, such as a
    template's version. `notices` are words for what is said of a file that was read.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    hmis: Mapping[str, HmisFile]
    hmis_version: str
    network_isolated: bool
    defined_names: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

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
    answer = decoded(_run_child(content, door, wall_seconds))
    if answer is None:
        raise UnreadableFile(*refusal(STOPPED))
    head = answer.head
    if "refused" in head:
        raise UnreadableFile(*file_refusal(str(head["refused"]), int(head.get("line", 0))))
    return OpenedFile(
        kind=head["kind"],
        sheets=tuple(_sheet(answer, at) for at in range(len(head.get("sheets", ())))),
        hmis={name: _hmis_file(part) for name, part in head.get("files", {}).items()},
        hmis_version=head.get("version", ""),
        network_isolated=head["network_isolated"] is True,
        defined_names=head.get("names", {}),
        notices=tuple(head.get("notices", ())),
    )


def notice_findings(opened: OpenedFile) -> tuple[Finding, ...]:
    """What is said of a file that was read: letters not certain, values from other files.

    Privacy: identifiable in, aggregate out.
    """
    return tuple(finding(NOTICES[word]) for word in opened.notices if word in NOTICES)


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


def _sheet(answer: Answer, at: int) -> Sheet:
    part = answer.head["sheets"][at]
    before = answer.head["sheets"][: at + 1]
    text, kinds = sheet_frames(answer, at)
    return Sheet(
        name=part["name"],
        number=part["number"],
        text=text,
        kinds=kinds,
        is_hidden=part["is_hidden"],
        has_filter=part["has_filter"],
        hidden_rows=frozenset(part["hidden_rows"]),
        hidden_columns=frozenset(map(letters_of, part["hidden_columns"])),
        merged=tuple(part["merged"]),
        notes=part["notes"],
        place=sum(one["is_hidden"] == part["is_hidden"] for one in before),
    )


def _hmis_file(part: dict[str, Any]) -> HmisFile:
    columns = {name: pd.array(column, dtype="str") for name, column in part["columns"].items()}
    index = pd.Index(part["numbers"], dtype="int64")
    return HmisFile(frame=pd.DataFrame(columns, index=index), places=part["places"])
