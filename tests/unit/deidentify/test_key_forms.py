"""A client key that earlier months hold in another form is found, though no key was kept."""

from __future__ import annotations

import pytest

from pipelines.deidentify.key_forms import known_otherwise
from pipelines.deidentify.strip import person_number

SECRET = b"of one agency"


def found(before: list[str], now: list[str], secret: bytes = SECRET) -> set[str]:
    people = frozenset(person_number(key, SECRET) for key in before)
    return set(known_otherwise(now, people, secret))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("0041", "41"),
        ("41", "0041"),
        ("K0041", "K41"),
        ("K-41", "K-0041"),
        ("K0041", "k0041"),
        ("k0041", "K41"),
        ("Ab41", "AB41"),
        ("AB41", "A B 0041"),
        ("000", "0"),
        ("A41B", "a041b"),
    ],
)
def test_other_zeros_capitals_and_blanks(before, now):
    assert found([before, "77"], [now, "77", "99"]) == {now}


@pytest.mark.parametrize(
    ("before", "now"), [("41", "42"), ("41", "410"), ("K41", "L41"), ("K-41", "K41"), ("4-1", "41")]
)
def test_other_keys_are_other_people(before, now):
    assert found([before], [now]) == set()


@pytest.mark.parametrize("form", ["K{:03d}", "K-{:03d}", "K{}", "k.{}"])
def test_dashes_are_another_form_where_most_new_keys_differ_so(form):
    before = [f"K-{number}" for number in range(1, 9)]
    now = [form.format(number) for number in range(1, 9)]
    assert found(before, now) == set(now) - set(before)
    assert found(before, [*now[:2], *(f"Z{number}9" for number in range(5))]) <= (
        set(now[:2]) if form == "K-{:03d}" else set()
    )


def test_a_key_that_is_known_as_it_is_asks_nothing():
    assert found(["41", "0041"], ["41"]) == set()


def test_a_form_that_stands_in_the_same_file_is_not_asked_about_here():
    assert found(["0041"], ["0041", "41"]) == set()


def test_without_earlier_months_or_with_another_secret_nothing_is_known():
    assert found([], ["41"]) == set()
    assert found(["0041"], ["41"], secret=b"of another agency") == set()
