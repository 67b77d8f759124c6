"""No night, hour or contact without a person, and only so many of them in a month.

Whoever sees that a hundred nights were spent in a month knows of four people at least. So an
agency's hours and nights bound from below how many people it can have had at the same place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.protect.hierarchy import Hierarchy
from pipelines.protect.ties import AT

MOST_A_MONTH = {"nights": 31, "days": 31, "hours": 31 * 24}
ANY = 100_000


@dataclass(frozen=True)
class Limits:
    """What is never negative: `terms` (limit, unknown, weight) sum to `values`."""

    terms: pd.DataFrame
    values: pd.Series[int]


def limits_of(
    contributions: pd.DataFrame, hierarchy: Hierarchy, scale_of: Mapping[str, int]
) -> Limits:
    """People times the most that each can have, less what there was of it.

    Numbers that break this (nobody can have so many hours) bound nothing.

    Privacy: aggregate in, aggregate out; restricted.
    """
    names = {str(name): hierarchy.facts(str(name)) for name in contributions["measure"].unique()}
    people = {
        name: facts.people
        for name, facts in names.items()
        if not facts.is_count and hierarchy.facts(facts.people).is_count
    }
    amounts = contributions[contributions["measure"].isin(people)]
    months = amounts["period"].map(lambda period: len(hierarchy.months(str(period))))
    months = months.astype("int64")
    most = {name: MOST_A_MONTH.get(names[name].unit, ANY) * scale_of[name] for name in people}
    most_of = amounts["measure"].map(most).astype("int64") * months
    asked = amounts.assign(measure=amounts["measure"].map(people), most=most_of)
    asked = asked.rename(columns={"unknown": "amount", "value": "much"})
    found = asked.merge(contributions.rename(columns={"unknown": "people"}), on=AT)
    found["over"] = found["most"] * found["value"] - found["much"]
    found = found[found["over"] >= 0].drop_duplicates(["people", "amount"], ignore_index=True)
    at = np.arange(len(found))
    terms = pd.concat(
        [
            pd.DataFrame({"limit": at, "unknown": found["people"], "weight": found["most"]}),
            pd.DataFrame({"limit": at, "unknown": found["amount"], "weight": -1}),
        ],
        ignore_index=True,
    )
    return Limits(terms.astype("int64"), found["over"].astype("int64"))
