"""Fictitious consortia of any size, as the joint system that protection works on.

Every partner serves people in a few counties near its own. Its atoms are counts by county,
service and band (and month); every figure is a sum of atoms, and every sum of one level of each
dimension is printed. No figure is drawn twice: figures of the same atoms are one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp

from pipelines.protect.demands import Demand
from pipelines.protect.system import NOBODY, System

THRESHOLD = 11
BAND_SHARES = (0.14, 0.12, 0.1, 0.38, 0.2, 0.06)
NEAR = (0, 0, 0, 0, 1, 1, -1, 2, 10)
LEVELS = {"partner": 2, "county": 3, "service": 3, "band": 3, "month": 1}


@dataclass(frozen=True)
class Shape:
    """How large a consortium is, and which tables it prints (dimensions by name)."""

    tables: tuple[tuple[str, ...], ...]
    partners: int = 40
    counties: int = 102
    services: int = 12
    bands: int = 6
    months: int = 1
    size: float = 5.6
    regions: int = 6
    groups: int = 4


class Name(NamedTuple):
    """The place of a figure, in words."""

    text: str


@dataclass(frozen=True)
class Made:
    """A joint system with its demands and what every figure costs a reader.

    `numbers` says by its place which figure a cell of a table is; several may be the same.
    """

    system: System
    demands: list[Demand]
    costs: np.ndarray
    numbers: dict[str, int] = field(default_factory=dict)


def visits(shape: Shape, seed: int) -> pd.DataFrame:
    """One row a person served with a service: month, partner, county, service, band."""
    rng = np.random.default_rng(seed)
    home = rng.integers(0, shape.counties, shape.partners)
    size = np.maximum(5, rng.lognormal(shape.size, 0.9, shape.partners))
    bands = np.array(BAND_SHARES[: shape.bands]) / sum(BAND_SHARES[: shape.bands])
    popular = 1 / np.arange(1, shape.services + 1)
    parts = []
    for month, partner in itertools.product(range(shape.months), range(shape.partners)):
        people = rng.poisson(size[partner])
        county = (home[partner] + rng.choice(NEAR, people)) % shape.counties
        band = rng.choice(shape.bands, people, p=bands)
        # The services with the largest keys are a draw without replacement by popularity.
        keys = rng.random((people, shape.services)) ** (1 / popular)
        ranked = np.argsort(-keys, axis=1)
        used = np.arange(shape.services) < rng.integers(1, 4, people)[:, None]
        who, place = np.nonzero(used)
        parts.append(
            pd.DataFrame(
                {
                    "month": month,
                    "partner": partner,
                    "county": county[who],
                    "service": ranked[who, place],
                    "band": band[who],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def made(shape: Shape, seed: int = 1) -> Made:
    """The joint system of a shape."""
    atoms = visits(shape, seed).value_counts(sort=False).rename("value").reset_index()
    atoms = atoms.sort_values(list(LEVELS), ignore_index=True)
    figures = pd.concat(list(_figures(atoms, shape)), ignore_index=True)
    forms = _forms(figures, len(atoms))
    first, same = _alike(forms)
    names = figures.drop_duplicates("figure").sort_values("figure", ignore_index=True)
    one = system_of(
        sp.csr_matrix(forms[first]),
        atoms["value"].to_numpy(),
        atoms["partner"].to_numpy(),
        names["text"].to_numpy()[first],
        names["rank"].to_numpy()[first],
    )
    numbers = dict(zip(names["text"], same.tolist(), strict=True))
    return replace(one, numbers=numbers)


def _figures(atoms: pd.DataFrame, shape: Shape) -> Iterator[pd.DataFrame]:
    """Figure number, atom, name and rank (how much is summed up), table by table."""
    codes = codes_of(atoms, shape)
    count = 0
    for table in shape.tables:
        spans = [("month",), ("to date",)] if shape.months > 1 else [("month",)]
        for levels, span in itertools.product(
            itertools.product(*[range(LEVELS[name]) for name in table]), spans
        ):
            shown = pd.DataFrame(
                {name: codes[name][level] for name, level in zip(table, levels, strict=True)}
            )
            for part in _periods(shown, atoms["month"], span[0], shape.months):
                number = part.groupby([*table, "period"], sort=True).ngroup()
                text = part["period"].str.cat([part[name].astype(str) for name in table], sep=" ")
                yield pd.DataFrame(
                    {
                        "figure": number + count,
                        "atom": part.index,
                        "text": "-".join(table) + " " + text,
                        "rank": sum(levels) + (span[0] == "to date"),
                    }
                )
                count += int(number.max()) + 1


def _periods(
    shown: pd.DataFrame, month: pd.Series[int], span: str, months: int
) -> Iterator[pd.DataFrame]:
    if span == "month":
        yield shown.assign(period="m" + month.astype(str))
        return
    for last in range(1, months):
        yield shown[month <= last].assign(period=f"to m{last}")


def codes_of(atoms: pd.DataFrame, shape: Shape) -> dict[str, list[pd.Series[str]]]:
    """The code of every atom at each level of each dimension, finest first."""
    above = {
        "county": atoms["county"] * shape.regions // shape.counties,
        "service": atoms["service"] * shape.groups // shape.services,
        "band": (atoms["band"] >= shape.bands // 2).astype(int),
    }
    everything = pd.Series("all", index=atoms.index)
    found = {}
    for name in ("partner", "county", "service", "band"):
        own = name[0] + atoms[name].astype(str).str.zfill(3)
        upper = [name[0].upper() + above[name].astype(str)] if name in above else []
        found[name] = [own, *upper, everything]
    return found


def _forms(figures: pd.DataFrame, atoms: int) -> sp.csr_matrix:
    ones = np.ones(len(figures), dtype=np.int64)
    shape = (int(figures["figure"].max()) + 1, atoms)
    forms = sp.csr_matrix((ones, (figures["figure"], figures["atom"])), shape=shape)
    forms.sort_indices()
    return forms


def _alike(forms: sp.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """The first of the figures that are sums of the same atoms, and which of those each is."""
    marks = np.random.default_rng(11).integers(1, 2**62, forms.shape[1], dtype=np.uint64)
    _, first, same = np.unique(
        forms.astype(np.uint64) @ marks, return_index=True, return_inverse=True
    )
    place = np.argsort(np.argsort(first))
    return np.sort(first), place[same]


def system_of(
    forms: sp.csr_matrix,
    values: np.ndarray,
    owner: np.ndarray,
    texts: Sequence[str],
    rank: np.ndarray,
) -> Made:
    """A system of printed sums of atoms: no ties, nothing known, nothing derived."""
    told = forms @ values
    figures = pd.DataFrame(
        {
            "key": pd.Series([Name(str(text)) for text in texts], dtype=object),
            "value": told,
            "threshold": THRESHOLD,
            "is_known": False,
            "was_withheld": False,
        }
    )
    size = len(values) + len(told)
    is_figure = np.arange(size) >= len(values)
    system = System(
        values=np.concatenate([values, told]).astype(np.int64),
        owner=np.concatenate([owner, np.full(len(told), NOBODY)]).astype(np.int64),
        weight=np.ones(size),
        is_known=np.zeros(size, dtype=bool),
        is_printed=is_figure,
        is_signed=np.zeros(size, dtype=bool),
        ties=sp.csr_matrix((0, len(values)), dtype=np.int64),
        forms=forms,
        figures=figures,
        derived=(),
    )
    costs = np.zeros(size)
    costs[len(values) :] = (1 + np.log2(1 + told) / 4) * 4.0**rank
    return Made(system, primary(system), costs)


def merged(one: Made) -> Made:
    """The same for those who know no partner's own: atoms that no figure tells apart are one."""
    system, first = one.system, one.system.first_figure
    kinds, same = _alike(sp.csr_matrix(system.forms.T))
    values = np.bincount(same, system.values[:first]).astype(np.int64)
    nobody, none = np.full(len(kinds), NOBODY), np.zeros(len(system.figures))
    texts = [key.text for key in system.figures["key"]]
    again = system_of(sp.csr_matrix(system.forms[:, kinds]), values, nobody, texts, none)
    again.costs[len(kinds) :] = one.costs[first:]
    return replace(again, numbers=one.numbers)


def primary(system: System) -> list[Demand]:
    """What the rule of small counts demands, those that ask most first."""
    first = system.first_figure
    value = system.values[first:]
    small = np.flatnonzero((value > 0) & (value < THRESHOLD))
    asked = [
        Demand(first + int(at), "primary", int(value[at] > 1), THRESHOLD - int(value[at]))
        for at in small
    ]
    return sorted(asked, key=lambda one: (-one.up, one.unknown))


def shuffled(one: Made, seed: int) -> tuple[Made, np.ndarray]:
    """The same with its figures in another order, and where each went."""
    order = np.random.default_rng(seed).permutation(len(one.system.figures))
    first = one.system.first_figure
    place = np.concatenate([np.arange(first), first + order])
    system = replace(
        one.system,
        values=one.system.values[place],
        forms=sp.csr_matrix(one.system.forms[order]),
        figures=one.system.figures.iloc[order].reset_index(drop=True),
    )
    return Made(system, primary(system), one.costs[place]), place
