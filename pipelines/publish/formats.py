"""The look of a workbook: one plain face, no fills, thin rules; meaning is never in color alone."""

from __future__ import annotations

from functools import cache
from typing import Any

FACE = {"font_name": "Arial", "font_size": 12, "font_color": "#262626"}
ACCENT = "#1F5C7A"
RULE = "#D0D0D0"
SOLID = 1
MEDIUM = 2


def book_options() -> dict[str, Any]:
    """Options of every workbook we write; new each time, for XlsxWriter writes into them.

    No text becomes a formula, a link or a number by how it looks.
    """
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(FACE),
        "default_column_width": 80,
        "default_row_height": 21,
    }


def page_footer(words: str) -> str:
    """The foot of a printed page: what the workbook is, the sheet, and the number of the page."""
    return f"&L&9{words.replace('&', '&&')}&R&9&A   Page &P of &N"


class Formats:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        """Keep the workbook that the formats belong to."""
        self._make = cache(lambda items: book.add_format(dict(items)))

    def of(self, **properties: Any) -> Any:
        """The house face with these properties."""
        return self._make(tuple(sorted({**FACE, **properties}.items())))

    @property
    def title(self) -> Any:
        """A1 of a sheet."""
        return self.of(font_size=17, bold=True, font_color=ACCENT)

    @property
    def cover_title(self) -> Any:
        """A1 of the cover."""
        return self.of(font_size=26, bold=True, font_color=ACCENT)

    @property
    def section(self) -> Any:
        """A heading on the cover."""
        return self.of(
            font_size=14, bold=True, font_color=ACCENT, bottom=SOLID, bottom_color=ACCENT
        )

    @property
    def line(self) -> Any:
        """A line of text that runs over the empty cells beside it."""
        return self.of()

    @property
    def link(self) -> Any:
        """A link within the workbook."""
        return self.of(font_color=ACCENT, underline=1)

    def heading(self, *, is_number: bool, indent: int = 0) -> Any:
        """A cell of the header row."""
        align = "right" if is_number else "left"
        return self.of(
            bold=True,
            text_wrap=True,
            align=align,
            indent=indent,
            valign="bottom",
            top=MEDIUM,
            top_color=ACCENT,
            bottom=SOLID,
            bottom_color=ACCENT,
        )

    def cell(
        self,
        *,
        is_number: bool,
        number_format: str,
        rule: str,
        is_link: bool = False,
        indent: int = 0,
    ) -> Any:
        """A cell of a table; `rule` is part, subtotal or total; an indent keeps columns apart."""
        properties: dict[str, Any] = {
            "align": "right" if is_number else "left",
            "valign": "vcenter",
            "text_wrap": not is_number,
            "bottom": SOLID,
            "bottom_color": RULE,
            "bold": rule != "part",
            "indent": indent,
        }
        if rule == "total":
            properties |= {
                "top": SOLID,
                "bottom": SOLID,
                "top_color": ACCENT,
                "bottom_color": ACCENT,
            }
        if number_format:
            properties["num_format"] = number_format
        if is_link:
            properties |= {"font_color": ACCENT, "underline": 1}
        return self.of(**properties)
