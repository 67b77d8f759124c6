"""The analysts' file holds what the flat CSV holds, in words too, and nothing beside it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from hashlib import sha256

import duckdb
import pandas as pd
import pytest

from pipelines.publish.inspection import inspect_publication
from pipelines.publish.publication import publish
from pipelines.publish.refusals import in_words
from tests.unit.publish.planting import with_file

SECRET = "Jane Doe"  # noqa: S105  a name, planted to be looked for


@pytest.fixture
def publication(safe, report, catalog, consortium, edition):
    return publish(safe, report, catalog, consortium, edition)


@contextmanager
def opened(folder, content, *, read_only=True):
    path = folder / "copy.duckdb"
    path.write_bytes(content)
    with duckdb.connect(str(path), read_only=read_only) as engine:
        yield engine


def test_the_tables_are_the_flat_csv_and_the_views_its_sheets(tmp_path, publication, report):
    (tmp_path / "flat.csv").write_bytes(publication.file(".csv"))
    flat = pd.read_csv(tmp_path / "flat.csv")
    with opened(tmp_path, publication.file(".duckdb")) as engine:
        figures = engine.execute("FROM figures").df()
        pd.testing.assert_frame_equal(figures, flat, check_dtype=False)
        for spec in report.tables:
            rows = engine.execute(f'FROM "table_{spec.id}"').df()
            assert len(rows) == flat["table_id"].eq(spec.id).sum() > 0
        told = engine.execute("SELECT * FROM figures_in_words").df()
        assert len(told) == len(flat)
        assert told["value"].sum() == pytest.approx(flat["value"].sum())
        about = dict(engine.execute("FROM about").fetchall())
    manifest = json.loads(publication.file("manifest.json"))
    assert about["version"] == str(manifest["version"])
    assert about["audit"] == manifest["disclosure"]["audit"]["result"]


def test_withheld_figures_have_no_value(tmp_path, publication):
    with opened(tmp_path, publication.file(".duckdb")) as engine:
        told = engine.execute(
            "SELECT count(*), count(value) FROM figures WHERE status = 'withheld'"
        )
        hidden, valued = told.fetchone()
    assert hidden > 0
    assert valued == 0


PLANTED = {
    "a figure": "UPDATE figures SET value = value + 1 WHERE status = 'shown'",
    "a value where none is shown": "UPDATE figures SET value = 3 WHERE status = 'withheld'",
    "a row": "INSERT INTO figures SELECT * FROM figures LIMIT 1",
    "a word": "UPDATE codes SET label = 'Jane Doe'",
    "a table": f"CREATE TABLE rows AS SELECT '{SECRET}' AS name",
    "a view": f"CREATE VIEW more AS SELECT '{SECRET}' AS name",
    "another view": "CREATE OR REPLACE VIEW figures_in_words AS FROM figures LIMIT 1",
    "a remark": f"COMMENT ON TABLE figures IS '{SECRET}'",
    "a remark on a column": f"COMMENT ON COLUMN figures.value IS '{SECRET}'",
    "a function": f"CREATE MACRO who() AS '{SECRET}'",
    "a schema": "CREATE SCHEMA elsewhere",
    "what is said of the release": "UPDATE about SET value = 'pass' WHERE name = 'title'",
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_put_in_is_refused(  # noqa: PLR0913, PLR0917  fixtures
    what, tmp_path, publication, safe, report, catalog, consortium
):
    with opened(tmp_path, publication.file(".duckdb"), read_only=False) as engine:
        engine.execute(PLANTED[what])
    changed = with_file(publication, ".duckdb", (tmp_path / "copy.duckdb").read_bytes())
    manifest = json.loads(changed.files["manifest.json"])
    content = changed.file(".duckdb")
    names = [one for one in manifest["files"] if one["name"].endswith("duckdb")]
    names[0] |= {"size": len(content), "sha256": sha256(content).hexdigest()}
    changed = with_file(changed, "manifest.json", json.dumps(manifest).encode())
    found = inspect_publication(changed, safe, report, catalog, consortium)
    assert {one.name for one in found} == {"ANALYST"}
    assert SECRET not in in_words(found)


def test_a_file_that_is_none_is_refused(publication, safe, report, catalog, consortium):
    changed = with_file(publication, ".duckdb", b"no database")
    manifest = json.loads(changed.files["manifest.json"])
    names = [one for one in manifest["files"] if one["name"].endswith("duckdb")]
    names[0] |= {"size": len(b"no database"), "sha256": sha256(b"no database").hexdigest()}
    changed = with_file(changed, "manifest.json", json.dumps(manifest).encode())
    found = inspect_publication(changed, safe, report, catalog, consortium)
    assert {one.name for one in found} == {"ANALYST"}


def test_nothing_of_the_same_process_is_left_in_the_file(
    safe, report, catalog, consortium, edition
):
    with duckdb.connect(":memory:") as engine:
        engine.execute("CREATE TABLE t AS SELECT 'Jane Doe ' || range AS s FROM range(100000)")
        engine.execute("SELECT s, count(*) FROM t GROUP BY s ORDER BY s LIMIT 3").fetchall()
    made = publish(safe, report, catalog, consortium, edition)
    assert SECRET.encode() not in made.file(".duckdb")
