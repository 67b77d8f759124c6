"""Who gave the service or took the call, where an export holds rows of several agencies."""

from __future__ import annotations

from schemas.model import Confidentiality, Field, FieldType, Mark, Release

AGENCY = Field(
    name="agency",
    label="Agency",
    type=FieldType.TEXT,
    confidentiality=Confidentiality.ADMINISTRATIVE,
    released_as=Release.NEVER,
    description="The agency whose row this is: only compared with the agency that sends it.",
    required=False,
    source="Standard E04; InfoNet import",
    mark=Mark.VERIFIED,
    synonyms=("agency name", "provider", "organization", "service agency"),
    valid=("Lantern Street House",),
)
