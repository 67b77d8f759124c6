"""Comparisons that treat a missing value as no breach."""

from __future__ import annotations

from typing import Any

import pandas as pd


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


def differs_from_first(frame: pd.DataFrame, column: str, day: str) -> pd.Series[bool]:
    """Rows that say something else about a client than that client's first row by `day`."""
    narrow = frame[list(dict.fromkeys(["client_key", day, column]))]
    known = narrow[narrow["client_key"].notna()].sort_values(day, kind="stable")
    first = known.groupby("client_key", sort=False)[column].transform("first")
    differs = sure(known[column].ne(first)) & known[column].notna()
    return differs.reindex(frame.index, fill_value=False)
