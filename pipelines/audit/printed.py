"""What the printed numbers say of the shares: sums that are known, rounded, or told by a rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipelines.audit.adding import Book
from pipelines.audit.evidence import Label, Release
from pipelines.audit.figures import Figure, Figures, is_true
from pipelines.audit.rounded import ROUNDED, base_of, limits_of
from pipelines.audit.rows import Rows
from pipelines.audit.shares import Shares, edition_name

PERCENT = (1.0, 100.0)


def printed_rows(
    releases: list[Release], figures: Figures, shares: Shares, book: Book, rows: Rows
) -> None:
    """Add a row for every figure in print and every rate.

    Privacy: aggregate in, aggregate out; restricted.
    """
    told = {one.report: one.base or 2 * one.within for one in releases}
    bases = _bases(figures) | {report: base for report, base in told.items() if base}
    for key, figure in figures.told.items():
        if not figure.form or not is_true(figures, figure, shares):
            continue
        signs = [1.0] * len(figure.form)
        scale = shares.scale_of.get(figure.label.measure, 1)
        for report, _, status, value in figures.prints.get(key, ()):
            if status == ROUNDED and value is not None:
                limits = limits_of(value, bases[report], figures.thresholds[figure.label])
                bounds = _around(figure.value, [limit * scale for limit in limits])
                rows.add(figure.form, signs, bounds, figure.rank)
            elif value is not None:
                rows.add(figure.form, signs, (0.0, 0.0), figure.rank)
    for part, base, low, high in _rates(releases, figures, shares, book):
        since = part.rank
        _add_rate(part, base, (low, True), since, rows)
        _add_rate(part, base, (high, False), since, rows)


def _bases(figures: Figures) -> dict[str, int]:
    """The base that each report rounds to."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for prints in figures.prints.values():
        for report, _, status, value in prints:
            if status == ROUNDED and value is not None:
                found[report].append(value)
    return {report: base_of(values) for report, values in found.items()}


def _around(true: int, limits: list[float]) -> tuple[float, float]:
    """How far what is believed reaches from the truth, which is always among it."""
    low, high = limits
    return min(low - true, 0.0), max(high - true, 0.0)


def _rates(
    releases: list[Release], figures: Figures, shares: Shares, book: Book
) -> Iterator[tuple[Figure, Figure, float, float]]:
    """Every rate of two counts in print: its part, its base, and between what it lies."""
    for release in releases:
        for sighting in release.sightings:
            of = book.measures.get(sighting.label.measure, {}).get("ratio_of") or ()
            if sighting.value is None or len(of) != len(("part", "base")):
                continue
            both = [_figure(sighting.label, name, release, figures) for name in of]
            if None in both or not all(one is not None and one.form for one in both):
                continue
            part, base = (one for one in both if one is not None)
            weight = shares.scale_of[base.label.measure] / shares.scale_of[part.label.measure]
            half = 0.5 * 10.0 ** -len(repr(sighting.value).partition(".")[2])
            for percent in PERCENT:
                low, high = ((sighting.value + way * half) / percent for way in (-1, 1))
                true = weight * part.value / base.value
                if low - 1e-9 <= true <= high + 1e-9:
                    yield part, base, low / weight, high / weight
                    break


def _figure(label: Label, measure: str, release: Release, figures: Figures) -> Figure | None:
    return figures.told.get((label._replace(measure=measure), edition_name(release)))


def _add_rate(part: Figure, base: Figure, side: tuple[float, bool], since: int, rows: Rows) -> None:
    """Part less rate times base is on the known side of nothing."""
    rate, is_least = side
    weights: defaultdict[int, float] = defaultdict(float)
    for column in part.form:
        weights[column] += 1.0
    for column in base.form:
        weights[column] -= rate
    over = part.value - rate * base.value
    low, high = (-over, float("inf")) if is_least else (float("-inf"), -over)
    rows.add(list(weights), list(weights.values()), (low - 1e-6, high + 1e-6), since)
