"""The consortium's own folder: a slip in a key is told, by file, never passed over."""

from __future__ import annotations

import json

import pytest

from pipelines.errors import UsageError
from pipelines.settings_files import load_consortium
from sample_data import write_consortium
from schemas.catalog import load_catalog
from schemas.periods import Month

SLIPS = {
    "layout": ("partners/pine-hollow.toml", 'valid_from = "', 'date_oder = "dmy"\nvalid_from = "'),
    "partner": ("partners/pine-hollow.toml", 'kind = "', 'county = ["17003"]\nkind = "'),
    "consortium": ("consortium.toml", "due_day = ", "due_days = "),
}


@pytest.mark.parametrize("where", SLIPS)
def test_a_key_that_nothing_reads_is_refused_by_name(where, tmp_path):
    write_consortium(tmp_path)
    assert len(load_consortium(tmp_path).partners) == 15
    name, before, after = SLIPS[where]
    file = tmp_path / name
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load_consortium(tmp_path)
    assert refused.value.code == "HOME-08"
    assert refused.value.text.startswith(name)
    assert after.split(" = ")[0] in refused.value.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("pine_hollow", "did you mean pine-hollow?"),
        ("Pine Hollow", "did you mean pine-hollow?"),
        ("pinehollow", "did you mean pine-hollow?"),
        ("zzz", "an id is the name of a file in partners/"),
    ],
)
def test_an_unknown_partner_is_answered_with_the_likeliest(typed, said, tmp_path):
    write_consortium(tmp_path)
    with pytest.raises(UsageError) as refused:
        load_consortium(tmp_path).partner(typed)
    assert refused.value.code == "PARTNER-01"
    assert refused.value.text.endswith(said)


def test_a_folder_that_is_none_says_how_to_name_another(tmp_path):
    with pytest.raises(UsageError) as refused:
        load_consortium(tmp_path)
    assert refused.value.code == "HOME-01"
    assert "--home" in refused.value.text


def test_two_grants_of_one_report_are_refused(tmp_path):
    write_consortium(tmp_path)
    file = tmp_path / "consortium.toml"
    text = file.read_text(encoding="utf-8")
    grant = text[text.index("[[grant]]") : text.index("[[mou]]")]
    file.write_text(f"{text}\n{grant}", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load_consortium(tmp_path)
    assert refused.value.code == "HOME-09"


def chosen(tmp_path, reports):
    write_consortium(tmp_path)
    file = tmp_path / "consortium.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"reports = {json.dumps(reports)}\n{text}", encoding="utf-8")
    return load_consortium(tmp_path)


@pytest.mark.parametrize(
    ("reports", "due"),
    [
        ([], {"consortium", "illinois_infonet", "voca", "paip_coordination", "joint_voca"}),
        (["voca", "consortium"], {"consortium", "voca"}),
        (["fvpsa"], set()),
    ],
)
def test_a_consortium_may_make_some_of_the_reports_alone(reports, due, tmp_path):
    found = chosen(tmp_path, reports).due(load_catalog().reports, Month(2026, 3))
    assert {report.id for report in found} == due


def test_a_report_that_nobody_declares_is_refused_and_the_known_ones_are_named(tmp_path):
    made = chosen(tmp_path, ["consortium", "vocal"])
    with pytest.raises(UsageError) as refused:
        made.due(load_catalog().reports, Month(2026, 3))
    assert refused.value.code == "HOME-11"
    assert refused.value.text.startswith("consortium.toml: vocal is no report; there are consort")
