"""Whatever a library raises in the restricted zone ends as a code: no text of it survives."""

from __future__ import annotations

import pickle
import sys
from datetime import date, datetime

import dagster as dg
import duckdb
import pandera.errors
import pyarrow as pa
import pyrage
import pytest

import pipelines.assessment
from pipelines.assessment import QUESTIONS, UNREADABLE
from pipelines.cli import app
from pipelines.defs.resources import Office
from pipelines.defs.submissions import submissions
from pipelines.errors import ConsortiumError, UsageError
from pipelines.known import Known
from pipelines.settings_files import load_consortium
from pipelines.storage.inbox import Arrival, Stranded, hand_in, stranded, sweep
from pipelines.submission import FAILED, Errand, run_errand
from pipelines.tally.count import ENGINE
from schemas.model import Severity
from schemas.periods import Month
from tests.privacy import nasty
from tests.privacy.search import find, find_below
from tests.unit.desk.desks import SEPTEMBER, home_at, rows_of, tallied

MONTH = Month.parse(nasty.MONTH)
NOW = datetime(2026, 4, 10, 10)  # noqa: DTZ001  as the ledger writes it
TEXT = f"{nasty.WORD} {nasty.SSN}"
INTERNAL = 20


class Panic(BaseException):
    """Like the panic of an extension: no `Exception`."""


ERRORS = [
    ValueError(TEXT),
    KeyError(TEXT),
    UnicodeDecodeError("utf-8", TEXT.encode(), 0, 1, TEXT),
    OSError(13, TEXT, TEXT),
    MemoryError(TEXT),
    RecursionError(TEXT),
    ExceptionGroup(TEXT, [ValueError(TEXT)]),
    SystemExit(TEXT),
    KeyboardInterrupt(TEXT),
    Panic(TEXT),
    duckdb.ConversionException(TEXT),
    pandera.errors.SchemaDefinitionError(TEXT),
    pa.ArrowInvalid(TEXT),
    pyrage.DecryptError(TEXT),
]
# calls in each restricted stage, and in the vault: of a library, or of a step of our own
CALLS = [
    "pipelines.intake.answer.json.loads",
    "pipelines.intake.answer.pd.DataFrame",
    "pipelines.intake.template.normalize",
    "pipelines.intake.tables.rows.labels_of",
    "pipelines.intake.tables.raw.pd.Series",
    "pipelines.intake.drift.alarm.cells_of",
    "pipelines.intake.drift.profiles.np.quantile",
    "pipelines.intake.identifiers.roster.pc.unique",
    "pipelines.intake.identifiers.shapes.phonenumbers.PhoneNumberMatcher",
    "pipelines.questions.outside_agreements",
    "pipelines.validate.cells.pd.factorize",
    "pipelines.validate.judge.frame_schema",
    "pandera.pandas.DataFrameSchema.validate",
    "pipelines.deidentify.strip.hmac.new",
    "pipelines.tally.sources.pa.concat_tables",
    "duckdb.connect",
    "pipelines.storage.vault.pyrage.decrypt",
    "pipelines.storage.vault.zipfile.ZipFile",
    "pipelines.storage.cells.hashlib.sha256",
]
# what `layout` and, at a desk, `tally` do with rows in the process of the command itself
COMMANDS = [
    ("layout", "pipelines.proposal.propose.grid_of"),
    ("layout", "pipelines.proposal.columns.cells_of"),
    ("layout", "pipelines.proposal.telling.shapes_of"),
    ("layout", "pipelines.proposal.habits.process.extractOne"),
    ("layout", "pipelines.proposal.writing.tomli_w.dumps"),
    ("tally", "pipelines.desk.tallying.tally"),
    ("tally", "pipelines.desk.tallying.packed"),
    ("tally", "pipelines.desk.workbook.words_of"),
    ("tally", "pipelines.storage.vault.pyrage.encrypt"),
]
# the reader of a sent tally
OF_TALLIES = [
    "pipelines.intake.tally_workbook.pd.to_numeric",
    "pipelines.intake.tally_workbook.parse_period",
    "pipelines.sent.judge.np.isfinite",
    "pipelines.sent.assess.Cells",
]


def raiser(error):
    def fail(*_, **__):
        try:
            raise LookupError(TEXT)  # noqa: TRY301  a cause is part of the fault
        except LookupError as cause:
            error.add_note(TEXT)
            raise error from cause

    return fail


@pytest.fixture
def errand(office):
    """Alder's file waits in the vault of a small consortium."""
    (office.home / "partners" / "alder.toml").write_text(nasty.partner_toml("Alder House"))
    consortium = load_consortium(office.home)
    content = nasty.good_workbook(3)
    alder, arrival = consortium.partner("alder"), Arrival(NOW)
    submission = hand_in(office.home, consortium, alder, MONTH, content, arrival)
    return Errand(
        home=office.home,
        partner="alder",
        month=MONTH,
        submission=submission,
        nil_records=frozenset(),
        history=(),
        states={MONTH: {"client_service": "received"}},
        today=date(2026, 4, 10),
    )


