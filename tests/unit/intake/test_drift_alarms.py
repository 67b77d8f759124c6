"""Files that are as they always were raise no alarm: months of the fictitious consortium."""

from __future__ import annotations

import pytest

from pipelines.intake.drift.profiles import profile_of, unlike_before
from pipelines.intake.read import read_submission
from pipelines.settings_files import load_consortium
from sample_data import deliveries, write_consortium
from schemas.catalog import load_catalog
from schemas.periods import Month

ALARMS = {"LAYOUT-30", "LAYOUT-31", "LAYOUT-32"}
PARTNERS = ("sugar-creek", "cedar-bluff", "winding-rock", "two-rivers")


@pytest.mark.slow
@pytest.mark.parametrize("name", PARTNERS)
def test_a_quiet_partner_raises_no_alarm(name, tmp_path):
    write_consortium(tmp_path)
    partner = load_consortium(tmp_path).partner(name)
    told = deliveries(first="2025-10", last="2026-01")
    files = [one for one in told if one.partner == name and one.kind == "file"]
    earlier = []
    for one in [file for file in files if file.outcome != "rejected"]:
        month = Month.parse(one.month)
        layout = partner.layout_for(month)
        intake = read_submission(one.content(), layout, month, load_catalog().records)
        findings = (*intake.findings, *unlike_before(intake.tables, earlier[-3:]))
        assert ALARMS.isdisjoint({found.code for found in findings}), month
        earlier.append(profile_of(intake.tables))
    assert len(earlier) >= 4
