"""Every exact figure of every report against the truth, counted without files, folders or releases.

The generator's rows go straight to the tally, so that reports of quarters and years are compared
whole, zeros and absences included, before protection takes anything out.
"""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.consolidate.consolidate import consolidate
from pipelines.deidentify.households import household_roles
from pipelines.deidentify.kinds import household_kinds
from pipelines.settings_files import load_consortium
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
# The ends of a federal, a calendar and a state fiscal year; each ends a quarter too.
MONTHS = ("2025-09", "2025-12", "2026-06")
# counterparts that the invented programs do not reach in these months
NEVER_REACHED = ("paip_has_b_05", "paip_has_b_06")
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
    """The truth with what no invented agency sends.

    More fields, kinds of household stated, roles and households left out, nights alone, services
    claimed under two streams.
    """
    services, calls = rows["client_service"].copy(), rows["hotline_contact"].copy()
    number = pd.Series(range(len(services)), index=services.index)
    words = number.mod(7).map({1: "served", 2: "partially_served", 5: "not_served"})
    services.loc[number.mod(400).lt(3) & services["grant_code"].eq("stop"), "client_role"] = None
    services["service_outcome"] = words.where(services["partner"].lt("n"))
    reasons = number.mod(5).map({1: "transportation;child_care", 2: "pets", 3: "unknown"})
    services["partial_reasons"] = reasons.where(services["partner"].lt("n"))
    again = services[number.mod(300).eq(0) & services["grant_code"].notna()]
    services = pd.concat([services, again.assign(grant_code="hud_esg")], ignore_index=True)
    share = pd.Series(range(len(calls)), index=calls.index).mod(5).div(4)
    calls["grant_share"] = share.where(calls["partner"].lt("n"))
    stays = rows["shelter_stay"]
    is_told = stays["stay_kind"].ne("bed_night") & stays["client_key"].str[0].isin(tuple("0123456"))
    stays = stays[~(is_told & stays["partner"].eq("harbor-row"))].copy()
    blank = pd.Series(range(len(stays)), index=stays.index).mod(50).eq(0)
    stays.loc[blank, ["household_key", "household_role"]] = None
    number = pd.Series(range(len(stays)), index=stays.index)
    words = number.mod(70).map({3: "unknown", 10: "only_children", 11: "without_children"})
    stays["household_kind"] = words.where(stays["partner"].lt("n")).astype("str")
    more = {"client_service": services, "hotline_contact": calls, "shelter_stay": stays}
    return {**rows, **more}


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
    mous = load_consortium(expected.members.home).mous
    return tally(catalog, partner, month, records, states, mous).frame


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
        if "household_key" in mine and len(mine):
            whole = mine.reset_index(drop=True)
            told = {"household_role": household_roles(whole)}
            told["household_kind"] = household_kinds(whole)
            found[name] = found[name].assign(**told)
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
    assert sorted(printed - seen) == [*NEVER_REACHED]


# ---- rules of the instruments, over the exact figures


def parts_of(frame, table, measure):
    """The codes of a table without its total and subtotals."""
    rows = frame[frame["table_id"].eq(table) & frame["measure"].eq(measure)]
    name = next(one for one in reversed(rows["breakdown"].tolist()) if one != "total")
    return rows[rows["breakdown"].eq(name)].set_index("dim1")["value"].fillna(0)


def whole(frame, measure):
    rows = frame[frame["measure"].eq(measure) & frame["geography"].eq("all")]
    (value,) = set(rows.loc[rows["breakdown"].eq("total"), "value"])
    return value


@pytest.mark.parametrize("month", [month for month, name in CASES if name == "voca"])
def test_the_blocks_of_voca_fit_each_other(tables_of, month):
    made = tables_of(month)
    voca = made[made["report"].eq("voca")]
    served, new = whole(voca, "voca_people"), whole(voca, "voca_new")
    assert 0 < new <= served
    assert new + whole(voca, "voca_continuing") == served
    for block in ("race", "gender", "age"):
        assert parts_of(voca, block, "voca_new").sum() == new
    assert whole(voca, "voca_several_victimizations") <= served
    assert parts_of(voca, "victimization", "voca_people").sum() >= served
    people, times = (parts_of(voca, "services", name) for name in ("voca_people", "voca_times"))
    assert people.max() <= served
    assert (times[people > 0] >= people[people > 0]).all()
    rows = voca[voca["table_id"].eq("services") & voca["breakdown"].eq("voca_category")]
    assert rows.loc[rows["measure"].eq("voca_people"), "value"].max() <= served
    by_agency = voca[voca["table_id"].eq("by_agency") & voca["geography_type"].eq("partner")]
    wide = by_agency.pivot_table(index="geography", columns="measure", values="value")
    assert (wide["voca_new"] <= wide["voca_people"]).all()


def test_new_people_of_the_quarters_are_the_people_of_the_year(expected, tables_of):
    """Each is new once in the federal year, so that the four quarters count everyone once."""
    quarters = ("2025-12", "2026-03", "2026-06", "2026-09")
    new = sum(whole(tables_of(month), "voca_new") for month in quarters)
    months = [str(one) for one in pd.period_range("2025-10", "2026-09", freq="M")]
    year = expected.figure("voca_people", months, ("consortium", "all", "total", "total"))
    assert new == year[0]


def test_the_groups_of_the_year_do_not_overlap(tables_of):
    december, september = tables_of("2025-12"), tables_of("2025-09")
    for frame, of, groups in (
        (december, "stop_people", ("stop_victims", "stop_not_primary")),
        (december, "stop_not_primary", ("stop_secondary", "stop_others")),
        (december, "housed_people", ("housed_leavers", "housed_not_left")),
        (
            december,
            "stop_victims",
            ("stop_partial", "stop_fully", "stop_not_given", "stop_no_status"),
        ),
        (december, "housed_not_left", ("housed_stayers", "housed_night_by_night")),
        (december, "household_people", ("housed_in_households", "household_not_recorded")),
        (december, "housed_in_households", ("households", "household_members")),
        (december, "dv_asked", ("dv_survivors", "dv_none", "dv_unknown")),
        (september, "people_all_fvpsa", ("people_sheltered", "people_not_sheltered")),
        (september, "day_people", ("day_housed", "day_not_housed")),
    ):
        report = frame[frame["measure"].eq(of)]["report"].iloc[0]
        own = frame[frame["report"].eq(report)]
        assert whole(own, of) == sum(whole(own, group) for group in groups)
    stop = december[december["report"].eq("ovw_stop")]
    for block in ("gender", "age"):
        assert parts_of(stop, block, "stop_victims").sum() == whole(stop, "stop_victims")
    assert parts_of(stop, "age", "stop_victims")["age_00_12"] == 0
    hud = december[december["report"].eq("hud_apr")]
    for block in ("age", "race"):
        assert parts_of(hud, block, "housed_people").sum() == whole(hud, "housed_people")
    for table, measure in (
        ("persons_by_kind", "housed_in_households"),
        ("households_by_kind", "households"),
    ):
        kinds = parts_of(hud, table, measure)
        assert kinds.sum() == whole(hud, measure)
        assert (kinds > 0).all(), "each kind occurs"
    assert parts_of(hud, "destination", "housed_leavers").sum() == whole(hud, "housed_leavers")
