"""Any date, however it is written, is read as that date, or asked about; never as another."""

from __future__ import annotations

import contextlib
from datetime import date, datetime

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from schemas.model import FieldType
from tests.unit.validate.columns import field, parse, told

DATE = field(FieldType.DATE)
QUESTIONS = {"CELL-11", "CELL-13", "CELL-14", "CELL-15"}
MONTHS = "January February March April May June July August September October November December"

days = st.dates(date(1928, 1, 1), date(2027, 12, 31))
separators = st.sampled_from(["/", "-", ".", " / "])
times = st.sampled_from(["", " 00:00", " 9:05 AM", " 23:59:59"])
blanks = st.sampled_from(["", " ", "\u00a0", "\u200b"])
orders = st.sampled_from(["mdy", "dmy", "ymd"])


def in_figures(day: date, order: str, between: str, *, short: bool, padded: bool) -> str:
    year = f"{day.year % 100:02d}" if short else f"{day.year:04d}"
    month, number = (f"{part:02d}" if padded else str(part) for part in (day.month, day.day))
    parts = {"y": year, "m": month, "d": number}
    return between.join(parts[letter] for letter in order)


@st.composite
def certain(draw: st.DrawFn, day: date) -> str:
    """A way to write a day that can only be read as that day."""
    name = MONTHS.split()[day.month - 1]
    name = draw(st.sampled_from([name, name[:3], name.upper(), f"{name[:3]}."]))
    written = draw(
        st.sampled_from(
            [
                day.isoformat(),
                f"{day:%Y%m%d}",
                f"{day.day} {name} {day.year}",
                f"{day.day}-{name[:3]}-{day.year % 100:02d}",
                f"{name} {day.day}, {day.year}",
                f"{day:%A}, {name} {day.day}, {day.year}",
                f"{day:%Y/%m/%d}",
            ]
        )
    )
    suffix = "" if written.isdigit() else draw(times)
    return f"{draw(blanks)}{written}{suffix}{draw(blanks)}"


@given(st.lists(days, min_size=1, max_size=8), orders, separators, times, st.booleans())
def test_a_declared_order_reads_back_every_date(found, order, between, time, short) -> None:
    texts = [
        in_figures(day, order, between, short=short, padded=short or order == "ymd") + time
        for day in found
    ]
    assert told(parse(DATE, texts, order=order)) == [pd.Timestamp(day) for day in found]


@given(st.data(), st.lists(days, min_size=1, max_size=8), orders | st.just(""))
def test_dates_without_doubt_are_the_same_under_any_order(data, found, order) -> None:
    texts = [data.draw(certain(day)) for day in found]
    assert told(parse(DATE, texts, order=order)) == [pd.Timestamp(day) for day in found]


@given(st.lists(days, min_size=1, max_size=8), st.sampled_from(["mdy", "dmy"]), separators)
def test_without_a_declared_order_a_date_is_right_or_asked_about(found, order, between) -> None:
    texts = [in_figures(day, order, between, short=False, padded=False) for day in found]
    read = told(parse(DATE, texts))
    assert all(
        one == pd.Timestamp(day) or one in QUESTIONS for one, day in zip(read, found, strict=True)
    )
    if any(day.day > 12 for day in found):
        assert read == [pd.Timestamp(day) for day in found]


@st.composite
def columns(draw: st.DrawFn) -> list[tuple[str, str]]:
    """A column of real dates and of dates in figures, in one order or in two: kinds and texts."""
    real = [("d", day.isoformat()) for day in draw(st.lists(days, max_size=6))]
    orders = draw(st.sampled_from(["m", "d", "md", "mmmmmd"]))
    written = []
    for day in draw(st.lists(days, max_size=12)):
        is_first = draw(st.sampled_from(orders)) == "m"
        parts = (day.month, day.day) if is_first else (day.day, day.month)
        written.append(("s", f"{parts[0]}/{parts[1]}/{day.year}"))
    return draw(st.permutations(real + written))


