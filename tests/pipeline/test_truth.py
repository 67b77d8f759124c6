"""Every figure of every workbook against the truth, counted again without the pipeline's code.

The oracle knows the generator's rows, the story of who sent what, and the declarations as text; it
has its own count for each measure, written from the words of its definition.
"""

from __future__ import annotations

import pandas as pd
import pytest

from tests.pipeline.oracle.counting import MEASURES, RATIOS, records_of
from tests.pipeline.oracle.declared import (
    REPORTS,
    is_due,
    measures,
    report,
    report_months,
)
from tests.pipeline.oracle.expected import KEY
from tests.pipeline.oracle.published import MARKS, Workbook, cell_of, read_csv

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow]

# The first month told, in which an agency sent nothing; the end of a quarter and of a state year;
# one whose refused file was never mended; the end of a federal year. Nothing that belongs to them
# arrived after their release.
MONTHS = ("2025-04", "2025-06", "2025-08", "2025-09")
CASES = [(month, name) for month in MONTHS for name in REPORTS if is_due(name, month)]
THRESHOLD = 11
HEADLINES = 5
NUMBERS = ("shown", "true_zero")
FIGURE = KEY[1:]
PERCENT_PLACES = 3

every_report = pytest.mark.parametrize(("month", "report_name"), CASES)
every_month = pytest.mark.parametrize("month", MONTHS)


@pytest.fixture(scope="session")
def pairs(demo_home, expected):
    """The expected figures of a report beside the published ones, read once."""
    found = {}

    def pair(month, report_name):
        if (month, report_name) not in found:
            truth = expected.figures(report_name, month)
            flat = read_csv(demo_home, month, report_name)
            assert not flat.duplicated(KEY).any()
            assert not truth.duplicated(KEY).any()
            both = truth.merge(flat, on=KEY, how="outer", indicator="where")
            found[month, report_name] = both.rename(
                columns={"value_x": "true", "status_x": "why", "value_y": "value"}
            ).rename(columns={"status_y": "status"})
        return found[month, report_name]

    return pair


@pytest.fixture(scope="session")
def whole_month(pairs):
    """All figures of all reports of a month, each once."""
    cases = {month: [name for one, name in CASES if one == month] for month in MONTHS}

    def month_of(month):
        frames = [pairs(month, name) for name in cases[month]]
        return pd.concat(frames).drop_duplicates(FIGURE).set_index(FIGURE)

    return month_of


def lines(rows):
    """Wrong figures, readable in a failure."""
    return rows.drop(columns=["where"], errors="ignore").head(40).to_string(index=False)


def rounded(rows):
    """True values as fine as they are published: a percentage of one decimal, or as declared."""
    places = rows["measure"].map(
        lambda name: PERCENT_PLACES if name in RATIOS else measures()[name].get("decimals", 0)
    )
    true = rows["true"].astype(float)
    return pd.Series([round(v, p) for v, p in zip(true, places, strict=True)], index=rows.index)


def test_each_measure_of_the_reports_has_a_count_of_its_own():
    printed = {
        name for one in REPORTS for table in report(one)["table"] for name in table["measures"]
    }
    assert printed == {*MEASURES, *RATIOS} & printed
    assert all(records_of(name) for name in MEASURES)


def test_the_months_hold_what_makes_them_worth_reading(expected):
    states = expected.arrivals.state
    assert states("winding-rock", "2025-04", "client_service") == "missing"
    assert states("cedar-bluff", "2025-08", "client_service") == "missing"
    assert ("2025-09", "fvpsa") in CASES


@every_report
def test_the_flat_file_has_every_figure_and_no_other(pairs, month, report_name):
    both = pairs(month, report_name)
    alone = both[both["where"] != "both"]
    assert alone.empty, lines(alone)
    assert (both[["dim2", "dim3"]] == "total").all(axis=None)


@every_report
def test_every_shown_figure_is_the_truth(pairs, month, report_name):
    both = pairs(month, report_name)
    shown = both[both["status"].isin(NUMBERS)]
    assert len(shown) > len(both) / 3
    wrong = shown[(rounded(shown) - shown["value"]).abs().gt(1e-9) | shown["value"].isna()]
    assert wrong.empty, lines(wrong)


@every_report
def test_every_absence_is_a_true_one(pairs, month, report_name):
    both = pairs(month, report_name)
    told = both[both["status"] != "withheld"]
    wrong = told[told["status"] != told["why"]]
    assert wrong.empty, lines(wrong)
    empty = both[~both["status"].isin(NUMBERS)]
    assert empty["value"].isna().all()


@every_report
def test_the_workbook_says_what_the_flat_file_says(demo_home, expected, pairs, month, report_name):
    workbook = Workbook(demo_home, month, report_name)
    found = pairs(month, report_name)
    for table in report(report_name)["table"]:
        figures = found[found["table_id"] == table["id"]]
        cells = workbook.table(table)
        seen = set()
        for figure in figures.itertuples():
            row, column = cell_of(figure, table, expected.members)
            column = column or workbook.only_number(cells)
            seen.add((row, column))
            cell = cells[row][column]
            if figure.status in NUMBERS:
                assert cell == figure.value, (table["id"], row, column)
            else:
                assert MARKS[cell] == figure.status, (table["id"], row, column)
        assert seen == workbook.figures_of(cells), table["id"]


