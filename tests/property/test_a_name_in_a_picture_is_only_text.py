"""Law: whatever a stage is called, its picture has the same elements, and its name is a text among them."""

import xml.etree.ElementTree as ET

import vl_convert
from hypothesis import example, given, settings
from hypothesis import strategies as st

from salescycle.metrics import Conversion
from salescycle.plot import funnel
from salescycle.values import harmless

NAMES = st.text(min_size=1, max_size=12).filter(str.strip)


def drawn(name):
    """Give the elements of a picture, and the texts in it."""
    picture = funnel([Conversion(stage=name, won=3, lost=6), Conversion(stage="another stage", won=6, lost=3)])
    image = ET.fromstring(vl_convert.vegalite_to_svg(picture.spec))  # noqa: S314  what is looked at
    return sorted(each.tag for each in image.iter()), [each.text for each in image.iter() if each.text]


PLAIN, _ = drawn("plain")


@settings(max_examples=40)
@given(NAMES)
@example("</text><script>alert(1)</script>")
@example("datum.share")
@example("a.b[c]['d']")
@example("${x} {{x}} javascript:")
@example("\u202e\n\x00\ud800")
def test_a_name_in_a_picture_is_only_text(name):
    """Parsed as a browser would."""
    elements, texts = drawn(name)
    assert elements == PLAIN
    assert any(text in harmless(name) or harmless(name) in text for text in texts)
