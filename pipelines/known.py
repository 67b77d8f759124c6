"""What is known about a partner's month beside its file, gathered in one frozen value.

Belongs here: reading it from a consortium's folder. Does not belong here: judging a file by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipelines.deidentify.strip import PERSON_NO
from pipelines.intake.drift.profiles import Profile, unpacked
from pipelines.settings import Consortium, Mou, Partner
from pipelines.storage.board import Confirmation, standing
from pipelines.storage.database import is_begun
from pipelines.storage.history import counted_versions, month_totals
from pipelines.storage.keys import IDENTITY_FILE, Keys, keys_for
from pipelines.storage.ledger import Ledger
from pipelines.storage.marks import Marks, marks_at
from pipelines.storage.vault import STRIPPED, Vault
from pipelines.tally.tally import months_counted
from schemas.catalog import load_catalog
from schemas.periods import Month

# Without private keys nothing that is made is kept, so person numbers may be anything.
NO_SECRET = b"check"
PROFILE = "profile"
PROFILES = 3


@dataclass(frozen=True, kw_only=True, repr=False)
class Known:
    """What a file is judged by beside its own rows; only the day is always known.

    `confirmed` holds the answered questions by code, `earlier` the partner's own totals of every
    measure in months before this one, `marks` how those months stand here (None where nobody
    keeps them). `totals_only` refuses rows: the agency sends tallies. `profiles` tell what its
    figures looked like in the last months, `people` has the person numbers of those months.
    """

    today: date
    secret: bytes = NO_SECRET
    nil_records: frozenset[str] = frozenset()
    confirmed: Mapping[str, Confirmation] = field(default_factory=dict)
    mous: tuple[Mou, ...] = ()
    earlier: Mapping[Month, Mapping[str, float]] = field(default_factory=dict)
    marks: Marks | None = None
    totals_only: bool = False
    longest_open_stay: int = 365
    profiles: tuple[Profile, ...] = ()
    people: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Counts only."""
        return f"Known({len(self.confirmed)} answers, {len(self.earlier)} earlier months)"


def known_of(
    home: Path, consortium: Consortium, partner: Partner, month: Month, today: date
) -> Known:
    """What the folder says of a partner's month; a folder without a ledger says little."""
    if not is_begun(home):
        longest = consortium.longest_open_stay
        return Known(today=today, mous=consortium.mous, longest_open_stay=longest)
    ledger = Ledger(home)
    found = standing(ledger, consortium, partner, month)
    before = months_counted(load_catalog(), partner, month)[:-1]
    kept = kept_at_hand(home, consortium, partner, month)
    return Known(
        today=today,
        secret=keys_for(home).partner_secret(partner.id) if kept.people else NO_SECRET,
        marks=marks_at(ledger, consortium, partner, before),
        nil_records=found.declared_nil,
        confirmed=found.confirmed,
        mous=consortium.mous,
        longest_open_stay=consortium.longest_open_stay,
        earlier=month_totals(home, partner.id, counted_versions(ledger, partner.id, month)),
        profiles=kept.profiles,
        people=kept.people,
    )


class Kept(NamedTuple):
    """What is kept of the last months' rows: profiles and person numbers. Identifiable."""

    profiles: tuple[Profile, ...] = ()
    people: frozenset[str] = frozenset()


def kept_before(vault: Vault, keys: Keys, partner: str, taken: Sequence[tuple[str, Month]]) -> Kept:
    """What the last submissions looked like and whom they counted, as far as it was kept.

    Privacy: identifiable out; restricted zone only.
    """
    last = taken[-PROFILES:]
    profiles = [
        unpacked(vault.get(partner, month, f"{submission}.{PROFILE}", keys))
        for submission, month in last
        if vault.has(partner, month, f"{submission}.{PROFILE}")
    ]
    people: set[str] = set()
    for submission, month in last:
        if vault.has(partner, month, f"{submission}.{STRIPPED}"):
            stripped = vault.get_stripped(submission, partner, month, keys)
            frames = [frame for frame in stripped.frames.values() if PERSON_NO in frame]
            people.update(*(frame[PERSON_NO].dropna().unique() for frame in frames))
    return Kept(tuple(profiles), frozenset(people))


def kept_at_hand(home: Path, consortium: Consortium, partner: Partner, month: Month) -> Kept:
    """The same for the months before one, as the ledger has them; nothing without private keys.

    Privacy: identifiable out; restricted zone only.
    """
    keys = keys_for(home)
    if not (keys.folder / IDENTITY_FILE).is_file():
        return Kept()
    taken = taken_before(Ledger(home), consortium, partner, month)
    return kept_before(Vault(home, consortium.recipients), keys, partner.id, taken)


def taken_before(
    ledger: Ledger, consortium: Consortium, partner: Partner, month: Month
) -> tuple[tuple[str, Month], ...]:
    """The submissions that count of the months just before one, oldest first."""
    months = [month.plus(-back) for back in range(PROFILES, 0, -1)]
    found = [standing(ledger, consortium, partner, one) for one in months]
    return tuple((one.active.submission, one.month) for one in found if one.active is not None)
