"""`demo`: the fictitious consortium lives through all its months."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date, datetime, time
from pathlib import Path

from pipelines.approval import approve
from pipelines.cli.copies import write_copies
from pipelines.cli.demo_folder import desk_of, make_demo
from pipelines.cli.months import months_to_run
from pipelines.cli.output import line, progress
from pipelines.desk.tallying import Desk
from pipelines.keeping.purge import purge
from pipelines.permission import Decision
from pipelines.settings import TALLY
from pipelines.settings_files import load_consortium
from pipelines.storage.files import write_file
from pipelines.storage.inbox import record_nil, sweep
from pipelines.storage.ledger import LOCKED, Event, Ledger
from pipelines.storage.releases import all_releases, draft_of
from pipelines.workers import fork_server
from sample_data import Delivery, deliveries
from schemas.catalog import load_catalog
from schemas.periods import Month

APPROVER = "Demo coordinator"
APPROVAL_DAY, LOCK_DAY = 20, 21
MONTHS_OPEN = 12


def tell(home: Path, first: str = "2024-10", last: str = "2026-10") -> None:
    """Make the consortium in `home`, then deliver, run, approve and release month after month."""
    make_demo(home)
    told = deliveries(first=first, last=last)
    months = sorted({Month.parse(delivery.month) for delivery in told})
    # Partners write their files elsewhere, while the coalition works: so does a process beside us.
    with ProcessPoolExecutor(1, mp_context=fork_server()) as elsewhere:
        waiting = [(one, elsewhere.submit(_write, one)) for one in told]
        for month in progress(months, "Month"):
            due = load_consortium(home).due_date(month)
            for day in (due, due.replace(day=APPROVAL_DAY)):
                arrived = [(one, file) for one, file in waiting if one.received <= day]
                waiting = waiting[len(arrived) :]
                _deliver(home, arrived)
                if arrived or day == due:
                    _run(home, month, day)
            _approve(home, datetime.combine(due.replace(day=APPROVAL_DAY), time(12)))
    write_copies(home, months[-1])
    _close(home, months)
    _list_releases(home)


def _write(delivery: Delivery) -> bytes:
    return delivery.content() if delivery.kind == "file" else b""


def _deliver(home: Path, arrived: Sequence[tuple[Delivery, Future[bytes]]]) -> None:
    """Nil returns and files in the order of their arrival, as `deliveries` has it."""
    consortium = load_consortium(home)
    for delivery, file in arrived:
        at = datetime.combine(delivery.received, time(9))
        partner = consortium.partner(delivery.partner)
        is_tallied = partner.intake == TALLY and not delivery.is_by_mistake
        month = Month.parse(delivery.month)
        if delivery.kind == "nil":
            place = desk_of(home, partner.id) if is_tallied else home
            record_nil(place, partner, month, delivery.record, by=partner.id, at=at)
        else:
            content = file.result()
            if is_tallied:
                desk = Desk(desk_of(home, partner.id), partner.id, at)
                content = desk.tally(content, month).workbook
            inbox = home / "inbox" / delivery.partner / delivery.month
            write_file(inbox / delivery.file_name, content)
            sweep(home, consortium, at)


def _run(home: Path, month: Month, day: date) -> None:
    from pipelines.definitions import defs  # noqa: PLC0415  Dagster is slow to import
    from pipelines.defs.launch import run_month  # noqa: PLC0415

    for one in months_to_run(home, load_consortium(home), month):
        run_month(defs, home, one, datetime.combine(day, time(10)))


def _approve(home: Path, at: datetime) -> None:
    for folder in sorted((home / "drafts").glob("*/*")):
        month, report = Month.parse(folder.parent.name), folder.name
        if report in load_catalog().reports and draft_of(home, month, report) is not None:
            approve(home, month, report, Decision(APPROVER, at, despite_missing=True))


def _close(home: Path, months: Sequence[Month]) -> None:
    """Months a year old and more are locked; what nobody needs any more is destroyed."""
    at = datetime.combine(load_consortium(home).due_date(months[-1]).replace(day=LOCK_DAY), time(9))
    old = [month for month in months if month.plus(MONTHS_OPEN) <= months[-1]]
    if old:
        Ledger(home).add(*(Event(at=at, kind=LOCKED, month=one, by=APPROVER) for one in old))
    done, _ = purge(home, at)
    destroyed = sum(done.counts.values())
    line(f"{len(old)} old months locked; {destroyed} files of the vault destroyed for ever.")


def _list_releases(home: Path) -> None:
    found = all_releases(home)
    for release in found:
        line(str(release.folder / f"{release.stem}.xlsx"))
    line(
        f"{len(found)} workbooks released. Look at one, or ask: "
        f"consortium status --home {home} --month {found[-1].month}"
    )
