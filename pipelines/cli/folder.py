"""`init`: a new, empty consortium folder with keys beside it."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.output import line
from pipelines.errors import UsageError
from pipelines.storage.files import write_file
from pipelines.storage.keys import keys_for, make_keys

SETTINGS = """\
# The consortium: who belongs to it, when files are due, what may be published.

name = "Your coalition"
contact = "reports@example.org"      # printed on every cover
due_day = 10                         # files of a month are due on this day of the next
threshold = 11                       # counts of people and requests below it are withheld
keep_originals_days = 0              # 0: a partner's file is erased as soon as it is accepted
longest_open_stay = 365              # days after which an open stay is asked about
sharing = "For the funder named on the cover."
# reports = ["consortium", "fvpsa"]  # only these are made; without this line all that are declared

# Public keys to which everything in the vault is encrypted. Add a second person's key and one
# that is kept off line: whoever loses all of them loses the vault.
recipients = ["{recipient}"]

# A hub and its spokes; the hub agency itself comes first.
# [[hub]]
# id = "north"
# name = "Northern hub"
# partners = ["agency-a", "agency-b"]

# A grant that some agencies hold together; the report of that id is about them alone.
# [[grant]]
# report = "joint_voca"
# name = "Court advocacy project"
# partners = ["agency-a", "agency-b"]

# A memorandum of understanding: which agencies serve which counties (FIPS) with what.
# The consortium's report prints it: no names of people, no addresses.
# [[mou]]
# name = "Tri-county legal advocacy"
# partners = ["agency-a"]
# counties = ["17113"]
# services = ["legal"]
# purpose = "One advocate for three court houses"
# data_sharing = "Totals only"
# valid_from = 2026-01-01
# review_date = 2027-01-01

# Agencies are asked before anything that holds their figures is released. One that says nothing
# consents when the days since its count are over; with "objects" nothing goes without its word.
# [consent]
# silence = "consents"               # or "objects"
# days = 5

# Reminders and alerts by mail; the password of "user" goes into CONSORTIUM_MAIL_PASSWORD.
# [mail]
# host = "mail.example.org"
# port = 587
# user = "reports"
# security = "starttls"              # or "tls"; "none" sends no password
# from = "reports@example.org"
# to = ["coordinator@example.org"]
# remind_days = [-5, 0, 3]           # counted from the due day

# Each partner has a file of its own: partners/<id>.toml
"""


def make_folder(folder: Path) -> None:
    """Write settings and empty folders; keys go beside the folder (or to CONSORTIUM_KEYS)."""
    if (folder / "consortium.toml").exists():
        raise UsageError("INIT-01", "there is a consortium.toml in that folder already")
    recipient = make_keys(keys_for(folder).folder)
    write_file(folder / "consortium.toml", SETTINGS.format(recipient=recipient).encode())
    for name in ("partners", "inbox"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    line(f"Made {folder}. Its private keys are in {keys_for(folder).folder}.")
    line("Copy them to a second safe place now: without them the vault cannot be opened.")


def start_folder(folder: Path) -> None:
    """Make a coalition's folder and say what comes next."""
    make_folder(folder)
    line("Next: name your partners in partners/<id>.toml, then hand in files with submit.")
