"""A consortium's folder read: `consortium.toml`, `partners/*.toml`; slips are told by file."""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.errors import UsageError
from pipelines.layouts import Layout, layout_of
from pipelines.settings import SILENCE, TALLY, Consent, Consortium, Grant, Hub, Mail, Mou, Partner
from schemas.periods import Month


def load_consortium(home: Path) -> Consortium:
    """Read `consortium.toml` and `partners/*.toml`; UsageError names the file and key at fault.

    Files that have not changed since they were last read are not read again.
    """
    paths = [home / "consortium.toml", *sorted((home / "partners").glob("*.toml"))]
    stats = [path.stat() for path in paths if path.exists()]
    return _load(home, tuple((found.st_mtime_ns, found.st_size) for found in stats))


@functools.lru_cache(maxsize=4)
def _load(home: Path, _stamp: tuple[tuple[int, int], ...]) -> Consortium:
    data = _read(home / "consortium.toml")
    partners = tuple(_partner(path) for path in sorted((home / "partners").glob("*.toml")))
    _refuse_unknown(data, Consortium, {"hub", "mou", "grant"}, "consortium.toml")
    try:
        return Consortium(
            name=data["name"],
            contact=data["contact"],
            due_day=data.get("due_day", 10),
            threshold=data.get("threshold", 11),
            keep_originals_days=data.get("keep_originals_days", 0),
            recipients=tuple(data.get("recipients", ())),
            hubs=tuple(
                Hub(**{**hub, "partners": tuple(hub["partners"])}) for hub in data.get("hub", ())
            ),
            mous=tuple(_mou(mou) for mou in data.get("mou", ())),
            partners=partners,
            sharing=data.get("sharing", ""),
            grants=_grants(data.get("grant", ())),
            reports=tuple(data.get("reports", ())),
            longest_open_stay=data.get("longest_open_stay", 365),
            mail=_mail(data["mail"]) if "mail" in data else None,
            consent=_consent(data["consent"]) if "consent" in data else None,
        )
    except (KeyError, TypeError) as error:
        key = str(error.args[0]) if isinstance(error, KeyError) else "a table"
    raise UsageError("HOME-02", f"consortium.toml: {key} is missing or of the wrong kind")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problem = (
            "is missing; name the consortium's folder with --home, or make a new one with "
            "`consortium init`"
        )
    except tomllib.TOMLDecodeError:
        problem = "is not valid TOML"
    raise UsageError("HOME-01", f"{path.name} {problem}")


def _refuse_unknown(data: Mapping[str, Any], kind: type, tables: set[str], file: str) -> None:
    """UsageError for a key that nothing reads: a slip in one would change what is read."""
    derived = {"id", "layouts", "tables", "hubs", "mous", "grants", "partners", "is_undecided"}
    known = {one.name for one in dataclasses.fields(kind)} - derived | tables
    unknown = sorted(set(data) - known)
    if unknown:
        raise UsageError("HOME-08", f"{file}: {unknown[0]} is not a key that is known here")


def _grants(entries: Sequence[dict[str, Any]]) -> tuple[Grant, ...]:
    found = tuple(Grant(**{**one, "partners": tuple(one["partners"])}) for one in entries)
    reports = [grant.report for grant in found]
    if len(set(reports)) < len(reports):
        raise UsageError("HOME-09", "consortium.toml: two grants name one report")
    return found


def _mail(data: dict[str, Any]) -> Mail:
    told = {"sender" if key == "from" else key: value for key, value in data.items()}
    _refuse_unknown(told, Mail, set(), "consortium.toml, [mail]")
    lists: dict[str, Any] = {key: tuple(told[key]) for key in ("to", "remind_days") if key in told}
    return Mail(**{**told, **lists})


def _consent(data: dict[str, Any]) -> Consent:
    _refuse_unknown(data, Consent, set(), "consortium.toml, [consent]")
    found = Consent(**data)
    if found.silence not in SILENCE or not str(found.days).isdecimal():
        known = " or ".join(f'"{word}"' for word in SILENCE)
        told = f"consortium.toml, [consent]: silence is {known}, and days is a number of days"
        raise UsageError("HOME-10", told)
    return found


def _mou(data: dict[str, Any]) -> Mou:
    lists = {key: tuple(data[key]) for key in ("partners", "counties", "services")}
    return Mou(**{"valid_to": None, "review_date": None, **data, **lists})


def _partner(path: Path) -> Partner:
    data = _read(path)
    _refuse_unknown(data, Partner, {"layout"}, f"partners/{path.name}")
    for layout in data.get("layout", ()):
        _refuse_unknown(layout, Layout, {"table"}, f"partners/{path.name}")
    try:
        return Partner(
            id=path.stem,
            name=data["name"],
            kind=data["kind"],
            hub=data.get("hub", ""),
            counties=tuple(data.get("counties", ())),
            intake=data.get("intake", TALLY),
            basis=data.get("basis", ""),
            basis_until=data.get("basis_until"),
            remind=tuple(data.get("remind", ())),
            expected=tuple(data["expected"]),
            joined=Month.parse(data["joined"]),
            left=Month.parse(data["left"]) if "left" in data else None,
            layouts=tuple(layout_of(layout) for layout in data.get("layout", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        key = str(error.args[0]) if isinstance(error, KeyError) else "a key"
    raise UsageError("HOME-03", f"partners/{path.name}: {key} is missing or of the wrong kind")
