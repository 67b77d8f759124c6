"""One watched month, lived once: good, refused, unreadable, strange and crashing files of eleven.

Ivy sends totals only, and rows by mistake; juniper sends every kind of file there is; kalmia fills
in the template.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipelines.settings_files import load_consortium
from pipelines.storage.keys import make_keys
from tests.privacy import nasty
from tests.privacy.forms_of_files import FORMS, filled_template

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = {
    "alder": "Alder House",
    "birch": "Birch Center",
    "cedar": "Cedar Place",
    "dogwood": "Dogwood Refuge",
    "elm": "Elm Street",
    "gorse": "Gorse Hill",
    "holly": "Holly Shelter",
    "ivy": "Ivy Lane",
    "juniper": "Juniper Court",
    "kalmia": "Kalmia House",
}


@dataclass
class Watched:
    """A consortium's folder, everything around it that a process may write to, and what it said."""

    folder: Path
    said: list[bytes] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.folder / "watched" / "home"

    @property
    def around(self) -> Path:
        """Home, keys, temporary folder, working folder, the user's own folder, kept copies."""
        return self.folder / "watched"

    def run(self, *arguments: str, code: int = 0) -> str:
        """The real command line; what it prints is kept."""
        around = {name: self.around / name for name in ("tmp", "cwd", "user", "kept")}
        for path in around.values():
            path.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", *arguments],
            check=False,
            capture_output=True,
            cwd=around["cwd"],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": f"{HERE / 'instrument'}:{ROOT}",
                "CONSORTIUM_HOME": str(self.home),
                "CONSORTIUM_NOW": "2026-04-10T10:00:00",
                "TMPDIR": str(around["tmp"]),
                "HOME": str(around["user"]),
                "WATCHED_KEPT": str(around["kept"]),
            },
        )
        self.said += [done.stdout, done.stderr]
        assert done.returncode == code, (arguments[0], done.returncode, done.stderr[-300:])
        return done.stdout.decode()

    def file(self, name: str, content: bytes) -> str:
        """A file at the partner's own desk, which is not watched."""
        path = self.folder / "desk" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        self.sent.append(content)
        return str(path)

    def drop(self, partner: str, name: str, content: bytes) -> None:
        """A file in the inbox, as a sync leaves it there."""
        path = self.home / "inbox" / partner / nasty.MONTH / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.sent.append(content)


@pytest.fixture(scope="session")
def watched(tmp_path_factory):
    """Lives through the month; each file name holds a canary too."""
    month = Watched(tmp_path_factory.mktemp("month"))
    _furnish(month.home)
    refused = month.file(f"{nasty.WORD} refused.xlsx", nasty.refused_workbook())
    broken = nasty.unreadable_files()["doctype"]
    _check(month, "dogwood", refused, 10)
    _check(month, "elm", month.file(f"{nasty.SSN}.xlsx", broken), 11)
    _check(month, "alder", month.file("w.xlsx", nasty.strange_workbook()), 10, "--json")
    unknown = nasty.workbook({f"{nasty.WORD} sheet": nasty.service_rows(3)[-3:]})
    _check(month, "alder", month.file("x.xlsx", unknown), 12, "--json")
    _check(month, "birch", month.file("y.xlsx", nasty.good_workbook()), 20)
    good = month.file(f"{nasty.WORD} {nasty.SSN}.xlsx", nasty.good_workbook(15))
    for partner, path in (("alder", good), ("dogwood", refused)):
        month.run("submit", path, "--partner", partner, "--month", nasty.MONTH, "--note", good)
    month.drop("birch", f"{nasty.WORD}.xlsx", nasty.good_workbook(12))
    month.drop("cedar", f"{nasty.WORD}.xlsx", nasty.good_workbook(12))
    month.drop("elm", f"{nasty.PHONE}.xlsx", broken)
    month.drop("fir", f"{nasty.WORD}.zip", nasty.hmis_zip())
    month.drop("gorse", f"{nasty.WORD}/{nasty.SSN}/{nasty.WORD}.csv", nasty.csv_text())
    month.drop("holly", f".{nasty.WORD}.part", nasty.strange_workbook())
    _send_what_is_new(month)
    month.run("run", "--month", nasty.MONTH)
    month.run("status", "--month", nasty.MONTH, "--json")
    answer = ("--code", "ID-14", "--reason", "checked_right", "--by", "Pat")
    month.run("confirm", "--partner", "alder", "--month", nasty.MONTH, *answer)
    approve = ("approve", "--month", nasty.MONTH, "--funder", "consortium", "--by", "Pat")
    month.run(*approve, "--despite-missing")
    month.run("log")
    month.run("log", "--month", nasty.MONTH, "--json")
    return month


def _send_what_is_new(month: Watched) -> None:
    """Totals only, every kind of file, the template; and what `check` and `layout` write."""
    rows = month.file(f"{nasty.WORD} rows.xlsx", nasty.good_workbook())
    place = ("--partner", "ivy", "--month", nasty.MONTH)
    month.run("submit", rows, *place, "--note", rows, code=10)
    assert not (month.home / "vault" / "ivy").exists()
    month.drop("ivy", f"{nasty.WORD}.xlsx", nasty.good_workbook())
    month.drop("ivy", f"{nasty.WORD}.bad.xlsx", nasty.unreadable_files()["doctype"])
    for name, make in FORMS.items():
        month.drop("juniper", f"{nasty.WORD} {name}", make(nasty.bad_rows()))
    template = filled_template(load_consortium(month.home), "kalmia")
    month.drop("kalmia", f"{nasty.SSN}.xlsx", template)
    refused = month.file("march.xlsx", nasty.refused_workbook())
    told = str(month.around / "told")
    _check(month, "dogwood", refused, 10, "-o", told, "--json")
    month.run("layout", rows, "--partner", "alder", "-o", str(month.around / "layout.toml"))


def _furnish(home: Path) -> None:
    recipient = make_keys(home.with_name(f"{home.name}.keys"))
    (home / "partners").mkdir(parents=True)
    (home / "consortium.toml").write_text(nasty.SETTINGS.format(recipient=recipient))
    for partner, name in NAMES.items():
        sheet = {"sheet": "", "row": 1} if partner == "gorse" else {}
        text = nasty.partner_toml(name, **sheet)
        if partner == "ivy":
            text = text.replace('"case_level"', '"tally"')
        (home / "partners" / f"{partner}.toml").write_text(text)
    (home / "partners" / "fir.toml").write_text(nasty.hmis_toml("Fir Lodge"))


def _check(month: Watched, partner: str, path: str, code: int, *more: str) -> None:
    month.run("check", path, "--partner", partner, "--month", nasty.MONTH, *more, code=code)
