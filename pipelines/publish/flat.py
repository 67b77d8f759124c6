"""The flat CSV: one row a published figure, in codes; and what changed between two of them."""

from __future__ import annotations

import io

import pandas as pd

from pipelines.publish.edition import CHANGE_COLUMNS, Material
from pipelines.publish.markers import figure, is_shown
from pipelines.types import KEY_COLUMNS

FLAT_COLUMNS = ("table_id", *KEY_COLUMNS, "value", "status")


def write_flat(material: Material) -> bytes:
    """The figures of the report as CSV; `value` is empty unless the status shows a number.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    frame = material.frame
    measures = material.catalog.measures
    texts = [
        str(figure(value, status, measures[name])) if is_shown(status) else ""
        for value, status, name in zip(
            frame["value"], frame["status"], frame["measure"], strict=True
        )
    ]
    flat = frame[[*FLAT_COLUMNS]].assign(value=pd.Series(texts, index=frame.index, dtype="str"))
    return flat.to_csv(index=False, lineterminator="\n").encode("utf-8")


def read_flat(content: bytes) -> pd.DataFrame:
    """A flat CSV as text columns, `value` as float, missing where empty.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    flat = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False, na_filter=False)
    return flat.assign(value=pd.to_numeric(flat["value"], errors="coerce").astype("float64"))


def changed_figures(before: bytes, after: bytes) -> pd.DataFrame:
    """Figures of two flat CSVs of one report that differ, with CHANGE_COLUMNS.

    A figure that only one of them has stands with status `not_applicable` in the other.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    key = list(KEY_COLUMNS)
    old, new = (
        read_flat(content).drop_duplicates(key)[[*key, "value", "status"]]
        for content in (before, after)
    )
    old = old.rename(columns={"value": "old", "status": "old_status"})
    new = new.rename(columns={"value": "new", "status": "new_status"})
    keys = pd.concat([new[key], old[key]]).drop_duplicates(ignore_index=True)
    both = keys.merge(new, on=key, how="left").merge(old, on=key, how="left")
    both = both.fillna({"old_status": "not_applicable", "new_status": "not_applicable"})
    is_same_value = (both["old"] == both["new"]) | (both["old"].isna() & both["new"].isna())
    is_same = is_same_value & (both["old_status"] == both["new_status"])
    return both.loc[~is_same, list(CHANGE_COLUMNS)].reset_index(drop=True)
