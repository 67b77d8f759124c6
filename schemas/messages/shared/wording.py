"""How a message is written down."""

from __future__ import annotations

from schemas.model import Message, Severity

MUST_FIX, CONFIRM, INFORM = (
    Severity.MUST_FIX,
    Severity.PLEASE_CONFIRM,
    Severity.INFORMATION,
)


def message(code: str, severity: Severity, title: str, text: str, fix: str) -> Message:
    """One message: its code, how serious it is, its title, what is wrong, what to do."""
    return Message(code=code, severity=severity, title=title, message=text, fix=fix)
