"""Cross-checks of how reports protect small numbers: what fits together, and what does not."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.declared import Catalog, CatalogError
from schemas.model import Additivity, Counts, FunderReport, Measure, Method, TableSpec

LEAST_BASE = 5
PROTECTED = (Counts.PERSONS, Counts.REQUESTS)


def check_methods(catalog: Catalog) -> None:
    """Raise CatalogError for the first report whose protection does not fit it or the others."""
    for report in catalog.reports.values():
        for key, problem in (*_own(report, catalog), *_among(report, catalog)):
            raise CatalogError(f"funders/{report.id}/report.toml", key, problem)
        for table in report.tables:
            if table.roll_up and not _can_roll_up(table, report):
                file, key = f"funders/{report.id}/report.toml", f"table {table.id}.roll_up"
                raise CatalogError(file, key, "names neither the subtotals nor such a table")


def linked_measures(catalog: Catalog) -> dict[str, str]:
    """For each measure a name that all measures share which tell something of the same people.

    They do if they count the same records, or if one is a part, a sum or the people of the other.
    """
    group = {name: name for name in catalog.measures}
    counted: dict[str, str] = {}
    for name, measure in catalog.measures.items():
        ratio = measure.value.partition(":")[2].split("/") if _is_ratio(measure) else []
        near = {name, *filter(None, (measure.people, *measure.part_of, *measure.sum_of, *ratio))}
        if measure.counts in PROTECTED:
            near.add(counted.setdefault(measure.record, name))
        joined = {group[other] for other in near}
        group = {n: min(joined) if g in joined else g for n, g in group.items()}
    return group


def _own(report: FunderReport, catalog: Catalog) -> Iterator[tuple[str, str]]:
    is_round, is_keyed = (report.protection is m for m in (Method.ROUND, Method.CELL_KEY))
    if is_round and report.rounding_base < LEAST_BASE:
        yield "rounding_base", f"the floor is {LEAST_BASE}"
    if not is_round and report.rounding_base:
        yield "rounding_base", 'belongs to protection = "round"'
    if not 0 < report.roll_up_share < 1:
        yield "roll_up_share", "a share lies between 0 and 1"
    if is_keyed and (report.must_publish or any(table.roll_up for table in report.tables)):
        yield "protection", "nothing is withheld: must_publish and roll_up mean nothing"
    for measure in _protected(report, catalog):
        if _is_ratio(measure) and (is_round or is_keyed):
            yield "protection", f"{measure.name} would be worked out from exact figures"
        if is_keyed and measure.people:
            yield "protection", f"{measure.name} is no count: only counts can be changed by key"


def _among(report: FunderReport, catalog: Catalog) -> Iterator[tuple[str, str]]:
    group = linked_measures(catalog)
    own = {group[measure.name] for measure in _protected(report, catalog)}
    for other in catalog.reports.values():
        theirs = {group[measure.name] for measure in _protected(other, catalog)}
        if own.isdisjoint(theirs):
            continue
        ways = {report.protection, other.protection}
        if report.protection is Method.CELL_KEY and len(ways) > 1:
            yield "protection", f"report {other.id} tells of the same people in another way"
        if ways == {Method.CELL_KEY} and report.threshold != other.threshold:
            yield "threshold", f"not that of report {other.id}, which tells of the same people"
        if ways == {Method.ROUND} and report.rounding_base != other.rounding_base:
            yield "rounding_base", f"not that of report {other.id}, which tells of the same people"


def _protected(report: FunderReport, catalog: Catalog) -> list[Measure]:
    names = sorted({name for table in report.tables for name in table.measures})
    found = [catalog.measures[name] for name in names]
    return [measure for measure in found if measure.counts in PROTECTED]


def _is_ratio(measure: Measure) -> bool:
    return measure.additivity is Additivity.RATIO


def _can_roll_up(table: TableSpec, report: FunderReport) -> bool:
    must = {name.partition(":")[0] for name in report.must_publish}
    longer = {
        other.id
        for other in report.tables
        if other.rows == table.rows
        and set(table.measures) <= set(other.measures)
        and (table.period, other.period) == ("month", "report")
    }
    coarser = longer if report.due in {"quarterly", "yearly"} else set()
    is_split = table.rows != "measures" and table.id not in must
    return is_split and table.roll_up in {*coarser, table.subtotals} - {table.id}
