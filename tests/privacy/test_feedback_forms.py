"""Canaries in every corner of a file are in none of the four forms of its feedback."""

from __future__ import annotations

import io
import json
import zipfile

import openpyxl
import pytest

from tests.privacy import nasty
from tests.privacy.search import find, find_below

pytestmark = pytest.mark.slow
FORMS = ["feedback.html", "feedback.xlsx", "findings.json"]
FILES = {
    "refused": (nasty.refused_workbook, 10),
    "strange": (nasty.strange_workbook, 12),
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
    said = [check(desk, path, code, "-o", str(folder)) for _ in range(2)]
    said.append(check(desk, path, code, "-o", str(folder), "--json"))
    for one in said:
        assert find((one.stdout + one.stderr).encode(), "said", nasty.CANARIES) == []
    assert sorted(one.name for one in folder.iterdir()) == FORMS
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


def test_what_is_kept_names_no_file(desk):
    path = desk.file(f"{nasty.WORD} {nasty.SSN}.xlsx", nasty.refused_workbook())
    for _ in range(2):
        desk.run("submit", path, "--partner", "alder", "--month", nasty.MONTH)
        desk.run("run", "--month", nasty.MONTH)
    kept = desk.home / "feedback" / "alder" / nasty.MONTH
    folders = sorted(one.name for one in kept.iterdir())
    assert folders == [f"alder-{nasty.MONTH}-{number}" for number in (1, 2)]
    assert all(sorted(one.name for one in (kept / name).iterdir()) == FORMS for name in folders)
    assert find_below(kept, nasty.CANARIES) == []
    second = json.loads((kept / folders[1] / "findings.json").read_text())
    assert {one["state"] for one in second["since_the_last_try"]} == {"Still open"}
