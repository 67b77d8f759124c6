"""Cross-checks of the catalog: every reference points somewhere, every name is used once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from schemas.declared import Catalog, known, need
from schemas.methods import check_methods
from schemas.model import (
    Additivity,
    CodeList,
    Confidentiality,
    Field,
    FieldType,
    FunderReport,
    Measure,
    RecordType,
    Release,
    TableSpec,
)
from schemas.periods import FIRST_MONTH
from schemas.reconciling import check_reconciliations
from schemas.rule import CrossRule, Rule
from schemas.view_checks import check_views

FLOOR = 5
CODED = (FieldType.CODE, FieldType.CODE_SET)
NEVER_A_DIMENSION = (Confidentiality.DIRECT_IDENTIFIER, Confidentiality.FREE_TEXT)
GEOGRAPHIES = ("partner", "hub", "county", "region")
PERIODS = ("month", "quarter", "report", "sfy_to_date")
RHYTHMS = ("monthly", "quarterly", "yearly", "one_month_a_year")
PARTNER_KINDS = ("victim_services", "paip")
SCOPES = ("consortium", "grant")
# an agency's part of a joint grant is known by agency; where people live is counted for all only
OF_A_GRANT = ("measures", "breakdown", "geography:partner")
PLACEHOLDERS = frozenset(
    (
        *("heading", "field", "codes", "minimum", "maximum", "count", "word", "column", "other"),
        *("month", "line", "sheet"),
    )
)
SHEET_NAME_LENGTH = 31


def check(catalog: Catalog) -> None:
    """Raise CatalogError for the first declaration that does not fit the others."""
    steps: tuple[Callable[[Catalog], None], ...] = (
        _code_lists,
        _records,
        _rules,
        _messages,
        _breakdowns,
        _measures,
        _reports,
        check_methods,
        check_views,
        check_reconciliations,
    )
    for step in steps:
        step(catalog)


def _code_lists(catalog: Catalog) -> None:
    for name, codes in catalog.code_lists.items():
        file = f"codes/{name}.csv"
        need(codes.codes, file, "code", "the list is empty")
        _words(file, codes)
        for code in codes.codes:
            backwards = code.valid_from and code.valid_to and code.valid_from > code.valid_to
            need(not backwards, file, code.code, "valid_to lies before valid_from")
            for column in code.rollups.keys() & catalog.code_lists.keys():
                target = {"", *catalog.code_lists[column].names}
                key = f"{code.code}.{column}"
                known([code.rollups[column]], target, file, key)


def _words(file: str, codes: CodeList) -> None:
    """Each code, label and alias leads to one code only."""
    seen: dict[str, str] = {}
    for code in codes.codes:
        need(code.label and code.source, file, code.code, "label and source are needed")
        aliases = [word for word in code.rollups.get("aliases", "").split("|") if word]
        for word in (code.code, code.label, *aliases):
            owner = seen.setdefault(word.casefold(), code.code)
            need(owner == code.code, file, code.code, "a word leads to two codes")
    need(len(set(codes.names)) == len(codes.codes), file, "code", "a code is declared twice")


def _records(catalog: Catalog) -> None:
    for name, record in catalog.records.items():
        file = f"records/{name}.py"
        names = [field.name for field in record.fields]
        need(len(set(names)) == len(names), file, "fields", "a field is declared twice")
        _synonyms(file, record)
        for field in record.fields:
            _field(file, field, catalog)
        for key, date_name in (("begin", record.begin), ("end", record.end)):
            dates = [field.name for field in record.fields if field.type is FieldType.DATE]
            need(date_name in dates or (key, date_name) == ("end", ""), file, key, "not a date")


def _field(file: str, field: Field, catalog: Catalog) -> None:
    key = field.name
    need(bool(field.codes) == (field.type in CODED), file, key, "codes belong to coded fields")
    known([field.codes] if field.codes else [], catalog.code_lists, file, f"{key}.codes")
    low, high = field.minimum, field.maximum
    ordered = low is None or high is None or low <= high
    need(ordered, file, f"{key}.minimum", "minimum is above maximum")
    if field.confidentiality in NEVER_A_DIMENSION:
        kept = (Release.NEVER, Release.PERSON_NO)
        need(field.released_as in kept, file, f"{key}.released_as", "an identifier is not kept")
    need(field.label and field.description, file, key, "label and description are needed")
    need(_compiles(field.pattern), file, f"{key}.pattern", "not a regular expression")


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _synonyms(file: str, record: RecordType) -> None:
    """A heading leads to one field of the record only."""
    seen: dict[str, str] = {}
    for field in record.fields:
        for word in (field.name, field.label, *field.synonyms):
            owner = seen.setdefault(word.casefold(), field.name)
            need(owner == field.name, file, field.name, f"a heading also leads to {owner}")


def _rules(catalog: Catalog) -> None:
    seen: set[str] = set()
    rules: list[Rule | CrossRule] = [*catalog.rules, *catalog.cross_rules]
    for rule in rules:
        need(rule.id not in seen, "rules", rule.id, "this rule is declared twice")
        need(rule.id not in catalog.messages, "rules", rule.id, "a message has this code")
        seen.add(rule.id)
        known([rule.record], catalog.records, "rules", f"{rule.id}.record")
        names = _names(catalog, rule.record)
        known([rule.field], names, "rules", f"{rule.id}.field")
        for record, row in _example_rows(rule):
            known([record], catalog.records, "rules", f"{rule.id} example")
            known(row, _names(catalog, record), "rules", f"{rule.id} example")
        need(rule.passing and rule.failing, "rules", rule.id, "both kinds of example are needed")
        need("{" not in rule.message + rule.fix, "rules", rule.id, "a rule has no placeholders")


def _names(catalog: Catalog, record: str) -> list[str]:
    return [field.name for field in catalog.records[record].fields]


def _example_rows(rule: Rule | CrossRule) -> Iterator[tuple[str, Mapping[str, str]]]:
    if isinstance(rule, Rule):
        for rows in (*rule.passing, *rule.failing):
            yield from ((rule.record, row) for row in rows)
    else:
        for example in (*rule.passing, *rule.failing):
            yield from ((record, row) for record, rows in example.items() for row in rows)


def _messages(catalog: Catalog) -> None:
    for code, message in catalog.messages.items():
        used = re.findall(r"\{(\w*)\}", message.message + message.fix)
        known(used, PLACEHOLDERS, "messages", code)
        need(message.title and message.fix, "messages", code, "title and fix are needed")


def _breakdowns(catalog: Catalog) -> None:
    file = "measures/breakdowns.toml"
    for name, breakdown in catalog.breakdowns.items():
        known([breakdown.codes], catalog.code_lists, file, f"{name}.codes")
        need(breakdown.of in ("person", "event"), file, f"{name}.of", "person or event")
        if not breakdown.parent:
            continue
        known([breakdown.parent], catalog.breakdowns, file, f"{name}.parent")
        column = catalog.breakdowns[breakdown.parent].codes
        codes = catalog.code_lists[breakdown.codes].codes
        rolled = all(code.rollups.get(column) for code in codes)
        need(rolled, file, f"{name}.parent", f"some code of the list has no {column}")


def _measures(catalog: Catalog) -> None:
    for name, measure in catalog.measures.items():
        file = "measures"
        known([measure.record], catalog.records, file, f"{name}.record")
        known(measure.breakdowns, catalog.breakdowns, file, f"{name}.breakdowns")
        people = [measure.people] if measure.people else []
        known(people, catalog.measures, file, f"{name}.people")
        same = [measure.same_as] if measure.same_as else []
        known(same, catalog.measures, file, f"{name}.same_as")
        known(measure.part_of, catalog.measures, file, f"{name}.part_of")
        known(measure.sum_of, catalog.measures, file, f"{name}.sum_of")
        known(measure.collects, _names(catalog, measure.record), file, f"{name}.collects")
        _ratio(file, measure, catalog)


def _ratio(file: str, measure: Measure, catalog: Catalog) -> None:
    kind, _, parts = measure.value.partition(":")
    is_ratio = measure.additivity is Additivity.RATIO
    need((kind == "ratio") == is_ratio, file, f"{measure.name}.value", "ratio means ratio")
    if is_ratio:
        names = parts.split("/")
        need(len(names) == 2, file, f"{measure.name}.value", "two parts")  # noqa: PLR2004
        known(names, catalog.measures, file, f"{measure.name}.value")


def _reports(catalog: Catalog) -> None:
    for report in catalog.reports.values():
        file = f"funders/{report.id}/report.toml"
        need(report.threshold >= FLOOR, file, "threshold", f"the floor is {FLOOR}")
        known([report.due], RHYTHMS, file, "due")
        known([report.calendar], FIRST_MONTH, file, "calendar")
        known([report.scope], SCOPES, file, "scope")
        _apart_from_hubs(catalog, file, report)
        _distinct(file, report)
        for table in report.tables:
            _table(file, table, catalog)
            kind = table.rows if table.rows.startswith("geography:") else table.rows.split(":")[0]
            fits = report.scope != "grant" or kind in OF_A_GRANT
            need(fits, file, f"table {table.id}.rows", "not known of the agencies of one grant")


def _apart_from_hubs(catalog: Catalog, file: str, report: FunderReport) -> None:
    """What hubs and a grant leave of a whole together is not protected: nothing is split by both.

    Each alone is taken off, and each group within another.
    """
    tables = [table for one in catalog.reports.values() for table in one.tables]
    by_hub = {m for table in tables if table.rows == "geography:hub" for m in table.measures}
    own = {m for table in report.tables for m in table.measures}
    fits = report.scope != "grant" or own.isdisjoint(by_hub)
    need(fits, file, "table.measures", "a measure is printed by hub and for a joint grant")


def _distinct(file: str, report: FunderReport) -> None:
    for key, values in (
        ("table.id", [table.id for table in report.tables]),
        ("table.sheet", [table.sheet.casefold() for table in report.tables]),
    ):
        need(len(set(values)) == len(values), file, key, "two tables share it")


def _table(file: str, table: TableSpec, catalog: Catalog) -> None:
    key = f"table {table.id}"
    need(len(table.sheet) <= SHEET_NAME_LENGTH, file, f"{key}.sheet", "at most 31 characters")
    need(table.measures, file, f"{key}.measures", "a table has measures")
    known(table.measures, catalog.measures, file, f"{key}.measures")
    known([table.period], PERIODS, file, f"{key}.period")
    known([table.partner_kind], PARTNER_KINDS, file, f"{key}.partner_kind")
    known(table.column_labels or (), table.measures, file, f"{key}.column_labels")
    for chart in table.charts:
        known([chart.measure], table.measures, file, f"{key}.chart")
        need(chart.alternative_text, file, f"{key}.chart", "alternative text is needed")
    _rows(file, table, catalog)


def _rows(file: str, table: TableSpec, catalog: Catalog) -> None:
    key = f"table {table.id}.rows"
    kind, _, name = table.rows.partition(":")
    known([kind], ("measures", "breakdown", "geography"), file, key)
    if kind == "geography":
        known([name], GEOGRAPHIES, file, key)
    if kind != "breakdown":
        return
    known([name], catalog.breakdowns, file, key)
    for measure in table.measures:
        known([name], catalog.measures[measure].breakdowns, file, f"{key} of {measure}")
    if table.subtotals:
        parent = catalog.breakdowns[name].parent
        need(table.subtotals == parent, file, f"table {table.id}.subtotals", "not the parent")
    codes = catalog.code_lists[catalog.breakdowns[name].codes].codes
    if table.labels:
        known([table.labels], codes[0].rollups, file, f"table {table.id}.labels")
