"""The allow-list, and the person number that stands for a client key inside one agency."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pandas as pd

from pipelines.deidentify.households import FIELDS, ROLE, household_roles
from pipelines.deidentify.kinds import KIND, household_kinds
from pipelines.types import Records, StrippedRecords
from schemas.catalog import Catalog
from schemas.model import RecordType, Release

PERSON_NO = "person_no"
PERSON_NO_BYTES = 12


def strip(records: Records, catalog: Catalog, partner_secret: bytes) -> StrippedRecords:
    """Keep the fields that are declared to be releasable in some form, and nothing else.

    `person_no` is an HMAC of the client key with the partner's secret: it links the rows of one
    person within one agency and cannot be compared between agencies. Of a household only who heads
    it and of what kind it is are kept, judged over all tables of the record.

    Shape: one row a row in; tables of one record type are put under each other.
    Privacy: identifiable in, deidentified out (identifiable in law).
    Source: design, section 4; standard, section 0 (fact 1).
    """
    frames: dict[str, list[pd.DataFrame]] = {}
    households: dict[str, list[pd.DataFrame]] = {}
    for table in records.tables:
        record = catalog.records[table.record]
        stripped = _strip_frame(table.frame, record, partner_secret)
        frames.setdefault(table.record, []).append(stripped)
        if any(field.name == ROLE for field in record.fields):
            households.setdefault(table.record, []).append(table.frame[[*FIELDS, KIND]])
    joined = {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}
    for name, parts in households.items():
        members = pd.concat(parts, ignore_index=True)
        joined[name][ROLE] = household_roles(members)
        joined[name][KIND] = household_kinds(members)
    return StrippedRecords(records.partner, records.month, joined)


def _strip_frame(frame: pd.DataFrame, record: RecordType, secret: bytes) -> pd.DataFrame:
    kept: dict[str, pd.Series[Any]] = {}
    for field in record.fields:
        if field.released_as is Release.PERSON_NO:
            kept[PERSON_NO] = _person_numbers(frame[field.name], secret)
        elif field.released_as is not Release.NEVER:
            kept[field.name] = frame[field.name]
    return pd.DataFrame(kept, index=frame.index)


def _person_numbers(keys: pd.Series[Any], secret: bytes) -> pd.Series[Any]:
    positions, distinct = pd.factorize(keys)
    numbers = [person_number(str(key), secret) for key in distinct]
    numbered = pd.Series([*numbers, None], dtype="str").take(positions)
    return numbered.set_axis(keys.index)


def person_number(key: str, secret: bytes) -> str:
    """The number that stands for a client key. Privacy: identifiable in, deidentified out."""
    digest = hmac.new(secret, key.strip().encode(), hashlib.sha256).digest()
    return digest[:PERSON_NO_BYTES].hex()
