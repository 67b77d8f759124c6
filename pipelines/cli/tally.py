"""`tally` and `init --desk`: an agency's own desk."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.check import EXIT_CODES, outcome_of, show
from pipelines.cli.folder import make_folder
from pipelines.cli.future import refuse_future
from pipelines.cli.output import line
from pipelines.clock import now
from pipelines.desk.tallying import Desk
from pipelines.errors import UsageError
from pipelines.feedback.document import build_document
from pipelines.feedback.wording import Occasion
from pipelines.settings_files import load_consortium
from pipelines.storage.files import write_file
from pipelines.workers import restrict
from schemas.periods import Month


def tally_file(home: Path, file: Path, partner_id: str, month: Month, output: Path) -> int:
    """Check, strip and count a file at the partner's own desk; write its totals, and only these.

    The network is given up before the file is opened: nothing here needs it.
    """
    refuse_future(month)
    restrict()
    consortium = load_consortium(home)
    partner = consortium.partner(partner_id)
    made = Desk(home, partner_id, now()).tally(file.read_bytes(), month)
    outcome = outcome_of(partner, month, made.found)
    told = build_document(consortium, outcome, None, occasion=Occasion.DESK, on=now().date())
    show(told, as_json=False)
    if not made.workbook:
        return EXIT_CODES[made.found.outcome]
    write_file(output, made.workbook)
    line(f"Totals written to {output}. Its first sheet says what leaves the building.")
    line("It holds small numbers: it is between your agency and the coalition only.")
    if made.send_again:
        months = ", ".join(map(str, made.send_again))
        line(f"This month has changed, so tally and send these months again too: {months}")
    return 0


def make_desk(folder: Path, partner_file: Path) -> None:
    """A folder for one agency's own desk: new keys, and the file that describes the agency."""
    partner = partner_file.stem
    if partner_file.suffix != ".toml":
        raise UsageError("DESK-02", "give the file <id>.toml that your coordinator sent you")
    make_folder(folder)
    write_file(folder / "partners" / partner_file.name, partner_file.read_bytes())
    load_consortium(folder)
    line(f"Write your coalition's name and contact into {folder / 'consortium.toml'}: they stand")
    line(f"on every tally. This is the desk of {partner}. Each month:")
    line(
        f"consortium tally FILE --partner {partner} --month YYYY-MM -o TOTALS.xlsx --home {folder}"
    )
