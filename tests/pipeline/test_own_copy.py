"""An agency's own copy: its figures are the truth, all agencies' are those that were published."""

from __future__ import annotations

import openpyxl
import pytest

from tests.pipeline.oracle.counting import MEASURES
from tests.pipeline.oracle.declared import REPORTS, is_due, measures
from tests.pipeline.oracle.published import MARKS, read_csv
from tests.unit.publish.test_checklist import Kind, items

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow]

MONTH = "2025-09"
PARTNERS = ("sugar-creek", "lantern-street", "willow-ferry")
every_partner = pytest.mark.parametrize("partner", PARTNERS)
PERIODS = {
    "September 2025": ["2025-09"],
    "FFY2025-Q4": ["2025-07", "2025-08", "2025-09"],
}


def path_of(home, partner):
    return home / "copies" / partner / MONTH / f"own-copy-{partner}-{MONTH}.xlsx"


def table(home, partner, sheet):
    """The rows of a sheet's table by heading."""
    page = openpyxl.load_workbook(path_of(home, partner))[sheet]
    (found,) = page.tables.values()
    head, *rows = [[cell.value for cell in row] for row in page[found.ref]]
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def published(demo_home):
    """What is shown of all agencies, by measure and period."""
    found = {}
    for name in REPORTS:
        if is_due(name, MONTH):
            flat = read_csv(demo_home, MONTH, name)
            whole = flat[flat["geography_type"].eq("consortium") & flat["dim1"].eq("total")]
            for row in whole.itertuples():
                found[row.measure, row.period] = (row.value, row.status)
    return found


@every_partner
def test_every_own_figure_is_the_truth(demo_home, expected, partner):
    names = {entry["label"]: name for name, entry in measures().items()}
    seen = 0
    for row in table(demo_home, partner, "Your figures"):
        name, period = names[row["Item"]], row["Period"]
        if period not in PERIODS or name not in MEASURES:
            continue
        place = ("partner", partner, "total", "total")
        value, status = expected.figure(name, PERIODS[period], place)
        own = row["Your agency"]
        if isinstance(own, str):
            assert MARKS[own] == status, (name, period)
        else:
            seen += 1
            assert own == pytest.approx(value or 0), (name, period)
    assert seen > 20


@every_partner
def test_all_agencies_are_as_published_and_shares_are_of_both(demo_home, published, partner):
    names = {entry["label"]: name for name, entry in measures().items()}
    shared = 0
    for row in table(demo_home, partner, "Your figures"):
        period = MONTH if row["Period"] == "September 2025" else row["Period"]
        value, status = published.get((names[row["Item"]], period), (None, "not_applicable"))
        whole, own, share = (
            row[heading]
            for heading in ("All agencies, as published", "Your agency", "Your share of all")
        )
        if isinstance(whole, str):
            assert MARKS[whole] == status, row
        else:
            assert whole == value, row
        if not isinstance(share, str):
            shared += 1
            assert share == pytest.approx(own / whole, abs=6e-4), row
    assert shared > 10


def test_groups_of_one_split_add_up_to_the_total(demo_home):
    totals = {
        (row["Item"], row["Period"]): row["Your agency"]
        for row in table(demo_home, "sugar-creek", "Your figures")
    }
    parts = {}
    for row in table(demo_home, "sugar-creek", "Your groups"):
        if row["Split by"] == "County":
            key = (row["Item"], row["Period"])
            parts[key] = parts.get(key, 0) + row["Your agency"]
    assert parts
    assert parts == pytest.approx({key: totals[key] for key in parts})


def test_what_a_refused_file_cost_is_told(demo_home):
    files = table(demo_home, "sugar-creek", "Your files")
    assert [row["What became of it"] for row in files] == ["Not accepted", "Counted"]
    assert files[0]["Must fix"] > 0
    asked = table(demo_home, "sugar-creek", "What was asked")
    assert any(row["Places, this month"] for row in asked)


@every_partner
def test_a_copy_names_no_other_agency_and_is_accessible(demo_home, expected, partner):
    content = path_of(demo_home, partner).read_bytes()
    book = openpyxl.load_workbook(path_of(demo_home, partner))
    texts = {
        str(cell.value)
        for page in book
        for row in page.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    }
    others = {one["name"] for name, one in expected.members.partners.items() if name != partner}
    assert not {text for text in texts for other in others if other in text}
    assert items(content, Kind.REPLY) == set()
