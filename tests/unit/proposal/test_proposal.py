"""Proposals for the files of the fictitious consortium, compared with what their layouts say."""

from __future__ import annotations

import io
import tomllib
from collections import Counter
from dataclasses import replace

import pytest
import tomli_w
import xlsxwriter

from pipelines.intake.opening import open_file
from pipelines.intake.read import read_opened
from pipelines.layouts import TableLayout
from pipelines.proposal.matching import DECIDE
from pipelines.proposal.propose import propose, propose_for
from pipelines.proposal.writing import as_toml
from pipelines.settings_files import load_consortium
from sample_data import deliveries, write_consortium
from schemas.catalog import load_catalog
from schemas.periods import Month
from tests.small import SETTINGS

pytestmark = [pytest.mark.xdist_group("proposals"), pytest.mark.slow]

MONTH = "2024-10"
CANARY = "Zephyrine Quillfeather"


def firsts():
    """The first accepted file under each layout that has tables, with that layout."""
    found = {}
    told = [one for month in (MONTH, "2025-07") for one in deliveries(first=month, last=month)]
    for one in told:
        if one.kind == "file" and one.outcome != "rejected":
            found.setdefault((one.partner, one.month), one)
    return found


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    write_consortium(home)
    consortium = load_consortium(home)
    layouts, cases = set(), []
    for (name, month), one in sorted(firsts().items()):
        layout = consortium.partner(name).layout_for(Month.parse(month))
        key = (name, str(layout.valid_from))
        simple = not any(table.wide or table.heading_rows > 1 for table in layout.tables)
        if key in layouts or not layout.tables or not simple:
            continue
        layouts.add(key)
        opened = open_file(one.content())
        cases.append((name, month, layout, opened, propose_for(opened)))
    return cases


def true_table(layout, proposed):
    same = [one for one in layout.tables if one.record == proposed.part.record.name]
    named = [one for one in same if one.sheet in ("", proposed.sheet)]
    return named[0] if named else None


def test_most_fields_are_right_and_none_is_wrong_and_sure(known):
    assert len(known) >= 12
    count, wrong = Counter(), []
    for name, _, layout, _, proposal in known:
        for table in proposal.tables:
            true = true_table(layout, table)
            for one in table.part.matches:
                field = true.columns.get(one.column.heading) if true else None
                if field is None:
                    continue  # the column that tells kinds of rows apart has no field
                count[one.guess.field == field, one.is_sure] += 1
                if one.is_sure and one.guess.field != field:
                    wrong.append((name, table.sheet, one.column.heading))
    right = count[True, True] + count[True, False]
    assert wrong == []
    assert sum(count.values()) > 700
    assert right / sum(count.values()) > 0.9
    assert count[True, True] / sum(count.values()) > 0.7


def test_every_sheet_is_known_for_what_it_holds(known):
    for name, _, layout, _, proposal in known:
        expected = Counter((one.record, one.heading_row) for one in layout.tables)
        found = Counter((one.part.record.name, one.heading_row) for one in proposal.tables)
        assert found == expected, name
        assert proposal.unknown_sheets == ()


def test_an_order_of_days_and_months_is_right_or_not_said(known):
    said = {(name, proposal.date_order) for name, _, _, _, proposal in known}
    assert ("prairie-gate", "mdy") in said
    assert ("lantern-street", "ymd") in said
    assert not any(order == "dmy" for _, order in said)


def test_words_are_right_or_left_to_a_person(known):
    said = Counter()
    for name, _, layout, _, proposal in known:
        for table in proposal.tables:
            true = true_table(layout, table)
            for words in table.words:
                own = {
                    word.casefold(): code for word, code in true.values.get(words.field, {}).items()
                }
                for one in words.found:
                    if one.code != DECIDE:
                        said[own.get(one.word.casefold()) == one.code] += 1
                        assert own.get(one.word.casefold()) == one.code, (name, words.field)
    assert said[True] > 20


def test_nobodys_name_is_in_a_proposal(known):
    for _, month, _, opened, proposal in known:
        text = as_toml(proposal, Month.parse(month))
        names = {
            part
            for table in proposal.tables
            for one in table.part.matches
            if one.guess.field == "client_name"
            for name in one.column.cells.texts
            for part in name.replace(",", "").split()
        }
        names -= {"Hope", "Grace", "Faith"}
        told = set(text.replace('"', " ").split())
        assert not names & told
        for sheet in opened.sheets:
            assert not [n for n in sheet.text.stack().unique() if "-55" in n and n in text]


def answered(text, layout, proposal):
    """The proposal with every open question answered as the true layout has it."""
    data = tomllib.loads(text)["layout"][0]
    for table, proposed in zip(data["table"], proposal.tables, strict=True):
        assert table["record"] in (DECIDE, proposed.part.record.name)
        table["record"] = proposed.part.record.name
        same = [one for one in layout.tables if one.record == table["record"]]
        true = next(one for one in same if one.sheet in ("", table.get("sheet", "")))
        for heading, field in table["columns"].items():
            if field == DECIDE:
                table["columns"][heading] = true.columns.get(heading, "ignore")
        # words that a proposal may not show come from the person who answers
        table["values"] = {name: dict(words) for name, words in true.values.items()}
        table["constants"] = dict(true.constants)
        if set(true.set_separator) - {";"}:
            table.setdefault("set_separator", true.set_separator)
        table["columns"] = {h: f for h, f in table["columns"].items() if h not in true.select}
    return data


