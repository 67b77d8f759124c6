"""Words for codes: every label that a reader meets comes from the catalog or the settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipelines.settings import NO_HUB, NO_HUB_NAME, Consortium
from schemas.catalog import Catalog
from schemas.model import Measure, TableSpec

ALL_OF = {
    "consortium": "all agencies",
    "partner": "all agencies",
    "hub": "all hubs",
    "county": "all counties",
    "region": "all regions",
    "grant": "all agencies of the grant",
}
GEOGRAPHY_HEADING = {
    "consortium": "Consortium",
    "partner": "Agency",
    "hub": "Hub",
    "county": "County",
    "region": "Region",
}
# where the total of a report stands: all agencies, or those of one joint grant
WHOLES = ("consortium", "grant")
TOTAL = "Total"
SUBTOTAL = ", subtotal"
SUBTOTAL_OF_PLACE = "{place} {kind}, subtotal"
TOTAL_OF = f"{TOTAL}, {{all}}"
NOTHING_DUE = "No figures are due for this period"
ALL_PROGRAMS = "all programs"
# every text that may stand beside a total, or in place of rows
TOTALS = frozenset(
    {TOTAL, NOTHING_DUE, *(TOTAL_OF.format(all=word) for word in (*ALL_OF.values(), ALL_PROGRAMS))}
)


@dataclass(frozen=True)
class Labels:
    """The words of one catalog and one consortium."""

    catalog: Catalog
    consortium: Consortium

    @cached_property
    def partners(self) -> dict[str, str]:
        """Agency names by id."""
        return {partner.id: partner.name for partner in self.consortium.partners}

    @cached_property
    def hubs(self) -> dict[str, str]:
        """Hub names by id."""
        named = {hub.id: hub.name for hub in self.consortium.hubs}
        return {**named, NO_HUB: NO_HUB_NAME}

    @cached_property
    def grants(self) -> dict[str, str]:
        """The names of joint grants by the report that is about each."""
        return {grant.report: grant.name for grant in self.consortium.grants}

    def codes(self, name: str) -> dict[str, str]:
        """Labels of a code list by code."""
        return {code.code: code.label for code in self.catalog.code_lists[name].codes}

    def subtotal(self, spec: TableSpec, kind: str, code: str) -> str:
        """The label of a row that sums some of a table's rows."""
        if spec.rows.startswith("geography:"):
            is_place = code not in {"out_of_state", "unknown"}
            place = self.geography(kind, code)
            if is_place:
                return SUBTOTAL_OF_PLACE.format(place=place, kind=kind)
            return place + SUBTOTAL
        return self.breakdown(kind, code) + SUBTOTAL

    def geography(self, kind: str, code: str) -> str:
        """The name of a place, agency or hub."""
        if code == "all" or kind in WHOLES:
            return TOTAL_OF.format(all=ALL_OF[kind])
        if kind in {"county", "region"}:
            return self.codes(kind).get(code, code)
        return (self.partners if kind == "partner" else self.hubs).get(code, code)

    def breakdown(self, name: str, code: str) -> str:
        """The label of a code of a breakdown, or the word for its total."""
        if code == "total" or name == "total":
            return TOTAL
        return self.codes(self.catalog.breakdowns[name].codes).get(code, code)

    def in_words_of(self, spec: TableSpec) -> dict[str, str]:
        """Labels of a table's codes in its funder's words, the roll-up column it names.

        Two codes under one word of the funder keep their own label behind it.
        """
        kind, _, name = spec.rows.partition(":")
        if kind != "breakdown" or not spec.labels:
            return {}
        codes = self.catalog.code_lists[self.catalog.breakdowns[name].codes].codes
        words = {code.code: code.rollups.get(spec.labels, "") for code in codes}
        used = list(words.values())
        return {
            code.code: words[code.code]
            if used.count(words[code.code]) == 1
            else f"{words[code.code]}: {code.label}"
            for code in codes
            if words[code.code]
        }

    def column(self, spec: TableSpec, measure: Measure) -> str:
        """The heading of a measure's column, with its unit."""
        named = (spec.column_labels or {}).get(measure.name, measure.label)
        if measure.unit.lower() in named.lower() or measure.unit in {"%", "share"}:
            return named
        return f"{named} ({measure.unit})"

    def row_heading(self, spec: TableSpec) -> str:
        """The heading of a table's first column."""
        if spec.row_heading:
            return spec.row_heading
        kind, _, name = spec.rows.partition(":")
        if kind == "breakdown":
            return self.catalog.breakdowns[name].label
        return GEOGRAPHY_HEADING[name] if kind == "geography" else "Measure"
