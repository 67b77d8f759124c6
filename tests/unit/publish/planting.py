"""Finished workbooks with something planted in them."""

from __future__ import annotations

import io
import zipfile

from openpyxl import load_workbook

from pipelines.publish.edition import Publication


def with_file(publication, ending, content):
    """The publication with one file in another's place."""
    (name,) = [one for one in publication.files if one.endswith(ending)]
    return Publication({**publication.files, name: content})


def repacked(content, edit, added=()):
    """A workbook with its parts edited: `edit(name, bytes) -> bytes`; `added` are further parts."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), edit(name, old.read(name)))
        for name in added:
            new.writestr(zipfile.ZipInfo(name), b"<x/>")
    return stream.getvalue()


def replaced(part, old, new):
    """An edit that puts one text of a part in another's place."""

    def edit(name, content):
        if name != part:
            return content
        assert old in content, f"{part} does not hold what is to be replaced"
        return content.replace(old, new, 1)

    return edit


def edited(content, change):
    """A workbook after `change(book)`, as openpyxl saves it."""
    book = load_workbook(io.BytesIO(content))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def part_of_sheet(content, name):
    """The part of a sheet by its place among the sheets: ours are numbered in their order."""
    number = load_workbook(io.BytesIO(content)).sheetnames.index(name) + 1
    return f"xl/worksheets/sheet{number}.xml"
