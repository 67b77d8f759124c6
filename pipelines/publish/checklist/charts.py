"""Items about charts: said in words, titled, of few series, drawn from cells beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.publish.checklist.colors import contrast
from pipelines.publish.checklist.items import Item
from pipelines.publish.opened import CHART, DRAWING, MAIN, ON_SHEET, Element, Opened, local

LEAST_WORDS = 5
MOST_SERIES = 4
LEAST_CONTRAST = 3.0
LEAST_BETWEEN = 1.5
DEEP = re.compile(r".*3DChart|pieChart|ofPieChart|doughnutChart|radarChart|surfaceChart")
AXES = frozenset({"catAx", "valAx", "dateAx", "serAx"})
SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,()]+))!")


def _each(opened: Opened) -> Iterator[tuple[str, Element]]:
    for sheet in opened.book:
        yield from ((sheet.title, chart) for _, chart in opened.charts(sheet.title))


def _alternative_text(opened: Opened) -> Iterator[str]:
    """Every chart and picture is described in words."""
    for sheet in opened.book:
        for _, drawing in opened.drawings(sheet.title):
            said = [one.get("descr", "") for one in drawing.iter(f"{ON_SHEET}cNvPr")]
            if any(len(words.split()) < LEAST_WORDS for words in said):
                yield sheet.title


def _has_title(holder: Element | None) -> bool:
    title = holder.find(f"{CHART}title") if holder is not None else None
    return title is not None and any((one.text or "").strip() for one in title.iter(f"{DRAWING}t"))


def _title(opened: Opened) -> Iterator[str]:
    yield from (name for name, root in _each(opened) if not _has_title(root.find(f"{CHART}chart")))


def _axis_titles(opened: Opened) -> Iterator[str]:
    for name, chart in _each(opened):
        axes = [one for one in chart.iter() if local(one.tag) in AXES]
        if not all(_has_title(one) for one in axes):
            yield name


def _few_series(opened: Opened) -> Iterator[str]:
    for name, chart in _each(opened):
        count = len(list(chart.iter(f"{CHART}ser")))
        has_legend = any(True for _ in chart.iter(f"{CHART}legend"))
        if not 1 <= count <= MOST_SERIES or (count > 1 and not has_legend):
            yield name


def _numbers_on_the_sheet(opened: Opened) -> Iterator[str]:
    """The figures of a chart stand on its sheet, or on one that its sheet links to."""
    for name, chart in _each(opened):
        links = opened.sheet(name).iter(f"{MAIN}hyperlink")
        near = {one.get("location", "").rpartition("!")[0].strip("'") for one in links} | {name}
        named = {
            (quoted.replace("''", "'") or plain)
            for formula in chart.iter(f"{CHART}f")
            for quoted, plain in SHEET.findall(formula.text or "")
        }
        if not named or not named <= near:
            yield name


def _readable_in_gray(opened: Opened) -> Iterator[str]:
    """Fills stand out from white, and from each other where there are several."""
    for name, chart in _each(opened):
        fills = [_fill(series) for series in chart.iter(f"{CHART}ser")]
        pairs = [(a, b) for at, a in enumerate(fills) for b in fills[at + 1 :]]
        is_pale = any(contrast(one, "FFFFFF") < LEAST_CONTRAST for one in fills)
        if is_pale or any(contrast(a, b) < LEAST_BETWEEN for a, b in pairs):
            yield name


def _fill(series: Element) -> str:
    look = series.find(f"{CHART}spPr")
    colors = list(look.iter(f"{DRAWING}srgbClr")) if look is not None else []
    return colors[0].get("val", "FFFFFF") if colors else "FFFFFF"


def _flat(opened: Opened) -> Iterator[str]:
    for name, chart in _each(opened):
        if any(DEEP.fullmatch(local(one.tag)) for one in chart.iter()):
            yield name


def _from_zero(opened: Opened) -> Iterator[str]:
    """Bars are compared by their length, so that they begin at zero."""
    for name, chart in _each(opened):
        lows = [
            one.get("val")
            for axis in chart.iter(f"{CHART}valAx")
            for one in axis.iter(f"{CHART}min")
        ]
        has_bars = any(True for _ in chart.iter(f"{CHART}barChart"))
        if has_bars and lows != ["0"]:
            yield name


CHARTS = (
    Item(
        id="CHT-01",
        sentence="Every chart and picture is described in words for who cannot see it.",
        check=_alternative_text,
    ),
    Item(id="CHT-02", sentence="Every chart has a title.", check=_title),
    Item(id="CHT-03", sentence="Every axis has a title.", check=_axis_titles),
    Item(
        id="CHT-04",
        sentence="A chart has at most four series, and a legend if there is more than one.",
        check=_few_series,
    ),
    Item(
        id="CHT-05",
        sentence="The numbers of a chart stand on its sheet, or on one that it links to.",
        check=_numbers_on_the_sheet,
    ),
    Item(id="CHT-06", sentence="A chart can be read in gray.", check=_readable_in_gray),
    Item(id="CHT-07", sentence="Charts are flat: no depth, no pies.", check=_flat),
    Item(id="CHT-08", sentence="Bars begin at zero.", check=_from_zero),
)
