"""What an HMIS export says about each client, in the standard's codes (FY2020 to FY2026).

FY2026 asks for sex and earlier years for gender: only what both can say is the same in both.
"""

from __future__ import annotations

import pandas as pd

from schemas.catalog import load_catalog

ADULT_YEARS = 18
OLDEST_YEARS = 120
HEAD = "1"
_YES = "1"
_FEMALE = ("Female", "Woman")
_MALE = ("Male", "Man")
# FY2020's one item, as it is carried over to the columns of FY2022 by greenriver/hmis-warehouse
_GENDER = {
    "0": "female",
    "1": "male",
    "2": "transgender",
    "3": "transgender",
    "4": "nonbinary_or_other",
}
_ANOTHER = (
    "NoSingleGender",
    "NonBinary",
    "CulturallySpecific",
    "DifferentIdentity",
    "Questioning",
)


def races(client: pd.DataFrame) -> pd.Series[str]:
    """The set of races of each client, codes joined by ";"; empty where none is marked.

    Privacy: identifiable in, identifiable out.
    """
    result = pd.Series("", index=client.index, dtype="str")
    for code in load_catalog().code_lists["race_ethnicity"].codes:
        names = [name for name in code.rollups["hmis"].split("|") if name in client]
        if names:
            marked = (client[names] == _YES).any(axis=1)
            result = result.mask(marked, result + ";" + code.code)
    return result.str.removeprefix(";")


def genders(client: pd.DataFrame) -> pd.Series[str]:
    """The gender of each client, from the single item where the version has one.

    Privacy: identifiable in, identifiable out.
    """
    if "Sex" in client:
        return client["Sex"].map({"0": "female", "1": "male"}).fillna("").astype("str")
    if "Gender" in client:
        return client["Gender"].map(_GENDER).fillna("").astype("str")
    female, male = _marked(client, _FEMALE), _marked(client, _MALE)
    result = pd.Series("", index=client.index, dtype="str")
    result = result.mask(male, "male").mask(female, "female")
    result = result.mask(_marked(client, _ANOTHER) | (female & male), "nonbinary_or_other")
    return result.mask(_marked(client, ("Transgender",)), "transgender")


def ages(born: pd.Series[str], entered: pd.Series[str]) -> tuple[pd.Series[str], pd.Series[bool]]:
    """Whole years at entry, empty where not known; and which birth dates are implausible.

    Privacy: identifiable in, identifiable out.
    """
    birth = pd.to_datetime(born.str[:10], format="%Y-%m-%d", errors="coerce")
    entry = pd.to_datetime(entered.str[:10], format="%Y-%m-%d", errors="coerce")
    before = (entry.dt.month * 100 + entry.dt.day) < (birth.dt.month * 100 + birth.dt.day)
    years = entry.dt.year - birth.dt.year - before.astype("int64")
    plausible = years.between(0, OLDEST_YEARS)
    told = (born != "") & (entry.notna())
    text = years.where(plausible).astype("Int64").astype("str").fillna("")
    return text.astype("str"), told & ~plausible


def roles(age: pd.Series[str], relationship: pd.Series[str]) -> pd.Series[str]:
    """Role by age at entry and place in the household; empty where age is not known.

    Privacy: identifiable in, identifiable out.
    """
    years = pd.to_numeric(age, errors="coerce")
    is_head = relationship == HEAD
    result = pd.Series("primary_adult", index=age.index, dtype="str")
    result = result.mask(years < ADULT_YEARS, "child")
    result = result.mask((years < ADULT_YEARS) & is_head, "primary_youth")
    return result.mask(years.isna() & ~is_head, "")


def _marked(client: pd.DataFrame, names: tuple[str, ...]) -> pd.Series[bool]:
    return (client[[name for name in names if name in client]] == _YES).any(axis=1)
