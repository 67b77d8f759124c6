"""Layouts of exports that many agencies have, as data: `<name>.toml` beside this module.

A partner's layout that says `preset = "<name>"` takes the tables of that file; a table of its own
for the same record takes the place of the preset's. Where a preset gives several headings for one
field, any one of them will do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
# exports that are read by their own code: they have no table to declare
READ_BY_CODE = ("hmis_csv",)


def preset_names() -> tuple[str, ...]:
    """The names that a layout may give as its preset."""
    return (*READ_BY_CODE, *sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def preset_tables(name: str) -> tuple[Mapping[str, Any], ...]:
    """The tables of a preset as its file has them; KeyError if there is no preset of that name."""
    if name not in preset_names():
        raise KeyError("preset")
    if name in READ_BY_CODE:
        return ()
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(data["table"])


def with_preset(layout: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The tables of a layout: its own, and its preset's for the records it has none for."""
    own = list(layout.get("table", ()))
    name = layout.get("preset", "")
    held = {table["record"] for table in own}
    preset = preset_tables(name) if name else ()
    return [*own, *(table for table in preset if table["record"] not in held)]
