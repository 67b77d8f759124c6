"""Rules against facts worked out by hand, beyond their own examples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from schemas.periods import Month
from schemas.rules.identity import STAND_INS
from schemas.rules.shared.stays import days, lodged_nights, nights

STAY = "shelter_stay"


def mask_of(catalog, context, frame_of, rule_id, rows) -> list[bool]:
    """Which rows break the rule."""
    rule = next(rule for rule in catalog.rules if rule.id == rule_id)
    frame = frame_of(catalog.records[rule.record], rows)
    return list(rule.breaks(frame, context))


@pytest.mark.parametrize(
    ("stay", "expected"),
    [
        (("2026-03-01", "2026-03-04", "stay"), (3, 4)),
        (("2026-02-20", "2026-03-01", "stay"), (0, 1)),
        (("2026-02-20", "2026-04-09", "stay"), (31, 31)),
        (("2026-03-31", "", "stay"), (1, 1)),
        (("2025-01-01", "", "stay"), (31, 31)),
        (("2026-03-10", "2026-03-10", "stay"), (0, 1)),
        (("2026-03-31", "2026-04-01", "bed_night"), (1, 1)),
        (("2026-03-10", "", "bed_night"), (1, 1)),
    ],
)
def test_nights_and_days_by_hand(stay, expected, catalog, context, frame_of) -> None:
    row = dict(zip(("begin_date", "end_date", "stay_kind"), stay, strict=True))
    frame = frame_of(catalog.records[STAY], [row])
    assert (*nights(frame, context), *days(frame, context)) == expected


def test_lodged_nights_agree_with_a_calendar_walk(catalog, context, frame_of) -> None:
    random = np.random.default_rng(7)
    march = pd.date_range("2026-03-01", "2026-03-31")
    rows, walked = [], 0
    for number in range(200):
        begin = pd.Timestamp("2026-02-15") + pd.Timedelta(days=int(random.integers(0, 50)))
        end = begin + pd.Timedelta(days=int(random.integers(0, 30)))
        rows.append(
            {
                "client_key": f"C-{number % 40}",
                "shelter_type": "shelter_on_site",
                "begin_date": f"{begin:%Y-%m-%d}",
                "end_date": f"{end:%Y-%m-%d}",
            }
        )
        walked += sum(begin <= night < end for night in march)
    slept = lodged_nights(frame_of(catalog.records[STAY], rows), context)
    assert len(slept) == walked
    assert slept["night"].between(0, 30).all()


def test_two_places_marks_both_stays_and_no_other(catalog, context, frame_of) -> None:
    on_site = {"client_key": "C-1", "shelter_type": "shelter_on_site"}
    rows = [
        {**on_site, "begin_date": "2026-03-01", "end_date": "2026-03-05"},
        {**on_site, "begin_date": "2026-03-20", "end_date": "2026-03-25"},
        {
            "client_key": "C-1",
            "shelter_type": "shelter_off_site",
            "begin_date": "2026-03-04",
            "end_date": "2026-03-08",
        },
        {
            "client_key": "C-1",
            "shelter_type": "not_lodged",
            "begin_date": "2026-03-01",
            "end_date": "2026-03-30",
        },
    ]
    found = mask_of(catalog, context, frame_of, "E13b", rows)
    assert found == [True, False, True, False]


@pytest.mark.parametrize(
    "key", ["jane doe", "DOE,JANE", "Smith", "14-Mar-1988", "1988-03-14", "309-555-0142"]
)
def test_telling_client_ids_are_found(key, catalog, context, frame_of) -> None:
    assert mask_of(catalog, context, frame_of, "E25a", [{"client_key": key}]) == [True]


@pytest.mark.parametrize(
    "key", ["C-1042", "10423", "a10423", "PH-2024-0031", "123456789", "20260314", "17-0042", "X1 2"]
)
def test_local_client_ids_pass(key, catalog, context, frame_of) -> None:
    assert mask_of(catalog, context, frame_of, "E25a", [{"client_key": key}]) == [False]


def test_bare_social_security_numbers_are_found_when_most_ids_are(
    catalog, context, frame_of
) -> None:
    bare = [{"client_key": f"{312450000 + n}"} for n in range(20)]
    mixed = [{"client_key": f"C-{n}"} for n in range(20)]
    assert (
        mask_of(catalog, context, frame_of, "E25a", [*bare, *mixed[:5]])
        == [True] * 20 + [False] * 5
    )
    assert not any(mask_of(catalog, context, frame_of, "E25a", [*bare, *mixed, *mixed[:1]])[20:])


@pytest.mark.parametrize(
    "key",
    ["123.45.6789", "123\u201145\u20116789", "C 123-45-6789", "ssn:123 45 6789", "123/45/6789"],
)
def test_social_security_numbers_are_found_however_they_are_parted(
    key, catalog, context, frame_of
) -> None:
    assert mask_of(catalog, context, frame_of, "E25a", [{"client_key": key}]) == [True]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["312450017", "C-1", "C-2"], [True, False, False]),
        (["312450017", "518220931", "440718852"], [True, True, True]),
        (["202600017", "202600018", "202611111"], [False, False, False]),
        (["900123456", "000123456", "666123456", "123006789", "123450000"], [False] * 5),
        (["31245001", "3124500171"], [False, False]),
    ],
)
def test_bare_nine_digits_are_asked_about_unless_they_run_on(
    keys, expected, catalog, context, frame_of
) -> None:
    rows = [{"client_key": key} for key in keys]
    assert mask_of(catalog, context, frame_of, "E25c", rows) == expected


def test_coordination_of_an_earlier_month_of_the_year_answers_for_this_one(
    catalog, context, frame_of
) -> None:
    rows = [{"activity_code": "paip_b_01", "status": "done"}, {"activity_code": "paip_b_02"}]
    assert mask_of(catalog, context, frame_of, "E27a", rows) == [True, False]
    for name in ("paip_a_items", "paip_d_flags"):
        told = replace(context, counted_in_sfy=frozenset({name, "shelter_nights"}))
        assert mask_of(catalog, told, frame_of, "E27a", rows) == [False, False]
    other = replace(context, counted_in_sfy=frozenset({"paip_b_counterparts"}))
    assert mask_of(catalog, other, frame_of, "E27a", rows) == [True, False]


def test_an_open_stay_may_last_as_long_as_the_consortium_says(catalog, context, frame_of) -> None:
    stay = {"shelter_type": "transitional_housing"}
    rows = [{**stay, "begin_date": day} for day in ("2025-12-30", "2025-12-31", "2024-01-01")]
    brief = replace(context, longest_open_stay=90)
    assert mask_of(catalog, brief, frame_of, "E13a", rows) == [True, False, True]
    assert mask_of(catalog, context, frame_of, "E13a", rows) == [False, False, True]


def test_rows_may_stand_under_each_name_of_the_agency(catalog, context, frame_of) -> None:
    named = replace(context, agency_names=frozenset({"lantern street house"}))
    rows = [{"agency": name} for name in ("P1", "Lantern Street House ", "Harbor Row", "")]
    assert mask_of(catalog, named, frame_of, "E04a", rows) == [False, False, True, False]


@pytest.mark.parametrize(("month", "expected"), [((2026, 3), False), ((2025, 10), True)])
def test_everyone_is_new_in_the_first_month_of_a_year(
    month, expected, catalog, context, frame_of
) -> None:
    period = Month(*month)
    told = replace(context, first_day=period.first_day, last_day=period.last_day)
    row = {
        "client_key": "C-1",
        "service_date": f"{period}-09",
        "first_contact_date": "2024-01-01",
        "first_in_ffy": "no",
    }
    assert mask_of(catalog, told, frame_of, "X14b", [row]) == [expected]


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        (("2026-03-10", "2062-03-14"), "E01c"),
        (("2026-03-10", "2026-03-01"), "E03a"),
        (("2062-03-10", "2062-03-14"), "E01c"),
        (("2026-03-10", "2026-03-14"), "E12b"),
    ],
)
@pytest.mark.parametrize("nights_told", ["0", "31"])
def test_of_a_date_that_cannot_be_right_no_nights_and_days_are_worked_out(
    dates, code, nights_told, catalog, context, frame_of
) -> None:
    begin, end = dates
    row = {"shelter_type": "shelter_on_site", "begin_date": begin, "end_date": end}
    rows = [{**row, "nights_in_month": nights_told, "days_in_month": nights_told}]
    rules = ("E01c", "E03a", "E11a", "E11b", "E12b")
    broken = {one for one in rules if any(mask_of(catalog, context, frame_of, one, rows))}
    counted = {"E11a" if nights_told == "31" else "E11b"} if code == "E12b" else set()
    assert broken == {code} | counted


@pytest.mark.parametrize(
    ("told", "odd"),
    [
        ("male female female", "male"),
        ("female female male", "male"),
        ("female male", "female male"),
        ("female female male male", "female male"),
        ("female male transgender", "female male transgender"),
        ("female unknown male not_asked female", "male"),
        ("unknown female not_asked", ""),
    ],
)
def test_of_rows_that_differ_the_odd_one_is_named_and_all_where_nobody_knows_which(
    told, odd, catalog, context, frame_of
) -> None:
    rows = [
        {"client_key": "C-1", "service_date": f"2026-03-{day:02}", "gender": word}
        for day, word in enumerate(told.split(), start=2)
    ]
    other = {"client_key": "C-2", "service_date": "2026-03-05", "gender": "nonbinary_or_other"}
    found = mask_of(catalog, context, frame_of, "X03e", [*rows, other])
    assert found == [row["gender"] in odd.split() for row in [*rows, other]]


def test_repeated_row_marks_the_second_only(catalog, context, frame_of) -> None:
    row = {
        "client_key": "C-1",
        "service_date": "2026-03-02",
        "service_code": "safety_planning",
        "hours": "1",
    }
    assert mask_of(catalog, context, frame_of, "X05", [row, row, row]) == [False, True, True]


@pytest.mark.parametrize(
    ("nights_there", "marked"),
    [
        ([4, 3, *range(5, 32)], [3]),
        ([*range(1, 10), *range(12, 20), *range(21, 32)], [12, 21]),
        ([*range(1, 25)], [24]),
        ([5, 5], [5, 5]),
    ],
)
def test_the_night_after_each_gap_is_marked_once(
    nights_there, marked, catalog, context, frame_of
) -> None:
    rows = [{"night": f"2026-03-{night:02}"} for night in nights_there]
    found = mask_of(catalog, context, frame_of, "X20", rows)
    nights_found = [night for night, is_found in zip(nights_there, found, strict=True) if is_found]
    assert nights_found == sorted(set(marked))


@pytest.mark.parametrize(("day", "expected"), [(31, False), (32, True)])
def test_missing_nights_are_asked_about_when_the_month_is_over(
    day, expected, catalog, context, frame_of
) -> None:
    told = replace(context, today=context.first_day + pd.Timedelta(days=day - 1).to_pytimedelta())
    rows = [{"night": "2026-03-02"}]
    assert mask_of(catalog, told, frame_of, "X20", rows) == [expected]


def test_a_name_for_a_stand_in_is_refused_and_not_asked_about_again(
    catalog, context, frame_of
) -> None:
    rows = [{"client_key": key} for key in ("Anonymous", "walk in", "None given", "anonymous")]
    refused = mask_of(catalog, context, frame_of, "E25a", rows)
    asked = mask_of(catalog, context, frame_of, "X18a", rows)
    assert (refused, asked) == ([True, True, True, False], [False, False, False, True])


def test_every_stand_in_can_be_read_and_is_asked_about(catalog, context, frame_of) -> None:
    rows = [{"client_key": key} for key in sorted(STAND_INS)]
    assert all(mask_of(catalog, context, frame_of, "X18b", rows))
