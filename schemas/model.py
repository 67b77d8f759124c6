"""The vocabulary in which everything reported is declared: frozen, without behaviour.

Marks say how sure we are of an outside fact: V seen in public material, P outline seen, M from
memory, X our own proposal. A label that is not V is shown with a note in the methodology sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schemas.views import ChartSpec, ViewSpec


class FieldType(StrEnum):
    """What a cell of a field holds once parsed."""

    TEXT = "text"
    CODE = "code"
    CODE_SET = "code_set"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"


class Confidentiality(StrEnum):
    """How near a field stands to one person (standard, section b); it has no default."""

    ADMINISTRATIVE = "administrative"
    DIRECT_IDENTIFIER = "direct_identifier"
    QUASI_IDENTIFIER = "quasi_identifier"
    FREE_TEXT = "free_text"


class Release(StrEnum):
    """In what form a field may leave the restricted zone, as a dimension or a value of totals."""

    AS_IS = "as_is"
    BAND = "band"
    MONTH = "month"
    AREA = "area"
    PERSON_NO = "person_no"
    NEVER = "never"


class Mark(StrEnum):
    """How sure a statement about the outside world is."""

    VERIFIED = "V"
    PARTLY = "P"
    MEMORY = "M"
    PROPOSED = "X"


class Severity(StrEnum):
    """Fixed meanings: stops the file; accepted with a reason; accepted, for information."""

    MUST_FIX = "must_fix"
    PLEASE_CONFIRM = "please_confirm"
    INFORMATION = "information"


class Additivity(StrEnum):
    """How a measure adds up over months and partners (design, section 4)."""

    FLOW = "flow"
    UNDUPLICATED = "unduplicated"
    STOCK = "stock"
    RATIO = "ratio"


class Counts(StrEnum):
    """What a measure counts; only persons and requests are subject to suppression."""

    PERSONS = "persons"
    REQUESTS = "requests"
    EVENTS = "events"
    CAPACITY = "capacity"


class Method(StrEnum):
    """How a report keeps small numbers from its readers (docs/rounding.md)."""

    WITHHOLD = "withhold"
    ROUND = "round"
    CELL_KEY = "cell_key"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One standard reporting field, declared once.

    `default` is the documented meaning of an empty cell of an optional field, such as one contact
    for a service row; where there is none, empty stays missing.
    """

    name: str
    label: str
    type: FieldType
    confidentiality: Confidentiality
    released_as: Release
    description: str
    required: bool
    source: str
    mark: Mark
    unit: str = ""
    codes: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    pattern: str = ""
    default: str = ""
    synonyms: tuple[str, ...] = ()
    valid: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecordType:
    """One kind of source row. `begin` and `end` name the dates that place a row in a month."""

    name: str
    label: str
    description: str
    fields: tuple[Field, ...]
    begin: str
    end: str = ""
    source: str
    mark: Mark

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if the record has none."""
        return {field.name: field for field in self.fields}[name]


@dataclass(frozen=True, kw_only=True)
class Code:
    """One row of a code list: valid from and to (inclusive), and its roll-ups by column name."""

    code: str
    label: str
    valid_from: date | None
    valid_to: date | None
    rollups: Mapping[str, str]
    source: str


@dataclass(frozen=True, kw_only=True)
class CodeList:
    """A closed list of codes, read from `codes/<name>.csv`."""

    name: str
    codes: tuple[Code, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The codes themselves, in the order of the file."""
        return tuple(code.code for code in self.codes)


@dataclass(frozen=True, kw_only=True)
class Message:
    """Wording of a finding that belongs to no rule. Braces name kinds and labels, never values."""

    code: str
    severity: Severity
    title: str
    message: str
    fix: str


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """A way to split a measure: a column of the tally view of its record, and its code list.

    `of` is "person" (one value a person in a period, by its first service) or "event".
    `is_multi` marks sets: one unit counts under each of its codes, so parts exceed the total.
    `parent` names the breakdown whose codes these roll up to, by that roll-up column of the list.
    """

    name: str
    label: str
    column: str
    codes: str
    of: str
    is_multi: bool = False
    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is counted.

    `value` is "persons", "rows", "sum:<column>", "distinct:<column>", or
    "ratio:<measure>/<measure>"; `filter` is a SQL condition over the tally view `view`. `collects`
    names the fields without which an agency cannot tell it: where no row states one of them, the
    measure is not collected, and no zero. What is not counted `every_month` is counted only for
    the periods of the reports that print it. What is counted `by_fiscal_year` depends on the months
    before it in the fiscal year of the period. What is `same_as` another measure is that measure
    at every agency that can tell it: whoever knows that an agency can, knows that they are equal.
    """

    name: str
    label: str
    definition: str
    record: str
    view: str
    filter: str
    value: str
    unit: str
    additivity: Additivity
    counts: Counts
    breakdowns: tuple[str, ...]
    source: str
    mark: Mark
    people: str = ""
    part_of: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()
    decimals: int = 0
    collects: tuple[str, ...] = ()
    every_month: bool = True
    by_fiscal_year: bool = False
    same_as: str = ""


@dataclass(frozen=True, kw_only=True)
class TableSpec:
    """One published table: rows are members of `rows`, columns are measures.

    `rows` is "measures" (one row a measure, one value column), "breakdown:<name>" or
    "geography:<partner|hub|county|region>". `period` is "month", "quarter" (of the report's
    calendar), "report" (the whole period of the report) or "sfy_to_date". `roll_up` names what
    stands in for the finest rows where too many of them would be withheld: the subtotals, or a
    table of the same rows over the whole period. A long table that few read whole `is_appendix`:
    its sheet comes after those of the others.
    """

    id: str
    sheet: str
    title: str
    rows: str
    measures: tuple[str, ...]
    period: str
    note: str
    mark: Mark
    source: str
    partner_kind: str = "victim_services"
    subtotals: str = ""
    row_heading: str = ""
    labels: str = ""
    column_labels: Mapping[str, str] | None = None
    roll_up: str = ""
    is_appendix: bool = False
    charts: tuple[ChartSpec, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FunderReport:
    """One workbook for one reader: its tables, calendar, rhythm and wording.

    `due` is "monthly", "quarterly", "yearly" or "one_month_a_year", the last month of the year of
    its `calendar`. `scope` is "consortium", or "grant" for the agencies of one joint grant, which
    the consortium's settings name for this report; without them it is not made. `rounding_base`
    belongs to `protection = "round"`. A table with `roll_up` leaves out its finest rows when more
    than `roll_up_share` of their figures would be withheld.
    """

    id: str
    title: str
    funder: str
    description: str
    due: str
    calendar: str
    threshold: int
    tables: tuple[TableSpec, ...]
    sharing: str
    notes: tuple[str, ...]
    mark: Mark
    source: str
    scope: str = "consortium"
    must_publish: tuple[str, ...] = ()
    protection: Method = Method.WITHHOLD
    rounding_base: int = 0
    roll_up_share: float = 0.5
    views: tuple[ViewSpec, ...] = ()

    @property
    def sheets(self) -> tuple[TableSpec | ViewSpec, ...]:
        """Tables in their order, each with the views that stand behind it; appendices last."""
        found: list[TableSpec | ViewSpec] = []
        for table in sorted(self.tables, key=lambda table: table.is_appendix):
            found += [table, *(view for view in self.views if view.after == table.id)]
        return tuple(found)
