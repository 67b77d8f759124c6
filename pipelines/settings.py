"""The consortium: its settings, its partners and their layouts, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from pipelines.errors import UsageError
from pipelines.layouts import Layout
from schemas.due import due_reports
from schemas.model import FunderReport
from schemas.periods import Month

# The code and the name under which agencies stand that belong to no hub.
NO_HUB = "no_hub"
NO_HUB_NAME = "Agencies without a hub"
# The intake of an agency that sends totals only: its own desk reads its files.
TALLY = "tally"
ALIKE = 60.0
SILENCE = ("consents", "objects")


@dataclass(frozen=True, kw_only=True)
class Partner:
    """One member agency as its file in `partners/` describes it."""

    id: str
    name: str
    kind: str
    hub: str
    counties: tuple[str, ...]
    intake: str
    basis: str
    expected: tuple[str, ...]
    joined: Month
    left: Month | None
    layouts: tuple[Layout, ...]
    basis_until: date | None = None
    remind: tuple[str, ...] = ()

    def layout_for(self, month: Month) -> Layout | None:
        """The layout in force in `month`, or None; one that waits for answers comes first."""
        found = [
            one
            for one in self.layouts
            if one.valid_from <= month and (one.valid_to is None or month <= one.valid_to)
        ]
        return min(found, key=lambda one: not one.is_undecided, default=None)

    def waits_for_layout(self, month: Month) -> bool:
        """Whether files of `month` wait until a person has answered what the layout leaves open."""
        layout = self.layout_for(month)
        return layout is not None and layout.is_undecided and self.intake != TALLY

    def is_member(self, month: Month) -> bool:
        """Whether the agency belongs to the consortium in `month`."""
        return self.joined <= month and (self.left is None or month <= self.left)


@dataclass(frozen=True, kw_only=True)
class Hub:
    """A hub and its spokes: `partners` holds the hub agency itself first."""

    id: str
    name: str
    partners: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Mou:
    """A memorandum of understanding: who serves which counties with what, between which dates."""

    name: str
    partners: tuple[str, ...]
    counties: tuple[str, ...]
    services: tuple[str, ...]
    purpose: str
    data_sharing: str
    valid_from: date
    valid_to: date | None
    review_date: date | None


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A joint grant: the agencies that hold it together, and the report that is theirs alone."""

    report: str
    name: str
    partners: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Mail:
    """How this consortium sends mail; the password of `user` is in the environment, never here.

    `security` is `starttls`, `tls` or `none`; over `none` no password is sent. `remind_days` are
    counted from the due day.
    """

    host: str
    sender: str
    to: tuple[str, ...]
    port: int = 587
    user: str = ""
    security: str = "starttls"
    remind_days: tuple[int, ...] = (-5, 0, 3)


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Whether agencies are asked before a release: what their `silence` means, and after how long.

    `days` are counted from the day on which an agency's figures were counted as they are.
    """

    silence: str
    days: int = 5


@dataclass(frozen=True, kw_only=True)
class Consortium:
    """`consortium.toml` and all partners of one folder; no `reports` named are all of them."""

    name: str
    contact: str
    due_day: int
    threshold: int
    keep_originals_days: int
    recipients: tuple[str, ...]
    hubs: tuple[Hub, ...]
    mous: tuple[Mou, ...]
    partners: tuple[Partner, ...]
    sharing: str
    grants: tuple[Grant, ...] = ()
    reports: tuple[str, ...] = ()
    longest_open_stay: int = 365
    mail: Mail | None = None
    consent: Consent | None = None

    def partner(self, partner_id: str) -> Partner:
        """The partner of that id; UsageError if the folder has none."""
        for partner in self.partners:
            if partner.id == partner_id:
                return partner
        near = process.extractOne(
            partner_id, [one.id for one in self.partners], scorer=fuzz.WRatio, score_cutoff=ALIKE
        )
        hint = f"did you mean {near[0]}?" if near else "an id is the name of a file in partners/"
        raise UsageError("PARTNER-01", f"no partner of this consortium has that id; {hint}")

    def grant(self, report_id: str) -> Grant | None:
        """The joint grant that a report is about, or None."""
        return next((grant for grant in self.grants if grant.report == report_id), None)

    def gives(self, report: FunderReport, month: Month) -> bool:
        """Whether this consortium makes a report, and there is anybody to report of.

        The catalog declares reports for consortia that have no such funder or joint grant.
        """
        if self.reports and report.id not in self.reports:
            return False
        if report.scope != "grant":
            return True
        grant = self.grant(report.id)
        members = {one.id for one in self.partners if one.is_member(month)}
        return grant is not None and not members.isdisjoint(grant.partners)

    def due(self, reports: Mapping[str, FunderReport], month: Month) -> tuple[FunderReport, ...]:
        """The reports that this consortium makes with a month, of those that are declared."""
        unknown = sorted(set(self.reports) - set(reports))
        if unknown:
            told = f"consortium.toml: {unknown[0]} is no report; there are {', '.join(reports)}"
            raise UsageError("HOME-11", told)
        due = due_reports(reports.values(), month)
        return tuple(report for report in due if self.gives(report, month))

    def due_date(self, month: Month) -> date:
        """The day by which files of `month` are due: `due_day` of the following month."""
        following = month.plus(1)
        return date(following.year, following.number, self.due_day)
