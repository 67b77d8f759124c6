"""What Alembic runs: the steps over the connection, and in the transaction, of who opened it."""

from __future__ import annotations

from alembic import context

if hasattr(context, "config"):  # it has one while Alembic runs this, and none if it is imported
    context.configure(connection=context.config.attributes["connection"])
    with context.begin_transaction():
        context.run_migrations()
