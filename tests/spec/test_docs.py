"""What the documentation shows exists: commands, options, layout keys, files, and its examples."""

from __future__ import annotations

import dataclasses
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
import typer

from pipelines.assessment import COUNTED, assess
from pipelines.cli.app import app
from pipelines.intake import opening
from pipelines.intake.sandbox import archive, hmis_files, sheet_scan
from pipelines.intake.sandbox import limits as child
from pipelines.intake.tables.mapping import check_layout
from pipelines.known import Known
from pipelines.layouts import Layout, TableLayout
from pipelines.settings_files import load_consortium
from schemas.catalog import load_catalog
from schemas.periods import Month
from schemas.presets import preset_names

ROOT = Path(__file__).parents[2]
DOCS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "sample_data/README.md"])
LAYOUTS = ROOT / "docs" / "partner-layouts.md"
READING = (ROOT / "docs" / "reading-files.md").read_text(encoding="utf-8")
MARCH = Month(2026, 3)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\S*/)?consortium (.+?)(?:\s{2,}#.*| # .*)?$", re.MULTILINE)
INLINE = re.compile(r"`consortium ([^`]+)`")
FILES = ("FILE", "BACKUP")
HEAD = """
name = "Alder House"
kind = "victim_services"
intake = "case_level"
expected = {expected}
joined = "2025-01"
"""
SETTINGS = 'name = "A coalition"\ncontact = "reports@example.org"\n'
OPEN_LAYOUT = '[[layout]]\nvalid_from = "2026-01"\n'


def commands():
    group = typer.main.get_command(app)
    return {name: group.get_command(None, name) for name in group.list_commands(None)}


def shown():
    """Every command that a document shows, as (document, words after `consortium`)."""
    found = []
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        blocks = "\n".join(body for kind, body in BLOCK.findall(text) if kind in ("", "sh"))
        lines = [*COMMAND.findall(blocks), *INLINE.findall(BLOCK.sub("", text))]
        found += [
            pytest.param(shlex.split(line), id=f"{path.name}:{' '.join(line.split())}")
            for line in dict.fromkeys(lines)
        ]
    return found


def options_of(command):
    return {name for one in command.params for name in (*one.opts, *one.secondary_opts)}


@pytest.mark.parametrize("words", shown())
def test_a_command_that_is_shown_exists_with_its_options(words):
    command = commands().get(words[0])
    assert command is not None, f"there is no command {words[0]}"
    given = {word.partition("=")[0] for word in words[1:] if word.startswith("-")}
    assert given <= options_of(command)


@pytest.mark.parametrize("words", [one for one in shown() if len(one.values[0]) > 1])
def test_a_command_that_is_shown_whole_has_all_it_needs(words, tmp_path, monkeypatch):
    """Parsed as it stands, among the files and folders it names; not run."""
    monkeypatch.chdir(tmp_path)
    for option, name in pairwise(words):
        if name.startswith(("-", "~")) or option in ("-o", "--output"):
            continue
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if "." in file.name or name in FILES:
            file.touch()
        else:
            file.mkdir(exist_ok=True)
    command = commands()[words[0]]
    with command.make_context(words[0], list(words[1:])) as context:
        assert set(context.params) == {one.name for one in command.params}


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\bconsortium ([a-z-]+)\b", text))
    assert set(commands()) - {"demo"} <= told


def test_every_layout_key_has_its_heading():
    heads = re.findall(r"^### (.+)$", LAYOUTS.read_text(encoding="utf-8"), re.MULTILINE)
    told = [key for head in heads for key in head.split(", ")]
    keys = [field.name for kind in (Layout, TableLayout) for field in dataclasses.fields(kind)]
    for made in ("tables", "is_undecided"):  # nobody writes these
        keys.remove(made)
    assert sorted(told) == sorted(keys)


def test_every_preset_is_told():
    told = re.findall(r"^\| `(\w+)` \|", LAYOUTS.read_text(encoding="utf-8"), re.MULTILINE)
    told.remove("preset")
    assert sorted(told) == sorted(preset_names())


def examples():
    """Each layout that is shown, with the sheet before it where there is one."""
    found, sheet, name = [], "", ""
    text = LAYOUTS.read_text(encoding="utf-8")
    for part in re.split(r"^(?=#{2,3} )", text, flags=re.MULTILINE):
        name, sheet = part.partition("\n")[0].lstrip("# "), ""
        for kind, body in BLOCK.findall(part):
            if kind == "csv":
                sheet = body
            elif kind == "toml":
                found.append(pytest.param(sheet, body, id=name))
    return found


def partner_of(home, layout):
    """The partner that an example describes; what it leaves out is put before it."""
    records = sorted(set(re.findall(r'^record = "(\w+)"', layout, re.MULTILINE)))
    text = layout
    if "[[layout]]" not in text:
        text = OPEN_LAYOUT + text
    if not text.startswith("name"):
        text = HEAD.format(expected=records) + text
    (home / "partners").mkdir()
    (home / "consortium.toml").write_text(SETTINGS, encoding="utf-8")
    (home / "partners" / "alder.toml").write_text(text, encoding="utf-8")
    return load_consortium(home).partner("alder")


@pytest.mark.parametrize(("sheet", "layout"), examples())
def test_a_layout_that_is_shown_can_be_loaded(tmp_path, sheet, layout):
    partner = partner_of(tmp_path, layout)
    tables = [table for one in partner.layouts for table in one.tables]
    assert tables or partner.layouts[0].preset
    for table in tables:
        check_layout(table, load_catalog().records)
    assert bool(sheet) <= bool(tables)


@pytest.mark.parametrize(("sheet", "layout"), [one for one in examples() if one.values[0]])
def test_a_layout_that_is_shown_reads_the_sheet_above_it(tmp_path, sheet, layout):
    partner = partner_of(tmp_path, layout)
    found = assess(sheet.encode(), partner, MARCH, Known(today=MARCH.plus(1).first_day))
    assert found.outcome in COUNTED, found.findings
    assert {count.record for count in found.row_counts if count.accepted} == set(partner.expected)
    asked = {one.code for one in found.findings if one.severity == "please_confirm"}
    assert asked.isdisjoint(load_catalog().messages)  # rules may ask: an example is no whole month


def limits():
    """The limits that are told, by the words before them."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", READING, re.MULTILINE)
    return {name: int(re.sub(r"\D", "", told)) for name, told in rows if re.search(r"\d", told)}


def test_the_limits_are_those_of_the_code():
    mebibyte = archive.MEBIBYTE
    true = {
        "memory (address space)": child.GIBIBYTE >> 30,
        "processor time": child.CPU_SECONDS,
        "wall-clock time, watched by the parent": int(opening.WALL_SECONDS),
        "size of a file it may write": 0,
        "open files": child.OPEN_FILES,
        "answer": opening.MAX_ANSWER // mebibyte,
        "size of the file": opening.MAX_CONTENT // mebibyte,
        "parts of a zip": archive.MAX_PARTS,
        "one part, unpacked": archive.MAX_PART // mebibyte,
        "all parts, unpacked": archive.MAX_SUM // mebibyte,
        "a part larger than 1 MiB": archive.MAX_RATIO,
        "rows of a sheet": sheet_scan.MAX_ROW,
        "columns of a sheet": sheet_scan.MAX_COLUMN,
        "rows times columns of a sheet": sheet_scan.MAX_AREA,
        "records of one file of an HMIS export": hmis_files.MAX_RECORDS,
    }
    told = limits()
    assert {name: told.get(name) for name in true} == true


def test_every_refusal_of_a_file_is_told():
    codes = {code for code in load_catalog().messages if code.startswith("FILE-")}
    assert codes == set(re.findall(r"\bFILE-\d\d\b", READING))


def linked():
    """Every relative link of a document, as (document, target)."""
    return [
        pytest.param(path.parent / target, id=f"{path.name}:{target}")
        for path in DOCS
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("target", linked())
def test_a_link_leads_somewhere(target):
    assert target.exists()


def changed_places():
    """What the table "Where each change is made" says is touched."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.partition("## Where each change is made")[2].partition("\n## ")[0]
    rows = [row.split("|")[2] for row in table.splitlines() if row.startswith("| ")][1:]
    return [place for row in rows for place in re.findall(r"`([a-z_]+/[^`]*)`", row)]


def test_what_is_touched_for_a_change_is_there():
    places = [one.replace("<funder>", "fvpsa") for one in changed_places()]
    own = [one for one in places if not one.startswith("partners/")]
    assert len(own) > 5
    assert [one for one in own if not (ROOT / one).exists()] == []


def test_every_code_that_is_named_exists():
    """Codes of messages and rules; an error's own code is in the module that raises it."""
    catalog = load_catalog()
    rules = {rule.id for rule in (*catalog.rules, *catalog.cross_rules)}
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "pipelines").rglob("*.py")
    )
    for path in DOCS:
        named = set(re.findall(r"\b(?!UTF|SPD)[A-Z]{2,}-\d\d\b", path.read_text(encoding="utf-8")))
        unknown = named - set(catalog.messages) - rules
        assert {code for code in unknown if f'"{code}"' not in source} == set()
