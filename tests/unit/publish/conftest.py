"""A small invented catalog, consortium and month of protected figures."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pipelines.publish.edition import CHANGE_COLUMNS, AuditSummary, Edition
from pipelines.settings import Consortium, Hub, Partner
from pipelines.types import TABLE_COLUMNS, SafeTables
from schemas.catalog import Catalog
from schemas.model import (
    Additivity,
    Breakdown,
    Code,
    CodeList,
    Confidentiality,
    Counts,
    Field,
    FieldType,
    FunderReport,
    Mark,
    Measure,
    RecordType,
    Release,
    TableSpec,
)
from schemas.periods import Month
from schemas.views import ChartSpec

MONTH = Month(2026, 3)
LEFTOVER = 98765431.0


def make_measure(name, label, unit, **more):
    settings = {
        "definition": f"{label}, as agreed.",
        "record": "client_service",
        "view": "served",
        "filter": "",
        "value": "rows",
        "additivity": Additivity.FLOW,
        "counts": Counts.EVENTS,
        "breakdowns": ("service",),
        "source": "shared field guide",
        "mark": Mark.VERIFIED,
    }
    return Measure(name=name, label=label, unit=unit, **{**settings, **more})


def make_table(table_id, rows, measures, **more):
    settings = {
        "sheet": table_id.replace("_", " ").capitalize(),
        "title": f"Table {table_id}",
        "period": "month",
        "note": "",
        "mark": Mark.VERIFIED,
        "source": "shared field guide",
    }
    return TableSpec(id=table_id, rows=rows, measures=measures, **{**settings, **more})


def make_codes(name, *pairs, **rollups):
    codes = tuple(
        Code(
            code=code,
            label=label,
            valid_from=None,
            valid_to=None,
            rollups={column: words.get(code, "") for column, words in rollups.items()},
            source="",
        )
        for code, label in pairs
    )
    return CodeList(name=name, codes=codes)


MEASURES = (
    make_measure(
        "people",
        "People served",
        "people",
        additivity=Additivity.UNDUPLICATED,
        counts=Counts.PERSONS,
    ),
    make_measure("hours", "Service hours", "hours", decimals=2, mark=Mark.MEMORY),
    make_measure(
        "occupancy",
        "Occupancy",
        "percent",
        decimals=1,
        additivity=Additivity.RATIO,
        counts=Counts.CAPACITY,
    ),
)
CODE_LISTS = (
    make_codes(
        "service",
        ("counseling", "Counseling"),
        ("advocacy", "Advocacy"),
        ("court", "Court accompaniment"),
        funder={"counseling": "Item A", "advocacy": "Item B", "court": "Item B"},
    ),
    make_codes("county", ("17031", "Cook"), ("17113", "McLean"), ("unknown", "County not known")),
    make_codes("region", ("cook", "Cook"), ("central", "Central"), ("unknown", "Not known")),
)
REPORT = FunderReport(
    id="state",
    title="Monthly state report",
    funder="State agency",
    description="What was done in one month.",
    due="monthly",
    calendar="SFY",
    threshold=11,
    sharing="May be shared.",
    notes=("A note of this report.",),
    mark=Mark.PARTLY,
    source="shared field guide",
    tables=(
        make_table("summary", "measures", ("people", "hours", "occupancy")),
        make_table(
            "services",
            "breakdown:service",
            ("people", "hours"),
            labels="funder",
            mark=Mark.MEMORY,
            column_labels={"hours": "Hours of service"},
            charts=(
                ChartSpec(
                    kind="bar",
                    measure="people",
                    title="People by service",
                    alternative_text="Bars of people served by service.",
                ),
            ),
        ),
        make_table("agencies", "geography:partner", ("people",)),
        make_table("counties", "geography:county", ("people",), subtotals="region"),
    ),
)


def figure_row(table, measure, value, status="shown", **place):
    key = {
        "geography_type": "consortium",
        "geography": "all",
        "breakdown": "total",
        "dim1": "total",
        "dim2": "total",
        "dim3": "total",
        **place,
    }
    return {
        "report": "state",
        "table_id": table,
        "measure": measure,
        "period": str(MONTH),
        **key,
        "value": value,
        "status": status,
    }


def service(table, measure, code, value, status="shown"):
    return figure_row(table, measure, value, status, breakdown="service", dim1=code)


def place(table, kind, code, value, status="shown"):
    return figure_row(table, "people", value, status, geography_type=kind, geography=code)


ROWS = [
    figure_row("summary", "people", 1234.0),
    figure_row("summary", "hours", 2500.75),
    figure_row("summary", "occupancy", 0.8764),
    figure_row("services", "people", 1234.0),
    figure_row("services", "hours", 2500.75),
    service("services", "people", "counseling", 640.0),
    service("services", "hours", "counseling", 1200.5),
    # a careless caller leaves values beside statuses that show none
    service("services", "people", "advocacy", LEFTOVER, "withheld"),
    service("services", "hours", "advocacy", LEFTOVER, "withheld"),
    service("services", "people", "court", 0.0, "true_zero"),
    service("services", "hours", "court", 0.0, "true_zero"),
    place("agencies", "consortium", "all", 1234.0),
    place("agencies", "partner", "harbor", 1234.0),
    place("agencies", "partner", "bridge", LEFTOVER, "not_received"),
    place("counties", "consortium", "all", 1234.0),
    place("counties", "region", "cook", 1034.0),
    place("counties", "county", "17031", 1034.0),
    place("counties", "region", "central", 200.0),
    place("counties", "county", "17113", 200.0),
]


def make_partner(partner_id, name):
    return Partner(
        id=partner_id,
        name=name,
        kind="victim_services",
        hub="north",
        counties=("17113",),
        intake="tally",
        basis="",
        expected=("client_service",),
        joined=Month(2024, 10),
        left=None,
        layouts=(),
    )


@pytest.fixture
def report():
    return REPORT


@pytest.fixture
def catalog():
    record = RecordType(
        name="client_service",
        label="Client services",
        description="One row a service.",
        fields=(
            Field(
                name="client_name",
                label="Name",
                type=FieldType.TEXT,
                confidentiality=Confidentiality.DIRECT_IDENTIFIER,
                released_as=Release.NEVER,
                description="Dropped on arrival.",
                required=False,
                source="",
                mark=Mark.PROPOSED,
            ),
        ),
        begin="service_date",
        source="",
        mark=Mark.PROPOSED,
    )
    breakdown = Breakdown(
        name="service", label="Service", column="service", codes="service", of="event"
    )
    return Catalog(
        records={"client_service": record},
        code_lists={codes.name: codes for codes in CODE_LISTS},
        rules=(),
        breakdowns={"service": breakdown},
        measures={measure.name: measure for measure in MEASURES},
        reports={"state": REPORT},
        messages={},
        version="2026.1",
    )


@pytest.fixture
def consortium():
    return Consortium(
        name="Safe Harbor & Partners",
        contact="Data coordinator, data@harbor.example",
        due_day=10,
        threshold=11,
        keep_originals_days=0,
        recipients=(),
        hubs=(Hub(id="north", name="Northern hub", partners=("harbor", "bridge")),),
        mous=(),
        partners=(make_partner("harbor", "Prairie Harbor"), make_partner("bridge", "=Bridge+Co")),
        sharing="",
    )


@pytest.fixture
def safe():
    coverage = pd.DataFrame(
        [
            ("harbor", "client_service", "2026-03", "accepted"),
            ("bridge", "client_service", "2026-03", "not_received"),
        ],
        columns=["partner", "record", "month", "state"],
    )
    other = figure_row("elsewhere", "people", 777777.0) | {"report": "other"}
    frame = pd.DataFrame([*ROWS, other], columns=list(TABLE_COLUMNS))
    return SafeTables(MONTH, frame, {"periods": {"2026-03": ["2026-03"]}}, coverage)


@pytest.fixture
def edition():
    return Edition(
        edition=1,
        month=MONTH,
        version=1,
        state="provisional",
        as_of=date(2026, 4, 20),
        next_due=date(2026, 5, 10),
        code_version="0.1.0",
        audit=AuditSummary(
            result="pass",
            figures_checked=20,
            figures_withheld=2,
            attackers={"outsider": {"checked": 20, "result": "pass"}},
        ),
        changes=pd.DataFrame(columns=list(CHANGE_COLUMNS)),
    )
