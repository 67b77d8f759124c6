"""What the planner counts as a gain, and how cells are put together for coarser tables."""

from __future__ import annotations

import dataclasses
from itertools import starmap
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import planner
from pipelines.cli import preview
from pipelines.errors import Blocked
from pipelines.monthly import OpenZone
from pipelines.planner import Outcome, added
from pipelines.rehearsal import in_words, named_in
from pipelines.types import CELL_COLUMNS
from schemas.catalog import load_catalog
from schemas.periods import Month
from tests.small import alder_in_two_rivers

MARCH = Month(2026, 3)
SMALL = "people_served|2026-03|county:17113|total:total"
YEARLY = "service_hours|FFY2026|consortium:all|service:safety_planning"


@pytest.fixture
def zone(tmp_path):
    return OpenZone(tmp_path, alder_in_two_rivers()[1])


def outcome(hidden, shown, freed, *, only_drops=False):
    return Outcome(
        report="r",
        table="t",
        words="",
        hidden=hidden,
        shown=shown,
        freed=freed,
        only_drops=only_drops,
    )


def test_half_as_hidden_pays_unless_rows_are_only_dropped():
    assert outcome((0.5, 0.25), (10, 5), 0).pays
    assert not outcome((0.5, 0.26), (10, 5), 0).pays
    assert not outcome((0.5, 0.0), (10, 5), 0, only_drops=True).pays


def test_more_figures_than_now_pay_whatever_is_dropped():
    assert outcome((0.5, 0.5), (10, 5), 6, only_drops=True).pays
    assert not outcome((0.5, 0.5), (10, 5), 5, only_drops=True).pays


def test_what_could_not_be_decided_or_measured_elsewhere_does_not_pay():
    assert not outcome((0.5, None), (10, None), None).pays
    assert not outcome((0.5, 0.4), (10, 50), None).pays


CELLS = st.lists(
    st.tuples(
        st.sampled_from(["alder", "birch"]), st.sampled_from("abc"), st.integers(0, 9) | st.none()
    ),
    min_size=1,
)


@given(CELLS)
def test_cells_of_one_place_are_added(cells):
    frame = pd.DataFrame(list(starmap(cell, cells)), columns=list(CELL_COLUMNS))
    sums = {}
    for partner, code, value in cells:
        if value is not None:
            sums[partner, code] = sums.get((partner, code), 0) + value
    found = added(frame.astype({"value": "float64"}))
    assert list(found.columns) == list(CELL_COLUMNS)
    assert {(row.partner, row.dim1): row.value for row in found.itertuples()} == sums


def cell(partner, code, value):
    return (
        partner,
        "people_served",
        "2026-03",
        "total",
        "age",
        code,
        "total",
        "total",
        value,
        "shown",
    )


def test_a_quarter_is_of_the_monthly_reports_that_the_coalition_makes():
    _, coalition = alder_in_two_rivers()
    chosen = dataclasses.replace(coalition, reports=("consortium", "voca"))
    counted = pd.DataFrame([cell("alder", "age_25_34", 30)], columns=list(CELL_COLUMNS))
    zone = SimpleNamespace(
        consortium=chosen,
        catalog=load_catalog(),
        cells=lambda month: counted.assign(period=str(month)),
    )
    coverage = pd.DataFrame(columns=["partner", "record", "month", "state"])
    now = SimpleNamespace(month=MARCH, cells=counted, coverage=coverage)
    made = planner._quarter(SimpleNamespace(zone=zone, tables=now))
    assert set(made.frame["report"]) == {"consortium"}


def test_a_figure_is_named_in_the_words_of_the_report(zone):
    assert in_words(zone, SMALL) == "People served, McLean county, March 2026"
    assert in_words(zone, SMALL, MARCH) == "People served, McLean county"
    assert in_words(zone, YEARLY, MARCH) == "Service hours, Safety planning, FFY2026"


def test_a_month_that_is_blocked_is_explained_in_words(zone, monkeypatch, capsys):
    text = f"cannot be protected: {SMALL}, {YEARLY} and 2 more"
    assert named_in(zone, text) == (in_words(zone, SMALL), in_words(zone, YEARLY))

    def block(*_):
        raise Blocked("PROTECT-04", text)

    monkeypatch.setattr(preview, "rehearse", block)
    monkeypatch.setattr(preview, "_say_what_counts", lambda *_: True)
    monkeypatch.setattr(preview, "load_consortium", lambda _: zone.consortium)
    monkeypatch.setattr(OpenZone, "tables", lambda *_: None)
    with pytest.raises(Blocked):
        preview.show_preview(zone.home, MARCH)
    said = capsys.readouterr().out
    assert "This month cannot be published as its reports stand." in said
    assert "  People served, McLean county, March 2026\n" in said
    assert 'docs/protection.md, "When a release is blocked"' in said
