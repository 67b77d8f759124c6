"""`consortium layout` as a coordinator runs it."""

from __future__ import annotations

import tomllib

import pytest

from pipelines.storage.keys import make_keys
from tests.small import PARTNER, SETTINGS, Office, good_workbook


@pytest.fixture
def office(tmp_path):
    home = tmp_path / "home"
    (home / "partners").mkdir(parents=True)
    recipient = make_keys(tmp_path / "home.keys")
    (home / "consortium.toml").write_text(SETTINGS.format(recipient=recipient))
    for name in ("alder", "birch"):
        (home / "partners" / f"{name}.toml").write_text(PARTNER.format(name=name.title()))
    return Office(home)


def test_a_known_partners_sheet_is_proposed_as_its_layout_has_it(office):
    path = office.file("services.xlsx", good_workbook())
    made = office.home.parent / "alder-new.toml"
    done = office.run("layout", path, "--partner", "alder", "-o", str(made))
    (layout,) = tomllib.loads(made.read_text())["layout"]
    assert layout["valid_from"] == "2026-04"
    services, unmet = layout["table"]
    assert (services["record"], services["sheet"]) == ("client_service", "Services")
    assert services["heading_row"] == 2
    assert services["columns"]["Name"] == "client_name"
    assert services["columns"]["Hrs"] == "hours"
    assert unmet["record"] == "unmet_request"
    assert "the agency's earlier layout has it so" in made.read_text()
    assert "Invented Person" not in made.read_text() + done.stdout
    assert "Answer every 'decide'" in done.stdout


def test_without_a_file_to_write_the_proposal_is_printed(office):
    path = office.file("services.xlsx", good_workbook())
    done = office.run("layout", path)
    assert "[[layout]]" in done.stdout
    assert "client_key" in done.stdout
    assert "Invented Person" not in done.stdout


def test_a_file_that_cannot_be_read_safely(office):
    done = office.run("layout", office.file("letter.pdf", b"%PDF-1.4 a letter"), code=11)
    assert done.stderr.startswith("FILE-")
