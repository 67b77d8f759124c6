"""What is asked of a partner beside the rules of its rows, and which questions are answered.

Belongs here: agreements, nil returns and earlier months held against one file; answers that are
remembered. Does not belong here: the judgment of cells and rows, which is that of validate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipelines.deidentify.key_forms import known_otherwise
from pipelines.findings import Finding
from pipelines.known import Known
from pipelines.settings import Partner
from pipelines.storage.board import Confirmation
from pipelines.storage.history import totals_in
from pipelines.tally.month import totals_of_month
from pipelines.types import Cells, Records, RecordTable, StrippedRecords
from pipelines.validate.agreements import outside_agreements
from pipelines.validate.history import unusual_totals
from pipelines.validate.wording import Place, cell_finding, table_finding
from schemas.catalog import Catalog
from schemas.history import WATCHED
from schemas.model import Release, Severity
from schemas.periods import Month, to_date
from schemas.rule import RuleContext

NIL_OVERRIDDEN = "NIL-03"
KEY_KNOWN_OTHERWISE = "CELL-27"


def context_of(partner: Partner, month: Month, known: Known) -> RuleContext:
    """What rules may know of this partner and month."""
    year = to_date("SFY", month).months
    totals = [known.earlier.get(one, {}) for one in year if one < month]
    return RuleContext(
        partner=partner.id,
        first_day=month.first_day,
        last_day=month.last_day,
        today=known.today,
        agency_names=frozenset({partner.id.casefold(), partner.name.casefold()}),
        counted_in_sfy=frozenset(name for one in totals for name, value in one.items() if value),
        longest_open_stay=known.longest_open_stay,
    )


def questions_on_rows(
    records: Records, partner: Partner, known: Known, catalog: Catalog
) -> list[Finding]:
    """Rows outside of agreements, of a nil return, and of people known under another form of ID.

    Privacy: identifiable in, disclosure-safe out: places, codes and counts.
    """
    found = outside_agreements(records.tables, partner, known.mous, catalog)
    with_rows: dict[str, list[RecordTable]] = {}
    for table in records.tables:
        if len(table.frame) and table.record in known.nil_records:
            with_rows.setdefault(table.record, []).append(table)
    for tables in with_rows.values():
        count = sum(len(table.frame) for table in tables)
        found.append(table_finding(NIL_OVERRIDDEN, catalog, tables[0], count))
    return [*found, *_keys_known_otherwise(records, known, catalog)]


def _keys_known_otherwise(records: Records, known: Known, catalog: Catalog) -> Iterator[Finding]:
    """Rows whose client key earlier months have in another form."""
    placed = [
        (table, field.name, table.frame[field.name])
        for table in records.tables
        for field in catalog.records[table.record].fields
        if field.released_as is Release.PERSON_NO
    ]
    keys = {str(key) for _, _, column in placed for key in column.dropna().unique()}
    other = known_otherwise(keys, known.people, known.secret)
    for table, name, column in placed if other else ():
        rows = column.index[column.isin(other)].to_numpy()
        if len(rows):
            yield cell_finding(KEY_KNOWN_OTHERWISE, catalog, Place(table, name), rows)


def questions_on_totals(
    records: Records, stripped: StrippedRecords, partner: Partner, known: Known, catalog: Catalog
) -> list[Finding]:
    """Totals of the month that are far from those of the agency's earlier months.

    Privacy: identifiable in, disclosure-safe out: codes and names of measures.
    """
    if not known.earlier:
        return []
    totals = totals_of_month(catalog, partner, stripped, WATCHED)
    sheets = {one.record: one.sheet for one in reversed(records.tables) if len(one.frame)}
    return unusual_totals(records.month, totals, known.earlier, sheets, catalog)


def questions_on_tally(cells: Cells, known: Known, catalog: Catalog) -> list[Finding]:
    """The same of a tally that was made at the agency's own desk.

    Privacy: aggregate in, disclosure-safe out: codes and names of measures.
    """
    counted = totals_in(cells.frame, cells.month)
    totals = {name: counted[name] for name in WATCHED if name in counted}
    sheets = {catalog.measures[name].record: "" for name in totals if totals[name]}
    return unusual_totals(cells.month, totals, known.earlier, sheets, catalog)


def answered(
    findings: Sequence[Finding], confirmed: Mapping[str, Confirmation], catalog: Catalog
) -> tuple[Finding, ...]:
    """The same findings, questions that were answered being information with their reason.

    An answer holds as long as no more places ask: what has grown since is asked again.
    """
    reasons = {code.code: code.label for code in catalog.code_lists["confirm_reason"].codes}
    settled = {
        code: reasons.get(answer.reason, answer.reason)
        for code, answer in confirmed.items()
        if answer.covers(_places(finding for finding in findings if finding.code == code))
    }
    return tuple(
        replace(one, severity=Severity.INFORMATION, fix=f"Confirmed: {settled[one.code]}.")
        if one.severity is Severity.PLEASE_CONFIRM and one.code in settled
        else one
        for one in findings
    )


def _places(findings: Iterable[Finding]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.field] = counts.get(finding.field, 0) + finding.count
    return counts
