"""Canaries in every corner of a file are in none of the four forms of its feedback."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import openpyxl
import pytest

from pipelines.assessment import assess
from pipelines.feedback.document import build_document
from pipelines.feedback.files import feedback_files
from pipelines.feedback.terminal import terminal_lines
from pipelines.known import Known
from pipelines.settings_files import load_consortium
from pipelines.submission import Outcome
from schemas.periods import Month
from tests.privacy import nasty
from tests.privacy.forms_of_files import FORMS, filled_template
from tests.privacy.search import find, find_below

pytestmark = pytest.mark.slow
WRITTEN = ["feedback.html", "feedback.xlsx", "findings.json"]


def without_headings():
    return nasty.workbook({f"{nasty.WORD} sheet": nasty.service_rows(3)[-3:]})


FILES = {
    "refused": (nasty.refused_workbook, 10),
    "renamed": (nasty.strange_workbook, 10),
    "strange": (without_headings, 12),
    "doctype": (lambda: nasty.unreadable_files()["doctype"], 11),
}


@pytest.fixture
def desk(office):
    (office.home / "partners" / "alder.toml").write_text(nasty.partner_toml("Alder House"))
    return office


def check(office, path, code, *more):
    words = ("check", path, "--partner", "alder", "--month", nasty.MONTH, *more)
    return office.run(*words, code=code)


@pytest.mark.parametrize("kind", FILES)
def test_no_canary_in_any_form(desk, tmp_path, kind):
    make, code = FILES[kind]
    path = desk.file(f"{nasty.WORD} {nasty.SSN}.xlsx", make())
    folder = tmp_path / "told"
    said = [check(desk, path, code, "-o", str(folder), *more) for more in ((), ("--json",))]
    for one in said:
        assert find((one.stdout + one.stderr).encode(), "said", nasty.CANARIES) == []
    assert sorted(one.name for one in folder.iterdir()) == WRITTEN
    assert json.loads(said[-1].stdout)["findings"]
    assert json.loads(said[-1].stdout) == json.loads((folder / "findings.json").read_text())
    # The workbook finds the file by its name: that one cell is the user's own, and is emptied here.
    (folder / "feedback.xlsx").write_bytes(without_name(folder / "feedback.xlsx", path))
    assert find_below(folder, nasty.CANARIES) == []


def without_name(path, sent):
    """The workbook with its one entry emptied, after a look that the name is nowhere else."""
    name = f"../{sent.rpartition('/')[2]}"
    book = openpyxl.load_workbook(path)
    holding = [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet
        for cell in row
        if nasty.WORD in str(cell.value)
    ]
    target = book.defined_names["your_file"].attr_text.replace("$", "")
    assert holding in ([], [tuple(target.split("!"))])
    emptied = io.BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(emptied, "w") as copy:
        for info in package.infolist():
            copy.writestr(
                info,
                package.read(info)
                .replace(name.encode(), b"")
                .replace(name.removeprefix("../").encode(), b""),
            )
    return emptied.getvalue()


@pytest.fixture(scope="module")
def consortium(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    (home / "partners").mkdir()
    (home / "consortium.toml").write_text(nasty.SETTINGS.format(recipient="x"))
    for partner, sheet in (("alder", {}), ("birch", {"sheet": "", "row": 1})):
        text = nasty.partner_toml(partner, **sheet)
        (home / "partners" / f"{partner}.toml").write_text(text)
    return load_consortium(home)


@pytest.mark.parametrize("make", [nasty.bad_rows, nasty.service_rows])
@pytest.mark.parametrize("form", [*FORMS, "template"])
def test_no_canary_of_any_kind_of_file_in_any_form(consortium, form, make):
    """Read, judged and told in this process: what is said comes from findings alone."""
    partner = consortium.partner("birch" if "UTF" in form else "alder")
    is_template = form == "template"
    content = filled_template(consortium, "alder") if is_template else FORMS[form](make())
    month = Month.parse(nasty.MONTH)
    found = assess(content, partner, month, Known(today=date(2026, 4, 10)))
    assert found.row_counts, "it was read"
    outcome = Outcome(
        partner=partner.id,
        month=month,
        submission="alder-2026-03-1",
        outcome=found.outcome,
        findings=found.findings,
        row_counts=found.row_counts,
    )
    document = build_document(consortium, outcome, found.findings)
    said = "\n".join(one.text for one in terminal_lines(document, 100))
    parts = {"terminal": said.encode(), "outcome": repr(outcome).encode()}
    for name, one in (parts | dict(feedback_files(document))).items():
        assert find(one, name, nasty.CANARIES) == []
