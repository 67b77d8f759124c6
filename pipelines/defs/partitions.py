"""Months, and months by partner."""

import dagster as dg

FIRST_MONTH = "2020-01"

# One month ahead, so that the running month can be collected before it ends.
MONTHS = dg.MonthlyPartitionsDefinition(start_date=FIRST_MONTH, fmt="%Y-%m", end_offset=1)
PARTNERS = dg.DynamicPartitionsDefinition(name="partner")
MONTHS_BY_PARTNER = dg.MultiPartitionsDefinition({"month": MONTHS, "partner": PARTNERS})


def partner_month(month: str, partner: str) -> dg.MultiPartitionKey:
    """The partition of one partner's month."""
    return dg.MultiPartitionKey({"month": month, "partner": partner})
