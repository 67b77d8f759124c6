"""A proposed layout shows headings and words for codes, and no word of a client's row."""

from __future__ import annotations

import tomllib

import pytest

from pipelines.cli.layout import propose_layout
from tests.privacy import nasty
from tests.privacy.forms_of_files import FORMS
from tests.privacy.search import find
from tests.small import workbook

HEADINGS = ["ID", "Date of service", "Service", "Hours", "County"]
SLIPS = {
    "a name": nasty.WORD,
    "a name in a note": f"{nasty.WORD} called",
    "a name with other letters": nasty.FOREIGN,
    "a number": nasty.SSN,
    "a number with a word": f"SSN {nasty.SSN}",
    "a plain number": nasty.SSN.replace("-", ""),
    "a phone": f"call {nasty.PHONE}",
    "a birth date": nasty.BORN,
    "a written birth date": "13-Feb-1931",
    "a birth date with a word": "born 02/13/1931",
    "a place": nasty.ZIP,
}


@pytest.fixture
def proposed(tmp_path, capsys):
    """What is printed and written for a file."""

    def propose(content: bytes) -> str:
        file, output = tmp_path / "file", tmp_path / "alder.toml"
        file.write_bytes(content)
        propose_layout(tmp_path, file, "", output)
        tomllib.loads(output.read_text())
        return capsys.readouterr().out + output.read_text()

    return propose


def rows(service: str = "safety_planning", **changed: object) -> list[list[object]]:
    """Twenty services, of which three have another word for the service."""
    found = [["K001", "2026-03-05", "safety_planning", 0.5, "17113"] for _ in range(20)]
    for number, row in enumerate(found):
        row[0] = f"K{number:03}"
        if number < 3:
            row[2] = service
        for at, value in changed.items():
            row[HEADINGS.index(at)] = value
    return found


@pytest.mark.parametrize("column", ["Service", "County", "Race", "Gender", "Type"])
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_column_of_codes_is_counted_and_not_shown(proposed, slip, column):
    own = [nasty.row(n, **({column: SLIPS[slip]} if n < 3 else {})) for n in range(20)]
    text = proposed(workbook({"Services": [nasty.headings(), *own]}))
    assert find(text.encode(), slip, nasty.CANARIES) == []
    assert "more words are not shown" in text


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_of_file_is_proposed_for_without_its_rows(proposed, form):
    text = proposed(FORMS[form](nasty.service_rows()))
    # a layout needs the name of a sheet: that of the one with canaries is its own heading
    own = [line for line in text.splitlines() if "sheet" not in line.casefold()]
    assert '"Client"' in text or "Client =" in text
    assert find("\n".join(own).encode(), form, nasty.CANARIES) == []


def test_names_of_another_sheet_are_names_here_too(proposed):
    clients = [[f"K{n:03}", f"{nasty.WORD} {chr(65 + n)}ones", nasty.BORN] for n in range(20)]
    text = proposed(
        workbook(
            {
                "Services": [HEADINGS, *rows(nasty.WORD)],
                "Clients": [["ID", "Client name", "Birth date"], *clients],
            }
        )
    )
    assert "1 more words are not shown" in text
    assert find(text.encode(), "names elsewhere", nasty.CANARIES) == []


def test_first_names_for_keys_are_no_words_for_codes(proposed):
    own = [[(nasty.WORD, nasty.FOREIGN)[n % 2], "2026-03-05", "safety_planning"] for n in range(20)]
    text = proposed(workbook({"Services": [["Client", "Date", "Service"], *own]}))
    assert find(text.encode(), "first names", nasty.CANARIES) == []


@pytest.mark.parametrize(
    "table",
    [
        [nasty.row(number) for number in range(20)],
        [[f"{nasty.WORD} Smith", f"K{n}", "2026-03-01", "safety_planning"] for n in range(20)],
        [[f"{nasty.WORD} {'ABCDEFGHIJ'[n % 10]}", "counseling", "Cook"] for n in range(20)],
        [
            ["ID", "", "Date of service", "Service", "", ""],
            *(
                [f"K{n}", f"{nasty.WORD} A{n}", "2026-03-05", "counseling", nasty.SSN, nasty.BORN]
                for n in range(20)
            ),
        ],
    ],
    ids=["no headings", "names and keys", "words only", "blanks among headings"],
)
def test_a_row_of_a_client_is_never_taken_for_headings(proposed, table):
    text = proposed(workbook({"Services": table}))
    assert find(text.encode(), "headings", nasty.CANARIES) == []
    assert 'record = "decide"' in text or "[layout.table.columns]" in text


def test_what_is_no_ones_is_still_shown(proposed):
    """The words of the agency for its services, and headings with digits and years."""
    own = [[*row, n] for n, row in enumerate(rows("Group of 8 (2 hrs)"))]
    text = proposed(workbook({"Services": [[*HEADINGS, "Visits 2025"], *own]}))
    assert "Group of 8 (2 hrs)" in text
    assert "Visits 2025" in text
