"""Two names are one person's where a reader would say so."""

from __future__ import annotations

import pytest

from pipelines.errors import UsageError
from pipelines.names import is_same_person, person


@pytest.mark.parametrize(
    "other",
    ["pat o'doe-müller", "PAT  O'DOE MÜLLER ", "O'Doe Müller, Pat", "Pat O\u2019Doe Mu\u0308ller."],
)
def test_case_signs_spaces_and_order_make_no_other_person(other):
    assert is_same_person("Pat O'Doe Muller", other)


@pytest.mark.parametrize("other", ["Pat Miller", "Patrick O'Doe Muller", "", "-"])
def test_other_words_are_another_person(other):
    assert not is_same_person("Pat O'Doe Muller", other)
    assert not is_same_person(other, "")


def test_a_name_is_kept_as_it_was_given_but_for_its_spaces():
    assert person("  Pat   O'Doe ") == "Pat O'Doe"


@pytest.mark.parametrize("name", ["x" * 81, "Pat\x00Doe", "Pat\u202eDoe"])
def test_what_can_be_no_name_is_refused_and_not_told(name):
    with pytest.raises(UsageError, match="NAME-01") as refused:
        person(name)
    assert name not in str(refused.value)
