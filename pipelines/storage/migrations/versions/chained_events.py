"""Every event gets its link to the one before; from then on the database refuses any change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipelines.storage.chain import FIRST, link

revision = "0002"
down_revision = "0001"

SQLITE = (
    """create trigger events_unchanged before update on events
    begin select raise(abort, 'the events of a ledger are never changed'); end""",
    """create trigger events_kept before delete on events
    begin select raise(abort, 'the events of a ledger are never changed'); end""",
    """create trigger events_follow before insert on events
    when new.number is not (select coalesce(max(number), 0) + 1 from events)
    or new.previous is not
        coalesce((select link from events order by number desc limit 1), '')
    begin select raise(abort, 'an event follows the newest one of its ledger'); end""",
)
POSTGRESQL = (
    """create function events_refuse() returns trigger language plpgsql as
    $$ begin raise exception 'the events of a ledger are never changed'; end $$""",
    """create function events_follow() returns trigger language plpgsql as
    $$ begin
        if new.number is distinct from (select coalesce(max(number), 0) + 1 from events)
        or new.previous is distinct from
            coalesce((select link from events order by number desc limit 1), '')
        then raise exception 'an event follows the newest one of its ledger'; end if;
        return new;
    end $$""",
    """create trigger events_unchanged before update or delete on events
    for each row execute function events_refuse()""",
    """create trigger events_kept before truncate on events
    for each statement execute function events_refuse()""",
    """create trigger events_follow before insert on events
    for each row execute function events_follow()""",
)


def upgrade() -> None:
    """Link what is there in the order of its numbers, then let the database guard it."""
    for name in ("previous", "link"):
        op.add_column("events", sa.Column(name, sa.String, nullable=False, server_default=""))
    _link_events(op.get_bind())
    op.create_index("events_previous", "events", ["previous"], unique=True)
    op.create_index("events_month", "events", ["month", "partner"])
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _link_events(connection: sa.Connection) -> None:
    events = sa.Table("events", sa.MetaData(), autoload_with=connection)
    previous, changes = FIRST, []
    for row in connection.execute(sa.select(events).order_by(events.c.number)).mappings():
        own = link(previous, row)
        changes.append({"of": row["number"], "before": previous, "own": own})
        previous = own
    linked = events.update().where(events.c.number == sa.bindparam("of"))
    if changes:
        values = linked.values(previous=sa.bindparam("before"), link=sa.bindparam("own"))
        connection.execute(values, changes)
