"""Words for codes: exact without regard to case and blanks, never by likeness alone."""

from __future__ import annotations

import pytest

from pipelines.validate.code_words import CodeWords, plain, words_of
from pipelines.validate.reads import Fault
from schemas.catalog import load_catalog
from schemas.model import Confidentiality, FieldType
from tests.unit.validate.columns import field, parse, told

LISTS = load_catalog().code_lists
SERVICE = words_of(LISTS["service"], {"Ind. Couns.": "counseling_individual_inperson", "n/r": ""})
COUNTY = words_of(LISTS["county"], {})
CODE = field(FieldType.CODE)
PERSONAL = field(FieldType.CODE, confidentiality=Confidentiality.QUASI_IDENTIFIER)
CODES = field(FieldType.CODE_SET)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ind. Couns.", "counseling_individual_inperson"),
        ("ind couns", "counseling_individual_inperson"),
        ("  IND.\u00a0 COUNS. ", "counseling_individual_inperson"),
        ("safety_planning", "safety_planning"),
        ("Safety planning", "safety_planning"),
        ("safety-planning", "safety_planning"),
        ("\uff33afety planning", "safety_planning"),
        ("n/r", None),
    ],
)
def test_a_word_is_known_whatever_its_case_blanks_and_punctuation(text, code):
    assert told(parse(CODE, [text], words=SERVICE)) == [code]


def test_a_number_cell_may_be_a_code():
    assert told(parse(CODE, ["17113", "17113.0"], "nn", words=COUNTY)) == ["17113", "17113"]


def test_signs_that_tell_words_apart_are_not_squeezed():
    words = words_of(None, {"18+": "adult", "18": "eighteen", "<18": "minor"})
    assert told(parse(CODE, ["18+", "18", "<18"], words=words)) == ["adult", "eighteen", "minor"]
    assert told(parse(CODE, ["-18"], words=words)) == ["CELL-04"]


def test_words_that_differ_in_punctuation_only_are_not_confused():
    words = words_of(None, {"co-op": "a", "co op": "b"})
    assert told(parse(CODE, ["co-op", "co op", "co/op"], words=words)) == ["a", "b", "CELL-04"]


def test_a_near_miss_is_offered_and_not_taken():
    parsed = parse(CODE, ["Saftey planning", "Safety  planing"], words=SERVICE)
    assert told(parsed) == ["CELL-23", "CELL-23"]
    assert set(parsed.faults) == {Fault("CELL-23", "Safety planning")}


def test_each_suggestion_is_a_fault_of_its_own():
    parsed = parse(CODE, ["Saftey planning", "Transportaton", "Thursday"], words=SERVICE)
    assert set(parsed.faults) == {
        Fault("CELL-23", "Safety planning"),
        Fault("CELL-23", "Transportation"),
        Fault("CELL-04"),
    }


def test_what_is_near_to_two_codes_is_not_suggested():
    words = words_of(None, {"Group A adults": "a", "Group B adults": "b"})
    assert told(parse(CODE, ["Group C adults"], words=words)) == ["CELL-04"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Case managment", "Case management"),
        ("Cse managment", "Case management"),
        ("Chidl", "Child"),
        ("chlid", "Child"),
        ("Caucasion", "Caucasian"),
        ("Caucassion", "Caucasian"),
        ("Sangamo", "Sangamon"),
        ("Sangmaon", "Sangamon"),
        ("Colaborative case", "Collaborative case planning"),
        ("Group 13 adults", ""),
        ("Marin", ""),
        ("Chi", ""),
        ("Clidren", ""),
        ("Thursday", ""),
    ],
)
def test_a_slip_or_two_has_one_meaning_or_none(text, meant):
    own = (
        "Case management", "Child", "Caucasian", "Sangamon", "Group 12 adults",
        "Group 14 adults", "Martin", "Marion", "Collaborative case planning",
    )  # fmt: skip
    words = words_of(None, {word: f"code {at}" for at, word in enumerate(own)})
    assert words.near([text]).get(text, "") == meant


def test_a_word_of_a_longer_entry_may_be_meant_if_only_one_entry_has_it():
    assert SERVICE.near(["Case managment", "Counselling"]) == {
        "Case managment": "Collaborative case management"
    }


def test_of_a_person_a_near_miss_does_not_name_the_word():
    parsed = parse(PERSONAL, ["McLeen"], words=COUNTY)
    assert set(parsed.faults) == {Fault("CELL-24")}


def test_a_column_full_of_unknown_words_gets_no_suggestions():
    parsed = parse(CODE, [f"Safety planning {n}" for n in range(300)], words=SERVICE)
    assert set(parsed.faults) == {Fault("CELL-04")}


def test_sets_are_sorted_and_checked_part_by_part_with_one_fault_a_cell():
    words = words_of(None, {"W": "white", "B": "black", "none": ""})
    texts = ["w; b", "b", "w;z", "y;z", "b\nw", "w;w;", "none", "w/b"]
    assert told(parse(CODES, texts, words=words)) == [
        "black;white", "black", "CELL-04", "CELL-04", "black;white", "white", None, "CELL-04",
    ]  # fmt: skip


def test_a_word_that_holds_the_separator_is_one_word():
    words = words_of(None, {"Black/African American": "black", "White": "white"})
    texts = ["Black/African American", "White"]
    assert told(parse(CODES, texts, words=words, separator="/")) == ["black", "white"]


def test_in_a_set_all_that_may_have_been_meant_is_named():
    parsed = parse(CODES, ["Saftey planning; Transportaton"], words=SERVICE)
    assert set(parsed.faults) == {Fault("CELL-23", "Safety planning; Transportation")}
    assert told(parse(CODES, ["Saftey planning; Thursday"], words=SERVICE)) == ["CELL-04"]


def test_every_label_and_code_of_every_list_is_known():
    for codes in LISTS.values():
        words = words_of(codes, {})
        for code in codes.codes:
            assert words.code_of(plain(code.code.upper())) == code.code
            assert words.code_of(plain(f" {code.label} ")) is not None


@pytest.mark.parametrize(("text", "meant"), [("Plan", "Planned"), ("Pl", ""), ("Post", "")])
def test_the_beginning_of_one_entry_alone_is_taken_for_it(text, meant):
    words = (("Planned", "planned"), ("Posted", "posted"), ("Postponed", "postponed"))
    assert CodeWords(shown=words).near([text]).get(text, "") == meant