def assert_says_nothing(outcome):
    said = repr(outcome).encode() + pickle.dumps(outcome)
    assert find(said, "outcome", nasty.CANARIES) == []


def test_without_a_fault_the_file_is_counted(errand):
    """Client IDs made from names are asked about, and about nothing else."""
    outcome = run_errand(errand)
    asked = [one.code for one in outcome.findings if one.severity is not Severity.INFORMATION]
    assert (outcome.outcome, asked) == (QUESTIONS, ["ID-14"])
    assert outcome.cells_version
    assert_says_nothing(outcome)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_kind_of_error_ends_as_a_type_and_a_place(errand, monkeypatch, error):
    monkeypatch.setattr(pipelines.assessment, "strip", raiser(error))
    outcome = run_errand(errand)
    assert (outcome.outcome, outcome.findings, outcome.cells_version) == (FAILED, (), "")
    assert outcome.fault.startswith(f"{type(error).__name__} at assessment.py:")
    assert_says_nothing(outcome)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("error", [ValueError, Panic])
def test_an_error_of_a_library_in_any_stage_ends_as_a_code(errand, monkeypatch, call, error):
    with monkeypatch.context() as patched:
        patched.setattr(call, raiser(error(TEXT)))
        outcome = run_errand(errand)
    assert outcome.outcome in (FAILED, UNREADABLE)
    assert outcome.fault or [finding.code for finding in outcome.findings] == ["FILE-10"]
    assert outcome.cells_version == ""
    assert_says_nothing(outcome)
    assert find_below(errand.home, nasty.CANARIES) == []


@pytest.mark.parametrize("error", [ValueError, Panic])
def test_a_rule_that_fails_is_named_and_says_nothing_else(errand, monkeypatch, error):
    monkeypatch.setattr("pipelines.validate.judge.np.asarray", raiser(error(TEXT)))
    outcome = run_errand(errand)
    assert outcome.outcome == FAILED
    assert_says_nothing(outcome)


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """A tally that its agency has sent."""
    desk = home_at(tmp_path_factory.mktemp("desk") / "home")
    return tallied(desk, SEPTEMBER, rows_of(SEPTEMBER)).workbook


@pytest.mark.parametrize("call", OF_TALLIES)
@pytest.mark.parametrize("error", [ValueError, Panic])
def test_an_error_while_a_tally_is_read_ends_as_a_code(sent, tmp_path, monkeypatch, call, error):
    home = home_at(tmp_path / "home")
    consortium = load_consortium(home)
    alder, arrival = consortium.partner("alder"), Arrival(NOW)
    submission = hand_in(home, consortium, alder, SEPTEMBER, sent, arrival)
    errand = Errand(
        home=home,
        partner="alder",
        month=SEPTEMBER,
        submission=submission,
        nil_records=frozenset(),
        history=(),
        states={},
        today=date(2026, 10, 5),
    )
    assert run_errand(errand).outcome == "accepted"
    monkeypatch.setattr(call, raiser(error(TEXT)))
    outcome = run_errand(errand)
    assert (outcome.outcome, outcome.cells_version) == (FAILED, "")
    assert_says_nothing(outcome)


def run_in_process(monkeypatch, *words):
    """The command line in this process; its exit code."""
    monkeypatch.setattr(sys, "argv", ["consortium", *words])
    with pytest.raises(SystemExit) as stopped:
        app.main()
    return stopped.value.code


@pytest.mark.parametrize("error", [ValueError, Panic, OSError])
def test_an_unforeseen_error_of_a_command_is_told_by_its_type(office, monkeypatch, capfd, error):
    path = office.file("x.csv", b"a,b\n1,2\n")
    monkeypatch.setattr("pipelines.cli.check.assess", raiser(error(TEXT)))
    words = ("check", path, "--partner", "alder", "--month", nasty.MONTH)
    assert run_in_process(monkeypatch, *words, "--home", str(office.home)) == INTERNAL
    said = capfd.readouterr()
    assert said.err.startswith(f"INTERNAL-01: {error.__name__}")
    assert find((said.out + said.err).encode(), "said", nasty.CANARIES) == []


@pytest.mark.parametrize(("error", "code"), [(SystemExit, INTERNAL), (KeyboardInterrupt, 130)])
def test_what_ends_a_command_says_nothing(office, monkeypatch, capfd, error, code):
    """The words of an exit are printed by Python itself if they get that far."""
    path = office.file("x.csv", b"a,b\n1,2\n")
    monkeypatch.setattr("pipelines.cli.check.assess", raiser(error(TEXT)))
    words = ("check", path, "--partner", "alder", "--month", nasty.MONTH)
    assert run_in_process(monkeypatch, *words, "--home", str(office.home)) == code
    said = capfd.readouterr()
    assert find((said.out + said.err).encode(), "said", nasty.CANARIES) == []


