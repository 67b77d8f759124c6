"""The door of the child process: bytes in by pipe, one length-prefixed answer out by pipe.

Nothing about the file but its cells, or one word of a closed list, ever leaves; a parser that
panics raises what is no `Exception`, hence the widest possible net at this edge alone.
"""

from __future__ import annotations

import gc
import sys

from python_calamine import CalamineError

from pipelines.intake.sandbox.answer import MAX_ANSWER, packed
from pipelines.intake.sandbox.archive import Archive
from pipelines.intake.sandbox.delimited import read_delimited
from pipelines.intake.sandbox.hmis_files import read_hmis
from pipelines.intake.sandbox.limits import confine
from pipelines.intake.sandbox.old_workbook import read_old_workbook
from pipelines.intake.sandbox.open_document import read_open_document
from pipelines.intake.sandbox.parts import OLE2
from pipelines.intake.sandbox.refusal import Reason, RefusedFile
from pipelines.intake.sandbox.strangers import stranger, stranger_in_zip
from pipelines.intake.sandbox.workbook import Opened, read_workbook
from pipelines.intake.sandbox.zipped import read_texts, single_workbook


def read(content: bytes, *, is_inner: bool = False) -> Opened | dict[str, object]:
    """What the file holds, by its content and never its name; RefusedFile if it is not opened."""
    if content.startswith(OLE2):
        return read_old_workbook(content)
    if not content.startswith(b"PK"):
        _refuse(stranger(content))
        grid, notices = read_delimited(content)
        return Opened("csv", (grid,), notices=notices)
    archive = Archive(content)
    names = {name.casefold() for name in archive.names}
    _refuse(stranger_in_zip(names))
    if "[content_types].xml" in names:
        return read_workbook(archive, content)
    if "mimetype" in names:
        return read_open_document(archive, content)
    if any(name.rpartition("/")[2] == "export.csv" for name in names):
        return {"kind": "hmis_csv", **read_hmis(archive)}
    inner = b"" if is_inner else single_workbook(archive)
    return read(inner, is_inner=True) if inner else read_texts(archive)


def _refuse(reason: Reason | None) -> None:
    if reason is not None:
        raise RefusedFile(reason)


def answer(content: bytes, *, isolated: bool = False) -> bytes:
    """What was read, or the one word why not, as it goes to the parent."""
    head: dict[str, object] = {"network_isolated": isolated}
    try:
        opened = read(content)
        if isinstance(opened, dict):
            body = packed(head | opened)
        else:
            more = {"names": opened.names, "notices": sorted(opened.notices)}
            body = packed(head | {"kind": opened.kind} | more, opened.grids)
    except RefusedFile as refused:
        return packed(head | {"refused": refused.reason.value, "line": refused.line})
    except CalamineError:  # what it says holds cells
        return packed(head | {"refused": Reason.DAMAGED.value})
    except BaseException:  # noqa: BLE001  a parser's panic is no Exception, and holds cells
        return packed(head | {"refused": Reason.STOPPED.value})
    if len(body) > MAX_ANSWER:
        return packed(head | {"refused": Reason.TOO_LARGE.value})
    return body


def main() -> None:
    """Confine, read, answer."""
    gc.disable()  # nothing here is circular, and the process ends with its answer
    isolated = confine()
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read(), isolated=isolated))
    sys.stdout.buffer.flush()
