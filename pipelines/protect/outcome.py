"""What comes out: tables to publish, and for the protection store the pattern and its proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.protect.contributions import PLACE
from pipelines.protect.frozen import CERTIFICATE_COLUMNS
from pipelines.protect.hierarchy import SUPPRESSED, Hierarchy
from pipelines.protect.keys import Key, keys_of, under_one_name
from pipelines.protect.pattern import Pattern
from pipelines.protect.system import System
from pipelines.types import KEY_COLUMNS, SafeTables, Tables

PATTERN_COLUMNS = (*KEY_COLUMNS, "value", "status", "reason", "because")


@dataclass(frozen=True, repr=False)
class Protection:
    """What may be published, and what only the protection store may know.

    `pattern` has every withheld figure once, with its reason and the key it protects (see
    PATTERN_COLUMNS); `certificates` every move of whole numbers that nobody can tell from the
    truth, one row a contribution that it changes (CERTIFICATE_COLUMNS). `is_hurried`: the month
    is so large that more may be withheld than would have to be.
    Privacy: `safe` is disclosure-safe; the rest is aggregate, exact, restricted.
    """

    safe: SafeTables
    pattern: pd.DataFrame
    certificates: pd.DataFrame
    figures_checked: int
    figures_withheld: int
    is_hurried: bool = False

    def __repr__(self) -> str:
        """Counts only."""
        return f"Protection({self.figures_withheld} of {self.figures_checked} withheld)"


def nothing_withheld(tables: Tables, hierarchy: Hierarchy) -> Protection:
    """Tables without any figure that needs protection. Privacy: disclosure-safe out."""
    none: dict[str, list[str]] = {column: [] for column in PATTERN_COLUMNS}
    moves: dict[str, list[str]] = {column: [] for column in CERTIFICATE_COLUMNS}
    safe = publishable(tables, frozenset(), hierarchy)
    return Protection(safe, pd.DataFrame(none), pd.DataFrame(moves), 0, 0)


def publishable(tables: Tables, withheld: frozenset[Key], hierarchy: Hierarchy) -> SafeTables:
    """The tables without what is withheld, and without any rate that a withheld part enters.

    Privacy: aggregate in, disclosure-safe out.
    """
    frame = tables.frame.copy()
    keys = pd.Series(keys_of(frame), index=frame.index, dtype=object)
    is_withheld = keys.isin(withheld)
    names = pd.Series(under_one_name(keys, hierarchy), index=frame.index, dtype=object)
    hidden_names = set(names[is_withheld])
    has_number = frame["status"].isin(("shown", "true_zero", "rounded"))
    for measure in sorted(frame["measure"].astype(str).unique()):
        facts = hierarchy.facts(measure)
        if facts.additivity == "ratio":
            # A rate of people whose parts are not declared cannot be shown to be safe.
            parts = [key for key in hidden_names if key.measure in facts.ratio_of]
            hidden = {key._replace(measure=measure) for key in parts}
            is_unsafe = names.isin(hidden) | (facts.counts in SUPPRESSED and not facts.ratio_of)
            is_withheld |= frame["measure"].eq(measure) & has_number & is_unsafe
    frame["value"] = frame["value"].astype("float64").mask(is_withheld)
    frame["status"] = frame["status"].astype("str").mask(is_withheld, "withheld")
    return SafeTables(tables.month, frame, tables.hierarchies, tables.coverage)


def pattern_frame(system: System, pattern: Pattern) -> pd.DataFrame:
    """Every withheld figure: PATTERN_COLUMNS. Privacy: aggregate in, aggregate out; restricted."""
    rows = []
    for unknown, (reason, cause) in pattern.withheld.items():
        key = system.figures["key"].iloc[unknown - system.first_figure]
        value = float(system.values[unknown] * system.weight[unknown])
        rows.append((*key, value, "withheld", reason, system.named(cause)))
    return pd.DataFrame(sorted(rows), columns=list(PATTERN_COLUMNS))


def certificate_frame(pattern: Pattern, contributions: pd.DataFrame) -> pd.DataFrame:
    """Every move by the places that it changes: CERTIFICATE_COLUMNS, values in whole units.

    What a tie leaves open changes with its contributions and is not told apart.

    Privacy: aggregate in, aggregate out; restricted.
    """
    places = contributions.drop_duplicates("unknown").set_index("unknown")
    moves = pattern.reach.kept()
    found = pd.DataFrame(
        {
            "move": np.repeat(np.arange(len(moves)), [len(move) for move in moves]),
            "unknown": np.fromiter(_joined(moves), dtype=np.int64),
            "change": np.fromiter(_joined(move.values() for move in moves), dtype=np.int64),
        }
    )
    found = found[found["unknown"].isin(places.index)].sort_values(["move", "unknown"])
    told = found.join(places[[*PLACE, "value"]], on="unknown")
    return told[list(CERTIFICATE_COLUMNS)].reset_index(drop=True)


def _joined(parts: Iterable[Iterable[int]]) -> Iterable[int]:
    return (one for part in parts for one in part)
