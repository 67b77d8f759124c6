"""`log`: what happened, in the order in which it was written down."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.cli.output import line, table
from pipelines.errors import UsageError
from pipelines.settings_files import load_consortium
from pipelines.storage import ledger as kinds
from pipelines.storage.database import is_begun
from pipelines.storage.ledger import Event, Ledger
from schemas.catalog import load_catalog
from schemas.periods import Month

WORDS = {
    kinds.RECEIVED: "file received",
    kinds.ACCEPTED: "file accepted",
    kinds.QUESTIONS: "file accepted, with questions",
    kinds.REFUSED: "file REFUSED",
    kinds.SUPERSEDED: "file superseded",
    kinds.REPEATED: "file says the same again",
    kinds.NIL: "nil return",
    kinds.CONFIRMED: "question answered",
    kinds.TALLIED: "month counted",
    kinds.DRAFTED: "draft written",
    kinds.STALE: "release is stale",
    kinds.CONSENTED: "agency consents",
    kinds.OBJECTED: "agency OBJECTS",
    kinds.APPROVED: "draft approved",
    kinds.RELEASED: "report released",
    kinds.RESTATED: "report restated",
    kinds.LOCKED: "month locked",
    kinds.UNLOCKED: "month unlocked",
    kinds.PURGED: "keys destroyed",
}
REASONS = ("confirm_reason", "unlock_reason", "objection_reason")


def show_log(home: Path, month: Month | None, partner: str, *, as_json: bool) -> None:
    """Print the events of a folder, newest last, and the word by which its end is known."""
    consortium = load_consortium(home)
    equal = {"month": str(month)} if month else {}
    if partner:
        equal["partner"] = consortium.partner(partner).id
    if not is_begun(home):
        raise UsageError("LOG-01", "nothing has happened in this folder yet")
    ledger = Ledger(home)
    events = ledger.events(**equal)
    if as_json:
        line(json.dumps([_document(event) for event in events], indent=1))
        return
    headings = ("No.", "When", "Month", "What", "Of", "By", "Told")
    table("The ledger, newest last", headings, map(_row, events))
    line(f"Its end: {ledger.head()}")
    line("Note this down elsewhere from time to time: it shows later that nothing was changed.")


def _row(event: Event) -> tuple[str, ...]:
    what = WORDS.get(event.kind, event.kind)
    when = f"{event.at:%Y-%m-%d %H:%M}"
    of, told = _of(event), _told(event)
    return (str(event.number), when, str(event.month), what, of, event.by, told)


def _document(event: Event) -> dict[str, Any]:
    names = ("number", "kind", "partner", "submission", "record", "report", "version", "by")
    told = {name: getattr(event, name) for name in names}
    when = {"at": event.at.isoformat(), "month": str(event.month)}
    return {**told, **when, "details": event.details or {}, "link": event.link}


def _of(event: Event) -> str:
    """Whom or what an event is about; a version only where a person reads it."""
    if event.report:
        return f"{event.report} v{event.version}"
    return " ".join(filter(None, (event.submission or event.partner, event.record)))


def _told(event: Event) -> str:
    """Counts, reasons and codes of an event in a few words."""
    told = event.details or {}
    parts = [
        _counted(told, "bytes", "byte"),
        _rows(told),
        _problems(told.get("problems", ())),
        f"{told['code']}" if "code" in told else "",
        _reason(told),
        f"after {told['superseded_by']}" if "superseded_by" in told else "",
        f"as {told['same_as']}" if "same_as" in told else "",
        f"without {', '.join(told['missing'])}" if told.get("missing") else "",
        f"until {told['until']}" if "until" in told else "",
    ]
    return "; ".join(filter(None, parts))


def _counted(told: Mapping[str, Any], name: str, word: str) -> str:
    return f"{told[name]:,} {word}{'' if told[name] == 1 else 's'}" if name in told else ""


def _rows(told: Mapping[str, Any]) -> str:
    if "rows_in" not in told:
        return ""
    return f"{told['accepted']} of {told['rows_in']} rows"


def _problems(problems: Sequence[Mapping[str, Any]]) -> str:
    """Each code once, with the number of its places."""
    counts: Counter[str] = Counter()
    for problem in problems:
        counts[problem["code"]] += problem.get("count", 1)
    return ", ".join(f"{code} ({n})" if n > 1 else code for code, n in counts.items())


def _reason(told: Mapping[str, Any]) -> str:
    """A reason in words; one that is on no list any more by its code."""
    lists: Sequence[str] = REASONS
    labels = {
        code.code: code.label for name in lists for code in load_catalog().code_lists[name].codes
    }
    return labels.get(told["reason"], str(told["reason"])) if "reason" in told else ""
