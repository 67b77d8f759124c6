"""The document as one web page file: no scripts, nothing loaded from elsewhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from pipelines.feedback.document import Document
from pipelines.feedback.earlier import Change
from pipelines.feedback.wording import REASON_LIST

MOST_RANGES = 6
MOST_FOLDED = 400


def web_page(document: Document) -> str:
    """The page as HTML; every word of it is escaped."""
    return _template().render(
        document=document,
        reason_list=REASON_LIST,
        most=MOST_RANGES,
        most_folded=MOST_FOLDED,
        changes=_changes(document),
    )


def _changes(document: Document) -> tuple[Change, ...]:
    return document.changes or ()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html")
