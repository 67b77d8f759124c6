"""The words of intake's findings and refusals, from the catalog's messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.findings import Finding
from schemas.catalog import load_catalog
from schemas.model import Severity

REFUSALS: Mapping[str, str] = {
    "not_a_spreadsheet": "FILE-01",
    "too_large": "FILE-02",
    "damaged": "FILE-03",
    "encrypted": "FILE-04",
    "disguised_macro": "FILE-05",
    "doctype": "FILE-06",
    "lying_archive": "FILE-07",
    "too_many_rows": "FILE-08",
    "counts_differ": "FILE-09",
    "stopped": "FILE-10",
    "hmis_export": "FILE-11",
    "overlapping": "FILE-13",
    "polyglot": "FILE-14",
    "bomb": "FILE-15",
    "checksum": "FILE-16",
    "open_quote": "FILE-17",
    "not_text": "FILE-18",
    "macro_sheet": "FILE-19",
    "embedded": "FILE-20",
    "live_link": "FILE-21",
    "zip_contents": "FILE-22",
    "unknown_part": "FILE-23",
    "binary_workbook": "FILE-24",
    "web_page": "FILE-25",
    "empty": "FILE-28",
    "lock_file": "FILE-29",
    "document": "FILE-30",
    "pdf": "FILE-31",
    "picture": "FILE-32",
    "mail": "FILE-33",
    "apple": "FILE-34",
}
NOTICES: Mapping[str, str] = {"unsure_letters": "FILE-26", "other_files": "FILE-27"}
STOPPED = "FILE-10"


def refusal(code: str, line: int = 0, words: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Code and text of a refusal, as an error takes them."""
    message = load_catalog().messages[code]
    given = {"heading": "", "field": "", "count": 1, "line": line} | dict(words or {})
    return code, f"{message.message} {message.fix}".format_map(given)


def file_refusal(reason: str, line: int = 0) -> tuple[str, str, int]:
    """Code, text and line for a reason of the child; an unknown one is a parser that stopped."""
    return *refusal(REFUSALS.get(reason, STOPPED), line), line


def finding(  # noqa: PLR0913  a finding's place has as many parts
    code: str,
    *,
    sheet: str = "",
    places: Sequence[str] = (),
    field: str = "",
    heading: str = "",
    count: int = 1,
    codes: Sequence[str] = (),
    severity: Severity | None = None,
) -> Finding:
    """A finding in the catalog's words; heading and codes are of the layout, never of the file."""
    message = load_catalog().messages[code]
    words = {"heading": heading, "field": field, "count": count, "codes": ", ".join(codes)}
    words |= {"sheet": sheet}
    return Finding(
        code=code,
        severity=severity or message.severity,
        message=message.message.format_map(words),
        fix=message.fix.format_map(words),
        sheet=sheet,
        cell=places[0].partition(":")[0] if places else "",
        field=field,
        heading=heading,
        count=count,
        places=tuple(places),
    )
