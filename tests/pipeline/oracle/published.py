"""Released files as a reader has them: the flat CSV, and the workbook's sheets by their labels."""

from __future__ import annotations

import pandas as pd
from openpyxl import load_workbook

from tests.pipeline.oracle.declared import breakdowns, codes, measures, report

MARKS = {
    "[c]": "withheld",
    "[x]": "not_available",
    "[z]": "not_applicable",
    "[nr]": "not_received",
    "[nil]": "nil",
    "[nc]": "not_collected",
    "[unk]": "refused_or_unknown",
}


def latest(home, month, report_name):
    """The folder and stem of the newest released version."""
    folders = (home / "releases" / month / report_name).glob("v*")
    folder = max(folders, key=lambda path: int(path.name[1:]))
    return folder, f"{report_name}-{month}-{folder.name}"


def read_csv(home, month, report_name):
    folder, stem = latest(home, month, report_name)
    flat = pd.read_csv(folder / f"{stem}.csv", dtype="str", keep_default_na=False)
    return flat.assign(value=pd.to_numeric(flat["value"]))


class Workbook:
    """A released workbook: its tables as label x heading -> number or mark."""

    def __init__(self, home, month, report_name):
        folder, stem = latest(home, month, report_name)
        self.name = report_name
        self.book = load_workbook(folder / f"{stem}.xlsx", data_only=True)

    def table(self, table):
        """Row label -> column heading -> cell, of the one native table on a sheet."""
        sheet = self.book[table["sheet"]]
        (native,) = sheet.tables.values()
        heading, *rows = [[cell.value for cell in row] for row in sheet[native.ref]]
        heading = [plain(text) for text in heading]
        labels = [plain(row[0]) for row in rows]
        assert len(set(labels)) == len(labels), f"{table['id']}: two rows of one label"
        assert len(set(heading)) == len(heading), f"{table['id']}: two columns of one heading"
        return {
            label: dict(zip(heading, row, strict=True))
            for label, row in zip(labels, rows, strict=True)
        }

    @staticmethod
    def only_number(cells):
        """The heading of the one column of figures in a table whose rows are measures."""
        (found,) = {tuple(line)[2:] for line in cells.values()}
        return found[0]

    @staticmethod
    def figures_of(cells):
        """Every row and column of a table where a figure stands."""
        return {
            (row, column)
            for row, line in cells.items()
            for column in tuple(line)[1:]
            if column != "Unit"
        }

    def numbers(self, sheet):
        """Every number of a sheet with the plain text at the beginning of its row."""
        rows = self.book[sheet].iter_rows(values_only=True)
        return [(plain(row[0]), v) for row in rows for v in row if isinstance(v, int | float)]


def plain(text):
    return str(text).partition(" [note")[0]


def cell_of(figure, table, members):
    """The label of the row and the heading of the column where a figure must stand."""
    measure = measures()[figure.measure]
    named = table.get("column_labels", {}).get(figure.measure, measure["label"])
    if table["rows"] == "measures":
        return named, None
    unit = measure["unit"]
    heading = named if unit.lower() in named.lower() else f"{named} ({unit})"
    return row_label(figure, table, members), heading


def row_label(figure, table, members):
    kind, _, name = table["rows"].partition(":")
    place = (
        (figure.geography_type, figure.geography)
        if kind == "geography"
        else (
            figure.breakdown,
            figure.dim1,
        )
    )
    if place[0] == "grant":
        return "Total, all agencies of the grant"
    if place[0] in {"consortium", "total"}:
        return total_label(table, kind, name)
    if place[0] == name:
        return member_label(place, table, kind, members)
    label = codes(code_list(place[0], kind)).loc[place[1], "label"]
    is_place = kind == "geography" and place[1] not in {"out_of_state", "unknown"}
    return f"{label}{' ' + place[0] if is_place else ''}, subtotal"


def total_label(table, kind, name):
    if kind == "breakdown":
        return "Total"
    if table.get("partner_kind") == "paip":
        return "Total, all programs"
    return {
        "partner": "Total, all agencies",
        "hub": "Total, all hubs",
        "county": "Total, all counties",
        "region": "Total, all regions",
    }[name]


def code_list(name, kind):
    return breakdowns()[name]["codes"] if kind == "breakdown" else name


def member_label(place, table, kind, members):
    if place[0] in {"partner", "hub"}:
        return members.name(*place)
    found = codes(code_list(place[0], kind))
    label = found.loc[place[1], "label"]
    if "labels" not in table:
        return label
    word = found.loc[place[1], table["labels"]]
    if not word:
        return label
    return word if found[table["labels"]].eq(word).sum() == 1 else f"{word}: {label}"


def table_of(report_name, table_id):
    return next(table for table in report(report_name)["table"] if table["id"] == table_id)
