"""The checklist of accessible workbooks: a failing sample for each item, and none in our own."""

from __future__ import annotations

import re

import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.table import Table

from pipelines.feedback.document import build_document
from pipelines.feedback.workbook import workbook as feedback_workbook
from pipelines.publish.checklist import CHECKLIST, Kind, unmet
from pipelines.publish.checklist.colors import contrast
from pipelines.publish.opened import Opened
from pipelines.publish.publication import publish
from pipelines.template.material import Material
from pipelines.template.workbook import template_workbook
from schemas.catalog import load_catalog
from schemas.periods import Month
from tests.small import alder_in_two_rivers
from tests.unit.desk.desks import AUGUST, home_at, rows_of, tallied
from tests.unit.feedback.told import CONSORTIUM, finding_of_every_code, outcome
from tests.unit.publish.planting import edited, repacked, replaced

RED = PatternFill("solid", fgColor="FFFFC7CE")
CHART = "xl/charts/chart1.xml"


@pytest.fixture
def good(safe, report, catalog, consortium, edition):
    return publish(safe, report, catalog, consortium, edition).file(".xlsx")


def items(content, kind=Kind.PUBLICATION):
    return {one.item for one in unmet(Opened(content), kind)}


def setting(sheet, cell, **changed):
    """A change that sets attributes of one cell."""

    def change(book):
        for name, value in changed.items():
            setattr(book[sheet][cell], name, value)

    return change


def of_sheet(name, value):
    """A change of one attribute of the sheet Summary."""
    return lambda book: setattr(book["Summary"], name, value)


def no_title(book):
    book.properties.title = None


def no_author(book):
    book.properties.creator = None


def opens_elsewhere(book):
    book.active = 2


def starts_lower(book):
    book["Summary"].sheet_view.selection[0].activeCell = "C9"


def nameless_sheet(book):
    book["Summary"].title = "Sheet4"


def another_sheet(book):
    book.create_sheet("Nothing here")


def hidden_column(book):
    book["Summary"].column_dimensions["B"].hidden = True


def locked(book):
    book["Summary"].protection.sheet = True


def no_link(book):
    book["Contents"]["A7"].hyperlink = None


def vague_link(book):
    book["Contents"]["A7"].value = "Click here"


def dead_link(book):
    book["Contents"]["A7"].hyperlink.location = "'Elsewhere'!A1"


def merged(book):
    book["Notes"].merge_cells("A1:B1")


def no_table(book):
    del book["Notes"].tables["notes"]


def named_at_random(book):
    sheet = book["Notes"]
    table = sheet.tables.pop("notes")
    sheet.add_table(Table(displayName="Table1", ref=table.ref, tableColumns=table.tableColumns))


def something_below(book):
    book["Notes"]["A40"] = "Source: see above."


def heading_twice(book):
    book["Services"]["C10"] = book["Services"]["B10"].value


def blank_row(book):
    for cell in book["Notes"][7]:
        cell.value = None


def no_lines(book):
    for cell in ("A2", "A3", "A4"):
        book["Notes"][cell].hyperlink = None
        book["Notes"][cell].value = None


def spacer(book):
    book["Summary"]["A2"].value = None


def bold_row(book):
    for cell in book["Services"][12]:
        cell.font = Font(name="Arial", sz=12, b=True)


def frozen(book):
    book["Summary"].freeze_panes = "A9"


def filtered(book):
    book["Summary"].auto_filter.ref = "A8:C11"


def color_alone(book):
    book["Summary"].conditional_formatting.add(
        "C9:C11", CellIsRule(operator="lessThan", formula=["20"], fill=RED)
    )


def narrow(book):
    book["Notes"].column_dimensions["B"].width = 12


def cut_by_a_neighbor(book):
    book["Measures"]["A8"].alignment = Alignment(wrap_text=False)
    book["Measures"]["A8"].value = "People who were served in the month, whatever it was"


def two_pages_wide(book):
    book["Summary"].page_setup.fitToWidth = 2


def no_repeat(book):
    book["Summary"].print_title_rows = "1:1"


def no_page_numbers(book):
    book["Summary"].oddFooter.right.text = ""


def small_print_area(book):
    book["Summary"].print_area = "A1:B9"


def words_in_the_footer(book):
    book["Summary"].oddFooter.left.text = "Draft, do not cite"


def upright(book):
    book["Summary"].page_setup.orientation = "portrait"


