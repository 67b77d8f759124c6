"""What a month's files cost an agency: rounds to acceptance, and what was asked of it most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.publish.edition import long_date
from pipelines.publish.markers import EMPTY, legend
from pipelines.publish.sheets import Cell, Column, Row, Sheet, text_cells
from pipelines.storage.ledger import ACCEPTED, QUESTIONS, RECEIVED, REFUSED, Event
from schemas.catalog import Catalog
from schemas.model import Severity
from schemas.periods import Month

DECIDED = {ACCEPTED: "Counted", QUESTIONS: "Counted, with questions", REFUSED: "Not accepted"}
WORDS = {Severity.MUST_FIX: "Must fix", Severity.PLEASE_CONFIRM: "Please confirm"}
# the code of what was asked, and the field
Question = tuple[str, str]
MONTHS_BACK = 11
MOST_ASKED = 20
NO_FILE = "No file came in this month"
NOTHING_ASKED = "Nothing was asked"
ROUNDS = "Files of this month until one was counted: {rounds}."
NEVER = "No file of this month is counted."


def files_sheet(events: Sequence[Event], month: Month) -> Sheet:
    """Each file of the month, what became of it and how much was wrong; rows in are events.

    Privacy: aggregate in, aggregate out (counts of rows and findings).
    """
    own = [event for event in events if event.month == month]
    received = {event.submission: event for event in own if event.kind == RECEIVED}
    decided = [event for event in own if event.kind in DECIDED]
    rows = tuple(_file(at, event, received) for at, event in enumerate(decided, start=1))
    first = next((at for at, event in enumerate(decided, 1) if event.kind != REFUSED), 0)
    numbers = ("Rows read", "Rows counted", "Rows set aside", *WORDS.values())
    return Sheet(
        name="Your files",
        title="Your files of this month and what became of them",
        lines=(ROUNDS.format(rounds=first) if first else NEVER, legend(["not_applicable"])),
        table="your_files",
        columns=(
            Column(heading="File", pixels=240),
            Column(heading="Came in", pixels=190),
            Column(heading="What became of it", pixels=220),
            *(Column(heading=text, pixels=110, is_number=True) for text in numbers),
        ),
        rows=rows or (Row(cells=text_cells(NO_FILE, *[EMPTY] * (len(numbers) + 2))),),
    )


def _file(at: int, event: Event, received: dict[str, Event]) -> Row:
    told = event.details or {}
    findings = told.get("findings", {})
    came = received.get(event.submission)
    counts = [told.get(name) for name in ("rows_in", "accepted", "set_aside")]
    counts += [
        findings.get(str(severity), 0) if counts[0] is not None else None for severity in WORDS
    ]
    return Row(
        cells=(
            *text_cells(f"File {at}", long_date(came.at.date()) if came else EMPTY),
            Cell(value=DECIDED[event.kind]),
            *(Cell(value=EMPTY if n is None else int(n), number_format="#,##0") for n in counts),
        )
    )


@dataclass(frozen=True)
class Asked:
    """How often something was asked: places this month and in twelve months, and in which files."""

    now: Counter[Question]
    year: Counter[Question]
    files: Mapping[Question, set[str]]

    def most(self) -> list[Question]:
        """What was asked in most files first."""
        keys = sorted(self.year, key=lambda key: (-len(self.files[key]), -self.year[key], key))
        return keys[:MOST_ASKED]


def asked_sheet(events: Sequence[Event], month: Month, catalog: Catalog) -> Sheet:
    """What was asked of the agency most often, this month and in the last twelve; most first.

    Privacy: aggregate in, aggregate out (codes and counts).
    """
    asked = _asked(events, month)
    fields = {one.name: one.label for record in catalog.records.values() for one in record.fields}
    rows = tuple(
        Row(
            cells=(
                *text_cells(catalog.title_of(key[0]), fields.get(key[1], EMPTY), key[0]),
                *(
                    Cell(value=count, number_format="#,##0")
                    for count in (asked.now[key], asked.year[key], len(asked.files[key]))
                ),
            )
        )
        for key in asked.most()
    )
    numbers = ("Places, this month", "Places, twelve months", "Files, twelve months")
    return Sheet(
        name="What was asked",
        title="What was asked about your files most often",
        lines=(
            "Fixing what stands first here saves most time: at its source, in your own system.",
            legend(["not_applicable"]),
        ),
        table="what_was_asked",
        columns=(
            Column(heading="What was asked", pixels=420),
            Column(heading="Field", pixels=240),
            Column(heading="Code", pixels=120),
            *(Column(heading=text, pixels=130, is_number=True) for text in numbers),
        ),
        rows=rows or (Row(cells=text_cells(NOTHING_ASKED, *[EMPTY] * (len(numbers) + 2))),),
    )


def _asked(events: Sequence[Event], month: Month) -> Asked:
    now, year = Counter[Question](), Counter[Question]()
    files: defaultdict[Question, set[str]] = defaultdict(set)
    for event in events:
        if event.kind not in DECIDED or not month.plus(-MONTHS_BACK) <= event.month <= month:
            continue
        for problem in (event.details or {}).get("problems", ()):
            key = (str(problem["code"]), str(problem.get("field", "")))
            count = int(problem.get("count", 1))
            year[key] += count
            now[key] += count if event.month == month else 0
            files[key].add(event.submission)
    return Asked(now, year, files)
