"""What an agency tallies for itself: events, surveys, protection orders, PAIP coordination."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import vocabulary
from sample_data.clock import (
    DAYS,
    ENDS,
    MONTH_NAMES,
    MONTHS,
    STARTS,
    Ints,
    dates,
    month_index,
    onto_weekday,
)
from sample_data.profiles import Profile

PAIP_COUNTS = (
    "meetings",
    "trainings",
    "sessions",
    "events",
    "staff_trained",
    "attendees",
    "people_reached",
)


def make_events(profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """Presentations, trainings and public events."""
    rate = (1 + profile.clients**0.5 * 0.3) / 30
    day = np.repeat(np.arange(DAYS), rng.poisson(rate, DAYS))
    day = onto_weekday(day, STARTS[month_index(day)])
    count = len(day)
    kind = vocabulary.draw(vocabulary.EVENT, count, rng)
    frame = pd.DataFrame(
        {
            "month": MONTH_NAMES[month_index(day)],
            "event_date": dates(day),
            "event_type": kind,
            "audience": np.where(
                kind == "professional_training",
                "professional",
                vocabulary.draw(vocabulary.AUDIENCE, count, rng),
            ),
            "presentations": rng.integers(1, 3, count),
            "participants": rng.negative_binomial(2, 0.07, count) + 3,
            "session_hours": rng.integers(2, 9, count) / 4,
            "staff_hours": rng.integers(4, 21, count) / 4,
        }
    )
    return frame.sort_values(["event_date", "event_type", "participants"], ignore_index=True)


def make_surveys(profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """Two questions for each group of services, tallied for the month."""
    groups = [
        (group, question)
        for group in vocabulary.SURVEY_GROUP
        if profile.beds or group != "shelter"
        for question in vocabulary.SURVEY_QUESTION
    ]
    month = np.repeat(np.arange(len(MONTHS)), len(groups))
    group, question = np.array(groups * len(MONTHS)).T
    given = rng.poisson(profile.clients / 110, len(month)) + 1
    answered = rng.binomial(given, 0.72)
    yes = rng.binomial(answered, 0.9)
    return pd.DataFrame(
        {
            "month": MONTH_NAMES[month],
            "month_date": dates(ENDS[month]),
            "survey_group": group,
            "question": question,
            "answered_yes": yes,
            "answered_no": answered - yes,
            "surveys_given": given,
        }
    )


def make_orders(profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """Protection orders filed and granted with the agency's help, tallied for the month."""
    types = list(vocabulary.ORDER_TYPE)
    month = np.repeat(np.arange(len(MONTHS)), len(types))
    kind = np.array(types * len(MONTHS))
    weight = np.array([vocabulary.ORDER_TYPE[each] for each in types] * len(MONTHS))
    filed = rng.poisson(weight * profile.clients * profile.legal_share * 0.06)
    granted = rng.binomial(filed, 0.78)
    frame = pd.DataFrame(
        {
            "month": np.tile(MONTH_NAMES[month], 2),
            "month_date": np.tile(dates(ENDS[month]), 2),
            "order_type": np.tile(kind, 2),
            "stage": np.repeat(["filed", "granted"], len(month)),
            "order_count": np.concatenate([filed, granted]),
        }
    )
    found = frame[frame["order_count"] > 0]
    return found.sort_values(["month_date", "order_type", "stage"], ignore_index=True)


def make_paip(rng: np.random.Generator) -> pd.DataFrame:
    """Coordination activities of a PAIP; each item has its own rhythm over the year."""
    codes = np.array([*vocabulary.PAIP_A, *vocabulary.PAIP_B, *vocabulary.PAIP_C])
    rate = np.where(
        vocabulary.chance(0.18, len(codes), rng), 0.0, rng.uniform(0.15, 0.9, len(codes))
    )
    times = rng.poisson(rate[:, None], (len(codes), len(MONTHS)))
    item, month = (np.repeat(index, times[np.nonzero(times)]) for index in np.nonzero(times))
    day = STARTS[month] + rng.integers(0, 28, len(month))
    frame = pd.DataFrame(
        {
            "month": MONTH_NAMES[month],
            "activity_code": codes[item],
            "activity_date": dates(onto_weekday(day, STARTS[month])),
            "status": vocabulary.draw(vocabulary.PAIP_STATUS, len(month), rng),
            "noncompliance_flag": False,
        }
    )
    for name in PAIP_COUNTS:
        frame[name] = rng.integers(1, 4, len(frame)) if name == "meetings" else 0
    _count_attendance(frame, rng)
    frame = pd.concat([frame, _reasons(rng)], ignore_index=True)
    return frame.sort_values(["activity_date", "activity_code"], ignore_index=True)


def _count_attendance(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    """Trainings, sessions and events bring people; meetings only attendees; plans bring none."""
    kinds = {"paip_a_09": "trainings", "paip_a_08": "sessions", "paip_a_10": "events"}
    for code, name in kinds.items():
        is_kind = frame["activity_code"] == code
        frame.loc[is_kind, [name, "meetings"]] = [1, 0]
        people = "staff_trained" if name == "trainings" else "people_reached"
        frame.loc[is_kind, people] = rng.integers(4, 60, int(is_kind.sum()))
    is_done = frame["status"] == "done"
    attendees = rng.integers(2, 15, len(frame))
    frame["attendees"] = np.where(is_done, attendees, 0)
    frame.loc[~is_done, list(PAIP_COUNTS)] = 0


def _reasons(rng: np.random.Generator) -> pd.DataFrame:
    """Now and then the program records why an item could not be met (501.105(d))."""
    month = np.flatnonzero(vocabulary.chance(0.15, len(MONTHS), rng))
    day: Ints = ENDS[month]
    frame = pd.DataFrame(
        {
            "month": MONTH_NAMES[month],
            "activity_code": "paip_d",
            "activity_date": dates(day),
            "status": "done",
            "noncompliance_flag": True,
        }
    )
    for name in PAIP_COUNTS:
        frame[name] = 0
    return frame
