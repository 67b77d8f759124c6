"""Findings of cells: one fault a cell, the one that stands nearest to what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.findings import Finding
from pipelines.types import RawTable, RecordTable
from pipelines.validate.judge import Rows, schema_failures
from pipelines.validate.reads import REQUIRED, Fault
from pipelines.validate.wording import Place, cell_finding
from schemas.catalog import Catalog
from schemas.frames import NOT_A_STEP, NOT_IN_FORCE, NOT_ON_LIST, NOT_THE_PATTERN, OUT_OF_BOUNDS
from schemas.model import Severity
from schemas.rule import RuleContext

# A cell that is out of bounds need not also be told that it is not in quarter hours.
ORDER = (REQUIRED, NOT_ON_LIST, NOT_IN_FORCE, NOT_THE_PATTERN, OUT_OF_BOUNDS, NOT_A_STEP)

Masks = Mapping[tuple[str, Fault], Rows]


@dataclass(frozen=True, repr=False)
class CellFaults:
    """Findings of the cells of a table, for each field the rows that have one, and the frame.

    In the frame, cells that must be fixed are missing, so that no rule draws conclusions from them;
    `to_mend` are their rows.
    """

    findings: list[Finding]
    blamed: Mapping[str, Rows]
    to_mend: Mapping[str, Rows]
    frame: pd.DataFrame


def cell_faults(
    raw: RawTable,
    table: RecordTable,
    masks: tuple[Masks, Masks],
    catalog: Catalog,
    context: RuleContext,
) -> CellFaults:
    """What could not be read, what was read with a note, and what the schema does not allow.

    A column that is missing whole is intake's finding; its cells have none.

    Privacy: identifiable in, disclosure-safe out: places and codes.
    """
    faults, notes = masks
    rows = table.frame.index.to_numpy()
    failing = {key: rows[mask] for key, mask in faults.items()}
    blamed: dict[str, Rows] = {}
    frame = table.frame.copy(deep=False)
    for (name, _), found in failing.items():
        blamed[name] = _together(blamed.get(name), found)
    for (name, fault), found in _by_schema(raw, frame, blamed, catalog, context):
        known = blamed.get(name)
        fresh = found if known is None else np.setdiff1d(found, known, assume_unique=True)
        if len(fresh):
            failing[name, fault] = fresh
            blamed[name] = _together(known, fresh)
            if catalog.messages[fault.code].severity is Severity.MUST_FIX:
                frame[name] = frame[name].mask(frame.index.isin(fresh))
    to_mend: dict[str, Rows] = {}
    for (name, fault), found in failing.items():
        if catalog.messages[fault.code].severity is Severity.MUST_FIX:
            to_mend[name] = _together(to_mend.get(name), found)
    failing |= {key: rows[mask] for key, mask in notes.items()}
    findings = [
        cell_finding(fault.code, catalog, Place(table, name), found, fault.word)
        for (name, fault), found in sorted(failing.items())
    ]
    return CellFaults(findings, blamed, to_mend, frame)


def _together(some: Rows | None, more: Rows) -> Rows:
    """Two sets of rows of which none is in both, in order."""
    return more if some is None else np.sort(np.concatenate((some, more)))


def _by_schema(
    raw: RawTable,
    frame: pd.DataFrame,
    blamed: Mapping[str, Rows],
    catalog: Catalog,
    context: RuleContext,
) -> list[tuple[tuple[str, Fault], Rows]]:
    """What pandera finds in cells that could be read, in the order of blame."""
    absent = set(raw.layout.columns.values() if raw.layout else ()) - set(raw.text.columns)
    absent |= raw.waiting
    record = catalog.records[raw.record]
    found = schema_failures(record, catalog, frame, context, blamed)
    kept = [
        ((name, Fault(code)), rows)
        for (name, code), rows in found
        if not (code == REQUIRED and name in absent)
    ]
    return sorted(kept, key=lambda one: (one[0][0], ORDER.index(one[0][1].code)))
