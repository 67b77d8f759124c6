"""The attackers inside: each partner, who knows its own shares, all knowing which are empty.

Every figure is a sum of shares; what is published, and what the hierarchies say of each partner's
parts and wholes, bounds the shares. Whoever knows the empty places knows more than an outsider.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipelines.audit.adding import Book
from pipelines.audit.attack import Attack, Unmet
from pipelines.audit.earlier import not_known_before
from pipelines.audit.evidence import Release
from pipelines.audit.figures import Figures, read_figures
from pipelines.audit.named import read_named
from pipelines.audit.parts import rooms
from pipelines.audit.plain import plain_failures
from pipelines.audit.printed import printed_rows
from pipelines.audit.published import related_releases
from pipelines.audit.result import EMPTY_PLACES, PARTNERS, AuditResult, Examined, Failure
from pipelines.audit.rows import Rows
from pipelines.audit.shares import Shares, edition_name, read_shares
from pipelines.audit.targets import Target, find_targets
from pipelines.audit.within import within_partners


@dataclass(frozen=True, repr=False)
class Inside:
    """Everything that attackers inside can calculate with."""

    shares: Shares
    figures: Figures
    rows: Rows
    targets: list[Target]


def audit_inside(
    paths: Sequence[Path], cells: pd.DataFrame, focus: Sequence[Path] = ()
) -> AuditResult:
    """Attack all releases at or below `paths` as each partner, the empty places being known.

    `cells` are those that every edition rests on, with the columns of a partner's cells and
    `said`, which names the edition as month/number. With `focus`, only releases that share a
    month with those at or below these paths take part.

    Privacy: aggregate in, aggregate out; restricted (`summary` alone is disclosure-safe).
    """
    releases, seen = read_named(paths, focus)
    if focus:
        releases = related_releases(releases, seen)
    book = Book(release.hierarchies for release in releases)
    inside = look_inside(releases, cells, book)
    attacks = list(attacked(inside))
    unmet = [one for attack in attacks for one in attack.run()]
    found = not_known_before(unmet, inside.shares, inside.rows)
    failures = {_failure(inside, one) for one in found}
    failures.update(plain_failures(inside.figures, inside.shares, book))
    withheld = sum(inside.figures.is_hidden(one) for one in inside.figures.told.values())
    tried = sum(attack.tried for attack in attacks)
    return AuditResult(
        figures_checked=len(inside.figures.prints),
        figures_withheld=withheld,
        failures=tuple(sorted(failures)),
        checked={EMPTY_PLACES: len(inside.targets), PARTNERS: tried},
        examined=tuple(sorted(one for each in attacks for one in _examined(inside, each))),
    )


def look_inside(releases: list[Release], cells: pd.DataFrame, book: Book) -> Inside:
    """Tie the releases to the partners' cells. Privacy: aggregate in, aggregate out."""
    shares = read_shares(cells, releases, book)
    figures = read_figures(releases, shares, book)
    ranks = {edition_name(release): release.rank for release in releases}
    rows = within_partners(shares, book, ranks)
    printed_rows(releases, figures, shares, book, rows)
    return Inside(shares, figures, rows, find_targets(figures, book))


def attacked(inside: Inside) -> Iterator[Attack]:
    """An attack on every connected part."""
    for room, columns, asked in rooms(inside.shares.value, inside.rows.system(), inside.targets):
        yield Attack(inside.shares, room, columns, [inside.targets[at] for at in asked])


def _failure(inside: Inside, found: Unmet) -> Failure:
    target = found.target
    report, table = inside.figures.place(target.label)
    names = (*inside.shares.partners, EMPTY_PLACES)
    who = names[-1 if found.partner is None else found.partner]
    return Failure(report, table, target.kind, target.label, *found.bounds(), who)


def _examined(inside: Inside, attack: Attack) -> Iterator[Examined]:
    names = (*inside.shares.partners, EMPTY_PLACES)
    for at, target in enumerate(attack.targets):
        who, low, high = attack.narrowest(at)
        report, table = inside.figures.place(target.label)
        yield Examined(report, table, target.kind, target.label, low, high, names[who])
