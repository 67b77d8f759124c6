"""The guide "Fixing your file", made from the catalog: every code, what is wrong, what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from pipelines.feedback.wording import SEVERITY_MEANINGS, SEVERITY_WORDS
from schemas.catalog import Catalog, load_catalog
from schemas.model import Message, Severity
from schemas.rule import CrossRule, Rule

GUIDE = "docs/fixing-your-file.md"
ENTRIES = "Entries that do not fit together"
SECTIONS: Mapping[str, str] = {
    "FILE": "Opening the file",
    "TEMPLATE": "The template",
    "LAYOUT": "Sheets and headings",
    "ROW": "Rows",
    "HMIS": "HMIS exports",
    "CELL": "Cells",
    "ID": "Names and numbers of people",
    "AGREE": "Agreements between agencies",
    "HIST": "Compared with earlier months",
    "NIL": "Nothing to report",
    "TALLY": "Totals made at your desk",
}
INTRODUCTION = """# Fixing your file

When you send a file, you get a report about it. The report names places in your file, never what
is written there: it is safe to keep, print and pass on. Nothing in your own file is changed.

## How to work through it

1. Open the report and your own file side by side. In the workbook, type the name of your file on
   the sheet "Summary"; every cell on the sheets "Findings" and "All cells" then opens your file
   at that place. Keep both files in one folder.
2. Begin at the top. One wrong heading can be the reason for many wrong cells.
3. Correct your own file, save it, and send the whole file again, not only the corrected rows.
4. Where only questions are left, the workbook has a sheet "Please confirm". Choose the reason in
   its last column and send the workbook back. Nothing else that is typed there is kept.
5. The next report says what is gone, what is still open and what is new.

The row numbers are those of your sheet, with its heading rows counted. Words in [square brackets]
below stand for what the report names in your case.

## How serious is it?

| The report says | It means |
|---|---|
"""
WORDS: Mapping[str, str] = {
    "heading": "[your heading]",
    "field": "[our field]",
    "count": "[number]",
    "codes": "[the list]",
    "minimum": "[lowest]",
    "maximum": "[highest]",
}


class _Words(dict[str, str]):
    """General words for the braces of a message; an unknown one is named as it is."""

    def __missing__(self, key: str) -> str:
        return f"[{key.replace('_', ' ')}]"


def section_of(code: str) -> str:
    """The section of the guide in which a code stands."""
    theme, dash, _ = code.partition("-")
    return SECTIONS.get(theme, ENTRIES) if dash else ENTRIES


def guide_text(catalog: Catalog) -> str:
    """The guide as Markdown."""
    levels = "".join(
        f"| {SEVERITY_WORDS[level]} | {SEVERITY_MEANINGS[level]} |\n" for level in Severity
    )
    messages = [catalog.messages[code] for code in sorted(catalog.messages)]
    parts = [INTRODUCTION + levels]
    for section in dict.fromkeys([*SECTIONS.values(), ENTRIES]):
        lines = _lines(one for one in messages if section_of(one.code) == section)
        if section == ENTRIES:
            lines += _lines((*catalog.rules, *catalog.cross_rules))
        if lines:
            parts.append(f"\n## {section}\n\n{''.join(lines)}")
    return "".join(parts).rstrip("\n") + "\n"


def _lines(entries: Iterable[Message | Rule | CrossRule]) -> list[str]:
    """One paragraph for each wording; rules that say the same share one."""
    codes: dict[tuple[str, str, str, Severity], list[str]] = {}
    for one in entries:
        code = one.code if isinstance(one, Message) else one.id
        codes.setdefault((one.title, one.message, one.fix, one.severity), []).append(code)
    return [
        f"**{', '.join(found)}: {title}.** {_general(message)} {_general(fix)} "
        f"*{SEVERITY_WORDS[severity]}.*\n\n"
        for (title, message, fix, severity), found in codes.items()
    ]


def _general(text: str) -> str:
    return text.format_map(_Words(WORDS))


if __name__ == "__main__":
    sys.stdout.write(guide_text(load_catalog()))
