"""Certificates of earlier releases, told again in the unknowns of the system at hand.

What was proved once need not be searched for again: as long as a move keeps what is known by now,
it is as good a proof as ever. Whether it does is looked at, never believed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.certification import Certification
from pipelines.protect.contributions import PLACE
from pipelines.protect.ground import Move
from pipelines.protect.replay import ENDLESS, impossible, matrix_of
from pipelines.protect.system import System

Moves = list[dict[int, int]]
Flags = NDArray[np.bool_]
AT = [*PLACE, "value"]


def remembered(system: System, contributions: pd.DataFrame, certificates: pd.DataFrame) -> Moves:
    """The moves of earlier certificates that keep what is known by now, those told last first.

    `certificates` has SAID_CERTIFICATE_COLUMNS, the oldest edition first, or is empty. A move is
    left out if one of its contributions is no part of the system.

    Privacy: aggregate in, aggregate out; restricted.
    """
    if certificates.empty:
        return []
    told = certificates[certificates["said"].isin(contributions["said"].unique())]
    told = told.assign(number=-told.groupby(["said", "move"], sort=False).ngroup())
    told = told.merge(contributions.drop_duplicates(AT)[[*AT, "unknown"]], on=AT, how="left")
    is_lost = told["unknown"].isna() | ~told["change"].between(-ENDLESS, ENDLESS)
    told = told[~told["number"].isin(told.loc[is_lost, "number"])]
    number, row = np.unique(told["number"].to_numpy(), return_inverse=True)
    places = (row, told["unknown"].to_numpy(dtype=np.int64))
    shape = (len(number), contributions["unknown"].nunique())
    changes = sp.csr_matrix((told["change"].to_numpy(dtype=np.int64), places), shape=shape)
    whole = _with_slacks(system, changes)
    moves = [
        dict(zip(whole.indices[first:last].tolist(), whole.data[first:last].tolist(), strict=True))
        for first, last in pairwise(whole.indptr.tolist())
    ]
    could_be_withheld = np.flatnonzero(system.is_printed & ~system.is_known)
    bad = set(impossible(system, moves, could_be_withheld.tolist()).tolist())
    return [move for at, move in enumerate(moves) if at not in bad]


def recall(certification: Certification, moves: Sequence[Mapping[int, int]]) -> None:
    """Keep those that touch nothing shown or known and go as far as what is not met yet asks."""
    ground = certification.ground
    changes = matrix_of(moves, ground.rows.shape[1])
    by = sp.csr_matrix(changes @ ground.by_inner)
    by.eliminate_zeros()
    by.sort_indices()
    met: set[tuple[int, int]] = set()
    is_seen = abs(by) @ ground.is_held.astype(np.int64)
    for at in np.flatnonzero(np.diff(by.indptr)).tolist():
        inner, outer = (slice(*matrix.indptr[at : at + 2]) for matrix in (changes, by))
        if not is_seen[at]:
            move = Move(
                changes.indices[inner], changes.data[inner], by.indices[outer], by.data[outer]
            )
            if certification.is_short_of(move, met):
                certification.reach.keep(move)


def _with_slacks(system: System, changes: sp.csr_matrix) -> sp.csr_matrix:
    """Changes of contributions with those of what relations leave open.

    Each relation leaves one unknown open at most; a change that breaks one stays broken.
    """
    ties, count = system.ties, changes.shape[1]
    signs = sp.csr_matrix(ties[:, count:])
    return sp.csr_matrix(sp.hstack([changes, -(changes @ ties[:, :count].T) @ signs]))
