"""What names a figure: the same key is the same figure wherever it is printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from pipelines.protect.hierarchy import Hierarchy
from pipelines.types import KEY_COLUMNS

TOTAL = "total"
DIMENSIONS = ("dim1", "dim2", "dim3")


class Key(NamedTuple):
    """The canonical key of a figure: codes only, never a value."""

    measure: str
    period: str
    geography_type: str
    geography: str
    breakdown: str
    dim1: str
    dim2: str
    dim3: str

    @property
    def text(self) -> str:
        """The key in one line, for messages to the coordinator and the protection store."""
        place = f"{self.geography_type}:{self.geography}"
        dims = "+".join(dim for dim in self[5:] if dim != TOTAL)
        return "|".join((self.measure, self.period, place, f"{self.breakdown}:{dims or TOTAL}"))

    def all_of_dim1(self) -> Key:
        """The figure of which this one is a part by its first dimension."""
        if self.dim2 == self.dim3 == TOTAL:
            return self._replace(breakdown=TOTAL, dim1=TOTAL)
        return self._replace(dim1=TOTAL)


def under_one_name(keys: Iterable[Key], hierarchy: Hierarchy) -> list[Key]:
    """The keys, those of the same months by one name of them."""
    found = list(keys)
    names = hierarchy.one_name(key.period for key in found)
    return [key._replace(period=names[key.period]) for key in found]


def canonical_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The key columns as text, the breakdown `total` where all dimensions are `total`."""
    keys = frame.loc[:, list(KEY_COLUMNS)].astype(str)
    is_total = (keys[list(DIMENSIONS)] == TOTAL).all(axis=1)
    return keys.assign(breakdown=keys["breakdown"].mask(is_total, TOTAL))


def keys_of(frame: pd.DataFrame) -> list[Key]:
    """The canonical key of every row, in the order of the rows.

    Privacy: aggregate in, aggregate out.
    """
    keys = canonical_frame(frame)
    return list(map(Key._make, zip(*(keys[column] for column in KEY_COLUMNS), strict=True)))
