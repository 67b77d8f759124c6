"""`fields`: the data dictionary from the catalog."""

from __future__ import annotations

import csv
import io
import json

from pipelines.cli.output import line
from pipelines.errors import UsageError
from schemas.catalog import load_catalog
from schemas.model import Field, RecordType

COLUMNS = (
    "record",
    "field",
    "label",
    "type",
    "unit",
    "codes",
    "required",
    "confidentiality",
    "released_as",
    "description",
    "mark",
)


def print_fields(form: str) -> None:
    """Print every field of every record as Markdown, CSV or JSON."""
    rows = [
        _row(record, field) for record in load_catalog().records.values() for field in record.fields
    ]
    writers = {"md": _markdown, "csv": _csv, "json": _json}
    if form not in writers:
        raise UsageError("FIELDS-01", "the format is md, csv or json")
    line(writers[form](rows).rstrip("\n"))


def _row(record: RecordType, field: Field) -> dict[str, str]:
    return {
        "record": record.name,
        "field": field.name,
        "label": field.label,
        "type": str(field.type),
        "unit": field.unit,
        "codes": field.codes,
        "required": "yes" if field.required else "no",
        "confidentiality": str(field.confidentiality).replace("_", " "),
        "released_as": str(field.released_as).replace("_", " "),
        "description": field.description,
        "mark": str(field.mark),
    }


def _markdown(rows: list[dict[str, str]]) -> str:
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(row[name] for name in COLUMNS)} |" for row in rows]
    return "\n".join(lines)


def _csv(rows: list[dict[str, str]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _json(rows: list[dict[str, str]]) -> str:
    return json.dumps(rows, indent=1)
