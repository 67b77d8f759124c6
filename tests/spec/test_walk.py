"""The guide for coordinators, lived as it is written: a changed command or word makes it fail."""

from __future__ import annotations

import re

import openpyxl
import pytest

from tests.walk import GUIDE, Picture, Typed, agrees, live, steps

pytestmark = pytest.mark.slow

TYPED = re.compile(r"^consortium .+$", re.MULTILINE)
MAX_PICTURE = 120_000


def test_the_month_of_the_guide_goes_as_it_says(tmp_path):
    for step, said in live(tmp_path):
        if isinstance(step, Typed):
            assert agrees(step.printed, said), f"{step.commands} now say:\n{said}"
        else:
            book = openpyxl.load_workbook(tmp_path / step.file, read_only=True)
            assert step.sheet in book.sheetnames
            book.close()


def test_every_command_and_every_picture_of_the_guide_is_a_step():
    text = GUIDE.read_text(encoding="utf-8")
    typed = [one for step in steps() if isinstance(step, Typed) for one in step.commands]
    assert typed == TYPED.findall(text)
    taken = [one.name for one in steps() if isinstance(one, Picture)]
    assert taken == re.findall(r"\]\(([^)]+\.png)\)", text)
    assert {(GUIDE.parent / name).stat().st_size < MAX_PICTURE for name in taken} == {True}


@pytest.mark.parametrize(
    ("printed", "said", "is_so"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n...\nc\n", "a\nb\nb\nc\n", True),
        ("a\n...\nc\n", "a\nb\n", False),
        ("in ...keys.\n", "in /x/y.keys.\n", True),
        ("in ...keys.\n", "in /x\n/y.keys.\n", False),
    ],
)
def test_dots_stand_for_what_was_left_out(printed, said, is_so):
    assert agrees(printed, said) is is_so
