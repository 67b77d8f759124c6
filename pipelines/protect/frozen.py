"""What was released before: it cannot be taken back, and it stays known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipelines.protect.contributions import PLACE, SAID_CELL_COLUMNS
from pipelines.protect.keys import Key, keys_of
from pipelines.types import KEY_COLUMNS
from schemas.periods import Month

FROZEN_COLUMNS = (*KEY_COLUMNS, "version_id", "value", "status")
CERTIFICATE_COLUMNS = ("move", *PLACE, "value", "change")
SAID_CERTIFICATE_COLUMNS = ("said", *CERTIFICATE_COLUMNS)


@dataclass(frozen=True, repr=False)
class Frozen:
    """Everything ever released: exact figures with the status they were published with, and cells.

    `figures` has FROZEN_COLUMNS, `cells` SAID_CELL_COLUMNS: what each partner had contributed, by
    the edition (such as 2026-09/1) that was told. `editions` are the hierarchies that each edition
    was told with, in the order of release; what it does not name came before, month by month.
    `certificates` are the moves that proved the pattern of each edition
    (SAID_CERTIFICATE_COLUMNS), the oldest first; empty if none are kept.
    Privacy: aggregate, exact; restricted.
    """

    figures: pd.DataFrame
    cells: pd.DataFrame
    editions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    certificates: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def said(self) -> pd.Series[str]:
        """The edition that each figure stood in: what follows its report."""
        return said_of(self.figures)

    def withheld_in(self, month: Month) -> frozenset[Key]:
        """Keys (without period) of what was withheld for a month."""
        figures = self.figures
        is_its = (figures["status"] == "withheld") & (figures["period"] == str(month))
        return frozenset(key._replace(period="") for key in keys_of(figures[is_its]))

    def __repr__(self) -> str:
        """Counts only."""
        return f"Frozen({len(self.figures)} figures)"


def nothing_frozen() -> Frozen:
    """What is known before anything was ever released."""
    figures = {column: pd.Series(dtype="str") for column in FROZEN_COLUMNS}
    cells = {column: pd.Series(dtype="str") for column in SAID_CELL_COLUMNS}
    return Frozen(pd.DataFrame(figures), pd.DataFrame(cells))


def said_of(figures: pd.DataFrame) -> pd.Series[str]:
    """The edition that each earlier figure stood in. Privacy: aggregate in, codes only out."""
    return figures["version_id"].str.replace(r"^[^/]*/", "", regex=True)
