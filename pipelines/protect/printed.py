"""The figures that take part: this month's, and those that were published before.

The same key with the same value is one figure, wherever and whenever it is printed. Each is the
sum of the contributions at its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from pipelines.errors import InternalError
from pipelines.protect.contributions import NOW, TOTAL, whole_values
from pipelines.protect.editions import Editions
from pipelines.protect.hierarchy import GROUPS, Hierarchy
from pipelines.protect.keys import canonical_frame, keys_of
from pipelines.types import KEY_COLUMNS

NUMBERS = ("shown", "true_zero", "rounded", "withheld")
KNOWN_NOTHING = ("nil", "not_received", "not_applicable", "not_collected", "not_available")
OWN = ["measure", "period", "breakdown", "dim1", "dim2", "dim3"]
SEED = 11
PRINTED_COLUMNS = (*KEY_COLUMNS, "said", "value", "status", "threshold")


def protected_rows(frame: pd.DataFrame, hierarchy: Hierarchy) -> pd.DataFrame:
    """Rows of measures under suppression with a number or a known absence, keys canonical."""
    names = {name: hierarchy.is_protected(str(name)) for name in frame["measure"].unique()}
    is_protected = frame["measure"].map(names).astype(bool)
    rows = frame.loc[is_protected & frame["status"].isin((*NUMBERS, *KNOWN_NOTHING))]
    return rows.assign(**canonical_frame(rows))


def related_rows(frozen: pd.DataFrame, months: set[str], hierarchy: Hierarchy) -> pd.DataFrame:
    """Earlier figures whose period shares a month with this month's, directly or by a longer one.

    A month links to another only through a period that holds both, so history stays unread until
    a year ends or a month is restated.
    """
    spans = {p: set(hierarchy.months(p)) for p in sorted(frozen["period"].astype(str).unique())}
    reach, size = set(months), -1
    while size != len(reach):
        size = len(reach)
        reach = reach.union(*(span for span in spans.values() if span & reach))
    near = [period for period, span in spans.items() if span & reach]
    return frozen.loc[frozen["period"].astype(str).isin(near)]


def figures_of(
    rows: pd.DataFrame,
    contributions: pd.DataFrame,
    editions: Editions,
    scale_of: Mapping[str, int],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a figure: KEY_COLUMNS, value, threshold, key, what is known of it, where it stood.

    Rows in are PRINTED_COLUMNS; `stood` lists the editions in which the figure was printed. What
    is the same number, but of other contributions, is another figure. Beside them the
    contributions that each figure is the sum of: columns figure, unknown.

    Raises: InternalError if this month prints one figure with two values, or if a figure is not
    the sum of its contributions.
    """
    rows = rows.assign(value=rows["value"].where(rows["status"].isin(NUMBERS), 0.0))
    rows["value"] = whole_values(rows, scale_of)
    is_now = rows["said"] == NOW
    _one_value(rows[is_now])
    # Who knows the empty places knows every zero: to withhold one protects nobody.
    is_empty = rows["value"] == 0
    was_hidden = ~is_now & (rows["status"] == "withheld")
    rows = rows.assign(
        is_known=is_empty | (~is_now & ~was_hidden), was_withheld=was_hidden, is_now=is_now
    )
    rows["told"] = rows.groupby([*KEY_COLUMNS, "said", "value"], sort=True).ngroup()
    found = _members_of(rows.drop_duplicates("told"), contributions, editions)
    rows["made_of"] = rows["told"].map(_composition(found)).fillna(0).astype("int64")
    figures = rows.groupby([*KEY_COLUMNS, "value", "made_of"], sort=True, as_index=False).agg(
        threshold=("threshold", "max"),
        is_known=("is_known", "any"),
        was_withheld=("was_withheld", "any"),
        is_now=("is_now", "any"),
        stood=("said", lambda said: tuple(sorted(set(said)))),
        told=("told", "min"),
    )
    figures["key"] = pd.Series(keys_of(figures), index=figures.index, dtype=object)
    figures["is_printed"] = figures["is_now"] & ~figures["is_known"]
    numbers = pd.Series(figures.index, index=figures["told"], name="figure")
    members = found.join(numbers, on="told", how="inner")[["figure", "unknown"]]
    return figures.drop(columns=["made_of", "told"]), members.reset_index(drop=True)


def _composition(found: pd.DataFrame) -> pd.Series[int]:
    """A mark for each row, the same for the same contributions."""
    size = int(found["unknown"].max()) + 1 if len(found) else 0
    marks = np.random.default_rng(SEED).integers(1, 2**62, size, dtype=np.int64)
    mark = pd.Series(marks[found["unknown"]], index=found.index)
    return mark.groupby(found["told"]).sum()


def _one_value(rows: pd.DataFrame) -> None:
    told = rows.assign(nothing=rows["status"].isin(KNOWN_NOTHING))
    told = told.drop_duplicates([*KEY_COLUMNS, "value", "nothing"])
    twice = told[told.duplicated(list(KEY_COLUMNS), keep=False)]
    if len(twice):
        text = keys_of(twice)[0].text
        raise InternalError("PROTECT-05", f"one figure has two values in this month: {text}")


def _members_of(
    asked: pd.DataFrame, contributions: pd.DataFrame, editions: Editions
) -> pd.DataFrame:
    """The contributions to each printed row, by the hierarchies of its edition: told, unknown."""
    found = pd.concat(list(_members(asked, contributions, editions)), ignore_index=True)
    sums = asked["told"].map(found.groupby("told")["value"].sum()).fillna(0).astype("int64")
    wrong = asked[sums != asked["value"]]
    if len(wrong):
        text = keys_of(wrong.sort_values("told").head(1))[0].text
        raise InternalError("PROTECT-10", f"a figure is not the sum of its partners: {text}")
    return found[["told", "unknown"]]


def _members(
    asked: pd.DataFrame, contributions: pd.DataFrame, editions: Editions
) -> Iterator[pd.DataFrame]:
    """Contributions by kind of geography."""
    everywhere = contributions[contributions["county"] == TOTAL]
    counted = contributions[contributions["county"] != TOTAL]
    place = "geography"
    above = pd.DataFrame(
        [
            (said, parent.type, kind, parent.code, code)
            for said in sorted(set(asked["said"]))
            for (kind, code), parents in editions.hierarchies[said].geography.items()
            for parent in parents
            if parent.type != "consortium"
        ],
        columns=["said", "geography_type", "kind", place, "code"],
    )
    groups = above[above["kind"] == "partner"].rename(columns={"code": "partner"})
    regions = above[above["kind"] == "county"].rename(columns={"code": "county"})
    sources = {
        "consortium": everywhere.assign(geography="all"),
        "partner": everywhere.assign(geography=everywhere["partner"]),
        "county": counted.assign(geography=counted["county"]),
        **{
            kind: everywhere.merge(
                groups.loc[groups["geography_type"] == kind, ["said", "partner", place]],
                on=["said", "partner"],
            )
            for kind in GROUPS
        },
        "region": counted.merge(regions[["said", "county", place]], on=["said", "county"]),
    }
    for kind, source in sources.items():
        wanted = asked.loc[asked["geography_type"] == kind, ["told", "said", place, *OWN]]
        yield wanted.merge(source, on=["said", place, *OWN])[["told", "unknown", "value"]]
