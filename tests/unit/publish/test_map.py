"""The map: outlines that fit the county list, nothing but published classes in its bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from PIL import Image

from pipelines.publish.inspection import inspect_publication
from pipelines.publish.map_picture import HATCH, MapKey, Panel, draw_maps
from pipelines.publish.pictures import is_plain
from pipelines.publish.publication import publish
from pipelines.types import SafeTables
from schemas.catalog import load_catalog
from schemas.outlines.reading import load_outlines
from schemas.periods import Month
from tests.small import repeatable
from tests.unit.publish.planting import repacked, replaced, with_file
from tests.unit.publish.test_declared_reports import synthetic_frame

CATALOG = load_catalog()
WHOLE = CATALOG.reports["consortium"]
# what the map stands on, and no more: the whole report is published elsewhere
REPORT = replace(
    WHOLE,
    tables=tuple(table for table in WHOLE.tables if table.id in {"summary", "by_county"}),
    views=tuple(view for view in WHOLE.views if view.kind == "need"),
)
MONTH = Month(2026, 9)
COOK = "17031"
IMAGE = "xl/media/image1.png"


def doubled_area(ring):
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)


def test_every_county_of_the_list_has_an_outline_and_no_other():
    named = {code for code in CATALOG.code_lists["county"].names if code.isdigit()}
    assert set(load_outlines().rings) == named
    assert len(named) == 102


def test_outlines_are_whole_and_fill_the_state_once():
    found = load_outlines()
    corners = [corner for rings in found.rings.values() for ring in rings for corner in ring]
    assert min(x for x, _ in corners) == min(y for _, y in corners) == 0
    assert (max(x for x, _ in corners), max(y for _, y in corners)) == (found.width, found.height)
    edges = {}
    for rings in found.rings.values():
        for ring in rings:
            assert doubled_area(ring) > 0
            for edge in zip(ring, [*ring[1:], ring[0]], strict=True):
                edges[edge] = edges.get(edge, 0) + 1
    assert set(edges.values()) == {1}
    # neighbors share their border: most edges are walked once each way
    assert sum((b, a) in edges for a, b in edges) > len(edges) * 0.7


def drawn(**shades):
    keys = (MapKey(words="None", shade=0), MapKey(words="Withheld", shade=HATCH))
    counties = {name.lstrip("c"): shade for name, shade in shades.items()}
    return draw_maps((Panel(title=("Tried",), keys=keys, shades=counties),))


def grays(png):
    image = Image.open(io.BytesIO(png))
    return image.size, image.tobytes()


def test_classes_make_the_picture_and_the_same_classes_the_same_bytes():
    assert drawn(c17031=3) == drawn(c17031=3)
    assert grays(drawn(c17031=3)) != grays(drawn(c17031=4))
    assert grays(drawn(c17031=HATCH)) != grays(drawn(c17031=0))
    assert is_plain(drawn(c17031=3))


def test_dark_classes_are_darker_in_gray():
    inks = [sum(Image.open(io.BytesIO(drawn(c17031=n))).convert("L").tobytes()) for n in range(5)]
    assert inks == sorted(inks, reverse=True)
    assert len(set(inks)) == len(inks)


@pytest.fixture(scope="module")
def frame():
    return synthetic_frame(REPORT, CATALOG, MONTH)


@pytest.fixture
def released(frame, consortium, edition):
    """A publication of the declared report with figures of some counties put in their places."""

    def run(**requests):
        told = frame.copy()
        for name, (value, status) in requests.items():
            own = (told["measure"] == "unmet_requests") & (told["geography"] == name.lstrip("c"))
            assert own.any()
            told.loc[own, ["value", "status"]] = [value, status]
        coverage = pd.DataFrame(
            [("harbor", record, str(MONTH), "accepted") for record in CATALOG.records],
            columns=["partner", "record", "month", "state"],
        )
        safe = SafeTables(MONTH, told, {}, coverage)
        made = replace(edition, month=MONTH, state="final", as_of=date(2026, 10, 20), next_due=None)
        return safe, publish(safe, REPORT, CATALOG, consortium, made)

    return run


@pytest.fixture
def inspect(consortium):
    def run(safe, publication):
        found = inspect_publication(publication, safe, REPORT, CATALOG, consortium)
        return {one.name for one in found} - {"MANIFEST"}

    return run


def picture(publication):
    with zipfile.ZipFile(io.BytesIO(publication.file(".xlsx"))) as package:
        return package.read(IMAGE)


def test_a_withheld_county_is_never_shaded_by_its_value(released):
    few, many = (released(c17031=(value, "withheld"))[1] for value in (3.0, 777.0))
    assert repeatable(few.files) == repeatable(many.files)
    assert picture(released(c17031=(777.0, "shown"))[1]) != picture(few)


def test_the_picture_passes_and_another_does_not(released, inspect):
    safe, made = released(c17031=(30.0, "shown"))
    assert inspect(safe, made) == set()
    other = picture(released(c17031=(300.0, "shown"))[1])

    def swapped(name, content):
        return other if name == IMAGE else content

    changed = with_file(made, ".xlsx", repacked(made.file(".xlsx"), swapped))
    assert inspect(safe, changed) == {"PICTURE"}


def with_chunk(png, kind, content):
    """A picture with one more chunk before its end."""
    chunk = kind + content
    packed = struct.pack(">I", len(content)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return png[:-12] + packed + png[-12:]


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP"])
def test_a_picture_that_says_more_than_it_shows_is_not_plain(kind):
    assert not is_plain(with_chunk(drawn(), kind, b"Comment\0Jane Doe"))


def test_a_picture_is_whole_and_of_bearable_size():
    sound = drawn()
    assert not is_plain(sound[:-1])
    assert not is_plain(sound + b"Jane Doe")
    assert not is_plain(b"GIF89a" + sound)
    assert not is_plain(with_chunk(sound, b"IDAT", b"\0" * 500_000))


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        (b'descr="Two maps', b'descr="Jane Doe. Two maps', "WORDS"),
        (b'name="Picture 1"', b'name="Jane Doe"', "WORDS"),
        (b"<xdr:pic>", b"<xdr:sp/><xdr:pic>", "SHAPE"),
        (b"<xdr:pic>", b"<xdr:pic/><xdr:pic>", "EMBEDDED"),
    ],
)
def test_what_is_planted_around_the_picture_is_found(released, inspect, old, new, refused):
    safe, made = released()
    content = made.file(".xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        name = next(
            name
            for name in package.namelist()
            if name.startswith("xl/drawings/drawing") and old in package.read(name)
        )
    found = inspect(safe, with_file(made, ".xlsx", repacked(content, replaced(name, old, new))))
    assert refused in found


def test_a_second_picture_is_refused_even_where_one_may_be(released, inspect):
    safe, made = released()
    content = repacked(made.file(".xlsx"), lambda _, part: part, ["xl/media/image2.png"])
    assert inspect(safe, with_file(made, ".xlsx", content)) & {"EMBEDDED", "ORPHAN"}


def test_a_figure_of_a_view_that_does_not_follow_is_refused(released, inspect):
    safe, made = released(c17031=(4321.0, "shown"))
    content = made.file(".xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [
            name
            for name in package.namelist()
            if name.startswith("xl/worksheets/sheet") and b"<v>4321</v>" in package.read(name)
        ]
    found = [
        inspect(safe, with_file(made, ".xlsx", repacked(content, replaced(name, b"4321", b"4322"))))
        for name in sheets
    ]
    assert {frozenset(one) for one in found} >= {frozenset({"VIEW"})}


def test_a_flat_file_that_says_something_else_does_not_draw_the_picture(released, inspect):
    safe, made = released(c17031=(30.0, "shown"))
    text = made.file(".csv").decode()
    old = next(one for one in text.split("\n") if f"unmet_requests,{MONTH},county,{COOK}" in one)
    content = text.replace(old, old.replace(",30,", ",3000,")).encode()
    assert {"PICTURE", "VIEW"} <= inspect(safe, with_file(made, ".csv", content))
