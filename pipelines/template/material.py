"""What a template is made from: the catalog, one partner, one month."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.intake.template import template_fields
from pipelines.settings import Consortium, Partner
from schemas.catalog import Catalog
from schemas.model import Code, Field, FieldType, RecordType
from schemas.periods import Month

YES_NO = "yes_no"


@dataclass(frozen=True)
class Material:
    """One template to be made."""

    catalog: Catalog
    consortium: Consortium
    partner: Partner
    month: Month

    @property
    def records(self) -> tuple[RecordType, ...]:
        """The records that the partner is expected to send."""
        return tuple(self.catalog.records[name] for name in self.partner.expected)

    @property
    def lists(self) -> dict[str, str]:
        """The lists that the records use, each with the first heading it is used for."""
        found: dict[str, str] = {}
        for record in self.records:
            for field in template_fields(record):
                if list_of(field):
                    found.setdefault(list_of(field), field.label)
        return found | ({YES_NO: "Yes or no"} if YES_NO in found else {})

    def codes(self, name: str) -> tuple[Code, ...]:
        """The codes of a list that hold in the month."""
        return tuple(
            code
            for code in self.catalog.code_lists[name].codes
            if (code.valid_from is None or code.valid_from <= self.month.last_day)
            and (code.valid_to is None or self.month.first_day <= code.valid_to)
        )

    def words(self, name: str) -> list[tuple[str, str]]:
        """The words of a list with their codes."""
        if name == YES_NO:
            return [("Yes", "Y"), ("No", "N")]
        return [(code.label, code.code) for code in self.codes(name)]


def list_of(field: Field) -> str:
    """The name of the list that a field's words come from, or the empty text."""
    return YES_NO if field.type is FieldType.BOOLEAN else field.codes
