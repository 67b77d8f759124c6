"""All files that wait for a month, in one run: a materialization and a check for each partner."""

from collections.abc import Mapping

import dagster as dg

from pipelines.assessment import COUNTED
from pipelines.defs.partitions import MONTHS, MONTHS_BY_PARTNER, PARTNERS, partner_month
from pipelines.defs.resources import Office
from pipelines.errors import ConsortiumError, InternalError, fault_of, is_disk_fault
from pipelines.keeping.leftovers import sweep_leftovers
from pipelines.storage.turns import turn
from pipelines.submission import Outcome
from schemas.periods import Month

PARTNER_CELLS = dg.AssetKey("partner_cells")
CHECK_NAME = "accepted"

partner_cells = dg.AssetSpec(
    PARTNER_CELLS,
    partitions_def=MONTHS_BY_PARTNER,
    group_name="tally",
    description="Totals of one partner's month; no row of it is about one person.",
)


@dg.asset(
    partitions_def=MONTHS,
    group_name="intake",
    description="Takes in every waiting file of a month: intake, validate, deidentify, tally.",
)
def submissions(context: dg.AssetExecutionContext, office: Office) -> dg.MaterializeResult:
    """Run the restricted stages; a refused file is a result, red for that partner, never an error.

    Privacy: aggregate out: Dagster sees counts, codes and versions only.
    """
    month = Month.parse(context.partition_key)
    ids = [partner.id for partner in office.consortium.partners]
    context.instance.add_dynamic_partitions(str(PARTNERS.name), ids)
    outcomes = _collected(office, month)
    for outcome in outcomes:
        _log(context, outcome)
    counted = sum(outcome.outcome in COUNTED for outcome in outcomes)
    metadata = {"taken_in": len(outcomes), "counted": counted, "refused": len(outcomes) - counted}
    return dg.MaterializeResult(metadata=metadata)


def _collected(office: Office, month: Month) -> list[Outcome]:
    """Collect; Dagster keeps the text of every error with its causes, so that it must be ours."""
    try:
        with turn(office.folder):
            sweep_leftovers(office.folder, office.consortium, office.moment)
            return office.collector.collect(month)
    except ConsortiumError as error:
        code, text = error.code, error.text
    except Exception as error:  # noqa: BLE001  its text may hold a value or the name of a file
        code, text = "RUN-02", f"{fault_of(error)}, while files were taken in"
        if is_disk_fault(error):
            code, text = "RUN-03", "the disk is full or broken; see to it, then run the month again"
    raise InternalError(code, text)


def _log(context: dg.AssetExecutionContext, outcome: Outcome) -> None:
    key = partner_month(str(outcome.month), outcome.partner)
    is_counted = outcome.outcome in COUNTED
    facts = _facts(outcome)
    if is_counted:
        context.log_event(
            dg.AssetMaterialization(asset_key=PARTNER_CELLS, partition=key, metadata=facts)
        )
    context.log_event(
        dg.AssetCheckEvaluation(
            asset_key=PARTNER_CELLS,
            check_name=CHECK_NAME,
            passed=is_counted,
            partition=key,
            metadata=facts,
        )
    )


def _facts(outcome: Outcome) -> Mapping[str, int | str]:
    codes = sorted({finding.code for finding in outcome.findings})
    return {
        "outcome": outcome.outcome,
        "rows_in": sum(count.rows_in for count in outcome.row_counts),
        "rows_accepted": sum(count.accepted for count in outcome.row_counts),
        "findings": len(outcome.findings),
        "codes": ", ".join(codes) or "none",
        "cells_version": outcome.cells_version or "none",
    }
