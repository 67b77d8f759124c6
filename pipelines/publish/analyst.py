"""The DuckDB file for analysts: the published figures as tables and views, and the words for codes.

It holds what the flat CSV, the dictionary and the cover say, and nothing else. Two files of one
content are equal table by table, not byte by byte: DuckDB gives each file an id of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.publish.dictionary import code_words
from pipelines.publish.flat import read_flat
from pipelines.publish.labels import Labels
from schemas.model import FunderReport

ENDING = "duckdb"
ENGINE: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "temp_directory": ""}
# a view that somebody put in must read no other file
READER: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "enable_external_access": False,
}
# small blocks: the smallest file of 256 KiB blocks would be ten times the figures in it
FORM = "STORAGE_VERSION 'v1.2.0', BLOCK_SIZE 16384"
ABOUT = ("report", "period", "version", "state", "as_of", "catalog_version", "code_version")
VIEW, IN_WORDS = "table_", "figures_in_words"
LIST = "SELECT table_name, table_type FROM information_schema.tables ORDER BY ALL"
# what somebody could have put in beside the tables: remarks, functions, sequences, indexes, schemas
BESIDE = """
SELECT 1 FROM duckdb_functions() WHERE NOT internal
UNION ALL SELECT 1 FROM duckdb_columns() WHERE NOT internal AND comment IS NOT NULL
UNION ALL SELECT 1 FROM duckdb_tables() WHERE comment IS NOT NULL
UNION ALL SELECT 1 FROM duckdb_views() WHERE NOT internal AND comment IS NOT NULL
UNION ALL SELECT 1 FROM duckdb_sequences()
UNION ALL SELECT 1 FROM duckdb_indexes()
UNION ALL SELECT 1 FROM duckdb_schemas() WHERE NOT internal AND schema_name <> 'main'
"""
OF_TABLE = "SELECT * FROM figures WHERE table_id = '{name}'"
WORDS = """
SELECT f.table_id, f.period, f.geography_type, f.geography, f.breakdown, f.dim1,
    m.label AS measure, m.unit, f.value, f.status
FROM figures AS f JOIN measures AS m ON m.measure = f.measure
"""


def analyst_tables(
    flat: bytes, about: Mapping[str, str], report: FunderReport, labels: Labels
) -> dict[str, pd.DataFrame]:
    """The tables of the file by name, from the flat CSV and the declarations.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    figures, catalog = read_flat(flat), labels.catalog
    names = dict.fromkeys(name for table in report.tables for name in table.measures)
    measures = [
        (m.name, m.label, m.definition, m.unit, str(m.additivity), str(m.counts), str(m.mark))
        for m in map(catalog.measures.__getitem__, names)
    ]
    columns = ["measure", "label", "definition", "unit", "additivity", "counts", "mark"]
    words = list(code_words(figures, labels))
    return {
        "about": pd.DataFrame(list(about.items()), columns=["name", "value"], dtype="str"),
        "codes": pd.DataFrame(words, columns=["list", "code", "label"], dtype="str"),
        "figures": figures,
        "measures": pd.DataFrame(measures, columns=columns, dtype="str"),
    }


def about_of(manifest: Mapping[str, Any], title: str) -> dict[str, str]:
    """What the file says of the release: as its manifest does."""
    told = {name: str(manifest[name]) for name in ABOUT}
    return {"title": title, **told, "audit": str(manifest["disclosure"]["audit"]["result"])}


def _views(figures: pd.DataFrame) -> dict[str, str]:
    """The views of the file by name: each table of the workbook, and all figures in words."""
    own = sorted(set(figures["table_id"]))
    return {f"{VIEW}{name}": OF_TABLE.format(name=name) for name in own} | {IN_WORDS: WORDS}


def write_analyst_file(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """The file as bytes; the same tables can be read back of it.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    with tempfile.TemporaryDirectory(prefix="consortium-analyst-") as folder:
        path = Path(folder) / f"figures.{ENDING}"
        with duckdb.connect(":memory:", config=ENGINE) as engine:
            engine.execute(f"ATTACH '{path}' AS made ({FORM})")
            engine.execute("USE made")
            for name, frame in tables.items():
                engine.register("incoming", pa.Table.from_pandas(frame, preserve_index=False))
                engine.execute(f'CREATE TABLE made."{name}" AS FROM incoming')
                engine.unregister("incoming")
            for name, query in _views(tables["figures"]).items():
                engine.execute(f'CREATE VIEW made."{name}" AS {query}')
            engine.execute("USE memory")
            engine.execute("DETACH made")
        return path.read_bytes()


def analyst_problems(content: bytes, tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Names of what in a file is not as it must be; a file that cannot be read is one of them.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    with tempfile.TemporaryDirectory(prefix="consortium-analyst-") as folder:
        path = Path(folder) / f"read.{ENDING}"
        path.write_bytes(content)
        try:
            with duckdb.connect(str(path), read_only=True, config=READER) as engine:
                found = list(_differences(engine, tables))
        except duckdb.Error:
            found = [ENDING]
    yield from found


def _differences(
    engine: duckdb.DuckDBPyConnection, tables: Mapping[str, pd.DataFrame]
) -> Iterator[str]:
    figures = tables["figures"]
    views = _views(figures)
    wanted = [(name, "BASE TABLE") for name in tables] + [(name, "VIEW") for name in views]
    if engine.execute(LIST).fetchall() != sorted(wanted) or engine.execute(BESIDE).fetchall():
        yield "tables"
        return
    words = dict(zip(tables["measures"]["measure"], tables["measures"]["label"], strict=True))
    for name, frame in tables.items():
        if not _is_same(engine.execute(f'FROM "{name}"').df(), frame):
            yield name
    for name in views:
        found = engine.execute(f'FROM "{name}"').df()
        if name == IN_WORDS:
            kept = list(found.columns.intersection(figures.columns))
            said = figures[kept].assign(measure=figures["measure"].map(words))
            own = said.sort_values(kept, ignore_index=True)
            found = found[kept].sort_values(kept, ignore_index=True)
        else:
            own = figures[figures["table_id"] == name.removeprefix(VIEW)]
        if not _is_same(found, own):
            yield name


def _is_same(found: pd.DataFrame, wanted: pd.DataFrame) -> bool:
    if list(found.columns) != list(wanted.columns) or len(found) != len(wanted):
        return False
    both = (frame.reset_index(drop=True).astype(object) for frame in (found, wanted))
    one, other = (frame.where(frame.notna(), None) for frame in both)
    return bool(one.equals(other))
