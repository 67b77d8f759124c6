"""The door of the child process: bytes in by pipe, one length-prefixed JSON answer out by pipe.

Nothing about the file but its cells, or one word of a closed list, ever leaves; a parser that
panics raises what is no `Exception`, hence the widest possible net at this edge alone.
"""

from __future__ import annotations

import gc
import json
import sys
from typing import Any

from pipelines.intake.sandbox.archive import Archive
from pipelines.intake.sandbox.delimited import read_delimited
from pipelines.intake.sandbox.hmis_files import read_hmis
from pipelines.intake.sandbox.limits import confine
from pipelines.intake.sandbox.refusal import Reason, RefusedFile
from pipelines.intake.sandbox.workbook import read_workbook

MAX_ANSWER = 256 << 20
PREFIX = 8
OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def read(content: bytes) -> dict[str, Any]:
    """What the file holds, by its content and never its name; RefusedFile if it is not opened."""
    if content.startswith(OLE2):
        locked = ENCRYPTED_PACKAGE in content
        raise RefusedFile(Reason.ENCRYPTED if locked else Reason.NOT_YET_ACCEPTED)
    if not content.startswith(b"PK"):
        return {"kind": "csv", "sheets": [read_delimited(content).message()]}
    archive = Archive(content)
    names = {name.casefold() for name in archive.names}
    if "[content_types].xml" in names:
        sheets = [grid.message() for grid in read_workbook(archive, content)]
        return {"kind": "xlsx", "sheets": sheets}
    if "mimetype" in names:
        raise RefusedFile(Reason.NOT_YET_ACCEPTED)
    if any(name.rpartition("/")[2] == "export.csv" for name in names):
        return {"kind": "hmis_csv", **read_hmis(archive)}
    raise RefusedFile(Reason.NOT_A_SPREADSHEET)


def answer(content: bytes) -> dict[str, Any]:
    """What was read, or the one word why not."""
    try:
        return read(content)
    except RefusedFile as refused:
        return {"refused": refused.reason.value}
    except BaseException:  # noqa: BLE001  a parser's panic is no Exception, and holds cells
        return {"refused": Reason.STOPPED.value}


def main() -> None:
    """Confine, read, answer."""
    gc.disable()  # nothing here is circular, and the process ends with its answer
    isolated = confine()
    message = {"network_isolated": isolated, **answer(sys.stdin.buffer.read())}
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) > MAX_ANSWER:
        body = json.dumps(
            {"network_isolated": isolated, "refused": Reason.TOO_LARGE.value},
        ).encode()
    sys.stdout.buffer.write(len(body).to_bytes(PREFIX) + body)
    sys.stdout.buffer.flush()
