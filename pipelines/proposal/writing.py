"""A proposal written as TOML, as `partners/<id>.toml` takes it once every "decide" is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import tomli_w

from pipelines.proposal.habits import Words
from pipelines.proposal.matching import DECIDE, Match
from pipelines.proposal.propose import Proposal, ProposedTable
from schemas.periods import Month

HEAD = """\
# A proposed layout. Nothing in it counts until a person has looked at it:
# - each "decide" must become a field of the record, "ignore", or, among words, a code;
#   as long as one is left, files of the layout's months wait, and those of no other partner;
# - the number is how sure the proposal is, from 0 to 1, and the reason stands beside it;
# - the fields and codes to choose from: consortium fields
# Put it at the end of partners/<id>.toml, and close the layout before it with valid_to.
"""


def as_toml(proposal: Proposal, month: Month) -> str:
    """The whole proposal as one `[[layout]]`, in force from `month` on.

    Privacy: identifiable in; out go headings, and words only of columns that are like code lists.
    """
    lines = [HEAD, "[[layout]]", _entry("valid_from", str(month))]
    if proposal.preset:
        lines.append(_entry("preset", proposal.preset))
    if proposal.date_order:
        lines.append(_entry("date_order", proposal.date_order, proposal.order_reason))
    elif proposal.tables:
        lines.append("# date_order: not evident from the cells; add it if dates are typed as text")
    if proposal.other_sheets:
        lines.append("# these hold no table:")
        lines.append(_entry("ignored_sheets", list(proposal.other_sheets)))
    for table in proposal.tables:
        lines += _table(table)
    for name in proposal.unknown_sheets:
        lines += ["", "[[layout.table]]", "# no headings that suit a kind of record"]
        lines += [_entry("record", DECIDE), _entry("sheet", name)]
    return "\n".join(lines) + "\n"


def _table(table: ProposedTable) -> Iterator[str]:
    part = table.part
    yield "\n[[layout.table]]"
    if table.is_sure:
        yield _entry("record", part.record.name, f"{part.confidence:.2f}")
    else:
        yield _entry("record", DECIDE, f"{part.confidence:.2f}: perhaps {part.record.name}")
    yield from _place(table)
    for name in part.missing:
        yield f"# not found, though every row needs it: {name}"
    yield "\n[layout.table.columns]"
    for one in part.matches:
        yield _entry(one.column.heading, one.entry, _comment(one))
    yield from _spread(table)
    for words in table.words:
        yield from _values(words)
    if part.select:
        yield "\n[layout.table.select]"
        for heading, word in part.select.items():
            yield _entry(heading, [word], f"rows of this kind: {part.record.label}")


def _place(table: ProposedTable) -> Iterator[str]:
    if table.sheet:
        yield _entry("sheet", table.sheet)
    yield _entry("heading_row", table.heading_row)
    if table.heading_rows > 1:
        yield _entry("heading_rows", table.heading_rows)
    if table.has_units:
        yield _entry("unit_rows", 1, "the row below the headings names units only")
    if table.separator:
        yield _entry("set_separator", table.separator, "splits cells into words that repeat")


def _spread(table: ProposedTable) -> Iterator[str]:
    """Columns of months, and columns that are ticked."""
    if table.wide is not None:
        wide = table.wide
        perhaps = f", perhaps {wide.value}" if wide.value else ""
        yield "\n[layout.table.wide]"
        yield _entry("value", DECIDE, f"the field in {wide.months} columns of months{perhaps}")
        yield _entry("date", wide.date, "gets the last day of the month")
    for one in table.ticks:
        yield f"\n[layout.table.ticks.{one.field}]"
        for word in one.found:
            yield _entry(word.word, word.code, word.reason)


def _comment(one: Match) -> str:
    others = ", ".join(f"{guess.field} {guess.confidence:.2f}" for guess in one.rivals)
    likely = f"perhaps {one.guess.field}; " if one.entry == DECIDE else ""
    also = f" (else {others})" if others and one.entry == DECIDE else ""
    confidence = one.guess.confidence
    return f"{confidence:.2f}: {likely}{one.guess.reason}{also}"


def _values(words: Words) -> Iterator[str]:
    yield f"\n[layout.table.values.{words.field}]"
    for one in words.found:
        yield _entry(one.word, one.code, one.reason)
    if words.kept_back:
        why = words.reason or "they are rare or may be part of a name"
        yield f"# {words.kept_back} more words are not shown: {why}; `check` names their cells"


def _entry(key: str, value: object, comment: str = "") -> str:
    """One line of TOML; the key is quoted as it needs."""
    entry: Mapping[str, object] = {key: value}
    line = " ".join(tomli_w.dumps(entry, indent=0).split("\n")).strip()
    return f"{line}  # {comment}" if comment else line
