"""Two measures that are the same at every agency that can tell them: one gives the other away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import Blocked
from tests.unit.audit import told
from tests.unit.audit.told import NONE, PEOPLE, Told
from tests.unit.protect.synthetic import tables_of
from tests.unit.protect.test_protection import decided, hierarchies, row, shown

SAME = [("asked", True), ("", False)]
COUNTS = {"asked": (20, 20, 20), "told": (20, 20, 20), "yes": (18, 18, 18), "no": (2, 2, 2)}


def declared(same_as: str) -> dict[str, dict[str, Any]]:
    """Of those asked some say yes and some no; `told` are those who were asked, by who tells it."""
    plain = {**PEOPLE, **NONE}
    whole = {**plain, "sum_of": ["yes", "no"], "same_as": same_as}
    return {"asked": plain, "told": whole, "yes": plain, "no": plain}


@pytest.mark.parametrize(("same_as", "is_found"), SAME)
def test_an_agency_works_out_a_withheld_whole_from_its_double(
    tmp_path: Path, same_as: str, monkeypatch: pytest.MonkeyPatch, *, is_found: bool
) -> None:
    for name, entry in declared(same_as).items():
        monkeypatch.setitem(told.MEASURES, name, entry)
    month = Told(tmp_path)
    for name, counts in COUNTS.items():
        for partner, count in zip(("p1", "p2", "p3"), counts, strict=True):
            month.counted(partner, name, count)
    for name, value in {"asked": 60, "told": None, "yes": 54, "no": None}.items():
        month.figure(name, value)
    month.release()
    found = {(f.kind, f.label.measure, f.low, f.high) for f in month.audit().failures}
    leaks = {("derived", "told", 60, 60), ("remainder", "told", 6, 6)}
    assert found == (leaks if is_found else set())


@pytest.mark.parametrize(("same_as", "is_found"), SAME)
def test_protection_does_not_hide_a_whole_whose_double_is_in_print(
    same_as: str, *, is_found: bool
) -> None:
    tables = tables_of(
        [row(n, measure=name) for name, n in COUNTS.items()], hierarchies(**declared(same_as))
    )
    held = {"lead": ["t1:asked", "t1:yes"]}
    if is_found:
        with pytest.raises(Blocked):
            decided(tables, must_publish=held)
    else:
        assert shown(decided(tables, must_publish=held)) == [60, None, 54, None]
