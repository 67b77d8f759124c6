"""What one release of a report is made of: its edition, and the material it is written from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from pipelines.settings import Consortium, Grant
from pipelines.types import KEY_COLUMNS, Released, SafeTables
from schemas.catalog import Catalog
from schemas.due import report_period
from schemas.model import Breakdown, FunderReport, Measure
from schemas.periods import Month, Period, month_period

CHANGE_COLUMNS = (*KEY_COLUMNS, "old", "old_status", "new", "new_status")
COUNTERPART_COLUMNS = ("report", *KEY_COLUMNS, "value", "status")
STATES = ("provisional", "final", "restated")


def no_counterparts() -> pd.DataFrame:
    """No figures of earlier months. Privacy: disclosure-safe."""
    return pd.DataFrame(columns=list(COUNTERPART_COLUMNS))


@dataclass(frozen=True, kw_only=True)
class AuditSummary:
    """Pass or fail of the audit with counts; nothing about a single figure.

    `attackers` has for each kind of attacker what was `checked` and the `result`.
    """

    result: str
    figures_checked: int
    figures_withheld: int
    attackers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class EarlierVersion:
    """A version of this month's report that was released before."""

    version: int
    state: str
    as_of: date


@dataclass(frozen=True, eq=False)
class Earlier:
    """What was released of earlier months that a report is compared with. Privacy: disclosure-safe.

    `released` has the newest releases of the same report, which views compare with; `counterparts`
    has COUNTERPART_COLUMNS, figures of any report that this one is reconciled with, of the releases
    named in `reconciled_with`.
    """

    released: Mapping[Month, Released] = field(default_factory=dict)
    counterparts: pd.DataFrame = field(default_factory=no_counterparts)
    reconciled_with: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Counts only."""
        return f"Earlier({len(self.released)} releases, {len(self.counterparts)} counterparts)"


NOTHING_EARLIER = Earlier()


@dataclass(frozen=True, kw_only=True, repr=False)
class Edition:
    """One version of one month's report. `as_of` is the day of the newest event it rests on.

    `edition` counts what was known of the month when it was made, for all its reports together:
    it puts versions of different reports in order.
    `changes` has CHANGE_COLUMNS, one row a figure that differs from the version before; `why` are
    the codes of what came in between.
    `earlier` has what was released of earlier months that this report is compared with.
    """

    month: Month
    version: int
    edition: int
    state: str
    as_of: date
    next_due: date | None
    code_version: str
    audit: AuditSummary
    changes: pd.DataFrame
    history: tuple[EarlierVersion, ...] = ()
    earlier: Earlier = NOTHING_EARLIER
    why: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Counts only."""
        return f"Edition({self.month}, v{self.version}, {len(self.changes)} changes)"


@dataclass(frozen=True, repr=False)
class Publication:
    """The files of one release by name. Privacy: disclosure-safe."""

    files: Mapping[str, bytes]

    def __repr__(self) -> str:
        """Counts only."""
        return f"Publication({len(self.files)} files)"

    def file(self, ending: str) -> bytes:
        """The one file whose name ends so; KeyError otherwise."""
        for name, content in self.files.items():
            if name.endswith(ending):
                return content
        raise KeyError(ending)


@dataclass(frozen=True, repr=False)
class Material:
    """Everything a report is written from. Privacy: disclosure-safe."""

    safe: SafeTables
    report: FunderReport
    catalog: Catalog
    consortium: Consortium
    edition: Edition

    def __repr__(self) -> str:
        """Counts only."""
        return f"Material({self.report.id}, {len(self.frame)} figures)"

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The figures of this report, in the order of publication."""
        return figures_of(self.safe, self.report)

    @cached_property
    def period(self) -> Period:
        """The whole period that this report covers."""
        month = self.edition.month
        return report_period(self.report, month) or month_period(month)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure of the report once, in the order of its tables."""
        names = dict.fromkeys(name for table in self.report.tables for name in table.measures)
        return tuple(self.catalog.measures[name] for name in names)

    @cached_property
    def breakdowns(self) -> tuple[Breakdown, ...]:
        """Every breakdown that the report's tables are laid out by."""
        names = dict.fromkeys(self.frame["breakdown"])
        return tuple(self.catalog.breakdowns[name] for name in names if name != "total")

    @property
    def grant(self) -> Grant | None:
        """The joint grant that the report is about, or None."""
        return self.consortium.grant(self.report.id)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """What was expected and came, for the months and kinds of agency of this report."""
        return self.coverage_of({table.partner_kind for table in self.report.tables})

    def coverage_of(self, kinds: set[str], months: Sequence[Month] = ()) -> pd.DataFrame:
        """The same for some kinds of agency, and for other months than the report's if given."""
        partners = {p.id for p in self.consortium.partners if p.kind in kinds}
        if self.grant is not None:
            partners &= set(self.grant.partners)
        wanted = {str(month) for month in months or self.period.months}
        rows = self.safe.coverage
        of_report = rows["partner"].isin(partners) & rows["month"].astype(str).isin(wanted)
        return rows[of_report].reset_index(drop=True)


def figures_of(safe: SafeTables, report: FunderReport) -> pd.DataFrame:
    """The rows of the frame that belong to one report, order kept.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    return safe.frame[safe.frame["report"] == report.id].reset_index(drop=True)


def file_stem(report: FunderReport, edition: Edition) -> str:
    """The name of the release's files without ending: `consortium-2026-03-v1`."""
    return f"{report.id}-{edition.month}-v{edition.version}"


def long_date(day: date) -> str:
    """A date that no reader can mistake: `April 20, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"
