"""Runs at the start of a Python process that must not use a socket: it ends if one is made."""

from __future__ import annotations

import os
import sys
from typing import Any

FORBIDDEN = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.")
EXIT_CODE = 97


def end(event: str, _arguments: tuple[Any, ...]) -> None:
    """End the process at once: no handler of an exception can hide what it did."""
    if event.startswith(FORBIDDEN):
        os.write(2, f"used {event}\n".encode())
        os._exit(EXIT_CODE)


sys.addaudithook(end)
