"""Rows that look like headings, where no layout says which they are."""

from __future__ import annotations

from pipelines.intake.opening import Sheet
from pipelines.intake.tables.boxes import parse_boxes
from pipelines.intake.tables.headings import SEARCHED_ROWS, read_headings

LOOK_BELOW = 20
MOST_ROWS = 4
FEWEST_COLUMNS = 2
LONGEST_LABEL = 80
YEAR = r"^(?:19|20)\d\d(?:$|-)"


def candidate_heading_rows(sheet: Sheet) -> tuple[tuple[int, int], ...]:
    """Likely headings of a sheet as (first row, how many rows), the likeliest first.

    For a proposal only, never for reading: a heading row is rich in texts that all differ, without
    figures other than years, above columns that hold something; all the better if figures or
    dates stand below a text. `read_headings(sheet.text, parse_boxes(sheet.merged), row, rows)`
    gives the path of each column.

    Privacy: identifiable in, aggregate out.
    """
    top = sheet.text.head(SEARCHED_ROWS)
    scores = {int(row): _score(sheet, int(row)) for row in top.index}
    ranked = sorted((row for row, score in scores.items() if score > 0), key=lambda r: -scores[r])
    found = [one for row in ranked for one in (_with_upper_rows(sheet, row), (row, 1))]
    return tuple(dict.fromkeys(found))


def _score(sheet: Sheet, row: int) -> float:
    kinds, text = sheet.kinds.xs(row), sheet.text.xs(row)
    is_label = (kinds == "s") & (text.str.len() <= LONGEST_LABEL)
    is_label |= kinds.isin(("n", "d")) & text.str.contains(YEAR, regex=True)
    labels = text[is_label.to_numpy()]
    below = sheet.kinds.loc[row + 1 : row + LOOK_BELOW]
    if len(labels) < FEWEST_COLUMNS or below.empty:
        return 0.0
    here = below[labels.index]
    filled = float((here != "").mean().mean())
    figures = float(here.isin(("n", "d", "t", "b")).any().mean())
    worded = float((~labels.str.contains(r"\d", regex=True)).mean())
    distinct = labels.str.casefold().nunique() / len(labels)
    width = len(labels) / max(int((sheet.kinds != "").any().sum()), 1)
    return width * (filled + figures + worded) * distinct


def _with_upper_rows(sheet: Sheet, row: int) -> tuple[int, int]:
    """The rows above belong to the headings if they name groups of at least two columns."""
    merged, rows = parse_boxes(sheet.merged), 1
    wide = [box for box in merged if box.right > box.left or box.bottom > box.top]
    while rows < MOST_ROWS and row - rows in sheet.text.index:
        upper = row - rows
        spans = [box for box in wide if box.top <= upper <= box.bottom]
        if not (spans and _groups(sheet, upper)):
            break
        rows += 1
    first = row - rows + 1
    return first, rows


def _groups(sheet: Sheet, upper: int) -> bool:
    """Whether a row names groups of columns and is not a title over all of them."""
    own = sheet.kinds.xs(upper) == "s"
    below = read_headings(sheet.text, parse_boxes(sheet.merged), upper, 2)
    return bool(own.sum() >= FEWEST_COLUMNS) and len(below.parts) >= FEWEST_COLUMNS
