"""Every changed, missing or added file of a release is named, and every wrong total."""

from __future__ import annotations

import hashlib
import json

import pytest

from pipelines.verification import verify

HEADINGS = (
    "table_id,measure,period,geography_type,geography,breakdown,dim1,dim2,dim3,value,status\n"
)
ROWS = (
    "a,people,2026-03,consortium,all,total,total,total,total,30,shown\n"
    "a,people,2026-03,partner,x,total,total,total,total,18,shown\n"
    "a,people,2026-03,partner,y,total,total,total,total,12,shown\n"
    "b,people,2026-03,consortium,all,age,old,total,total,,withheld\n"
    "b,people,2026-03,consortium,all,age,young,total,total,,withheld\n"
)
HIERARCHIES = {"measures": {"people": {"additivity": "unduplicated", "partitions": ["age"]}}}


def release(folder, rows=ROWS):
    folder.mkdir(parents=True)
    files = {"r-2026-03-v1.csv": (HEADINGS + rows).encode(), "r-2026-03-v1.xlsx": b"PK workbook"}
    listed = []
    for name, content in files.items():
        (folder / name).write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        listed.append({"name": name, "size": len(content), "sha256": sha256})
    manifest = {"files": listed, "hierarchies": HIERARCHIES}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_a_release_as_it_was(tmp_path):
    release(tmp_path / "v1")
    assert verify(tmp_path) == (2, [])
    assert verify(tmp_path / "v1" / "r-2026-03-v1.xlsx") == (1, [])


@pytest.mark.parametrize("name", ["r-2026-03-v1.csv", "r-2026-03-v1.xlsx", "manifest.json"])
def test_one_flipped_byte_is_named(tmp_path, name):
    path = release(tmp_path / "v1") / name
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.write_bytes(bytes(content))
    problems = verify(tmp_path)[1]
    assert len(problems) == 1
    assert name in problems[0]


def test_missing_and_added_files_are_named(tmp_path):
    folder = release(tmp_path / "v1")
    (folder / "r-2026-03-v1.xlsx").unlink()
    (folder / "raw.xlsx").write_bytes(b"x")
    problems = " ".join(verify(tmp_path)[1])
    assert "r-2026-03-v1.xlsx: missing" in problems
    assert "raw.xlsx: not in the manifest" in problems


def test_a_total_that_is_not_the_sum_of_its_parts_is_named(tmp_path):
    release(tmp_path / "v1", ROWS.replace(",12,shown", ",13,shown"))
    problems = verify(tmp_path)[1]
    assert problems == [
        "v1/r-2026-03-v1.csv: people of 2026-03 is not the sum of its parts by partner"
    ]
