"""Who belongs where: partners to hubs, counties to regions, and the rows each geography has."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from pipelines.errors import UsageError
from pipelines.settings import NO_HUB, Consortium, Partner
from schemas.catalog import Catalog
from schemas.periods import Month


@dataclass(frozen=True)
class Places:
    """Members in a month, their hubs and joint grants, and the counties of the state."""

    partners: tuple[Partner, ...]
    hubs: tuple[str, ...]
    hub_of: dict[str, str]
    region_of: dict[str, str]
    regions: tuple[str, ...]
    grants: dict[str, tuple[str, ...]]

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Ids of the partners of that kind, by name."""
        members = (partner for partner in self.partners if partner.kind == kind)
        return tuple(partner.id for partner in sorted(members, key=lambda p: (p.name, p.id)))

    def hubs_of_kind(self, kind: str) -> tuple[str, ...]:
        """Hubs that have a partner of that kind, as declared, agencies without a hub last."""
        used = {self.hub_of[partner] for partner in self.of_kind(kind)}
        return tuple(hub for hub in (*self.hubs, NO_HUB) if hub in used)

    def of_grant(self, report: str) -> tuple[str, ...]:
        """Ids of the members of a joint grant, by name; none if there is no such grant."""
        held = self.grants.get(report, ())
        return tuple(partner for partner in self.of_kind("victim_services") if partner in held)

    def holders(self) -> pd.DataFrame:
        """Columns partner and holds: the joint grants that an agency is in."""
        rows = [(one, grant) for grant in self.grants for one in self.of_grant(grant)]
        return pd.DataFrame(rows, columns=["partner", "holds"], dtype="str")

    def members(self) -> pd.DataFrame:
        """Columns partner and hub."""
        rows = [(partner.id, self.hub_of[partner.id]) for partner in self.partners]
        return pd.DataFrame(rows, columns=["partner", "hub"], dtype="str")

    def counties(self) -> pd.DataFrame:
        """Columns county and region."""
        return pd.DataFrame(list(self.region_of.items()), columns=["county", "region"], dtype="str")


def places_of(consortium: Consortium, catalog: Catalog, month: Month) -> Places:
    """The places of that month. Privacy: disclosure-safe in, disclosure-safe out.

    Raises: UsageError if a grant names an agency that is not there, whose figures would be missing
        in silence (at an agency's own desk the other agencies' files are never there); or if two
        grants share no agency: what the others have beyond both together is not protected.
    """
    held = {partner for grant in consortium.grants for partner in grant.partners}
    strangers = sorted(held - {partner.id for partner in consortium.partners})
    if strangers:
        text = f"consortium.toml: a grant names {strangers[0]}, which has no file in partners/"
        raise UsageError("GRANT-01", text)
    for one, other in combinations(consortium.grants, 2):
        if set(one.partners).isdisjoint(other.partners):
            text = f"the grants of {one.report} and {other.report} share no agency"
            raise UsageError(
                "GRANT-02", f"consortium.toml: {text}; only one of them can be reported"
            )
    partners = tuple(partner for partner in consortium.partners if partner.is_member(month))
    hubs = tuple(hub.id for hub in consortium.hubs)
    spokes = {partner: hub.id for hub in consortium.hubs for partner in hub.partners}
    hub_of = {p.id: spokes.get(p.id, p.hub if p.hub in hubs else NO_HUB) for p in partners}
    counties = catalog.code_lists["county"].codes
    region_of = {code.code: code.rollups["region"] for code in counties}
    grants = {grant.report: grant.partners for grant in consortium.grants}
    return Places(partners, hubs, hub_of, region_of, catalog.code_lists["region"].names, grants)
