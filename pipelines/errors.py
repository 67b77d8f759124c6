"""Errors that carry a code and, at most, coordinates and configuration keys; never a value."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Mapping
from pathlib import Path

# full, over what this account may use, or broken
DISK_FAULTS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})


class ConsortiumError(Exception):
    """Base: `code` is from a closed list, the text is ours, `exit_code` as in the contract."""

    exit_code = 20

    def __init__(self, code: str, text: str) -> None:
        """Keep code and text; text must hold no value of any cell."""
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


class UsageError(ConsortiumError):
    """Wrong words on the command line, or a consortium folder that is not well formed."""

    exit_code = 2


class UnreadableFile(ConsortiumError):  # noqa: N818  names the state of the file
    """The file cannot be read safely; `line` is where, for a text that breaks off."""

    exit_code = 11

    def __init__(self, code: str, text: str, line: int = 0) -> None:
        """Keep code, text and line."""
        super().__init__(code, text)
        self.line = line


class UnknownLayout(ConsortiumError):  # noqa: N818  names the state of the file
    """No known layout fits the file; `words` are those of the layout that its message needs."""

    exit_code = 12

    def __init__(self, code: str, text: str, words: Mapping[str, str] | None = None) -> None:
        """Keep code, text and words."""
        super().__init__(code, text)
        self.words = words or {}


class Blocked(ConsortiumError):  # noqa: N818  names the state of the release
    """A release may not go out: audit failed, not approved, or locked."""

    exit_code = 13


class InternalError(ConsortiumError):
    """A fault of this program; what was read is not part of its text."""

    exit_code = 20


def is_disk_fault(error: BaseException) -> bool:
    """Whether a disk would not take or give what it should: no fault of the file that was read."""
    return isinstance(error, OSError) and error.errno in DISK_FAULTS


def fault_of(error: BaseException) -> str:
    """The type of an error and the line it came from; its text may hold a value.

    Privacy: identifiable in, disclosure-safe out.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "pipelines" in Path(frame.filename).parts]
    last = (own or frames)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
