"""Columns that identify a person: a layout may name them, and every one is dropped."""

from __future__ import annotations

from schemas.model import Confidentiality, Field, FieldType, Mark, Release

CLIENT_NAME = Field(
    name="client_name",
    label="Name",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.DIRECT_IDENTIFIER,
    released_as=Release.NEVER,
    description="Never used: a column that holds it is dropped before anything is kept.",
    required=False,
    source="Standard (b1); 34 U.S.C. 12291(b)(2)",
    mark=Mark.PARTLY,
    synonyms=("first name", "last name", "full name", "client name"),
)
DOB = Field(
    name="dob",
    label="Date of birth",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.DIRECT_IDENTIFIER,
    released_as=Release.NEVER,
    description="Never used: a column that holds it is dropped before anything is kept.",
    required=False,
    source="Standard (b1); 34 U.S.C. 12291(b)(2)",
    mark=Mark.PARTLY,
    synonyms=("birthdate", "birth date", "d.o.b."),
)
SSN = Field(
    name="ssn",
    label="Social security number",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.DIRECT_IDENTIFIER,
    released_as=Release.NEVER,
    description="Never used: a column that holds it is dropped before anything is kept.",
    required=False,
    source="Standard (b1); 34 U.S.C. 12291(b)(2)",
    mark=Mark.PARTLY,
    synonyms=("social security", "ss#", "ssn (last 4)"),
)
PHONE = Field(
    name="phone",
    label="Phone",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.DIRECT_IDENTIFIER,
    released_as=Release.NEVER,
    description="Never used: a column that holds it is dropped before anything is kept.",
    required=False,
    source="Standard (b1); 34 U.S.C. 12291(b)(2)",
    mark=Mark.PARTLY,
    synonyms=("cell", "telephone", "phone number", "fax"),
)
EMAIL = Field(
    name="email",
    label="E-mail",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.DIRECT_IDENTIFIER,
    released_as=Release.NEVER,
    description="Never used: a column that holds it is dropped before anything is kept.",
    required=False,
    source="Standard (b1); 34 U.S.C. 12291(b)(2)",
    mark=Mark.PARTLY,
    synonyms=("email address", "e-mail address"),
)
STREET_ADDRESS = Field(
    name="street_address",
    label="Street address",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.DIRECT_IDENTIFIER,
    released_as=Release.NEVER,
    description="Never used: a column that holds it is dropped before anything is kept.",
    required=False,
    source="Standard (b1); 34 U.S.C. 12291(b)(2)",
    mark=Mark.PARTLY,
    synonyms=("address", "apt", "street", "home address", "ip address"),
)
ZIP = Field(
    name="zip",
    label="ZIP code",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.DIRECT_IDENTIFIER,
    released_as=Release.NEVER,
    description="Never used: a column that holds it is dropped before anything is kept.",
    required=False,
    source="Standard (b1); 34 U.S.C. 12291(b)(2)",
    mark=Mark.PARTLY,
    synonyms=("postal code",),
)
STUDENT_ID = Field(
    name="student_id",
    label="Student ID",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.DIRECT_IDENTIFIER,
    released_as=Release.NEVER,
    description="Never used: a column that holds it is dropped before anything is kept.",
    required=False,
    source="Standard (b1); 34 U.S.C. 12291(b)(2)",
    mark=Mark.PARTLY,
    synonyms=("school id",),
)
LICENCE_NO = Field(
    name="licence_no",
    label="License or passport number",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.DIRECT_IDENTIFIER,
    released_as=Release.NEVER,
    description="Never used: a column that holds it is dropped before anything is kept.",
    required=False,
    source="Standard (b1); 34 U.S.C. 12291(b)(2)",
    mark=Mark.PARTLY,
    synonyms=("driver license", "drivers license", "passport", "license no"),
)
NOTES = Field(
    name="notes",
    label="Notes",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.FREE_TEXT,
    released_as=Release.NEVER,
    description="Free text about a person: dropped before anything is kept.",
    required=False,
    source="Standard (b1)",
    mark=Mark.PROPOSED,
    synonyms=("comments", "narrative", "case notes", "remarks"),
)

IDENTIFIERS = (
    CLIENT_NAME,
    DOB,
    SSN,
    PHONE,
    EMAIL,
    STREET_ADDRESS,
    ZIP,
    STUDENT_ID,
    LICENCE_NO,
    NOTES,
)
