"""A rehearsal: what a month would publish and withhold as things stand; nothing is kept."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from pipelines.errors import Blocked
from pipelines.monthly import OpenZone
from pipelines.protect import Frozen, Protection
from pipelines.protect.keys import keys_of
from pipelines.publish.labels import Labels
from pipelines.publish.markers import is_shown
from pipelines.types import Tables
from schemas.periods import Month, parse_period

OWN = ("primary", "inherited")
TOTAL = "total"
WITHHELD = "withheld"
BECAUSE = {
    "complementary": "{cause}",
    "remainder": "what is left of {cause} without its parts",
    "restated": "how little {cause} changed since it was published",
    "frozen": "itself: it was withheld in an earlier release and stays so",
}
NO_PLACE = frozenset({"unknown", "out_of_state"})
KEY = re.compile(r"\w+\|[\w-]+\|\w+:\w+\|\w+:[\w+]+")


@dataclass(frozen=True, repr=False)
class Rehearsal:
    """A month as it would be published, with what is withheld and why.

    `figures` are the rows of the tables with key, is_number, is_withheld, is_own (withheld for
    its own number) and because (in words, for the others).
    Privacy: aggregate, exact; restricted.
    """

    zone: OpenZone
    tables: Tables
    protection: Protection
    figures: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only."""
        return f"Rehearsal({int(self.figures['is_withheld'].sum())} withheld)"

    @property
    def withheld(self) -> frozenset[str]:
        """The text of every key that is withheld."""
        return frozenset(self.figures.loc[self.figures["is_withheld"], "key"])


@dataclass(frozen=True, kw_only=True)
class Price:
    """What it takes to show one figure: others hidden in its place, others freed.

    `is_possible` is false if nothing that could be hidden instead is enough.
    Privacy: disclosure-safe; places only.
    """

    figure: str
    because: str
    is_possible: bool
    hidden: tuple[str, ...] = ()
    freed: tuple[str, ...] = ()


def rehearse(zone: OpenZone, tables: Tables, frozen: Frozen | None = None) -> Rehearsal:
    """Protect a month as it stands now, and say what that would withhold.

    Privacy: aggregate in, aggregate out; restricted.
    Raises: Blocked if no pattern is enough.
    """
    protection = zone.protection(tables, frozen)
    told = protection.pattern.assign(key=[key.text for key in keys_of(protection.pattern)])
    status = protection.safe.frame["status"]
    tables = dataclasses.replace(tables, frame=tables.frame.loc[status.index])
    figures = tables.frame.assign(
        key=[key.text for key in keys_of(tables.frame)],
        is_number=status.map(is_shown) | status.eq(WITHHELD),
        is_withheld=status.eq(WITHHELD),
    ).merge(told[["key", "reason", "because"]], on="key", how="left")
    # a rate is withheld with its parts, and stands in no pattern
    figures["is_own"] = figures["is_withheld"] & ~figures["reason"].isin(set(BECAUSE))
    month = tables.month
    words = {text: in_words(zone, text, month) for text in set(figures["because"].dropna())}
    figures["because"] = [
        BECAUSE[reason].format(cause=words[cause]) if reason in BECAUSE else ""
        for reason, cause in zip(figures["reason"], figures["because"], strict=True)
    ]
    return Rehearsal(zone, tables, protection, figures)


def by_table(rehearsal: Rehearsal) -> pd.DataFrame:
    """One row a printed table: report, table, figures, own, others, hidden (share of non-zero).

    Tables of which nothing is withheld are not in it.

    Privacy: aggregate in, disclosure-safe out (counts only).
    """
    figures = rehearsal.figures
    counts = (
        figures.assign(
            others=figures["is_withheld"] & ~figures["is_own"],
            is_counted=figures["is_number"] & figures["value"].gt(0),
        )
        .groupby(["report", "table_id"], sort=False, as_index=False)
        .agg(
            figures=("is_number", "sum"),
            own=("is_own", "sum"),
            others=("others", "sum"),
            withheld=("is_withheld", "sum"),
            counted=("is_counted", "sum"),
        )
    )
    counts = counts[counts["withheld"] > 0].rename(columns={"table_id": "table"})
    return counts.assign(hidden=counts["withheld"] / counts["counted"]).reset_index(drop=True)


def largest(rehearsal: Rehearsal) -> pd.DataFrame:
    """Figures withheld for others' sake, each once, the largest first: key, figure, because.

    Privacy: aggregate in, disclosure-safe out (places in order of size, no figure).
    """
    figures = rehearsal.figures
    rows = figures[figures["is_withheld"] & ~figures["is_own"]].drop_duplicates("key")
    rows = rows.sort_values(["value", "key"], ascending=[False, True], kind="stable")
    month = rehearsal.tables.month
    names = [in_words(rehearsal.zone, text, month) for text in rows["key"]]
    return rows.assign(figure=names)[["key", "figure", "because"]].reset_index(drop=True)


def price_of(rehearsal: Rehearsal, key: str, because: str) -> Price:
    """What would be hidden, and what freed, if a figure had to be shown: decided again.

    Privacy: aggregate in, disclosure-safe out (places only).
    """
    zone, month = rehearsal.zone, rehearsal.tables.month
    name = in_words(zone, key, month)
    try:
        held = zone.protection(rehearsal.tables, held=(key,))
    except Blocked:
        return Price(figure=name, because=because, is_possible=False)
    then = {one.text for one in keys_of(held.pattern)}
    now = {one.text for one in keys_of(rehearsal.protection.pattern)} - {key}
    return Price(
        figure=name,
        because=because,
        is_possible=True,
        hidden=_named(zone, then - now, month),
        freed=_named(zone, now - then, month),
    )


def _named(zone: OpenZone, keys: Iterable[str], month: Month) -> tuple[str, ...]:
    return tuple(in_words(zone, text, month) for text in sorted(keys))


def in_words(zone: OpenZone, text: str, month: Month | None = None) -> str:
    """The key of a figure in the words of the report; its period unless it is that month.

    Privacy: disclosure-safe in, disclosure-safe out (places only).
    """
    measure, period, where, codes = text.split("|")
    labels = Labels(zone.catalog, zone.consortium)
    kind, _, geography = where.partition(":")
    breakdown, _, code = codes.partition(":")
    place = labels.geography(kind, geography)
    parts = [zone.catalog.measures[measure].label]
    if code != TOTAL:
        parts.append(labels.breakdown(breakdown, code))
    if kind in {"county", "region"} and geography not in NO_PLACE:
        place = f"{place} {kind}"
    if kind != "consortium" or code == TOTAL:
        parts.append(place[:1].lower() + place[1:] if kind == "consortium" else place)
    if period != str(month):
        parsed = parse_period(period)
        parts.append(parsed.label if len(parsed.months) == 1 else period)
    return ", ".join(parts)


def named_in(zone: OpenZone, text: str) -> tuple[str, ...]:
    """The figures that a message names by key, in words.

    Privacy: disclosure-safe in, disclosure-safe out (places only).
    """
    return tuple(in_words(zone, key) for key in KEY.findall(text))
