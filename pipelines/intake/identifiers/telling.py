"""Which texts of a file tell who a person is, found once for all of its columns together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from pipelines.intake.identifiers.roster import Roster, naming_texts
from pipelines.intake.identifiers.shapes import shapes_of, together


@dataclass(frozen=True, repr=False)
class Telling:
    """Texts by the field that their shape belongs to, and texts that hold a name of the roster.

    Privacy: identifiable.
    """

    shaped: Mapping[str, pa.Array]
    naming: pa.Array
    any: pa.Array

    def __repr__(self) -> str:
        """Counts only."""
        return f"Telling({len(self.any)} texts)"


def telling_of(columns: Iterable[pa.Array], roster: Roster) -> Telling:
    """Look at every distinct text of some columns once.

    Privacy: identifiable in, identifiable out.
    """
    texts = pa.chunked_array(list(columns), type=pa.large_string())
    shaped, naming = shapes_of(texts), naming_texts(texts, roster)
    return Telling(shaped, naming, together([naming, *shaped.values()]))
