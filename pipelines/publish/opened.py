"""A finished workbook, opened by other means than it was written with: as a zip, and by openpyxl.

Nothing here knows how a workbook is made, or what should stand in it.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from xml.etree import ElementTree as ET

from openpyxl import load_workbook

WORKBOOK = "xl/workbook.xml"
DOCUMENT_TYPE = b"<!DOCTYPE"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ON_SHEET = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
Element = ET.Element


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


class Opened:
    """One workbook: its parts by name, their XML, and the workbook as openpyxl reads it."""

    def __init__(self, content: bytes) -> None:
        """Read every part; BadZipFile or ParseError if that is not possible."""
        self._content = content
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self.comment = package.comment
            self.infos = package.infolist()
            self.parts = {info.filename: package.read(info) for info in self.infos}
        self._xml: dict[str, Element] = {}

    def __repr__(self) -> str:
        """Counts only."""
        return f"Opened({len(self.parts)} parts)"

    def xml(self, name: str) -> Element:
        """The root of one part."""
        if name not in self._xml:
            part = self.parts[name]
            if DOCUMENT_TYPE in part.upper():
                raise ET.ParseError
            self._xml[name] = ET.fromstring(part)  # noqa: S314  no document type
        return self._xml[name]

    @cached_property
    def book(self) -> Any:
        """The workbook as openpyxl reads it."""
        return load_workbook(io.BytesIO(self._content))

    def targets(self, name: str) -> Mapping[str, str]:
        """Parts that a part leads to, by the id of the relationship; outside links left out."""
        folder, _, last = name.rpartition("/")
        relations = posixpath.join(folder, "_rels", f"{last}.rels")
        if relations not in self.parts:
            return {}
        return {
            one.get("Id", ""): posixpath.normpath(
                posixpath.join("/", folder, one.get("Target", ""))
            ).lstrip("/")
            for one in self.xml(relations)
            if one.get("TargetMode") != "External"
        }

    @cached_property
    def sheet_parts(self) -> Mapping[str, str]:
        """The part of each sheet by the sheet's name, in their order."""
        leads = self.targets(WORKBOOK)
        sheets = self.xml(WORKBOOK).iter(f"{MAIN}sheet")
        return {sheet.get("name", ""): leads.get(sheet.get(LINKED, ""), "") for sheet in sheets}

    def book_views(self) -> Iterator[Element]:
        """How the workbook opens."""
        return self.xml(WORKBOOK).iter(f"{MAIN}workbookView")

    def sheet(self, name: str) -> Element:
        """The root of a sheet."""
        return self.xml(self.sheet_parts[name])

    def drawings(self, sheet: str) -> Iterator[tuple[str, Element]]:
        """Drawings of a sheet: name of the part and its root."""
        for part in self.targets(self.sheet_parts[sheet]).values():
            if part.startswith("xl/drawings/"):
                yield part, self.xml(part)

    def charts(self, sheet: str) -> Iterator[tuple[Element, Element]]:
        """Charts of a sheet: the frame that holds it, and the root of the chart."""
        for part, drawing in self.drawings(sheet):
            leads = self.targets(part)
            for frame in drawing.iter(f"{ON_SHEET}graphicFrame"):
                for link in frame.iter(f"{CHART}chart"):
                    yield frame, self.xml(leads[link.get(LINKED, "")])
