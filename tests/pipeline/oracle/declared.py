"""Declarations read as plain data: code lists, reports, and who is a member."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

SCHEMAS = Path(__file__).parents[3] / "schemas"
REPORTS = tuple(sorted(path.parent.name for path in SCHEMAS.glob("funders/*/report.toml")))
WHOLE = ("consortium", "all", "total", "total")
FIRST_OF_YEAR = {"CY": 1, "SFY": 7, "FFY": 10}


@cache
def codes(name):
    """A code list as text, indexed by code, blank where nothing stands."""
    path = SCHEMAS / "codes" / f"{name}.csv"
    return pd.read_csv(path, dtype="str", keep_default_na=False).set_index("code", drop=False)


@cache
def toml(path):
    return tomllib.loads(Path(path).read_text(encoding="utf-8"))


def breakdowns():
    return toml(SCHEMAS / "measures" / "breakdowns.toml")


@cache
def measures():
    """Label, unit, definition, decimals and kin of every measure; never its SQL."""
    files = sorted(p for p in (SCHEMAS / "measures").glob("*.toml") if p.stem != "breakdowns")
    return {name: entry for file in files for name, entry in toml(file).items()}


def report(name):
    return toml(SCHEMAS / "funders" / name / "report.toml")


def months_between(first, last):
    return [str(month) for month in pd.period_range(first, last, freq="M")]


def table_period(report_name, table, month):
    """The contract name of a table's period and its months; worked out anew, not by the product."""
    declared, last = report(report_name), pd.Period(month, "M")
    is_whole_month = declared["due"] in {"monthly", "one_month_a_year"}
    if table["period"] == "month" or (table["period"] == "report" and is_whole_month):
        return month, [month]
    calendar = "SFY" if table["period"] == "sfy_to_date" else declared["calendar"]
    first = year_begins(calendar, last)
    name = f"{calendar}{(first + 11).year}"
    is_quarter = declared["due"] == "quarterly" and table["period"] == "report"
    if is_quarter or table["period"] == "quarter":
        return f"{name}-Q{quarter_number(calendar, last)}", months_between(last - 2, last)
    is_whole = last == first + 11
    return (name if is_whole else f"{name}-YTD-{last.month:02d}"), months_between(first, last)


def report_months(report_name, month):
    """The months of the period that the report is about."""
    return table_period(report_name, {"period": "report"}, month)[1]


def year_begins(calendar, month):
    """The first month of the fiscal year that holds the month."""
    start = FIRST_OF_YEAR[calendar]
    return pd.Period(year=month.year - (month.month < start), month=start, freq="M")


def quarter_number(calendar, month):
    return ((month.month - FIRST_OF_YEAR[calendar]) % 12) // 3 + 1


def is_due(report_name, month):
    """A rhythm ends with the month before the one in which the next quarter or year begins."""
    declared, following = report(report_name), pd.Period(month, "M").month % 12 + 1
    months_between_starts = {"monthly": 1, "quarterly": 3}.get(declared["due"], 12)
    return (following - FIRST_OF_YEAR[declared["calendar"]]) % months_between_starts == 0


def valid_codes(name, months):
    """Codes that are valid on some day of the months, in the order of the list."""
    first, last = pd.Period(months[0], "M"), pd.Period(months[-1], "M")
    found = codes(name)
    starts = found["valid_from"].eq("") | found["valid_from"].le(str(last.end_time.date()))
    ends = found["valid_to"].eq("") | found["valid_to"].ge(str(first.start_time.date()))
    return list(found.index[starts & ends])


@dataclass(frozen=True)
class Members:
    """The agencies of a consortium's folder, read from its settings files."""

    home: Path

    @cached_property
    def partners(self):
        paths = sorted((self.home / "partners").glob("*.toml"))
        return {path.stem: toml(path) for path in paths}

    @cached_property
    def settings(self):
        return toml(self.home / "consortium.toml")

    def of_kind(self, kind):
        return [partner for partner, entry in self.partners.items() if entry["kind"] == kind]

    @cached_property
    def hub_of(self):
        return {partner: hub["id"] for hub in self.settings["hub"] for partner in hub["partners"]}

    def hubs_of(self, kind):
        return {self.hub_of[partner] for partner in self.of_kind(kind)}

    def name(self, geography_type, geography):
        if geography_type == "partner":
            return self.partners[geography]["name"]
        if geography_type == "hub":
            return {hub["id"]: hub["name"] for hub in self.settings["hub"]}[geography]
        if geography_type == "grant":
            return {g["report"]: g["name"] for g in self.settings["grant"]}[geography]
        return codes(geography_type).loc[geography, "label"]

    def of_grant(self, report_name):
        """The agencies of the joint grant that a report is about, or None."""
        grants = {grant["report"]: grant["partners"] for grant in self.settings.get("grant", [])}
        return grants.get(report_name)

    def approval_day(self, month):
        """Releases of a month were approved on the twentieth of the next."""
        following = pd.Period(month, "M") + 1
        return date(following.year, following.month, 20)


def places(members, table, months, report_name=""):
    """Every row a table must have: geography type, geography, breakdown, code."""
    if report_name and report(report_name).get("scope") == "grant":
        return places_of_grant(members, table, months, report_name)
    kind, _, name = table["rows"].partition(":")
    if kind == "measures":
        return [WHOLE]
    if kind == "breakdown":
        names = [name, *([table["subtotals"]] if "subtotals" in table else [])]
        lists = {one: breakdowns()[one]["codes"] for one in names}
        found = [
            ("consortium", "all", one, code)
            for one in names
            for code in valid_codes(lists[one], months)
        ]
        return [WHOLE, *found]
    which = table.get("partner_kind", "victim_services")
    members_of = {
        "partner": lambda: members.of_kind(which),
        "hub": lambda: sorted(members.hubs_of(which)),
        "county": lambda: list(codes("county").index),
        "region": lambda: list(codes("region").index),
    }
    found = [(name, one, "total", "total") for one in members_of[name]()]
    if "subtotals" in table:
        found += [("region", one, "total", "total") for one in codes("region").index]
    return [WHOLE, *found]


def places_of_grant(members, table, months, report_name):
    """The same where the totals are those of the agencies of one grant, and no other has a row."""
    kind = table["rows"].partition(":")[0]
    own = places(members, table, months)
    if kind == "geography":
        own = [WHOLE, *(place for place in own if place[1] in members.of_grant(report_name))]
    of_grant = ("grant", report_name)
    return [(*(of_grant if one[0] == "consortium" else one[:2]), *one[2:]) for one in own]
