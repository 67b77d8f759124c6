"""`copy`: each agency's own copy of a month."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.future import refuse_future
from pipelines.cli.output import line
from pipelines.own_copy.copies import own_copy
from pipelines.settings_files import load_consortium
from pipelines.storage.files import write_file
from schemas.catalog import load_catalog
from schemas.periods import Month


def write_copies(home: Path, month: Month, partner_id: str = "") -> None:
    """Write the own copy of one agency, or of every member of that month, below `copies/`."""
    refuse_future(month)
    consortium = load_consortium(home)
    members = [one for one in consortium.partners if one.is_member(month)]
    asked = [consortium.partner(partner_id)] if partner_id else members
    for partner in asked:
        content = own_copy(home, consortium, load_catalog(), partner, month)
        path = home / "copies" / partner.id / str(month) / f"own-copy-{partner.id}-{month}.xlsx"
        write_file(path, content)
        line(f"{partner.name}: {path}")
    line("Each is for that agency only: it holds small numbers as they are.")