PARTNER = """
name = "Alder"
kind = "victim_services"
expected = ["client_service"]
joined = "2024-01"

"""


def loaded(folder, text):
    (folder / "partners").mkdir(exist_ok=True)
    (folder / "consortium.toml").write_text(SETTINGS.format(recipient="age1x"))
    (folder / "partners" / "alder.toml").write_text(PARTNER + text)
    return load_consortium(folder).partner("alder")


def test_a_proposal_with_open_questions_waits_from_its_first_month_on(known, tmp_path):
    name, month, _, _, proposal = known[0]
    first = Month.parse(month)
    text = as_toml(proposal, first)
    assert f'"{DECIDE}"' in text, name
    partner = replace(loaded(tmp_path, text), intake="case_level")
    assert [one.is_undecided for one in partner.layouts] == [True]
    assert partner.layouts[0].tables == ()
    assert partner.waits_for_layout(first)
    assert not partner.waits_for_layout(first.plus(-1))


@pytest.mark.parametrize("at", range(12))
def test_answered_a_proposal_reads_the_file_as_the_true_layout_does(known, tmp_path, at):
    name, month, layout, opened, proposal = known[at]
    answers = answered(as_toml(proposal, Month.parse(month)), layout, proposal)
    (proposed,) = loaded(tmp_path, tomli_w.dumps({"layout": [answers]})).layouts
    records, asked = load_catalog().records, Month.parse(month)
    made = read_opened(opened, proposed, asked, records)
    true = read_opened(opened, layout, asked, records)
    assert len(made.tables) == len(true.tables)
    for table in made.tables:
        same = [
            one
            for one in true.tables
            if one.record == table.record and table.sheet in (one.sheet, "")
        ]
        assert len(same) == 1, name
        assert table.rows_in == same[0].rows_in
        held = [field for field in same[0].text if (same[0].kinds[field] != "").any()]
        assert set(held) <= set(table.text), (name, table.record)
        assert table.text[held].equals(same[0].text[held])


def book(rows, name="Services"):
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content)
    sheet = workbook.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    workbook.close()
    return content.getvalue()


def test_headings_that_say_nothing_are_never_sure():
    rows = [
        [f"C-{n}", f"{n % 28 + 1}-Mar-2026", "Safety planning", 0.5, "Cook", 30 + n]
        for n in range(30)
    ]
    proposal = propose(book([["Col A", "Col B", "Col C", "Col D", "Col E", "Col F"], *rows]))
    matches = [one for table in proposal.tables for one in table.part.matches]
    assert [one for one in matches if one.is_sure] == []


def test_a_column_that_may_be_about_people_shows_no_words():
    rows = [[f"C-{n}", "3/14/2026", CANARY, f"Service {n}", 1] for n in range(12)]
    headings = ["Client ID", "Service Date", "Service", "Paid by", "Hours"]
    text = as_toml(propose(book([headings, *rows])), Month(2026, 3))
    assert "1 more words are not shown" in text
    assert CANARY not in text
    assert "Quillfeather" not in text


def test_a_part_of_a_name_on_the_sheet_is_no_word_for_a_code():
    names = [f"{first} Quillfeather" for first in ("Zephyrine", "Ottoline", "Perpetua", "Ignatia")]
    rows = [[names[n % 4], "3/14/2026", ("Zephyrine", "Helpful talk")[n % 2]] for n in range(24)]
    text = as_toml(propose(book([["Name", "Service Date", "Service"], *rows])), Month(2026, 3))
    assert "Helpful talk" in text
    assert "Zephyrine" not in text


def test_a_hash_of_numbers_on_its_own_is_no_count():
    rows = [[n, f"C-{n}", "3/14/2026", "Safety planning"] for n in range(1, 20)]
    (table,) = propose(book([["#", "Client ID", "Service Date", "Service"], *rows])).tables
    assert table.part.matches[0].entry == "ignore"


def test_earlier_layouts_are_remembered():
    earlier = TableLayout(
        record="client_service",
        columns={"Ref": "client_key", "What": "service_code", "Junk": "ignore"},
        values={"service_code": {"SP": "safety_planning"}},
    )
    rows = [[f"C-{n}", "3/14/2026", "SP", n % 3] for n in range(20)]
    content = book([["Ref", "Service Date", "What", "Junk"], *rows])
    (table,) = propose(content, [earlier]).tables
    entries = {one.column.heading: one.entry for one in table.part.matches}
    assert entries == {
        "Ref": "client_key",
        "Service Date": "service_date",
        "What": "service_code",
        "Junk": "ignore",
    }
    assert [(one.word, one.code) for one in table.words[0].found] == [("SP", "safety_planning")]
    (fresh,) = propose(content).tables
    assert {one.column.heading for one in fresh.part.matches if not one.is_sure} >= {"Ref", "Junk"}
