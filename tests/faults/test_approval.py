"""A stop between a release and its event: approving once more records it, and once only."""

from __future__ import annotations

from pipelines import approval
from pipelines.permission import Decision
from pipelines.storage.ledger import RELEASED, Ledger
from pipelines.storage.releases import draft_of, release_draft, write_draft
from tests.faults.story import APRIL, NOW, REPORT

FILES = {"manifest.json": b'{"version": 1, "coverage": {}}', f"{REPORT}-{APRIL}-v1.csv": b"a"}


def test_a_release_without_its_event_gets_it(office):
    write_draft(office.home, APRIL, REPORT, FILES)
    release_draft(office.home, draft_of(office.home, APRIL, REPORT))
    for _ in range(2):
        assert approval.approve(office.home, APRIL, REPORT, Decision("Pat", NOW)) is None
    (event,) = Ledger(office.home).events(kind=RELEASED)
    assert (event.report, event.version, event.by) == (REPORT, "1", "Pat")
