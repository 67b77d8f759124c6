"""Rows ready to be added up, or people and things to be counted once."""

from __future__ import annotations

import pandas as pd

from tests.pipeline.oracle.facts import PERSON

SETS = (
    "race_ethnicity",
    "victimization",
    "stop_victimization",
    "special_population",
    "offender_relationship",
    "partial_reason",
)


class Counted:
    """Rows with `partner`, breakdown columns and either `amount` or the columns to count once."""

    def __init__(self, rows, once=()):
        self.rows, self.once = rows, list(once)
        self._by = {}

    def of(self, column, code):
        """The figure of one code of a column; a person who gave several codes is in each."""
        if column not in self._by:
            self._by[column] = self._split(column)
        return float(self._by[column].get(code, 0))

    def within(self, partners):
        """The same of some agencies only."""
        return Counted(self.rows[self.rows["partner"].isin(partners)], self.once)

    def _split(self, column):
        rows = self.rows.assign(code=self.rows[column].fillna("unknown"))
        if column in SETS:
            rows = rows.assign(code=rows["code"].str.split(";")).explode("code")
        if self.once:
            return rows.drop_duplicates(["code", *self.once]).groupby("code").size()
        return rows.groupby("code")["amount"].sum()


def amounts(rows, column):
    return Counted(rows.assign(amount=pd.to_numeric(rows[column]).fillna(0)))


def people(rows):
    return Counted(rows, once=PERSON)
