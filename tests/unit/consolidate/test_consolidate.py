"""Cells of several partners become tables: sums, absence, ratios, hierarchies."""

from __future__ import annotations

import dataclasses
from itertools import product
from typing import Any

import pandas as pd
import pytest

from pipelines.consolidate.consolidate import consolidate
from pipelines.consolidate.places import places_of
from pipelines.errors import UsageError
from pipelines.settings import Consortium, Grant, Hub, Partner
from pipelines.types import CELL_COLUMNS, KEY_COLUMNS, TABLE_COLUMNS, Tables
from schemas.catalog import load_catalog
from schemas.periods import Month

MARCH = Month(2026, 3)
COVERAGE = pd.DataFrame(
    [("alder", "client_service", "2026-03", "accepted")],
    columns=["partner", "record", "month", "state"],
)


def partner(name: str, hub: str = "", kind: str = "victim_services") -> Partner:
    return Partner(
        id=name,
        name=name.title(),
        kind=kind,
        hub=hub,
        counties=(),
        intake="tally",
        basis="",
        expected=("client_service",),
        joined=Month(2024, 10),
        left=None,
        layouts=(),
    )


PARTNERS = (
    partner("birch"),
    partner("alder", "north"),
    partner("cedar", "north"),
    partner("elm", kind="paip"),
)
CONSORTIUM = Consortium(
    name="Test",
    contact="",
    due_day=10,
    threshold=11,
    keep_originals_days=0,
    recipients=(),
    hubs=(Hub(id="north", name="North", partners=("alder", "cedar")),),
    mous=(),
    partners=PARTNERS,
    sharing="",
)


def cell(
    who: str, measure: str, value: float | None, status: str = "shown", **at: str
) -> dict[str, Any]:
    place = {"county": "total", "breakdown": "total", "dim1": "total", **at}
    key = {"partner": who, "measure": measure, "period": at.get("period", "2026-03"), **place}
    return {**key, "dim2": "total", "dim3": "total", "value": value, "status": status}


def tables(*cells: dict[str, Any], month: Month = MARCH) -> Tables:
    frame = pd.DataFrame(list(cells), columns=list(CELL_COLUMNS)).astype({"value": "float64"})
    return consolidate(frame, CONSORTIUM, load_catalog(), month, COVERAGE)


def figure(made: Tables, table: str, measure: str, **at: str) -> tuple[float, str]:
    place = {
        "geography_type": "consortium",
        "geography": "all",
        "breakdown": "total",
        "dim1": "total",
    }
    want = {"table_id": table, "measure": measure, **place, **at}
    rows = made.frame
    for name, value in want.items():
        rows = rows[rows[name] == value]
    assert len(rows.drop_duplicates(list(KEY_COLUMNS))) == 1
    return float(rows["value"].iloc[0]), str(rows["status"].iloc[0])


def test_sums_by_hub_and_over_those_with_data() -> None:
    made = tables(
        cell("alder", "people_served", 20),
        cell("cedar", "people_served", None, "not_received"),
        cell("birch", "people_served", 5),
    )
    assert figure(made, "summary", "people_served") == (25, "shown")
    assert figure(made, "by_hub", "people_served", geography_type="hub", geography="north") == (
        20,
        "shown",
    )
    assert figure(made, "by_hub", "people_served", geography_type="hub", geography="no_hub") == (
        5,
        "shown",
    )
    missing = figure(
        made, "by_agency", "people_served", geography_type="partner", geography="cedar"
    )
    assert missing[1] == "not_received"
    assert pd.isna(missing[0])


def test_nothing_from_anybody_is_not_received_and_never_zero() -> None:
    made = tables()
    assert set(made.frame["status"]) == {"not_received"}
    assert made.frame["value"].isna().all()
    late = tables(cell("alder", "people_served", None, "not_received"))
    county = figure(late, "by_county", "people_served", geography_type="county", geography="17031")
    assert county[1] == "not_received"


def test_parts_that_nobody_counted_are_zero_where_the_total_is_known() -> None:
    made = tables(
        cell("alder", "people_served", 0, "nil"), cell("birch", "people_served", 0, "true_zero")
    )
    assert figure(made, "summary", "people_served") == (0, "true_zero")
    assert figure(made, "people_by_gender", "people_served", breakdown="gender", dim1="male") == (
        0,
        "true_zero",
    )
    alone = figure(made, "by_agency", "people_served", geography_type="partner", geography="alder")
    assert alone[1] == "nil"
    assert pd.isna(alone[0])


