"""Client IDs that change their form from one month to the next are asked about."""

from __future__ import annotations

import pytest

from pipelines.assessment import assess
from pipelines.known import known_of
from pipelines.settings_files import load_consortium
from tests.small import SERVICE_HEADINGS, UNMET_HEADINGS, service_row, unmet_row, workbook
from tests.unit.desk.desks import AT, AUGUST, SEPTEMBER, home_at, rows_of, taken, tallied

CHANGED = "CELL-27"


def september(*keys: str) -> bytes:
    rows = [service_row(9, "2026-09-05", Opened="2026-02-01", Client=key) for key in keys]
    unmet = [UNMET_HEADINGS, unmet_row("2026-09-07")]
    return workbook({"Services": [["log"], SERVICE_HEADINGS, *rows], "Turned away": unmet})


def asked(findings) -> list:
    return [(one.places, one.severity) for one in findings if one.code == CHANGED]


@pytest.mark.parametrize("where", ["desk", "coalition"])
def test_ids_known_in_another_form_are_asked_about_by_address(tmp_path, where):
    home = home_at(tmp_path / where, "tally" if where == "desk" else "case_level")
    (tallied if where == "desk" else taken)(home, AUGUST, rows_of(AUGUST))
    changed = september("k1", "K0002", "K03", "K0077")
    expected = [(("A3", "A5"), "please_confirm")]
    if where == "desk":
        assert asked(tallied(home, SEPTEMBER, changed).found.findings) == expected
    else:
        assert asked(taken(home, SEPTEMBER, changed).findings) == expected
    consortium = load_consortium(home)
    partner = consortium.partner("alder")
    known = known_of(home, consortium, partner, SEPTEMBER, AT.date())
    assert asked(assess(changed, partner, SEPTEMBER, known).findings) == expected
    same = september("K0001", "K0002", "K0077")
    assert asked(assess(same, partner, SEPTEMBER, known).findings) == []
