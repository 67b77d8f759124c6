"""Deliveries as they reach the coalition, and the truth that the accepted ones hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from sample_data import files, hmis, story
from sample_data.faults import CELL_FAULTS, FILE_FAULTS, spoil
from sample_data.forms import Form, TableForm, form_for, forms, record_type
from sample_data.grids import make_grids, seed_of
from sample_data.month_columns import with_months
from sample_data.names import FAMILY, GIVEN
from sample_data.open_document import open_document
from sample_data.profiles import PROFILES, Profile
from sample_data.world import SEED, Agency, make_world
from schemas.periods import Month, span

FIRST_MONTH = "2024-10"
LAST_MONTH = "2026-10"
LAST_DAYS = 6
OLD_ROWS = 2
# What an empty cell of these fields means by the standard: one contact, one request.
DEFAULTS = {"contacts": 1, "requests": 1}
COMPUTED = {
    "shelter_stay": ("stay_kind", "nights_in_month", "days_in_month"),
    "shelter_census": ("zero_beds_free",),
}


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One thing that reaches the coalition: a file, or a nil return for one record type.

    `outcome` is what the generator expects: accepted, rejected, or superseded (accepted first, and
    later replaced by another file). The file of an agency that sends totals only stays at its desk:
    what reaches the coalition is the tally made of it there, unless it sends rows by mistake.
    """

    received: date
    partner: str
    month: str
    kind: str
    outcome: str
    file_name: str = ""
    record: str = ""
    version: story.Version | None = None
    seed: int = SEED

    @property
    def is_by_mistake(self) -> bool:
        """Whether rows are sent of which only totals should leave the agency."""
        return self.version is not None and self.version.fault == story.SENT_ROWS

    def content(self) -> bytes:
        """The file's bytes; the same at every call."""
        if self.version is None:
            return b""
        agency = make_world(self.seed)[self.partner]
        form = form_for(self.partner, self.version.form_month or self.month)
        made = _file(agency, form, self)
        change = FILE_FAULTS.get(self.version.fault)
        return change(made) if change else made


def _file(agency: Agency, form: Form, delivery: Delivery) -> bytes:
    if form.habit.format == "hmis":
        return hmis.export(agency, delivery.month)
    version = delivery.version or story.Version(received=delivery.received, outcome="accepted")
    rng = np.random.default_rng(seed_of(delivery.seed, delivery.partner, delivery.month))
    records = file_records(agency, delivery.month, version.rows)
    for table in form.tables:
        if table.wide:
            records[table.record] = with_months(
                records[table.record], table, agency, delivery.month
            )
    grids = make_grids(form, delivery.month, records, agency.people, rng)
    if version.fault in CELL_FAULTS:
        spoil(grids, version.fault)
    if form.habit.format == "csv":
        return files.csv_file(grids[0])
    write = open_document if form.habit.format == "ods" else files.workbook
    return write(grids, form.habit.loose_sheets)


def file_records(agency: Agency, month: str, rows: str) -> dict[str, pd.DataFrame]:
    """The rows that one version of a file holds, by record type."""
    found = {record: agency.of_month(record, month) for record in agency.records}
    services = found.get("client_service")
    if services is None or rows == story.ALL_ROWS:
        return found
    if rows == story.FIRST_TYPED:
        last = pd.Timestamp(Month.parse(month).last_day) - pd.Timedelta(days=LAST_DAYS)
        found["client_service"] = services[services["service_date"] <= last]
        return found
    old = agency.of_month("client_service", str(Month.parse(month).plus(-1))).tail(OLD_ROWS)
    found["client_service"] = pd.concat([services, old], ignore_index=True)
    return found


def deliveries(
    seed: int = SEED, first: str = FIRST_MONTH, last: str = LAST_MONTH
) -> list[Delivery]:
    """Everything that arrives for the months from first to last, in order of arrival.

    Nil returns stand before the file of the same day, so that a file is never checked without them.
    """
    months = [str(month) for month in span(Month.parse(first), Month.parse(last))]
    found = [
        delivery
        for month in months
        for profile in PROFILES
        for delivery in _of_month(make_world(seed)[profile.id], month, seed)
    ]
    return sorted(found, key=lambda each: (each.received, each.partner, each.kind != "nil"))


