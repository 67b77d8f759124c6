"""A small consortium whose ledger and vault are told, not run: cheap, in any state."""

from __future__ import annotations

from datetime import datetime

from pipelines.settings_files import load_consortium
from pipelines.storage.keys import keys_for
from pipelines.storage.ledger import LOCKED, RECEIVED, Event, Ledger
from pipelines.storage.vault import Vault
from schemas.periods import Month, span

MARCH = Month(2026, 3)
RECEIVED_AT = datetime(2026, 4, 2, 9)  # noqa: DTZ001  the ledger's time has no zone


class Told:
    """What a test tells the folder, and what it asks of it."""

    def __init__(self, home):
        self.home = home
        self.ledger = Ledger(home)
        self.keys = keys_for(home)

    @property
    def vault(self):
        return Vault(self.home, load_consortium(self.home).recipients)

    def file(self, number, decided="", *kinds, month=MARCH, partner="alder", at=RECEIVED_AT):
        """A file that was received, what became of it, and what the vault holds of it."""
        submission = f"{partner}-{month}-{number}"
        event = {"at": at, "month": month, "partner": partner, "submission": submission}
        self.ledger.add(Event(kind=RECEIVED, **event))
        if decided:
            self.ledger.add(Event(kind=decided, **event))
        for kind in kinds:
            self.vault.put(partner, month, f"{submission}.{kind}", f"{submission} {kind}".encode())
        return submission

    def lock(self, first, last, at=RECEIVED_AT):
        for month in span(first, last):
            self.ledger.add(Event(at=at, kind=LOCKED, month=month))

    def kept(self):
        return {entry.name for entry in self.vault.entries()}

    def files(self):
        return {path for path in self.home.rglob("*") if path.is_file()}
