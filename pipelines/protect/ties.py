"""How one partner's contributions hang together: sums, and parts that cannot exceed their whole.

An inequality is an equation with one more unknown that is not negative: what the whole has beyond
its part. Everyone who reads the published hierarchies knows these relations, and they hold for
each partner by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.protect.contributions import PLACE, TOTAL
from pipelines.protect.editions import Editions
from pipelines.protect.hierarchy import Hierarchy

SUM, DISTINCT, WITHIN = "sum", "distinct", "within"
SEED = 20_260_301
AT = ["said", *PLACE]


@dataclass(frozen=True)
class Ties:
    """Relations of contributions: `terms` (relation, unknown, sign) sum to nothing.

    `slacks` has one row an inequality: relation, sign, value, and the unknown it is like.
    """

    terms: pd.DataFrame
    slacks: pd.DataFrame
    count: int


def ties_of(contributions: pd.DataFrame, editions: Editions) -> Ties:
    """All relations that hold among the contributions as they stand; each once.

    A declared sum that does not add up (a month that was not counted) only bounds its parts.
    """
    hierarchy = editions.now
    pairs = pd.concat(
        [_joined(part, contributions) for part in parts_of(contributions, hierarchy)]
        + list(_period_pairs(contributions, editions)),
        ignore_index=True,
    )
    return _relations(pairs, contributions["unknown"].nunique())


def parts_of(found: pd.DataFrame, hierarchy: Hierarchy) -> Iterator[pd.DataFrame]:
    """Contributions with the place of a whole that they are part of, a rule and its kind.

    Privacy: aggregate in, aggregate out; restricted.
    """
    yield from _split_parts(found, hierarchy)
    by_county = found[found["county"] != TOTAL]
    yield by_county.assign(county=TOTAL, rule="county", kind=SUM, part=by_county["unknown"])
    for measure in found["measure"].unique():
        its = found[found["measure"] == measure]
        for whole in hierarchy.wholes.get(str(measure), ()):
            yield its.assign(measure=whole, rule="measures", kind=SUM, part=its["unknown"])
        for whole in hierarchy.facts(str(measure)).part_of:
            rule = f"part {measure}"
            yield its.assign(measure=whole, rule=rule, kind=WITHIN, part=its["unknown"])


def _split_parts(found: pd.DataFrame, hierarchy: Hierarchy) -> Iterator[pd.DataFrame]:
    split = found[found["breakdown"] != TOTAL]
    for (measure, name), rows in split.groupby(["measure", "breakdown"], sort=True):
        facts = hierarchy.facts(str(measure))
        if name in facts.partitions:
            kind = SUM
        elif name in facts.multi:
            kind = DISTINCT
        else:
            continue
        parts = rows[rows["dim1"] != TOTAL].assign(
            rule=f"breakdown {name}", kind=kind, part=rows["unknown"]
        )
        is_single = (parts["dim2"] == TOTAL) & (parts["dim3"] == TOTAL)
        yield parts.assign(breakdown=parts["breakdown"].mask(is_single, TOTAL), dim1=TOTAL)
        breakdown = hierarchy.breakdowns.get(str(name))
        if breakdown is not None and breakdown.parent:
            below = parts[parts["dim1"].isin(breakdown.parent_of)]
            yield below.assign(
                breakdown=breakdown.parent,
                dim1=below["dim1"].map(breakdown.parent_of),
                rule=f"parent {name}",
            )


def _joined(parts: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Parts beside their whole: columns whole, whole_value, part, value, rule, kind, group."""
    wholes = found.rename(columns={"unknown": "whole", "value": "whole_value"})
    pairs = parts.drop(columns="unknown").merge(wholes, on=AT)
    pairs["group"] = pairs["said"] + "|" + pairs["rule"]
    return pairs[["whole", "whole_value", "part", "value", "rule", "kind", "group"]]


def _period_pairs(found: pd.DataFrame, editions: Editions) -> Iterator[pd.DataFrame]:
    """Longer periods with the shorter ones they hold."""
    hierarchy, rank = editions.now, editions.rank
    months = {str(p): set(hierarchy.months(str(p))) for p in found["period"].unique()}
    is_longer = found["period"].map({p: len(span) > 1 for p, span in months.items()})
    longer = found[is_longer.astype(bool)]  # of no row at all too
    # What is the same months under two names is a part but once.
    names = found["period"].map(hierarchy.one_name(months))
    parts = found.assign(period=names).drop_duplicates(["said", *PLACE])
    stated = parts[["said", "period"]].drop_duplicates()
    for said, period in longer[["said", "period"]].drop_duplicates().itertuples(index=False):
        inside = {p for p, span in months.items() if span < months[period]}
        wholes = found[(found["said"] == said) & (found["period"] == period)]
        for name, choice in _choices(said, stated[stated["period"].isin(inside)], rank).items():
            shorter = parts.merge(choice, on=["said", "period"])
            for chain in chains(sorted(set(choice["period"])), months):
                its = shorter[shorter["period"].isin(chain)]
                rule = f"period {period} of {' '.join(chain)} {name}"
                yield _chained(wholes, its, rule, hierarchy)


