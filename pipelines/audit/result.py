"""What an audit found: counts for the manifest, details for the protection store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.audit.evidence import ALL, Label

OUTSIDER, EMPTY_PLACES, PARTNERS = "outsider", "empty places", "partners"
HOW = {
    "small": "is printed although few people are behind it",
    "few": "is printed although few people are behind it",
    "elsewhere": "is withheld in one report and printed in another",
    "derived": "is withheld and can be worked out from other figures",
    "remainder": "leaves few people when what is printed within it is taken off",
    "restated": "differs by few people from what was published before",
    "rate": "is a rate that gives away a small or withheld figure",
    "unfounded": "is not the sum of what the agencies reported",
}


@dataclass(frozen=True, order=True)
class Interval:
    """Between which values an attacker could place one figure or difference.

    `low` and `high` are the smallest and largest value that fit (whole units; hours in quarters).
    `attacker` is the outsider, one who knows the empty places, or a partner by name.
    """

    report: str
    table: str
    kind: str
    label: Label
    low: int
    high: int
    attacker: str = OUTSIDER


class Failure(Interval):
    """One figure that the published files give away, and how far; `kind` is one of HOW."""

    @property
    def explanation(self) -> str:
        """The place and how it is given away, in words and without values."""
        label = self.label
        codes = [x for x in (label.dim1, label.dim2, label.dim3) if x != ALL]
        split = [f"{label.breakdown} {' '.join(codes)}"] if codes else []
        spot = [label.measure, label.period, f"{label.geography_type} {label.geography}", *split]
        whom = "" if self.attacker == OUTSIDER else f" (by one who knows the {EMPTY_PLACES})"
        if self.attacker not in {OUTSIDER, EMPTY_PLACES}:
            whom = f" (by {self.attacker}, from its own figures)"
        if self.kind in {"small", "few", "unfounded"}:
            whom = ""
        return f"{self.report}, {self.table}: {', '.join(spot)} {HOW[self.kind]}{whom}"


class Examined(Interval):
    """What was shown of one figure or difference that must stay open: restricted.

    Of all attackers, `attacker` has seen it move least: at least from `low` to `high`.
    """


@dataclass(frozen=True)
class AuditResult:
    """Pass or fail. Only `summary` may be published; `checked` counts by kind of attacker."""

    figures_checked: int
    figures_withheld: int
    failures: tuple[Failure, ...]
    checked: Mapping[str, int]
    examined: tuple[Examined, ...] = ()

    @property
    def result(self) -> str:
        """`pass` or `fail`."""
        return "fail" if self.failures else "pass"

    @property
    def summary(self) -> dict[str, Any]:
        """Counts only, as the manifest says them."""
        failed = {kind_of(failure.attacker) for failure in self.failures}
        return {
            "result": self.result,
            "figures_checked": self.figures_checked,
            "figures_withheld": self.figures_withheld,
            "attackers": {
                kind: {"checked": count, "result": "fail" if kind in failed else "pass"}
                for kind, count in self.checked.items()
            },
        }

    def __add__(self, other: AuditResult) -> AuditResult:
        """Both audits of the same releases as one; the figures are those that this one counted."""
        failures = tuple(sorted({*self.failures, *other.failures}))
        checked = {**self.checked, **other.checked}
        examined = (*self.examined, *other.examined)
        return AuditResult(self.figures_checked, self.figures_withheld, failures, checked, examined)

    @property
    def details(self) -> dict[str, Any]:
        """What failed, with intervals: restricted; ready for JSON."""
        return {**self.summary, "failures": _rows(self.failures), "explanation": self.explanation}

    @property
    def explanation(self) -> list[str]:
        """Every failure in words, without values."""
        return list(dict.fromkeys(failure.explanation for failure in self.failures))

    @property
    def record(self) -> dict[str, Any]:
        """The details, and how open everything else was found to be."""
        return {**self.details, "examined": _rows(self.examined)}

    def __repr__(self) -> str:
        """Counts only."""
        return f"AuditResult({self.result}, {len(self.failures)} failures)"


def kind_of(attacker: str) -> str:
    """What kind of attacker somebody is: a partner goes by its own name."""
    return attacker if attacker in {OUTSIDER, EMPTY_PLACES} else PARTNERS


def _rows(found: Sequence[Interval]) -> list[dict[str, Any]]:
    return [{**vars(one), "label": one.label._asdict()} for one in found]
