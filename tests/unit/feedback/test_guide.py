from __future__ import annotations

import re
from pathlib import Path

from pipelines.feedback.guide import ENTRIES, GUIDE, guide_text, section_of
from schemas.catalog import load_catalog

ROOT = Path(__file__).parents[3]


def test_the_guide_is_what_the_catalog_says():
    """If this fails: .venv/bin/python -m pipelines.feedback.guide > docs/fixing-your-file.md."""
    assert (ROOT / GUIDE).read_text(encoding="utf-8") == guide_text(load_catalog())


def test_every_code_stands_in_the_guide_once():
    catalog = load_catalog()
    rules = [rule.id for rule in (*catalog.rules, *catalog.cross_rules)]
    heads = re.findall(r"^\*\*([^:]+):", guide_text(catalog), re.MULTILINE)
    told = [code for head in heads for code in head.split(", ")]
    assert sorted(told) == sorted([*catalog.messages, *rules])


def test_every_message_has_a_section_of_its_own_theme():
    assert [code for code in load_catalog().messages if section_of(code) == ENTRIES] == []
    assert section_of("E25a") == ENTRIES


def test_no_brace_is_left_open_in_the_guide():
    assert not re.search(r"[{}]", guide_text(load_catalog()))
