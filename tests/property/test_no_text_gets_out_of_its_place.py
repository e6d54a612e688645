"""Law: whatever a name or label holds, each sink shows it as text: a real parser finds nothing else in it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from salescycle import Cycle, Deal, InvalidValue, OwnerAssigned, Pipeline, Stage
from salescycle.interop import cycle_markdown, cycle_mermaid
from salescycle.metrics import html_table, text_table
from salescycle.values import note_text

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TAGS = {"table", "caption", "thead", "tbody", "tr", "th", "td", "article", "section", "h1", "h2", "p"}
OPENERS = [
    "",
    '"',
    "'",
    '">',
    "'>",
    "</td>",
    "</table>",
    "]]>",
    "-->",
    "`",
    "|",
    "\\",
    '"]',
    "</script>",
    "*/",
    "#quot;",
]
SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<b onmouseover=alert(1)>x",
    "<math><mi xlink:href=data:x,<script>alert(1)</script>>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "![x](https://example.com/x.png)",
    "<https://example.com>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3c;script&#x3e;",
    "**bold** _em_ ~~gone~~ `code` $x^2$",
    "---\n- item\n# head\n| a | b |",
    "%%{init: {'securityLevel': 'loose'}}%%",
    'click s0 href "javascript:alert(1)"',
    "s0 --> s1 : 9\nstate x",
    "note right of s0: x\nend note",
    "=cmd|'/c calc'!A1",
    "{{7*7}} ${7*7} <%= 7*7 %>",
]
PAYLOADS = [before + script for before in OPENERS for script in SCRIPTS]
TEXTS = (
    st.sampled_from(PAYLOADS) | st.text() | st.text(st.sampled_from("<>&\"'`|*_[]()#!\\~-:;%{}$@. aé\n\t"), max_size=40)
)


class Parts(HTMLParser):
    """What a parser of HTML finds: tags with their attributes, texts, and all else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.texts: list[str] = []
        self.else_found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.else_found.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def parsed(text: str) -> Parts:
    """Parse HTML, of which nothing but plain tables and headings is allowed."""
    parts = Parts()
    parts.feed(text)
    parts.close()
    assert [] == parts.else_found
    assert {tag for tag, _ in parts.tags} <= TAGS
    assert {attrs for _, attrs in parts.tags} <= {(), (("scope", "col"),), (("scope", "row"),)}
    return parts


def shown(text: str) -> str:
    """Give a text as a sink without lines shows it: hidden characters escaped, but for joiners."""
    hides = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    kept = (
        char if unicodedata.category(char) not in hides or char in "\u200c\u200d" else ascii(char)[1:-1]
        for char in text
    )
    return "".join(kept)


def cycle_of(label: str) -> Cycle:
    """Give a cycle whose labels and key are a text."""
    stages = [Stage("talk", label=label, leads_to=["won", "lost"], exit_criteria=[], guidance=label)]
    return Cycle(
        key="k", version=1, label=label, stages=[*stages, Stage("won", outcome="won"), Stage("lost", outcome="lost")]
    )


def of_label(draw: Callable[[Cycle], str], label: str) -> tuple[str, str] | None:
    """Give what a sink makes of a label, and the label as it was taken, or nothing where it was refused."""
    try:
        made = cycle_of(label)
    except InvalidValue:
        return None
    return draw(made), made.stages[0].label.text("en")


def test_there_are_payloads_enough() -> None:
    """Each way into markup before each thing to do there: more than two hundred, all different."""
    assert 200 <= len(set(PAYLOADS)) == len(PAYLOADS)


@given(text=TEXTS)
@example(text="<script>")
def test_a_table_in_html(text: str) -> None:
    """A table of HTML has the cells it has, and each says its text."""
    parts = parsed(html_table([{text: text, "n": 1}], caption=text))
    texts = [each for each in parts.texts if each != "\n"]
    said = [shown(text).replace("_", " "), shown(text)]
    expected = [shown(text), said[0], "n", said[1], "1"] if text not in ("", "n") else texts
    assert expected == texts


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_report_in_html(payload: str) -> None:
    """The page of a report whose cycle, stages, owners and deals have hostile names is headings and tables."""
    name = " ".join(payload.split())
    made = cycle_of(name)
    log = [
        made.start(at=MONDAY),
        OwnerAssigned(owner=name, at=MONDAY),
        made.entry("won", at=MONDAY + timedelta(days=1)),
    ]
    deals = [Deal(id=f"{name[:99]}{number}", log=log[: 2 + number % 2]) for number in range(6)]
    report = Pipeline(deals, cycle=made, as_of=MONDAY + timedelta(days=30)).report()
    parts = parsed(report.to_html())
    assert any(note_text(name) in text for text in parts.texts)
    assert [] == [char for char in str(report) if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Cs"}]


@given(text=TEXTS)
def test_a_table_as_text(text: str) -> None:
    """A table as text has one line a row, and nothing in it that a terminal obeys."""
    lines = text_table([{"name": text, "n": 1}, {"name": "x", "n": 2}]).split("\n")
    assert 3 == len(lines)
    assert [] == [char for char in "".join(lines) if shown(char) != char]
    assert lines[1].startswith(shown(text).rstrip() or " ")


STATE = re.compile(r'    state "((?:[^\W_]|[ \-_.,()/]|#\d+;)*)" as (s\d+)')
LINE = re.compile(r"stateDiagram-v2|    (?:s\d+|\[\*\]) --> (?:s\d+|\[\*\])(?: : \d+)?")


@given(label=TEXTS)
@example(label="s0 --> s1")
def test_a_diagram_in_mermaid(label: str) -> None:
    """Each line is of the grammar of state diagrams, ids are made up, and the entities of a label its characters."""
    found = of_label(cycle_mermaid, label)
    if found is not None:
        lines = found[0].removesuffix("\n").split("\n")
        states = [match for match in map(STATE.fullmatch, lines) if match]
        assert ["s0", "s1", "s2"] == [match[2] for match in states]
        assert [] == [line for line in lines if not STATE.fullmatch(line) and not LINE.fullmatch(line)]
        assert found[1] == re.sub(r"#(\d+);", lambda entity: chr(int(entity[1])), states[0][1])


@given(label=TEXTS)
@example(label="&lt;b&gt;")
@example(label="www.example.com and https://example.com")
def test_a_table_in_markdown(label: str) -> None:
    """A parser of Markdown, to which HTML is allowed, finds one table, whose cells are text and nothing but text."""
    found = of_label(cycle_markdown, label)
    if found is not None:
        tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(found[0])
        kinds = {token.type.partition("_")[0] for token in tokens}
        assert {"table", "thead", "tbody", "tr", "th", "td", "inline"} >= kinds
        cells = [token for token in tokens if token.type == "inline"]
        assert 4 * 4 == len(cells)
        assert {"text", "text_special"} >= {child.type for cell in cells for child in cell.children}
        assert " ".join(found[1].split()) == text_of(cells[4])
        assert not re.search(r"(?i)www\.|(?<!\\)://|(?<!\\)@", found[0])


def text_of(cell: object) -> str:
    """Give the text that a cell shows."""
    return "".join(child.content for child in cell.children)


@given(text=st.text())
def test_what_html_shows_is_what_came(text: str) -> None:
    """Escaping for HTML is undone by reading it, but for what a page would not show at all."""
    cell = html_table([{"a": text}]).split('<th scope="row">')[1].split("</th>")[0]
    assert shown(text) == html.unescape(cell)
