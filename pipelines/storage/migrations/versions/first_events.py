"""The table of events as ledgers had it before there were migrations; those have it already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table unless it is there."""
    if sa.inspect(op.get_bind()).has_table("events"):
        return
    names = ("at", "kind", "month", "partner", "submission", "record", "report", "version", "by")
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.String, nullable=False) for name in (*names, "details")),
    )
