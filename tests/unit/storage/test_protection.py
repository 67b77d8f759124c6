"""What a release leaves in the protection store is what the next month is decided against."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from pipelines.errors import Blocked
from pipelines.protect import Frozen, protect
from pipelines.storage import protection
from pipelines.storage.files import write_folder
from pipelines.types import CELL_COLUMNS, Tables
from schemas.periods import Month
from tests.unit.protect.synthetic import freeze, tables_of
from tests.unit.protect.test_protection import AGES, LIMITS, decided, hierarchies

TABLES = tables_of(AGES, hierarchies())


def stored(home: Path) -> None:
    """Decide a month and release it."""
    decided_now = decided(TABLES)
    protection.write_exact(home, TABLES)
    protection.write_protected(
        home, decided_now.safe, decided_now.pattern, decided_now.certificates, {}
    )
    protection.freeze(home, TABLES.month, "lead", 1, 1)


def test_exact_tables_come_back_with_the_partners_cells(tmp_path: Path) -> None:
    stored(tmp_path)
    again = protection.read_exact(tmp_path, TABLES.month)
    pd.testing.assert_frame_equal(again.cells, TABLES.cells)
    pd.testing.assert_frame_equal(again.frame, TABLES.frame)
    assert again.hierarchies == TABLES.hierarchies


def test_a_release_is_remembered_with_its_cells_by_edition(tmp_path: Path) -> None:
    assert protection.read_frozen(tmp_path).empty
    assert protection.read_frozen_cells(tmp_path).empty
    stored(tmp_path)
    expected = freeze(TABLES, decided(TABLES).safe)
    pd.testing.assert_frame_equal(protection.read_frozen(tmp_path), expected.figures)
    cells = protection.read_frozen_cells(tmp_path)
    assert list(cells.columns) == ["said", *CELL_COLUMNS]
    assert set(cells["said"]) == {"2026-03/1"}
    pd.testing.assert_frame_equal(cells, expected.cells)


@pytest.mark.parametrize("lost", ["figures", "everything"])
def test_a_release_whose_exact_figures_are_lost_is_not_forgotten(tmp_path: Path, lost: str) -> None:
    """Without them the next month would be decided as if nobody had read that release."""
    stored(tmp_path)
    protection.freeze(tmp_path, TABLES.month, "state", 1, 1)
    for report in ("lead", "state"):
        write_folder(tmp_path / "releases" / str(TABLES.month) / report / "v1", {"a.csv": b""})
    assert not protection.read_frozen(tmp_path).empty
    released = tmp_path / "store" / "protection" / "released"
    if lost == "everything":
        shutil.rmtree(released)
    else:
        (released / f"lead-{TABLES.month}-v1.parquet").unlink()
    names = "lead-2026-03-v1" + ", state-2026-03-v1" * (lost == "everything")
    with pytest.raises(Blocked, match=f"PROTECT-17: .* not kept: {names}$"):
        protection.read_frozen(tmp_path)


def test_the_cells_of_an_edition_are_kept_once_for_all_its_reports(tmp_path: Path) -> None:
    stored(tmp_path)
    protection.freeze(tmp_path, TABLES.month, "state", 1, 1)
    protection.freeze(tmp_path, TABLES.month, "lead", 2, 2)
    cells = protection.read_frozen_cells(tmp_path)
    assert cells["said"].value_counts().to_dict() == {
        "2026-03/1": len(TABLES.cells),
        "2026-03/2": len(TABLES.cells),
    }


def test_editions_come_back_in_the_order_of_release_with_their_hierarchies(tmp_path: Path) -> None:
    assert protection.read_editions(tmp_path) == {}
    stored(tmp_path)
    without = {**TABLES.hierarchies, "geography": {}}
    other = Tables(Month(2026, 2), TABLES.frame, without, TABLES.coverage, TABLES.cells)
    protection.write_exact(tmp_path, other)
    later = decided(other)
    protection.write_protected(tmp_path, later.safe, later.pattern, later.certificates, {})
    protection.freeze(tmp_path, other.month, "lead", 1, 1)
    protection.freeze(tmp_path, TABLES.month, "state", 1, 1)
    told = protection.read_editions(tmp_path)
    assert list(told.items()) == [("2026-03/1", TABLES.hierarchies), ("2026-02/1", without)]


def test_the_certificates_of_all_editions_come_back_in_the_order_of_release(
    tmp_path: Path,
) -> None:
    assert protection.read_frozen_certificates(tmp_path).empty
    stored(tmp_path)
    proof = protection.read_certificates(tmp_path, TABLES.month)
    protection.freeze(tmp_path, TABLES.month, "lead", 2, 2)
    told = protection.read_frozen_certificates(tmp_path)
    assert len(proof) > 0
    assert list(told["said"]) == ["2026-03/1"] * len(proof) + ["2026-03/2"] * len(proof)
    pd.testing.assert_frame_equal(told.drop(columns="said").head(len(proof)), proof)
    (protection_folder(tmp_path) / "certificates" / "2026-03-1.parquet").unlink()
    assert set(protection.read_frozen_certificates(tmp_path)["said"]) == {"2026-03/2"}


def protection_folder(home: Path) -> Path:
    return home / "store" / "protection" / "released"


def test_what_the_store_remembers_decides_the_next_version_the_same(tmp_path: Path) -> None:
    stored(tmp_path)
    frozen = (
        protection.read_frozen(tmp_path),
        protection.read_frozen_cells(tmp_path),
        protection.read_editions(tmp_path),
        protection.read_frozen_certificates(tmp_path),
    )
    first = decided(TABLES)
    again = protect(TABLES, Frozen(*frozen), LIMITS)
    pd.testing.assert_frame_equal(again.safe.frame, first.safe.frame)


def test_the_kept_certificates_change_what_is_withheld_and_nothing_that_is_shown(
    tmp_path: Path,
) -> None:
    stored(tmp_path)
    moves = protection.read_certificates(tmp_path, TABLES.month)
    assert (moves["value"] + moves["change"] >= 0).all()
    row = ["measure", "breakdown", "dim1"]
    by = moves.pivot_table("change", row, "move", aggfunc="sum", fill_value=0)
    safe = protection.read_safe(tmp_path, TABLES.month).frame.set_index(row)
    changes = safe[["status"]].join(by, how="left").fillna(0)
    is_withheld = changes.pop("status") == "withheld"
    assert is_withheld.any()
    assert not changes[~is_withheld].to_numpy().any()
    assert changes[is_withheld].to_numpy().any(axis=1).all()
    kept = tmp_path / "store/protection/released/certificates/2026-03-1.parquet"
    pd.testing.assert_frame_equal(pd.read_parquet(kept), moves)