def test_nil_returns_alone_are_a_zero_of_the_consortium() -> None:
    made = tables(
        cell("alder", "unmet_requests", 0, "nil"),
        cell("birch", "unmet_requests", None, "not_received"),
    )
    assert figure(made, "summary", "unmet_requests") == (0, "true_zero")
    north = {"geography_type": "hub", "geography": "north"}
    assert figure(made, "by_hub", "unmet_requests", **north) == (0, "true_zero")
    no_hub = {"geography_type": "hub", "geography": "no_hub"}
    assert figure(made, "by_hub", "unmet_requests", **no_hub)[1] == "not_received"


def test_a_measure_that_no_agency_reports_is_not_applicable() -> None:
    made = tables(cell("alder", "hotline_contacts", None, "not_applicable"))
    assert figure(made, "summary", "hotline_contacts")[1] == "not_applicable"


def test_counties_add_up_to_regions() -> None:
    made = tables(
        cell("alder", "people_served", 9),
        cell("birch", "people_served", 8),
        cell("alder", "people_served", 4, breakdown="county", county="17113"),
        cell("alder", "people_served", 5, breakdown="county", county="17031"),
        cell("birch", "people_served", 8, breakdown="county", county="17113"),
    )
    at = {"table": "by_county", "measure": "people_served"}
    assert figure(made, **at, geography_type="county", geography="17113") == (12, "shown")
    assert figure(made, **at, geography_type="region", geography="central") == (12, "shown")
    assert figure(made, **at, geography_type="region", geography="cook") == (5, "shown")
    rows = made.frame[(made.frame["table_id"] == "by_county") & (made.frame["dim1"] == "total")]
    by_type = rows.groupby("geography_type")["value"].sum()
    assert by_type["county"] == by_type["region"] == by_type["consortium"] == 17


def test_a_ratio_is_made_of_its_sums() -> None:
    made = tables(
        cell("alder", "bed_nights_available", 100),
        cell("alder", "bed_nights_occupied", 90),
        cell("birch", "bed_nights_available", 300),
        cell("birch", "bed_nights_occupied", 0, "true_zero"),
        cell("cedar", "bed_nights_available", 0, "true_zero"),
        cell("cedar", "bed_nights_occupied", 0, "true_zero"),
    )
    assert figure(made, "capacity", "occupancy") == (pytest.approx(0.225), "shown")
    at = {"table": "capacity", "measure": "occupancy", "geography_type": "partner"}
    assert figure(made, **at, geography="birch") == (0, "true_zero")
    assert figure(made, **at, geography="cedar")[1] == "not_applicable"


def test_rows_are_in_the_order_of_publication_and_unique_in_a_table() -> None:
    made = tables(cell("alder", "people_served", 20))
    assert tuple(made.frame.columns) == TABLE_COLUMNS
    assert not made.frame.duplicated(["report", "table_id", *KEY_COLUMNS]).any()
    agencies = made.frame[made.frame["table_id"] == "by_agency"]["geography"].drop_duplicates()
    assert list(agencies) == ["all", "alder", "birch", "cedar"]
    programs = made.frame[made.frame["table_id"] == "paip_programs"]["geography"].drop_duplicates()
    assert list(programs) == ["all", "elm"]
    reasons = made.frame[made.frame["table_id"] == "unmet_by_reason"]
    assert list(reasons["breakdown"][:3]) == ["total", "reason_family", "reason"]


def test_the_same_figure_has_one_value_wherever_it_is_printed() -> None:
    made = tables(
        cell("alder", "people_served", 20),
        cell("alder", "people_served", 12, breakdown="service_group", dim1="legal"),
    )
    values = made.frame.groupby(list(KEY_COLUMNS), dropna=False)[["value", "status"]].nunique()
    assert (values <= 1).all(axis=None)


def test_a_yearly_report_is_due_when_its_year_ends() -> None:
    assert "fvpsa" not in set(tables().frame["report"])
    september = tables(month=Month(2026, 9))
    assert "fvpsa" in set(september.frame["report"])
    fvpsa = september.frame[september.frame["report"] == "fvpsa"]
    assert set(fvpsa["period"]) == {"FFY2026"}


