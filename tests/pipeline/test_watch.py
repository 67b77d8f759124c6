"""The sensors and the morning's job, evaluated as the daemon does it."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta

import dagster as dg
import pytest

from pipelines.cli.files import submit_file
from pipelines.definitions import defs
from pipelines.defs import reminding, watch
from pipelines.defs.resources import Office
from pipelines.defs.submissions import CHECK_NAME, PARTNER_CELLS
from pipelines.errors import InternalError
from pipelines.keeping import outbox
from pipelines.keeping.heartbeat import is_silent
from schemas.periods import Month

NOON = datetime(2026, 4, 10, 12)  # noqa: DTZ001  the office's time has no zone
NAME = "Zyxanthe Quillfeather.csv"
MAIL = '\n[mail]\nhost = "m.example"\nfrom = "a@b.example"\nto = ["a@b.example"]\n'


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def sent(monkeypatch, office):
    """The letters that would go out; the office has mail."""
    with (office.home / "consortium.toml").open("a") as file:
        file.write(MAIL)
    letters = []
    monkeypatch.setattr(outbox, "send", lambda _mail, letter, _now: letters.append(letter))
    return letters


def resources(office, now=NOON):
    return {"office": Office(home=str(office.home), now=now.isoformat())}


def tick(name, office, instance, now=NOON, cursor=None):
    with dg.build_sensor_context(
        instance=instance,
        cursor=cursor,
        resources=resources(office, now),
        repository_def=defs.get_repository_def(),
    ) as context:
        return defs.resolve_sensor_def(name).evaluate_tick(context)


def put(office, content=b"x", name=NAME, month="2026-03", partner="alder", age=10):
    path = office.home / "inbox" / partner / month / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    at = (NOON - datetime(1970, 1, 1)).total_seconds() - age * 60  # noqa: DTZ001
    os.utime(path, (at, at))
    return path


def asked(office, instance, now=NOON):
    requests = tick("inbox", office, instance, now).run_requests
    return {one.partition_key: one.run_key for one in requests}


def test_everything_that_watches_runs_by_default():
    sensors = {one.name: one.default_status for one in defs.sensors}
    assert set(sensors) == {"inbox", "heartbeat", "failed_checks", "failed_runs"}
    assert set(sensors.values()) == {dg.DefaultSensorStatus.RUNNING}
    schedules = {one.name: one.default_status for one in defs.schedules}
    assert schedules == dict.fromkeys(
        ["due_day", "every_morning"], dg.DefaultScheduleStatus.RUNNING
    )


def test_the_same_files_ask_for_one_run_and_others_for_another(office, instance):
    assert asked(office, instance) == {}
    path = put(office)
    first = asked(office, instance)
    assert list(first) == ["2026-03"]
    assert asked(office, instance) == first
    path.rename(path.with_name("another name.csv"))
    assert asked(office, instance) == first
    put(office, b"more", "b.csv")
    assert asked(office, instance)["2026-03"] != first["2026-03"]
    put(office, partner="birch", month="2026-02")
    assert set(asked(office, instance)) == {"2026-02", "2026-03"}


def test_no_name_and_no_content_is_in_what_dagster_is_told(office, instance):
    path = put(office, b"Zyxanthe")
    told = str(tick("inbox", office, instance))
    assert "Zyxanthe" not in told
    key = asked(office, instance)
    changed = path.stat()
    path.write_bytes(b"Quillfea")  # the same length, place and time: content is not asked
    os.utime(path, ns=(changed.st_atime_ns, changed.st_mtime_ns))
    assert asked(office, instance) == key


@pytest.mark.parametrize(
    "where",
    [
        {"age": 1},  # may still be copied
        {"month": "2026-05"},  # has not begun
        {"month": "2019-12"},  # before Dagster's first month
        {"month": "March"},
        {"partner": "nobody"},
    ],
)
def test_what_cannot_be_run_is_not_asked_for(office, instance, where):
    put(office, **where)
    assert asked(office, instance) == {}


def test_a_submitted_file_waits_too_and_not_while_its_layout_does(office, instance):
    office.file("a.csv", b"x")
    submit_file(office.home, office.home.parent / "outside" / "a.csv", "alder", Month(2026, 3))
    assert list(asked(office, instance)) == ["2026-03"]
    path = office.home / "partners" / "alder.toml"
    path.write_text(path.read_text().replace('"Why" = "reason_code"', '"Why" = "decide"'))
    assert asked(office, instance) == {}


def test_nothing_is_asked_for_while_a_month_is_run(office, instance):
    put(office)
    instance.create_run_for_job(defs.resolve_job_def("month"), status=dg.DagsterRunStatus.STARTED)
    assert asked(office, instance) == {}


def test_the_heartbeat_is_heard_until_the_daemon_is_silent(office, instance):
    assert is_silent(office.home, NOON)
    tick("heartbeat", office, instance)
    assert not is_silent(office.home, NOON + timedelta(minutes=15))
    assert is_silent(office.home, NOON + timedelta(minutes=16))


@dg.op
def checks(context):
    for partner, passed in (("alder", False), ("birch", True)):
        evaluation = dg.AssetCheckEvaluation(
            asset_key=PARTNER_CELLS,
            check_name=CHECK_NAME,
            passed=passed,
            partition=f"2026-03|{partner}",
        )
        context.log_event(evaluation)


@dg.op
def stops():
    raise InternalError("COUNT-01", "alder cannot be counted")


@dg.job(tags={watch.PARTITION_TAG: "2026-03"})
def fine_run():
    checks()


@dg.job(tags={watch.PARTITION_TAG: "2026-03"})
def broken_run():
    checks()
    stops()


def after(job, office, instance):
    """What the daemon hands to a sensor when a run has ended; call it for another tick."""
    result = job.execute_in_process(instance=instance, raise_on_error=False)
    kinds = (dg.DagsterEventType.RUN_SUCCESS, dg.DagsterEventType.RUN_FAILURE)
    (ended,) = [event for event in result.all_events if event.event_type in kinds]

    def told():
        with dg.build_run_status_sensor_context(
            sensor_name="any",
            dagster_instance=instance,
            dagster_run=result.dagster_run,
            dagster_event=ended,
            resources=resources(office),
        ) as context:
            if result.success:
                watch.failed_checks(context)
            else:
                watch.failed_runs(context.for_run_failure())

    return told


REFUSED = "The file of Alder House for 2026-03 was not accepted."


def test_a_letter_for_each_check_that_failed_and_none_twice(office, instance, sent):
    told = after(fine_run, office, instance)
    told()
    told()
    assert [one.text.partition("\n")[0] for one in sent] == [REFUSED]
    after(fine_run, office, instance)()
    assert len(sent) == 2


def test_a_letter_that_did_not_go_is_tried_again(office, instance, sent, monkeypatch):
    told = after(fine_run, office, instance)

    def down(*_):
        raise InternalError("MAIL-03", "down")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "send", down)
        with pytest.raises(InternalError):
            told()
    told()
    assert len(sent) == 1


def test_a_run_that_stopped_is_told_by_its_code_alone(office, instance, sent):
    after(broken_run, office, instance)()
    first, second = sent
    assert first.text.startswith(REFUSED)
    assert "(COUNT-01)" in second.text
    assert "alder" not in second.text


def test_without_mail_nobody_is_told_and_nothing_fails(office, instance):
    after(broken_run, office, instance)()
    after(fine_run, office, instance)()


def test_the_mornings_job_sends_what_is_due_once(office, instance, sent):
    for _ in range(2):
        done = reminding.reminders_job.execute_in_process(
            instance=instance, resources=resources(office)
        )
        assert done.success
    assert [one.key for one in sent] == ["reminder/2026-03/+0"]
    kept = json.loads((office.home / "store" / "keeping" / "sent.json").read_text())
    assert kept == ["reminder/2026-03/+0"]
