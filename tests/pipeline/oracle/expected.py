"""What every figure of a report must be, and why where it can be no number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from tests.pipeline.oracle.counting import MEASURES, RATIOS, records_of
from tests.pipeline.oracle.declared import (
    Members,
    codes,
    is_due,
    measures,
    places,
    report,
    table_period,
)
from tests.pipeline.oracle.facts import Facts

KEY = ["table_id", "measure", "period", "geography_type", "geography", "breakdown", "dim1"]
DUE_DAY = 10
KNOWN = ("shown", "true_zero", "nil")
# Where several agencies have no number at all, the first of these that any of them gives.
REASONS = ("not_received", "not_available", "not_collected", "not_applicable")


@dataclass(frozen=True)
class Arrivals:
    """Who had handed in what by a day, told from the story's deliveries alone."""

    deliveries: list
    until: date

    @cached_property
    def _sent(self):
        """What had come by the day, by agency and month."""
        found = {}
        for one in self.deliveries:
            if one.received <= self.until:
                found.setdefault((one.partner, one.month), []).append(one)
        return found

    def _arrived(self, partner, month):
        sent = self._sent.get((partner, month), [])
        return [one for one in sent if one.outcome != "rejected"]

    def state(self, partner, month, record):
        arrived = self._arrived(partner, month)
        if any(one.kind == "nil" and one.record == record for one in arrived):
            return "nil"
        return "received" if any(one.kind == "file" for one in arrived) else "missing"

    def words(self, partner, months, record):
        """What the coverage sheet says: the state of one month, or how many months are counted."""
        states = [self.state(partner, month, record) for month in months]
        if len(months) > 1:
            return f"{sum(state != 'missing' for state in states)} of {len(months)} months"
        return self._word(partner, months[0], states[0])

    def _word(self, partner, month, state):
        tried = [one for one in self._sent.get((partner, month), []) if one.kind == "file"]
        if state == "nil":
            return "Nil return"
        if state == "missing":
            return "Not accepted" if tried else "Not received"
        due = (pd.Period(month, "M") + 1).start_time.date().replace(day=DUE_DAY)
        first = next(one for one in tried if one.outcome != "rejected")
        return "Counted, came late" if first.received > due else "Counted"


@dataclass
class Expected:
    """The figures of one consortium, from its truth and its story."""

    members: Members
    truth: dict
    arrivals: Arrivals
    _facts: dict = field(default_factory=dict)
    _counted: dict = field(default_factory=dict)
    _by_partner: dict = field(default_factory=dict)

    def figures(self, report_name, month):
        """One row a figure that the report must have: KEY, value, status."""
        rows = []
        if is_due(report_name, month):
            for table in report(report_name)["table"]:
                period, months = table_period(report_name, table, month)
                for measure in table["measures"]:
                    for place in places(self.members, table, months, report_name):
                        value, status = self.figure(measure, months, place)
                        rows.append((table["id"], measure, period, *place, value, status))
        return pd.DataFrame(rows, columns=[*KEY, "value", "status"])

    def figure(self, measure, months, place):
        """The exact value and the status of one figure."""
        if measure in RATIOS:
            return self._ratio(measure, months, place)
        geography_type, geography, breakdown, _ = place
        if breakdown == "total" and geography_type in {"consortium", "partner", "hub", "grant"}:
            return self._whole(measure, months, geography_type, geography)
        whole = (geography_type, geography) if geography_type == "grant" else ("consortium", "all")
        whole_status = self._whole(measure, months, *whole)[1]
        if whole_status not in KNOWN:
            return None, whole_status
        value = self._part(measure, months, place)
        return value, "shown" if value else "true_zero"

    def _whole(self, measure, months, geography_type, geography):
        partners = self._partners(geography_type, geography)
        found = [self._known_of(measure, tuple(months), partner) for partner in partners]
        if geography_type == "partner":
            return found[0]
        known = [value for value, status in found if status in KNOWN]
        if known:
            return sum(known), "shown" if sum(known) else "true_zero"
        statuses = {status for _, status in found}
        return None, next(reason for reason in REASONS if reason in statuses)

    def _partners(self, geography_type, geography):
        if geography_type == "partner":
            return [geography]
        if geography_type == "grant":
            return self.members.of_grant(geography)
        hub_of = self.members.hub_of
        is_all = geography_type == "consortium"
        return [one for one in self.members.partners if is_all or hub_of[one] == geography]

    def _known_of(self, *key):
        """A partner's figure stands in many others: it is worked out once."""
        if key not in self._by_partner:
            self._by_partner[key] = self._of_partner(*key)
        return self._by_partner[key]

    def _of_partner(self, measure, months, partner):
        settings = self.members.partners[partner]
        records = [name for name in records_of(measure) if name in settings["expected"]]
        if not records:
            return None, "not_applicable"
        joined = settings["joined"]
        if measures()[measure]["additivity"] == "unduplicated" and months[0] < joined:
            return None, "not_available"
        states = [
            self.arrivals.state(partner, m, r) for m in months if m >= joined for r in records
        ]
        counted = self._count(measure, months)
        value = counted.of("partner", partner)
        told = self._told(states, value)
        is_silent = told[1] == "true_zero" and not self._is_recorded(measure, months, partner)
        return (None, "not_collected") if is_silent else told

    def _is_recorded(self, measure, months, partner):
        """Whether each field that the measure needs is in some row, or there is no row at all."""
        columns = measures()[measure].get("collects", ())
        frames = [self.truth[name] for name in records_of(measure)] if columns else []
        rows = [f[f["partner"].eq(partner) & f["month"].isin(months)] for f in frames]
        rows = [f for f in rows if len(f)]
        return not rows or all(
            any(column in f and f[column].notna().any() for f in rows) for column in columns
        )

    def _told(self, states, value):
        """A zero is a zero only where nothing is missing."""
        if set(states) == {"missing"} or (not value and "missing" in states):
            return None, "not_received"
        if value:
            return value, "shown"
        return 0.0, "nil" if set(states) == {"nil"} else "true_zero"

    def _part(self, measure, months, place):
        geography_type, geography, breakdown, code = place
        counted = self._count(measure, months)
        if geography_type == "consortium":
            return counted.of(breakdown, code)
        if geography_type == "grant":
            return counted.within(self.members.of_grant(geography)).of(breakdown, code)
        counties = counties_of(geography_type, geography)
        return sum(counted.of("county", county) for county in counties)

    def _ratio(self, measure, months, place):
        above, below = (self.figure(part, months, place) for part in RATIOS[measure])
        if above[1] not in ("shown", "true_zero"):
            return None, above[1]
        if below[0]:
            return above[0] / below[0], above[1]
        return None, "not_applicable" if below[1] in KNOWN else below[1]

    def _count(self, measure, months: Iterable[str]):
        months = tuple(months)
        if months not in self._facts:
            self._facts[months] = Facts(self.truth, months, self.members)
        if (measure, months) not in self._counted:
            self._counted[measure, months] = MEASURES[measure](self._facts[months])
        return self._counted[measure, months]


def counties_of(geography_type, geography):
    if geography_type == "county":
        return [geography]
    found = codes("county")
    return list(found.index[found["region"] == geography])
