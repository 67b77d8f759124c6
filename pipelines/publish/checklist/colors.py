"""How far two colors stand apart, as the Web Content Accessibility Guidelines reckon it."""

from __future__ import annotations

from typing import Any

LOW, SLOPE = 0.04045, 12.92
SHARES = (0.2126, 0.7152, 0.0722)
GLARE = 0.05


def rgb_of(color: Any, otherwise: str) -> str:
    """Six hexadecimal digits; `otherwise` where the color is the standard one."""
    value = getattr(color, "rgb", None)
    return (
        value[-6:] if isinstance(value, str) and getattr(color, "type", "") == "rgb" else otherwise
    )


def luminance(rgb: str) -> float:
    """How light a color is, from 0 to 1."""
    levels = [int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / SLOPE if one <= LOW else ((one + 0.055) / 1.055) ** 2.4 for one in levels]
    return sum(share * one for share, one in zip(SHARES, linear, strict=True))


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black on white."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + GLARE) / (dark + GLARE)
