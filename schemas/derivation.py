"""From every cell of a report back to the shared fields, in words: from declarations alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.declared import Catalog
from schemas.model import Field, Measure, TableSpec

AND = " and "
CODE = re.compile(r"'([^']*)'")
BARE = re.compile(r"(not )?(\w+)")
COMPARED = re.compile(r"(\w+) (=|<>|in|not in|is|>=) (.+)")
PLAIN = {
    ("is", "null"): "{words}: not recorded",
    ("is", "not null"): "{words}",
    ("<>", "''"): "{words}",
}
WORDED = {
    "=": "{words}: {values}",
    "in": "{words}: {values}",
    "<>": "{words}: anything but {values}",
    "not in": "{words}: anything but {values}",
    ">=": "{words}: at least {values}",
}
KINDS = {
    "persons": "Different people, each once per agency",
    "rows": "Number of records",
    "distinct": "Different values of: {words}",
    "sum": "Sum of: {words}",
    "ratio": "{above} divided by {below}",
}


@dataclass(frozen=True)
class Derived:
    """What one measure is made of: fields by record, the conditions in words, and the rule."""

    fields: tuple[tuple[str, tuple[Field, ...]], ...]
    conditions: tuple[str, ...]
    rule: str


def derived(catalog: Catalog, measure: Measure, spec: TableSpec) -> Derived:
    """How the cells of a measure in a table come from the shared fields."""
    parts = [catalog.measures[name] for name in _ratio(measure)] or [measure]
    atoms = [atom for part in parts for atom in _atoms(part)]
    columns = {column for part in parts for column in _columns(part)} | _split_by(catalog, spec)
    records = dict.fromkeys(name for part in parts for name in records_of(catalog, part))
    return Derived(
        fields=tuple((name, _fields(catalog, name, columns, parts)) for name in records),
        conditions=tuple(in_words(catalog, atom) for atom in dict.fromkeys(atoms)),
        rule=_rule(catalog, measure),
    )


def records_of(catalog: Catalog, measure: Measure) -> tuple[str, ...]:
    """The records that a measure is counted from: those of its view, or its own."""
    own = measure.view if measure.view in catalog.records else measure.record
    return catalog.columns.records.get(measure.view, (own,))


def sources_of(catalog: Catalog, column: str) -> tuple[str, ...]:
    """The fields that a column is made of, by name: itself where it is a field."""
    found = catalog.columns.column.get(column)
    return found.fields if found else (column,)


def in_words(catalog: Catalog, atom: str) -> str:
    """One condition of a filter in words."""
    bare = BARE.fullmatch(atom)
    if bare:
        words = _words(catalog, bare[2])
        return f"not: {words}" if bare[1] else words
    compared = COMPARED.fullmatch(atom)
    if compared is None:
        return atom
    column, how, what = compared.groups()
    words = _words(catalog, column)
    if (how, what) in PLAIN:
        return PLAIN[how, what].format(words=words)
    codes = CODE.findall(what) or [what]
    values = " or ".join(_value(catalog, column, code) for code in codes)
    return WORDED[how].format(words=words, values=values)


def columns_of(catalog: Catalog) -> set[tuple[str, str]]:
    """Every column that a measure or a split of it is counted by, with the view it stands in."""
    found = {(m.view, column) for m in catalog.measures.values() for column in _columns(m)}
    for measure in catalog.measures.values():
        found |= {(measure.view, catalog.breakdowns[name].column) for name in measure.breakdowns}
    return found


def _atoms(measure: Measure) -> list[str]:
    return measure.filter.split(AND) if measure.filter else []


def _columns(measure: Measure) -> Iterator[str]:
    kind, _, column = measure.value.partition(":")
    if kind in {"sum", "distinct"}:
        yield column
    for atom in _atoms(measure):
        bare = BARE.fullmatch(atom)
        yield bare[2] if bare else atom.split(" ")[0]


def _split_by(catalog: Catalog, spec: TableSpec) -> set[str]:
    kind, _, name = spec.rows.partition(":")
    if kind == "breakdown":
        return {catalog.breakdowns[name].column}
    return {"county"} if name in {"county", "region"} else set()


def _fields(
    catalog: Catalog, name: str, columns: Iterable[str], parts: Iterable[Measure]
) -> tuple[Field, ...]:
    """The fields of a record in its own order, with what places it in time and tells people."""
    record = catalog.records[name]
    wanted = {field for column in columns for field in sources_of(catalog, column)}
    wanted |= {record.begin, record.end}
    if any(part.value == "persons" for part in parts):
        wanted.add("client_key")
    return tuple(field for field in record.fields if field.name in wanted)


def _rule(catalog: Catalog, measure: Measure) -> str:
    kind, _, column = measure.value.partition(":")
    if kind == "ratio":
        above, below = (catalog.measures[name].label for name in _ratio(measure))
        return KINDS[kind].format(above=above, below=below)
    return KINDS[kind].format(words=_words(catalog, column) if column else "")


def _ratio(measure: Measure) -> tuple[str, ...]:
    kind, _, parts = measure.value.partition(":")
    return tuple(parts.split("/")) if kind == "ratio" else ()


def _words(catalog: Catalog, column: str) -> str:
    """The words for a column: its own, or else the label of the field of that name."""
    found = catalog.columns.column.get(column)
    if found and found.words:
        return found.words
    fields = (field for record in catalog.records.values() for field in record.fields)
    return next((field.label for field in fields if field.name == column), column)


def _value(catalog: Catalog, column: str, code: str) -> str:
    found = catalog.columns.column.get(column)
    if found and code in found.values:
        return found.values[code]
    named = {column, found.codes if found else ""}
    named |= {f.codes for r in catalog.records.values() for f in r.fields if f.name == column}
    for name in sorted(named & set(catalog.code_lists)):
        labels = {one.code: one.label for one in catalog.code_lists[name].codes}
        if code in labels:
            return labels[code]
    return code
