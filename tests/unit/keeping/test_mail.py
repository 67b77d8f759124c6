"""Letters through a real mail server: who gets what, once, in neutral words."""

from __future__ import annotations

import email
from datetime import date

import pytest
from aiosmtpd.controller import Controller

from pipelines.errors import InternalError, UsageError
from pipelines.keeping.alerts import check_failed, daemon_silent, run_failed
from pipelines.keeping.mail import NOTICE, REMINDER, Letter, send
from pipelines.keeping.outbox import send_once
from pipelines.keeping.reminders import reminders
from pipelines.settings import Mail
from pipelines.settings_files import load_consortium
from pipelines.storage.ledger import ACCEPTED, NIL, REFUSED, Event
from tests.unit.keeping.told import MARCH, RECEIVED_AT

DUE = date(2026, 4, 10)
READER = "files@alder.example"
COALITION = "reports@example.org"


class Postbox:
    """Takes what is sent to it; refuses readers whom a test names."""

    def __init__(self):
        self.letters = []
        self.refused = set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.refused:
            return "550 Jane Doe does not live here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        message = email.message_from_bytes(envelope.content)
        self.letters.append((tuple(envelope.rcpt_tos), message))
        return "250 OK"


class AnyPort(Controller):
    """Listens where the system gives it room, and says where."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture(scope="module")
def server():
    controller = AnyPort(Postbox(), hostname="127.0.0.1", port=0)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def postbox(server):
    server.handler.letters.clear()
    server.handler.refused.clear()
    return server.handler


@pytest.fixture
def mail(server, postbox):
    return Mail(
        host="127.0.0.1", port=server.port, security="none", sender=COALITION, to=(COALITION,)
    )


@pytest.fixture
def agencies(told):
    path = told.home / "partners" / "alder.toml"
    path.write_text(path.read_text().replace("intake =", f'remind = ["{READER}"]\nintake ='))
    return told


def due_letters(told, mail, day):
    return {one.key: one for one in reminders(told.home, load_consortium(told.home), mail, day)}


@pytest.mark.parametrize(
    ("day", "offset"),
    [(5, "-5"), (6, "-5"), (7, "-5"), (8, ""), (10, "+0"), (12, "+0"), (13, "+3"), (16, "")],
)
def test_reminders_go_out_before_on_and_after_the_due_day(agencies, mail, day, offset):
    keys = set(due_letters(agencies, mail, DUE.replace(day=day)))
    own = (
        {f"reminder/2026-03/{offset}{who}" for who in ("", "/alder", "/birch")} if offset else set()
    )
    assert keys == own


def test_who_sent_or_has_nothing_to_report_is_left_in_peace(agencies, mail):
    agencies.file(1, ACCEPTED)
    for record in ("client_service", "unmet_request"):
        nil = {"month": MARCH, "partner": "birch", "record": record}
        agencies.ledger.add(Event(at=RECEIVED_AT, kind=NIL, **nil))
    assert due_letters(agencies, mail, DUE) == {}


def test_a_file_that_waits_is_not_missing(agencies, mail):
    agencies.file(1)
    assert "reminder/2026-03/+0/alder" not in due_letters(agencies, mail, DUE)


def test_a_refused_file_is_asked_for_in_other_words(agencies, mail):
    agencies.file(1, REFUSED)
    found = due_letters(agencies, mail, DUE)
    assert "could not be counted" in found["reminder/2026-03/+0/alder"].text
    assert "Refused, to be mended:\n  Alder House" in found["reminder/2026-03/+0"].text
    assert "Not received:\n  Birch Center" in found["reminder/2026-03/+0"].text


def test_each_letter_is_sent_once_and_one_that_fails_stops_no_other(agencies, mail, postbox):
    letters = list(due_letters(agencies, mail, DUE).values())
    postbox.refused.add(READER)
    with pytest.raises(InternalError, match="MAIL-03") as caught:
        send_once(agencies.home, mail, letters, RECEIVED_AT)
    assert "Jane" not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert [to for to, _ in postbox.letters] == [(COALITION,)]
    postbox.refused.clear()
    assert send_once(agencies.home, mail, letters, RECEIVED_AT) == 1
    assert send_once(agencies.home, mail, letters, RECEIVED_AT) == 0
    assert [to for to, _ in postbox.letters] == [(COALITION,), (READER,)]


def test_a_letter_says_nothing_in_its_subject_and_shows_no_other_reader(mail, postbox):
    letter = Letter("k", ("one@example.org", "two@example.org"), REMINDER, "Café at ten.\n")
    send(mail, letter, RECEIVED_AT)
    assert [to for to, _ in postbox.letters] == [("one@example.org",), ("two@example.org",)]
    message = postbox.letters[0][1]
    assert message["Subject"] == "A reminder from the coalition"
    assert message["To"] == "one@example.org"
    assert message["Date"] == "Thu, 02 Apr 2026 09:00:00 +0000"
    assert "two@" not in str(message)
    assert message.get_payload(decode=True).decode() == "Café at ten.\r\n"


def test_no_password_goes_over_an_open_line(mail):
    changed = Mail(**{**vars(mail), "user": "reports"})
    with pytest.raises(UsageError, match="MAIL-02"):
        send(changed, Letter("k", (READER,), REMINDER, "x"), RECEIVED_AT)


def test_a_server_without_encryption_is_not_used_where_it_is_asked_for(mail, postbox):
    changed = Mail(**{**vars(mail), "security": "starttls"})
    with pytest.raises(InternalError, match="MAIL-03"):
        send(changed, Letter("k", (READER,), REMINDER, "x"), RECEIVED_AT)
    assert postbox.letters == []


def test_an_address_cannot_add_lines_to_a_letter(mail, postbox):
    with pytest.raises(InternalError, match="MAIL-03"):
        send(mail, Letter("k", ("a@b.example\nBcc: c@d.example",), REMINDER, "x"), RECEIVED_AT)
    assert postbox.letters == []


def test_alerts_name_agency_month_and_code_alone(told, mail):
    consortium = load_consortium(told.home)
    refused = check_failed(consortium, mail, "7", "2026-03|alder", "accepted")
    assert refused.text.startswith("The file of Alder House for 2026-03 was not accepted.")
    audit = check_failed(consortium, mail, "8", "2026-03", "audit")
    assert "audit of 2026-03 failed" in audit.text
    stopped = run_failed(mail, "r", "2026-03", "KEYS-01")
    assert "(KEYS-01)" in stopped.text
    assert {one.subject for one in (refused, audit, stopped)} == {NOTICE}


def test_the_command_tells_of_a_silent_daemon_once(told, office, mail, postbox):
    settings = told.home / "consortium.toml"
    line = f'[mail]\nhost = "127.0.0.1"\nport = {mail.port}\nsecurity = "none"\n'
    settings.write_text(
        f'{settings.read_text()}\n{line}from = "{COALITION}"\nto = ["{COALITION}"]\n'
    )
    for _ in range(2):
        office.run("heartbeat", "--mail", code=13)
    assert [message["Subject"] for _, message in postbox.letters] == [NOTICE]
    assert daemon_silent(mail, "ever").key == "silence/ever"
