"""Tally then hand in equals handing in the rows, for the partners of the fictitious consortium."""

from __future__ import annotations

import os
from datetime import datetime, time

import pandas as pd
import pytest

from pipelines.assessment import assess
from pipelines.desk.tallying import Desk
from pipelines.intake.opening import open_file
from pipelines.known import Known
from pipelines.sent.assess import assess_sent
from pipelines.settings_files import load_consortium
from pipelines.storage.board import standing
from pipelines.storage.inbox import record_nil
from pipelines.storage.keys import keys_for, make_keys
from pipelines.storage.ledger import Ledger
from pipelines.storage.marks import states_of
from pipelines.tally.tally import months_counted, tally
from sample_data import deliveries, write_consortium
from sample_data.profiles import PROFILES
from schemas.catalog import load_catalog
from schemas.periods import Month

pytestmark = pytest.mark.slow
# The last two months of a federal year: the second counts over both. All months with
# CONSORTIUM_ALL_MONTHS=1, which takes a quarter of an hour.
FIRST, LAST = "2025-08", "2025-09"
AGENCIES = [profile.id for profile in PROFILES][::5]  # each fifth one; all of them with all months
if os.environ.get("CONSORTIUM_ALL_MONTHS"):
    FIRST, LAST = "2024-10", "2026-10"
    AGENCIES = [profile.id for profile in PROFILES]
KEY = ["period", "measure", "breakdown", "county", "dim1"]


def handed_in(partner):
    return [
        one
        for one in deliveries(first=FIRST, last=LAST)
        if one.partner == partner and one.outcome != "rejected"
    ]


def desk_at(folder):
    home = folder / "desk"
    write_consortium(home)
    settings = home / "consortium.toml"
    recipient = make_keys(keys_for(home).folder)
    settings.write_text(
        settings.read_text().replace("recipients = []", f'recipients = ["{recipient}"]')
    )
    return home


def states_at(home, partner, month):
    """What is known of each month, told from the ledger of the desk."""
    consortium = load_consortium(home)
    months = months_counted(load_catalog(), partner, month)
    found = [standing(Ledger(home), consortium, partner, one) for one in months]
    return {one.month: states_of(one, is_received=bool(one.active)) for one in found}


@pytest.mark.parametrize("partner_id", AGENCIES)
def test_totals_handed_in_are_what_the_rows_give(tmp_path, partner_id):
    home, catalog = desk_at(tmp_path), load_catalog()
    partner = load_consortium(home).partner(partner_id)
    kept, compared = {}, set()
    for one in handed_in(partner_id):
        month, at = Month.parse(one.month), datetime.combine(one.received, time(9))
        if one.kind == "nil":
            record_nil(home, partner, month, one.record, by=partner_id, at=at)
            continue
        content = one.content()
        sent = assess_sent(
            open_file(Desk(home, partner_id, at).tally(content, month).workbook),
            partner,
            month,
            catalog,
        )
        assert [finding.code for finding in sent.findings] == []
        nil = standing(Ledger(home), load_consortium(home), partner, month).nil_records
        known = Known(today=one.received, secret=b"another", nil_records=nil)
        kept[month] = assess(content, partner, month, known).stripped
        records = [rows for earlier, rows in sorted(kept.items()) if earlier <= month]
        states = states_at(home, partner, month)
        cells = tally(catalog, partner, month, records, states, load_consortium(home).mous)
        pd.testing.assert_frame_equal(
            sent.cells.frame.sort_values(KEY, ignore_index=True),
            cells.frame.sort_values(KEY, ignore_index=True),
        )
        compared.add(month)
    assert compared == {
        Month.parse(one.month) for one in handed_in(partner_id) if one.kind == "file"
    }
    assert compared
