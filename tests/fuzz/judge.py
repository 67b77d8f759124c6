"""What becomes of one mutant: refused with a known word, or read as another reading reads it."""

from __future__ import annotations

from pipelines.intake.answer import decoded, sheet_frames
from pipelines.intake.sandbox.child import answer
from pipelines.intake.wording import REFUSALS
from tests.fuzz.books import CANARY
from tests.fuzz.mutate import Mutant
from tests.fuzz.oracle import Cells, readings

Read = dict[tuple[int, int], tuple[str, str]]


def outcome(mutant: Mutant) -> str:
    """`read`, a word of refusal, or what is wrong, in capitals first."""
    raw = answer(mutant.content)
    found = decoded(raw)
    if found is None:
        return "WRONG: the answer is not sound"
    if "refused" in found.head:
        return _refused(raw, found.head["refused"], mutant)
    sheets = [_cells(*sheet_frames(found, at)) for at in range(len(found.head.get("sheets", ())))]
    if not _agree(sheets, readings(mutant.content)):
        return "WRONG: cells differ from another reading"
    if mutant.is_same and mutant.kind != "zip" and not _agree(sheets, readings(mutant.original)):
        return "WRONG: cells differ from the original's"
    return "read"


def _refused(raw: bytes, word: str, mutant: Mutant) -> str:
    if any(part.encode() in raw for part in CANARY.split()):
        return "LEAK: the canary is in a refusal"
    if word not in REFUSALS:
        return "WRONG: unknown word of refusal"
    return "WRONG: an honest file is refused" if mutant.is_same else word


def _cells(text, kinds) -> Read:
    return {
        (row, at): (text.loc[row, letter], kind)
        for at, (letter, column) in enumerate(kinds.items(), start=1)
        for row, kind in column.items()
        if kind
    }


def _agree(sheets: list[Read], expected: list[list[Cells]]) -> bool:
    return len(sheets) == len(expected) and all(
        any(_are_same(sheet, cells) for cells in ways)
        for sheet, ways in zip(sheets, expected, strict=True)
    )


def _are_same(sheet: Read, cells: Cells) -> bool:
    return set(sheet) == set(cells) and all(_same(*sheet[at], cells[at]) for at in sheet)


def _same(text: str, kind: str, value: float | str | None) -> bool:
    if kind in "efdt" or value is None:  # that something is there is what must agree
        return True
    if isinstance(value, str):
        return " ".join(text.split()) == value
    return kind == "n" and float(text) == value
