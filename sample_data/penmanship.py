"""Standard values become what a partner's cells hold: own words, date styles, numbers as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from sample_data.forms import Habit, TableForm, labels, record_type
from schemas.model import Field, FieldType

Cell = str | int | float | date | None
SET = ";"
SUMMED = {
    "hours",
    "contacts",
    "nights_in_month",
    "days_in_month",
    "adults",
    "children",
    "requests",
    "contact_count",
    "minutes",
    "presentations",
    "participants",
    "session_hours",
    "staff_hours",
    "answered_yes",
    "answered_no",
    "surveys_given",
    "order_count",
    "meetings",
    "trainings",
    "sessions",
    "events",
    "attendees",
    "people_reached",
}


def column(values: pd.Series[Any], name: str, table: TableForm, habit: Habit) -> list[Cell]:
    """One column of a partner's sheet, as the partner writes this field."""
    declared = record_type(table.record).field(name)
    if declared.type is FieldType.DATE or name == "dob":
        return _dates(values, habit)
    if declared.type in (FieldType.CODE, FieldType.CODE_SET):
        return _coded(values, declared, table, habit)
    if declared.type is FieldType.BOOLEAN:
        yes, no = habit.yes_no
        return [habit.missing if pd.isna(v) else yes if v else no for v in values]
    if declared.type in (FieldType.INTEGER, FieldType.DECIMAL):
        blank = habit.unknown_age if name == "age_years" else habit.missing
        return _numbers(values, habit, blank)
    return [None if pd.isna(v) else str(v) for v in values]


def _dates(values: pd.Series[Any], habit: Habit) -> list[Cell]:
    place, distinct = pd.factorize(values)
    days = [pd.Timestamp(day).date() for day in distinct]
    written: list[Cell] = [
        day if habit.dates == "cell" else _date_text(day, habit.dates) for day in days
    ]
    return [habit.missing if index < 0 else written[index] for index in place]


def _date_text(day: date, style: str) -> str:
    if style == "mdy":
        return f"{day.month}/{day.day}/{day.year}"
    if style == "dmony":
        return f"{day.day}-{day:%b-%Y}"
    if style == "long":
        return f"{day:%B} {day.day}, {day.year}"
    return day.isoformat()


def _numbers(values: pd.Series[Any], habit: Habit, blank: str) -> list[Cell]:
    found: list[Cell] = []
    for value in values:
        if pd.isna(value):
            found.append(blank or habit.missing)
        elif habit.numbers == "text":
            found.append(f"{float(value):,g}")
        else:
            found.append(int(value) if float(value).is_integer() else float(value))
    return found


def _coded(values: pd.Series[Any], declared: Field, table: TableForm, habit: Habit) -> list[Cell]:
    """Codes in the partner's words; where it has several for one code, it is not consistent."""
    own = table.words.get(declared.name, {})
    place, distinct = pd.factorize(values)
    choices = [_choices(code, own, declared, table, habit) for code in distinct]
    return [
        habit.missing if index < 0 else choices[index][row % len(choices[index])]
        for row, index in enumerate(place)
    ]


def _choices(
    code: str,
    own: Mapping[str, Sequence[str]],
    declared: Field,
    table: TableForm,
    habit: Habit,
) -> list[str]:
    parts = [_words(part, own, declared, habit) for part in code.split(SET)]
    longest = max(len(words) for words in parts)
    glue = f"{table.separator} " if table.separator in ",;" else table.separator
    return [glue.join(words[i % len(words)] for words in parts) for i in range(longest)]


def _words(
    code: str, own: Mapping[str, Sequence[str]], declared: Field, habit: Habit
) -> Sequence[str]:
    if code in own:
        return own[code]
    is_fips = declared.codes == "county" and habit.county == "fips"
    return (code,) if is_fips else (labels(declared.codes)[code],)


def total_row(rows: Sequence[Sequence[Cell]], fields: Sequence[str], word: str) -> list[Cell]:
    """A totals row: the word in the first column, sums under the columns that are counted."""
    found: list[Cell] = [word]
    for place, name in enumerate(fields[1:], start=1):
        cells = [row[place] for row in rows]
        numbers = [float(cell) for cell in cells if isinstance(cell, int | float)]
        found.append(sum(numbers) if name in SUMMED and numbers else None)
    return found
