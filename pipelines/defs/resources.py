"""The consortium's folder and the clock, as one resource that tests and the demo replace."""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Self

import dagster as dg

from pipelines.clock import now
from pipelines.collect import Collector
from pipelines.errors import UsageError
from pipelines.monthly import OpenZone
from pipelines.settings import Consortium
from pipelines.settings_files import load_consortium
from pipelines.storage.turns import RUNS, turn


class Office(dg.ConfigurableResource):
    """One consortium's folder. `home` empty: CONSORTIUM_HOME; `now` empty: this machine's clock."""

    home: str = ""
    now: str = ""

    @contextlib.contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Self]:
        """The office for one run or look; a daemon that starts learns that it still lives."""
        del context
        with turn(self.folder, RUNS, shared=True):
            yield self

    @property
    def folder(self) -> Path:
        """The consortium's folder."""
        named = self.home or os.environ.get("CONSORTIUM_HOME", "")
        if not named:
            raise UsageError("HOME-04", "set CONSORTIUM_HOME to the consortium's folder")
        return Path(named)

    @property
    def consortium(self) -> Consortium:
        """Settings and partners, read anew."""
        return load_consortium(self.folder)

    @property
    def moment(self) -> datetime:
        """Now, without a time zone, as the ledger writes it."""
        return datetime.fromisoformat(self.now) if self.now else now()

    @property
    def collector(self) -> Collector:
        """The restricted stages over this folder."""
        return Collector(self.folder, self.consortium, self.moment)

    @property
    def open_zone(self) -> OpenZone:
        """The open stages over this folder."""
        return OpenZone(self.folder, self.consortium, moment=self.moment)
