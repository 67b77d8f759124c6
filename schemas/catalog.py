"""Everything that is declared, read once, cross-checked and frozen: the only discovery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from schemas.columns import Column, Columns
from schemas.compared import Compared, Reconciliation
from schemas.declared import (
    Catalog,
    CatalogError,
    declare,
    read_code_list,
    read_constant,
    read_toml,
)
from schemas.integrity import FLOOR, check
from schemas.model import Breakdown, FunderReport, Measure, Message, RecordType, TableSpec
from schemas.rule import CrossRule, Rule
from schemas.views import ChartSpec, ViewSpec

__all__ = ["FLOOR", "VERSION", "Catalog", "CatalogError", "load_catalog"]

VERSION = "2026.3"
ROOT = Path(__file__).parent


@cache
def load_catalog(root: Path = ROOT) -> Catalog:
    """Read all declarations below `root` and cross-check them; CatalogError names file and key."""
    catalog = Catalog(
        records=_by_name(_records(root), "records"),
        code_lists=_by_name(map(read_code_list, sorted((root / "codes").glob("*.csv"))), "codes"),
        rules=_rules(root, Rule),
        cross_rules=_rules(root, CrossRule),
        breakdowns=_by_name(_tables(Breakdown, root, "breakdowns.toml"), "measures"),
        measures=_by_name(_measures(root), "measures"),
        reports=_reports(root),
        messages=_messages(root),
        version=VERSION,
        columns=_columns(root),
        reconciliations=_by_name(_reconciliations(root), "reconciliations"),
    )
    check(catalog)
    return catalog


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)


def _by_name(found: Iterable[N], folder: str) -> Mapping[str, N]:
    named: dict[str, N] = {}
    for item in found:
        if item.name in named:
            raise CatalogError(folder, item.name, "this name is declared twice")
        named[item.name] = item
    return MappingProxyType(named)


def _modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.py")) if path.stem != "__init__"]


def _records(root: Path) -> Iterable[RecordType]:
    for path in _modules(root / "records"):
        record = read_constant(path, "RECORD", RecordType)
        if record.name != path.stem:
            raise CatalogError(f"records/{path.name}", "name", "the record is named as its file")
        yield record


R = TypeVar("R", Rule, CrossRule)


def _rules(root: Path, kind: type[R]) -> tuple[R, ...]:
    found = [read_constant(path, "RULES", tuple) for path in _modules(root / "rules")]
    return tuple(rule for rules in found for rule in rules if isinstance(rule, kind))


def _messages(root: Path) -> Mapping[str, Message]:
    named: dict[str, Message] = {}
    for path in _modules(root / "messages"):
        for message in read_constant(path, "MESSAGES", tuple):
            if message.code in named:
                file = f"messages/{path.name}"
                raise CatalogError(file, message.code, "this code is declared twice")
            named[message.code] = message
    return MappingProxyType(named)


K = TypeVar("K", Breakdown, Measure)


def _tables(kind: type[K], root: Path, pattern: str) -> Iterable[K]:
    for path in sorted((root / "measures").glob(pattern)):
        for name, data in read_toml(path).items():
            file = f"measures/{path.name}"
            if not isinstance(data, dict):
                raise CatalogError(file, name, "a table was expected")
            yield declare(kind, {"name": name, **data}, file, name)


def _measures(root: Path) -> Iterable[Measure]:
    for path in sorted((root / "measures").glob("*.toml")):
        if path.name != "breakdowns.toml":
            yield from _tables(Measure, root, path.name)


def _columns(root: Path) -> Columns:
    file = "columns.toml"
    data = read_toml(root / file)
    return Columns(
        records=MappingProxyType({name: tuple(of) for name, of in data["records"].items()}),
        column=MappingProxyType(
            {name: declare(Column, one, file, name) for name, one in data["column"].items()}
        ),
    )


def _reconciliations(root: Path) -> Iterable[Reconciliation]:
    """Those that the workbook of a report explains stand beside it."""
    for path in sorted((root / "funders").glob("*/reconciliation.toml")):
        file = f"funders/{path.parent.name}/reconciliation.toml"
        for name, data in read_toml(path).items():
            lines = tuple(
                declare(Compared, line, file, f"{name}.line {number}")
                for number, line in enumerate(data.pop("line", ()), 1)
            )
            told = {"name": f"{path.parent.name}.{name}", "report": path.parent.name, **data}
            found = declare(Reconciliation, {**told, "lines": []}, file, name)
            yield Reconciliation(**{**vars(found), "lines": lines})


def _reports(root: Path) -> Mapping[str, FunderReport]:
    named: dict[str, FunderReport] = {}
    for path in sorted((root / "funders").glob("*/report.toml")):
        file = f"funders/{path.parent.name}/report.toml"
        report = _report(file, read_toml(path))
        if report.id != path.parent.name:
            raise CatalogError(file, "id", "the report is named as its folder")
        named[report.id] = report
    return MappingProxyType(named)


def _report(file: str, data: dict[str, Any]) -> FunderReport:
    specs = [_spec(TableSpec, file, at, one) for at, one in enumerate(data.pop("table", ()), 1)]
    views = [_spec(ViewSpec, file, at, one) for at, one in enumerate(data.pop("view", ()), 1)]
    known = {**data, "tables": []}
    report = declare(FunderReport, known, file, "report")
    return FunderReport(**{**vars(report), "tables": tuple(specs), "views": tuple(views)})


S = TypeVar("S", TableSpec, ViewSpec)


def _spec(kind: type[S], file: str, number: int, data: dict[str, Any]) -> S:
    word = "view" if kind is ViewSpec else "table"
    key = f"{word} {data.get('id', number)}"
    charts = tuple(declare(ChartSpec, c, file, f"{key}.chart") for c in data.pop("chart", ()))
    spec = declare(kind, data, file, key)
    return kind(**{**vars(spec), "charts": charts})
