"""Delimited text in every encoding and shape that programs write."""

from __future__ import annotations

import pytest

from pipelines.errors import UnreadableFile
from pipelines.intake.opening import notice_findings, open_file

ROWS = [["Näme", "Hours"], ["María", "0.5"], ["\u201ccafé\u201d \u2013 don\u2019t", "1"]]


def lines(delimiter: str = ",", rows=ROWS) -> str:
    return "\r\n".join(delimiter.join(f'"{text}"' for text in row) for row in rows)


def read(content: bytes) -> list[list[str]]:
    return open_file(content).sheets[0].text.to_numpy().tolist()


def codes(content: bytes) -> list[str]:
    return [finding.code for finding in notice_findings(open_file(content))]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"]
)
def test_letters_are_the_same_in_every_encoding(encoding):
    assert read(lines().encode(encoding)) == ROWS


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark(mark):
    assert read(("\ufeff" + lines(";")).encode(mark)) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "mac-roman"])
def test_letters_that_are_certain_are_not_spoken_of(encoding):
    assert codes("name\r\nJosé Núñez\r\nZoë".encode(encoding)) == []


def test_letters_that_can_be_read_in_two_ways_are_told():
    assert codes(b"name\r\nMar\x92a\r\n") == ["FILE-26"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_line_that_names_the_delimiter_is_blank(delimiter):
    content = f"sep={delimiter}\r\n{lines(delimiter)}"
    assert read(content.encode()) == [["", ""], *ROWS]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_quoted_line_ends_are_within_a_cell(delimiter):
    rows = [["a", "b\nc"], [f"d{delimiter}", 'e""f']]
    assert read(lines(delimiter, rows).encode()) == [["a", "b\nc"], [f"d{delimiter}", 'e"f']]


def test_ragged_rows_are_filled_with_blanks():
    assert read(b"a,b,c\n1\n\n1,2,3,4\n") == [
        ["a", "b", "c", ""],
        ["1", "", "", ""],
        ["", "", "", ""],
        ["1", "2", "3", "4"],
    ]


def test_error_words_of_spreadsheets_are_errors_in_text_too():
    sheet = open_file(b"a,b\n#REF!,#N/A\nx,n/a\n").sheets[0]
    assert sheet.kinds.to_numpy().tolist() == [["s", "s"], ["e", "e"], ["s", "s"]]
    assert sheet.text.to_numpy().tolist()[1] == ["", ""]


def test_text_that_is_cut_within_a_letter_of_two_bytes():
    with pytest.raises(UnreadableFile) as caught:
        open_file(lines().encode("utf-16")[:-1])
    assert caught.value.code == "FILE-18"


def test_more_rows_than_a_sheet_may_have():
    with pytest.raises(UnreadableFile) as caught:
        open_file(b"1\n" * 200_001)
    assert caught.value.code == "FILE-08"
