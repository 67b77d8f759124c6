"""The catalog's type, and how declarations are read: CSV, TOML and constants of modules.

Every fault is a `CatalogError` that names the file and the key; nothing is guessed or skipped.
"""

from __future__ import annotations

import csv
import importlib.util
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

from schemas.columns import Columns
from schemas.compared import Reconciliation
from schemas.model import (
    Breakdown,
    Code,
    CodeList,
    FunderReport,
    Measure,
    Message,
    RecordType,
)
from schemas.rule import CrossRule, Rule

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
D = TypeVar("D", bound="DataclassInstance")
CODE_COLUMNS = ("code", "label", "valid_from", "valid_to", "source")


class CatalogError(Exception):
    """A declaration is wrong; the text names its file and key."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        """Keep file and key apart from the wording, for tests and for `doctor`."""
        super().__init__(f"{file}: {key}: {problem}")
        self.file = file
        self.key = key


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """All declarations by name, in the order of their files."""

    records: Mapping[str, RecordType]
    code_lists: Mapping[str, CodeList]
    rules: tuple[Rule, ...]
    cross_rules: tuple[CrossRule, ...] = ()
    breakdowns: Mapping[str, Breakdown]
    measures: Mapping[str, Measure]
    reports: Mapping[str, FunderReport]
    messages: Mapping[str, Message]
    version: str
    reconciliations: Mapping[str, Reconciliation] = field(default_factory=dict)
    columns: Columns = field(default_factory=Columns)

    def title_of(self, code: str) -> str:
        """The title of a message or rule; the code itself if it is not known (any more)."""
        titles = {rule.id: rule.title for rule in self.rules}
        titles |= {rule.id: rule.title for rule in self.cross_rules}
        return self.messages[code].title if code in self.messages else titles.get(code, code)


def read_code_list(path: Path) -> CodeList:
    """A code list from its CSV file, roll-ups being all columns beyond the standard ones."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        header = reader.fieldnames or []
        missing = [name for name in CODE_COLUMNS if name not in header]
        rows = list(reader)
    if missing:
        raise CatalogError(path.name, missing[0], "this column is missing")
    rollups = [name for name in header if name not in CODE_COLUMNS]
    return CodeList(name=path.stem, codes=tuple(_code(path.name, row, rollups) for row in rows))


def _code(file: str, row: Mapping[str, str], rollups: list[str]) -> Code:
    code = row["code"]
    if not code or None in row or None in row.values():
        raise CatalogError(file, code or "code", "the row has too few or too many columns")
    return Code(
        code=code,
        label=row["label"],
        valid_from=_day(file, code, row["valid_from"]),
        valid_to=_day(file, code, row["valid_to"]),
        rollups=MappingProxyType({name: row[name] for name in rollups}),
        source=row["source"],
    )


def _day(file: str, code: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        pass
    raise CatalogError(file, code, "a date is written YYYY-MM-DD")


def read_constant(path: Path, name: str, kind: type[T]) -> T:
    """The constant `name` of a module of declarations, run from its file."""
    spec = importlib.util.spec_from_file_location(f"schemas.declared.{path.stem}", path)
    value: object = None
    problem = f"the module has no such constant of type {kind.__name__}"
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
            value = getattr(module, name, None)
        except Exception as error:  # noqa: BLE001  whatever is wrong in a declaration is its fault
            problem = f"the module cannot be read ({type(error).__name__}: {error})"
    if not isinstance(value, kind):
        raise CatalogError(f"{path.parent.name}/{path.name}", name, problem)
    return value


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as nested dictionaries."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = f"not valid TOML ({error})"
    raise CatalogError(f"{path.parent.name}/{path.name}", "file", problem)


def declare(kind: type[D], data: Mapping[str, Any], file: str, key: str) -> D:
    """A frozen dataclass from a table of TOML; every key is known, present and of its type."""
    hints = get_type_hints(kind)
    known = {one.name: one for one in fields(kind)}
    for name in data:
        if name not in known:
            raise CatalogError(file, f"{key}.{name}", "this key is not known")
    for name, one in known.items():
        has_default = one.default is not MISSING or one.default_factory is not MISSING
        if name not in data and not has_default:
            raise CatalogError(file, f"{key}.{name}", "this key is missing")
    return kind(**{name: _typed(hints[name], data[name], file, f"{key}.{name}") for name in data})


def _typed(hint: Any, value: Any, file: str, key: str) -> Any:
    kinds = (hint, *get_args(hint))
    if isinstance(value, list) and get_args(hint)[1:] == (Ellipsis,):
        inner = get_args(hint)[0]
        return tuple(_typed(inner, item, file, key) for item in value)
    if isinstance(value, dict) and any("Mapping" in str(kind) for kind in kinds):
        return MappingProxyType(
            {name: _typed(str, text, file, key) for name, text in value.items()}
        )
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        if value in {str(member) for member in hint}:
            return hint(value)
    elif isinstance(hint, type) and type(value) is hint:
        return value
    raise CatalogError(file, key, "the value is of the wrong kind")


def need(holds: object, file: str, key: str, problem: str) -> None:
    """Raise CatalogError for what does not hold."""
    if not holds:
        raise CatalogError(file, key, problem)


def known(names: Iterable[str], among: Iterable[str], file: str, key: str) -> None:
    """Raise CatalogError for names that nothing has."""
    unknown = sorted(set(names) - set(among))
    need(not unknown, file, key, f"nothing is called {', '.join(unknown)}")
