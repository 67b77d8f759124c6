"""`layout`: propose how a partner's file may be read."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.output import line, table
from pipelines.clock import now
from pipelines.layouts import TableLayout
from pipelines.proposal.matching import DECIDE
from pipelines.proposal.propose import Proposal, ProposedTable, propose
from pipelines.proposal.writing import as_toml
from pipelines.settings_files import load_consortium
from pipelines.storage.files import write_file
from schemas.periods import Month

HEADINGS = ("Column", "Heading", "Proposed field", "Sure", "Why")


def propose_layout(home: Path, file: Path, partner_id: str, output: Path | None) -> None:
    """Print a proposal, and write it to `output` or, without one, after the table.

    Headings and words for codes are shown: this runs for the one who has the file before them.
    """
    earlier: tuple[TableLayout, ...] = ()
    expected: tuple[str, ...] = ()
    if partner_id:
        partner = load_consortium(home).partner(partner_id)
        earlier = tuple(one for layout in partner.layouts for one in layout.tables)
        expected = partner.expected
    proposal = propose(file.read_bytes(), earlier, expected)
    for one in proposal.tables:
        _show(one)
    _summary(proposal)
    today = now().date()
    text = as_toml(proposal, Month(today.year, today.month))
    if output is None:
        line("")
        line(text.rstrip("\n"))
    else:
        write_file(output, text.encode("utf-8"))
        line(f"Written to {output}. Answer every '{DECIDE}' in it before you use it.")


def _show(proposed: ProposedTable) -> None:
    part = proposed.part
    sure = "" if proposed.is_sure else "perhaps "
    kind = "".join(f", rows that say '{word}'" for word in part.select.values())
    title = f"{proposed.sheet or 'The sheet'}{kind}: {sure}{part.record.label.lower()}"
    rows = [
        (
            one.column.letter,
            one.column.heading,
            one.guess.field if one.is_sure else f"{DECIDE} (perhaps {one.guess.field})",
            f"{one.guess.confidence:.2f}",
            one.guess.reason,
        )
        for one in part.matches
    ]
    table(title, HEADINGS, rows)
    if proposed.wide is not None:
        line(f"{proposed.wide.months} columns of months: say which field they hold.")
    for one in proposed.ticks:
        line(f"{len(one.found)} columns that are ticked say {one.field}.")


def _summary(proposal: Proposal) -> None:
    if proposal.preset:
        line(f"This is an export that is known: preset = '{proposal.preset}' is all it needs.")
        return
    matches = [one for proposed in proposal.tables for one in proposed.part.matches]
    open_words = sum(
        word.code == DECIDE
        for proposed in proposal.tables
        for words in proposed.words
        for word in words.found
    )
    undecided = sum(not one.is_sure for one in matches)
    line(
        f"{len(matches)} columns: {len(matches) - undecided} proposed, {undecided} to decide; "
        f"{open_words} words for codes to decide."
    )
    for name in proposal.unknown_sheets:
        line(f"The sheet '{name}' suits no kind of record: say what it holds, or ignore it.")
