"""What holds within one partner: its parts and wholes, as everybody reads them off the hierarchies.

Each is a row over shares: whole less parts. Where the truth leaves something over, the attacker
only knows on which side of nothing the row lies.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from pipelines.audit.adding import Book, beside_each_other
from pipelines.audit.evidence import ALL
from pipelines.audit.rows import Rows
from pipelines.audit.shares import PLACE, Shares

EQUAL, LEAST, COVER = "equal", "least", "cover"
MOST_A_MONTH = {"nights": 31, "days": 31, "hours": 31 * 24}
ANY = 100_000
AT = ["said", *PLACE]


def within_partners(shares: Shares, book: Book, ranks: dict[str, int]) -> Rows:
    """Every relation among the shares of one partner, each once; `ranks` put editions in order.

    Privacy: aggregate in, aggregate out; restricted.
    """
    if shares.rows.empty:
        return Rows(0)
    found = [*_of_one_edition(shares.rows, book), *_of_periods(shares.rows, book, ranks)]
    rows = Rows(len(shares.value))
    for pairs in found:
        if len(pairs):
            _write(pairs, rows)
    _behind(shares, book, rows)
    return rows


def _of_one_edition(rows: pd.DataFrame, book: Book) -> Iterator[pd.DataFrame]:
    """Pairs of whole and part that stand in the same edition, with rule and sense."""
    by_county = rows[rows["county"] != ALL]
    yield _paired(by_county, by_county.assign(county=ALL), rows, "county", EQUAL)
    for measure in sorted(rows["measure"].unique()):
        own, entry = rows[rows["measure"] == measure], book.measures[measure]
        for name in entry.get("part_of") or ():
            yield _paired(own, own.assign(measure=name), rows, measure, LEAST)
        for whole in sorted(book.measures):
            if measure in (book.measures[whole].get("sum_of") or ()):
                yield _paired(own, own.assign(measure=whole), rows, "measures", EQUAL)
        for name in entry.get("partitions") or ():
            yield from _of_breakdown(own, rows, name, book, (EQUAL,))
        for name in entry.get("multi") or ():
            yield from _of_breakdown(own, rows, name, book, (LEAST, COVER))


def _of_breakdown(
    own: pd.DataFrame, rows: pd.DataFrame, name: str, book: Book, senses: tuple[str, ...]
) -> Iterator[pd.DataFrame]:
    parts = own[(own["breakdown"] == name) & (own["dim1"] != ALL)]
    is_plain = (parts["dim2"] == ALL) & (parts["dim3"] == ALL)
    whole = parts.assign(breakdown=parts["breakdown"].mask(is_plain, ALL), dim1=ALL)
    entry = book.breakdowns.get(name, {})
    above = parts["dim1"].map(entry.get("parent_of") or {})
    upper = parts.assign(breakdown=entry.get("parent") or "", dim1=above)
    for sense in senses:
        yield _paired(parts, whole, rows, f"codes {name}", sense)
        yield _paired(parts[above.notna()], upper[above.notna()], rows, f"groups {name}", sense)


def _paired(
    parts: pd.DataFrame, place: pd.DataFrame, rows: pd.DataFrame, rule: str, sense: str
) -> pd.DataFrame:
    """Parts beside the whole that stands at `place`."""
    asked = place[AT].assign(part=parts["unknown"], size=parts["value"])
    wholes = rows[[*AT, "unknown", "value"]].rename(columns={"unknown": "whole"})
    pairs = asked.merge(wholes, on=AT)
    group = pairs["said"] + " " + rule
    return pairs[["whole", "value", "part", "size"]].assign(group=group, sense=sense)


def _of_periods(rows: pd.DataFrame, book: Book, ranks: dict[str, int]) -> Iterator[pd.DataFrame]:
    """Pairs of a longer and a shorter period, as the shorter was when the longer was made."""
    told = rows[["said", "period"]].drop_duplicates()
    told = told.assign(rank=told["said"].map(ranks)).sort_values("rank")
    months = {p: frozenset(book.months(p)) for p in sorted(told["period"].unique())}
    additivity = {m: book.measures[m].get("additivity") for m in rows["measure"].unique()}
    kind = rows["measure"].map(additivity)
    flow, people = rows[kind == "flow"], rows[kind == "unduplicated"]
    is_longer = told["period"].map(lambda period: len(months[period]) > 1)
    for said, period, rank in told[is_longer].itertuples(index=False):
        inner = told[told["period"].map(lambda p, of=period: months[p] < months[of])]
        sums, whole = (x[(x["said"] == said) & (x["period"] == period)] for x in (flow, people))
        for known in _editions(inner, rank):
            for chain in _chains(sorted(known["period"]), months, period):
                its = known[known["period"].isin(chain)][["said", "period"]]
                covered = frozenset().union(*(months[p] for p in chain))
                group = f"{period} {' '.join(its['said'] + ' ' + its['period'])}"
                yield _longer(sums, flow, its, f"flow {group}", EQUAL)
                yield _longer(whole, people, its, group, LEAST)
                if covered == months[period]:
                    yield _longer(whole, people, its, f"all {group}", COVER)


def _editions(inner: pd.DataFrame, rank: int) -> Iterator[pd.DataFrame]:
    """The edition of each shorter period: the newest of that time, and the newest of all."""
    is_then = inner["rank"] <= rank
    then = pd.concat([inner[~is_then][::-1], inner[is_then]])
    seen: list[pd.DataFrame] = []
    for several in (then, inner):
        one = several.drop_duplicates("period", keep="last").sort_values("period")
        if not any(one.equals(other) for other in seen):
            seen.append(one)
            yield one


def _chains(
    periods: list[str], months: dict[str, frozenset[str]], whole: str
) -> Iterator[list[str]]:
    """Periods that do not overlap: the months; longer ones, and the months beside them."""
    single = [p for p in periods if len(months[p]) == 1]
    if single:
        yield single
    for first in periods:
        if len(months[first]) > 1:
            yield [first, *(p for p in single if not months[p] & months[first])]
    longer = {p: months[p] for p in periods if len(months[p]) > 1}
    for chain in beside_each_other(longer, months[whole]):
        covered = frozenset().union(*(months[p] for p in chain))
        yield [*chain, *(p for p in single if not months[p] & covered)]


def _longer(
    wholes: pd.DataFrame, rows: pd.DataFrame, chosen: pd.DataFrame, group: str, sense: str
) -> pd.DataFrame:
    place = [name for name in PLACE if name != "period"]
    parts = rows.merge(chosen, on=["said", "period"])
    parts = parts[[*place, "unknown", "value"]]
    parts = parts.rename(columns={"unknown": "part", "value": "size"})
    pairs = wholes[[*place, "unknown", "value"]].rename(columns={"unknown": "whole"})
    pairs = pairs.merge(parts, on=place)
    return pairs[["whole", "value", "part", "size"]].assign(group=group, sense=sense)


def _behind(shares: Shares, book: Book, rows: Rows) -> None:
    """No night, hour or contact without a person, and only so many of them in a period."""
    for measure in sorted(shares.rows["measure"].unique()):
        people = book.measures[measure].get("people")
        if not people or not book.is_count(people):
            continue
        unit, scale = book.unit(measure), shares.scale_of[measure]
        own = shares.rows[shares.rows["measure"] == measure]
        pairs = _paired(own, own.assign(measure=people), shares.rows, people, LEAST)
        months = own["period"].map(lambda period: len(book.months(period)))
        most = dict(zip(own["unknown"], months * MOST_A_MONTH.get(unit, ANY) * scale, strict=True))
        for part, whole, size, value in (
            pairs[["part", "whole", "size", "value"]]
            .drop_duplicates()
            .itertuples(index=False, name=None)
        ):
            over = int(value) * int(most[part]) - int(size)
            if over >= 0:
                rows.add([int(whole), int(part)], [int(most[part]), -1], (-over, np.inf))


def _write(pairs: pd.DataFrame, rows: Rows) -> None:
    """One row a whole and group; a row for each part where only `least` holds."""
    sense = pairs["sense"].iloc[0]
    if sense == LEAST:
        pairs = pairs.assign(group=pairs["group"] + " " + pairs["part"].astype(str))
    pairs = pairs.drop_duplicates(["group", "whole", "part"])
    for _, found in pairs.groupby(["group", "whole"], sort=True):
        parts = found["part"].to_numpy(dtype=np.int64)
        over = int(found["value"].iloc[0]) - int(found["size"].sum())
        columns = [int(found["whole"].iloc[0]), *parts.tolist()]
        signs = [1, *[-1] * len(parts)]
        if sense == COVER and over <= 0:
            rows.add(columns, signs, (-np.inf, -over))
        elif sense != COVER and over >= 0:
            upper = 0.0 if sense == EQUAL and over == 0 else np.inf
            rows.add(columns, signs, (-over, upper))
