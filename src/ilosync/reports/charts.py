"""Trends as drawings, inline in a page: one hue, no script, the same bytes for the same numbers.

Drawn by pygal, where it is installed (the extra `charts`); without it the numbers still stand
in their table. Its styles stay out: the page has its own, so that dark mode and print work.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ilosync.core.report.values import Chart

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

WIDTH, HEIGHT = 460, 230
LABELS = 5  # on the x axis, at most
GRID = 4  # steps of the y axis
STEP = 5  # the y axis of counts ends at a multiple of this times GRID
_LEFT_OUT = ("defs", "script", "desc", "title")


def drawing(chart: Chart) -> str:
    """The chart as SVG; empty where there are too few points for a line, or no library."""
    if not chart.drawn or find_spec("pygal") is None:
        return ""
    pygal: Any = import_module("pygal")  # an extra, and needed at night alone
    style: Any = import_module("pygal.style")
    top = _top(chart)
    drawn = pygal.Line(
        width=WIDTH,
        height=HEIGHT,
        style=style.Style(label_font_size=14, major_label_font_size=14, font_family="serif"),
        js=(),
        no_prefix=True,
        disable_xml_declaration=True,
        show_legend=False,
        margin=4,
        spacing=8,
        dots_size=2.5,
        range=(0, top),
        y_labels=[top * n // GRID for n in range(GRID + 1)],
        show_minor_x_labels=False,
        truncate_label=-1,
    )
    labels = [_label(chart, n) for n in range(len(chart.points))]
    drawn.x_labels = labels
    drawn.x_labels_major = [labels[n] for n in _majors(chart)]
    for line in chart.lines:
        drawn.add(line.name, list(line.values), allow_interruptions=True)
    drawn.add_xml_filter(lambda root: _plain(root, chart))
    svg: str = drawn.render(is_unicode=True)
    return svg


SEASON = 330  # days; a longer chart needs years on its axis


def _top(chart: Chart) -> int:
    """Where the y axis ends; it begins at 0."""
    if chart.most is not None:
        return chart.most
    highest = max(v for line in chart.lines for v in line.values if v is not None)
    unit = GRID if chart.unit == "weeks" else GRID * STEP
    return max(unit, -(-highest // unit) * unit)


def _label(chart: Chart, n: int) -> str:
    """A day, with a star from which on something else was counted; no two are the same."""
    day = chart.points[n]
    star = " *" if day in chart.changed else ""
    long = (chart.points[-1] - chart.points[0]).days > SEASON
    return f"{day.day} {day:%b}{f' {day.year}' if long else ''}{star}"


def _majors(chart: Chart) -> list[int]:
    """Which labels are shown: a few, evenly; and where the counting changed."""
    last = len(chart.points) - 1
    every = max(1, -(-last // (LABELS - 1)))
    shown = set(range(last, -1, -every))
    return sorted(shown | {chart.points.index(day) for day in chart.changed})


def _plain(root: Element, chart: Chart) -> Element:
    """Without styles, scripts, stamps and tooltips; with a name and a description."""
    from xml.etree.ElementTree import Element as New  # noqa: PLC0415

    for parent in root.iter():
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.rpartition("}")[2] in _LEFT_OUT:
                parent.remove(child)
    names = f"{chart.id}-title {chart.id}-desc"
    root.attrib.clear()
    root.attrib |= {
        "class": "lines",
        "role": "img",
        "aria-labelledby": names,
        "viewBox": f"0 0 {WIDTH} {HEIGHT}",
    }
    for place, (tag, text) in enumerate((("title", chart.title), ("desc", _says(chart)))):
        named = New(tag, id=f"{chart.id}-{tag}")
        named.text = text
        root.insert(place, named)
    return root


def _says(chart: Chart) -> str:
    """What a reader who sees no line should know of it: where each begins and ends."""
    ends = []
    for line in chart.lines:
        known = [
            (day, v) for day, v in zip(chart.points, line.values, strict=True) if v is not None
        ]
        if known:
            (first, begins), (last, ends_at) = known[0], known[-1]
            ends.append(
                f"{line.name}: {begins} on {first.isoformat()}, {ends_at} on {last.isoformat()}"
            )
    return f"{chart.says}, in {chart.unit}. {'; '.join(ends)}. All values are in the table."
