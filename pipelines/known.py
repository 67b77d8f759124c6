"""What is known about a partner's month beside its file, gathered in one frozen value.

Belongs here: reading it from a consortium's folder. Does not belong here: judging a file by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipelines.intake.drift.profiles import Profile, unpacked
from pipelines.settings import Consortium, Mou, Partner
from pipelines.storage.board import Confirmation, standing
from pipelines.storage.history import counted_versions, month_totals
from pipelines.storage.keys import IDENTITY_FILE, Keys, keys_for
from pipelines.storage.ledger import Ledger
from pipelines.storage.marks import Marks, marks_at
from pipelines.storage.vault import Vault
from pipelines.tally.tally import months_counted
from schemas.catalog import load_catalog
from schemas.periods import Month

# A check needs no secret: nothing that it makes is kept, so person numbers may be anything.
NO_SECRET = b"check"
PROFILE = "profile"
PROFILES = 3


@dataclass(frozen=True, kw_only=True, repr=False)
class Known:
    """What a file is judged by beside its own rows; only the day is always known.

    `confirmed` holds the answered questions by code, `earlier` the partner's own totals of every
    measure in months before this one, `marks` how those months stand here (None where nobody
    keeps them). `totals_only` refuses rows: the agency sends tallies. `profiles` tell what its
    figures looked like in the last months.
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

    def __repr__(self) -> str:
        """Counts only."""
        return f"Known({len(self.confirmed)} answers, {len(self.earlier)} earlier months)"


def known_of(
    home: Path, consortium: Consortium, partner: Partner, month: Month, today: date
) -> Known:
    """What the folder says of a partner's month; a folder without a ledger says little."""
    if not (home / "store" / "ledger.db").exists():
        longest = consortium.longest_open_stay
        return Known(today=today, mous=consortium.mous, longest_open_stay=longest)
    ledger = Ledger(home)
    found = standing(ledger, consortium, partner, month)
    before = months_counted(load_catalog(), partner, month)[:-1]
    return Known(
        today=today,
        marks=marks_at(ledger, consortium, partner, before),
        nil_records=found.declared_nil,
        confirmed=found.confirmed,
        mous=consortium.mous,
        longest_open_stay=consortium.longest_open_stay,
        earlier=month_totals(home, partner.id, counted_versions(ledger, partner.id, month)),
        profiles=profiles_at_hand(home, consortium, partner, month),
    )


def profiles_before(
    vault: Vault, keys: Keys, partner: str, taken: Sequence[tuple[str, Month]]
) -> tuple[Profile, ...]:
    """What the figures of the last submissions looked like, as far as it was kept.

    Privacy: identifiable out; restricted zone only.
    """
    names = [(month, f"{submission}.{PROFILE}") for submission, month in taken[-PROFILES:]]
    return tuple(
        unpacked(vault.get(partner, month, name, keys))
        for month, name in names
        if vault.has(partner, month, name)
    )


def profiles_at_hand(
    home: Path, consortium: Consortium, partner: Partner, month: Month
) -> tuple[Profile, ...]:
    """The same for the months before one, as the ledger has them; nothing without private keys.

    Privacy: identifiable out; restricted zone only.
    """
    keys = keys_for(home)
    if not (keys.folder / IDENTITY_FILE).is_file():
        return ()
    months = [month.plus(-back) for back in range(PROFILES, 0, -1)]
    found = [standing(Ledger(home), consortium, partner, one) for one in months]
    taken = [(one.active.submission, one.month) for one in found if one.active is not None]
    return profiles_before(Vault(home, consortium.recipients), keys, partner.id, taken)
