"""What each partner put into the figures, as it stood in each edition that was told.

A share is one partner's own count at one place. Whoever attacks from inside knows some of them;
those that are zero are known to everybody here, so only the others are unknowns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.audit.adding import Book
from pipelines.audit.evidence import ALL, Release
from pipelines.audit.named import counted_by_year, label_periods, one_name

DIMS = ["dim1", "dim2", "dim3"]
SPOT = ["measure", "period", "breakdown", *DIMS]
PLACE = ["partner", *SPOT, "county"]
SCALES = (1, 4, 100)
NEAR = 1e-6
SIGNED_UP_TO = 10_000_000

Whole = NDArray[np.int64]


@dataclass(frozen=True, repr=False)
class Shares:
    """`rows` has said, PLACE, value and the number of the unknown; the rest is by unknown.

    `partner` numbers the partners of `partners`; `unit` is how many make one (quarters of hours).
    Privacy: aggregate, exact; restricted.
    """

    rows: pd.DataFrame
    partners: tuple[str, ...]
    value: Whole
    partner: Whole
    scale_of: dict[str, int]

    def __repr__(self) -> str:
        """Counts only."""
        return f"Shares({len(self.value)} of {len(self.partners)} partners)"


def edition_name(release: Release) -> str:
    """How the store of cells names what a release rests on."""
    return f"{release.month}/{release.edition}"


def read_shares(cells: pd.DataFrame, releases: list[Release], book: Book) -> Shares:
    """The shares behind the given releases, those of one partner and place and value being one.

    Privacy: aggregate in, aggregate out; restricted.
    """
    said = {edition_name(release) for release in releases}
    is_asked = cells["said"].isin(said) & cells["value"].fillna(0).gt(0)
    is_asked &= cells["measure"].map(_examined(cells["measure"], book)).astype(bool)
    rows = cells.loc[is_asked, ["said", *PLACE, "value"]].reset_index(drop=True)
    rows["breakdown"] = rows["breakdown"].mask((rows[DIMS] == ALL).all(axis=1), ALL)
    names = one_name(label_periods(releases), rows["period"])
    is_by_year = rows["measure"].isin(counted_by_year(releases))
    rows["period"] = rows["period"].where(is_by_year, rows["period"].map(names))
    scale_of = _scales(rows, book)
    exact = rows["value"].astype(float) * rows["measure"].map(scale_of).astype(float)
    rows["value"] = exact.round().astype("int64")
    rows = rows.drop_duplicates(["said", *PLACE], keep="last", ignore_index=True)
    same = {name: book.same_as(name) for name in rows["measure"].unique()}
    once = rows.assign(measure=rows["measure"].map(same))
    rows["unknown"] = once.groupby([*PLACE, "value"], sort=True).ngroup().astype("int64")
    one = rows.drop_duplicates("unknown").sort_values("unknown")
    partners = tuple(sorted(one["partner"].unique()))
    number = {name: at for at, name in enumerate(partners)}
    partner = one["partner"].map(number).to_numpy(dtype=np.int64)
    return Shares(rows, partners, one["value"].to_numpy(dtype=np.int64), partner, scale_of)


def _examined(measures: pd.Series, book: Book) -> dict[str, bool]:
    return {str(name): book.is_examined(str(name)) for name in measures.unique()}


def _scales(rows: pd.DataFrame, book: Book) -> dict[str, int]:
    """For each measure what makes the values of its unit whole."""
    unit = {str(name): book.unit(str(name)) for name in rows["measure"].unique()}
    found: dict[str, int] = {}
    for name, values in rows["value"].astype(float).groupby(rows["measure"].map(unit)):
        fits = [s for s in SCALES if ((values * s).round() - values * s).abs().max() < NEAR]
        found[str(name)] = fits[0] if fits else SCALES[-1]
    return {name: found[of] for name, of in unit.items()}
