"""The rows behind a period: events, and the people in them, straight from the generator's truth."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from tests.pipeline.oracle.declared import codes, year_begins

PERSON = ["partner", "client_key"]
STATED_ONCE = ("client_role", "age_years", "county_fips", "race_ethnicity", "gender")
ADULT_AT = 18


class Facts:
    """What was truly recorded in some months, by all agencies together."""

    def __init__(self, truth, months, members=None):
        self.truth, self.months, self.members = truth, list(months), members
        self.first_day = pd.Timestamp(f"{self.months[0]}-01")

    def rows(self, record):
        frame = self.truth[record]
        return frame[frame["month"].isin(self.months)].reset_index(drop=True)

    def before_in_year(self, calendar):
        """The months of the same fiscal year before these."""
        first = pd.Period(self.months[0], "M")
        begin = year_begins(calendar, first)
        months = [str(one) for one in pd.period_range(begin, first - 1, freq="M")]
        return Facts(self.truth, months, self.members) if months else None

    @cached_property
    def stays(self):
        """Stays, clipped to the month of the file that tells of them."""
        found = self.rows("shelter_stay")
        first = pd.to_datetime(found["month"] + "-01")
        following = first + pd.offsets.MonthBegin(1)
        begin = found["begin_date"].clip(lower=first)
        is_night = found["stay_kind"].eq("bed_night")
        is_lodged = found["shelter_type"].ne("not_lodged")
        # The night of leaving is slept elsewhere; whoever is still here sleeps all nights left.
        nights = (found["end_date"].fillna(following).clip(upper=following) - begin).dt.days
        last = following - pd.Timedelta(days=1)
        days = (found["end_date"].fillna(last).clip(upper=last) - begin).dt.days + 1
        ends = found["end_date"].ge(first) & found["end_date"].lt(following)
        return found.assign(
            day=begin,
            nights=nights.where(~is_night, 1).where(is_lodged, 0),
            days=days.where(~is_night, 1).where(is_lodged, 0),
            is_lodged=is_lodged,
            times=self._times(found, first, nights.where(~is_night, 1).where(is_lodged, 0)),
            is_exit=ends & ~is_night,
            service=found["shelter_type"].map(codes("shelter_type")["service"]),
        )

    def _times(self, stays, first, nights):
        """Each night; a stay without one counts where it begins, or reaches in from before."""
        is_first_told = stays["begin_date"].ge(first) | first.eq(self.first_day)
        return nights.where(nights.gt(0), is_first_told.astype(int))

    @cached_property
    def services(self):
        found = self.rows("client_service")
        kinds = codes("shelter_type")
        lodging = kinds[kinds["lodged"] == "yes"].set_index("service")["code"]
        kind = found["service_code"].map(lodging)
        return found.assign(
            day=found["service_date"],
            service=found["service_code"],
            shelter_type=kind,
            is_lodged=kind.notna(),
            times=found["contacts"].fillna(1),
        )

    @cached_property
    def events(self):
        """All that makes a person served, with that person's particulars in the period."""
        wanted = [*PERSON, *STATED_ONCE, "first_contact_date"]
        wanted += ["day", "service", "shelter_type", "is_lodged", "times", "grant_code"]
        both = [frame[wanted] for frame in (self.services, self.stays) if len(frame)]
        return pd.concat(both, ignore_index=True) if both else self.services[wanted]

    @cached_property
    def people(self):
        """One row a person and agency, with the particulars of the first service of the period."""
        found = self.events[PERSON].drop_duplicates().set_index(PERSON)
        for name in STATED_ONCE:
            found[name] = self._at_first_service(name)
        found["first_contact"] = self.events.groupby(PERSON)["first_contact_date"].min()
        found["was_sheltered"] = self.events.groupby(PERSON)["is_lodged"].any()
        found["county"] = found["county_fips"].fillna("unknown")
        found["race_ethnicity"] = found["race_ethnicity"].fillna("unknown")
        found["gender"] = found["gender"].fillna("unknown")
        found["age_exchange"] = band(found["age_years"], "age_exchange")
        for bands in ("age_fvpsa", "age_voca", "age_stop", "age_hud"):
            found[bands] = band(found["age_years"], bands)
        found["client_kind"] = self._kinds(found)
        found["newness"] = self._newness(found)
        found["fvpsa_person_type"] = person_types(found)
        return found.reset_index()

    def _at_first_service(self, name):
        """What the first service that says something known says; on one day the smaller code."""
        told = self.events[self.events[name].notna()]
        vague = told[name].isin(("unknown", "not_asked"))
        told = told.assign(vague=vague).sort_values(["vague", "day", name], kind="stable")
        return told.groupby(PERSON)[name].first()

    def _kinds(self, people):
        by_role = people["client_role"].map(codes("client_role")["client_kind"])
        age = people["age_years"].astype("Float64")
        by_age = np.select(
            [age.isna(), age.ge(ADULT_AT).fillna(value=False)], ["unknown", "adult"], "child"
        )
        is_told = by_role.isin(("adult", "child"))
        return by_role.where(is_told, pd.Series(by_age, index=people.index))

    def _newness(self, people):
        first = people["first_contact"]
        told = np.where(first >= self.first_day, "new", "ongoing")
        return pd.Series(told, index=people.index).where(first.notna(), "unknown")

    def with_people(self, rows):
        """Rows of events with the particulars of their people."""
        own = [name for name in rows if name not in self.people or name in PERSON]
        return rows[own].merge(self.people, on=PERSON, how="left", validate="many_to_one")


def band(ages, name):
    """The band of each age in years, by the bounds of the finest bands."""
    finest = codes("age_band_finest")
    finest = finest[finest["min_age"] != ""]
    found = pd.Series("unknown", index=ages.index)
    for low, high, code in zip(finest["min_age"], finest["max_age"], finest[name], strict=True):
        inside = ages.ge(int(low)) & ages.le(int(high or 999))
        found = found.mask(inside.fillna(value=False).astype(bool), code)
    return found


def person_types(people):
    """FVPSA: women, men, youth victims, children, not specified."""
    minor = people["age_years"].lt(ADULT_AT).fillna(value=False).astype(bool)
    no_age, role = people["age_years"].isna(), people["client_role"].fillna("unknown")
    choices = {
        "youth": role.eq("primary_youth") | (role.eq("primary_adult") & minor),
        "children": role.eq("child") | minor,
        "unknown": role.eq("unknown") & no_age,
        "women": people["gender"].eq("female"),
        "men": people["gender"].eq("male"),
    }
    found = np.select(list(choices.values()), list(choices), "unknown")
    return pd.Series(found, index=people.index)
