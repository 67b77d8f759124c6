"""One joint system: every unknown of every figure, and the equations that everyone knows.

Columns are unknowns: what each partner contributed, what a whole has beyond its part, the figures,
and the differences that anybody can take. Rows are relations: terms that sum to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.derived import Derived
from pipelines.protect.limits import Limits
from pipelines.protect.ties import Ties

NOBODY = -1
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class System:
    """Unknowns in the order contributions, slacks, figures, derived, limits.

    `values` are true, in whole units; `owner` the number of the partner that knows an unknown by
    itself (NOBODY: none); `weight` turns a change into people, requests or hours. `is_known`:
    everyone knows it whatever is decided now. `is_signed`: nobody knows that it is not negative.
    `ties` (relations by contributions and slacks) sum to nothing; `forms` says of which
    contributions each figure, each derived figure and each limit is the sum.
    """

    values: Whole
    owner: Whole
    weight: NDArray[np.float64]
    is_known: Flags
    is_printed: Flags
    is_signed: Flags
    ties: sp.csr_matrix
    forms: sp.csr_matrix
    figures: pd.DataFrame
    derived: tuple[Derived, ...]

    @property
    def size(self) -> int:
        """How many unknowns there are."""
        return len(self.values)

    @property
    def first_figure(self) -> int:
        """Where figures begin."""
        return int(self.ties.shape[1])

    @property
    def first_derived(self) -> int:
        """Where derived figures begin."""
        return self.first_figure + len(self.figures)

    def named(self, unknown: int) -> str:
        """The key of the figure behind an unknown, for messages and the protection store."""
        at = unknown - self.first_figure
        if unknown >= self.first_derived:
            at = self.derived[unknown - self.first_derived].whole
        return str(self.figures["key"].iloc[at].text)


class Told(NamedTuple):
    """Figures, numbered by their index from 0, what they are sums of, and what they leave."""

    figures: pd.DataFrame
    members: pd.DataFrame
    derived: list[Derived]


def system_of(
    contributions: pd.DataFrame,
    ties: Ties,
    limits: Limits,
    told: Told,
    scale_of: Mapping[str, int],
) -> System:
    """Put the parts together."""
    figures, _, derived = told
    unique = contributions.drop_duplicates("unknown").sort_values("unknown", ignore_index=True)
    partners = {name: n for n, name in enumerate(sorted(unique["partner"].unique()))}
    owner = unique["partner"].map(partners).to_numpy(dtype=np.int64)
    weight = 1.0 / unique["measure"].map(dict(scale_of)).to_numpy(dtype=np.float64)
    scale = figures["measure"].map(dict(scale_of)).to_numpy(dtype=np.float64)
    like = ties.slacks["like"].to_numpy(dtype=np.int64)
    wholes = np.array([one.whole for one in derived], dtype=np.int64)
    inner, outer = len(unique) + len(like), len(figures) + len(derived) + len(limits.values)
    rests = np.array([one.value for one in derived], dtype=np.int64)
    values = [*(f["value"].to_numpy() for f in (unique, ties.slacks, figures)), rests]
    hidden, none = np.zeros(inner), np.zeros(len(derived))
    beyond = np.zeros(len(limits.values))
    return System(
        values=np.concatenate([*values, limits.values]).astype(np.int64),
        owner=np.concatenate([owner, owner[like], np.full(outer, NOBODY)]),
        weight=np.concatenate([weight, weight[like], 1 / scale, 1 / scale[wholes], beyond + 1]),
        is_known=np.concatenate([hidden, figures["is_known"], none, beyond]).astype(bool),
        is_printed=np.concatenate([hidden, figures["is_printed"], none, beyond]).astype(bool),
        is_signed=np.concatenate(
            [hidden, np.zeros(len(figures)), [one.is_signed for one in derived], beyond]
        ).astype(bool),
        ties=_ties(ties, len(unique)),
        forms=_forms(told, limits, inner),
        figures=figures,
        derived=tuple(derived),
    )


def _ties(ties: Ties, contributions: int) -> sp.csr_matrix:
    slacks = np.arange(len(ties.slacks)) + contributions
    rows = np.concatenate([ties.terms["relation"], ties.slacks["relation"]])
    columns = np.concatenate([ties.terms["unknown"], slacks])
    signs = np.concatenate([ties.terms["sign"], ties.slacks["sign"]])
    shape = (ties.count, contributions + len(slacks))
    return _matrix(signs, rows, columns, shape)


def _forms(told: Told, limits: Limits, inner: int) -> sp.csr_matrix:
    members, derived, figures = told.members, told.derived, len(told.figures)
    own = _matrix(np.ones(len(members)), members["figure"], members["unknown"], (figures, inner))
    at = [n for n, one in enumerate(derived) for _ in (one.whole, *one.parts)]
    which = [number for one in derived for number in (one.whole, *one.parts)]
    signs = [sign for one in derived for sign in (1, *[-1] * len(one.parts))]
    less = _matrix(np.array(signs), np.array(at), np.array(which), (len(derived), figures))
    terms, shape = limits.terms, (len(limits.values), inner)
    beyond = _matrix(terms["weight"], terms["limit"], terms["unknown"], shape)
    forms = sp.csr_matrix(sp.vstack([own, less @ own, beyond]))
    forms.eliminate_zeros()
    return forms


def _matrix(signs: object, rows: object, columns: object, shape: tuple[int, int]) -> sp.csr_matrix:
    whole = [np.asarray(one, dtype=np.int64) for one in (signs, rows, columns)]
    matrix = sp.csr_matrix((whole[0], (whole[1], whole[2])), shape=shape)
    matrix.sort_indices()
    return matrix
