"""Outlines of the counties of the state, read from their file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.declared import read_toml

FILE = Path(__file__).parent / "illinois.toml"
Ring = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Outlines:
    """Rings of corners by county, on a plane whose origin is at the upper left."""

    width: int
    height: int
    rings: Mapping[str, tuple[Ring, ...]]


@cache
def load_outlines() -> Outlines:
    """The outlines of all counties by FIPS code."""
    data = read_toml(FILE)
    rings = {code: tuple(map(_ring, texts)) for code, texts in data["rings"].items()}
    return Outlines(data["width"], data["height"], rings)


def _ring(text: str) -> Ring:
    corners = [corner.split(",") for corner in text.split()]
    return tuple((int(x), int(y)) for x, y in corners)
