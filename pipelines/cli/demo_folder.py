"""The folders of the fictitious consortium: made, and made anew; nothing else is ever erased."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.settings import TALLY
from pipelines.settings_files import load_consortium
from pipelines.storage.files import write_file
from pipelines.storage.keys import keys_for, make_keys
from sample_data import write_consortium

MARKER = ".demo"
MADE = b"Made by `consortium demo`; everybody in it is invented.\n"


def make_demo(home: Path) -> None:
    """A new fictitious consortium in `home`, and beside it the desks of agencies that tally.

    A demo that is there already is erased first, with its desks. Only a folder that says itself
    that it is a demo is; otherwise UsageError (DEMO-01), and nothing has been touched.
    """
    _erase(home, desks_of(home))
    for folder in (home, desks_of(home)):
        write_file(folder / MARKER, MADE)
    write_consortium(home)
    _give_keys(home)
    for partner in load_consortium(home).partners:
        if partner.intake == TALLY:
            _make_desk(home, partner.id)


def desks_of(home: Path) -> Path:
    """The folder of the desks, which stands beside the consortium's folder."""
    whole = home.resolve()
    return whole.with_name(f"{whole.name}.desks")


def desk_of(home: Path, partner: str) -> Path:
    """The folder of an agency's own desk."""
    return desks_of(home) / partner


def _erase(*folders: Path) -> None:
    found = [folder for folder in folders if folder.exists() and any(folder.iterdir())]
    if not all((folder / MARKER).is_file() for folder in found):
        what = "that folder, or the one of desks beside it, holds what is not a demo"
        raise UsageError("DEMO-01", f"{what}; put it away, or name another folder with --home")
    for folder in found:
        shutil.rmtree(folder)


def _make_desk(home: Path, partner: str) -> None:
    """What the coordinator sends an agency: the settings, and of the partners only its own file."""
    desk = desk_of(home, partner)
    write_consortium(desk)
    for path in (desk / "partners").glob("*.toml"):
        if path.stem != partner:
            path.unlink()
    _give_keys(desk)


def _give_keys(home: Path) -> None:
    settings = home / "consortium.toml"
    recipient = make_keys(keys_for(home).folder)
    text = settings.read_text(encoding="utf-8")
    write_file(settings, text.replace("recipients = []", f'recipients = ["{recipient}"]').encode())
