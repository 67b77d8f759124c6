"""What a worksheet says beside its cells: what is hidden, filtered, merged."""

from __future__ import annotations

from pipelines.intake.sandbox.grid import Facts

MAX_COLUMN = 500
MAX_MERGED = 20_000
YES = ("1", "true")


class SheetFacts:
    """Collects the facts of one worksheet as its elements pass by."""

    def __init__(self, facts: Facts) -> None:
        """Collect into `facts`."""
        self._facts = facts

    def see(self, name: str, attributes: dict[str, str], row: int) -> None:
        """Note one element; `row` is the number of the row begun last."""
        if name == "row" and attributes.get("hidden") in YES:
            self._facts.hidden_rows.add(row)
        elif name == "filterColumn":
            self._facts.has_filter = True
        elif name == "mergeCell" and len(self._facts.merged) < MAX_MERGED:
            self._facts.merged.append(attributes.get("ref", "")[:20])
        elif name == "col" and attributes.get("hidden") in YES:
            first, last = (_number(attributes.get(key)) for key in ("min", "max"))
            self._facts.hidden_columns.update(range(first, min(last, MAX_COLUMN) + 1))


def _number(told: str | None) -> int:
    is_number = told is not None and told.isascii() and told.isdigit()
    return int(told[:9]) if told is not None and is_number else MAX_COLUMN + 1
