"""A small consortium, and findings of every code that the catalog has."""

from __future__ import annotations

from pipelines.findings import Finding, RowCount, sheet_by_place
from pipelines.submission import Outcome
from schemas.catalog import load_catalog
from schemas.model import Severity
from schemas.periods import Month
from tests.small import alder_in_two_rivers

MONTH = Month(2026, 3)
PARTNER, CONSORTIUM = alder_in_two_rivers()
ROWS = (
    RowCount(
        record="client_service",
        sheet="Services",
        rows_in=1250,
        accepted=1240,
        set_aside=(("other_month", 7), ("total_row", 3)),
    ),
    RowCount(record="unmet_request", sheet="Kids' <beds>", rows_in=1, accepted=1, set_aside=()),
)
WORDS = {
    "heading": "Hours & minutes",
    "field": "Hours of service",
    "codes": "Shelter, Counseling",
    "minimum": "0",
    "maximum": "24",
    "count": "3",
}


class Words(dict):
    def __missing__(self, key):
        return f"<{key}>"


def finding(code="CELL-03", **changed):
    told = {
        "code": code,
        "severity": Severity.MUST_FIX,
        "message": f"{code} says what is wrong.",
        "fix": f"{code} says what to do.",
        "sheet": "Services",
        "cell": "G14",
        "field": "hours",
        "heading": "Hrs",
        "count": 4,
        "places": ("G14:G16", "G20"),
    }
    return Finding(**(told | changed))


def finding_of_every_code():
    """One of each message and rule, in its own words, at places of its own."""
    catalog = load_catalog()
    told = [*catalog.messages.values(), *catalog.rules, *catalog.cross_rules]
    found = []
    for row, one in enumerate(told, start=5):
        found.append(
            finding(
                getattr(one, "code", None) or one.id,
                severity=one.severity,
                message=one.message.format_map(Words(WORDS)),
                fix=one.fix.format_map(Words(WORDS)),
                sheet=("Services", "Kids' <beds>", sheet_by_place(3), "")[row % 4],
                cell=f"C{row}",
                places=(f"C{row}", f"C{row + 400}:C{row + 401}"),
                count=3,
                heading=("Hrs", "")[row % 2],
                suggestion=("Safety planning", "", "")[row % 3],
            )
        )
    return tuple(found)


def outcome(findings=(), kind="rejected", rows=ROWS, submission="alder-2026-03-2"):
    return Outcome(
        partner="alder",
        month=MONTH,
        submission=submission,
        outcome=kind,
        findings=tuple(findings),
        row_counts=rows,
    )
