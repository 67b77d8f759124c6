"""The door of intake: a file's bytes and a layout in, raw tables and layout findings out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.errors import UnknownLayout
from pipelines.findings import Finding
from pipelines.intake.hmis import PRESET, hmis_tables
from pipelines.intake.opening import open_file
from pipelines.intake.tables import find_tables
from pipelines.intake.wording import refusal
from pipelines.settings import Layout
from pipelines.types import RawTable
from schemas.model import RecordType
from schemas.periods import Month


@dataclass(frozen=True, repr=False)
class Intake:
    """What was found in one file. `network_isolated` tells how its child stood. Identifiable."""

    tables: tuple[RawTable, ...]
    findings: tuple[Finding, ...]
    network_isolated: bool

    def __repr__(self) -> str:
        """Counts only."""
        return f"Intake({len(self.tables)} tables, {len(self.findings)} findings)"


def read_submission(
    content: bytes,
    layout: Layout,
    month: Month,
    records: Mapping[str, RecordType],
) -> Intake:
    """Open a file safely and find its tables.

    Args:
        content: The file's bytes.
        layout: The partner's layout in force in the month.
        month: The month it is handed in for; rows of other months are kept, `validate` parts them.
        records: The catalog's record types.

    Raises: UnreadableFile, UnknownLayout with codes of the catalog's messages.
    Privacy: identifiable in, identifiable out.
    """
    if not layout.valid_from <= month or (layout.valid_to and layout.valid_to < month):
        raise UnknownLayout(*refusal("LAYOUT-01"))
    opened = open_file(content)
    if (opened.kind == PRESET) != (layout.preset == PRESET):
        raise UnknownLayout(*refusal("LAYOUT-01"))
    if layout.preset == PRESET:
        tables, findings = hmis_tables(opened, layout)
    else:
        tables, findings = find_tables(opened, layout, records)
    return Intake(tables, findings, opened.network_isolated)
