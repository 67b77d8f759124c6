from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter, defaultdict
from datetime import date

from python_calamine import CalamineWorkbook

from sample_data import deliveries, write_consortium
from sample_data.delivery import Delivery
from sample_data.profiles import PROFILES
from sample_data.story import EVENTS
from sample_data.world import SEED, make_agency, make_world
from schemas.periods import Month, span

MONTHS = [str(month) for month in span(Month(2024, 10), Month(2026, 10))]
LAST = "2026-10"


def of(partner: str, month: str) -> list[Delivery]:
    return [each for each in deliveries(first=month, last=month) if each.partner == partner]


def opened(each: Delivery) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(each.content()))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digests() -> dict[str, list[str]]:
    """Of agencies that send every form of file."""
    partners = ["pine-hollow", "cedar-bluff", "harbor-row", "steps-forward", "sugar-creek"]
    return {name: [digest(each.content()) for each in of(name, "2025-11")] for name in partners}


def test_same_seed_same_bytes():
    before = digests()
    make_world.cache_clear()
    assert digests() == before
    assert all(before.values())


def test_another_seed_makes_other_people():
    profile = next(each for each in PROFILES if each.id == "pine-hollow")
    first, second = make_agency(profile, SEED), make_agency(profile, SEED + 1)
    assert not first.people["client_name"].head(50).equals(second.people["client_name"].head(50))


def test_every_partner_and_month_is_told():
    told = defaultdict(set)
    for each in deliveries():
        told[each.partner].add(each.month)
    missing = {(each.partner, each.month) for each in EVENTS if each.kind == "missing"}
    for profile in PROFILES:
        gone = {month for partner, month in missing if partner == profile.id}
        assert told[profile.id] == set(MONTHS) - gone
    assert len(missing) == 2


def test_they_come_in_order_and_after_the_month_they_are_about():
    found = deliveries()
    assert [each.received for each in found] == sorted(each.received for each in found)
    assert all(each.received > Month.parse(each.month).last_day for each in found)


def test_the_calm_case_is_on_time():
    events = {(each.partner, each.month) for each in EVENTS}
    calm = [each for each in deliveries() if (each.partner, each.month) not in events]
    assert calm
    assert all(each.received.day <= 9 for each in calm)
    assert {each.outcome for each in calm} == {"accepted"}


def test_a_file_is_accepted_once_at_most():
    accepted = Counter(
        (each.partner, each.month)
        for each in deliveries()
        if each.kind == "file" and each.outcome == "accepted"
    )
    assert set(accepted.values()) == {1}


def test_exactly_one_correction_comes_after_the_release():
    late = [
        each
        for each in deliveries()
        if each.received > Month.parse(each.month).plus(1).first_day.replace(day=20)
    ]
    assert [(each.partner, each.month, each.received) for each in late] == [
        ("sugar-creek", "2025-11", date(2026, 1, 24))
    ]


def test_the_last_month_shows_everything_at_once():
    found = deliveries(first=LAST, last=LAST)
    assert {each.partner for each in found if each.outcome == "rejected"} == {"canal-haven"}
    assert {each.partner for each in found if each.kind == "nil"} == {"pine-hollow"}
    assert {each.partner for each in found if each.received.day > 10} == {"two-rivers"}
    assert "winding-rock" not in {each.partner for each in found}


def test_a_record_type_without_rows_has_its_nil_return_beforehand():
    for each in deliveries():
        if each.kind != "nil":
            continue
        rows = make_world()[each.partner].records[each.record]
        assert not rows["month"].eq(each.month).any()
    empty = {
        (partner, month, record)
        for partner, agency in make_world().items()
        for record, rows in agency.records.items()
        for month in set(MONTHS) - set(rows["month"])
    }
    said = {(each.partner, each.month, each.record) for each in deliveries() if each.kind == "nil"}
    gone = {(each.partner, each.month) for each in EVENTS if each.kind == "missing"}
    assert {each for each in empty if each[:2] not in gone} == said


def test_damaged_files_cannot_be_opened():
    cut = of("capital-bridge", "2025-01")[0]
    locked = of("westgate-alliance", "2025-05")[0]
    letter = of("canal-haven", "2026-01")[0]
    assert not zipfile.is_zipfile(io.BytesIO(cut.content()))
    assert locked.content().startswith(bytes.fromhex("D0CF11E0"))
    assert "EncryptedPackage".encode("utf-16-le") in locked.content()
    assert letter.content().startswith(b"%PDF")
    assert {each.outcome for each in (cut, locked, letter)} == {"rejected"}


def test_a_refused_file_differs_from_its_correction_in_the_fault_alone():
    bad, good = of("sugar-creek", "2025-09")
    cells = [
        [
            tuple(row)
            for sheet in book.sheet_names
            for row in book.get_sheet_by_name(sheet).to_python()
        ]
        for book in map(opened, (bad, good))
    ]
    changed = [(a, b) for a, b in zip(*cells, strict=True) if a != b]
    assert len(changed) == 3
    assert all(-2 in a for a, _ in changed)


def test_the_consortium_folder_is_whole(tmp_path):
    write_consortium(tmp_path)
    assert {path.stem for path in (tmp_path / "partners").glob("*.toml")} == {
        profile.id for profile in PROFILES
    }
    assert "recipients = []" in (tmp_path / "consortium.toml").read_text()
