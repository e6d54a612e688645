"""Pictures: what is drawn, as a Vega-Lite description, and the records that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from salescycle.metrics import text_table
from salescycle.values import Row, harmless

__all__ = [
    "ACCENT",
    "BAD",
    "BESIDE",
    "DASHED",
    "DOT",
    "GOOD",
    "INK",
    "MAIN",
    "PALE",
    "QUIET",
    "TOLD",
    "Picture",
    "Spec",
    "at",
    "axis",
    "drawn",
    "layer",
    "lines_of",
    "names_apart",
    "panel",
    "place",
    "shades",
    "share_axis",
    "tips",
]

# Okabe and Ito, Color Universal Design (2008): told apart by all kinds of colour vision
MAIN, ACCENT, GOOD, BAD, INK, QUIET = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#333333", "#8A8A8A"
PALE = "#BFD9EA"  # of the first

Spec = dict[str, Any]
DASHED: Spec = {"type": "rule", "color": QUIET, "strokeDash": [4, 3]}
DOT: Spec = {"type": "point", "filled": True, "color": MAIN, "size": 70, "opacity": 1}
BESIDE: Spec = {"type": "text", "align": "left", "dx": 6, "color": INK}
TOLD: Spec = {"field": "told", "type": "nominal"}
"""The text beside a mark: each record has one."""

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_CONFIG: Spec = {
    "font": "Helvetica, Arial, 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif",
    "title": {"anchor": "start", "fontSize": 15, "subtitleFontSize": 12, "subtitleColor": "#555555", "offset": 12},
    "axis": {"labelFontSize": 11, "titleFontSize": 12, "titleFontWeight": "normal", "gridColor": "#E5E5E5"},
    "legend": {"labelFontSize": 11, "titleFontSize": 12, "titleFontWeight": "normal"},
    "view": {"stroke": None},
}
_WIDTH = 460
_LINE = 92
"""About as many characters of a subtitle fit above a picture."""


@attrs.frozen(eq=False, repr=False)
class Picture:
    """A picture of a result: ``records`` is all that it shows, a flat row each, and ``spec`` says how it is drawn.

    ``spec`` is a Vega-Lite description, plain data that any web page can draw; it needs nothing but this library.
    ``chart`` makes an altair chart of it, which a notebook shows, and that can be changed further or saved.

    >>> from salescycle.metrics import Conversion
    >>> from salescycle.plot import funnel
    >>> picture = funnel([Conversion(stage="talk", advanced=6, lost=4)])
    >>> print(picture.spec["title"]["text"], picture.records[0]["told"], type(picture.chart).__name__)
    Entries by stage, and how many went on 60.0% (6 of 10) LayerChart
    """

    spec: Spec
    records: tuple[Row, ...]

    @property
    def chart(self) -> Any:
        """The altair chart; it needs the extra ``plot``."""
        try:
            import altair as alt  # noqa: PLC0415  half a second, and a web page does without
        except ImportError as error:
            way_out = "a chart needs altair: install salescycle[plot], or draw picture.spec with Vega-Lite"
            raise ImportError(way_out) from error
        return alt.Chart.from_dict(self.spec)

    def _repr_mimebundle_(self, *given: Any, **fields: Any) -> Any:
        return self.chart._repr_mimebundle_(*given, **fields)

    def __repr__(self) -> str:
        return f"<Picture {self.spec['title']['text']!r}, {len(self.records)} records>"

    def __str__(self) -> str:
        title = self.spec["title"]
        return "\n".join([title["text"], *title["subtitle"], text_table(self.records)])


def drawn(title: str, told: Iterable[str], records: Sequence[Row], body: Spec, *, empty: str) -> Picture:
    """Give a picture: a title that says what is seen, lines below it that say of how many, and the marks.

    Without any record it shows a sentence in their place.
    """
    lines = [line for each in told for line in lines_of(harmless(each))]
    head: Spec = {"$schema": _SCHEMA, "title": {"text": title, "subtitle": lines}, "config": _CONFIG}
    return Picture({**head, **(body if records else _sentence(empty))}, tuple(records))


def lines_of(text: str) -> list[str]:
    """Break a text into lines that fit above a picture.

    >>> [len(line) for line in lines_of("word " * 30)]
    [89, 59]
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > _LINE and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line for line in lines if line]


def _sentence(text: str) -> Spec:
    mark = {"type": "text", "color": QUIET, "fontSize": 13}
    return panel([{"told": text}], [layer(mark, text=TOLD)], height=120)


def panel(records: Iterable[Row], layers: Sequence[Spec], *, height: int = 260, width: int = _WIDTH) -> Spec:
    """Give marks above each other, over the same records, whose texts are harmless from here on."""
    values = [{key: harmless(cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in records]
    return {"data": {"values": values}, "layer": list(layers), "height": height, "width": width}


def layer(mark: Mapping[str, Any], **encoding: Any) -> Spec:
    """Give one kind of mark, and what its place, colour and text stand for."""
    return {"mark": dict(mark), "encoding": encoding}


def axis(field: str, title: str | None, *, kind: str = "quantitative", **more: Any) -> Spec:
    """Give what a place stands for: a field, a title with its unit, and how it is written."""
    return {"field": field, "type": kind, "title": title, **more}


def at(value: float, title: str) -> Spec:
    """Give a fixed place, on an axis with the title that it has elsewhere: else there would be none."""
    return {"datum": value, "title": title}


def share_axis(field: str, title: str | None, **more: Any) -> Spec:
    """Give a place for shares: all of it, from 0 to 100 %."""
    return axis(field, title, scale={"domain": [0, 1]}, axis={"format": ".0%"}, **more)


def shades(title: str, highest: float) -> tuple[Spec, Spec]:
    """Give what the shade of a cell stands for, a share from 0 to the highest, and the ink that is read on it."""
    scale = {"domain": [0, highest], "range": ["#F3F7FA", MAIN]}
    ink = {"condition": {"test": f"datum.share > {0.55 * highest}", "value": "white"}, "value": INK}
    return axis("share", title, scale=scale, legend={"format": ".0%"}), ink


def place(field: str, title: str | None, order: Iterable[str]) -> Spec:
    """Give places for names, in their own order."""
    return axis(field, title, kind="nominal", sort=list(order), axis={"labelLimit": 320, "labelAngle": 0})


def tips(*fields: tuple[str, str] | tuple[str, str, str]) -> list[Spec]:
    """Give what is told of a mark that is pointed at: field, title, and how a number is written."""
    found: list[Spec] = []
    for name, title, *form in fields:
        found.append({"field": name, "title": title, **({"format": form[0], "type": "quantitative"} if form else {})})
    return found


def names_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Give what people read for each key, harmless, and none like another: marks of one name would share a place.

    >>> names_apart({"a": "Demo", "b": "Demo"})
    {'a': 'Demo', 'b': 'Demo (b)'}
    """
    found: dict[str, str] = {}
    for key, label in labels.items():
        told = harmless(label)
        while told in found.values():
            told = f"{told} ({harmless(key)})"
        found[key] = told
    return found
