"""What happens over the months: who is late, what is refused, mended, missing, or restated.

The calm case is one good file, three to nine days after the month. Everything else is listed here,
and told to the reader in `README.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sample_data.profiles import Profile
from schemas.periods import Month

ALL_ROWS = "all"
FIRST_TYPED = "without_last_days"
WITH_OLD_ROWS = "with_rows_of_last_month"
SENT_ROWS = "sent_rows"


@dataclass(frozen=True, kw_only=True)
class Version:
    """One file as a partner sends it for a month."""

    received: date
    outcome: str
    rows: str = ALL_ROWS
    fault: str = ""
    form_month: str = ""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something other than the calm case. Days count from the first of the following month."""

    partner: str
    month: str
    kind: str
    day: int = 0
    fault: str = ""
    rows: str = ALL_ROWS


EVENTS = (
    Event(partner="prairie-gate", month="2024-11", kind="refused", day=10, fault="unknown_words"),
    Event(partner="cedar-bluff", month="2024-12", kind="late", day=14),
    Event(partner="capital-bridge", month="2025-01", kind="refused", day=8, fault="cut_short"),
    Event(partner="two-rivers", month="2025-02", kind="refused", day=9, fault="unreadable_dates"),
    Event(partner="lantern-street", month="2025-03", kind="replaced", day=12),
    Event(partner="winding-rock", month="2025-04", kind="missing"),
    Event(partner="westgate-alliance", month="2025-05", kind="refused", day=10, fault="locked"),
    Event(partner="pine-hollow", month="2025-06", kind="late", day=16),
    Event(partner="crossroads-program", month="2025-07", kind="nil", day=7),
    Event(partner="northfield-refuge", month="2025-07", kind="refused", day=9, fault="old_form"),
    Event(partner="cedar-bluff", month="2025-08", kind="refused", fault="missing_ids"),
    Event(partner="sugar-creek", month="2025-09", kind="refused", day=7, fault="negative_hours"),
    Event(partner="canal-haven", month="2025-10", kind="late", day=13),
    Event(partner="capital-bridge", month="2025-10", kind="accepted", rows=WITH_OLD_ROWS),
    Event(partner="sugar-creek", month="2025-11", kind="replaced", day=55),
    Event(partner="willow-ferry", month="2025-12", kind="refused", day=10, fault=SENT_ROWS),
    Event(
        partner="canal-haven", month="2026-01", kind="refused", day=11, fault="not_a_spreadsheet"
    ),
    Event(partner="winding-rock", month="2026-02", kind="refused", day=8, fault="missing_ids"),
    Event(partner="westgate-alliance", month="2026-03", kind="late", day=15),
    Event(partner="two-rivers", month="2026-04", kind="accepted", rows=WITH_OLD_ROWS),
    Event(partner="northfield-refuge", month="2026-05", kind="replaced", day=16),
    Event(
        partner="lantern-street", month="2026-06", kind="refused", day=10, fault="renamed_heading"
    ),
    Event(partner="crossroads-program", month="2026-07", kind="nil", day=6),
    Event(partner="canal-haven", month="2026-10", kind="refused", fault="unknown_words"),
    Event(partner="two-rivers", month="2026-10", kind="late", day=17),
    Event(partner="winding-rock", month="2026-10", kind="missing"),
)
NIL = "nil"

# A record type of which there was nothing in a month: the partner says so with a nil return.
QUIET = (
    ("pine-hollow", "2024-12", "unmet_request"),
    ("capital-bridge", "2025-12", "protection_order"),
    ("cedar-bluff", "2026-02", "community_event"),
    ("pine-hollow", "2026-10", "unmet_request"),
    *((event.partner, event.month, "paip_activity") for event in EVENTS if event.kind == NIL),
)


def versions(profile: Profile, month: str) -> list[Version]:
    """The files of one partner and month, oldest first; none if it sends none."""
    usual = _day(month, profile.sends_on_day)
    event = event_of(profile.id, month)
    if event is None:
        return [Version(received=usual, outcome="accepted")]
    if event.kind in ("missing", NIL):
        return []
    if event.kind == "late":
        return [Version(received=_day(month, event.day), outcome="accepted")]
    if event.kind == "accepted":
        return [Version(received=usual, outcome="accepted", rows=event.rows)]
    return _two_versions(event, usual)


def _two_versions(event: Event, usual: date) -> list[Version]:
    """A refused file and its correction (if any), or an accepted file and its replacement."""
    if event.kind == "replaced":
        first = Version(received=usual, outcome="superseded", rows=FIRST_TYPED)
    else:
        old_form = str(Month.parse(event.month).plus(-1)) if event.fault == "old_form" else ""
        fault = "" if old_form else event.fault
        first = Version(received=usual, outcome="rejected", fault=fault, form_month=old_form)
    if not event.day:
        return [first]
    return [first, Version(received=_day(event.month, event.day), outcome="accepted")]


def event_of(partner: str, month: str) -> Event | None:
    """What is told of this partner and month, or None."""
    found = (event for event in EVENTS if (event.partner, event.month) == (partner, month))
    return next(found, None)


def nil_day(event: Event) -> date:
    """When a nil return for the whole month comes in."""
    return _day(event.month, event.day)


def _day(month: str, day: int) -> date:
    first = Month.parse(month).plus(1).first_day
    return date.fromordinal(first.toordinal() + day - 1)