def _of_month(agency: Agency, month: str, seed: int) -> Iterator[Delivery]:
    profile = agency.profile
    event = story.event_of(profile.id, month)
    if event is not None and event.kind == story.NIL:
        for record in profile.expected:
            yield _nil(profile, month, record, story.nil_day(event), seed)
    versions = story.versions(profile, month)
    for record in agency.records:
        if versions and agency.is_quiet(record, month):
            yield _nil(profile, month, record, versions[0].received, seed)
    for number, version in enumerate(versions):
        yield Delivery(
            received=version.received,
            partner=profile.id,
            month=month,
            kind="file",
            outcome=version.outcome,
            file_name=_file_name(profile, month, number),
            version=version,
            seed=seed,
        )


def _nil(profile: Profile, month: str, record: str, received: date, seed: int) -> Delivery:
    return Delivery(
        received=received,
        partner=profile.id,
        month=month,
        kind="nil",
        outcome="accepted",
        record=record,
        seed=seed,
    )


def _file_name(profile: Profile, month: str, number: int) -> str:
    """The partner's own name for the file; one partner signs it with a person's name."""
    day = Month.parse(month).first_day
    rng = np.random.default_rng(seed_of(0, profile.id, month))
    name = form_for(profile.id, month).habit.file_name.format(
        yyyymm=f"{day:%Y%m}",
        year=day.year,
        mm=f"{day:%m}",
        month_name=f"{day:%B}",
        label=f"{day:%B} {day.year}",
        person=f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}",
    )
    stem, dot, ending = name.rpartition(".")
    return f"{stem}{' corrected' if number else ''}{dot}{ending}"


def truth(
    seed: int = SEED,
    first: str = FIRST_MONTH,
    last: str = LAST_MONTH,
    as_of: date | None = None,
) -> dict[str, pd.DataFrame]:
    """Record type to the rows of the last accepted file of each partner and month.

    Shape: columns partner, month and every field of the record that may be kept; a field that the
    partner's layout does not hold is missing, unless the standard computes or defaults it.
    `as_of` leaves out what arrived after that day. Privacy: fictitious.
    """
    current: dict[tuple[str, str], Delivery] = {}
    for delivery in deliveries(seed, first, last):
        is_in = as_of is None or delivery.received <= as_of
        if delivery.version is not None and delivery.outcome != "rejected" and is_in:
            current[delivery.partner, delivery.month] = delivery
    parts: dict[str, list[pd.DataFrame]] = {}
    for (partner, form, rows), months in _alike(current.values()).items():
        for record, frame in _true_rows(make_world(seed)[partner], form, rows, months).items():
            parts.setdefault(record, []).append(frame)
    return {record: pd.concat(frames, ignore_index=True) for record, frames in parts.items()}


def _alike(current: Iterable[Delivery]) -> dict[tuple[str, int, str], list[str]]:
    """Months by partner, number of the form, and which rows the file holds."""
    found: dict[tuple[str, int, str], list[str]] = {}
    for each in current:
        form = forms(each.partner).index(form_for(each.partner, each.month))
        typed = each.version is not None and each.version.rows == story.FIRST_TYPED
        rows = story.FIRST_TYPED if typed else story.ALL_ROWS
        found.setdefault((each.partner, form, rows), []).append(each.month)
    return found


def _true_rows(
    agency: Agency, form: int, rows: str, months: Sequence[str]
) -> dict[str, pd.DataFrame]:
    found = {record: frame[frame["month"].isin(months)] for record, frame in agency.records.items()}
    if rows == story.FIRST_TYPED:
        typed = [file_records(agency, month, rows)["client_service"] for month in months]
        found["client_service"] = pd.concat(typed)
    tables = {table.record: table for table in forms(agency.profile.id)[form].tables}
    return {
        record: _true_frame(agency.profile.id, record, tables.get(record), frame)
        for record, frame in found.items()
    }


def _true_frame(
    partner: str, record: str, table: TableForm | None, frame: pd.DataFrame
) -> pd.DataFrame:
    """The fields that the partner's file can tell; others missing, or what the standard assumes."""
    names = [field.name for field in record_type(record).fields if field.name in frame]
    kept = frame[["month", *names]].copy()
    kept.insert(0, "partner", partner)
    for name in names:
        if table and name not in table.fields and name not in COMPUTED.get(record, ()):
            kept[name] = DEFAULTS.get(name)
    return kept


def write_truth(folder: Path, seed: int = SEED) -> None:
    """One Parquet file a record type, for checks from outside the pipeline."""
    folder.mkdir(parents=True, exist_ok=True)
    for record, frame in truth(seed).items():
        frame.to_parquet(folder / f"{record}.parquet", index=False)