def _choices(said: str, shorter: pd.DataFrame, rank: Mapping[str, int]) -> dict[str, pd.DataFrame]:
    """Which edition of each shorter period a longer one may rest on: the newest, or as of then."""
    newest = shorter.assign(edition=shorter["said"].map(rank)).sort_values("edition")
    then = newest[newest["edition"] <= rank[said]]
    return {
        name: rows.drop_duplicates("period", keep="last")[["said", "period"]]
        for name, rows in (("newest", newest), ("then", then))
    }


def chains(periods: list[str], months: Mapping[str, AbstractSet[str]]) -> Iterator[list[str]]:
    """Shorter periods that do not overlap: the single months, or from each longer one on.

    Beside a longer one stand the single months, or else other longer ones first.

    Privacy: disclosure-safe in, disclosure-safe out (periods only).
    """
    singles = [p for p in periods if len(months[p]) == 1]
    if singles:
        yield singles
    longest = sorted(periods, key=lambda p: (-len(months[p]), p))
    for first in periods:
        if len(months[first]) > 1:
            plain = _apart([first, *singles], months)
            wide = _apart([first, *longest], months)
            yield plain
            if set(wide) != set(plain):
                yield wide


def _apart(periods: list[str], months: Mapping[str, AbstractSet[str]]) -> list[str]:
    """Those of the periods that share no month with one before them."""
    found: list[str] = []
    taken: set[str] = set()
    for period in periods:
        if not months[period] & taken:
            found.append(period)
            taken |= months[period]
    return found


def _chained(
    wholes: pd.DataFrame, parts: pd.DataFrame, rule: str, hierarchy: Hierarchy
) -> pd.DataFrame:
    place = [name for name in PLACE if name != "period"]
    left = parts.drop(columns=["said", "period"]).rename(columns={"unknown": "part"})
    right = wholes.rename(columns={"unknown": "whole", "value": "whole_value"})
    pairs = left.merge(right[[*place, "whole", "whole_value"]], on=place)
    kinds = {"flow": SUM, "unduplicated": DISTINCT}
    kind = {m: kinds.get(hierarchy.facts(str(m)).additivity, "") for m in pairs["measure"].unique()}
    pairs = pairs.assign(kind=pairs["measure"].map(kind), rule=rule, group=rule)
    pairs = pairs[pairs["kind"] != ""]
    return pairs[["whole", "whole_value", "part", "value", "rule", "kind", "group"]]


def _relations(pairs: pd.DataFrame, size: int) -> Ties:
    """Relations of pairs: sums that add up, what sums leave, each part within, all parts cover."""
    marks = np.random.default_rng(SEED).integers(1, 2**62, size, dtype=np.int64)
    pairs = pairs.drop_duplicates(["whole", "part", "rule", "kind", "group"])
    together = pairs.groupby(["group", "whole", "kind"], sort=True)
    pairs = pairs.assign(
        joint=together.ngroup(),
        parts_sum=together["value"].transform("sum"),
        mark=pd.Series(marks[pairs["part"]], index=pairs.index),
    )
    over = pairs["whole_value"] - pairs["parts_sum"]
    is_sum = pairs["kind"] == SUM
    jointly = pairs[(is_sum & (over >= 0)) | ((pairs["kind"] == DISTINCT) & (over <= 0))]
    singly = pairs[~is_sum & (pairs["value"] <= pairs["whole_value"])]
    singly = singly.assign(joint=np.arange(len(singly)) + len(pairs), parts_sum=singly["value"])
    both = pd.concat(
        [jointly.assign(is_cover=jointly["kind"] == DISTINCT), singly.assign(is_cover=False)],
        ignore_index=True,
    )
    both["mark"] = both.groupby("joint")["mark"].transform("sum")
    heads = both.drop_duplicates("joint").drop_duplicates(["whole", "mark", "is_cover"])
    heads = heads.assign(relation=np.arange(len(heads)))
    over = heads["whole_value"] - heads["parts_sum"]
    is_open = (over != 0) | (heads["kind"] != SUM)
    slacks = pd.DataFrame(
        {
            "relation": heads["relation"],
            "sign": np.where(heads["is_cover"], 1, -1),
            "value": over.abs(),
            "like": heads["whole"],
        }
    )[is_open]
    parts = both.merge(heads[["joint", "relation"]], on="joint")
    terms = pd.concat(
        [
            pd.DataFrame({"relation": heads["relation"], "unknown": heads["whole"], "sign": 1}),
            pd.DataFrame({"relation": parts["relation"], "unknown": parts["part"], "sign": -1}),
        ],
        ignore_index=True,
    )
    return Ties(terms, slacks.reset_index(drop=True), len(heads))
