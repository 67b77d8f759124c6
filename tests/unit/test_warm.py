"""A command that was forked says and does what a new interpreter does."""

from __future__ import annotations

import pytest

from tests.small import good_workbook

CASES = {
    "done": (["status", "--month", "2026-03"], 0),
    "wrong usage": (["status", "--month", "March"], 2),
    "our own error": (["run", "--month", "2031-01"], 2),
    "an option that is missing": (["template", "--partner", "alder"], 2),
}


@pytest.mark.parametrize("case", CASES)
def test_a_warm_command_says_what_a_new_interpreter_says(office, case):
    words, code = CASES[case]
    warm, new = (office.run(*words, code=code, is_warm=is_warm) for is_warm in (True, False))
    named = new.stderr.replace("python -m pipelines.cli", "consortium")  # how it was called
    assert (warm.stdout, warm.stderr) == (new.stdout, named)
    assert warm.stdout or warm.stderr


def test_nothing_of_one_call_is_left_for_the_next(office):
    path = office.file("f.xlsx", good_workbook())
    refused = office.run("submit", path, "--partner", "alder", "--month", "2026-05", code=2)
    assert "MONTH-01" in refused.stderr
    later = {"now": "2026-06-02T10:00:00"}
    office.run("submit", path, "--partner", "alder", "--month", "2026-05", **later)
    again = office.run("submit", path, "--partner", "alder", "--month", "2026-05", code=2)
    assert "MONTH-01" in again.stderr
    assert again.stdout == refused.stdout
