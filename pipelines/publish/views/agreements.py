"""Which agreements are in force, and who works with whom under them."""

from __future__ import annotations

from pipelines.publish.edition import long_date
from pipelines.publish.labels import Labels
from pipelines.publish.sheets import Column, Row, text_cells
from pipelines.publish.views.laid import Laid
from pipelines.publish.views.seen import NOT_APPLICABLE, Seen
from pipelines.settings import Mou
from schemas.catalog import Catalog
from schemas.periods import Month
from schemas.views import ViewSpec

NONE = "There are no agreements"
OPEN_END = "Open"
IN_FORCE, OVERDUE, ENDED = "In force", "In force, review overdue", "Ended"
COLUMNS = (
    ("Agreement", 170),
    ("Agencies", 170),
    ("Counties", 180),
    ("Services", 130),
    ("Purpose", 170),
    ("Sharing of data", 170),
    ("In force until", 100),
    ("Review due", 100),
    ("State", 100),
)


def in_force(mou: Mou, month: Month) -> bool:
    """Whether an agreement covers the last day of a month.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    day = month.last_day
    return mou.valid_from <= day and (mou.valid_to is None or day <= mou.valid_to)


def service_words(catalog: Catalog, code: str) -> str:
    """The label of a service or of a group of services.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    for name in ("service_group", "service"):
        for one in catalog.code_lists[name].codes:
            if one.code == code:
                return one.label
    return code[:1].upper() + code[1:]


def agreements(seen: Seen, spec: ViewSpec) -> Laid:  # noqa: ARG001  every view takes its declaration
    """One row an agreement that has begun by the end of the month; those that ended come last.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    day = seen.month.last_day
    begun = [mou for mou in seen.consortium.mous if mou.valid_from <= day]
    ordered = sorted(begun, key=lambda mou: not in_force(mou, seen.month))
    rows = tuple(_row(seen, mou) for mou in ordered) or (
        Row(cells=text_cells(NONE, *[NOT_APPLICABLE] * (len(COLUMNS) - 1))),
    )
    columns = tuple(Column(heading=heading, pixels=pixels) for heading, pixels in COLUMNS)
    return Laid(columns=columns, rows=rows)


def _row(seen: Seen, mou: Mou) -> Row:
    labels = Labels(seen.catalog, seen.consortium)
    counties = sorted(labels.geography("county", county) for county in mou.counties)
    return Row(
        cells=text_cells(
            mou.name,
            "; ".join(labels.geography("partner", partner) for partner in mou.partners),
            "; ".join(counties),
            "; ".join(service_words(seen.catalog, service) for service in mou.services),
            mou.purpose,
            mou.data_sharing,
            long_date(mou.valid_to) if mou.valid_to else OPEN_END,
            long_date(mou.review_date) if mou.review_date else NOT_APPLICABLE,
            _state(mou, seen.month),
        )
    )


def _state(mou: Mou, month: Month) -> str:
    if not in_force(mou, month):
        return ENDED
    is_overdue = mou.review_date is not None and mou.review_date <= month.last_day
    return OVERDUE if is_overdue else IN_FORCE
