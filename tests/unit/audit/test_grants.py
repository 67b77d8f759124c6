"""A joint grant is a part of the consortium that no list of places tells."""

from __future__ import annotations

import pytest

from pipelines.audit import audit_published
from pipelines.protect import nothing_frozen, protect
from tests.unit.audit.test_planted_leaks import publish
from tests.unit.protect.synthetic import release, tables_of
from tests.unit.protect.test_protection import LIMITS, hierarchies, row

GRANTS = {"court": ["p1", "p2"], "housing": ["p2", "p3"]}


def document(**groups):
    found = hierarchies()
    found["geography"] |= {"grant": {"partner": GRANTS}, **groups}
    return found


def of_place(kind, name, value, code="total"):
    report, table, measure, period, *_, breakdown, dim, _ = row(0, code)
    return (report, table, measure, period, kind, name, breakdown, dim, value)


def failures(root):
    return {(f.kind, f.label.dim1) for f in audit_published([root]).failures}


def test_the_agencies_outside_a_grant_are_found_by_subtraction(tmp_path):
    rows = [row(60), row(40, "a"), row(20, "b"), row(0, "c"), row(0, "d")]
    publish(tmp_path, [*rows, of_place("grant", "court", 36, "a")], set(), document())
    assert failures(tmp_path) == {("remainder", "a")}, "4 at the third agency"
    apart = tmp_path / "apart"
    publish(apart, [*rows, of_place("grant", "court", 25, "a")], set(), document())
    assert audit_published([apart]).result == "pass"


def test_a_hub_within_a_grant_leaves_its_others(tmp_path):
    hubs = {"hub": {"partner": {"north": ["p1"]}}}
    rows = [row(60), of_place("grant", "court", 45), of_place("hub", "north", 42)]
    publish(tmp_path, rows, set(), document(**hubs))
    assert failures(tmp_path) == {("remainder", "total")}


def test_grants_that_share_an_agency_are_no_list_of_the_consortium(tmp_path):
    rows = [row(60), of_place("grant", "court", 45), of_place("grant", "housing", 40)]
    publish(tmp_path, rows, set(), document())
    assert audit_published([tmp_path]).result == "pass"


SHARES = {
    "total": (40, 25, 30),
    "a": (20, 6, 4),
    "b": (12, 11, 9),
    "c": (8, 8, 17),
}


@pytest.mark.parametrize("printed", [("a", "b"), ("a", "b", "c")])
def test_what_protection_makes_of_grants_passes(tmp_path, printed):
    rows = [row(SHARES["total"]), *(row(SHARES[code], code) for code in printed)]
    for name, agencies in GRANTS.items():
        of = [int(agency[1]) - 1 for agency in agencies]
        for code in ("total", *printed):
            held = tuple(v if n in of else 0 for n, v in enumerate(SHARES[code]))
            rows.append(of_place("grant", name, held, code))
    tables = tables_of(rows, document())
    made = protect(tables, nothing_frozen(), LIMITS)
    release(tmp_path, made.safe, 1)
    assert audit_published([tmp_path]).result == "pass"
    shown = made.safe.frame[made.safe.frame["status"] == "shown"]
    for code, own in shown.groupby("dim1"):
        values = own.set_index("geography")["value"]
        rest = values["all"] - values.drop("all") if "all" in values else values
        assert not rest.between(1, 10).any(), code