def test_hierarchies_say_how_the_printed_figures_add_up() -> None:
    made = tables(cell("alder", "people_served", 20))
    tree = made.hierarchies
    assert tree["geography"]["consortium"]["partner"]["all"] == ["alder", "birch", "cedar"]
    assert tree["geography"]["hub"]["partner"] == {"north": ["alder", "cedar"], "no_hub": ["birch"]}
    assert "17113" in tree["geography"]["region"]["county"]["central"]
    assert tree["breakdowns"]["service"]["parent"] == "service_group"
    assert tree["breakdowns"]["reason"]["parent_of"]["no_bed_space"] == "capacity"
    people = tree["measures"]["people_served"]
    assert people["multi"] == ["race_ethnicity", "service", "service_group"]
    assert people["partitions"] == ["age_exchange", "gender", "client_kind"]
    assert people["sum_of"] == ["clients_new", "clients_ongoing", "clients_newness_unknown"]
    assert tree["measures"]["service_hours"]["partitions"] == ["service", "service_group"]
    assert tree["measures"]["occupancy"]["ratio_of"] == [
        "bed_nights_occupied",
        "bed_nights_available",
    ]
    assert tree["periods"]["SFY2026-YTD-03"][0] == "2025-07"
    assert set(tree["breakdowns"]) == set(made.frame["breakdown"]) - {"total"}


def test_regions_in_print_are_made_of_their_counties_also_where_no_county_is() -> None:
    plain = load_catalog().reports["consortium"]
    changed = [
        dataclasses.replace(table, rows="geography:region", subtotals="", charts=())
        if table.rows == "geography:county"
        else table
        for table in plain.tables
    ]
    report = dataclasses.replace(plain, tables=tuple(changed), views=())
    catalog = dataclasses.replace(load_catalog(), reports={plain.id: report})
    cells = pd.DataFrame([cell("alder", "people_served", 20)])[list(CELL_COLUMNS)]
    tree = consolidate(cells, CONSORTIUM, catalog, MARCH, COVERAGE).hierarchies["geography"]
    assert "county" not in tree["consortium"]
    assert "17113" in tree["region"]["county"]["central"]


def test_every_part_of_a_list_has_a_row_for_every_measure() -> None:
    made = tables()
    own = made.frame[made.frame["report"] == "consortium"]
    services = own[own["table_id"] == "services"]
    groups = load_catalog().code_lists["service_group"].names
    measures = ("people_served", "service_contacts", "service_hours")
    assert set(zip(services["dim1"], services["measure"], strict=True)) == set(
        product((*groups, "total"), measures)
    )


def of_grant(*partners: str) -> Tables:
    """The tables of a quarter's end, with a joint grant that these agencies hold."""
    grant = Grant(report="joint_voca", name="Court project", partners=partners)
    held = dataclasses.replace(CONSORTIUM, grants=(grant,) if partners else ())
    quarter = {"period": "FFY2026-Q2"}
    cells = [
        cell("alder", "voca_people", 20, **quarter),
        cell("cedar", "voca_people", 12, **quarter),
        cell("birch", "voca_people", 30, **quarter),
        cell("alder", "voca_people", 9, breakdown="voca_category", dim1="a", **quarter),
        cell("birch", "voca_people", 7, breakdown="voca_category", dim1="a", **quarter),
    ]
    frame = pd.DataFrame(cells, columns=list(CELL_COLUMNS)).astype({"value": "float64"})
    return consolidate(frame, held, load_catalog(), MARCH, COVERAGE)


def test_a_joint_grant_counts_its_own_agencies_and_no_other() -> None:
    made = of_grant("alder", "birch")
    own = made.frame[made.frame["report"] == "joint_voca"]
    place = {"geography_type": "grant", "geography": "joint_voca"}
    assert set(own["geography_type"]) == {"grant", "partner"}
    assert set(own.loc[own["geography_type"] == "partner", "geography"]) == {"alder", "birch"}
    assert figure(made, "joint", "voca_people", **place) == (50, "shown")
    rows = own[(own["table_id"] == "services") & (own["dim1"] == "a")].set_index("measure")
    assert rows.loc["voca_people", "value"] == 16
    assert rows.loc["voca_people", "geography_type"] == "grant"
    assert made.hierarchies["geography"]["grant"] == {"partner": {"joint_voca": ["alder", "birch"]}}


def test_a_report_of_a_grant_that_nobody_holds_is_not_made() -> None:
    assert "joint_voca" not in set(of_grant().frame["report"])
    report = load_catalog().reports["joint_voca"]
    assert not CONSORTIUM.gives(report, MARCH)


def test_grants_that_share_no_agency_are_refused() -> None:
    """What the agencies outside both have would be all less one less the other."""
    grants = tuple(
        Grant(report=name, name=name, partners=(who,))
        for name, who in (("joint_voca", "alder"), ("joint_stop", "birch"))
    )
    held = dataclasses.replace(CONSORTIUM, grants=grants)
    with pytest.raises(UsageError) as refused:
        places_of(held, load_catalog(), MARCH)
    assert refused.value.code == "GRANT-02"


def test_a_grant_of_an_agency_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        of_grant("alder", "oak")
    assert refused.value.code == "GRANT-01"
    assert "oak" in refused.value.text