def possible(text: str) -> set[str]:
    """The orders in which the figures are a date, by the standard library alone."""
    found = set()
    for order, form in (("mdy", "%m/%d/%Y"), ("dmy", "%d/%m/%Y")):
        with contextlib.suppress(ValueError):
            found.add(f"{order} {datetime.strptime(text, form).date()}")  # noqa: DTZ007
    return found


def expected(cells: list[tuple[str, str]], declared: str) -> list:
    """By cell the day or the code: odd and ambiguous cells are named, and no other."""
    texts = dict.fromkeys(text for kind, text in cells if kind == "s")
    shown = [one.pop()[:3] for one in map(possible, texts) if len(one) == 1]
    firsts, lasts = shown.count("mdy"), shown.count("dmy")
    own = declared
    if not own and firsts and firsts >= 3 * lasts:
        own = "mdy"
    if not own and lasts and lasts >= 3 * firsts:
        own = "dmy"
    found: list = []
    for kind, text in cells:
        by_order = {one[:3]: pd.Timestamp(one[4:]) for one in possible(text)}
        different = set(by_order.values())
        if kind == "d":
            found.append(pd.Timestamp(text))
        elif own:
            found.append(by_order.get(own, "CELL-13" if declared else "CELL-14"))
        else:
            found.append(different.pop() if len(different) == 1 else "CELL-11")
    return found


@given(columns(), st.sampled_from(["", "mdy", "dmy"]))
def test_the_cells_named_are_the_odd_and_the_ambiguous_ones_alone(cells, declared) -> None:
    kinds, texts = "".join(kind for kind, _ in cells), [text for _, text in cells]
    read = told(parse(DATE, texts, kinds, order=declared))
    if "CELL-15" not in read:
        assert read == expected(cells, declared)


@given(columns(), st.sampled_from(["", "mdy", "dmy"]))
def test_real_dates_of_the_month_are_never_named(cells, declared) -> None:
    here = [
        ("d", f"2026-03-{int(text[-2:]):02d}") if kind == "d" else (kind, text)
        for kind, text in cells
    ]
    kinds, texts = "".join(kind for kind, _ in here), [text for _, text in here]
    read = told(parse(DATE, texts, kinds, order=declared))
    assert [one for one, (kind, _) in zip(read, here, strict=True) if kind == "d"] == [
        pd.Timestamp(text) for kind, text in here if kind == "d"
    ]


@given(st.lists(days, min_size=2, max_size=8), st.sampled_from(["mdy", "dmy"]), st.randoms())
def test_the_order_of_rows_does_not_matter(found, order, chance) -> None:
    texts = [in_figures(day, order, "/", short=False, padded=False) for day in found]
    shuffled = list(texts)
    chance.shuffle(shuffled)
    assert dict(zip(texts, told(parse(DATE, texts)), strict=True)) == dict(
        zip(shuffled, told(parse(DATE, shuffled)), strict=True)
    )


@given(st.lists(days, min_size=1, max_size=8), st.sampled_from(["", "mdy", "dmy"]))
def test_real_date_cells_and_their_text_in_a_csv_are_the_same(found, order) -> None:
    texts = [day.isoformat() for day in found]
    as_cells = parse(DATE, texts, "d" * len(texts), order=order)
    assert told(as_cells) == told(parse(DATE, texts, order=order))


@given(
    st.lists(st.text(max_size=14) | st.text("0123456789/-. :amJunFeb,", max_size=14), min_size=1),
    st.sampled_from(list(FieldType)),
    st.sampled_from("sndtbef"),
    st.sampled_from(["", "mdy", "dmy", "ymd"]),
    st.sampled_from(["", "hours", "minutes", "share", "dollars", "month"]),
)
def test_no_cell_makes_the_parser_fail_and_a_fault_has_no_value(texts, kind, cell, order, unit):
    column = parse(field(kind, unit=unit), texts, cell * len(texts), order=order)
    assert len(column.typed) == len(texts)
    for mask in column.faults.values():
        assert column.typed[mask].isna().all()
