"""Invented people: names, addresses and numbers that look real and belong to nobody.

Social security numbers begin with 9 (never issued), telephone numbers use 555-01xx (reserved for
fiction) and e-mail addresses the reserved domain example.org.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sample_data.clock import Ints

_LISTS = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
GIVEN: list[str] = _LISTS["given"]
FAMILY: list[str] = _LISTS["family"]
STREETS: list[str] = _LISTS["streets"]
KINDS = ("Street", "Avenue", "Lane", "Court", "Road")
STAFF = ("J. Ames", "R. Dutt", "Kim P.", "Lena", "M. Oster", "T. Wray", "Bea", "S. Villa")
CLIENT_NOTES = (
    "Met with {} at the office, updated safety plan and talked about school for the kids.",
    "{} called from work; partner has been texting again. Next visit set.",
    "Went to court with {}; hearing continued two weeks.",
    "{} asked about apartments, gave list; sister can help with the deposit.",
    "Quiet week, {} is doing well. Will check in by phone only in the morning.",
    "",
    "",
)


def invent(count: int, born: pd.Series[pd.Timestamp], rng: np.random.Generator) -> pd.DataFrame:
    """One row a person: every direct identifier that a partner's file might hold."""
    given, family = rng.choice(GIVEN, count), rng.choice(FAMILY, count)
    number = rng.integers(0, 10_000, (4, count))
    phone = [f"({a}) 555-01{n % 100:02d}" for a, n in zip(_area(number[0]), number[1], strict=True)]
    return pd.DataFrame(
        {
            "first_name": given,
            "last_name": family,
            "client_name": _join(given, family),
            "dob": born.to_numpy(),
            "ssn": [
                f"9{a % 100:02d}-{b % 90 + 10:02d}-{c:04d}"
                for a, b, c in zip(number[0], number[1], number[2], strict=True)
            ],
            "phone": phone,
            "email": [
                f"{a.lower()}.{b.lower()}{n % 90}@example.org"
                for a, b, n in zip(given, family, number[3], strict=True)
            ],
            "street_address": [
                f"{n % 4800 + 101} {s} {k}"
                for n, s, k in zip(
                    number[2], rng.choice(STREETS, count), rng.choice(KINDS, count), strict=True
                )
            ],
            "zip": [f"6{n % 2999:04d}" for n in number[3]],
        }
    )


def _area(number: Ints) -> list[str]:
    areas = ("217", "309", "312", "618", "630", "708", "773", "815", "847")
    return [areas[n % len(areas)] for n in number]


def _join(given: NDArray[Any], family: NDArray[Any]) -> list[str]:
    return [f"{a} {b}" for a, b in zip(given, family, strict=True)]
