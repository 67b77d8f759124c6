"""What is compared with a partner's own earlier months, and from when on it is unusual."""

from __future__ import annotations

# One or two measures a record: its size, and what is spent on it. People at community events are
# left out: a school day more or less is many times a month's usual number.
WATCHED = (
    "people_served",
    "service_hours",
    "people_sheltered",
    "shelter_nights",
    "bed_nights_available",
    "bed_nights_occupied",
    "unmet_requests",
    "hotline_contacts",
    "hotline_minutes",
    "safety_answers",
    "orders_filed",
    "paip_activities",
)
ENOUGH_MONTHS = 6
LARGEST_ZERO_SHARE = 0.25
# Modified z-score: distance from the median in units of 1.4826 times the median deviation.
UNUSUAL_SCORE = 3.5
# Whatever the score, a change is only worth a question if it is larger than both. The share is
# of the smaller figure: rows that are missing weigh as much as rows that are there twice.
LEAST_SHARE = 0.5
LEAST_UNITS = 10
