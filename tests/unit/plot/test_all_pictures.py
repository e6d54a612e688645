"""What holds of every picture: it can be drawn, it says what it is about, and it does not lie."""

import json
import sys
import xml.etree.ElementTree as ET

import altair as alt
import pytest
import vl_convert

from salescycle import SalesCycleError, plot
from salescycle.plot import Picture


def layers_of(spec):
    """Give every mark with the records it is drawn from."""
    for panel in spec.get("vconcat", [spec]):
        for layer in panel["layer"]:
            yield layer["mark"], layer["encoding"], layer.get("data", panel["data"])["values"]


def test_it_can_be_drawn(picture) -> None:
    """As a chart of altair, which looks at its description, and as an image with its title on it."""
    chart = picture.chart
    assert isinstance(chart, alt.TopLevelMixin)
    assert picture.spec["title"] == chart.to_dict()["title"]
    assert vl_convert.vegalite_to_png(picture.spec).startswith(b"\x89PNG\r\n")
    image = vl_convert.vegalite_to_svg(picture.spec)
    texts = [each.text for each in ET.fromstring(image).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314  our own
    assert picture.spec["title"]["text"] in texts
    assert "NaN" not in image
    assert "undefined" not in image
    assert "Infinity" not in image


def test_every_field_is_there(picture) -> None:
    """Each place, colour and text stands for something that all of its records have."""
    for _, encoding, values in layers_of(picture.spec):
        for channel in encoding.values():
            for each in channel if isinstance(channel, list) else [channel]:
                assert "field" not in each or all(each["field"] in row for row in values), each


def test_bars_begin_at_0(picture) -> None:
    """And shares run from 0 to 100 %, wherever one is a place; days have no 0 to begin at."""
    for mark, encoding, _ in layers_of(picture.spec):
        scales = [encoding[way]["scale"] for way in ("x", "y") if "scale" in encoding.get(way, {})]
        assert all(scale.get("zero") or scale.get("type") or scale["domain"][0] <= 0 for scale in scales)
        if mark["type"] == "bar" and "x2" not in encoding:
            assert encoding["x"].get("scale", {"zero": True})["zero"]


def test_every_axis_has_a_title_with_its_unit(draw) -> None:
    """In either language; marks on one axis agree on it, as else it has none."""
    for locale in ("en", "ko"):
        titles = {}
        for _, encoding, _ in layers_of(draw(locale).spec):
            for way in ("x", "y"):
                each = encoding.get(way, {})
                if each.get("type") == "quantitative" or "datum" in each:
                    titles.setdefault(way, set()).add(each["title"])
        assert all(len(each - {None}) == 1 for each in titles.values() if each != {None})


def test_it_speaks_two_languages(draw) -> None:
    """The same figures in both; English where another one is asked for."""
    english, korean = draw("en"), draw("ko")
    assert english.spec["title"]["text"].isascii()
    assert not korean.spec["title"]["text"].isascii()
    assert len(english.records) == len(korean.records)
    for one, other in zip(english.records, korean.records, strict=True):
        assert {key: value for key, value in one.items() if isinstance(value, float)} == {
            key: value for key, value in other.items() if isinstance(value, float)
        }
    assert english.spec == draw("fr").spec


def test_it_says_of_how_many(picture) -> None:
    """Below its title."""
    assert any(mark in " ".join(picture.spec["title"]["subtitle"]) for mark in ("n = ", "n=", " of "))


def test_its_records_are_plain_and_its_own(picture) -> None:
    """Flat rows that JSON can write; a chart that is changed does not change them."""
    assert list(picture.records) == json.loads(json.dumps(picture.records))
    before = [dict(row) for row in picture.records]
    for _, _, values in layers_of(picture.spec):
        for row in values:
            row.clear()
    assert before == list(picture.records)


def test_it_is_told_as_text(draw) -> None:
    """Title, what is below it, and a table."""
    lines = str(draw("en")).splitlines()
    head = draw("en").spec["title"]
    assert [head["text"], *head["subtitle"]] == lines[: 1 + len(head["subtitle"])]
    assert len(lines) > 2 + len(head["subtitle"])
    assert f"<Picture {head['text']!r}, {len(draw('en').records)} records>" == repr(draw("en"))


def test_a_notebook_shows_the_chart(draw) -> None:
    """As it shows one of altair."""
    told = draw("en")._repr_mimebundle_()
    data = told[0] if isinstance(told, tuple) else told
    assert any("vegalite" in kind or "html" in kind for kind in data)


def test_without_altair_there_is_still_a_description(draw, monkeypatch) -> None:
    """And the error says what to install."""
    monkeypatch.setitem(sys.modules, "altair", None)
    picture = draw("en")
    assert picture.spec["$schema"].endswith("v6.json")
    with pytest.raises(ImportError, match=r"install salescycle\[plot\]"):
        _ = picture.chart


@pytest.mark.parametrize("ask", [getattr(plot, name) for name in plot.__all__ if name != "Picture"])
def test_what_is_no_result_is_refused(ask) -> None:
    """In words that say what to give."""
    fields = {"ages": []} if ask is plot.cohorts else {}
    with pytest.raises(SalesCycleError, match="give |put it in a list"):
        ask(7, **fields)


def test_pictures_are_told_apart_by_identity(draw) -> None:
    """They hold what can be changed, so they are no values."""
    assert draw("en") != draw("en")
    assert isinstance(draw("en"), Picture)
