"""Every exact figure of every report against the truth, counted without files, folders or releases.

The generator's rows go straight to the tally, so that reports of quarters and years are compared
whole, zeros and absences included, before protection takes anything out.
"""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.consolidate.consolidate import consolidate
from pipelines.settings import load_consortium
from pipelines.tally.tally import months_counted, tally
from pipelines.types import StrippedRecords
from sample_data import deliveries, truth, write_consortium
from schemas.catalog import load_catalog
from schemas.due import due_reports
from schemas.model import Release
from schemas.periods import Month
from tests.pipeline.oracle.declared import Members, is_due
from tests.pipeline.oracle.expected import KEY, Arrivals, Expected

pytestmark = [pytest.mark.xdist_group("exact"), pytest.mark.slow]

LAST = "2026-09"
# The ends of a federal quarter, of a calendar year and of a federal and a state fiscal year; a
# month with nothing but monthly reports.
MONTHS = ("2025-09", "2025-12", "2026-05", "2026-06")
REPORTS = sorted(load_catalog().reports)
CASES = [(month, name) for month in MONTHS for name in REPORTS if is_due(name, month)]
every_case = pytest.mark.parametrize(("month", "name"), CASES)


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    home = tmp_path_factory.mktemp("exact") / "home"
    write_consortium(home)
    until = Members(home).approval_day(LAST)
    told = Arrivals(deliveries(last=LAST), until)
    rows = with_what_nobody_sends(truth(last=LAST, as_of=until))
    return Expected(members=Members(home), truth=rows, arrivals=told)


def with_what_nobody_sends(rows):
    """The truth with fields that no invented agency records, for half of those that could."""
    services, calls = rows["client_service"].copy(), rows["hotline_contact"].copy()
    number = pd.Series(range(len(services)), index=services.index)
    words = number.mod(7).map({1: "served", 2: "partially_served", 5: "not_served"})
    services["service_outcome"] = words.where(services["partner"].lt("n"))
    share = pd.Series(range(len(calls)), index=calls.index).mod(5).div(4)
    calls["grant_share"] = share.where(calls["partner"].lt("n"))
    return {**rows, "client_service": services, "hotline_contact": calls}


@pytest.fixture(scope="module")
def tables_of(expected):
    """The exact tables of a month, worked out once."""
    consortium, catalog = load_consortium(expected.members.home), load_catalog()
    found = {}

    def tables(month):
        if month not in found:
            parsed = Month.parse(month)
            cells = pd.concat(
                [cells_of(expected, partner, parsed) for partner in consortium.partners]
            )
            coverage = pd.DataFrame(columns=["partner", "record", "month", "state"], dtype="str")
            found[month] = consolidate(cells, consortium, catalog, parsed, coverage).frame
        return found[month]

    return tables


def cells_of(expected, partner, month):
    """What the tally makes of the true rows of an agency."""
    catalog = load_catalog()
    months = months_counted(catalog, partner, month)
    words = {"missing": "not_received"}
    states = {
        one: {
            name: words.get(state := expected.arrivals.state(partner.id, str(one), name), state)
            for name in partner.expected
        }
        for one in months
    }
    records = [
        StrippedRecords(partner.id, one, frames(expected, partner.id, one)) for one in months
    ]
    return tally(catalog, partner, month, records, states).frame


def frames(expected, partner, month):
    found = {}
    for name, rows in expected.truth.items():
        mine = rows[rows["partner"].eq(partner) & rows["month"].eq(str(month))]
        if len(mine):
            fields = [f for f in load_catalog().records[name].fields if f.name in mine]
            kept = {
                "person_no" if f.released_as is Release.PERSON_NO else f.name: mine[f.name]
                for f in fields
                if f.released_as is not Release.NEVER
            }
            found[name] = pd.DataFrame(kept).reset_index(drop=True).convert_dtypes()
    return found


def test_the_months_hold_every_report():
    assert {name for _, name in CASES} == set(REPORTS)
    catalog = load_catalog()
    for month in MONTHS:
        due = {one.id for one in due_reports(catalog.reports.values(), Month.parse(month))}
        assert due == {name for one, name in CASES if one == month}


@every_case
def test_every_exact_figure_is_the_truth(expected, tables_of, month, name):
    made = tables_of(month)
    made = made[made["report"] == name]
    assert not made.duplicated(KEY).any()
    both = expected.figures(name, month).merge(
        made, on=KEY, how="outer", suffixes=("_true", ""), indicator="where"
    )
    alone = both[both["where"] != "both"]
    assert alone.empty, alone.head(40).to_string()
    is_number = both["status_true"].isin(("shown", "true_zero"))
    both["value_true"] = both["value_true"].where(is_number).astype(float)
    differs = (both["value"] - both["value_true"]).abs().gt(1e-2)
    differs |= both["value"].isna() != both["value_true"].isna()
    wrong = both[differs | both["status"].ne(both["status_true"])]
    assert wrong.empty, wrong.head(40).to_string()
    assert both["value"].gt(0).any()


def test_no_measure_is_compared_at_zero_alone(expected):
    seen, printed = set(), set()
    for month, name in CASES:
        found = expected.figures(name, month)
        printed |= set(found["measure"])
        seen |= set(found.loc[found["value"].gt(0), "measure"])
    assert not printed - seen
