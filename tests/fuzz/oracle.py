"""Another reading of a file, sharing nothing with the product: whole trees, no stream, no limits.

It gives, for each sheet, what stands in each cell that can be seen: a number, a text, or that
something is there whose value is not compared (dates, truth values).
"""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree as ET

import xlrd

Cells = dict[tuple[int, int], float | str | None]
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
THERE = None


def readings(content: bytes) -> list[list[Cells]]:
    """For each sheet, every reading that may be called right: one, but for unmarked text."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return [[sheet] for sheet in _xls(content)]
    if not content.startswith(b"PK"):
        return [_texts(content)]
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = {name: archive.read(name) for name in archive.namelist()}
    if "content.xml" in parts:
        return [[sheet] for sheet in _ods(parts["content.xml"])]
    lower = {name.casefold(): part for name, part in parts.items()}
    if "xl/workbook.xml" in lower:
        return [[sheet] for sheet in _xlsx(lower)]
    return [_texts(part) for part in parts.values()]


def _tree(data: bytes) -> ET.Element:
    """A part as a tree; names of spaces that are declared nowhere are names all the same."""
    try:
        return ET.fromstring(data)  # noqa: S314  our own mutants
    except ET.ParseError:
        return ET.fromstring(re.sub(rb"([<\s]/?)[\w-]+:([\w-]+)", rb"\1\2", data))  # noqa: S314


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _plain(text: str) -> str:
    text = ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return " ".join(text.replace("\0", "").split())


def _xlsx(parts: dict[str, bytes]) -> list[Cells]:
    strings = []
    if "xl/sharedstrings.xml" in parts:
        strings = [
            _runs(item) for item in _tree(parts["xl/sharedstrings.xml"]) if _local(item.tag) == "si"
        ]
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", ""))).lstrip("/")
        for one in _tree(parts["xl/_rels/workbook.xml.rels"])
        if one.get("Type", "").endswith("/worksheet")
    }
    book = _tree(parts["xl/workbook.xml"])
    links = [
        next((value for key, value in one.items() if _local(key) == "id"), None)
        for one in book.iter()
        if _local(one.tag) == "sheet"
    ]
    return [
        _worksheet(parts[targets[link].casefold()], strings) for link in links if link in targets
    ]


def _runs(item: ET.Element) -> str:
    """The text of a string in one or several runs, without reading aids."""
    texts = []
    for one in item:
        if _local(one.tag) == "t":
            texts.append(one.text or "")
        elif _local(one.tag) == "r":
            texts += [inner.text or "" for inner in one if _local(inner.tag) == "t"]
    return _plain("".join(texts))


def _worksheet(data: bytes, strings: list[str]) -> Cells:
    found: Cells = {}
    row = 0
    lines = (one for part in _tree(data) if _local(part.tag) == "sheetData" for one in part)
    for line in lines:
        if _local(line.tag) != "row":
            continue
        row = int(line.get("r", row + 1))
        column = 0
        for cell in line:
            if _local(cell.tag) != "c":
                continue
            letters = re.sub(r"\d", "", cell.get("r", ""))
            column = column + 1 if not letters else _number(letters)
            value = _xlsx_value(cell, strings)
            if value != "":
                found[row, column] = value
    return found


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _xlsx_value(cell: ET.Element, strings: list[str]) -> float | str | None:
    kind = cell.get("t", "n")
    parts = {_local(one.tag): one for one in cell}
    text = (parts["v"].text or "") if "v" in parts else ""
    if kind == "e":
        return THERE
    if kind == "inlineStr":
        return _runs(parts["is"]) if "is" in parts else ""
    if not text.strip():
        return THERE if "f" in parts and not (kind == "str" and "v" in parts) else ""
    values = {
        "s": lambda: strings[int(text)],
        "b": lambda: str(text in ("1", "true")).upper(),
        "str": lambda: _plain(text),
        "d": lambda: THERE,
    }
    return values.get(kind, lambda: float(text))()


def _ods(data: bytes) -> list[Cells]:
    return [
        _table(one)
        for one in _tree(data).iter()
        if _local(one.tag) == "table" and _attribute(one, "name")
    ]


def _attribute(element: ET.Element, name: str, space: str = "") -> str:
    values = [value for key, value in element.items() if _local(key) == name and space in key]
    return values[0] if values else ""


def _table(table: ET.Element) -> Cells:
    found: Cells = {}
    row = 1
    for line in table.iter():
        if _local(line.tag) != "table-row":
            continue
        down = int(_attribute(line, "number-rows-repeated") or 1)
        column = 1
        for cell in line:
            if _local(cell.tag) not in ("table-cell", "covered-table-cell"):
                continue
            across = int(_attribute(cell, "number-columns-repeated") or 1)
            value = _ods_value(cell)
            if value != "":
                places = [(row + a, column + b) for a in range(down) for b in range(across)]
                found |= dict.fromkeys(places, value)
            column += across
        row += down
    return found


def _ods_value(cell: ET.Element) -> float | str | None:
    kind = _attribute(cell, "value-type", "office")
    if kind in ("float", "percentage", "currency"):
        value = _attribute(cell, "value", "office")
        return float(value) if value else ""
    if kind == "boolean":
        return _attribute(cell, "boolean-value").upper()
    if kind in ("date", "time"):
        return THERE if _attribute(cell, f"{kind}-value") else ""
    if kind == "string" and _attribute(cell, "string-value"):
        return _plain(_attribute(cell, "string-value"))
    lines = ["".join(one.itertext()) for one in cell if _local(one.tag) == "p"]
    text = _plain("\n".join(lines))
    return text or (THERE if not kind and _attribute(cell, "formula") else "")


def _xls(content: bytes) -> list[Cells]:
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    return [
        {
            (row + 1, column + 1): value
            for row in range(sheet.nrows)
            for column in range(sheet.ncols)
            if (value := _xls_value(sheet.cell(row, column))) != ""
        }
        for sheet in book.sheets()
    ]


def _xls_value(cell: xlrd.sheet.Cell) -> float | str | None:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return _plain(cell.value)
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return str(bool(cell.value)).upper()
    return float(cell.value) if cell.ctype == xlrd.XL_CELL_NUMBER else THERE


def _texts(content: bytes) -> list[Cells]:
    """Each combination of encoding and delimiter by which a text can be read."""
    pages = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman")
    found = [_text(content, page, delimiter) for page in pages for delimiter in ",;\t|"]
    return [cells for cells in found if cells is not None]


def _text(content: bytes, encoding: str, delimiter: str) -> Cells | None:
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeError:
        return None
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return None
    return {
        (row, column): _plain_text(value)
        for row, values in enumerate(lines, start=1)
        for column, value in enumerate(values, start=1)
        if _plain_text(value)
    }


def _plain_text(text: str) -> str:
    return " ".join(text.replace("\0", "").split())
