"""Comparisons that treat a missing value as no breach."""

from __future__ import annotations

from typing import Any

import pandas as pd

NOTHING_SAID = ("unknown", "not_asked")


def sure(mask: pd.Series[Any]) -> pd.Series[bool]:
    """True where the comparison certainly holds; missing counts as not."""
    return mask.fillna(value=False).astype(bool)


def has_code(sets: pd.Series[Any], code: str) -> pd.Series[bool]:
    """Whether a set column (codes joined by semicolons) holds `code`."""
    padded = ";" + sets.fillna("") + ";"
    return padded.str.contains(f";{code};", regex=False).astype(bool)


def repeated(frame: pd.DataFrame, columns: list[str]) -> pd.Series[bool]:
    """Rows equal to an earlier row in all `columns`; the first of them must not be missing."""
    return frame.duplicated(subset=columns, keep="first") & frame[columns[0]].notna()


def odd_ones(frame: pd.DataFrame, column: str) -> pd.Series[bool]:
    """Rows that say something else about a client than most rows of that client.

    Where no answer has more than half of a client's rows, nobody knows which is the odd one: then
    all of them are named. Not known and not asked say nothing.
    """
    said = frame[column].notna() & ~frame[column].isin(NOTHING_SAID) & frame["client_key"].notna()
    told = frame.loc[said, ["client_key", column]]
    clients = told.groupby("client_key", sort=False)[column]
    alike = told.groupby(["client_key", column], sort=False)[column].transform("size")
    differ = clients.transform("nunique") > 1
    odd = differ & (2 * alike <= clients.transform("size"))
    return odd.reindex(frame.index, fill_value=False).astype(bool)
