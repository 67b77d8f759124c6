"""Making the demo anew erases the demo, and nothing that stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.cli.demo_folder import MARKER, desks_of, make_demo
from pipelines.errors import UsageError
from pipelines.settings import TALLY
from pipelines.settings_files import load_consortium


def neighbors(folder: Path) -> dict[str, bytes]:
    """What a user keeps beside the demo, and above it."""
    kept = {"README.md": b"mine", "pipelines/cells.py": b"mine", "demo.notes": b"mine"}
    for name, content in kept.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return kept


def test_a_second_demo_erases_the_first_and_nothing_else(tmp_path):
    home = tmp_path / "work" / "demo"
    kept = neighbors(tmp_path / "work")
    make_demo(home)
    stale = (home / "releases" / "old.xlsx", desks_of(home) / "old" / "desk.txt")
    for path in stale:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"of the first demo")
    make_demo(home)
    assert not any(path.exists() for path in stale)
    assert {name: (tmp_path / "work" / name).read_bytes() for name in kept} == kept
    names = {"demo", "demo.keys", "demo.desks", "pipelines", "README.md", "demo.notes"}
    assert {path.name for path in (tmp_path / "work").iterdir()} == names
    assert [path.name for path in tmp_path.iterdir()] == ["work"]


def test_each_agency_that_sends_totals_has_a_desk_with_its_own_file_alone(tmp_path):
    home = tmp_path / "demo"
    make_demo(home)
    tallied = {one.id for one in load_consortium(home).partners if one.intake == TALLY}
    desks = {path.name for path in desks_of(home).iterdir() if path.is_dir()}
    assert {name for name in desks if not name.endswith(".keys")} == tallied != set()
    for name in tallied:
        found = [path.stem for path in (desks_of(home) / name / "partners").glob("*.toml")]
        assert found == [name]


@pytest.mark.parametrize("which", ["home", "desks"])
def test_a_folder_that_is_no_demo_is_never_erased(tmp_path, which):
    home = tmp_path / "demo"
    make_demo(home)
    folder = {"home": home, "desks": desks_of(home)}[which]
    (folder / MARKER).unlink()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match="DEMO-01"):
        make_demo(home)
    assert sorted(tmp_path.rglob("*")) == before
