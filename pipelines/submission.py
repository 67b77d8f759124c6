"""One submission through the restricted stages: intake, validate, deidentify, tally.

Belongs here: composing the four stages, the same for command line, portal and Dagster, and the
one function a restricted worker runs. Does not belong here: deciding when, or what comes after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipelines.assessment import assess
from pipelines.errors import ConsortiumError, fault_of, is_disk_fault
from pipelines.findings import Finding, RowCount
from pipelines.intake.drift.profiles import packed
from pipelines.known import PROFILE, Known, kept_before
from pipelines.settings import Partner
from pipelines.settings_files import load_consortium
from pipelines.storage.board import Confirmation
from pipelines.storage.cells import read_cells, write_cells
from pipelines.storage.history import month_totals
from pipelines.storage.keys import keys_for
from pipelines.storage.marks import Marks
from pipelines.storage.vault import ORIGINAL, STRIPPED, Vault
from pipelines.tally.tally import tally
from pipelines.tally.unsettled import without_unsettled
from pipelines.types import Cells, StrippedRecords
from schemas.catalog import load_catalog
from schemas.periods import Month

FAILED = "failed"
RECOUNTED = "recounted"
# the fault of an errand that says nothing of its file
DISK = "DISK"
SAME, OTHER = "same", "other"


@dataclass(frozen=True)
class Outcome:
    """What leaves the restricted zone about one submission: codes, counts, places, a version.

    `rests_on` is there for a tally: how each month it was counted from stood at its desk.
    """

    partner: str
    month: Month
    submission: str
    outcome: str
    findings: tuple[Finding, ...] = ()
    row_counts: tuple[RowCount, ...] = ()
    cells_version: str = ""
    fault: str = ""
    rests_on: Marks = field(default_factory=dict)
    nil_records: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Errand:
    """One job for a restricted worker.

    Take in `submission` and count it; or, if `is_recount`, count again what the vault holds of it
    ("" for a month of which nothing counts); or say whether it says the same as `compare_with`, the
    submission that counts. `history` names the submissions of earlier months,
    `states` what is known of each record in each month: received, nil, not_received. `earlier`
    names the partner's counted cells of the year before, `confirmed` the questions answered,
    `marks` tells how earlier months stand. `taken` names what counts of the months
    just before: a worker has no way to the ledger. `sent` is the version of a tally's cells as they
    came; over `unsettled` months nothing can be counted until they are sent again. Rows of
    `destroyed` months are in the vault no more: nothing longer is counted over them. Where those of
    the month itself are, `sent` is its last count, and `changed` are the months it no longer fits.
    """

    home: Path
    partner: str
    month: Month
    submission: str
    nil_records: frozenset[str]
    history: tuple[tuple[str, Month], ...]
    states: Mapping[Month, Mapping[str, str]]
    today: date
    is_recount: bool = False
    earlier: tuple[tuple[Month, str], ...] = ()
    confirmed: Mapping[str, Confirmation] = field(default_factory=dict)
    marks: Marks = field(default_factory=dict)
    sent: str = ""
    unsettled: tuple[Month, ...] = ()
    taken: tuple[tuple[str, Month], ...] = ()
    compare_with: str = ""
    destroyed: tuple[Month, ...] = ()
    changed: tuple[Month, ...] = ()

    @property
    def left_out(self) -> tuple[Month, ...]:
        """The months over which no longer period is counted."""
        own = self.changed if self.sent else self.destroyed
        return tuple(sorted({*self.unsettled, *own}))


def run_errand(errand: Errand) -> Outcome:
    """What a restricted worker does: vault in, vault and cells out, findings back.

    Privacy: identifiable in (vault), aggregate out; no exception leaves this function, since the
        text of one may hold a value.
    """
    try:
        if errand.compare_with:
            return _compare(errand)
        return _recount(errand) if errand.is_recount else _take(errand)
    except ConsortiumError as error:
        return _failed(errand, error.code)
    except BaseException as error:  # noqa: BLE001  reduced to a type and a place
        return _failed(errand, DISK if is_disk_fault(error) else fault_of(error))


def _take(errand: Errand) -> Outcome:
    consortium = load_consortium(errand.home)
    partner = consortium.partner(errand.partner)
    keys = keys_for(errand.home)
    vault = Vault(errand.home, consortium.recipients)
    content = vault.get(partner.id, errand.month, f"{errand.submission}.{ORIGINAL}", keys)
    kept = kept_before(vault, keys, partner.id, errand.taken)
    known = Known(
        today=errand.today,
        secret=keys.partner_secret(partner.id),
        nil_records=errand.nil_records,
        confirmed=errand.confirmed,
        mous=consortium.mous,
        longest_open_stay=consortium.longest_open_stay,
        earlier=month_totals(errand.home, partner.id, errand.earlier),
        marks=errand.marks,
        totals_only=partner.intake == "tally",
        profiles=kept.profiles,
        people=kept.people,
    )
    found = assess(content, partner, errand.month, known)
    version = ""
    if found.sent is not None and found.sent.cells is not None:
        version = write_cells(errand.home, found.sent.cells)  # as it came; a recount settles it
    if found.stripped is not None:
        vault.put_stripped(errand.submission, found.stripped)
        name = f"{errand.submission}.{PROFILE}"
        vault.put(partner.id, errand.month, name, packed(found.profile))
        version = _count(errand, partner, [found.stripped], vault)
    return Outcome(
        partner=partner.id,
        month=errand.month,
        submission=errand.submission,
        outcome=found.outcome,
        findings=found.findings,
        row_counts=found.row_counts,
        cells_version=version,
        rests_on=found.sent.rests_on if found.sent is not None else {},
        nil_records=found.nil_records,
    )


def _recount(errand: Errand) -> Outcome:
    consortium = load_consortium(errand.home)
    partner = consortium.partner(errand.partner)
    vault = Vault(errand.home, consortium.recipients)
    stripped = []
    if errand.submission and not errand.sent:
        keys = keys_for(errand.home)
        stripped = [vault.get_stripped(errand.submission, partner.id, errand.month, keys)]
    version = _count(errand, partner, stripped, vault)
    return Outcome(partner.id, errand.month, errand.submission, RECOUNTED, cells_version=version)


def _compare(errand: Errand) -> Outcome:
    """Whether two submissions say the same of every record once they are stripped.

    What was read is compared, not what was sent, and nothing is kept for it: no hash of a file,
    by which guesses at it could be tested, and the same file counts anew once its layout is mended.
    """
    vault = Vault(errand.home, load_consortium(errand.home).recipients)
    place = (errand.partner, errand.month)
    names = (errand.submission, errand.compare_with)
    is_same = all(vault.has(*place, f"{name}.{STRIPPED}") for name in names)
    if is_same:
        keys = keys_for(errand.home)
        one, other = (vault.get_stripped(name, *place, keys) for name in names)
        is_same = one.says_the_same(other)
    return Outcome(*place, errand.submission, SAME if is_same else OTHER)


def _count(errand: Errand, partner: Partner, stripped: list[StrippedRecords], vault: Vault) -> str:
    if errand.sent:
        return write_cells(errand.home, without_unsettled(_sent_cells(errand), errand.left_out))
    keys = keys_for(errand.home)
    history = [
        vault.get_stripped(submission, partner.id, month, keys)
        for submission, month in errand.history
        if month not in errand.destroyed
    ]
    records = [*history, *stripped]
    mous = load_consortium(errand.home).mous
    cells = tally(load_catalog(), partner, errand.month, records, errand.states, mous)
    return write_cells(errand.home, without_unsettled(cells, errand.left_out))


def _sent_cells(errand: Errand) -> Cells:
    frame = read_cells(errand.home, errand.month, [(errand.partner, errand.sent)])
    return Cells(errand.partner, errand.month, frame)


def _failed(errand: Errand, fault: str) -> Outcome:
    return Outcome(errand.partner, errand.month, errand.submission, FAILED, fault=fault)
