"""Reports declared in memory, and tables of them, for the tests of how each is protected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from pipelines.protect import Frozen, Protection, nothing_frozen
from pipelines.protect.methods import protect_as_declared
from pipelines.types import Tables
from schemas.model import FunderReport, Mark, Method, TableSpec
from tests.unit.protect.synthetic import THRESHOLD

SECRET = b"a secret of the coalition"


def report(name: str = "lead", method: Method = Method.WITHHOLD, **more: Any) -> FunderReport:
    """A monthly report that protects its figures in one way."""
    base = 5 if method is Method.ROUND else 0
    plain: dict[str, Any] = {
        "id": name,
        "title": name,
        "funder": "A funder",
        "description": "A report.",
        "due": "monthly",
        "calendar": "SFY",
        "threshold": THRESHOLD,
        "tables": (),
        "sharing": "",
        "notes": (),
        "mark": Mark.PROPOSED,
        "source": "test",
        "protection": method,
        "rounding_base": base,
    }
    return FunderReport(**{**plain, **more})


def table(name: str, rows: str, **more: Any) -> TableSpec:
    """A table of people served in the month."""
    plain: dict[str, Any] = {
        "id": name,
        "sheet": name,
        "title": name,
        "rows": rows,
        "measures": ("served",),
        "period": "month",
        "note": "",
        "mark": Mark.PROPOSED,
        "source": "test",
    }
    return TableSpec(**{**plain, **more})


def as_declared(
    tables: Tables,
    reports: Sequence[FunderReport],
    frozen: Frozen | None = None,
    secret: bytes = SECRET,
) -> Protection:
    """What protection makes of these reports, all measures being of the same people."""
    linked = dict.fromkeys(tables.frame["measure"].unique(), "people")
    return protect_as_declared(tables, frozen or nothing_frozen(), reports, linked, lambda: secret)


def counts_alone(tables: Tables) -> Tables:
    """The tables without hours and rates."""
    is_count = ~tables.frame["measure"].isin(["service_hours", "sheltered_share"])
    return replace(tables, frame=tables.frame[is_count].reset_index(drop=True))


def without_rates(tables: Tables) -> Tables:
    """The tables without rates."""
    is_rate = tables.frame["measure"] == "sheltered_share"
    return replace(tables, frame=tables.frame[~is_rate].reset_index(drop=True))


def only(frame: pd.DataFrame, **where: str) -> pd.DataFrame:
    """The rows that match."""
    for column, word in where.items():
        frame = frame[frame[column] == word]
    return frame
