"""Cells become values or fault codes; one bad cell hides no other."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.validate.code_words import CodeWords
from schemas.model import FieldType, Release
from tests.unit.validate.columns import field, parse, told

WHOLE = field(FieldType.INTEGER)
KEY = field(FieldType.TEXT, required=True, released_as=Release.PERSON_NO)
YES_NO = field(FieldType.BOOLEAN)


def test_one_bad_cell_hides_no_other():
    texts = ["1", "x", "3", "y", "", "n/a", "#REF!", "4"]
    assert told(parse(WHOLE, texts, "ssssssef")) == [
        1, "CELL-03", 3, "CELL-03", None, None, "CELL-06", "CELL-07",
    ]  # fmt: skip


def test_rows_keep_their_numbers():
    assert parse(WHOLE, ["1", "x", "1"]).typed.index.tolist() == [5, 6, 7]


def test_the_same_text_of_two_kinds_is_two_cells():
    assert told(parse(field(FieldType.DATE), ["2026-03-04", "2026-03-04"], "db")) == [
        pd.Timestamp("2026-03-04"),
        "CELL-02",
    ]


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#DIV/0!", "#value!", "#NAME?"])
def test_an_error_written_as_text_is_an_error(text):
    assert told(parse(WHOLE, [text])) == ["CELL-06"]


def test_empty_cells_take_the_documented_default_and_faulty_ones_do_not():
    parsed = parse(field(FieldType.INTEGER, default="1"), ["", "n/a", "4", "x", "unknown", "none"])
    assert told(parsed) == [1, 1, 4, "CELL-03", "CELL-03", "CELL-03"]


DITTOS = [
    '"', "''", '""', '" "', '-"-', "\u3003", "\u2033", "\u201c", "\u201d", "\u2019\u2019", ",,",
    ' " ', "ditto", "Ditto", "do.", "same", "SAME", "same as above", "as above",
]  # fmt: skip


@pytest.mark.parametrize("text", DITTOS)
@pytest.mark.parametrize("one", [KEY, *(field(kind) for kind in FieldType if kind != "text")])
def test_the_same_as_above_is_to_be_written_out(text, one):
    assert told(parse(one, [text])) == ["CELL-26"]


@pytest.mark.parametrize("text", ["'", ",", "-", '6"', '"A1"', "same day", "K'", "sameera", ""])
def test_other_marks_and_words_say_no_such_thing(text):
    assert "CELL-26" not in told(parse(KEY, [text]))


def test_a_word_of_the_partner_is_no_ditto():
    words = CodeWords({"same": "cook"})
    assert told(parse(field(FieldType.CODE), ["Same"], words=words)) == ["cook"]


@pytest.mark.parametrize("kind", "sn")
@pytest.mark.parametrize("text", ["1394", "1394.0", "1394.00", " 1394.0 "])
def test_a_whole_number_is_one_key_as_number_or_text(kind, text):
    assert told(parse(KEY, [text], kind)) == ["1394"]


@pytest.mark.parametrize("text", ["1394.1", "1394.10", "K1394.0", "1.394.0", "1394."])
def test_other_keys_with_a_point_stay_as_they_are(text):
    assert told(parse(KEY, [text])) == [text]


HIDDEN = ["<5", "< 11", "\u22645", "*", "**", "..", "\u2026", "[c]", "less than 5"]


@pytest.mark.parametrize("text", HIDDEN)
@pytest.mark.parametrize("kind", [FieldType.INTEGER, FieldType.DATE, FieldType.CODE])
def test_hidden_values_must_be_sent_where_they_count(text, kind):
    assert told(parse(field(kind, required=True), [text])) == ["CELL-09"]
    assert told(parse(field(kind), [text])) == ["CELL-20"]


def test_a_hidden_number_that_would_count_as_its_default_must_be_sent():
    assert told(parse(field(FieldType.INTEGER, default="1"), ["<5"])) == ["CELL-09"]


@pytest.mark.parametrize("text", ["S", "supp", "Suppressed", "masked"])
def test_words_for_hidden_are_known_among_numbers(text):
    assert told(parse(WHOLE, [text])) == ["CELL-20"]


def test_unknown_age_is_missing_not_minus_one():
    age = field(FieldType.INTEGER, name="age_years")
    assert told(parse(age, ["-1", "Unknown", "34", "?"])) == [None, None, 34, None]


def test_unknown_is_missing_only_where_nothing_would_be_miscounted():
    assert told(parse(YES_NO, ["unknown", "Unk", "?", "none"])) == [None] * 4
    assert told(parse(field(FieldType.BOOLEAN, required=True), ["unknown"])) == ["CELL-08"]
    assert told(parse(WHOLE, ["unknown", "none"])) == [None, "CELL-03"]
    assert told(parse(field(FieldType.INTEGER, required=True), ["unknown"])) == ["CELL-03"]
    assert told(parse(field(FieldType.DATE), ["unknown", "none"])) == ["CELL-02", None]


@pytest.mark.parametrize(
    "text",
    ["y", "Yes", "t", "true", "1", "1.0", "x", "X", "checked", "\u2713", "\u2714", "s\u00ed", "Si"],
)  # fmt: skip
def test_yes(text):
    assert told(parse(YES_NO, [text])) == [True]


@pytest.mark.parametrize("text", ["n", "No", "f", "FALSE", "0", "0.0", "unchecked", "\u2610"])
def test_no(text):
    assert told(parse(YES_NO, [text])) == [False]


@pytest.mark.parametrize("text", ["maybe", "2", "-1", "y/n", "yes no"])
def test_neither_yes_nor_no(text):
    assert told(parse(YES_NO, [text])) == ["CELL-08"]


def test_keys_are_the_same_from_number_cells_and_from_text():
    texts = ["1001", "1001", "1001.0", " 1001\u00a0", "\u200b1001", "1001.0"]
    assert told(parse(KEY, texts, "nsnsss")) == ["1001"] * 6


def test_keys_keep_zeros_case_and_inner_signs():
    texts = ["00501", "501", "a-1", "A-1", "A\u20111", "12E4"]
    assert told(parse(KEY, texts)) == ["00501", "501", "a-1", "A-1", "A-1", "12E4"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("1.23457E+15", "s"), ("1E+15", "s"), ("1.234567e+17", "n"), ("1234567890123456", "n")],
)
def test_keys_that_a_spreadsheet_has_rounded_are_refused(text, kind):
    assert told(parse(KEY, [text], kind)) == ["CELL-19"]


@pytest.mark.parametrize("text", ["n/a", "none", "unknown", "-", "?", "Not known"])
def test_a_word_for_nothing_is_no_key(text):
    assert told(parse(KEY, [text])) == [None]


def test_what_is_dropped_before_counting_is_not_judged():
    dropped = field(FieldType.TEXT, released_as=Release.NEVER)
    assert told(parse(dropped, ["#REF!", " kept ", "*", ""], "esss")) == [
        "#REF!",
        "kept",
        "*",
        None,
    ]


def test_a_key_that_an_export_marks_as_text():
    assert told(parse(KEY, ['="0012"', "0012", '=" K-7 "', '=""', "=K"])) == [
        "0012", "0012", "K-7", '=""', "=K",
    ]  # fmt: skip


RACES = CodeWords(
    {"white": "w", "asian": "a", "black": "b", "islander": "i", "black, not hispanic": "b"}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("white, asian", "a;w"),
        ("White|Asian + black", "a;b;w"),
        ("white\uff1basian", "a;w"),
        ("Black, not Hispanic", "b"),
        ("white, asian,", "a;w"),
        ("asian/islander", "CELL-04"),
        ("white and asian", "CELL-04"),
        ("white, other", "CELL-04"),
        ("white; asian, black", "CELL-04"),
        (",", "CELL-04"),
    ],
)
def test_sets_listed_with_another_sign_if_every_part_is_on_the_list(text, expected):
    assert told(parse(field(FieldType.CODE_SET), [text], words=RACES)) == [expected]


@pytest.mark.parametrize(
    ("empty", "filled", "asked"), [(1, 19, [5]), (2, 38, [5, 6]), (1, 18, []), (20, 0, [])]
)
def test_an_empty_count_is_asked_about_where_nearly_all_are_filled(empty, filled, asked):
    count = field(FieldType.INTEGER, default="1", minimum=1)
    parsed = parse(count, [*[""] * empty, *["3"] * filled])
    assert told(parsed) == [*[1] * empty, *[3] * filled]
    noted = {fault.code: mask.nonzero()[0] + 5 for fault, mask in parsed.notes.items()}
    assert {code: list(rows) for code, rows in noted.items()} == (
        {"CELL-29": asked} if asked else {}
    )


def test_an_empty_number_that_counts_as_nothing_is_not_asked_about():
    assert parse(field(FieldType.INTEGER), ["-", *["3"] * 30]).notes == {}
