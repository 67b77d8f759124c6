"""The house rules that no linter holds: sizes, Privacy lines, one way to read a sheet, codes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pipelines.errors import ConsortiumError
from schemas.catalog import load_catalog

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path
    for folder in ("pipelines", "schemas", "sample_data")
    for path in (ROOT / folder).rglob("*.py")
)
STAGES = ("intake", "validate", "deidentify", "tally", "consolidate", "protect", "publish")
RESTRICTED = STAGES[:4]
WORDS = ("identifiable", "deidentified", "aggregate", "disclosure-safe")
LONGEST_MODULE = 300
LONGEST_FUNCTION = 45
NAMES_WITHOUT_MEANING = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
ERRORS = {kind.__name__ for kind in (ConsortiumError, *ConsortiumError.__subclasses__())}
PRIVACY = re.compile(r"\bPrivacy: ([^\n]+)")


def place(path):
    return path.relative_to(ROOT).as_posix()


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]


def stage_modules():
    """Modules of the stages but for the child that opens files: it knows no tables."""
    return [path for path in MODULES if stage_of(path) and path.parent.name != "sandbox"]


def stage_of(path):
    """The stage that a module belongs to, packages within it included; or nothing."""
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "pipelines" and parts[1] in STAGES else ""


def annotations(node):
    """The types that a function takes and gives, as written."""
    given = [one.annotation for one in (*node.args.posonlyargs, *node.args.args)]
    given += [one.annotation for one in node.args.kwonlyargs]
    return " ".join(ast.unparse(one) for one in (*given, node.returns) if one is not None)


# what carries rows or figures from one function to the next
CARRIERS = re.compile(
    r"\b(DataFrame|Series|RawTable|RecordTable|Records|StrippedRecords|Cells|Tables|SafeTables"
    r"|OpenedFile|Sheet|Intake|Validated)\b"
)


def entrances():
    """Names that modules outside a stage import from it, as (stage, name)."""
    return {
        (node.module.split(".")[1], name.name)
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipelines.")
        for name in node.names
        if stage_of(path) != node.module.split(".")[1]
    }


def carriers():
    """Functions that take or give rows or figures: in the restricted zone every public one, in the
    open zone those that are called from outside of their stage.
    """
    doors = entrances()
    return [
        pytest.param(node, id=f"{place(path)}:{node.name}")
        for path in stage_modules()
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (stage_of(path) in RESTRICTED or (stage_of(path), node.name) in doors)
        and CARRIERS.search(annotations(node))
    ]


def test_the_stages_are_the_seven_of_the_design():
    assert {stage_of(path) for path in stage_modules()} == set(STAGES)
    assert len(carriers()) > len(STAGES) * 2


@pytest.mark.parametrize("node", carriers())
def test_a_stage_function_says_what_it_takes_and_gives(node):
    said = PRIVACY.search(ast.get_docstring(node) or "")
    assert said, f"{node.name} has no line 'Privacy: ...'"
    assert any(word in said[1] for word in WORDS), said[0]


def test_every_privacy_line_uses_the_words_of_the_house():
    vague = {
        f"{place(path)}: {said}"
        for path in stage_modules()
        for said in PRIVACY.findall(path.read_text(encoding="utf-8"))
        if not any(word in said.lower() for word in (*WORDS, "restricted"))
    }
    assert vague == set()


def test_no_module_is_too_long():
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    long = {name for name, length in lengths.items() if length > LONGEST_MODULE}
    assert not long


def test_no_function_is_too_long():
    long = {
        f"{place(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_module_has_a_name_without_meaning():
    assert {place(path) for path in MODULES if path.stem in NAMES_WITHOUT_MEANING} == set()


def test_sheets_are_read_by_intake_alone():
    readers = ("read_excel", "read_csv", "CalamineWorkbook", "load_workbook")
    found = {
        (place(path).split("/")[1], reader)
        for path in MODULES
        if path.is_relative_to(ROOT / "pipelines")
        for reader in readers
        if re.search(rf"\b{reader}\b", path.read_text(encoding="utf-8"))
    }
    assert ("intake", "CalamineWorkbook") in found
    own = {("publish", "load_workbook"), ("publish", "read_csv"), ("audit", "read_csv")}
    assert found - own <= {("intake", "CalamineWorkbook"), ("verification.py", "load_workbook")}


def declared(folder, maker, key):
    """The literal `key` of every call of `maker` below a folder, repeats kept."""
    calls = [node for path in (ROOT / folder).rglob("*.py") for node in ast.walk(tree(path))]
    calls = [node for node in calls if isinstance(node, ast.Call)]
    calls = [node for node in calls if getattr(node.func, "id", "") == maker]
    given = [word.value for call in calls for word in call.keywords if word.arg == key]
    return [one.value for one in given if isinstance(one, ast.Constant)]


def test_a_code_means_one_thing():
    catalog = load_catalog()
    rules = [rule.id for rule in catalog.rules]
    assert len(rules) == len(set(rules))
    assert set(rules).isdisjoint(catalog.messages)
    written = declared("schemas/rules", "Rule", "id")
    assert len(written) == len(set(written))


def test_every_code_of_a_message_is_written_once():
    modules = (ROOT / "schemas" / "messages").glob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in modules)
    written = re.findall(r'^\s*"([A-Z]+-\d\d)",?$', text, re.MULTILINE)
    assert len(written) == len(set(written))
    assert set(written) == set(load_catalog().messages)


def test_a_code_of_an_error_belongs_to_one_module():
    """What stands in the ledger or on a screen leads to one place."""
    raised: dict[str, set[str]] = {}
    for path in MODULES:
        for node in ast.walk(tree(path)):
            is_error = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS
            if is_error and isinstance(node.args[0], ast.Constant):
                raised.setdefault(node.args[0].value, set()).add(place(path))
    assert len(raised) > 10
    assert {code: found for code, found in raised.items() if len(found) > 1} == {}
    assert set(raised).isdisjoint(load_catalog().messages)
