"""Every text of a finished workbook, wherever it is kept, held against the allow-list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.publish.opened import DRAWING, ON_SHEET, Opened, local
from pipelines.publish.refusals import Refusal
from pipelines.publish.sentences import Sentences

PRINT_CODES = re.compile(r"&(?:[A-Z]|\d+)")
AT_A_SIDE = re.compile(r"&[LCR]")
IN_PROPERTIES = frozenset({"title", "subject", "keywords"})
OF_PARTS = re.compile(r"Worksheets|Named Ranges|.*!Print_(?:Area|Titles)")


def wording_problems(opened: Opened, sentences: Sentences) -> set[Refusal]:
    """Texts in cells, charts, tables, footers and properties that no report may print.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    found = set(_property_problems(opened, sentences))
    for sheet in opened.book:
        found |= set(_cell_problems(sheet, sentences))
        places = {
            "chart": _chart_texts(opened, sheet.title),
            "table": _table_texts(opened, sheet.title),
            "footer": _footers(opened, sheet.title),
        }
        for place, texts in places.items():
            if not all(map(sentences.allow, texts)):
                found.add(Refusal("WORDS", f"{sheet.title}, {place}"))
    return found


def _cell_problems(sheet: Any, sentences: Sentences) -> Iterator[Refusal]:
    """Cells by themselves; lines of column A above the table may go on in the next one."""
    top = min((int(re.sub(r"\D", "", ref.partition(":")[0])) for ref in _tables(sheet)), default=0)
    texts = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    lines = [cell for cell in texts if cell.row < top and cell.column == 1]
    odd = [lines[at] for at in sentences.strangers([cell.value for cell in lines])]
    odd += [cell for cell in texts if cell not in lines and not sentences.allow(cell.value)]
    yield from (Refusal("WORDS", f"{sheet.title}!{cell.coordinate}") for cell in odd)


def _tables(sheet: Any) -> list[str]:
    return [table.ref for table in sheet.tables.values()]


def _chart_texts(opened: Opened, sheet: str) -> Iterator[str]:
    """Titles, labels and kept names of charts, and what is said of them to who cannot see them."""
    for frame, chart in opened.charts(sheet):
        yield from (one.text or "" for one in chart.iter(f"{DRAWING}t"))
        for series in chart.iter():
            if local(series.tag) in {"strCache", "tx"}:
                yield from (one.text or "" for one in series.iter() if local(one.tag) == "v")
        for one in frame.iter(f"{ON_SHEET}cNvPr"):
            yield from (one.get("descr", ""), one.get("title", ""))
            yield re.sub(r"^Chart \d+$", "", one.get("name", ""))


def _table_texts(opened: Opened, sheet: str) -> Iterator[str]:
    for part in opened.targets(opened.sheet_parts[sheet]).values():
        if part.startswith("xl/tables/"):
            for one in opened.xml(part).iter():
                names = ("name", "displayName", "altText", "altTextSummary", "comment")
                yield from (one.get(name, "") for name in names)


def _footers(opened: Opened, sheet: str) -> Iterator[str]:
    for one in opened.sheet(sheet).iter():
        if local(one.tag) in {"oddFooter", "oddHeader"}:
            sides = AT_A_SIDE.split((one.text or "").replace("&&", "\0"))
            yield from (PRINT_CODES.sub("", side).replace("\0", "&") for side in sides)


def _property_problems(opened: Opened, sentences: Sentences) -> Iterator[Refusal]:
    core, app = "docProps/core.xml", "docProps/app.xml"
    for one in opened.xml(core):
        if local(one.tag) in IN_PROPERTIES and not sentences.allow(one.text or ""):
            yield Refusal("PERSONAL", core)
    sheets = set(opened.sheet_parts)
    for one in opened.xml(app).iter():
        text = one.text or ""
        if local(one.tag) == "lpstr" and not (text in sheets or OF_PARTS.fullmatch(text)):
            yield Refusal("PERSONAL", app)
