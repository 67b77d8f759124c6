"""Words for kinds of rows, and for columns that no standard field holds."""

from __future__ import annotations

from collections.abc import Mapping

# what people call a sheet, or a row in a column that tells kinds of rows apart
RECORD_WORDS: Mapping[str, tuple[str, ...]] = {
    "client_service": ("service", "client services", "direct service", "service log", "contacts"),
    "shelter_stay": ("stay", "shelter stays", "residents", "lodging", "shelter log", "shelter"),
    "shelter_census": ("bed count", "census", "beds", "bed log", "nightly census", "occupancy"),
    "unmet_request": ("turn-away", "turn aways", "not served", "unmet", "unmet requests", "denied"),
    "hotline_contact": ("hotline", "calls", "call log", "crisis line", "crisis calls"),
    "community_event": ("event", "outreach", "presentations", "community education", "training"),
    "outcome_survey": ("survey", "outcomes", "outcome surveys", "client survey"),
    "protection_order": ("order", "orders", "orders of protection", "OPs", "court orders"),
    "paip_activity": ("activity log", "coordination log", "PAIP activities", "coordination"),
}
STAFF = ("staff", "worker", "advocate", "staff initials", "entered by", "counselor", "case manager",
         "staff name", "worker name", "initials", "completed by", "recorded by")  # fmt: skip
PLACES = ("office", "site", "location", "office location", "branch", "agency", "program site")
ROW_NUMBERS = ("#", "no.", "line", "row", "nr", "number", "item no.", "line no.", "seq")
