"""The record `shelter_stay`: shelter stays."""

from __future__ import annotations

from dataclasses import replace

from schemas.model import Confidentiality, Field, FieldType, Mark, RecordType, Release
from schemas.records.shared import people
from schemas.records.shared.agency import AGENCY
from schemas.records.shared.identifiers import IDENTIFIERS

RECORD = RecordType(
    name="shelter_stay",
    label="Shelter stays",
    description=(
        "One row for each stay, or for each night slept where nights are recorded one by one."
    ),
    fields=(
        people.CLIENT_KEY,
        people.HOUSEHOLD_KEY,
        replace(people.CLIENT_ROLE, required=False),
        people.AGE_YEARS,
        replace(people.COUNTY_FIPS, required=False),
        replace(people.RACE_ETHNICITY, required=False),
        replace(people.GENDER, required=False),
        replace(people.FIRST_CONTACT_DATE, required=False),
        Field(
            name="shelter_type",
            label="Kind of shelter",
            type=FieldType.CODE,
            confidentiality=Confidentiality.ADMINISTRATIVE,
            released_as=Release.AS_IS,
            description="Where the person was lodged; enrollment without lodging has its own code.",
            required=True,
            source="Standard (b2)",
            mark=Mark.PROPOSED,
            codes="shelter_type",
            synonyms=("type", "shelter type", "program", "motel"),
            valid=("shelter_on_site", "Transitional housing"),
            invalid=("no such code",),
        ),
        Field(
            name="stay_kind",
            label="Kind of row",
            type=FieldType.CODE,
            confidentiality=Confidentiality.ADMINISTRATIVE,
            released_as=Release.AS_IS,
            description=(
                "bed_night: one row for each night slept, as night-by-night shelters record. "
                "Blank means stay."
            ),
            required=False,
            source="Standard (b2)",
            mark=Mark.PROPOSED,
            codes="stay_kind",
            default="stay",
            valid=("stay", "One night slept"),
            invalid=("no such code",),
        ),
        Field(
            name="begin_date",
            label="In",
            type=FieldType.DATE,
            confidentiality=Confidentiality.QUASI_IDENTIFIER,
            released_as=Release.MONTH,
            description="The first night of the stay.",
            required=True,
            source="Standard (b2); InfoNet",
            mark=Mark.VERIFIED,
            synonyms=("check-in", "entry", "move-in", "begin", "date in", "entry date"),
            valid=("2026-03-14", "3/14/2026", "14-Mar-2026"),
            invalid=("13/45/2026", "last week"),
        ),
        Field(
            name="end_date",
            label="Out",
            type=FieldType.DATE,
            confidentiality=Confidentiality.QUASI_IDENTIFIER,
            released_as=Release.MONTH,
            description="The day of leaving; blank while the stay is open.",
            required=False,
            source="Standard (b2); InfoNet",
            mark=Mark.VERIFIED,
            synonyms=("exit", "check-out", "departure", "end", "date out", "exit date"),
            valid=("2026-03-14", "3/14/2026", "14-Mar-2026"),
            invalid=("13/45/2026", "last week"),
        ),
        Field(
            name="nights_in_month",
            label="Nights",
            type=FieldType.INTEGER,
            confidentiality=Confidentiality.ADMINISTRATIVE,
            released_as=Release.AS_IS,
            description=(
                "Nights slept within the month, the night of leaving not counted; compared with"
                " the dates."
            ),
            required=False,
            source="Standard (b2)",
            mark=Mark.PROPOSED,
            unit="nights",
            minimum=0,
            maximum=31,
            synonyms=("bed nights", "shelter nights", "BN"),
            valid=("0", "31"),
            invalid=("32", "-1", "1.5"),
        ),
        Field(
            name="days_in_month",
            label="Days",
            type=FieldType.INTEGER,
            confidentiality=Confidentiality.ADMINISTRATIVE,
            released_as=Release.AS_IS,
            description=(
                "Days within the month, first and last both counted (InfoNet); compared with "
                "the dates."
            ),
            required=False,
            source="Standard (b2); InfoNet",
            mark=Mark.VERIFIED,
            unit="days",
            minimum=0,
            maximum=31,
            synonyms=("shelter days", "days of shelter"),
            valid=("1", "31"),
            invalid=("32", "-1", "1.5"),
        ),
        Field(
            name="exit_destination",
            label="Left to",
            type=FieldType.CODE,
            confidentiality=Confidentiality.QUASI_IDENTIFIER,
            released_as=Release.AS_IS,
            description="Where the person went on leaving.",
            required=False,
            source="Standard (b2)",
            mark=Mark.PROPOSED,
            codes="exit_destination",
            synonyms=("destination", "exit to"),
            valid=("permanent_rental", "Jail, prison or detention"),
            invalid=("no such code",),
        ),
        Field(
            name="household_role",
            label="Place in the household",
            type=FieldType.CODE,
            confidentiality=Confidentiality.QUASI_IDENTIFIER,
            released_as=Release.AS_IS,
            description=(
                "Whether the person heads the household of this stay; a household has one head. "
                "Left blank, it follows from the household: the head is the primary adult victim, "
                "among several or without one the oldest, and on a tie the first client ID."
            ),
            required=False,
            source="HUD counts households by their heads (standard a5, Q8)",
            mark=Mark.PROPOSED,
            codes="household_role",
            synonyms=("head of household", "relationship to head of household", "hoh"),
            valid=("head", "Other member of the household"),
            invalid=("no such code",),
        ),
        Field(
            name="household_kind",
            label="Kind of household",
            type=FieldType.CODE,
            confidentiality=Confidentiality.QUASI_IDENTIFIER,
            released_as=Release.AS_IS,
            description=(
                "Whether adults, children (under 18) or both are in the household of this stay. "
                "Left blank, it is what other rows of the household say alike, or else follows "
                "from the ages of its members: an adult and a child are enough for both, and "
                "otherwise no age may be missing. The role of a child stands for an age under 18 "
                "where none is given; no other role stands for an age."
            ),
            required=False,
            source="HUD counts people and households by kind (standard a5, Q7 and Q8)",
            mark=Mark.PROPOSED,
            codes="household_kind",
            synonyms=("household type", "hh type", "family type"),
            valid=("without_children", "With children and adults"),
            invalid=("no such code",),
        ),
        Field(
            name="living_situation",
            label="Living situation before",
            type=FieldType.CODE,
            confidentiality=Confidentiality.QUASI_IDENTIFIER,
            released_as=Release.AS_IS,
            description="Where the person lived just before this stay; adults and heads only.",
            required=False,
            source="HUD APR Q15 (standard a5)",
            mark=Mark.PARTLY,
            codes="living_situation",
            synonyms=(
                "prior living situation",
                "living situation",
                "prior residence",
                "stayed before",
            ),
            valid=("with_family", "Emergency shelter"),
            invalid=("no such code",),
        ),
        Field(
            name="dv_history",
            label="Domestic violence, ever",
            type=FieldType.CODE,
            confidentiality=Confidentiality.QUASI_IDENTIFIER,
            released_as=Release.AS_IS,
            description=(
                "Whether the person has a history of domestic violence, in the terms of HUD; "
                "adults and heads only."
            ),
            required=False,
            source="HUD APR Q14a (standard a5)",
            mark=Mark.PARTLY,
            codes="dv_history",
            synonyms=("dv history", "history of domestic violence", "dv survivor"),
            valid=("yes", "Not known"),
            invalid=("no such code",),
        ),
        Field(
            name="dv_when",
            label="Most recent experience",
            type=FieldType.CODE,
            confidentiality=Confidentiality.QUASI_IDENTIFIER,
            released_as=Release.AS_IS,
            description="How long before this stay the person last experienced it.",
            required=False,
            source="HUD APR Q14b (standard a5)",
            mark=Mark.PARTLY,
            codes="dv_when",
            synonyms=("when dv occurred", "most recent dv", "when occurred"),
            valid=("months_0_3", "A year ago or more"),
            invalid=("no such code",),
        ),
        people.GRANT_CODE,
        AGENCY,
        *IDENTIFIERS,
    ),
    begin="begin_date",
    end="end_date",
    source="Standard (b2); InfoNet",
    mark=Mark.PARTLY,
)
