"""Comments beside cells: those of old, and those in threads."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from pipelines.intake.sandbox.archive import Archive
from pipelines.intake.sandbox.markup import Element, events

MAX_NOTES = 10_000


def related(chunks: Iterable[bytes], folder: str, *ends: str) -> list[tuple[str, str]]:
    """Id and part of each relationship whose type ends so; parts as the workbook names them."""
    found = []
    for event in events(chunks):
        if isinstance(event, str) or event[0] != "Relationship":
            continue
        attributes = event[1]
        is_inside = attributes.get("TargetMode") != "External"
        if is_inside and attributes.get("Type", "").endswith(ends):
            target = posixpath.join("/", folder, attributes.get("Target", ""))
            found.append((attributes.get("Id", ""), posixpath.normpath(target).lstrip("/")))
    return found


def notes_of(archive: Archive, parts: dict[str, str], sheet: str) -> dict[str, str]:
    """The notes of the worksheet in part `sheet`, by cell. Privacy: identifiable."""
    folder, _, name = sheet.rpartition("/")
    relations = parts.get(f"{folder}/_rels/{name}.rels".casefold())
    notes: dict[str, list[str]] = {}
    if relations:
        ends = ("/comments", "/threadedComment")
        for _, target in related(archive.chunks(relations), folder, *ends):
            part = parts.get(target.casefold())
            if part:
                _collect(events(archive.chunks(part)), notes)
    return {cell: "\n".join(texts) for cell, texts in list(notes.items())[:MAX_NOTES]}


def _collect(stream: Iterable[Element | str], notes: dict[str, list[str]]) -> None:
    cell = ""
    is_text = False
    for event in stream:
        if isinstance(event, str):
            if is_text and cell and event.strip():
                notes.setdefault(cell, []).append(event.strip())
            continue
        name, attributes = event
        if name in ("comment", "threadedComment"):
            cell = attributes.get("ref", "")[:20]
        is_text = name in ("t", "text")
