"""A zip that holds one workbook, or only delimited text files: each of these is a sheet."""

from __future__ import annotations

from pipelines.intake.sandbox.archive import Archive
from pipelines.intake.sandbox.delimited import read_delimited
from pipelines.intake.sandbox.parts import OLE2
from pipelines.intake.sandbox.refusal import Notice, Reason, RefusedFile
from pipelines.intake.sandbox.workbook import Opened

TEXTS = (".csv", ".tsv", ".tab", ".txt")
LEFT_BY_SYSTEMS = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")


def wanted(archive: Archive) -> list[str]:
    """The parts but for those that operating systems leave in a zip."""
    return [
        name
        for name in archive.names
        if not any(part.casefold() in LEFT_BY_SYSTEMS for part in name.split("/"))
    ]


def single_workbook(archive: Archive) -> bytes:
    """The one workbook of the zip; nothing if it holds more, or something else."""
    names = wanted(archive)
    content = archive.read(names[0]) if len(names) == 1 else b""
    return content if content.startswith((OLE2, b"PK")) else b""


def read_texts(archive: Archive) -> Opened:
    """A sheet for each delimited text file, called by the stem of the file's name."""
    names = wanted(archive)
    stems = [name.rpartition("/")[2].rpartition(".")[0] for name in names]
    if not names or not all(name.casefold().endswith(TEXTS) for name in names):
        raise RefusedFile(Reason.ZIP_CONTENTS)
    if len({stem.casefold() for stem in stems}) < len(stems):
        raise RefusedFile(Reason.ZIP_CONTENTS)
    notices: set[Notice] = set()
    grids = []
    for number, (name, stem) in enumerate(zip(names, stems, strict=True), start=1):
        grid, said = read_delimited(archive.read(name), stem, number)
        grids.append(grid)
        notices |= said
    return Opened("csv", tuple(grids), notices=notices)
