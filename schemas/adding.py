"""How the parts of a measure add up to its total."""

from __future__ import annotations

from schemas.model import Breakdown, Measure


def is_multi(measure: Measure, breakdown: Breakdown) -> bool:
    """Whether one unit of the measure may count under several codes of the breakdown.

    A set of codes always; a person or another thing counted once, by what happened to it.
    """
    is_distinct = measure.value == "persons" or measure.value.startswith("distinct:")
    return breakdown.is_multi or (is_distinct and breakdown.of == "event")
