"""`run --preview`: what the month would withhold as it stands now, and what would show more."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.output import line, progress, table
from pipelines.errors import Blocked
from pipelines.listed import clauses
from pipelines.monthly import OpenZone
from pipelines.planner import Outcome, candidates, measured, quarterly
from pipelines.rehearsal import Price, Rehearsal, by_table, largest, named_in, price_of, rehearse
from pipelines.settings_files import load_consortium
from pipelines.storage.board import standings
from pipelines.storage.ledger import Ledger
from pipelines.storage.releases import all_releases
from schemas.periods import Month

PRICED = 5
NAMED = 3
PAYS = "pays"
NOTHING = "Nothing would be withheld."
MEASURED = """
How this was measured: the month was decided again, with one table changed at a time and
everything else as it is, beside all earlier releases. Two changes together were not tried. A
quarter is the sum of the last three months as if nobody came in two of them and nothing had
been published by the month: with people who came back, and beside the months, more is hidden.
"Pays" is what leaves a table at most half as hidden, or shows more figures than now, the other
tables counted in; whether readers need the finer rows is for people to say."""
HURRIED = """
So much is reported for this month that the best choice of what to hide would take too long. A
faster one was made: nobody can be found by it either, but more may be hidden than would have to
be. Coarser tables take less time and often show more."""
WHAT_NEXT = """
Nothing that could be hidden now is enough. Leave out of the reports the tables that hold these
figures, wait for agencies that have not sent, or take the figure off `must_publish`; see
docs/protection.md, "When a release is blocked"."""


def show_preview(home: Path, month: Month) -> None:
    """Print what would be withheld, what that protects, and what it would take to show more."""
    zone = OpenZone(home, load_consortium(home))
    if not _say_what_counts(zone, month):
        return
    try:
        rehearsal = rehearse(zone, zone.tables(month))
    except Blocked as error:
        blocked = error
    else:
        _show(rehearsal, month)
        return
    _say_why_blocked(zone, blocked)
    raise blocked


def _say_what_counts(zone: OpenZone, month: Month) -> bool:
    """What the preview rests on; false if nothing of the month is counted yet."""
    found = standings(Ledger(zone.home), zone.consortium, month)
    waiting = sum(len(one.waiting) for one in found)
    if zone.cells(month).empty:
        line(f"{month.label}: nothing is counted yet. {_files(waiting)} for `consortium run`.")
        return False
    counted = sum(one.active is not None or bool(one.nil_records) for one in found)
    line(f"{month.label} as it stands: {counted} of {len(found)} agencies. Nothing here is kept.")
    if waiting:
        line(f"{_files(waiting)} for the next run, not counted here.")
    if any(release.month == month for release in all_releases(zone.home)):
        line("The month is released: what was shown then stays known, and little can change.")
    return True


def _files(waiting: int) -> str:
    return "1 file waits" if waiting == 1 else f"{waiting} files wait"


def _show(rehearsal: Rehearsal, month: Month) -> None:
    tables = by_table(rehearsal)
    if tables.empty:
        line(NOTHING)
        return
    sheets = _sheets(rehearsal.zone)
    table(
        f"{month.label}: what would be withheld",
        ("Report", "Sheet", "Figures", "Small themselves", "To protect others", "Share hidden"),
        [
            (report, sheets[report, name], str(all_), str(own), str(others), f"{hidden:.0%}")
            for report, name, all_, own, others, hidden in tables[
                ["report", "table", "figures", "own", "others", "hidden"]
            ].itertuples(index=False)
        ],
    )
    line("Share hidden: of the figures that are not zero.")
    if rehearsal.protection.is_hurried:
        line(HURRIED)
    _show_prices(rehearsal)
    _show_plan(rehearsal, sheets)


def _sheets(zone: OpenZone) -> dict[tuple[str, str], str]:
    reports = zone.catalog.reports.values()
    return {(report.id, spec.id): spec.sheet for report in reports for spec in report.tables}


def _show_prices(rehearsal: Rehearsal) -> None:
    """The largest figures that are hidden for others, and what showing one would take."""
    others = largest(rehearsal)
    if others.empty:
        line("No figure is withheld for another's sake.")
        return
    first = others.head(PRICED)
    steps = list(zip(first["key"], first["figure"], first["because"], strict=True))
    names = progress([figure for _, figure, _ in steps], "What showing it would take")
    prices = [
        price_of(rehearsal, key, because) for _, (key, _, because) in zip(names, steps, strict=True)
    ]
    table(
        "Withheld only to protect another figure: the largest",
        ("Figure", "Would give away", "To show it, hide instead"),
        [(price.figure, price.because, _words_of(price)) for price in prices],
    )
    if len(others) > PRICED:
        line(f"and {len(others) - PRICED} more, smaller ones.")


def _words_of(price: Price) -> str:
    if not price.is_possible:
        return "no way found: whatever else is hidden is not enough"
    freed = len(price.freed)
    shown = f"; then {freed} other{'s' if freed > 1 else ''} can be shown" if freed else ""
    if not price.hidden:
        return f"nothing more{shown}"
    return f"{len(price.hidden)}: {clauses(price.hidden, NAMED)}{shown}"


def _show_plan(rehearsal: Rehearsal, sheets: dict[tuple[str, str], str]) -> None:
    asked = candidates(rehearsal)
    if not asked:
        line("No table hides a fourth of its figures: coarser ones were not tried.")
        return
    names = [f"{sheets[one.report, one.table]}, {one.words}" for one in asked]
    steps = zip(progress(names, "Deciding again"), asked, strict=True)
    found = [measured(rehearsal, one) for _, one in steps]
    found += quarterly(rehearsal)
    found.sort(key=lambda one: (one.report, one.table))
    table(
        "Coarser tables",
        ("Sheet", "In another form", "Hidden", "Shown", "Other tables", ""),
        [_row(one, sheets[one.report, one.table]) for one in found],
    )
    line(MEASURED.strip())


def _row(one: Outcome, sheet: str) -> tuple[str, ...]:
    (before, after), (shown, left) = one.hidden, one.shown
    if after is None or left is None:
        return (sheet, one.words, "cannot be made safe", "", "", "")
    hidden = f"{before:.0%} to {after:.0%}"
    return (sheet, one.words, hidden, f"{shown} to {left}", _elsewhere(one.freed), PAYS * one.pays)


def _elsewhere(freed: int | None) -> str:
    """What of other tables is shown more, in words."""
    if freed is None:
        return "not measured"
    return f"{abs(freed)} {'more' if freed > 0 else 'fewer'} shown" if freed else "no change"


def _say_why_blocked(zone: OpenZone, error: Blocked) -> None:
    names = named_in(zone, error.text)
    if not names:
        return
    line("This month cannot be published as its reports stand. Not to be protected:")
    for name in names:
        line(f"  {name}")
    line(WHAT_NEXT.strip())
