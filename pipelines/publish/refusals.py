"""Why a finished file is not released: one code, one sentence and a place for each reason.

A refusal never says what stands at the place: it may be what must not be seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.listed import clauses

REFUSALS = {
    "FILES": (
        "INSPECT-10",
        "the files are not one workbook, flat CSV, analysts' file and manifest",
    ),
    "NOT-A-WORKBOOK": ("INSPECT-11", "the file is no sound xlsx package"),
    "UNREADABLE": ("INSPECT-12", "another program cannot read the workbook"),
    "ZIP-COMMENT": ("INSPECT-13", "the package carries a comment or an extra field"),
    "ZIP-TIME": ("INSPECT-14", "a part tells when it was written"),
    "UNKNOWN-PART": ("INSPECT-15", "a part that no report holds, or one part twice"),
    "ORPHAN": ("INSPECT-16", "a part that nothing leads to, or a link to a part that is not there"),
    "CUSTOM-XML": ("INSPECT-17", "custom XML, which no reader sees"),
    "PRINTER": ("INSPECT-18", "settings of somebody's printer"),
    "PIVOT": ("INSPECT-19", "a pivot table or its cache, which keeps the rows it was made from"),
    "COMMENT": ("INSPECT-20", "a comment or a note with its author"),
    "EXTERNAL": ("INSPECT-21", "a link to another file or address"),
    "MACRO": ("INSPECT-22", "a macro"),
    "EMBEDDED": ("INSPECT-23", "a picture, an embedded file or a form control"),
    "CONNECTION": ("INSPECT-24", "a connection to a source of data"),
    "FORMULA": ("INSPECT-25", "a formula; figures are written as plain numbers"),
    "HIDDEN-SHEET": ("INSPECT-26", "a sheet that is hidden"),
    "HIDDEN-ROW": ("INSPECT-27", "a row that is hidden or has no height"),
    "HIDDEN-COLUMN": ("INSPECT-28", "a column that is hidden or has no width"),
    "HIDDEN-TEXT": ("INSPECT-29", "text or numbers that are stored but not shown"),
    "MERGED": ("INSPECT-30", "merged cells"),
    "FILTER": ("INSPECT-31", "a filter, which may leave rows unseen"),
    "FROZEN": ("INSPECT-32", "a frozen or split pane"),
    "ELEMENT": ("INSPECT-33", "something in the sheet that no report holds"),
    "SHAPE": ("INSPECT-34", "a text box, a shape or a picture over the sheet"),
    "NAME": ("INSPECT-35", "a defined name other than those for print"),
    "DEAD-NAME": ("INSPECT-36", "a defined name that points nowhere"),
    "PERSONAL": ("INSPECT-37", "a property that names somebody or something but the consortium"),
    "SHEETS": ("INSPECT-40", "the sheets are not those of the report, in their order"),
    "TABLE": ("INSPECT-41", "the sheet does not hold its one table, starting at the left"),
    "ROWS": ("INSPECT-42", "the table has other rows or columns than its figures"),
    "FIGURE-DIFFERS": ("INSPECT-43", "a figure or a mark is not what protection left"),
    "WORDS": ("INSPECT-44", "text that is in no code list, label or sentence of the report"),
    "WITHHELD": ("INSPECT-45", "the sheet does not say how many of its figures are withheld"),
    "OUTSIDE": ("INSPECT-46", "something beside or below the table"),
    "CHART": ("INSPECT-47", "a chart keeps something that is not in the cells it draws"),
    "PRECISION": ("INSPECT-48", "a stored number is finer than its format shows"),
    "SUMS": ("INSPECT-49", "figures of the workbook do not add up to their total"),
    "TWO-FIGURES": ("INSPECT-50", "one figure differs from sheet to sheet"),
    "ACCESS": ("INSPECT-51", "the checklist of accessible workbooks is not met"),
    "PICTURE": ("INSPECT-52", "a picture is not what the published figures draw"),
    "VIEW": ("INSPECT-53", "a worked-out sheet does not follow from the published figures"),
    "CSV-COLUMNS": ("INSPECT-60", "the flat CSV has other columns"),
    "CSV-ROWS": ("INSPECT-61", "the flat CSV has other rows or statuses"),
    "CSV-WITHHELD": ("INSPECT-62", "the flat CSV has a value where none is shown"),
    "CSV-FIGURE": ("INSPECT-63", "a value of the flat CSV is not what protection left"),
    "CSV-TEXT": ("INSPECT-64", "the flat CSV holds a line that a program could run"),
    "ANALYST": ("INSPECT-66", "the analysts' file holds something else than the flat CSV"),
    "MANIFEST": ("INSPECT-65", "the manifest does not tell name, size and hash of each file"),
}
MOST_NAMED = 8


@dataclass(frozen=True, order=True)
class Refusal:
    """One reason not to release: its name, and the place in the file."""

    name: str
    place: str = ""

    @property
    def code(self) -> str:
        """The stable code of the reason."""
        return REFUSALS[self.name][0]

    def __str__(self) -> str:
        """Code, place and sentence; nothing of what stands at the place."""
        at = f" at {self.place}" if self.place else ""
        return f"{self.code}{at}: {REFUSALS[self.name][1]}"


def in_words(refusals: tuple[Refusal, ...]) -> str:
    """The first refusals in words, and how many more there are."""
    return clauses([str(one) for one in refusals], MOST_NAMED)
