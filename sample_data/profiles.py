"""Who belongs to the fictitious consortium: size, place and habits of each agency.

Names are invented; counties are real Illinois counties, because reports are made by county.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

VICTIM_RECORDS = ("client_service", "unmet_request", "hotline_contact", "community_event")
SHELTER_RECORDS = ("shelter_stay", "shelter_census")
PAIP_RECORDS = ("paip_activity",)


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One invented agency, as the simulation needs it.

    `clients` is the number of people it serves in a year, `beds` its on-site capacity, `counties`
    the share of its clients by county of residence, `race` the name of a mix in `vocabulary`.
    """

    id: str
    counties: Mapping[str, float]
    race: str
    expected: tuple[str, ...]
    clients: int = 0
    calls: int = 0
    beds: int = 0
    cribs: int = 0
    hotel_share: float = 0.0
    legal_share: float = 0.2
    hotline: str = "each"
    key_format: str = "{:05d}"
    sends_on_day: int = 5
    funding: Mapping[str, float] = field(default_factory=dict)


PROFILES = (
    Profile(
        id="lantern-street",
        counties={"17031": 0.93, "17043": 0.03, "17197": 0.02, "17097": 0.02},
        race="metro",
        expected=(*VICTIM_RECORDS, *SHELTER_RECORDS, "outcome_survey", "protection_order"),
        clients=2600,
        calls=7200,
        beds=24,
        cribs=6,
        hotel_share=0.3,
        hotline="day",
        key_format="LS-{:06d}",
        sends_on_day=6,
        funding={"voca": 0.4, "idhs_dv": 0.35, "fvpsa": 0.15, "stop": 0.1},
    ),
    Profile(
        id="westgate-alliance",
        counties={"17031": 0.97, "17043": 0.03},
        race="metro",
        expected=(*VICTIM_RECORDS, "outcome_survey", "protection_order"),
        clients=1200,
        calls=2900,
        legal_share=0.55,
        key_format="W{:05d}",
        sends_on_day=8,
        funding={"voca": 0.5, "stop": 0.3, "other": 0.2},
    ),
    Profile(
        id="harbor-row",
        counties={"unknown": 1.0},
        race="metro",
        expected=("shelter_stay",),
        clients=260,
        beds=16,
        key_format="{:032X}",
        sends_on_day=3,
    ),
    Profile(
        id="prairie-gate",
        counties={"17043": 0.55, "17089": 0.32, "17093": 0.08, "17031": 0.05},
        race="collar",
        expected=(*VICTIM_RECORDS, *SHELTER_RECORDS, "outcome_survey", "protection_order"),
        clients=1650,
        calls=5200,
        beds=18,
        cribs=5,
        hotel_share=0.2,
        hotline="day",
        key_format="{:06d}",
        sends_on_day=7,
        funding={"voca": 0.45, "idhs_dv": 0.4, "hud_esg": 0.15},
    ),
    Profile(
        id="northfield-refuge",
        counties={"17097": 0.6, "17111": 0.33, "17031": 0.07},
        race="collar",
        expected=(*VICTIM_RECORDS, *SHELTER_RECORDS, "protection_order"),
        clients=850,
        calls=3100,
        beds=14,
        cribs=3,
        hotel_share=0.15,
        key_format="NR{:05d}",
        sends_on_day=5,
        funding={"voca": 0.5, "idhs_dv": 0.5},
    ),
    Profile(
        id="canal-haven",
        counties={"17197": 0.68, "17063": 0.16, "17093": 0.11, "17091": 0.05},
        race="collar",
        expected=(*VICTIM_RECORDS, *SHELTER_RECORDS, "outcome_survey"),
        clients=700,
        calls=2600,
        beds=14,
        cribs=2,
        hotel_share=0.2,
        key_format="C-{:05d}",
        sends_on_day=9,
        funding={"voca": 0.6, "idhs_dv": 0.4},
    ),
    Profile(
        id="winding-rock",
        counties={"17201": 0.66, "17007": 0.14, "17141": 0.12, "17177": 0.08},
        race="downstate",
        expected=(*VICTIM_RECORDS, *SHELTER_RECORDS, "protection_order"),
        clients=480,
        calls=2100,
        beds=14,
        cribs=2,
        hotel_share=0.1,
        key_format="{:04d}",
        sends_on_day=4,
        funding={"voca": 0.5, "idhs_dv": 0.3, "stop": 0.2},
    ),
    Profile(
        id="sugar-creek",
        counties={"17113": 0.62, "17105": 0.14, "17107": 0.13, "17039": 0.11},
        race="downstate",
        expected=(*VICTIM_RECORDS, *SHELTER_RECORDS, "outcome_survey", "protection_order"),
        clients=420,
        calls=2000,
        beds=11,
        cribs=2,
        hotel_share=0.15,
        key_format="SC{:04d}",
        sends_on_day=3,
        funding={"voca": 0.5, "idhs_dv": 0.5},
    ),
    Profile(
        id="capital-bridge",
        counties={"17167": 0.7, "17021": 0.13, "17129": 0.09, "17117": 0.08},
        race="downstate",
        expected=(*VICTIM_RECORDS, "shelter_stay", "protection_order"),
        clients=310,
        calls=1500,
        hotel_share=1.0,
        legal_share=0.4,
        key_format="{:05d}",
        sends_on_day=6,
        funding={"voca": 0.7, "idhs_dv": 0.3},
    ),
    Profile(
        id="two-rivers",
        counties={"17119": 0.5, "17163": 0.38, "17133": 0.07, "17083": 0.05},
        race="river",
        expected=(*VICTIM_RECORDS, *SHELTER_RECORDS, "protection_order"),
        clients=560,
        calls=2700,
        beds=13,
        cribs=3,
        hotel_share=0.1,
        key_format="TR-{:04d}",
        sends_on_day=5,
        funding={"voca": 0.5, "idhs_dv": 0.35, "stop": 0.15},
    ),
    Profile(
        id="cedar-bluff",
        counties={"17077": 0.45, "17199": 0.32, "17181": 0.12, "17145": 0.11},
        race="river",
        expected=(*VICTIM_RECORDS, *SHELTER_RECORDS),
        clients=210,
        calls=900,
        beds=7,
        cribs=1,
        key_format="B{:04d}",
        sends_on_day=8,
        funding={"voca": 0.6, "idhs_dv": 0.4},
    ),
    Profile(
        id="pine-hollow",
        counties={"17003": 0.28, "17153": 0.2, "17127": 0.26, "17087": 0.14, "17151": 0.12},
        race="river",
        expected=("client_service", "unmet_request", "hotline_contact", "community_event"),
        clients=115,
        calls=420,
        hotline="month",
        key_format="P{:03d}",
        sends_on_day=9,
        funding={"voca": 1.0},
    ),
    Profile(
        id="willow-ferry",
        counties={"17193": 0.4, "17191": 0.3, "17047": 0.16, "17185": 0.14},
        race="river",
        expected=VICTIM_RECORDS,
        clients=105,
        calls=380,
        key_format="WF{:03d}",
        sends_on_day=6,
        funding={"voca": 1.0},
    ),
    Profile(id="steps-forward", counties={"17031": 1.0}, race="metro", expected=PAIP_RECORDS),
    Profile(
        id="crossroads-program",
        counties={"17113": 0.6, "17167": 0.4},
        race="downstate",
        expected=PAIP_RECORDS,
        sends_on_day=7,
    ),
)


def profile(partner: str) -> Profile:
    """The profile of one agency; KeyError if there is none of that id."""
    return {each.id: each for each in PROFILES}[partner]