@pytest.mark.parametrize(("command", "call"), COMMANDS)
@pytest.mark.parametrize("error", [ValueError, Panic])
def test_a_stage_that_fails_within_a_command_leaves_and_says_nothing(
    office, monkeypatch, capfd, command, call, error
):
    (office.home / "partners" / "alder.toml").write_text(nasty.partner_toml("Alder House"))
    make = nasty.good_workbook if command == "tally" else nasty.service_words_workbook
    path = office.file("x.xlsx", make())
    output = office.home.parent / ("totals.xlsx" if command == "tally" else "alder.toml")
    words = [command, path, "--partner", "alder", "-o", str(output), "--home", str(office.home)]
    words += ["--month", nasty.MONTH] if command == "tally" else []
    monkeypatch.setattr("pipelines.cli.tally.restrict", lambda: True)  # this process goes on
    monkeypatch.setattr(call, raiser(error(TEXT)))
    assert run_in_process(monkeypatch, *words) == INTERNAL
    assert not output.exists()
    said = capfd.readouterr()
    assert find((said.out + said.err).encode(), "said", nasty.CANARIES) == []
    assert find_below(office.home, nasty.CANARIES) == []


@pytest.mark.parametrize("error", [ValueError, OSError, UsageError])
def test_an_error_while_collecting_reaches_dagster_without_its_text(
    office, monkeypatch, capfd, tmp_path, error
):
    """The text of an error that is not ours, and the causes of any, stay outside of Dagster."""
    raised = error("CODE-01", "our own words") if error is UsageError else error(TEXT)
    monkeypatch.setattr("pipelines.collect.sweep", raiser(raised))
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster")) as instance:
        done = dg.materialize(
            [submissions],
            instance=instance,
            partition_key=nasty.MONTH,
            resources={"office": Office(home=str(office.home), now=NOW.isoformat())},
            raise_on_error=False,
        )
    assert not done.success
    said = capfd.readouterr()
    assert find((said.out + said.err).encode(), "said", nasty.CANARIES) == []
    assert find_below(tmp_path / "dagster", nasty.CANARIES) == []
    assert find_below(tmp_path / "dagster", ["CODE-01" if error is UsageError else "RUN-02"])


def test_a_file_that_cannot_be_read_is_not_named_and_stops_no_other(office):
    folder = office.home / "inbox" / "alder" / nasty.MONTH
    folder.mkdir(parents=True)
    (folder / f"{nasty.WORD} scan.pdf").symlink_to(folder / "nowhere")
    (folder / nasty.WORD).mkdir()
    (folder / nasty.WORD / f"{nasty.WORD}.csv").write_bytes(b"a,b\n")
    (office.home / "inbox" / f"{nasty.WORD}.csv").write_bytes(b"a,b\n")
    assert sweep(office.home, load_consortium(office.home), NOW) == 1
    assert stranded(office.home, load_consortium(office.home)) == Stranded(1, 1)
    said = office.run("status", "--month", nasty.MONTH).stdout
    assert "1 file in inbox/ in no folder PARTNER/YYYY-MM" in said
    assert "1 file in inbox/ cannot be read" in said
    assert nasty.WORD not in said
    left = {path.name for path in (office.home / "inbox").rglob("*") if not path.is_dir()}
    assert left == {f"{nasty.WORD} scan.pdf", f"{nasty.WORD}.csv"}
    assert not (folder / nasty.WORD).exists()
    assert len(list((office.home / "vault").rglob("*.original.age"))) == 1
    assert sweep(office.home, load_consortium(office.home), NOW) == 0, "and it goes on so"


@pytest.mark.parametrize("name", sorted(nasty.unreadable_files()))
def test_a_file_that_must_not_be_opened_is_refused_by_a_code_alone(office, name):
    (office.home / "partners" / "alder.toml").write_text(nasty.partner_toml("Alder House"))
    found = pipelines.assessment.assess(
        nasty.unreadable_files()[name],
        load_consortium(office.home).partner("alder"),
        MONTH,
        Known(today=date(2026, 4, 10)),
    )
    assert found.outcome == UNREADABLE
    assert [finding.code.partition("-")[0] for finding in found.findings] == ["FILE"]
    assert find(repr(found.findings).encode(), "findings", nasty.CANARIES) == []


def test_the_engine_writes_nothing_however_large_the_question(tmp_path, monkeypatch):
    """Out of memory it stops; it spills no row to disk and reaches no file."""
    monkeypatch.chdir(tmp_path)
    with duckdb.connect(":memory:", config={**ENGINE, "memory_limit": "64MB"}) as engine:
        rows = "SELECT 'row ' || i || repeat('x', 50) AS t FROM range(3000000) r(i)"
        with pytest.raises(duckdb.OutOfMemoryException):
            engine.execute(f"CREATE TABLE big AS {rows}")
        with pytest.raises(duckdb.PermissionException):
            engine.execute("COPY (SELECT 1) TO 'out.csv'")
        with pytest.raises(duckdb.PermissionException):
            engine.execute("ATTACH 'out.db'")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ConsortiumError.__subclasses__())
def test_our_own_errors_hold_code_and_text_only(kind):
    """And the number of a line, or words of the partner's own layout: nothing of a file."""
    more = {"UnreadableFile": {"line": 0}, "UnknownLayout": {"words": {}}}.get(kind.__name__, {})
    error = kind("CODE-01", "words")
    assert vars(error) == {"code": "CODE-01", "text": "words", **more}
