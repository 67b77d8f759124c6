"""Where the ledger's tables are: SQLite in the folder, or PostgreSQL by an address.

The address stands in the environment and never in consortium.toml, since it may hold a password.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from pipelines.errors import ConsortiumError, InternalError, UsageError
from pipelines.storage.chain import Head, read_head, write_head

URL_VARIABLE = "CONSORTIUM_LEDGER_URL"
LEDGER_FILE = "ledger.db"
NEWEST = "0002"
WAIT_SECONDS = 30
VERSION = sa.table("alembic_version", sa.column("version_num"))


def ledger_url() -> str:
    """The address of a PostgreSQL ledger; empty: the ledger is a file of the folder."""
    return os.environ.get(URL_VARIABLE, "")


def is_begun(home: Path) -> bool:
    """Whether there is a ledger to be read; asking makes none."""
    return bool(ledger_url()) or (home / "store" / LEDGER_FILE).exists()


def engine(home: Path) -> sa.Engine:
    """The folder's ledger, its tables brought up to date when it is first opened."""
    return _engine(home, ledger_url())


def file_engine(home: Path) -> sa.Engine:
    """The ledger that is a file of the folder, whatever address is set."""
    return _engine(home, "")


@functools.cache
def _engine(home: Path, url: str) -> sa.Engine:
    found = _postgresql(url) if url else _sqlite(home / "store" / LEDGER_FILE)
    with plainly():
        is_upgraded = _bring_up_to_date(found)
        if is_upgraded and not url:
            _note_end(home, found)
    return found


def _note_end(home: Path, found: sa.Engine) -> None:
    """Note the newest event of a ledger that had no chain before, so that its end is known."""
    events = sa.table("events", sa.column("number"), sa.column("link"))
    query = sa.select(events).order_by(events.c.number.desc()).limit(1)
    with found.connect() as connection:
        row = connection.execute(query).first()
    if row and read_head(home) is None:
        write_head(home, Head(*row))


def _sqlite(path: Path) -> sa.Engine:
    """One file that is whole by itself: no write-ahead log beside it that a copy could miss."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # No pool: a connection kept open across a fork or a folder's removal is worse than a slow one.
    found = sa.create_engine(
        f"sqlite:///{path}",
        poolclass=sa.NullPool,
        connect_args={"timeout": WAIT_SECONDS},
        hide_parameters=True,
    )
    sa.event.listen(found, "connect", _leave_transactions_to_us)
    sa.event.listen(found, "begin", _begin)
    return found


def _postgresql(url: str) -> sa.Engine:
    problem = ""
    try:
        address = sa.make_url(url)
        if address.get_backend_name() == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
            return sa.create_engine(address, poolclass=sa.NullPool, hide_parameters=True)
        problem = "does not begin with postgresql://"
    except sa.exc.ArgumentError:  # its text holds the address
        problem = "is no address of a database"
    except ModuleNotFoundError:
        problem = "needs psycopg: pip install 'consortium[postgresql]'"
    raise UsageError("LEDGER-01", f"{URL_VARIABLE} {problem}")


def _leave_transactions_to_us(connection: Any, _record: object) -> None:
    # The driver's own way leaves changes of tables out of the transaction.
    connection.isolation_level = None


def _begin(connection: sa.Connection) -> None:
    is_writing = connection.get_execution_options().get("is_writing")
    connection.exec_driver_sql("begin immediate" if is_writing else "begin")


@contextlib.contextmanager
def writing(home: Path) -> Iterator[sa.Connection]:
    """A transaction that nobody else can write beside; it is committed at its end."""
    with _writing(engine(home)) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("lock table events in exclusive mode"))
        yield connection


@contextlib.contextmanager
def _writing(found: sa.Engine) -> Iterator[sa.Connection]:
    with found.connect().execution_options(is_writing=True) as connection, connection.begin():
        yield connection


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """Tell a fault of the database by its kind; its own words may hold what was written."""
    try:
        yield
    except ConsortiumError:
        raise
    except sa.exc.SQLAlchemyError as error:
        kind = type(getattr(error, "orig", None) or error).__name__
        told = f"the ledger could not be read or written ({kind}); nothing was changed by this step"
        raise InternalError("LEDGER-02", told) from None


def _bring_up_to_date(found: sa.Engine) -> bool:
    """Make or change the tables where they are not those of this version; whether that was so."""
    if _version(found) == NEWEST:
        return False
    from alembic import command, config, util  # noqa: PLC0415  only a new or old ledger needs it

    steps = config.Config()
    steps.set_main_option("script_location", "pipelines.storage:migrations")
    is_newer = False
    with _writing(found) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("select pg_advisory_xact_lock(hashtext('ledger'))"))
        steps.attributes["connection"] = connection
        try:
            command.upgrade(steps, NEWEST)
        except util.CommandError:
            is_newer = True
    if is_newer:
        told = "the ledger was written by a newer version of this program; nothing was changed"
        raise UsageError("LEDGER-03", f"{told}. Next: install that version")
    return True


def _version(found: sa.Engine) -> str:
    with found.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(sa.select(VERSION.c.version_num)).scalar())
