from __future__ import annotations

import json
from datetime import date

import pytest

from pipelines.errors import UsageError
from pipelines.feedback.document import build_document
from pipelines.feedback.files import (
    KEPT,
    PAGE,
    WORKBOOK,
    kept_try,
    last_try,
    write_beside,
    write_feedback,
)
from tests.unit.feedback.told import CONSORTIUM, MONTH, finding, outcome


def hand_in(home, number, *findings):
    sent = outcome(findings, submission=f"alder-2026-03-{number}")
    write_feedback(home, CONSORTIUM, sent, date(2026, 4, 10))
    return home / "feedback" / "alder" / "2026-03" / sent.submission


def test_feedback_is_three_files_for_each_submission(tmp_path):
    folder = hand_in(tmp_path, 1, finding())
    assert sorted(path.name for path in folder.iterdir()) == [PAGE, WORKBOOK, KEPT]
    assert json.loads((folder / KEPT).read_text())["findings"][0]["code"] == "CELL-03"


def test_a_try_is_compared_with_the_one_before_by_number(tmp_path):
    for number, code in ((2, "CELL-02"), (9, "CELL-09"), (10, "CELL-04")):
        hand_in(tmp_path, number, finding(code))
    assert [one.code for one in last_try(tmp_path, "alder", MONTH)] == ["CELL-04"]
    assert [one.code for one in last_try(tmp_path, "alder", MONTH, "alder-2026-03-10")] == [
        "CELL-09"
    ]
    assert last_try(tmp_path, "alder", MONTH, "alder-2026-03-2") is None
    assert last_try(tmp_path, "birch", MONTH) is None
    kept = json.loads((hand_in(tmp_path, 11, finding("CELL-04")) / KEPT).read_text())
    assert [one["state"] for one in kept["since_the_last_try"]] == ["Still open"]


def test_feedback_written_again_is_the_same(tmp_path):
    hand_in(tmp_path, 1, finding("CELL-02"))
    folder = hand_in(tmp_path, 2, finding())
    once = {path.name: path.read_bytes() for path in folder.iterdir()}
    hand_in(tmp_path, 2, finding())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == once


def test_a_folder_of_the_user_keeps_what_else_is_in_it(tmp_path):
    (tmp_path / "march.xlsx").write_bytes(b"the user's own")
    document = build_document(CONSORTIUM, outcome([finding()]))
    write_beside(tmp_path, document, tmp_path / "march.xlsx")
    write_beside(tmp_path, document, tmp_path / "march.xlsx")
    assert (tmp_path / "march.xlsx").read_bytes() == b"the user's own"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["march.xlsx", PAGE, WORKBOOK, KEPT]
    )
    assert [one.code for one in kept_try(tmp_path, "alder", MONTH)] == ["CELL-03"]


def test_a_folder_that_cannot_be_written_to_is_said_plainly(tmp_path):
    (tmp_path / "taken").write_text("a file")
    document = build_document(CONSORTIUM, outcome([finding()]))
    with pytest.raises(UsageError, match="OUTPUT-01") as told:
        write_beside(tmp_path / "taken", document, tmp_path / "march.xlsx")
    assert told.value.__context__ is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b'{"partner": "alder"}'])
def test_a_damaged_last_try_is_as_none(tmp_path, content):
    (tmp_path / KEPT).write_bytes(content)
    assert kept_try(tmp_path, "alder", MONTH) is None
