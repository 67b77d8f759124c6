"""The consortium's own folder: its settings, its partners and their layouts, as frozen values."""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from pipelines.errors import UsageError
from pipelines.layouts import Layout, layout_of
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


def load_consortium(home: Path) -> Consortium:
    """Read `consortium.toml` and `partners/*.toml`; UsageError names the file and key at fault.

    Files that have not changed since they were last read are not read again.
    """
    paths = [home / "consortium.toml", *sorted((home / "partners").glob("*.toml"))]
    stats = [path.stat() for path in paths if path.exists()]
    return _load(home, tuple((found.st_mtime_ns, found.st_size) for found in stats))


@functools.lru_cache(maxsize=4)
def _load(home: Path, _stamp: tuple[tuple[int, int], ...]) -> Consortium:
    data = _read(home / "consortium.toml")
    partners = tuple(_partner(path) for path in sorted((home / "partners").glob("*.toml")))
    _refuse_unknown(data, Consortium, {"hub", "mou", "grant"}, "consortium.toml")
    try:
        return Consortium(
            name=data["name"],
            contact=data["contact"],
            due_day=data.get("due_day", 10),
            threshold=data.get("threshold", 11),
            keep_originals_days=data.get("keep_originals_days", 0),
            recipients=tuple(data.get("recipients", ())),
            hubs=tuple(
                Hub(**{**hub, "partners": tuple(hub["partners"])}) for hub in data.get("hub", ())
            ),
            mous=tuple(_mou(mou) for mou in data.get("mou", ())),
            partners=partners,
            sharing=data.get("sharing", ""),
            grants=_grants(data.get("grant", ())),
            reports=tuple(data.get("reports", ())),
            longest_open_stay=data.get("longest_open_stay", 365),
            mail=_mail(data["mail"]) if "mail" in data else None,
            consent=_consent(data["consent"]) if "consent" in data else None,
        )
    except (KeyError, TypeError) as error:
        key = str(error.args[0]) if isinstance(error, KeyError) else "a table"
    raise UsageError("HOME-02", f"consortium.toml: {key} is missing or of the wrong kind")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problem = (
            "is missing; name the consortium's folder with --home, or make a new one with "
            "`consortium init`"
        )
    except tomllib.TOMLDecodeError:
        problem = "is not valid TOML"
    raise UsageError("HOME-01", f"{path.name} {problem}")


def _refuse_unknown(data: Mapping[str, Any], kind: type, tables: set[str], file: str) -> None:
    """UsageError for a key that nothing reads: a slip in one would change what is read."""
    derived = {"id", "layouts", "tables", "hubs", "mous", "grants", "partners", "is_undecided"}
    known = {one.name for one in dataclasses.fields(kind)} - derived | tables
    unknown = sorted(set(data) - known)
    if unknown:
        raise UsageError("HOME-08", f"{file}: {unknown[0]} is not a key that is known here")


def _grants(entries: Sequence[dict[str, Any]]) -> tuple[Grant, ...]:
    found = tuple(Grant(**{**one, "partners": tuple(one["partners"])}) for one in entries)
    reports = [grant.report for grant in found]
    if len(set(reports)) < len(reports):
        raise UsageError("HOME-09", "consortium.toml: two grants name one report")
    return found


def _mail(data: dict[str, Any]) -> Mail:
    told = {"sender" if key == "from" else key: value for key, value in data.items()}
    _refuse_unknown(told, Mail, set(), "consortium.toml, [mail]")
    lists: dict[str, Any] = {key: tuple(told[key]) for key in ("to", "remind_days") if key in told}
    return Mail(**{**told, **lists})


def _consent(data: dict[str, Any]) -> Consent:
    _refuse_unknown(data, Consent, set(), "consortium.toml, [consent]")
    found = Consent(**data)
    if found.silence not in SILENCE or not str(found.days).isdecimal():
        known = " or ".join(f'"{word}"' for word in SILENCE)
        told = f"consortium.toml, [consent]: silence is {known}, and days is a number of days"
        raise UsageError("HOME-10", told)
    return found


def _mou(data: dict[str, Any]) -> Mou:
    lists = {key: tuple(data[key]) for key in ("partners", "counties", "services")}
    return Mou(**{"valid_to": None, "review_date": None, **data, **lists})


def _partner(path: Path) -> Partner:
    data = _read(path)
    _refuse_unknown(data, Partner, {"layout"}, f"partners/{path.name}")
    for layout in data.get("layout", ()):
        _refuse_unknown(layout, Layout, {"table"}, f"partners/{path.name}")
    try:
        return Partner(
            id=path.stem,
            name=data["name"],
            kind=data["kind"],
            hub=data.get("hub", ""),
            counties=tuple(data.get("counties", ())),
            intake=data.get("intake", TALLY),
            basis=data.get("basis", ""),
            basis_until=data.get("basis_until"),
            remind=tuple(data.get("remind", ())),
            expected=tuple(data["expected"]),
            joined=Month.parse(data["joined"]),
            left=Month.parse(data["left"]) if "left" in data else None,
            layouts=tuple(layout_of(layout) for layout in data.get("layout", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        key = str(error.args[0]) if isinstance(error, KeyError) else "a key"
    raise UsageError("HOME-03", f"partners/{path.name}: {key} is missing or of the wrong kind")
