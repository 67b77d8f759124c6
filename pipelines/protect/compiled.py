"""Functions compiled by numba where it is installed; without it they are slower and do the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

try:
    from numba import njit as njit  # noqa: PLC0414  others take it from here
except ImportError:

    def njit(**_: Any) -> Callable[[Any], Any]:  # type: ignore[no-redef]
        """Leave a function as it is."""
        return lambda function: function
