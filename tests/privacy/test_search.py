"""The search itself: a canary that is there is found, in every form and every container."""

from __future__ import annotations

import base64
import gzip
import io
import json
import pickle
import sqlite3
import zipfile
import zlib

import openpyxl
import pandas as pd
import pytest

from tests.privacy.search import find, find_below

WORD = "Zyxquill Vantongeren"


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def workbook(where: str) -> bytes:
    book = openpyxl.Workbook()
    if where == "cell":
        book.active["A1"] = WORD
    elif where == "sheet":
        book.create_sheet(WORD).sheet_state = "hidden"
    elif where == "comment":
        book.active["A1"].comment = openpyxl.comments.Comment("x", WORD)
    else:
        book.properties.creator = WORD
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def table(write: str) -> bytes:
    buffer = io.BytesIO()
    frame = pd.DataFrame({"a": [WORD] * 3, "b": [1, 2, 3]})
    getattr(frame, write)(buffer)
    return buffer.getvalue()


def database(tmp_path, value: object) -> bytes:
    connection = sqlite3.connect(tmp_path / "x.db")
    connection.execute("CREATE TABLE t (a)")
    connection.execute("INSERT INTO t VALUES (?)", [value])
    connection.commit()
    connection.close()
    return (tmp_path / "x.db").read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        f"...{WORD.upper()}...".encode(),
        WORD.encode("utf-16"),
        WORD.encode("utf-16-be"),
        b"a=Zyxquill%20Vantongeren",
        b"a=Zyxquill+Vantongeren",
        *(base64.b64encode(b"x" * shift + WORD.encode() + b"yy") for shift in range(3)),
        pickle.dumps({"a": [WORD]}),
        gzip.compress(WORD.encode()),
        zlib.compress(WORD.encode()),
        zipped("a.txt", WORD.encode()),
        zipped(f"{WORD}.txt", b""),
        zipped("inner.zip", zipped("a.gz", gzip.compress(WORD.encode()))),
        *map(workbook, ("cell", "sheet", "comment", "property")),
        table("to_parquet"),
        table("to_feather"),
    ],
    ids=lambda _: "container",  # bytes with a time in them would make ids that differ
)
def test_a_planted_canary_is_found(content):
    assert find(content, "here", [WORD])


@pytest.mark.parametrize(
    "value", [WORD, WORD.encode(), zlib.compress(WORD.encode())], ids=["text", "blob", "packed"]
)
def test_a_canary_in_a_database_is_found(tmp_path, value):
    assert find(database(tmp_path, value), "here", [WORD])


def test_a_canary_deleted_from_a_database_is_found_in_its_free_pages(tmp_path):
    database(tmp_path, json.dumps([WORD] * 400))
    connection = sqlite3.connect(tmp_path / "x.db")
    connection.execute("PRAGMA secure_delete = off")
    connection.execute("DELETE FROM t")
    connection.commit()
    connection.close()
    assert find_below(tmp_path, [WORD])


def test_a_canary_in_the_name_of_a_folder_is_found(tmp_path):
    (tmp_path / f"{WORD} intake").mkdir()
    assert find_below(tmp_path, [WORD])


def test_innocent_bytes_are_innocent(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped("a.txt", b"Zyx Quill Van Tongeren" * 99))
    assert not find_below(tmp_path, [WORD])
