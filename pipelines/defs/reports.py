"""One asset a funder report, made from the catalog: a new report needs no code."""

from collections.abc import Iterator

import dagster as dg

from pipelines.defs.partitions import MONTHS
from pipelines.defs.resources import Office
from pipelines.defs.tables import protected_tables
from schemas.model import FunderReport
from schemas.periods import Month


def report_asset(report: FunderReport) -> dg.AssetsDefinition:
    """The asset that writes one report's draft in the months in which it is due."""

    @dg.asset(
        name=f"{report.id}_report",
        partitions_def=MONTHS,
        group_name="publish",
        deps=[protected_tables],
        output_required=False,
        description=f"{report.title}: due {report.due}. {report.description}",
    )
    def draft(context: dg.AssetExecutionContext, office: Office) -> Iterator[dg.Output[None]]:
        month = Month.parse(context.partition_key)
        if office.open_zone.is_due(month, report.id):
            facts = office.open_zone.draft(month, report.id)
            yield dg.Output(None, metadata=facts)

    return draft
