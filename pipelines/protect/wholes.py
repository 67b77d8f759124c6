"""No agency's parts may exceed their whole: what protects people rests on that relation.

Whoever reads the hierarchies takes the relation for granted, and would be right for all agencies
together even where one agency's numbers break it and another's make up for it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipelines.errors import Blocked
from pipelines.listed import first_of
from pipelines.protect.contributions import NOW, PLACE, whole_values
from pipelines.protect.hierarchy import Hierarchy
from pipelines.protect.ties import AT, SUM, parts_of

NAMED = 5
SUMS = ["rule", "kind", *AT]


def refuse_impossible(
    cells: pd.DataFrame, hierarchy: Hierarchy, scale_of: Mapping[str, int]
) -> None:
    """See to it that within every agency parts are at most their whole.

    Raises: Blocked if some are not; it names the agencies and places.

    Privacy: aggregate in; codes only in the message.
    """
    names = {name: hierarchy.is_protected(name) for name in cells["measure"].unique()}
    found = cells[cells["value"].notna() & cells["measure"].map(names).astype(bool)]
    found = found.assign(said=NOW, unknown=0)
    found["value"] = whole_values(found, scale_of)
    wholes = found[[*AT, "value"]].rename(columns={"value": "whole"})
    parts = pd.concat(list(parts_of(found, hierarchy)), ignore_index=True)
    most = parts.groupby(SUMS, as_index=False)["value"].agg(["sum", "max"])
    most["least"] = most["sum"].where(most["kind"] == SUM, most["max"])
    held = most.merge(wholes, on=AT)
    wrong = held.loc[held["least"] > held["whole"], list(PLACE)].drop_duplicates()
    if len(wrong):
        texts = wrong.sort_values(list(PLACE)).agg("|".join, axis=1).tolist()
        raise Blocked(
            "PROTECT-11",
            f"an agency's parts are more than their whole: {first_of(texts, NAMED)};"
            " ask the agency to send the month again",
        )
