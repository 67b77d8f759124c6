"""How often each standard code occurs in the invented world: weights, nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Weights = Mapping[str, float]


def draw(weights: Weights, count: int, rng: np.random.Generator) -> NDArray[np.object_]:
    """`count` codes drawn with these weights; the empty code stands for nothing recorded."""
    codes = np.array([code or None for code in weights], dtype=object)
    share = np.array(list(weights.values()))
    return codes[rng.choice(len(codes), size=count, p=share / share.sum())]


def chance(share: float, count: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """True for about that share of `count` cases."""
    return rng.random(count) < share


_MIXED = {"black;white": 0.02, "hispanic;white": 0.04, "aian;white": 0.006, "asian;white": 0.006}
RACE: Mapping[str, Weights] = {
    "metro": {"black": 0.43, "hispanic": 0.27, "white": 0.17, "asian": 0.04, "mena": 0.015}
    | {"nhpi": 0.002, "aian": 0.003, "unknown": 0.03, "not_asked": 0.01, "black;hispanic": 0.015}
    | _MIXED,
    "collar": {"white": 0.4, "hispanic": 0.28, "black": 0.17, "asian": 0.07, "mena": 0.015}
    | {"nhpi": 0.002, "aian": 0.003, "unknown": 0.035}
    | _MIXED,
    "downstate": {"white": 0.62, "black": 0.2, "hispanic": 0.09, "asian": 0.02, "unknown": 0.03}
    | {"aian": 0.005}
    | _MIXED,
    "river": {"white": 0.64, "black": 0.27, "hispanic": 0.03, "asian": 0.006, "unknown": 0.025}
    | {"aian": 0.006}
    | _MIXED,
}
GENDER_ADULT = {
    "female": 0.905,
    "male": 0.06,
    "transgender": 0.01,
    "nonbinary_or_other": 0.01,
    "unknown": 0.015,
}
GENDER_CHILD = {"female": 0.5, "male": 0.485, "unknown": 0.015}
VICTIMIZATION_ADULT = {
    "domestic_violence": 0.58,
    "adult_physical_assault;domestic_violence": 0.2,
    "domestic_violence;stalking": 0.1,
    "adult_sexual_assault;domestic_violence": 0.06,
    "domestic_violence;identity_theft": 0.02,
    "domestic_violence;elder_abuse": 0.01,
    "teen_dating": 0.01,
    "domestic_violence;trafficking_sex": 0.006,
    "unknown": 0.014,
}
VICTIMIZATION_CHILD = {
    "domestic_violence": 0.88,
    "child_physical_abuse;domestic_violence": 0.08,
    "child_sexual_abuse;domestic_violence": 0.03,
    "unknown": 0.01,
}
_SPECIAL = {"none": 0.56, "homeless": 0.12, "disability": 0.09, "disability;homeless": 0.03}
SPECIAL: Mapping[str, Weights] = {
    "metro": _SPECIAL
    | {"immigrant_refugee_asylum;limited_english": 0.1, "limited_english": 0.04}
    | {"lgbtq": 0.03, "deaf_hard_of_hearing": 0.01, "veteran": 0.01, "unknown": 0.05},
    "collar": _SPECIAL
    | {"immigrant_refugee_asylum;limited_english": 0.09, "lgbtq": 0.02, "unknown": 0.06},
    "downstate": _SPECIAL | {"rural": 0.12, "lgbtq": 0.02, "veteran": 0.02, "unknown": 0.05},
    "river": _SPECIAL | {"rural": 0.2, "veteran": 0.02, "unknown": 0.05},
}
RELATIONSHIP_ADULT = {
    "partner": 0.76,
    "dating": 0.12,
    "family_household": 0.08,
    "acquaintance": 0.02,
    "unknown": 0.02,
}
RELATIONSHIP_CHILD = {"family_household": 0.93, "unknown": 0.05, "acquaintance": 0.02}

_SERVICES_ADULT = {
    "counseling_individual_inperson": 0.16,
    "counseling_individual_remote": 0.13,
    "individual_advocacy": 0.16,
    "case_management": 0.13,
    "safety_planning": 0.07,
    "crisis_intervention": 0.05,
    "support_group_adult": 0.08,
    "parental_services": 0.03,
    "child_care": 0.02,
    "relocation_housing_help": 0.04,
    "transportation": 0.03,
    "emergency_financial": 0.02,
    "referral_other": 0.02,
    "employment_help": 0.01,
    "language_services": 0.015,
    "medical_advocacy": 0.01,
    "therapy_individual": 0.025,
}
_SERVICES_LEGAL = {
    "legal_advocacy_civil_op": 0.55,
    "legal_advocacy_criminal": 0.15,
    "legal_advocacy_other": 0.16,
    "legal_services_attorney": 0.06,
    "info_rights": 0.04,
    "compensation_application": 0.04,
}
SERVICES_CHILD = {
    "child_counseling_individual": 0.52,
    "child_counseling_group": 0.28,
    "individual_advocacy": 0.12,
    "transportation": 0.08,
}
LONG_SERVICES = (
    "support_group_adult",
    "child_counseling_group",
    "child_care",
    "legal_services_attorney",
    "therapy_individual",
)
REPEATED_SERVICES = ("transportation", "referral_other", "info_rights", "language_services")


def adult_services(legal_share: float) -> Weights:
    """The services of adults, with that share of them legal."""
    plain = sum(_SERVICES_ADULT.values())
    return {
        **{code: weight / plain * (1 - legal_share) for code, weight in _SERVICES_ADULT.items()},
        **{code: weight * legal_share for code, weight in _SERVICES_LEGAL.items()},
    }


DESTINATION = {
    "permanent_rental": 0.27,
    "permanent_family_friends": 0.12,
    "temporary_family_friends": 0.19,
    "transitional_housing": 0.09,
    "emergency_shelter": 0.1,
    "hotel_motel": 0.03,
    "abusive_partner": 0.07,
    "hospital_treatment": 0.01,
    "unknown": 0.12,
}
WANTED = {
    "counseling_individual_inperson": 0.3,
    "child_counseling_individual": 0.16,
    "legal_services_attorney": 0.17,
    "relocation_housing_help": 0.15,
    "transitional_housing": 0.12,
    "emergency_financial": 0.1,
}
REASON = {
    "program_full_waitlisted": 0.34,
    "insufficient_staff": 0.16,
    "insufficient_funding": 0.15,
    "service_not_offered": 0.08,
    "outside_service_area": 0.06,
    "not_eligible_not_dv": 0.07,
    "language_capacity": 0.04,
    "transportation": 0.03,
    "conflict_of_interest": 0.02,
    "pets": 0.015,
    "unknown": 0.03,
}
CALLER = {
    "victim": 0.58,
    "third_party": 0.14,
    "professional": 0.13,
    "existing_client": 0.1,
    "other": 0.05,
}
CHANNEL = {"call": 0.84, "text": 0.09, "chat": 0.05, "in_person": 0.02}
EVENT = {
    "community_education": 0.55,
    "professional_training": 0.2,
    "public_awareness_event": 0.15,
    "institutional_advocacy": 0.1,
}
AUDIENCE = {"adult": 0.45, "youth": 0.35, "mixed": 0.2}
SURVEY_GROUP = ("shelter", "support_services", "counseling", "support_group")
SURVEY_QUESTION = ("safety_planning", "community_resources")
ORDER_TYPE = {
    "emergency": 0.5,
    "interim": 0.12,
    "plenary": 0.3,
    "stalking_no_contact": 0.05,
    "civil_no_contact": 0.03,
}
PAIP_A = tuple(f"paip_a_{number:02d}" for number in range(1, 11))
PAIP_B = tuple(f"paip_b_{number:02d}" for number in range(1, 7))
PAIP_C = tuple(f"paip_c_{number:02d}" for number in range(1, 9))
PAIP_STATUS = {"done": 0.86, "planned": 0.1, "not_done": 0.04}
