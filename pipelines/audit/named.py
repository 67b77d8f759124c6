"""The same months under several names: a reader sees at once that they are the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pipelines.audit.evidence import Release, read_releases
from schemas.periods import PeriodError, parse_period


def one_name(printed: Iterable[str], others: Iterable[str] = ()) -> dict[str, str]:
    """For each period the first name that its months go by in print, or else its own.

    The first quarter of a calendar year is the second of a federal one, and July is the state
    fiscal year to date at its end.
    """
    names: dict[tuple[str, ...], str] = {}
    ordered = (*sorted(set(printed)), *sorted(set(others)))
    return {period: names.setdefault(_months(period), period) for period in ordered}


def counted_by_year(releases: Iterable[Release]) -> frozenset[str]:
    """Measures that depend on the fiscal year too: the same months of another are another count."""
    return frozenset(
        name
        for release in releases
        for name, entry in release.hierarchies.get("measures", {}).items()
        if entry.get("by_fiscal_year")
    )


def read_named(paths: Sequence[Path], focus: Sequence[Path]) -> tuple[list[Release], list[Release]]:
    """Every release at or below the paths, and those of them at or below `focus`; all without it.

    Figures of the same months are labelled alike.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    releases = _under_one_name(read_releases(paths))
    if not focus:
        return releases, releases
    chosen = {release.folder for release in read_releases(focus)}
    return releases, [release for release in releases if release.folder in chosen]


def _under_one_name(releases: list[Release]) -> list[Release]:
    names = one_name(label_periods(releases))
    if all(name == period for period, name in names.items()):
        return releases
    by_year = counted_by_year(releases)
    return [
        replace(
            release,
            sightings=tuple(
                replace(one, label=one.label._replace(period=names[one.label.period]))
                if one.label.measure not in by_year
                else one
                for one in release.sightings
            ),
        )
        for release in releases
    ]


def label_periods(releases: Iterable[Release]) -> set[str]:
    """Every period that some release prints."""
    return {one.label.period for release in releases for one in release.sightings}


def _months(period: str) -> tuple[str, ...]:
    try:
        return tuple(map(str, parse_period(period).months))
    except PeriodError:
        return (period,)
