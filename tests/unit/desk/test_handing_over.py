"""Tally, then hand in: the coalition has the cells that the rows would have given."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.settings_files import load_consortium
from pipelines.storage.board import coverage, standings, without_unsettled_months
from pipelines.storage.inbox import record_nil
from pipelines.storage.ledger import ACCEPTED, NIL, REFUSED, TALLIED, Ledger
from tests.unit.desk.desks import (
    AT,
    AUGUST,
    SEPTEMBER,
    cells_at,
    home_at,
    rows_of,
    taken,
    tallied,
)

JULY = AUGUST.plus(-1)
FFY = "FFY2026"


@pytest.fixture
def places(tmp_path):
    return home_at(tmp_path / "desk"), home_at(tmp_path / "coalition")


def hand_over(places, month, content):
    desk, coalition = places
    return taken(coalition, month, tallied(desk, month, content).workbook)


def statuses(home, month, period):
    cells = cells_at(home, month)
    return set(cells.loc[cells["period"] == period, "status"])


def coverage_at(home):
    """What a report over August and September says of each month."""
    ledger, consortium = Ledger(home), load_consortium(home)
    found = {month: standings(ledger, consortium, month) for month in (AUGUST, SEPTEMBER)}
    covered = pd.concat([coverage(one) for one in found.values()], ignore_index=True)
    told = without_unsettled_months(covered, found[SEPTEMBER])
    return {month: set(rows["state"]) for month, rows in told.groupby("month")}


def test_totals_give_the_cells_that_rows_give(places, tmp_path):
    rows = home_at(tmp_path / "rows", intake="case_level")
    for month, people in ((JULY, 15), (AUGUST, 9), (SEPTEMBER, 12)):
        assert taken(rows, month, rows_of(month, people)).outcome == "accepted"
        assert hand_over(places, month, rows_of(month, people)).outcome == "accepted"
        assert cells_at(places[1], month).equals(cells_at(rows, month))
    year = cells_at(places[1], SEPTEMBER).query("period == @FFY and breakdown == 'total'")
    value = dict(zip(year["measure"], year["value"], strict=True))
    assert value["people_all_fvpsa"] == 15
    assert value["unmet_fvpsa"] == 9


def test_nothing_of_the_rows_is_at_the_coalition(places):
    hand_over(places, AUGUST, rows_of(AUGUST))
    assert not [path for path in (places[1] / "vault").rglob("*") if path.is_file()]


def test_rows_of_an_agency_that_sends_totals_are_refused_and_erased(places):
    outcome = taken(places[1], AUGUST, rows_of(AUGUST))
    assert outcome.outcome == "rejected"
    assert [one.code for one in outcome.findings] == ["TALLY-01"]
    assert not [path for path in (places[1] / "vault").rglob("*") if path.is_file()]
    assert Ledger(places[1]).events(kind=REFUSED)
    assert statuses(places[1], AUGUST, "2026-08") <= {"not_received", "not_applicable"}


def test_an_agency_that_sends_rows_may_send_a_tally(places, tmp_path):
    rows = home_at(tmp_path / "rows", intake="case_level")
    assert (
        taken(rows, AUGUST, tallied(places[0], AUGUST, rows_of(AUGUST)).workbook).outcome
        == "accepted"
    )


def test_a_nil_return_at_the_desk_holds_at_the_coalition(places):
    desk, coalition = places
    partner = load_consortium(desk).partner("alder")
    record_nil(desk, partner, AUGUST, "unmet_request", by="alder", at=AT)
    assert hand_over(places, AUGUST, rows_of(AUGUST, requests=0)).outcome == "accepted"
    nil = Ledger(coalition).events(kind=NIL)
    assert [(one.record, one.partner) for one in nil] == [("unmet_request", "alder")]
    cells = cells_at(coalition, AUGUST).query("measure == 'unmet_requests'")
    assert cells["status"].tolist() == ["nil"]


def test_a_correction_takes_longer_periods_away_until_they_are_sent_again(places):
    desk, coalition = places
    hand_over(places, AUGUST, rows_of(AUGUST, 9))
    hand_over(places, SEPTEMBER, rows_of(SEPTEMBER))
    before = cells_at(coalition, SEPTEMBER)
    assert "shown" in statuses(coalition, SEPTEMBER, FFY)
    corrected = tallied(desk, AUGUST, rows_of(AUGUST, 14))
    assert corrected.send_again == (SEPTEMBER,)
    assert taken(coalition, AUGUST, corrected.workbook).outcome == "accepted"
    assert statuses(coalition, SEPTEMBER, FFY) == {"not_available", "not_applicable"}
    own = cells_at(coalition, SEPTEMBER).query("period == '2026-09'").reset_index(drop=True)
    assert own.equals(before.query("period == '2026-09'").reset_index(drop=True))
    told = Ledger(coalition).events(month=str(SEPTEMBER), kind=TALLIED)[-1].details
    assert told["unsettled"] == [str(AUGUST)]
    assert coverage_at(coalition) == {"2026-08": {"not_received"}, "2026-09": {"accepted"}}
    hand_over(places, SEPTEMBER, rows_of(SEPTEMBER))
    year = cells_at(coalition, SEPTEMBER).query("period == @FFY and breakdown == 'total'")
    assert year.set_index("measure").loc["people_all_fvpsa", "value"] == 14
    assert coverage_at(coalition) == {"2026-08": {"late"}, "2026-09": {"accepted"}}


def test_a_period_over_a_month_not_sent_yet_waits_for_it(places):
    desk, coalition = places
    august = tallied(desk, AUGUST, rows_of(AUGUST, 9)).workbook
    september = tallied(desk, SEPTEMBER, rows_of(SEPTEMBER)).workbook
    outcome = taken(coalition, SEPTEMBER, september)
    assert outcome.outcome == "accepted"
    assert [(one.code, one.heading) for one in outcome.findings] == [("TALLY-18", "2026-08")]
    assert statuses(coalition, SEPTEMBER, FFY) == {"not_available", "not_applicable"}
    taken(coalition, AUGUST, august)
    assert "shown" in statuses(coalition, SEPTEMBER, FFY)


def test_people_of_a_year_before_the_first_record_are_no_fault(places):
    for home in places:
        file = home / "partners" / "alder.toml"
        file.write_text(file.read_text().replace('joined = "2025-10"', 'joined = "2026-08"'))
    hand_over(places, AUGUST, rows_of(AUGUST, 9))
    outcome = hand_over(places, SEPTEMBER, rows_of(SEPTEMBER))
    assert outcome.findings == ()
    year = cells_at(places[1], SEPTEMBER).query("period == @FFY and breakdown == 'total'")
    status = dict(zip(year["measure"], year["status"], strict=True))
    assert status["people_all_fvpsa"] == "not_available"
    assert status["unmet_fvpsa"] == "shown"


def test_a_desk_that_lacks_a_month_cannot_count_over_it(places, tmp_path):
    hand_over(places, AUGUST, rows_of(AUGUST, 9))
    other = home_at(tmp_path / "new machine")
    outcome = taken(places[1], SEPTEMBER, tallied(other, SEPTEMBER, rows_of(SEPTEMBER)).workbook)
    assert [(one.code, one.heading) for one in outcome.findings] == [("TALLY-18", "2026-08")]
    assert statuses(places[1], SEPTEMBER, FFY) == {"not_available", "not_applicable"}


def test_rows_after_tallies_cannot_be_counted_over_them(tmp_path):
    desk, coalition = home_at(tmp_path / "desk"), home_at(tmp_path / "c", intake="case_level")
    taken(coalition, AUGUST, tallied(desk, AUGUST, rows_of(AUGUST, 9)).workbook)
    assert taken(coalition, SEPTEMBER, rows_of(SEPTEMBER)).outcome == "accepted"
    assert statuses(coalition, SEPTEMBER, FFY) == {"not_available", "not_applicable"}
    assert "shown" in statuses(coalition, SEPTEMBER, "2026-09")


def test_a_refused_correction_leaves_the_month_as_it_was(places):
    _, coalition = places
    hand_over(places, AUGUST, rows_of(AUGUST, 9))
    before = cells_at(coalition, AUGUST)
    assert taken(coalition, AUGUST, rows_of(AUGUST, 14)).outcome == "rejected"
    assert cells_at(coalition, AUGUST).equals(before)
    assert len(Ledger(coalition).events(kind=ACCEPTED)) == 1


def test_a_month_that_was_tallied_from_other_records_is_known_by_its_edition(places):
    """The same totals of other people still change what a longer period rests on."""
    desk, _coalition = places
    hand_over(places, AUGUST, rows_of(AUGUST, 9))
    hand_over(places, SEPTEMBER, rows_of(SEPTEMBER))
    assert tallied(desk, AUGUST, rows_of(AUGUST, 9)).send_again == ()
    others = tallied(desk, AUGUST, rows_of(AUGUST, 9, Client="K9999"))
    assert others.send_again == (SEPTEMBER,)
