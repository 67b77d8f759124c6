"""What was told when: editions in the order of their release, each with its own hierarchies.

An agency that changes its hub, or a table that is no more printed, leaves what was published before
as it was: earlier figures add up by the hierarchies of their own time.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.protect.contributions import NOW
from pipelines.protect.hierarchy import Hierarchy, read_hierarchy

Document = Mapping[str, Any]
LISTS = ("part_of", "sum_of", "partitions", "multi", "ratio_of")


@dataclass(frozen=True)
class Editions:
    """Hierarchies by edition (such as 2026-09/1), oldest first; what is decided now is last."""

    hierarchies: Mapping[str, Hierarchy]

    @property
    def now(self) -> Hierarchy:
        """Everything that was ever declared; what is declared now where they differ."""
        return self.hierarchies[NOW]

    @property
    def rank(self) -> dict[str, int]:
        """The place of every edition in the order of release."""
        return {said: at for at, said in enumerate(self.hierarchies)}


def read_editions(
    told: Mapping[str, Document], document: Document, also: Iterable[str] = ()
) -> Editions:
    """The editions that were told, in the order of `told`, and the one that is decided now.

    Of those in `also` that `told` does not name it is only known that they came before: they
    count as released month by month, by the hierarchies that are next to them in time.
    """
    unnamed = sorted(set(also) - set(told), key=_by_month)
    documents = dict.fromkeys(unnamed, next(iter(told.values()), document)) | dict(told)
    documents[NOW] = document
    geography: Document = {}
    geographies: dict[str, Document] = {}
    for said, one in documents.items():
        geography = _newest_lists(geography, one.get("geography", {}))
        geographies[said] = geography
    everything = read_hierarchy(joined(documents.values()))
    read = {said: read_hierarchy({"geography": one}) for said, one in geographies.items()}
    return Editions(
        {
            said: dataclasses.replace(everything, geography=one.geography)
            for said, one in read.items()
        }
    )


def joined(documents: Iterable[Document]) -> dict[str, Any]:
    """Measures and breakdowns of several, oldest first: all that is declared, the newest wording.

    Privacy: aggregate in, aggregate out (codes only).
    """
    found: dict[str, Any] = {"breakdowns": {}, "measures": {}}
    for one in documents:
        for name, entry in one.get("breakdowns", {}).items():
            found["breakdowns"][name] = _breakdown(found["breakdowns"].get(name, {}), entry)
        for name, entry in one.get("measures", {}).items():
            before = found["measures"].get(name, {})
            lists = {key: _union(before, entry, key) for key in LISTS}
            found["measures"][name] = {**before, **entry, **lists}
    return found


def _by_month(said: str) -> tuple[str, int]:
    month, _, number = said.rpartition("/")
    return month, int(number)


def _newest_lists(before: Document, after: Document) -> dict[str, Any]:
    """Which places lie in which, by kind of place: the newest list of each kind."""
    kinds = {**before, **after}
    return {kind: {**before.get(kind, {}), **after.get(kind, {})} for kind in kinds}


def _breakdown(before: Document, after: Document) -> dict[str, Any]:
    return {
        "parent": after.get("parent") or before.get("parent") or "",
        "parent_of": {**before.get("parent_of", {}), **after.get("parent_of", {})},
    }


def _union(before: Document, after: Document, key: str) -> list[str]:
    return sorted({*before.get(key, ()), *after.get(key, ())})
