"""Why two funders' figures differ, in released workbooks: from the flat files and the truth anew.

The declarations are read as text and the figures from the flat files of the releases, so that
nothing of what wrote the sheet is used to check it.
"""

from __future__ import annotations

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.pipeline.oracle.declared import SCHEMAS, WHOLE, is_due, months_between, toml
from tests.pipeline.oracle.published import MARKS, latest, read_csv

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow]

# a month, the end of a quarter, and of a federal year that began before the story did
MONTHS = ("2025-05", "2025-06", "2025-09")
HOSTS = sorted(path.parent.name for path in SCHEMAS.glob("funders/*/reconciliation.toml"))
CASES = [(month, name) for month in MONTHS for name in HOSTS if is_due(name, month)]
YEARS = {"cy": 1, "sfy": 7, "ffy": 10}
NAMES = {1: "CY", 7: "SFY", 10: "FFY"}
QUARTERS = range(4)

every_case = pytest.mark.parametrize(("month", "host"), CASES)


@pytest.fixture(scope="module")
def published(demo_home):
    """A shown number of the whole consortium as a report was released last, else its mark."""
    read = {}

    def of(report, month, measure, period, part):
        if (report, month) not in read:
            try:
                flat = read_csv(demo_home, month, report)
            except ValueError:  # no version of it
                flat = pd.DataFrame(columns=["measure", "period", "breakdown", "dim1"])
            read[report, month] = flat.drop_duplicates()
        rows = read[report, month]
        if rows.empty:
            return "not_available"
        rows = rows[rows["geography_type"].eq("consortium") & rows["measure"].eq(measure)]
        rows = rows[rows["period"].eq(period) & rows["breakdown"].eq(part[0])]
        rows = rows[rows["dim1"].eq(part[1])].drop_duplicates(["value", "status"])
        (one,) = rows.itertuples()
        return one.value if one.status in ("shown", "true_zero") else one.status

    return of


def spans(line, host, month):
    """The periods that a line adds, by their contract names, with the month each ends with."""
    last = pd.Period(month, "M")
    due = toml(SCHEMAS / "funders" / host / "report.toml")
    first = YEARS.get(line["period"], YEARS[due["calendar"].lower()])
    begins = last - (last.month - first) % 12
    if line["period"] == "month" or (line["period"], due["due"]) == ("report", "monthly"):
        return [(month, month)]
    is_quarter = (line["period"], due["due"]) in {("report", "quarterly"), ("quarter", "yearly")}
    ends = begins + 11
    if line["period"] in YEARS and ends > last:
        begins, ends = begins - 12, ends - 12
    name = f"{NAMES[first]}{ends.year}"
    quarters = [(f"{name}-Q{n + 1}", str(begins + 3 * n + 2)) for n in QUARTERS]
    if is_quarter:
        return [(period, end) for period, end in quarters if end == month]
    if line.get("each") == "month":
        return [(one, one) for one in months_between(begins, ends)]
    return quarters if line.get("each") == "quarter" else [(name, str(ends))]


def figure(published, line, host, month):
    """The sum of what was published, or the marks of what was not shown."""
    part = (line.get("breakdown", "total"), line.get("code", "total"))
    found = [
        published(host if end == month else line["report"], end, measure, period, part)
        for period, end in spans(line, host, month)
        for measure in line["measures"]
    ]
    hidden = {one for one in found if isinstance(one, str) and one != "nil"}
    return hidden or sum(one for one in found if one != "nil")


def sheet(demo_home, month, host):
    folder, stem = latest(demo_home, month, host)
    page = load_workbook(folder / f"{stem}.xlsx", data_only=True)["Reconciliation"]
    (table,) = page.tables.values()
    return [[cell.value for cell in row] for row in page[table.ref]][1:]


@every_case
def test_every_number_was_published_and_every_difference_adds_up(demo_home, published, month, host):
    rows = iter(sheet(demo_home, month, host))
    for one in toml(SCHEMAS / "funders" / host / "reconciliation.toml").values():
        wanted = [figure(published, line, host, month) for line in one["line"]]
        shown = [next(rows) for _ in wanted]
        told = [row[7] for row in shown]
        for number, true in zip(told, wanted, strict=True):
            assert (MARKS[number] in true) if isinstance(number, str) else number == true
        steps = [row[6] for row in shown][1:]
        for at, step in enumerate(steps):
            pair = told[at : at + 2]
            is_told = not any(isinstance(number, str) for number in pair)
            assert (step == pair[1] - pair[0]) if is_told else step in MARKS
        whole = next(rows)[6]
        if not isinstance(told[0], str) and not isinstance(told[-1], str):
            assert whole == told[-1] - told[0]
            if not any(isinstance(step, str) for step in steps):
                assert whole == sum(steps)
        else:
            assert whole in MARKS
    assert next(rows, None) is None


def test_the_gap_of_a_year_is_told_to_the_last_unit(demo_home):
    """A gap is the sum of its steps; one with a step that nobody can tell is not told."""
    rows = sheet(demo_home, "2025-09", "reconciliation_ffy")
    steps, told = [], 0
    for row in rows:
        if not row[0].endswith(": total difference"):
            steps.append(row[6])
        else:
            known = [step for step in steps[1:] if not isinstance(step, str)]
            if not isinstance(row[6], str) and len(known) == len(steps) - 1:
                told += 1
                assert sum(known) == pytest.approx(row[6]), row[0]
            steps = []
    assert told > 0


def test_the_figures_made_for_it_are_the_truth(demo_home, expected):
    """Those of the year, the quarter and the month that the workbook itself prints."""
    rows = sheet(demo_home, "2025-09", "reconciliation_ffy")
    lines = toml(SCHEMAS / "funders" / "reconciliation_ffy" / "reconciliation.toml").values()
    numbers = iter([row[7] for row in rows if not row[0].endswith(": total difference")])
    seen = 0
    for line in (line for one in lines for line in one["line"]):
        number = next(numbers)
        ((period, end), *others) = spans(line, "reconciliation_ffy", "2025-09")
        if others or end != "2025-09" or isinstance(number, str):
            continue
        months = months_of(period)
        place = (*WHOLE[:2], line["breakdown"], line["code"]) if "code" in line else WHOLE
        true = [expected.figure(name, months, place)[0] for name in line["measures"]]
        assert number == sum(true), line["label"]
        seen += 1
    assert seen >= len(MONTHS)


def months_of(period):
    if period.startswith("FFY"):
        year = int(period[3:7])
        first = pd.Period(f"{year - 1}-10", "M")
        quarter = int(period[-1]) - 1 if "-Q" in period else None
        if quarter is None:
            return months_between(first, first + 11)
        return months_between(first + 3 * quarter, first + 3 * quarter + 2)
    return [period]
