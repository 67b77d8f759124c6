"""Errors that carry a code and, at most, coordinates and configuration keys; never a value."""

from __future__ import annotations


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
    """The file cannot be read safely."""

    exit_code = 11


class UnknownLayout(ConsortiumError):  # noqa: N818  names the state of the file
    """No known layout fits the file."""

    exit_code = 12


class Blocked(ConsortiumError):  # noqa: N818  names the state of the release
    """A release may not go out: audit failed, not approved, or locked."""

    exit_code = 13


class InternalError(ConsortiumError):
    """A fault of this program; what was read is not part of its text."""

    exit_code = 20
