"""Profiles of accepted months are kept encrypted, and a later month is compared with them."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from pipelines.collect import Collector
from pipelines.settings_files import load_consortium
from pipelines.storage.inbox import Arrival, hand_in
from pipelines.storage.keys import keys_for, make_keys
from schemas.periods import Month
from tests.small import (
    PARTNER,
    SERVICE_HEADINGS,
    SETTINGS,
    UNMET_HEADINGS,
    Office,
    service_row,
    unmet_row,
    workbook,
)

pytestmark = pytest.mark.slow

NOW = datetime.fromisoformat("2026-05-10T10:00:00")
HEADINGS = [*SERVICE_HEADINGS, "Times"]


@pytest.fixture
def office(tmp_path):
    home = tmp_path / "home"
    (home / "partners").mkdir(parents=True)
    recipient = make_keys(keys_for(home).folder)
    (home / "consortium.toml").write_text(
        SETTINGS.format(recipient=recipient).replace('["alder", "birch"]', '["alder"]')
    )
    columns = '"Gender" = "gender"\n'
    text = PARTNER.format(name="Alder").replace(columns, f'{columns}"Times" = "contacts"\n', 1)
    (home / "partners" / "alder.toml").write_text(text)
    return Office(home)


def book(month, *, swapped=False):
    rng = np.random.default_rng(month.number)
    rows = []
    for number in range(30):
        hours, times = float(rng.integers(1, 9)) / 4, int(rng.integers(8, 20))
        first, second = (times, int(hours * 4)) if swapped else (hours, times)
        day = f"{month}-{int(rng.integers(1, 29)):02d}"
        rows.append([*service_row(number, day, Hrs=first, Opened="2026-01-01"), second])
    return workbook(
        {
            "Services": [["Service log"], HEADINGS, *rows],
            "Turned away": [UNMET_HEADINGS, *[unmet_row(f"{month}-07") for _ in range(12)]],
        }
    )


def collect(home, month, content):
    consortium = load_consortium(home)
    hand_in(home, consortium, consortium.partner("alder"), month, content, Arrival(NOW))
    (outcome,) = Collector(home, consortium, NOW).collect(month)
    return outcome


def test_figures_that_changed_places_are_asked_about_after_two_months(office):
    for number in (1, 2):
        month = Month(2026, number)
        outcome = collect(office.home, month, book(month))
        assert outcome.outcome in ("accepted", "questions"), outcome.findings
        assert "LAYOUT-32" not in {one.code for one in outcome.findings}
        folder = office.home / "vault" / "alder" / str(month)
        (kept,) = folder.glob("*.profile.age")
        assert b"client_service" not in kept.read_bytes()
    month = Month(2026, 3)
    path = office.file("march.xlsx", book(month, swapped=True))
    arguments = ["--partner", "alder", "--month", "2026-03", "--json"]
    checked = office.run("check", path, *arguments, now="2026-05-10T10:00:00")
    assert "LAYOUT-32" in checked.stdout
    asked = collect(office.home, month, book(month, swapped=True))
    assert asked.outcome == "questions"
    assert "LAYOUT-32" in {one.code for one in asked.findings}
