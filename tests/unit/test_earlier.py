"""A report names the earlier releases it rests on, and a later correction of those changes none."""

from __future__ import annotations

from pipelines.earlier import earlier_named, earlier_of
from schemas.catalog import load_catalog
from schemas.periods import Month
from schemas.reconciling import released_before

SEPTEMBER = Month(2026, 9)
CATALOG = load_catalog()
REPORT = CATALOG.reports["reconciliation_ffy"]
HEAD = (
    "table_id,measure,period,geography_type,geography,breakdown,dim1,dim2,dim3,value,status\n"
    "summary,shelter_nights,{month},consortium,all,total,total,total,total,{value},shown\n"
)


def publish(home, report, month, version, value):
    folder = home / "releases" / str(month) / report / f"v{version}"
    folder.mkdir(parents=True)
    text = HEAD.format(month=month, value=value)
    (folder / f"{report}-{month}-v{version}.csv").write_text(text)


def test_a_correction_since_is_not_what_a_draft_was_made_of(tmp_path):
    wanted = sorted(released_before(CATALOG, REPORT, SEPTEMBER))
    assert len({report for report, _ in wanted}) > 1
    for report, month in wanted:
        publish(tmp_path, report, month, 1, 100)
    made = earlier_of(tmp_path, CATALOG, REPORT, SEPTEMBER)
    assert set(made.reconciled_with) == {f"{report}-{month}-v1" for report, month in wanted}
    publish(tmp_path, *wanted[0], 2, 90)
    told = {"compared_with": [], "reconciled_with": list(made.reconciled_with)}
    again = earlier_named(tmp_path, CATALOG, REPORT, SEPTEMBER, told)
    assert again.counterparts.equals(made.counterparts)
    newest = earlier_of(tmp_path, CATALOG, REPORT, SEPTEMBER)
    assert min(newest.counterparts["value"]) == 90
    assert f"{wanted[0][0]}-{wanted[0][1]}-v2" in newest.reconciled_with


def test_what_was_not_released_then_is_left_out(tmp_path):
    (report, month), *_ = sorted(released_before(CATALOG, REPORT, SEPTEMBER))
    publish(tmp_path, report, month, 1, 100)
    told = {"compared_with": [], "reconciled_with": []}
    assert earlier_named(tmp_path, CATALOG, REPORT, SEPTEMBER, told).counterparts.empty
