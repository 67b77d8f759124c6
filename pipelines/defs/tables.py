"""Consolidated and protected tables of a month; data travels through the store, not Dagster."""

import dagster as dg

from pipelines.defs.partitions import MONTHS
from pipelines.defs.resources import Office
from pipelines.defs.submissions import PARTNER_CELLS, submissions
from schemas.periods import Month


@dg.asset(
    partitions_def=MONTHS,
    group_name="consolidate",
    deps=[submissions, PARTNER_CELLS],
    description="Exact tables of every report due: hubs, counties, regions, the consortium.",
)
def consolidated_tables(context: dg.AssetExecutionContext, office: Office) -> dg.MaterializeResult:
    """Consolidate. Privacy: aggregate in, aggregate out (kept in the protection store)."""
    counts = office.open_zone.consolidate(Month.parse(context.partition_key))
    return dg.MaterializeResult(metadata=counts)


@dg.asset(
    partitions_def=MONTHS,
    group_name="protect",
    deps=[consolidated_tables],
    check_specs=[dg.AssetCheckSpec("audit", asset="protected_tables")],
    description="Complementary suppression over all linked tables and releases, then the audit.",
)
def protected_tables(context: dg.AssetExecutionContext, office: Office) -> dg.MaterializeResult:
    """Protect and audit. Privacy: aggregate in, disclosure-safe out."""
    counts = office.open_zone.protect(Month.parse(context.partition_key))
    audit = dg.AssetCheckResult(check_name="audit", passed=counts["audit"] == "pass")
    return dg.MaterializeResult(metadata=counts, check_results=[audit])
