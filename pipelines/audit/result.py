"""What an audit found: counts for the manifest, details for the protection store."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pipelines.audit.evidence import Label


@dataclass(frozen=True, order=True)
class Failure:
    """One figure that the published files give away, and how far.

    `kind` is small, elsewhere, derived, remainder, restated or rate; `low` and `high` are the
    smallest and largest value that fit (whole units; hours in quarters).
    """

    report: str
    table: str
    kind: str
    label: Label
    low: int
    high: int


@dataclass(frozen=True)
class AuditResult:
    """Pass or fail. Only `summary` may be published."""

    figures_checked: int
    figures_withheld: int
    failures: tuple[Failure, ...]

    @property
    def result(self) -> str:
        """`pass` or `fail`."""
        return "fail" if self.failures else "pass"

    @property
    def summary(self) -> dict[str, Any]:
        """Counts only, as the manifest says them."""
        return {
            "result": self.result,
            "figures_checked": self.figures_checked,
            "figures_withheld": self.figures_withheld,
        }

    @property
    def details(self) -> dict[str, Any]:
        """Everything, for the restricted store; ready for JSON."""
        failures = [{**asdict(f), "label": f.label._asdict()} for f in self.failures]
        return {**self.summary, "failures": failures}

    def __repr__(self) -> str:
        """Counts only."""
        return f"AuditResult({self.result}, {len(self.failures)} failures)"
