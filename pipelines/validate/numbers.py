"""A column of numbers: commas, points, blanks, signs, percents and durations, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.durations import MINUTES, minutes_of
from pipelines.errors import UsageError
from pipelines.validate.reads import (
    COMMA_OPEN,
    NOT_A_NUMBER,
    TIME_OPEN,
    Cell,
    Read,
    Reading,
    fault,
    tidy,
)
from schemas.model import Field, FieldType

POINT, COMMA = "point", "comma"
SHARE, DOLLARS = "share", "dollars"
# Beyond this a floating point number no longer holds every whole number.
LARGEST = 1e15
DIGITS = 6

_PLAIN = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?", re.ASCII)
_POINT_GROUPS = re.compile(r"[1-9]\d{0,2}(?:(,)\d{3})(?:,\d{3})*(?:\.\d+)?", re.ASCII)
_COMMA_DECIMAL = re.compile(r"\d*,\d+", re.ASCII)
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
_BLANK_GROUPS = re.compile(r"[1-9]\d{0,2}([ '\u2019])\d{3}(?:\1\d{3})*(?:[.,]\d+)?", re.ASCII)
_FRACTION = re.compile(r"(?:(\d{1,4})[ -])?(\d{1,2})/(\d{1,2})", re.ASCII)
_MONEY = re.compile(r"^(?:us)?\$ ?|^usd ?| ?(?:us)?\$$| ?usd$|(?<=^-)\$ ?")
_FIGURES = re.compile(r"[-+\d.,/ '\u2019e%()$usd\u00bd\u00bc\u00be\u2153\u2154]+", re.ASCII)
_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}

Numbers = dict[str, float]


def read_numbers(field: Field, cells: Sequence[Cell], reading: Reading) -> list[Read]:
    """Every distinct cell of a column of numbers, read together.

    Privacy: identifiable in, identifiable out.
    Raises: UsageError if the layout gives a unit that cannot be turned into the field's own.
    """
    unit = reading.unit or field.unit
    factor = _factor(unit, field.unit)
    found = [_numbers(cell, unit) for cell in cells]
    forms = [set(numbers) for numbers in found]
    has_comma = {COMMA} in forms
    has_point = any(_shows_point(cell, numbers) for cell, numbers in zip(cells, found, strict=True))
    reads = []
    for cell, numbers in zip(cells, found, strict=True):
        read = _chosen(field, cell, numbers, has_comma=has_comma, has_point=has_point)
        if not numbers and unit in MINUTES:
            read = _duration(cell, unit)
        reads.append(_fitted(field, read, factor))
    return reads


def _factor(unit: str, own: str) -> float:
    if unit == own:
        return 1.0
    if unit not in MINUTES or own not in MINUTES:
        raise UsageError("HOME-07", "a layout gives a unit that cannot be turned into the field's")
    return MINUTES[unit] / MINUTES[own]


def _duration(cell: Cell, unit: str) -> Read:
    minutes, in_doubt = minutes_of(tidy(cell.text).casefold(), cell.kind, unit)
    if in_doubt:
        return fault(TIME_OPEN)
    return fault(NOT_A_NUMBER) if minutes is None else Read(minutes / MINUTES[unit])


def _numbers(cell: Cell, unit: str) -> Numbers:
    """What a text means with a decimal point, and what with a decimal comma."""
    if cell.kind not in "sn":
        return {}
    text = tidy(cell.text).casefold()
    if not _FIGURES.fullmatch(text):
        return {}
    for letter, words in _VULGAR.items() if not text.isascii() else ():
        text = text.replace(letter, f" {words}")
    text, sign = _without_sign(text.strip(), unit)
    scale = 1.0
    if text.endswith("%") and unit == SHARE:
        text, scale = text[:-1].rstrip(), 0.01
    return {form: sign * scale * value for form, value in _unsigned(text).items()}


def _without_sign(text: str, unit: str) -> tuple[str, float]:
    """The text without its sign and, in a column of money, without the currency."""
    if unit == DOLLARS:
        text = _MONEY.sub("", text).strip()
    if text.startswith("(") and text.endswith(")"):
        inner = text[1:-1].strip()
        return (_MONEY.sub("", inner) if unit == DOLLARS else inner), -1.0
    for sign, factor in (("-", -1.0), ("+", 1.0)):
        if text.startswith(sign):
            return text.removeprefix(sign).lstrip(), factor
    if text.endswith("-"):
        return text.removesuffix("-").rstrip(), -1.0
    return text, 1.0


def _unsigned(text: str) -> Numbers:
    found: Numbers = {}
    if _PLAIN.fullmatch(text):
        found[POINT] = float(text)
        if "e" not in text and not _COMMA_GROUPS.fullmatch(text):
            found[COMMA] = found[POINT]
    if _POINT_GROUPS.fullmatch(text):
        found[POINT] = float(text.replace(",", ""))
    if _COMMA_DECIMAL.fullmatch(text):
        found[COMMA] = float(text.replace(",", "."))
    if _COMMA_GROUPS.fullmatch(text):
        found[COMMA] = float(text.replace(".", "").replace(",", "."))
    return found or _other_forms(text)


def _other_forms(text: str) -> Numbers:
    if _BLANK_GROUPS.fullmatch(text):
        value = float(re.sub(r"[ '\u2019]", "", text).replace(",", "."))
        return {POINT: value, COMMA: value}
    parts = _FRACTION.fullmatch(text)
    if parts and int(parts[2]) < int(parts[3]):
        value = int(parts[1] or 0) + int(parts[2]) / int(parts[3])
        return {POINT: value, COMMA: value}
    return {}


def _shows_point(cell: Cell, numbers: Numbers) -> bool:
    """Whether a text can only be meant with a decimal point."""
    if cell.kind != "s" or not numbers:
        return False
    return set(numbers) == {POINT} or (POINT in numbers and _is_decimal(cell.text))


def _is_decimal(text: str) -> bool:
    return "." in text and "," not in text and not _COMMA_GROUPS.fullmatch(text.strip())


def _chosen(
    field: Field, cell: Cell, numbers: Numbers, *, has_comma: bool, has_point: bool
) -> Read:
    if not numbers:
        return fault(NOT_A_NUMBER)
    values = set(numbers.values())
    if cell.kind == "n" or len(values) == 1:
        return Read(numbers.get(POINT, numbers.get(COMMA)))
    is_whole = field.type is FieldType.INTEGER
    if not has_comma and (has_point or is_whole or "," not in cell.text):
        return Read(numbers[POINT])  # the point of this country; a whole number has no decimals
    return fault(COMMA_OPEN)


def _fitted(field: Field, read: Read, factor: float) -> Read:
    """The value in the field's own unit, whole where it must be."""
    if read.fault is not None:
        return read
    value = round(read.value * factor, DIGITS) if factor != 1.0 else read.value
    if abs(value) >= LARGEST:
        return fault(NOT_A_NUMBER)
    if field.type is not FieldType.INTEGER:
        return Read(value)
    return Read(int(value)) if float(value).is_integer() else fault(NOT_A_NUMBER)
