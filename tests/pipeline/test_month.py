"""One month through the real command line: refused, corrected, nil, drafts, approval, verify."""

from __future__ import annotations

import csv
import json

import duckdb
import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.small import (
    SERVICE_HEADINGS,
    UNMET_HEADINGS,
    good_workbook,
    service_row,
    unmet_row,
    workbook,
)

pytestmark = pytest.mark.slow

APPROVE = (
    "approve", "--month", "2026-03", "--funder", "consortium", "--by", "Pat", "--despite-missing",
)  # fmt: skip
BOTH = ("consortium", "illinois_infonet")


def figures(office, report="consortium", month="2026-03", version=1):
    folder = office.home / "releases" / month / report / f"v{version}"
    with (folder / f"{report}-{month}-v{version}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def total(rows, measure, geography="all"):
    found = {
        (row["value"], row["status"])
        for row in rows
        if row["measure"] == measure
        and row["geography"] == geography
        and row["dim1"] == "total"
        and row["period"] == "2026-03"
    }
    assert len(found) == 1, found
    return found.pop()


def test_check_names_every_fault_by_cell_and_echoes_nothing(office):
    rows = [
        service_row(1),
        service_row(2, Hrs="lots of Zyxanthe"),
        service_row(3, Service="Quillfeather visit"),
        service_row(4, Opened="2026-04-01"),
        service_row(5, Age=430),
    ]
    bad = workbook(
        {"Services": [["log"], SERVICE_HEADINGS, *rows], "Turned away": [UNMET_HEADINGS]}
    )
    path = office.file("bad.xlsx", bad)
    arguments = ["check", path, "--partner", "alder", "--month", "2026-03"]
    done = office.run(*arguments, "--json", code=10)
    document = json.loads(done.stdout)
    assert document["outcome"] == "rejected"
    places = {(f["sheet"], f["cell"], f["code"]) for f in document["findings"] if f["cell"]}
    assert ("Services", "G4", "CELL-03") in places
    assert ("Services", "F5", "CELL-04") in places
    assert ("Services", "I7", "CELL-05") in places
    assert ("Services", "D6", "E02a") in places
    assert "ROW-03" in {f["code"] for f in document["findings"]}
    plain = office.run(*arguments, code=10)
    for text in (done.stdout, plain.stdout):
        assert "Zyxanthe" not in text
        assert "Quillfeather" not in text
    assert not (office.home / "store").exists()


def test_a_month_from_refused_file_to_verified_release(office):
    broken = office.file("broken.xlsx", b"PK\x03\x04 this is not a workbook")
    office.run("check", broken, "--partner", "alder", "--month", "2026-03", code=11)
    for name, content, partner in (
        ("broken.xlsx", b"PK\x03\x04 this is not a workbook", "alder"),
        ("a.xlsx", good_workbook(15, 12), "alder"),
        ("b.xlsx", good_workbook(30, 0), "birch"),
    ):
        path = office.file(name, content)
        office.run("submit", path, "--partner", partner, "--month", "2026-03")
    nil = ["nil", "--partner", "birch", "--month", "2026-03", "--record", "unmet_request"]
    office.run(*nil, is_warm=False)
    done = office.run("run", "--month", "2026-03")
    assert "Alder House" in done.stdout
    board = json.loads(office.run("status", "--month", "2026-03", "--json").stdout)
    states = {row["partner"]: row["state"] for row in board["partners"]}
    assert states["alder"].startswith("accepted")
    assert states["birch"].startswith("accepted")
    for report in BOTH:
        office.run("approve", "--month", "2026-03", "--funder", report, "--by", "Pat")
    rows = figures(office)
    assert total(rows, "people_served") == ("45", "shown")
    assert total(rows, "people_served", "alder") == ("15", "shown")
    assert total(rows, "unmet_requests") == ("12", "shown")
    office.run("verify", str(office.home / "releases"), is_warm=False)
    office.run("audit", str(office.home / "releases"), is_warm=False)
    office.run("audit", "--home", str(office.home))
    left = list((office.home / "vault").rglob("*original*"))
    assert not left


def said(path):
    """The bytes of a file; of the analysts' file what it holds, for DuckDB gives each an id."""
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as engine:
            names = [name for (name,) in engine.execute("SHOW TABLES").fetchall()]
            return {name: engine.execute(f'FROM "{name}"').fetchall() for name in names}
    if path.name == "manifest.json":
        manifest = json.loads(path.read_text())
        files = [one for one in manifest["files"] if not one["name"].endswith("duckdb")]
        return {**manifest, "files": files}
    return path.read_bytes()


def test_a_month_run_twice_gives_the_same_bytes(office):
    for partner in ("alder", "birch"):
        path = office.file("f.xlsx", good_workbook(13, 11))
        office.run("submit", path, "--partner", partner, "--month", "2026-03")
    office.run("run", "--month", "2026-03", now="2026-04-10T10:00:00", is_warm=False)
    first = {p: said(p) for p in (office.home / "drafts").rglob("*") if p.is_file()}
    office.run("run", "--month", "2026-03", now="2026-04-15T11:00:00", is_warm=False)
    second = {p: said(p) for p in (office.home / "drafts").rglob("*") if p.is_file()}
    assert {p.parent.name for p in first} == set(BOTH)
    assert len(first) == 2 * 4
    assert first == second


def test_a_month_not_received_is_never_zero(office):
    settings = office.home / "consortium.toml"  # and an agency without a hub has its row
    settings.write_text(settings.read_text().replace('["alder", "birch"]', '["alder"]'))
    birch = office.home / "partners" / "birch.toml"
    birch.write_text(birch.read_text().replace('hub = "rivers"', 'hub = ""'))
    path = office.file("f.xlsx", good_workbook(13, 11))
    office.run("submit", path, "--partner", "alder", "--month", "2026-03")
    office.run("run", "--month", "2026-03")
    office.run(*APPROVE)
    rows = figures(office)
    assert total(rows, "people_served", "birch") == ("", "not_received")
    assert total(rows, "people_served") == ("13", "shown")
    assert total(rows, "people_served", "no_hub") == ("", "not_received")


def test_a_draft_that_somebody_has_opened_and_saved_is_not_released(office):
    for partner, people in (("alder", 15), ("birch", 30)):
        path = office.file(f"{partner}.xlsx", good_workbook(people, 12))
        office.run("submit", path, "--partner", partner, "--month", "2026-03")
    office.run("run", "--month", "2026-03")
    draft = office.home / "drafts" / "2026-03" / "consortium" / "consortium-2026-03-v1.xlsx"
    made = draft.read_bytes()
    book = load_workbook(draft)
    book["Summary"]["A2"].comment = Comment("Ask Jane Doe about this", "Jane Doe")
    book.save(draft)
    approve = ["approve", "--month", "2026-03", "--funder", "consortium", "--by", "Pat"]
    said = office.run(*approve, code=13).stderr
    assert "APPROVE-05" in said
    assert "INSPECT-20" in said
    assert "Jane" not in said
    assert not (office.home / "releases").exists()
    draft.write_bytes(made)
    office.run(*approve)
    office.run("verify", str(office.home))
    office.run("audit", str(office.home / "releases"), "--home", str(office.home))


def test_nothing_is_approved_without_a_draft(office):
    done = office.run(
        "approve", "--month", "2026-03", "--funder", "consortium", "--by", "Pat", code=13
    )
    assert "APPROVE-01" in done.stderr


def test_a_correction_after_release_is_a_new_version(office):
    path = office.file("f.xlsx", good_workbook(20, 30))
    office.run("submit", path, "--partner", "alder", "--month", "2026-03")
    office.run("run", "--month", "2026-03")
    arguments = [*APPROVE]
    assert "APPROVE-07" in office.run(*arguments[:-1], code=13).stderr
    office.run(*arguments)
    assert "nothing to release" in office.run(*arguments).stdout
    path = office.file("f.xlsx", good_workbook(40, 30))
    office.run(
        "submit", path, "--partner", "alder", "--month", "2026-03", now="2026-04-11T10:00:00"
    )
    told = json.loads(office.run("status", "--month", "2026-03", "--json").stdout)["partners"][0]
    assert told["state"] == "waiting for the next run"
    assert (told["received"], told["to_do"]) == ("2026-04-11", "run the month")
    office.run("run", "--month", "2026-04", now="2026-05-10T10:00:00")
    assert "stale" in office.run("status", "--month", "2026-03").stdout
    office.run(*arguments, now="2026-05-20T10:00:00")
    assert total(figures(office, version=2), "people_served") == ("40", "shown")
    assert total(figures(office, version=1), "people_served") == ("20", "shown")
    office.run("audit", str(office.home / "releases"))
    office.run("audit", "--home", str(office.home))


def test_without_keys_a_good_file_waits_and_is_not_refused(office):
    path = office.file("f.xlsx", good_workbook(13, 11))
    office.run("submit", path, "--partner", "alder", "--month", "2026-03")
    keys = office.home.with_name("rivers.keys")
    keys.rename(office.home.with_name("elsewhere"))
    assert "KEYS-01" in office.run("run", "--month", "2026-03", code=2).stderr
    office.home.with_name("elsewhere").rename(keys)
    assert "waiting" in office.run("status", "--month", "2026-03").stdout


def test_a_month_to_come_and_an_approval_by_nobody_are_refused(office):
    path = office.file("f.xlsx", good_workbook(13, 11))
    later = ["--month", "2026-05"]
    for arguments in (["submit", path, "--partner", "alder", *later], ["run", *later]):
        assert "MONTH-01" in office.run(*arguments, code=2).stderr
    nobody = ["--funder", "consortium", "--by", " "]
    assert "APPROVE-03" in office.run("approve", "--month", "2026-03", *nobody, code=2).stderr


def test_rows_are_stronger_than_a_nil_return(office):
    nil = ["nil", "--partner", "alder", "--month", "2026-03", "--record", "unmet_request"]
    office.run(*nil)
    path = office.file("f.xlsx", good_workbook(13, 11))
    office.run("submit", path, "--partner", "alder", "--month", "2026-03")
    office.run("run", "--month", "2026-03")
    office.run(*APPROVE)
    assert total(figures(office), "unmet_requests", "alder") == ("11", "shown")
    board = json.loads(office.run("status", "--month", "2026-03", "--json").stdout)
    assert [row["nil"] for row in board["partners"]] == [[], []]


def test_rows_that_were_none_are_taken_back_by_a_nil_return_and_a_corrected_file(office):
    month = ["--partner", "alder", "--month", "2026-03"]
    office.run("submit", office.file("f.xlsx", good_workbook(13, 11)), *month)
    office.run("run", "--month", "2026-03")
    empty = {"Services": [["log"], SERVICE_HEADINGS, *[service_row(n) for n in range(13)]]}
    mended = office.file("m.xlsx", workbook(empty | {"Turned away": [UNMET_HEADINGS]}))
    assert "ROW-03" in office.run("check", mended, *month, code=10).stdout
    told = office.run("nil", *month, "--record", "unmet_request").stdout
    assert "does not hold yet" in told
    office.run("run", "--month", "2026-03")
    office.run(*APPROVE)
    assert total(figures(office), "unmet_requests", "alder") == ("11", "shown")
    office.run("submit", mended, *month)
    office.run("run", "--month", "2026-03")
    office.run(*APPROVE)
    assert total(figures(office, version=2), "unmet_requests", "alder")[1] == "nil"


def test_a_date_that_has_not_come_is_named_and_not_set_aside(office):
    rows = [SERVICE_HEADINGS, service_row(1), service_row(2, day="2062-03-05")]
    book = workbook({"Services": [["log"], *rows], "Turned away": [UNMET_HEADINGS, unmet_row()]})
    path = office.file("f.xlsx", book)
    done = office.run("check", path, "--partner", "alder", "--month", "2026-03", "--json", code=10)
    found = {(f["cell"], f["code"]) for f in json.loads(done.stdout)["findings"]}
    assert ("E4", "E01a") in found
