"""Where an agency stands, by what it said and when; what its silence means is the coalition's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipelines.consent import CONSENTS, OBJECTS, SILENT, WAITS, answers
from pipelines.errors import UsageError
from pipelines.settings import Consent
from pipelines.settings_files import load_consortium
from pipelines.storage.ledger import CONSENTED, OBJECTED, TALLIED, Event, Ledger
from tests.small import Office
from tests.unit.keeping.told import MARCH, RECEIVED_AT

DAY = timedelta(days=1)
# what happened: (days after the first count, what, of which count)
COUNTED = (0, TALLIED, "one")
AGAIN = (1, TALLIED, "one")
OTHERWISE = (2, TALLIED, "two")
CONSENT, LATE_CONSENT = (1, CONSENTED, "one"), (3, CONSENTED, "two")
OBJECTION = (1, OBJECTED, "one")


def state(home, told, silence="consents", after=3):
    ledger = Ledger(home)
    for days, kind, version in told:
        details = {"reason": "figures_wrong"} if kind == OBJECTED else {}
        ledger.add(
            Event(
                at=RECEIVED_AT + days * DAY, kind=kind, month=MARCH, partner="alder",
                version=version, details=details,
            )
        )  # fmt: skip
    alder = load_consortium(home).partner("alder")
    rule, on = Consent(silence=silence, days=5), RECEIVED_AT + after * DAY
    (found,) = answers(ledger, rule, MARCH, [alder], on)
    assert alder.name in found.in_words
    assert found.is_in_the_way == (found.state != CONSENTS)
    return found.state


@pytest.mark.parametrize(
    ("told", "silence", "after", "wanted"),
    [
        ([COUNTED], "consents", 5, WAITS),
        ([COUNTED], "consents", 6, CONSENTS),
        ([COUNTED, AGAIN], "consents", 6, CONSENTS),  # nothing has changed
        ([COUNTED, OTHERWISE], "consents", 6, WAITS),
        ([COUNTED], "objects", 60, SILENT),
        ([COUNTED, CONSENT], "objects", 2, CONSENTS),
        ([COUNTED, CONSENT, OTHERWISE], "objects", 60, SILENT),
        ([COUNTED, CONSENT, OTHERWISE], "consents", 3, WAITS),
        ([COUNTED, OBJECTION], "consents", 60, OBJECTS),
        ([COUNTED, OBJECTION, OTHERWISE], "consents", 60, OBJECTS),
        ([COUNTED, OBJECTION, OTHERWISE, LATE_CONSENT], "objects", 4, CONSENTS),
        ([COUNTED, CONSENT, OBJECTION], "consents", 60, OBJECTS),
    ],
)
def test_what_was_said_last_of_the_figures_as_they_are(office, told, silence, after, wanted):
    assert state(office.home, told, silence, after) == wanted


@pytest.mark.parametrize(
    "line", ['silence = "maybe"', 'silence = "objects"\ndays = -1', "days = 3"]
)
def test_a_rule_that_says_nothing_clear_is_refused(office, line):
    path = office.home / "consortium.toml"
    path.write_text(f"{path.read_text()}\n[consent]\n{line}\n")
    with pytest.raises(UsageError, match="HOME-"):
        load_consortium(office.home)


def test_an_objection_has_a_reason_and_a_name_and_something_to_object_to(office):
    ask = ("consent", "--partner", "alder", "--month", "2026-03", "--by", "Ann Alder")
    assert "CONSENT-01" in office.run(*ask, code=2).stderr
    asks(office)
    assert "CONSENT-02" in office.run(*ask[:-1], " ", code=2).stderr
    assert "figures_wrong (Our figures" in office.run(*ask, "--object", code=2).stderr
    assert "CONSENT-04" in office.run(*ask, code=13).stderr
    assert "CONSENT-05" in office.run(*ask, "--reason", "figures_wrong", code=2).stderr


def asks(office: Office) -> None:
    """From now on agencies are asked."""
    path = office.home / "consortium.toml"
    path.write_text(f'{path.read_text()}\n[consent]\nsilence = "consents"\ndays = 5\n')
