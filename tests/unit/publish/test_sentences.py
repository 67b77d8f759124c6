"""Sentences over several lines: one that is allowed may begin like another that is allowed too."""

from __future__ import annotations

import pytest

from pipelines.publish.sentences import Sentences

FIRST = "Programs that did something. The total counts programs."
DECLARED = (FIRST, f"{FIRST} The section asks for at least one.", "Read the notes.")


@pytest.mark.parametrize(
    ("lines", "strange"),
    [
        ([FIRST, "The section asks for at least one."], []),
        ([FIRST, "The section asks for", "at least one.", "Read the notes."], []),
        ([FIRST, "Ask for Guadalupe.", "Read the", "notes."], [1]),
        (["Guadalupe came.", "Read the notes."], [0]),
    ],
)
def test_lines_are_read_as_whole_sentences_wherever_they_break(lines, strange):
    assert Sentences(iter(DECLARED)).strangers(lines) == strange
