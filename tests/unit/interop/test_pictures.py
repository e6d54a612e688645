"""Pictures of a cycle as text: every way is drawn, and no label gets out of its place."""

import re
from random import Random

import pytest

from salescycle import SEVEN_STAGE, SHORT_CYCLE, Cycle, InvalidValue, Period, Pipeline, Stage
from salescycle.interop import cycle_markdown, cycle_mermaid
from salescycle.simulation import sample_deals

YEAR = Period.year(2025)
HOSTILE = [
    '"] ; click s0 href "javascript:alert(1)"',
    "a\nb",
    "%%{init}%%",
    "<script>",
    "x --> y",
    "|`*_#",
    "[*] : 7",
    "---",
]


def named(label):
    """Give a cycle whose first stage has a label."""
    stages = [Stage("talk", label=label, leads_to=["won", "lost"]), Stage("won", outcome="won")]
    return Cycle(key="k", version=1, stages=[*stages, Stage("lost", outcome="lost", reopens_to=["talk"])])


def test_every_stage_and_way_is_drawn():
    """One line a stage and one a way, the start, and an end for each close."""
    assert (
        "stateDiagram-v2\n"
        '    state "Interest" as s0\n'
        '    state "Offer" as s1\n'
        '    state "Won" as s2\n'
        '    state "Lost" as s3\n'
        "    [*] --> s0\n"
        "    s0 --> s1\n"
        "    s0 --> s3\n"
        "    s1 --> s2\n"
        "    s1 --> s0\n"
        "    s1 --> s3\n"
        "    s2 --> [*]\n"
        "    s3 --> s1\n"
        "    s3 --> [*]\n"
    ) == cycle_mermaid(SHORT_CYCLE)


def test_counts_and_dwell_times_of_a_pipeline():
    """Each way carries its moves, which are those of the conversions, and each open stage its median dwell time."""
    deals = sample_deals(rng=Random(3), period=YEAR, count=200)
    pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=YEAR.end)
    text = cycle_mermaid(SEVEN_STAGE, pipeline=pipeline)
    first = pipeline.conversion("initial_contact")
    assert f"    s0 --> s1 : {first.advanced}\n" in text
    assert f"    s0 --> s9 : {first.lost}\n" in text
    assert re.search(r'state "Initial contact \(\d+\.\d d\)" as s0', text)
    assert "    s9 --> s1\n" in text
    empty = cycle_mermaid(SHORT_CYCLE, pipeline=Pipeline([], cycle=SHORT_CYCLE, as_of=YEAR.end))
    assert cycle_mermaid(SHORT_CYCLE) == empty
    with pytest.raises(
        InvalidValue, match="a pipeline must be measured by the cycle short-cycle/1, got 'seven-stage/1'"
    ):
        cycle_mermaid(SHORT_CYCLE, pipeline=pipeline)


@pytest.mark.parametrize("label", HOSTILE)
def test_no_label_gets_out_of_its_place(label):
    """A hostile label changes neither the lines nor the ids of the diagram, nor the cells of the table."""
    line = re.compile(
        r'    state "(?:[\w \-.,()/]|#\d+;)*" as s\d+|    (?:s\d+|\[\*\]) --> (?:s\d+|\[\*\])|stateDiagram-v2'
    )
    drawn = cycle_mermaid(named(label)).splitlines()
    assert all(line.fullmatch(each) for each in drawn)
    assert len(cycle_mermaid(named("plain")).splitlines()) == len(drawn)
    rows = cycle_markdown(named(label)).splitlines()
    assert 5 == len(rows)
    assert {5} == {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    assert not re.search(r"(?<!\\)[<`]", "".join(rows))


def test_a_table_in_the_asked_language():
    """Heads, labels and criteria are in the language, as far as it is known."""
    rows = cycle_markdown(SEVEN_STAGE, locale="ko-KR").splitlines()
    assert "| 단계 | 다음 단계 | 넘어가기 전에 | 수주 확률 |" == rows[0]
    assert rows[2].startswith(
        "| 초기 접촉 | 적합성 확인, 육성, 실주 | 구매자와 접촉했다; 구매자에 맞는 페르소나를 정했다 | 5 %"
    )
    assert cycle_markdown(SEVEN_STAGE, locale="de") == cycle_markdown(SEVEN_STAGE)
