"""`template`: the standard workbook of a partner and month."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.output import line
from pipelines.errors import UsageError
from pipelines.settings_files import load_consortium
from pipelines.storage.files import write_file
from pipelines.template.material import Material
from pipelines.template.workbook import template_workbook
from schemas.catalog import load_catalog
from schemas.periods import Month


def write_template(home: Path, partner_id: str, month: Month, file: Path) -> None:
    """Write the template of a partner and month to a new file."""
    consortium = load_consortium(home)
    partner = consortium.partner(partner_id)
    if not partner.is_member(month):
        raise UsageError("TEMPLATE-52", f"{partner.id} is no member in {month}")
    if file.suffix.casefold() != ".xlsx":
        raise UsageError("TEMPLATE-53", "the file's name must end in .xlsx")
    material = Material(load_catalog(), consortium, partner, month)
    write_file(file, template_workbook(material))
    line(f"Wrote {file}: the template of {partner.name} for {month.label}.")
