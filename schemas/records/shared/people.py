"""Fields about a person, declared once and used by several records."""

from __future__ import annotations

from schemas.model import Confidentiality, Field, FieldType, Mark, Release

CLIENT_KEY = Field(
    name="client_key",
    label="Local client ID",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.DIRECT_IDENTIFIER,
    released_as=Release.PERSON_NO,
    description=(
        "The agency's own code for a person: never a name, SSN, phone number, e-mail or"
        " date. One for life."
    ),
    required=True,
    source="Standard (b1); InfoNet",
    mark=Mark.VERIFIED,
    synonyms=(
        "client id",
        "client #",
        "case no",
        "case number",
        "id",
        "participant id",
        "PersonalID",
    ),
    valid=("C-1042", "00317", "A9F3"),
)
HOUSEHOLD_KEY = Field(
    name="household_key",
    label="Household",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.DIRECT_IDENTIFIER,
    released_as=Release.NEVER,
    description=(
        "The agency's own code for a household, a person who came alone having one too; dropped"
        " before counting, and only who heads each household and of what kind it is are kept."
    ),
    required=False,
    source="Standard (b1)",
    mark=Mark.PROPOSED,
    synonyms=("family id", "household id"),
)
CLIENT_ROLE = Field(
    name="client_role",
    label="Role",
    type=FieldType.CODE,
    confidentiality=Confidentiality.QUASI_IDENTIFIER,
    released_as=Release.AS_IS,
    description=(
        "Whether the person is a primary victim, a child of one, or another secondary victim."
    ),
    required=True,
    source="Standard (b1)",
    mark=Mark.PROPOSED,
    codes="client_role",
    synonyms=("client type", "adult/child", "victim type"),
    valid=("primary_adult", "Child of a victim"),
    invalid=("no such code",),
)
FIRST_CONTACT_DATE = Field(
    name="first_contact_date",
    label="First contact",
    type=FieldType.DATE,
    confidentiality=Confidentiality.QUASI_IDENTIFIER,
    released_as=Release.MONTH,
    description="The day of the person's first contact with this agency, ever; 1970 or later.",
    required=True,
    source="Standard (b1); InfoNet",
    mark=Mark.VERIFIED,
    synonyms=("intake date", "date opened", "first contact date"),
    valid=("2026-03-14", "3/14/2026", "14-Mar-2026"),
    invalid=("13/45/2026", "last week"),
)
AGE_YEARS = Field(
    name="age_years",
    label="Age",
    type=FieldType.INTEGER,
    confidentiality=Confidentiality.QUASI_IDENTIFIER,
    released_as=Release.BAND,
    description="Whole years at first contact; under 1 is 0; blank or -1 when not known.",
    required=False,
    source="Standard (b1); InfoNet",
    mark=Mark.VERIFIED,
    unit="years",
    minimum=0,
    maximum=120,
    synonyms=("client age", "age at first contact"),
    valid=("0", "34", "-1"),
    invalid=("130", "thirty"),
)
COUNTY_FIPS = Field(
    name="county_fips",
    label="County of residence",
    type=FieldType.CODE,
    confidentiality=Confidentiality.QUASI_IDENTIFIER,
    released_as=Release.AREA,
    description=(
        "County of residence at intake, not of the shelter; outside Illinois and not "
        "known have codes."
    ),
    required=True,
    source="Standard (b1); InfoNet",
    mark=Mark.VERIFIED,
    codes="county",
    synonyms=("county", "co.", "county of residence at intake"),
    valid=("17113", "McLean", "out_of_state"),
    invalid=("no such code",),
)
RACE_ETHNICITY = Field(
    name="race_ethnicity",
    label="Race and ethnicity",
    type=FieldType.CODE_SET,
    confidentiality=Confidentiality.QUASI_IDENTIFIER,
    released_as=Release.AS_IS,
    description="Every race and ethnicity the person named; not known and not asked stand alone.",
    required=True,
    source="Standard (b1)",
    mark=Mark.PROPOSED,
    codes="race_ethnicity",
    synonyms=("race", "ethnicity", "race/ethnicity"),
    valid=("black", "white;hispanic", "unknown"),
    invalid=("no such code",),
)
GENDER = Field(
    name="gender",
    label="Gender or sex",
    type=FieldType.CODE,
    confidentiality=Confidentiality.QUASI_IDENTIFIER,
    released_as=Release.AS_IS,
    description="As the person describes it; not known and not asked are different answers.",
    required=True,
    source="Standard (b1)",
    mark=Mark.PROPOSED,
    codes="gender",
    synonyms=("sex", "gender identity"),
    valid=("female", "Not asked"),
    invalid=("no such code",),
)
GRANT_CODE = Field(
    name="grant_code",
    label="Paid by",
    type=FieldType.CODE,
    confidentiality=Confidentiality.ADMINISTRATIVE,
    released_as=Release.AS_IS,
    description="The funding stream that paid; needed for reports on one funder's own money.",
    required=False,
    source="Standard (b1)",
    mark=Mark.PROPOSED,
    codes="funding_stream",
    synonyms=("funder", "grant", "funding source", "fund"),
    valid=("voca", "OVW STOP"),
    invalid=("no such code",),
)
