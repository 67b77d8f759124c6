"""What an HMIS export says of each enrollment beside its dates: household, home, and violence.

Of several assessments of one enrollment the latest counts, and who shares a HouseholdID is one
household, whose kind follows from its members as in any other file (from memory, unverified).
"""

from __future__ import annotations

import pandas as pd

from pipelines.intake.opening import OpenedFile
from schemas.catalog import load_catalog

ENTRY_FIELDS = ("household_key", "household_role", "living_situation", "dv_history", "dv_when")
UNKNOWN = "unknown"


def coded(numbers: pd.Series[str], name: str) -> pd.Series[str]:
    """Codes of a list by the numbers of HMIS; a number on no list is not known, if that is a code.

    Privacy: identifiable in, identifiable out.
    """
    codes = load_catalog().code_lists[name]
    by_number = {
        number: code.code
        for code in reversed(codes.codes)  # the first code that lists a number is the one
        for number in code.rollups["hmis"].split("|")
        if number
    }
    found = numbers.map(by_number).astype("str")
    other = UNKNOWN if UNKNOWN in codes.names else ""
    return found.mask(found.isna() & (numbers != ""), other).astype("str").fillna("")


def told_at_entry(opened: OpenedFile) -> pd.DataFrame:
    """The fields of `ENTRY_FIELDS`, a row an enrollment; empty where the export has no such column.

    Privacy: identifiable in, identifiable out.
    """
    frame = opened.hmis["enrollment"].frame
    told = _latest_assessments(opened)
    nothing = pd.Series("", index=frame.index, dtype="str")
    of_violence = frame["EnrollmentID"].map(told["history"]).astype("str").fillna("")
    when = frame["EnrollmentID"].map(told["when"]).astype("str").fillna("")
    return pd.DataFrame(
        {
            "household_key": frame.get("HouseholdID", nothing),
            "household_role": coded(frame["RelationshipToHoH"], "household_role"),
            "living_situation": coded(frame.get("LivingSituation", nothing), "living_situation"),
            "dv_history": coded(of_violence, "dv_history"),
            "dv_when": coded(when, "dv_when"),
        }
    )


def _latest_assessments(opened: OpenedFile) -> pd.DataFrame:
    """History and time of violence by enrollment; FY2022 and before call survivors victims."""
    none = pd.DataFrame({"history": [], "when": []}, dtype="str")
    file = opened.hmis.get("healthanddv")
    if file is None or "EnrollmentID" not in file.frame:
        return none
    frame = (
        file.frame.reindex(
            columns=[
                *("EnrollmentID", "InformationDate", "DateDeleted"),
                *("DomesticViolenceSurvivor", "DomesticViolenceVictim", "WhenOccurred"),
            ]
        )
        .astype("str")
        .fillna("")
    )
    kept = frame[frame["DateDeleted"] == ""].sort_values("InformationDate", kind="stable")
    latest = kept.drop_duplicates("EnrollmentID", keep="last").set_index("EnrollmentID")
    survivor = latest["DomesticViolenceSurvivor"]
    history = survivor.where(survivor != "", latest["DomesticViolenceVictim"])
    return pd.DataFrame({"history": history, "when": latest["WhenOccurred"]})
