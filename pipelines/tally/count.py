"""Counts in DuckDB, in memory, without network, files or spill: one statement a view and breakdown.

SQL words come from the catalog's declarations alone, never from data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from pipelines.tally.needs import TOTAL, Need, Needs
from schemas.catalog import Catalog
from schemas.model import Breakdown, Measure
from schemas.periods import Period

if TYPE_CHECKING:
    import duckdb

# no network, no files, no spill: what is counted here is identifiable
ENGINE: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "enable_external_access": False,
    "temp_directory": "",
}
# scripts to run, in order, before a view can be counted; a script of the view's own name otherwise
SERVED = ("stay", "event", "person", "served")
SCRIPTS = {
    **dict.fromkeys(("served", "client_service", "shelter_stay"), SERVED),
    "housed": ("stay", "event", "person", "housed"),
    "census_day": ("stay", "event", "person", "census_day"),
    "claimed": ("stay", "event", "claimed"),
    "placed": ("stay", "event", "person", "placed"),
    "funded": (*SERVED, "disclosed", "seen_earlier", "funded"),
}


def count(catalog: Catalog, sources: Mapping[str, pa.Table], needs: Needs) -> pd.DataFrame:
    """All parts that are not zero: period, breakdown, dim, measure, value.

    `sources` are the record and code tables by name. Privacy: identifiable in, aggregate out.
    """
    import duckdb  # noqa: PLC0415  slow to import, and most checks count nothing

    with duckdb.connect(":memory:", config=ENGINE) as engine:
        for name, table in sources.items():
            engine.register(name, table)
        engine.execute("CREATE TABLE period (first_day DATE, last_day DATE, year_begins DATE)")
        engine.execute(
            "CREATE TABLE cell"
            " (period VARCHAR, breakdown VARCHAR, dim VARCHAR, measure VARCHAR, value DOUBLE)"
        )
        for period in needs.periods.values():
            wanted = [need for need in needs.needs if need.period == period.id]
            views = {catalog.measures[need.measure].view for need in wanted}
            _lay_views(engine, period, views)
            for statement in _statements(catalog, wanted):
                engine.execute(statement)
        return engine.execute("SELECT * FROM cell ORDER BY ALL").df()


def _lay_views(engine: duckdb.DuckDBPyConnection, period: Period, views: Iterable[str]) -> None:
    engine.execute("DELETE FROM period")
    days = [period.months[0].first_day, period.last.last_day, period.year_begins.first_day]
    engine.execute("INSERT INTO period VALUES (?, ?, ?)", days)
    scripts = (script for view in sorted(views) for script in SCRIPTS.get(view, (view,)))
    for script in dict.fromkeys(scripts):
        engine.execute(_sql(f"views/{script}.sql"))


@cache
def _sql(name: str) -> str:
    return files("pipelines.tally").joinpath(name).read_text(encoding="utf-8")


def _statements(catalog: Catalog, wanted: Sequence[Need]) -> Iterable[str]:
    groups: dict[tuple[str, str], list[Measure]] = {}
    for need in wanted:
        measure = catalog.measures[need.measure]
        groups.setdefault((measure.view, need.breakdown), []).append(measure)
    template = Template(_sql("count.sql"))
    for (view, name), measures in sorted(groups.items(), key=lambda item: item[0]):
        dim, source = _split(view, catalog.breakdowns.get(name))
        yield template.substitute(
            period=wanted[0].period,
            breakdown=name,
            dim=dim,
            source=source,
            aggregates=", ".join(map(_aggregate, measures)),
        )


def _split(view: str, breakdown: Breakdown | None) -> tuple[str, str]:
    if breakdown is None:
        return f"'{TOTAL}'", view
    column = f"coalesce({breakdown.column}, 'unknown')"
    if not breakdown.is_multi:
        return column, view
    return "part", Template(_sql("set_parts.sql")).substitute(column=column, view=view)


def _aggregate(measure: Measure) -> str:
    kind, _, column = measure.value.partition(":")
    expression = {
        "persons": "count(DISTINCT person_no)",
        "rows": "count(*)",
        "sum": f"sum({column})",
        "distinct": f"count(DISTINCT {column})",
    }[kind]
    condition = measure.filter or "true"
    # sums of whole numbers are HUGEINT: one type for every value of the unpivoted table
    return f"CAST(coalesce({expression} FILTER (WHERE {condition}), 0) AS DOUBLE) AS {measure.name}"
