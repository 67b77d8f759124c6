"""What the sheets say of withheld figures, read back from the workbook."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipelines.publish.edition import Material
from pipelines.publish.inspection import inspect_publication
from pipelines.publish.markers import MARKERS
from pipelines.publish.opened import Opened
from pipelines.publish.publication import publish
from pipelines.publish.refusals import Refusal
from pipelines.publish.rereading import workbook_problems
from pipelines.publish.withheld import withheld_lines
from pipelines.types import SafeTables

WHY = "sheet Methodology says why, and what may not be done."
SHARE = "Rows with a number make up: "


@pytest.fixture
def made(report, catalog, consortium, edition):
    """A function that publishes a frame and reads the workbook again."""

    def publish_and_read(safe, frame):
        changed = SafeTables(safe.month, frame, safe.hierarchies, safe.coverage)
        publication = publish(changed, report, catalog, consortium, edition)
        found = inspect_publication(publication, changed, report, catalog, consortium)
        assert found == ()
        return load_workbook(io.BytesIO(publication.file(".xlsx")))

    return publish_and_read


@pytest.fixture
def material(safe, report, catalog, consortium, edition):
    return Material(safe, report, catalog, consortium, edition)


def hide(frame, table, *geographies, value=float("nan")):
    rows = (frame["table_id"] == table) & frame["geography"].isin(geographies)
    assert rows.sum() == len(geographies)
    changed = frame.copy()
    changed.loc[rows, "value"], changed.loc[rows, "status"] = value, "withheld"
    return changed


def hide_total(frame):
    """The frame without the number of all people, on whatever sheet it stands."""
    changed = frame.copy()
    is_total = (frame["geography"] == "all") & (frame["dim1"] == "total")
    rows = is_total & (frame["measure"] == "people")
    changed.loc[rows, "value"], changed.loc[rows, "status"] = float("nan"), "withheld"
    return changed


def told(sheet):
    """The lines about withheld figures."""
    texts = [row[0].value for row in sheet.iter_rows(max_row=12) if row[0].value]
    return [text for text in texts if "figures here" in text or text.startswith(SHARE)]


def test_a_sheet_says_how_many_figures_are_withheld_and_how_much_the_rows_show(made, safe):
    book = made(safe, hide(safe.frame, "counties", "17113"))
    assert told(book["Counties"]) == [
        f"1 of the 5 figures here is withheld, marked [c]; {WHY}",
        SHARE + "83% of the total of people served.",  # 1,034 of 1,234: rounded down
    ]
    lines = [str(row[0].value) for row in book["Counties"].iter_rows(max_row=12)]
    assert any(line.startswith("Marks: [c] withheld to protect confidentiality") for line in lines)


def test_a_sheet_with_everything_shown_says_nothing_of_it(made, safe):
    book = made(safe, safe.frame)
    assert told(book["Counties"]) == told(book["Summary"]) == []


def test_rows_that_do_not_add_up_to_their_total_have_no_share(material):
    """One person may stand under several services."""
    (spec,) = [table for table in material.report.tables if table.id == "services"]
    rows = material.frame[material.frame["table_id"] == "services"]
    first = f"2 of the 8 figures here are withheld, marked [c]; {WHY}"
    assert withheld_lines(material, spec, rows) == (
        first,
        SHARE + "51% of the total of people served.",
    )
    by_service = replace(material.catalog.breakdowns["service"], is_multi=True)
    catalog = replace(material.catalog, breakdowns={"service": by_service})
    assert withheld_lines(replace(material, catalog=catalog), spec, rows) == (first,)


def test_there_is_no_share_of_a_total_that_is_withheld(made, safe):
    frame = hide(safe.frame, "counties", "17113")
    frame = hide_total(frame)
    assert told(made(safe, frame)["Counties"]) == [
        f"2 of the 5 figures here are withheld, marked [c]; {WHY}"
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.tuples(st.integers(0, 500), st.booleans()),
    second=st.tuples(st.integers(0, 500), st.booleans()),
    beside=st.integers(0, 10**6),
)
def test_a_reader_of_the_sheet_alone_finds_the_same_share(material, first, second, beside):
    """Recomputed from what is printed; whatever lies beside a withheld figure changes nothing."""
    spec = next(table for table in material.report.tables if table.id == "agencies")
    parts = (first, second)
    lines = withheld_lines(material, spec, agencies(material.frame, parts, beside))
    assert lines == withheld_lines(material, spec, agencies(material.frame, parts, beside + 1))
    printed = [value for value, is_shown in parts if is_shown]
    total = first[0] + second[0]
    hidden = len(parts) - len(printed)
    assert [int(line.split()[0]) for line in lines[:1]] == [hidden] * (hidden > 0)
    shares = [
        int(text)
        for text in re.findall(r"(\d+)% of the total of people served", " ".join(lines[1:]))
    ]
    assert shares == ([min(sum(printed) * 100 // total, 99)] if hidden and total else [])


def agencies(frame, parts, beside):
    """The table of agencies with two rows that are shown or withheld."""
    rows = frame[frame["table_id"] == "agencies"].copy()
    rows["value"] = [
        float(sum(value for value, _ in parts)),
        *(float(value if is_shown else beside) for value, is_shown in parts),
    ]
    rows["status"] = ["shown", *("shown" if is_shown else "withheld" for _, is_shown in parts)]
    return rows


def test_inspection_finds_a_sheet_that_says_a_wrong_number_of_withheld_figures(
    safe, report, catalog, consortium, edition
):
    publication = publish(safe, report, catalog, consortium, edition)
    book = load_workbook(io.BytesIO(publication.file(".xlsx")))
    (cell,) = [row[0] for row in book["Services"].iter_rows(max_row=12) if told_in(row[0])]
    cell.value = cell.value.replace("2 of the", "3 of the")
    changed = io.BytesIO()
    book.save(changed)
    opened = Opened(changed.getvalue())
    found = workbook_problems(opened, safe, report, catalog, consortium)
    assert Refusal("WITHHELD", "Services") in found


def told_in(cell):
    return isinstance(cell.value, str) and "figures here" in cell.value


def test_the_methodology_says_in_plain_words_why_numbers_are_missing(made, safe):
    sheet = made(safe, safe.frame)["Methodology"]
    topics = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
    assert "neighbors may know her" in topics["Why numbers are missing"]
    assert "nothing about the size" in topics["What [c] does not say"]
    assert "not by subtracting" in topics["What may not be done"]
    assert "Data coordinator, data@harbor.example" in topics["Whom to ask"]


def test_a_marker_is_explained_wherever_it_stands(made, safe):
    """On the cover too, if a headline is withheld; and beside a figure that does not exist."""
    frame = hide_total(safe.frame)
    frame = frame.drop(index=6)  # hours of counseling
    book = made(safe, frame)
    for sheet in book:
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        for mark in MARKERS.values():
            is_there = mark.text in texts
            assert not is_there or f"{mark.text} {mark.meaning}" in " ".join(texts), sheet.title
