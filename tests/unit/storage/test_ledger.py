"""The ledger: only ever appended to, by one process at a time, and upgraded without loss."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import datetime

import pytest
import sqlalchemy as sa
from alembic import autogenerate, config, script
from alembic.migration import MigrationContext

from pipelines.errors import Blocked, ConsortiumError, InternalError, UsageError
from pipelines.storage import database
from pipelines.storage.chain import CONTENT, FORM, Head, read_head
from pipelines.storage.examination import ledger_problems
from pipelines.storage.ledger import ACCEPTED, EVENTS, METADATA, RECEIVED, Ledger
from pipelines.storage.moving import copy_ledger
from schemas.periods import Month
from tests import postgres
from tests.unit.storage.ledgers import MARCH, ORIGINAL_SHAPE, behind_its_back, event, ledger_of

APPEND = """
import sys
from pathlib import Path
from pipelines.storage.ledger import Ledger
from tests.unit.storage.ledgers import event
for number in range(int(sys.argv[2])):
    told, = Ledger(Path(sys.argv[1])).add(event(1))
    print(told.number, flush=True)
"""


def appending(home, times):
    command = [sys.executable, "-c", APPEND, str(home), str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_events_come_back_as_they_went_in_with_number_and_link(home):
    ledger = Ledger(home)
    told = [event(1), event(2, kind=ACCEPTED, month=Month(2026, 2), by="Pat Doe", version="ab")]
    added = [*ledger.add(told[0]), *ledger.add(told[1], event(3))]
    assert [one.number for one in added] == [1, 2, 3]
    assert ledger.events() == added
    assert ledger.events(month="2026-02") == [added[1]]
    assert ledger.events(month="2026-03", kind=RECEIVED) == [added[0], added[2]]
    assert read_head(home) == Head(3, added[2].link)


def test_each_link_is_made_of_the_one_before_and_all_that_the_event_says(home):
    """Worked out here once more, so that no change of the form passes unseen."""
    previous = ""
    for row in ledger_of(home).rows():
        told = json.dumps([FORM, previous, *(row[name] for name in CONTENT)])
        assert row["previous"] == previous
        previous = hashlib.sha256(told.encode()).hexdigest()
        assert row["link"] == previous
    assert set(EVENTS.columns.keys()) == {*CONTENT, "previous", "link"}


@pytest.mark.parametrize(
    "statement",
    [
        "update events set details = '{}' where number = 2",
        "update events set link = '' where number = 5",
        "delete from events where number = 5",
        "delete from events",
    ],
)
def test_the_database_refuses_to_change_what_was_told(home, statement):
    before = ledger_of(home).rows()
    with (
        pytest.raises(sa.exc.DBAPIError, match="never changed"),
        database.writing(home) as connection,
    ):
        connection.execute(sa.text(statement))
    assert Ledger(home).rows() == before


def test_postgresql_refuses_to_empty_the_table(home):
    if not database.ledger_url():
        pytest.skip("SQLite has no truncate")
    ledger_of(home)
    with (
        pytest.raises(sa.exc.DBAPIError, match="never changed"),
        database.writing(home) as connection,
    ):
        connection.execute(sa.text("truncate events"))


@pytest.mark.parametrize(("number", "previous"), [(6, 0), (6, 3), (7, 5), (5, 5), (3, 2)], ids=str)
def test_the_database_refuses_an_event_that_does_not_follow_the_newest(home, number, previous):
    """Neither a fork of the chain, nor a gap, nor one that takes the place of another."""
    rows = ledger_of(home).rows()
    row = {**rows[-1], "number": number, "link": "own"}
    row["previous"] = rows[previous - 1]["link"] if previous else ""
    for insert in (EVENTS.insert(), EVENTS.insert().prefix_with("or replace", dialect="sqlite")):
        with (
            pytest.raises(sa.exc.DBAPIError, match="follows the newest"),
            database.writing(home) as connection,
        ):
            connection.execute(insert, row)
    assert Ledger(home).rows() == rows


def test_the_tables_are_those_that_are_declared(home):
    ledger_of(home, 1)
    steps = config.Config()
    steps.set_main_option("script_location", "pipelines.storage:migrations")
    assert script.ScriptDirectory.from_config(steps).get_current_head() == database.NEWEST
    with database.engine(home).connect() as connection:
        found = MigrationContext.configure(connection)
        assert autogenerate.compare_metadata(found, METADATA) == []


def test_processes_that_append_at_once_make_one_chain(home):
    ledger_of(home, 1)
    running = [appending(home, 8) for _ in range(3)]
    told = [int(line) for one in running for line in one.communicate()[0].split()]
    assert [one.returncode for one in running] == [0, 0, 0]
    assert sorted(told) == list(range(2, 26))
    assert ledger_problems(home) == []
    assert read_head(home).number == 25


@pytest.mark.parametrize("after", [1, 3])
def test_what_was_acknowledged_outlives_a_kill(home, after):
    running = appending(home, 10_000)
    told = [int(running.stdout.readline()) for _ in range(after)]
    running.send_signal(signal.SIGKILL)
    told += [int(line) for line in running.communicate()[0].split()]
    assert [one.number for one in Ledger(home).events()][: len(told)] == told
    assert ledger_problems(home) == []
    assert Ledger(home).add(event(2))[0].number > told[-1]
    assert ledger_problems(home) == []


def old_ledger(folder, rows):
    (folder / "store").mkdir(parents=True)
    with sqlite3.connect(folder / "store" / "ledger.db") as old:
        old.execute(ORIGINAL_SHAPE)
        old.executemany("insert into events values (?,?,?,?,?,?,?,?,?,?,?)", rows)
    old.close()


def old_rows(count):
    return [
        (number, f"2026-04-0{number}T09:00:00", "received", "2026-03", "alder", f"a-{number}",
         "", "", "", "", json.dumps({"bytes": number}))
        for number in range(1, count + 1)
    ]  # fmt: skip


def test_a_ledger_from_before_the_chain_is_upgraded_without_loss(tmp_path):
    rows = old_rows(6)
    old_ledger(tmp_path, rows)
    ledger = Ledger(tmp_path)
    assert [tuple(row[name] for name in CONTENT) for row in ledger.rows()] == rows
    assert ledger_problems(tmp_path) == []
    assert ledger.events()[2].at == datetime.fromisoformat("2026-04-03T09:00:00")
    assert ledger.add(event(1))[0].number == 7
    assert ledger_problems(tmp_path) == []
    behind_its_back(tmp_path, "update events set details = '{}' where number = 3")
    assert ledger_problems(tmp_path) == ["ledger: event 3 is not as it was written"]


def test_an_upgrade_that_fails_in_the_middle_leaves_the_old_ledger(tmp_path):
    old_ledger(tmp_path, [*old_rows(2), (3, *old_rows(1)[0][1:-1], b"\xff no text")])
    path = tmp_path / "store" / "ledger.db"
    before = path.read_bytes()
    with pytest.raises(TypeError):
        Ledger(tmp_path).events()
    assert path.read_bytes() == before


def test_a_ledger_of_a_newer_version_is_left_alone(home):
    ledger_of(home, 1)
    behind_its_back(home, "update alembic_version set version_num = '9999'")
    database._engine.cache_clear()
    with pytest.raises(UsageError, match="LEDGER-03"):
        Ledger(home).events()


def test_no_event_is_added_to_a_ledger_that_was_cut_short(home):
    """To go on would give the same numbers to other events, and hide what is lost."""
    ledger = ledger_of(home)
    behind_its_back(home, "delete from events where number > 3")
    with pytest.raises(Blocked, match="LEDGER-04"):
        ledger.add(event(4))
    assert len(ledger.events()) == 3


def test_no_event_is_added_to_the_ledger_of_another_folder(home, tmp_path):
    ledger_of(home)
    other = tmp_path / "other"
    if database.ledger_url():
        with pytest.raises(Blocked, match="LEDGER-04"):
            Ledger(other).add(event(1))
    else:
        Ledger(other).add(event(1, partner="birch"))
        (other / "store" / "ledger.db").write_bytes((home / "store" / "ledger.db").read_bytes())
        with pytest.raises(Blocked, match="LEDGER-04"):
            Ledger(other).add(event(2))


@pytest.mark.parametrize("url", ["mysql://u:Quillfeather@h/d", "Quillfeather no address"])
def test_an_address_that_is_none_is_refused_without_being_told(tmp_path, monkeypatch, url):
    monkeypatch.setenv(database.URL_VARIABLE, url)
    with pytest.raises(UsageError, match="LEDGER-01") as refused:
        Ledger(tmp_path).events()
    assert "Quillfeather" not in str(refused.value)


def test_a_server_that_does_not_answer_is_told_by_kind_alone(tmp_path, monkeypatch):
    url = f"postgresql://pat:Quillfeather@/d?host={tmp_path}"
    monkeypatch.setenv(database.URL_VARIABLE, url)
    with pytest.raises(InternalError, match=r"LEDGER-02.*OperationalError") as refused:
        Ledger(tmp_path).events()
    assert "Quillfeather" not in str(refused.value)


def test_what_was_written_is_not_told_by_a_failure(home):
    """Whatever the database says of a row it refuses, none of it leaves."""
    ledger = ledger_of(home, 1)
    behind_its_back(home, "alter table events rename column details to other")
    with pytest.raises(ConsortiumError) as failed:
        ledger.add(event(2, by="Quillfeather", month=MARCH))
    assert "Quillfeather" not in str(failed.value)


def test_without_a_server_the_reason_is_seen_and_ci_fails(monkeypatch):
    monkeypatch.setattr(postgres, "programs", lambda: None)
    monkeypatch.setitem(os.environ, "CI", "false")
    with pytest.raises(pytest.skip.Exception, match="no initdb"), postgres.server():
        pass
    monkeypatch.setitem(os.environ, "CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no initdb"), postgres.server():
        pass


def test_a_ledger_is_copied_to_a_database_as_it_is(tmp_path, monkeypatch, postgres_server):
    monkeypatch.delenv(database.URL_VARIABLE, raising=False)
    home = tmp_path / "home"
    rows = [dict(row) for row in ledger_of(home, 4).rows()]
    with pytest.raises(UsageError, match="LEDGER-05"):
        copy_ledger(home)
    monkeypatch.setenv(database.URL_VARIABLE, postgres.new_url(postgres_server))
    with pytest.raises(Blocked, match="LEDGER-04"):
        Ledger(home).add(event(5))
    with pytest.raises(UsageError, match="LEDGER-06"):
        copy_ledger(tmp_path / "other")
    assert copy_ledger(home) == read_head(home)
    (home / "store" / database.LEDGER_FILE).unlink()
    assert [dict(row) for row in Ledger(home).rows()] == rows
    Ledger(home).add(event(5))
    assert ledger_problems(home) == []


def test_a_ledger_that_was_changed_is_not_copied_nor_one_put_over_another(
    tmp_path, monkeypatch, postgres_server
):
    monkeypatch.delenv(database.URL_VARIABLE, raising=False)
    home, other = tmp_path / "home", tmp_path / "other"
    ledger_of(home, 4)
    ledger_of(other, 2)
    behind_its_back(home, "update events set partner = 'birch' where number = 3")
    monkeypatch.setenv(database.URL_VARIABLE, postgres.new_url(postgres_server))
    with pytest.raises(Blocked, match="LEDGER-07"):
        copy_ledger(home)
    assert Ledger(home).rows() == []
    copy_ledger(other)
    with pytest.raises(Blocked, match="LEDGER-08"):
        copy_ledger(other)
