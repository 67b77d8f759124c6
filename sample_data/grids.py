"""The sheets of one partner's file as plain cells: identifiers, notes, totals and all."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample_data.forms import IGNORE, Form, Habit, TableForm
from sample_data.month_columns import ALL_MONTHS, month_headings
from sample_data.names import CLIENT_NOTES, FAMILY, GIVEN, STAFF, invent
from sample_data.penmanship import Cell, column, total_row
from schemas.periods import Month

PERSONAL = (
    "first_name",
    "last_name",
    "client_name",
    "dob",
    "ssn",
    "phone",
    "email",
    "street_address",
    "zip",
)
SITES = ("Main", "Annex", "Courthouse desk")
AGENCIES = ("Lantern Street Center", "County task force", "Circuit court", "Health department")


@dataclass
class Grid:
    """One table of a sheet: title lines, headings, the field under each heading, rows, tail."""

    sheet: str
    title: list[str]
    headings: list[str]
    fields: list[str]
    rows: list[list[Cell]]
    tail: list[list[Cell]]
    spacer_every: int = 0
    heading_rows: int = 1


def make_grids(
    form: Form,
    month: str,
    records: Mapping[str, pd.DataFrame],
    people: pd.DataFrame,
    rng: np.random.Generator,
) -> list[Grid]:
    """Every table of the file; tables that share a sheet are written one after another."""
    grids: dict[str, Grid] = {}
    for table in form.tables:
        frame = _with_strangers(records[table.record], people, table, rng)
        rows = _rows(frame, table, form.habit, rng)
        months = month_headings(table, month)
        if table.sheet in grids:
            grids[table.sheet].rows += rows
            continue
        title = [line.format(label=Month.parse(month).label) for line in form.habit.title]
        grids[table.sheet] = Grid(
            sheet=table.sheet,
            title=(title + [""] * table.heading_row)[: table.heading_row - 1],
            headings=[*table.columns, *months],
            fields=[*table.columns.values(), *[table.wide.get("value", "")] * len(months)],
            rows=rows,
            tail=[],
            spacer_every=form.habit.spacer_every,
            heading_rows=table.heading_rows,
        )
    for grid in grids.values():
        grid.tail = _tail(grid, form.habit)
    return list(grids.values())


def seed_of(seed: int, *parts: str) -> list[int]:
    """A seed of its own for one file, so that it does not hang on which others were written."""
    return [seed, zlib.crc32("/".join(parts).encode())]


def _with_strangers(
    frame: pd.DataFrame, people: pd.DataFrame, table: TableForm, rng: np.random.Generator
) -> pd.DataFrame:
    """Rows with the identities of their clients, or of people who only called, beside them."""
    if not set(PERSONAL) & set(table.columns.values()):
        return frame
    if "client_key" in frame:
        known = people.set_index("client_key")[list(PERSONAL)]
        return frame.join(known, on="client_key")
    born = pd.Series(pd.Timestamp("1990-01-01"), index=range(len(frame)))
    return pd.concat([frame.reset_index(drop=True), invent(len(frame), born, rng)], axis=1)


def _rows(
    frame: pd.DataFrame, table: TableForm, habit: Habit, rng: np.random.Generator
) -> list[list[Cell]]:
    columns: list[list[Cell]] = []
    for heading, name in table.columns.items():
        if name == IGNORE:
            columns.append(_ignored(heading, len(frame), table, habit, rng))
        elif name in frame:
            columns.append(column(frame[name], name, table, habit))
        else:
            columns.append(_free_text(name, frame, rng))
    months = frame.columns[frame.columns.isin(ALL_MONTHS)]
    columns += [[None if pd.isna(one) else int(one) for one in frame[name]] for name in months]
    return [list(row) for row in zip(*columns, strict=True)]


def _ignored(
    heading: str, count: int, table: TableForm, habit: Habit, rng: np.random.Generator
) -> list[Cell]:
    if heading in table.select:
        return [table.select[heading][0]] * count
    source = habit.ignored.get(heading, "")
    if source == "row_no":
        return list(range(1, count + 1))
    choices = {"staff": STAFF, "site": SITES}.get(source)
    return list(rng.choice(choices, count)) if choices else [None] * count


def _free_text(name: str, frame: pd.DataFrame, rng: np.random.Generator) -> list[Cell]:
    """Case notes with names in them, and the few texts a coordination log holds."""
    count = len(frame)
    if name == "notes":
        given = frame["first_name"] if "first_name" in frame else rng.choice(GIVEN, count)
        notes = rng.choice(CLIENT_NOTES, count)
        return [note.format(first) or None for note, first in zip(notes, given, strict=True)]
    if name == "counterpart_agency":
        return list(rng.choice(AGENCIES, count))
    if name == "noncompliance_reason":
        why = f"{rng.choice(GIVEN)} {rng.choice(FAMILY)} on leave, meeting moved"
        return [why if flag else None for flag in frame["noncompliance_flag"]]
    return [None] * count


def _tail(grid: Grid, habit: Habit) -> list[list[Cell]]:
    """What stands below the rows: a totals row, a blank row, a footnote in the first column."""
    width, found = len(grid.headings), list[list[Cell]]()
    if habit.total and grid.rows:
        found.append(total_row(grid.rows, grid.fields, habit.total))
    if habit.footnote:
        found += [[None] * width, [habit.footnote, *[None] * (width - 1)]]
    return found
