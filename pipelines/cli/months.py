"""`run` and `status`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.cli.future import refuse_future
from pipelines.cli.output import line, progress, table
from pipelines.clock import now
from pipelines.consent import Answer, answers
from pipelines.feedback.wording import counted
from pipelines.keeping.leftovers import sweep_leftovers
from pipelines.settings import Consortium
from pipelines.settings_files import load_consortium
from pipelines.storage.board import Standing, standings
from pipelines.storage.inbox import Stranded, stranded, sweep
from pipelines.storage.keys import keys_for
from pipelines.storage.ledger import RECEIVED, REPEATED, Event, Ledger
from pipelines.storage.locks import lock_of
from pipelines.storage.releases import draft_of, is_same, releases_of
from pipelines.storage.turns import turn
from schemas.catalog import load_catalog
from schemas.model import Severity
from schemas.periods import Month


def run_months(home: Path, month: Month) -> None:
    """Run late months that have something waiting, then the month itself; print what became."""
    from pipelines.definitions import defs  # noqa: PLC0415  Dagster is slow to import
    from pipelines.defs.launch import run_month  # noqa: PLC0415

    consortium = load_consortium(home)
    moment = now()
    refuse_future(month)
    keys_for(home).identity()
    with turn(home):
        sweep_leftovers(home, consortium, moment)
        sweep(home, consortium, moment)
        for one in progress(months_to_run(home, consortium, month), "Running"):
            run_month(defs, home, one, moment)
    show_status(home, month, as_json=False)


def months_to_run(home: Path, consortium: Consortium, month: Month) -> list[Month]:
    """Earlier months with late files, and the month itself, in order of time."""
    received = {event.month for event in Ledger(home).events(kind=RECEIVED)}
    earlier = sorted(one for one in received if one < month)
    late = [
        one
        for one in earlier
        if any(_can_be_read(found) for found in standings(Ledger(home), consortium, one))
    ]
    return [*late, month]


def _can_be_read(one: Standing) -> bool:
    return bool(one.waiting) and not one.partner.waits_for_layout(one.month)


def show_status(home: Path, month: Month, *, as_json: bool) -> None:
    """Print the board of a month."""
    consortium = load_consortium(home)
    found = standings(Ledger(home), consortium, month)
    said = _answers(home, consortium, found)
    partners = [_partner_row(one) | _said(said, one) for one in found]
    reports = [_report_row(home, month, report) for report in _due(consortium, month)]
    left = stranded(home, consortium)
    if as_json:
        inbox = dataclasses.asdict(left)
        document = {"month": str(month), "partners": partners, "reports": reports, "inbox": inbox}
        line(json.dumps(document, indent=1))
        return
    due = f"{consortium.due_date(month):%B %d, %Y}"
    table(
        f"{month.label}: partners (due {due})",
        ("Partner", "State", "Received", "Rows", "Nil returns", "What to do"),
        [
            (
                str(row["name"]),
                str(row["state"]),
                str(row["received"]),
                str(row["rows"]),
                ", ".join(row["nil"]),
                str(row["to_do"]),
            )
            for row in partners
        ],
    )
    if any(row["to_do"] and row["problems"] for row in partners):
        line(f"What to send them: {home / 'feedback'}, by partner, month and file.")
    _say_lock(home, consortium, month)
    if said:
        line(f"Consent: {'; '.join(one.in_words for one in said)}.")
    _say_stranded(left)
    table(
        f"{month.label}: reports",
        ("Report", "State", "Latest release", "Audit"),
        [
            tuple(str(row[key]) for key in ("report", "state", "released", "audit"))
            for row in reports
        ],
    )
    if any("waits for approval" in row["state"] for row in reports):
        line(f"Look at the drafts before anybody approves: {home / 'drafts' / str(month)}")


def _answers(home: Path, consortium: Consortium, found: Sequence[Standing]) -> tuple[Answer, ...]:
    """Where agencies that contributed something stand, if they are asked."""
    if consortium.consent is None or not found:
        return ()
    asked = [one.partner for one in found if one.active or one.nil_records]
    return answers(Ledger(home), consortium.consent, found[0].month, asked, now())


def _said(said: Sequence[Answer], one: Standing) -> dict[str, str]:
    own = [each.state for each in said if each.partner.id == one.partner.id]
    return {"consent": own[0]} if own else {}


def _say_lock(home: Path, consortium: Consortium, month: Month) -> None:
    lock = lock_of(Ledger(home), month)
    if lock is None:
        return
    granted = "".join(
        f"; {consortium.partner(one).name} may send until {day}"
        for one, day in lock.granted.items()
    )
    line(f"Locked on {lock.event.at:%Y-%m-%d} by {lock.event.by}{granted}.")


def _say_stranded(left: Stranded) -> None:
    """Files that no run can take; whichever month they are for, nobody else would say so."""
    if left.misplaced:
        line(
            f"{counted(left.misplaced, 'file')} in inbox/ in no folder PARTNER/YYYY-MM: counted by"
        )
        line("nobody, and not encrypted. Move it there, then run the month again.")
    if left.unreadable:
        line(f"{counted(left.unreadable, 'file')} in inbox/ cannot be read: counted by nobody.")
        line("A link is never followed. See to its permissions, then run the month again.")


def _due(consortium: Consortium, month: Month) -> list[str]:
    return [report.id for report in consortium.due(load_catalog().reports, month)]


def _partner_row(one: Standing) -> dict[str, Any]:
    details = (one.latest.details or {}) if one.latest else {}
    active = (one.active.details or {}) if one.active else {}
    return {
        "partner": one.partner.id,
        "name": one.partner.name,
        "state": _state(one),
        "received": _received(one),
        "rows": active.get("accepted", ""),
        "nil": sorted(one.nil_records),
        "problems": details.get("problems", []),
        "open": list(one.open_questions),
        "answered": sorted(set(one.confirmed) - set(one.open_questions)),
        "to_do": _to_do(one),
    }


def _received(one: Standing) -> str:
    newest = one.waiting[-1].at if one.waiting else one.received_on
    return f"{newest:%Y-%m-%d}" if newest else ""


def _state(one: Standing) -> str:
    if one.waiting:
        waits = one.partner.waits_for_layout(one.month)
        return "WAITING for its layout" if waits else "waiting for the next run"
    if one.held:
        return "HELD: came when the month was locked"
    if one.is_refused:
        return "REFUSED"
    if one.active is None:
        all_nil = set(one.partner.expected) <= one.nil_records
        overdue = now().date() > one.due
        return (
            "nil return" if all_nil else ("LATE, not received" if overdue else "not received yet")
        )
    word = "accepted, with questions" if one.open_questions else "accepted"
    if one.latest is not None and one.latest.kind == REPEATED:
        word += ", sent again without a change"
    return f"{word} (late)" if one.is_late else word


def _to_do(one: Standing) -> str:
    if one.partner.waits_for_layout(one.month):
        return f'answer every "decide" in partners/{one.partner.id}.toml'
    if one.held:
        return "open the month for it with unlock, or leave it out"
    if one.waiting:
        return "run the month"
    return _to_do_about(one)


def _to_do_about(one: Standing) -> str:
    """What a file that was taken, or none, asks for."""
    details = (one.latest.details or {}) if one.latest else {}
    problems = details.get("problems", [])
    if one.is_refused:
        must = [each for each in problems if each.get("severity") != Severity.PLEASE_CONFIRM]
        return "fix: " + "; ".join(_problem(problem) for problem in must)
    if one.open_questions and one.active is not None:
        asked = [each for each in _problems_of(one.active) if each["code"] in one.open_questions]
        return "confirm: " + "; ".join(_problem(problem, with_code=True) for problem in asked)
    if one.active is None:
        missing = set(one.partner.expected) - one.nil_records
        return "ask for the file" if missing else ""
    if one.destroyed:
        return f"longer periods wait: send {', '.join(one.destroyed)} again, whole (rows destroyed)"
    if one.unsettled:
        return f"longer periods wait: tally and send {', '.join(one.unsettled)}, then this month"
    return ""


def _problems_of(event: Event) -> list[dict[str, Any]]:
    return list((event.details or {}).get("problems", []))


def _problem(problem: Mapping[str, Any], *, with_code: bool = False) -> str:
    """What a finding is about, in the catalog's words: `Service: not on the list (14)`."""
    catalog, code = load_catalog(), str(problem["code"])
    title = catalog.title_of(code)
    labels = {name: measure.label for name, measure in catalog.measures.items()}
    labels |= {field.name: field.label for one in catalog.records.values() for field in one.fields}
    label = labels.get(str(problem.get("field", "")), "")
    times = f" ({problem['count']})" if problem.get("count", 1) > 1 else ""
    coded = f" [{code}]" if with_code else ""
    return f"{label}: {title.lower()}{times}{coded}" if label else f"{title}{coded}"


def _report_row(home: Path, month: Month, report: str) -> dict[str, str]:
    earlier = releases_of(home, month, report)
    draft = draft_of(home, month, report)
    newest = draft or (earlier[-1] if earlier else None)
    audit = newest.manifest["disclosure"]["audit"]["result"] if newest else ""
    if draft is None:
        state = "no draft: run the month"
    elif earlier and is_same(draft, earlier[-1]):
        state = "released"
    elif earlier:
        state = "release is stale: a new draft waits for approval"
    else:
        state = "draft waits for approval"
    released = f"v{earlier[-1].version}" if earlier else "none"
    return {"report": report, "state": state, "released": released, "audit": audit}
