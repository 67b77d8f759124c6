"""One item of the checklist, and what a workbook is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipelines.publish.opened import Opened


class Kind(StrEnum):
    """What a workbook is for: some items do not suit a sheet that somebody fills in."""

    PUBLICATION = "publication"
    REPLY = "reply"
    FORM = "form"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to look at. `but_for` gives the reason where it does not hold for a kind.

    What `is_estimate` rests on sizes that only the reader's own program knows: a person looks at
    it, and no release waits for it.
    """

    id: str
    sentence: str
    check: Callable[[Opened], Iterator[str]]
    but_for: Mapping[Kind, str] = field(default_factory=dict)
    is_estimate: bool = False


@dataclass(frozen=True, order=True)
class Unmet:
    """An item that a workbook does not meet, and where; nothing of what stands there."""

    item: str
    place: str