SAMPLES = {
    "DOC-01": [no_title],
    "DOC-02": [replaced("docProps/custom.xml", b'name="Language"', b'name="Long"')],
    "DOC-03": [no_author],
    "DOC-04": [opens_elsewhere, starts_lower],
    "DOC-05": [nameless_sheet],
    "DOC-06": [another_sheet],
    "DOC-07": [of_sheet("sheet_state", "hidden"), hidden_column],
    "DOC-09": [locked],
    "DOC-10": [no_link],
    "DOC-11": [vague_link, dead_link],
    "TAB-01": [setting("Summary", "A1", value=None)],
    "TAB-02": [merged],
    "TAB-03": [no_table],
    "TAB-04": [named_at_random],
    "TAB-05": [something_below, setting("Notes", "D7", value="beside")],
    "TAB-06": [heading_twice, setting("Notes", "B5", value="B")],
    "TAB-07": [blank_row],
    "TAB-08": [setting("Notes", "B7", value=None)],
    "TAB-09": [spacer],
    "TAB-10": [bold_row],
    "TAB-11": [frozen, filtered],
    "TXT-01": [setting("Summary", "A2", font=Font(name="Arial", sz=9))],
    "TXT-02": [setting("Summary", "A2", font=Font(name="Times New Roman", sz=12))],
    "TXT-03": [
        setting("Summary", "A2", font=Font(name="Arial", sz=12, color="FFAAAAAA")),
        setting("Summary", "A2", fill=PatternFill("solid", fgColor="FF262626")),
    ],
    "TXT-04": [setting("Summary", "A9", fill=RED)],
    "TXT-05": [color_alone],
    "TXT-06": [
        setting("Summary", "A2", font=Font(name="Arial", sz=12, i=True)),
        setting("Summary", "A2", font=Font(name="Arial", sz=12, u="single")),
        setting("Summary", "A2", font=Font(name="Arial", sz=12, vertAlign="superscript")),
    ],
    "TXT-07": [narrow, cut_by_a_neighbor],
    "TXT-08": [setting("Summary", "A9", value="People served*")],
    "TXT-09": [setting("Summary", "A9", value="People served [note 99]")],
    "TXT-10": [setting("Summary", "C9", value="[x]")],
    "TXT-11": [setting("Summary", "A9", value="People  served")],
    "TXT-12": [setting("Summary", "C9", value="1,234")],
    "TXT-13": [
        setting("Summary", "C9", number_format="0"),
        setting("Summary", "C9", number_format='#,##0" people"'),
    ],
    "TXT-14": [no_lines],
    "CHT-01": [
        replaced(
            "xl/drawings/drawing2.xml",
            b'descr="Bars of people served by service."',
            b'descr="Chart"',
        )
    ],
    "CHT-02": [replaced(CHART, b"<a:t>People by service</a:t>", b"<a:t></a:t>")],
    "CHT-03": [replaced(CHART, b"<a:t>Service</a:t>", b"<a:t></a:t>")],
    "CHT-04": [replaced(CHART, b"</c:ser>", b"</c:ser><c:ser/>")],
    "CHT-05": [replaced(CHART, b"<c:f>'Services'!", b"<c:f>'Agencies'!")],
    "CHT-06": [replaced(CHART, b'<a:srgbClr val="1F5C7A"/>', b'<a:srgbClr val="CCE5FF"/>')],
    "CHT-07": [replaced(CHART, b"</c:barChart>", b"</c:barChart><c:pieChart/>")],
    "CHT-08": [replaced(CHART, b'<c:min val="0"/>', b'<c:min val="500"/>')],
    "PRT-01": [two_pages_wide],
    "PRT-02": [no_repeat],
    "PRT-03": [no_page_numbers],
    "PRT-04": [small_print_area],
    "PRT-05": [upright],
    "PRT-06": [words_in_the_footer],
}
PARTS = {"DOC-08": "xl/vbaProject.bin"}
CASES = [
    pytest.param(item, change, id=f"{item}-{at}")
    for item, changes in SAMPLES.items()
    for at, change in enumerate(changes)
]


@pytest.mark.parametrize(("item", "change"), CASES)
def test_a_failing_sample_of_each_item(good, item, change):
    is_part = change.__qualname__.startswith("replaced")
    content = repacked(good, change) if is_part else edited(good, change)
    assert item in items(content)


def test_a_part_that_runs(good):
    assert items(repacked(good, lambda _, content: content, PARTS.values())) == set(PARTS)


def test_every_item_has_an_id_a_sentence_and_a_sample():
    ids = [item.id for item in CHECKLIST]
    assert len(set(ids)) == len(ids)
    assert set(ids) == {*SAMPLES, *PARTS}
    for item in CHECKLIST:
        assert re.fullmatch(r"[A-Z]{3}-\d\d", item.id)
        assert item.sentence.endswith(".")
        assert all(len(reason.split()) > 4 for reason in item.but_for.values())


def test_a_place_never_repeats_what_stands_there(good):
    content = edited(good, setting("Summary", "A9", value="Jane Doe* "))
    # openpyxl loses the words for charts
    told = [one for one in unmet(Opened(content), Kind.PUBLICATION) if one.item != "CHT-01"]
    assert {one.item for one in told} == {"TXT-08", "TXT-11"}
    assert {one.place for one in told} == {"Summary!A9"}


def test_a_funder_workbook_meets_the_checklist(good):
    assert items(good) == set()


def feedback(*found, kind="rejected"):
    return feedback_workbook(build_document(CONSORTIUM, outcome(found, kind), found[:3]))


def test_the_feedback_workbook_meets_the_checklist():
    assert items(feedback(*finding_of_every_code()), Kind.REPLY) == set()
    assert items(feedback(kind="accepted"), Kind.REPLY) == set()


def test_the_tally_of_a_desk_meets_the_checklist(tmp_path):
    home = home_at(tmp_path / "desk")
    assert items(tallied(home, AUGUST, rows_of(AUGUST)).workbook, Kind.REPLY) == set()


def test_contrast_is_that_of_the_guidelines():
    """Worked examples: black on white, the gray that just passes, and no difference."""
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("767676", "FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast("1F5C7A", "1F5C7A") == 1


def test_the_template_meets_the_checklist():
    catalog = load_catalog()
    agency, coalition = alder_in_two_rivers(records=tuple(catalog.records), counties=("17113",))
    content = template_workbook(Material(catalog, coalition, agency, Month(2026, 3)))
    assert items(content, Kind.FORM) == set()
