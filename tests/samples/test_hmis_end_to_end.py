"""A real export handed in, checked and run: its cells equal a count from its own CSV files.

The rule is that of `expected`: people are those enrolled on any day of the month or with a bed
night in it; nights are counted from entry up to the exit, and each bed night; exits fall in the
month.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from tests.samples.test_intake_samples import HMIS, expected, rows_of, sample

pytestmark = pytest.mark.slow

# A made-up number of the export that is also a run of ascending bytes, as compressed indexes hold.
BY_CHANCE = {b"123456789"}

PARTNER = """
name = "Sample Shelter Network"
kind = "victim_services"
hub = "rivers"
counties = ["17031"]
intake = "case_level"
basis = "same covered agency (test)"
expected = ["shelter_stay"]
joined = "2020-01"

[[layout]]
valid_from = "2020-01"
preset = "hmis_csv"
other_months = "expected"
"""


def telling(content: bytes) -> set[bytes]:
    """SSNs, full names and client IDs that are long enough not to occur by chance."""
    found = set()
    for row in rows_of(content, "Client.csv"):
        names = f"{row['FirstName']} {row['LastName']}".strip()
        found |= {text.encode() for text in (row["SSN"], names) if len(text) >= 9}
        if not row["PersonalID"].isdigit():
            found.add(row["PersonalID"].encode())
    return found - BY_CHANCE


@pytest.mark.parametrize("name", sorted(HMIS))
def test_a_real_export_goes_all_the_way(name, office):
    content, month = sample(name), HMIS[name][0]
    for path in (office.home / "partners").glob("*.toml"):
        path.unlink()
    (office.home / "partners" / "network.toml").write_text(PARTNER)
    settings = office.home / "consortium.toml"
    settings.write_text(settings.read_text().replace('["alder", "birch"]', '["network"]'))
    path = office.file("export.zip", content)
    arguments = [path, "--partner", "network", "--month", str(month)]
    checked = office.run("check", *arguments, "--json", now="2026-10-01T10:00:00")
    assert json.loads(checked.stdout)["outcome"] in ("accepted", "questions")
    office.run("submit", *arguments, now="2026-10-01T10:00:00")
    run = office.run("run", "--month", str(month), now="2026-10-01T10:00:00")

    cells = pd.concat(
        pd.read_parquet(path) for path in (office.home / "store/cells").rglob("*.parquet")
    )
    whole = cells[(cells["breakdown"] == "total") & (cells["period"] == str(month))]
    counted = whole.set_index("measure")["value"]
    people, nights, exits = expected(content, month)
    assert len(people) > 20
    assert counted["people_served"] == len(people)
    assert counted["shelter_nights"] == nights
    assert counted["shelter_exits"] == exits

    events = pd.read_sql("select * from events", f"sqlite:///{office.home}/store/ledger.db")
    counts = json.loads(events[events["kind"].isin(["accepted", "questions"])]["details"].iloc[0])
    bed_nights = rows_of(content, "Services.csv")
    assert counts["rows_in"] == len(rows_of(content, "Enrollment.csv")) + len(bed_nights)
    assert counts["rows_in"] == counts["accepted"] + counts["set_aside"]

    words = telling(content)
    assert len(words) > 500
    files = [path for path in office.home.rglob("*") if path.is_file()]
    everything = b"\n".join([run.stdout.encode(), checked.stdout.encode(), run.stderr.encode()])
    everything += b"\n".join(path.read_bytes() for path in files)
    everything += b"\n".join(frame_bytes(path) for path in files if path.suffix == ".parquet")
    assert found_in(everything, words) == set()


LENGTH = 8


def found_in(content: bytes, words: set[bytes]) -> set[bytes]:
    """The words that occur: numpy looks for their first eight bytes at every place at once."""
    begins = np.array([int.from_bytes(word[:LENGTH], "little") for word in words], dtype="<u8")
    found = set()
    for start in range(LENGTH):
        runs = np.frombuffer(content, "<u8", (len(content) - start) // LENGTH, start)
        for at in np.flatnonzero(np.isin(runs, begins)):
            place = start + LENGTH * int(at)
            found |= {word for word in words if content.startswith(word, place)}
    return found


def test_a_word_is_found_wherever_it_stands():
    words = {b"123456788", b"Ottoline Quillfeather", b"Perpetua Q"}
    for shift in range(2 * LENGTH):
        content = b"-" * shift + b"Ottoline Quillfeather" + b"1234567" + b"Perpetua Q"
        assert found_in(content, words) == {b"Ottoline Quillfeather", b"Perpetua Q"}


def frame_bytes(path) -> bytes:
    return pd.read_parquet(path).to_csv().encode()
