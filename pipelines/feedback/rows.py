"""What became of the rows of each sheet, in one sentence a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipelines.feedback.wording import counted, reason_words
from pipelines.findings import RowCount
from schemas.catalog import load_catalog

OTHER = "other_record"
# told of a record's own rows; every other reason is told of the sheet, whatever its rows record
OWN_REASONS = ("other_month", "no_figure", "deleted")
NO_SHEET = "Your file"


def row_lines(counts: Sequence[RowCount]) -> tuple[tuple[str, str], ...]:
    """What is told of the rows: (sheet, sentence); a sheet of several records has one line."""
    sheets: dict[tuple[str, int], list[RowCount]] = {}
    for one in counts:
        sheets.setdefault((one.sheet, one.rows_in), []).append(one)
    return tuple(line for alike in sheets.values() for line in _lines(alike))


def _lines(alike: Sequence[RowCount]) -> Iterator[tuple[str, str]]:
    aside = _shared(alike)
    if aside is None:
        yield from ((_name(one), _account(one)) for one in alike)
        return
    read = ", ".join(f"{one.accepted:,} {_label(one)}" for one in alike)
    total = sum(one.accepted for one in alike)
    told = f"{counted(alike[0].rows_in, 'row')}, {total:,} read ({read})"
    yield alike[0].sheet or NO_SHEET, _with_aside(told, aside)


def _shared(alike: Sequence[RowCount]) -> Mapping[str, int] | None:
    """Rows left out of a sheet with several records; None where its lines stand for themselves.

    A row that is of another kind for each record but one is read as that one: only what no record
    takes is left out.
    """
    found = [dict(one.set_aside) for one in alike]
    if len(found) == 1 or not any(OTHER in one for one in found):
        return None
    reasons = dict.fromkeys(reason for one in found for reason in one if reason != OTHER)
    aside: dict[str, int] = {}
    for reason in reasons:
        told = [one.get(reason, 0) for one in found]
        if reason not in OWN_REASONS and len(set(told)) > 1:
            return None
        aside[reason] = sum(told) if reason in OWN_REASONS else told[0]
    read = sum(one.accepted for one in alike)
    left = alike[0].rows_in - read - sum(aside.values())
    return {**aside, OTHER: left} if left >= 0 else None


def _name(one: RowCount) -> str:
    return f"{one.sheet} ({_label(one)})" if one.sheet else _label(one)[0].upper() + _label(one)[1:]


def _account(one: RowCount) -> str:
    told = f"{counted(one.rows_in, 'row')}, {one.accepted:,} read"
    return _with_aside(told, dict(one.set_aside))


def _with_aside(told: str, aside: Mapping[str, int]) -> str:
    words = [f"{count:,} {reason_words(reason)}" for reason, count in aside.items() if count]
    left_out = sum(aside.values())
    return f"{told}, {left_out:,} left out ({', '.join(words)})." if left_out else f"{told}."


def _label(one: RowCount) -> str:
    """The record in the middle of a sentence; letters that stand for a name stay large."""
    label = load_catalog().records[one.record].label
    return label if label[1:2].isupper() else label.lower()
