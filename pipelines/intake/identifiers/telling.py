"""Which texts of a file tell who a person is, found once for all of its columns together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.intake.identifiers.roster import Roster, naming_texts
from pipelines.intake.identifiers.shapes import shapes_of, text_array


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
    parts = [pc.unique(column) for column in columns]
    distinct = pc.unique(pa.concat_arrays([text_array([]), *parts]))
    shaped, naming = shapes_of(distinct), naming_texts(distinct, roster)
    return Telling(shaped, naming, pc.unique(pa.concat_arrays([naming, *shaped.values()])))