@every_report
def test_the_cover_repeats_the_first_table_and_no_other_sheet_has_numbers(
    demo_home, month, report_name
):
    workbook = Workbook(demo_home, month, report_name)
    first = workbook.table(report(report_name)["table"][0])
    total = next((line for row, line in first.items() if row.startswith("Total")), {})
    shown = {
        *((row, value) for row, line in first.items() for value in line.values()),
        *((column, value) for column, value in total.items()),
    }
    cover = workbook.numbers("Cover")
    heads = list(total.values())[:HEADLINES] or [value for _, value in shown]
    assert cover or not any(isinstance(value, int | float) for value in heads)
    assert set(cover) <= shown
    declared = report(report_name)
    sheets = {one["sheet"] for one in (*declared["table"], *declared.get("view", ()))}
    with_numbers = {name for name in workbook.book.sheetnames if workbook.numbers(name)}
    assert with_numbers <= {*sheets, "Cover", "Reconciliation"}


@every_report
def test_the_coverage_sheet_tells_who_sent_what(demo_home, expected, month, report_name):
    cells = Workbook(demo_home, month, report_name).table({"sheet": "Coverage", "id": "coverage"})
    tables = report(report_name)["table"]
    kinds = {table.get("partner_kind", "victim_services") for table in tables}
    members = [name for kind in sorted(kinds) for name in expected.members.of_kind(kind)]
    held = expected.members.of_grant(report_name) or members
    members = [name for name in members if name in held]
    names = {expected.members.name("partner", name): name for name in members}
    assert set(cells) == set(names)
    months = report_months(report_name, month)
    for label, line in cells.items():
        records = expected.members.partners[names[label]]["expected"]
        words = [word for heading, word in line.items() if heading != "Agency" and word != "[z]"]
        since = expected.members.partners[names[label]]["joined"]
        own = [one for one in months if one >= since]
        told = [expected.arrivals.words(names[label], own, record) for record in records]
        assert sorted(words) == sorted(told), label


@every_month
def test_every_withheld_figure_has_its_reason_in_the_store(demo_home, whole_month, month):
    found = whole_month(month)
    pattern = read_pattern(demo_home, month)
    withheld = found.index[found["status"] == "withheld"]
    assert set(pattern.index) == set(withheld)
    assert set(pattern["reason"]) <= set(REASONS)
    exact = found.loc[pattern.index, "true"].astype(float)
    assert (exact - pattern["value"]).abs().max() < 1e-9
    groundless = [
        (*key, reason)
        for key, reason, because in pattern[["reason", "because"]].itertuples()
        if not REASONS[reason](found, pattern, key, parse(because))
    ]
    assert not groundless


@every_month
def test_no_small_count_is_shown(whole_month, month):
    found = whole_month(month)
    shown = found[found["status"].isin(NUMBERS) & is_count(found)]
    assert not shown["value"].between(1, THRESHOLD - 1).any()


@every_month
def test_what_hangs_on_withheld_people_is_not_shown(whole_month, month):
    found = whole_month(month)
    for key in found.index[found["status"] == "shown"]:  # that a few got nothing tells nothing
        people = people_of(key)
        if people in found.index and is_small(found, people):
            pytest.fail(f"{key} is shown beside {people}")


# ---- reasons


def read_pattern(home, month):
    """The protection store's own account of a month, by figure."""
    frame = pd.read_parquet(home / "store" / "protection" / month / "pattern.parquet")
    return frame.astype(dict.fromkeys(FIGURE, "str")).set_index(FIGURE)


def parse(text):
    """The key in one line, as the store writes it."""
    measure, period, place, split = text.split("|")
    return (measure, period, *place.split(":"), *split.split(":"))


def is_count(found):
    """Counts of people or requests themselves, not the hours, nights and minutes of them."""
    names = found.index.get_level_values("measure")
    counted = {
        name
        for name in set(names)
        if measures()[name]["counts"] in {"persons", "requests"}
        and not measures()[name].get("people")
    }
    return names.isin(counted)


def people_of(key):
    return (measures()[key[0]].get("people", ""), *key[1:])


def is_small(found, key):
    return 1 <= found.loc[key, "true"] < THRESHOLD


def is_primary(found, pattern, key, because):
    return key == because and is_small(found, key) and not measures()[key[0]].get("people")


def is_inherited(found, pattern, key, because):
    people = people_of(key)
    if key != because or not people[0]:
        return False
    if people in pattern.index:
        return is_small(found, people)
    return people not in found.index and 0 < found.loc[key, "true"] < THRESHOLD


def is_complementary(found, pattern, key, because):
    """It guards another figure that is withheld, or one that this month does not print."""
    return because != key if because in pattern.index else because not in found.index


def is_remainder(found, pattern, key, because):
    """A whole leaves few people beside one of its parts, or beside all of one kind.

    A whole that only an earlier month printed is not looked up here.
    """
    if because not in found.index:
        return True
    measure, period, kind, place, breakdown, code = because
    narrower = {
        name
        for name, entry in measures().items()
        if measure in entry.get("part_of", ()) or name in measures()[measure].get("sum_of", ())
    }
    frame = found["true"].reset_index()
    split = (frame["breakdown"] == breakdown) & (frame["dim1"] == code)
    there = (frame["geography_type"] == kind) & (frame["geography"] == place)
    now, own = frame["period"] == period, frame["measure"] == measure
    kinds = [
        frame[frame["measure"].isin(narrower) & now & there & split].assign(list="measure"),
        frame[own & now & split & ~there].assign(list=frame["geography_type"]),
        frame[own & now & there & ~split].assign(list=frame["breakdown"]),
        frame[own & there & split & ~now].assign(list="period"),
    ]
    parts = pd.concat(kinds)
    rests = found.loc[because, "true"] - pd.concat(
        [parts["true"], parts.groupby("list")["true"].sum()]
    ).astype(float)
    return rests.between(1, THRESHOLD - 1).any()


REASONS = {
    "primary": is_primary,
    "inherited": is_inherited,
    "complementary": is_complementary,
    "remainder": is_remainder,
}
