"""Letters and how they are sent: neutral subjects, nothing about people, no address in an error."""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from pipelines.errors import InternalError, UsageError
from pipelines.settings import Mail

PASSWORD = "CONSORTIUM_MAIL_PASSWORD"  # noqa: S105  the name of a variable
SECONDS = 30
REMINDER = "A reminder from the coalition"
NOTICE = "A notice from the coalition"
STARTTLS, TLS, NONE = "starttls", "tls", "none"


@dataclass(frozen=True)
class Letter:
    """One mail; `key` says what it is about, so that it is sent once."""

    key: str
    to: tuple[str, ...]
    subject: str
    text: str


def send(mail: Mail, letter: Letter, now: datetime) -> None:
    """Send one letter; each of its readers sees only that it came to them.

    Raises: UsageError for settings that cannot work, InternalError if the server does not take it;
        a server's own words may name a person, and are not told.
    """
    if mail.security not in (STARTTLS, TLS, NONE):
        raise UsageError("MAIL-01", "consortium.toml: [mail] security is starttls, tls or none")
    if mail.user and mail.security == NONE:
        raise UsageError("MAIL-02", "consortium.toml: [mail] sends no password without encryption")
    try:
        with _connected(mail) as server:
            if mail.user:
                server.login(mail.user, os.environ.get(PASSWORD, ""))
            for reader in letter.to:
                server.send_message(_message(mail, letter, reader, now))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        fault = type(error).__name__
    else:
        return
    raise InternalError("MAIL-03", f"a letter could not be sent ({fault}); it is tried again")


def _connected(mail: Mail) -> smtplib.SMTP:
    if mail.security == TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
    if mail.security == STARTTLS:
        try:
            server.starttls(context=ssl.create_default_context())
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
    return server


def _message(mail: Mail, letter: Letter, reader: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = mail.sender
    message["To"] = reader
    message["Date"] = format_datetime(now.replace(tzinfo=UTC))
    message["Message-ID"] = make_msgid(domain=mail.sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"  # no vacation answers, please
    message.set_content(letter.text)
    return message
