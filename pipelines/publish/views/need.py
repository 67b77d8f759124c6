"""Where need exceeds service: counties with what was asked, who works there, and the map of it.

Only published figures are read: a withheld county is hatched, whatever its figure is.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.publish.labels import Labels
from pipelines.publish.map_picture import DOT, HATCH, MapKey, Panel, draw_maps
from pipelines.publish.sheets import Cell, Column, Picture, Row, text_cells
from pipelines.publish.views.agreements import in_force, service_words
from pipelines.publish.views.laid import Laid, figure_cell, heading_of, number_column
from pipelines.publish.views.seen import WITHHELD, Seen, Told
from schemas.model import Measure
from schemas.views import ViewSpec

PIXELS = 92
PICTURE = (640, 646)
CLASSES = (25, 50, 100)
COVERED = "Agreement"
UNCOVERED = "None"
STANDINGS = (
    "No service agreed",
    "Some agreed",
    "All agreed",
    "No request",
)
NO_FIGURE = "No figure"
UNDER = "Agreement: {service}"
OWN_AREA = "Agencies for the county"
STANDING = "Requests stand beside"
ORDER = (
    "Counties with requests and no agreement come first, those with most requests before the "
    "others; withheld figures follow by name. A withheld figure counts as requests here."
)
LEFT_OUT = (
    "{count} counties are left out: nobody from there was served, and no request was unmet. Sheet "
    "{sheet} has them all, and figures of people from elsewhere."
)
SHOWN = "{told} counties with a figure on the left map; {hidden} withheld, hatched."


@dataclass(frozen=True, kw_only=True)
class CountyNeed:
    """What is known of one county: its figures, who has it in their area, which services agreed."""

    county: str
    name: str
    told: tuple[Told, ...]
    agencies: int
    agreed: tuple[bool, ...]

    @property
    def standing(self) -> int:
        """How requests stand beside agreements, worst first."""
        if self.told[0] == 0:
            return len(STANDINGS) - 1
        return 0 if not any(self.agreed) else 2 if all(self.agreed) else 1

    @property
    def order(self) -> tuple[int, float, str]:
        """Worst first, then the most requests; those that are not told by name."""
        number = self.told[0] if not isinstance(self.told[0], str) else 0
        return self.standing, -number, self.name


def need(seen: Seen, spec: ViewSpec) -> Laid:
    """Counties as rows, and two maps: the first measure, and what is agreed on.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    measures = seen.measures(spec)
    found = sorted(_counties(seen, spec, measures), key=lambda one: one.order)
    told = [one for one in found if any(part != 0 for part in one.told)]
    hidden = sum(one.told[0] == WITHHELD for one in found)
    shown = sum(not isinstance(one.told[0], str) for one in found)
    return Laid(
        columns=_columns(seen, spec, measures),
        rows=tuple(_row(one, measures) for one in told),
        lines=(
            ORDER,
            LEFT_OUT.format(count=len(found) - len(told), sheet=seen.table(spec.of).sheet),
            SHOWN.format(told=shown, hidden=hidden),
        ),
        picture=Picture(
            png=draw_maps(_panels(spec, measures[0], found)),
            alternative_text=f"{spec.alternative_text} {SHOWN.format(told=shown, hidden=hidden)}",
            size=PICTURE,
        ),
    )


def _counties(seen: Seen, spec: ViewSpec, measures: tuple[Measure, ...]) -> list[CountyNeed]:
    labels, period = Labels(seen.catalog, seen.consortium), seen.period(spec.of)
    counties = [code for code in seen.catalog.code_lists["county"].names if code.isdigit()]
    mous = [mou for mou in seen.consortium.mous if in_force(mou, seen.month)]
    members = [one for one in seen.consortium.partners if one.is_member(seen.month)]
    return [
        CountyNeed(
            county=county,
            name=labels.geography("county", county),
            told=tuple(
                seen.now.told(measure, period, ("county", county, "total", "total"))
                for measure in measures
            ),
            agencies=sum(county in one.counties for one in members),
            agreed=tuple(
                any(county in mou.counties and service in mou.services for mou in mous)
                for service in spec.services
            ),
        )
        for county in counties
    ]


def _columns(seen: Seen, spec: ViewSpec, measures: tuple[Measure, ...]) -> tuple[Column, ...]:
    services = (UNDER.format(service=service_words(seen.catalog, one)) for one in spec.services)
    return (
        Column(heading=spec.row_heading, pixels=110),
        Column(heading=STANDING, pixels=158),
        *(number_column(heading_of(measure), PIXELS) for measure in measures),
        number_column(OWN_AREA, PIXELS),
        *(Column(heading=heading, pixels=134) for heading in services),
    )


def _row(one: CountyNeed, measures: tuple[Measure, ...]) -> Row:
    figures = (figure_cell(told, m) for told, m in zip(one.told, measures, strict=True))
    return Row(
        cells=(
            *text_cells(one.name, STANDINGS[one.standing]),
            *figures,
            Cell(value=one.agencies, number_format="#,##0"),
            *text_cells(*(COVERED if is_agreed else UNCOVERED for is_agreed in one.agreed)),
        )
    )


def _panels(spec: ViewSpec, measure: Measure, found: list[CountyNeed]) -> tuple[Panel, Panel]:
    lows = (1, *CLASSES)
    words = [f"{low} to {high - 1}" for low, high in zip(lows, CLASSES, strict=False)]
    classes = ["None", *words, f"{CLASSES[-1]} or more"]
    requests = Panel(
        title=(measure.label,),
        keys=(
            *(MapKey(words=text, shade=at) for at, text in enumerate(classes)),
            MapKey(words="Withheld or no figure", shade=HATCH),
        ),
        shades={one.county: _class_of(one.told[0]) for one in found},
    )
    services = len(spec.services)
    steps = [round(at * (len(CLASSES) + 1) / services) for at in range(services + 1)]
    agreed = Panel(
        title=("Services under an agreement", f"of the {services} in the table"),
        keys=(
            *(MapKey(words=str(at) if at else "None", shade=s) for at, s in enumerate(steps)),
            MapKey(words="Requests, no agreement", shade=DOT),
        ),
        shades={one.county: steps[sum(one.agreed)] for one in found},
        dots=frozenset(one.county for one in found if one.standing == 0),
    )
    return requests, agreed


def _class_of(told: Told) -> int:
    if isinstance(told, str):
        return HATCH
    return sum(told >= low for low in (1, *CLASSES))
