"""Maps of the state as one picture: counties filled by class, in shades that need no color.

Drawn larger and made smaller, in one scale from white to dark, so that the same classes give the
same bytes. Pillow draws it: polygons, lines and words are all it takes, at a tenth of the weight
of a plotting library.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.outlines.reading import Outlines, load_outlines

PANEL = (560, 1130)
FINER = 2
MAP_TOP = 84
MAP_HEIGHT = 760
KEY_TOP = 868
KEY_STEP = 42
KEY_BOX = (42, 30)
MARGIN = 16
WHITE, INK, BORDER = 255, 20, 120
DARK = (16, 48, 68)
TITLE_SIZE, KEY_SIZE = 30, 27
HATCH_STEP = 9
HATCH = -1
DOT = -2
# light to dark; each stands out from the next in gray as well
SHADES = (255, 205, 150, 92, 36)


@dataclass(frozen=True, kw_only=True)
class MapKey:
    """One class of a map: its words, and its shade, from zero for white; or HATCH, or DOT."""

    words: str
    shade: int


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One map: its title, its classes, and the class of each county; `dots` mark some counties."""

    title: tuple[str, ...]
    keys: tuple[MapKey, ...]
    shades: Mapping[str, int]
    dots: frozenset[str] = frozenset()


def draw_maps(panels: tuple[Panel, ...]) -> bytes:
    """The maps side by side as PNG without any metadata; the same panels give the same bytes.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    from PIL import Image  # noqa: PLC0415  only a report with a map needs it

    size = (PANEL[0] * len(panels) * FINER, PANEL[1] * FINER)
    image = Image.new("L", size, WHITE)
    for at, panel in enumerate(panels):
        _draw_panel(image, panel, at * PANEL[0] * FINER)
    small = image.reduce(FINER)
    colored = Image.frombytes("P", small.size, small.tobytes())
    colored.putpalette(_ramp())
    stream = io.BytesIO()
    colored.save(stream, "PNG", compress_level=9)
    return stream.getvalue()


def _ramp() -> list[int]:
    """Every gray as a step from the dark color of the house to white."""
    return [
        round(dark + (WHITE - dark) * gray / WHITE) for gray in range(WHITE + 1) for dark in DARK
    ]


def _draw_panel(image: Any, panel: Panel, left: int) -> None:
    from PIL import Image, ImageDraw  # noqa: PLC0415  only a report with a map needs it

    pen = ImageDraw.Draw(image)
    rings = _placed(load_outlines(), left)
    hatched = Image.new("L", image.size, 0)
    for county, corners in rings.items():
        shade = panel.shades.get(county, 0)
        for ring in corners:
            if shade == HATCH:
                ImageDraw.Draw(hatched).polygon(ring, fill=WHITE)
            else:
                pen.polygon(ring, fill=SHADES[shade])
    _draw_keys(image, panel, left, hatched)
    image.paste(_hatching(image.size), (0, 0), hatched)
    for corners in rings.values():
        for ring in corners:
            pen.line([*ring, ring[0]], fill=BORDER, width=FINER)
    for county in sorted(panel.dots & set(rings)):
        _draw_dot(pen, _middle(rings[county][0]))


def _draw_keys(image: Any, panel: Panel, left: int, hatched: Any) -> None:
    """Title and legend; hatched boxes are added to what is to be hatched."""
    from PIL import ImageDraw  # noqa: PLC0415  only a report with a map needs it

    pen = ImageDraw.Draw(image)
    edge = left + MARGIN * FINER
    for at, line in enumerate(panel.title):
        pen.text((edge, (10 + at * 36) * FINER), line, fill=INK, font=_font(TITLE_SIZE))
    for at, key in enumerate(panel.keys):
        top = (KEY_TOP + at * KEY_STEP) * FINER
        box = (edge, top, edge + KEY_BOX[0] * FINER, top + KEY_BOX[1] * FINER)
        if key.shade == HATCH:
            ImageDraw.Draw(hatched).rectangle(box, fill=WHITE)
        pen.rectangle(box, fill=SHADES[max(key.shade, 0)], outline=BORDER, width=FINER)
        if key.shade == DOT:
            _draw_dot(pen, ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
        words = (box[2] + 14 * FINER, top - 2 * FINER)
        pen.text(words, key.words, fill=INK, font=_font(KEY_SIZE))


def _draw_dot(pen: Any, middle: tuple[float, float]) -> None:
    x, y = middle
    outer, inner = 7 * FINER, 5 * FINER
    pen.ellipse((x - outer, y - outer, x + outer, y + outer), fill=WHITE)
    pen.ellipse((x - inner, y - inner, x + inner, y + inner), fill=INK)


@cache
def _font(size: int) -> Any:
    """The face that comes with Pillow, so that no machine draws another."""
    from PIL import ImageFont  # noqa: PLC0415  only a report with a map needs it

    return ImageFont.load_default(size * FINER)


def _hatching(size: tuple[int, int]) -> Any:
    """Slanted lines over the whole picture, to be seen through what is withheld."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  only a report with a map needs it

    lines = Image.new("L", size, WHITE)
    pen = ImageDraw.Draw(lines)
    width, height = size
    for start in range(-height, width, HATCH_STEP * FINER):
        pen.line((start, height, start + height, 0), fill=BORDER - 30, width=FINER)
    return lines


def _placed(outlines: Outlines, left: int) -> dict[str, list[list[tuple[float, float]]]]:
    """The rings of every county in the middle of its panel."""
    scale = MAP_HEIGHT * FINER / outlines.height
    x = left + (PANEL[0] * FINER - outlines.width * scale) / 2
    y = MAP_TOP * FINER
    return {
        county: [[(x + a * scale, y + b * scale) for a, b in ring] for ring in rings]
        for county, rings in outlines.rings.items()
    }


def _middle(ring: list[tuple[float, float]]) -> tuple[float, float]:
    """The middle of the area of a ring."""
    doubled, x, y = 0.0, 0.0, 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        doubled += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return x / (3 * doubled), y / (3 * doubled)
