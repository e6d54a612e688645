"""Tables: records as text and as HTML."""

from datetime import timedelta
from fractions import Fraction

import pytest

from salescycle import Money
from salescycle.metrics import (
    AnswerTally,
    Conversion,
    Lifetime,
    Standing,
    Stay,
    compare,
    cumulative_hazard,
    gray,
    html_table,
    incidence,
    log_rank,
    occupation,
    survival,
    text_table,
)
from salescycle.metrics._tables import plain, table
from salescycle.values import Durations, MoneyShare, Share, Undefined


def test_text_stands_to_the_left_and_numbers_to_the_right():
    """Columns are as wide as what is in them; what is not there is a dash."""
    rows = [{"who": "kim", "n": 7, "share": 0.5}, {"who": "x", "n": 1000, "why": "new"}]
    assert """who     n   share  why
kim     7  0.5000  -
x    1000       -  new""" == text_table(rows)
    assert "" == text_table([])


def test_html_escapes_every_text():
    """Neither names of columns nor cells nor the caption can break out of their place."""
    table = html_table([{"a<b": "<script>", "n": 1}], caption="R&D")
    assert (
        """<table><caption>R&amp;D</caption>
<thead><tr><th scope="col">a&lt;b</th><th scope="col">n</th></tr></thead>
<tbody>
<tr><th scope="row">&lt;script&gt;</th><td>1</td></tr>
</tbody></table>"""
        == table
    )
    assert "<table>\n<tbody>\n</tbody></table>" == html_table([])


def test_values_tell_themselves_as_rows():
    """Each result is a flat row of numbers and text, with None for what is not defined."""
    share = Share(part=1, whole=4, maturity=Share(part=2, whole=4))
    money = MoneyShare(part=Money("1", "EUR"), whole=Money("4", "EUR"), effective_n=2.0)
    assert {"part": 1, "whole": 4, "share": 0.25, "maturity": 0.5}.items() <= share.to_records()[0].items()
    assert (share.interval().low, share.interval().high) == tuple(share.to_records()[0][end] for end in ("low", "high"))
    assert {"part": "1", "whole": "4", "currency": "EUR", "share": 0.25}.items() <= money.to_records()[0].items()
    assert [{"part": 0, "whole": 0, "share": None, "low": None, "high": None}] == Share(part=0, whole=0).to_records()
    figures = ("mean_days", "median_days", "p10_days", "p25_days", "p75_days", "p90_days")
    assert [{"n": 0, "still_open": 2} | dict.fromkeys(figures)] == Durations.of([], still_open=2).to_records()
    assert [{"deals": 6, "open": 3, "won": 2, "lost": 1, "held": 0}] == Standing(
        open=3, won=2, lost=1, held=0
    ).to_records()


def test_a_conversion_compares_stage_by_stage():
    """What became of entries is one row, and a measure with a definition like any other."""
    row = {"stage": "talk", "entries": 3, "advanced": 2, "lost": 1} | dict.fromkeys(
        ("skipped", "back", "won", "held", "still_there"), 0
    )
    assert [row] == Conversion(stage="talk", advanced=2, lost=1).to_records()
    assert "what became of the entries of 'talk'" == Conversion(stage="talk").definition
    assert "deals by outcome" == Standing(open=0, won=0, lost=0, held=0).definition


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3),
        (0.25, 0.25),
        (Fraction(1, 4), 0.25),
        (timedelta(hours=36), 1.5),
        (Undefined("there are none"), None),
        (Fraction(10**400, 3), None),
    ],
)
def test_plain_numbers(value, expected):
    """Durations are in days; what is undefined, or beyond any float, is None."""
    assert (expected, type(expected)) == (plain(value), type(plain(value)))


def test_columns_are_as_wide_as_their_widest():
    """Names stand to the left, numbers to the right, and no line ends in blanks."""
    assert "a     n\nlong  7\nx" == table(("a", "n"), [("long", "7"), ("x", "")])


DAY = timedelta(days=1)
LIVES = [Lifetime(duration=n * DAY, cause=cause) for n, cause in ((1, "won"), (2, "lost"), (4, "won"), (9, None))]
OTHERS = [Lifetime(duration=n * DAY, cause="won") for n in (2, 3, 5)]


@pytest.mark.parametrize(
    ("rows", "first", "count"),
    [
        (survival(LIVES).to_records(), {"age_days": 1.0, "at_risk": 4, "events": 1, "censored": 0, "open": 0.75}, 4),
        (incidence(LIVES).to_records(), {"age_days": 1.0, "cause": "won", "at_risk": 4, "events": 1, "share": 0.25}, 8),
        (cumulative_hazard(LIVES).to_records(), {"age_days": 1.0, "at_risk": 4, "events": 1, "hazard": 0.25}, 4),
        (
            occupation([Stay(state="a", entered=0 * DAY, left=DAY, to="b")], states=["a", "b"]).to_records(),
            {"time_days": 1.0, "state": "a", "at_risk": 1, "share": 0.0},
            2,
        ),
        (
            log_rank({"one": LIVES, "two": OTHERS}).to_records(),
            {"group": "one", "n": 4, "observed": 3, "freedom": 1},
            2,
        ),
        (gray({"one": LIVES, "two": OTHERS}, cause="won").to_records(), {"group": "one", "observed": 2}, 2),
        (compare({"one": LIVES, "two": OTHERS}).to_records(), {"cohort": "one", "n": 4, "horizon_days": 5.0}, 2),
        (
            survival(LIVES).restricted_mean(4 * DAY).to_records(),
            {"horizon_days": 4.0, "n": 4, "still_open": 1, "mean_days": 2.75},
            1,
        ),
        (
            AnswerTally(topic="price", how="support", deals=4, held_in=3, closed=2, won_in=1).to_records(),
            {"topic": "price", "deals": 4, "won_in": 1},
            1,
        ),
    ],
)
def test_estimators_tell_themselves_as_rows(rows, first, count):
    """One flat row for each instant, cause, state, group or cohort, with units in the names and no gaps."""
    assert count == len(rows)
    assert first.items() <= rows[0].items()
    assert {str, int, float, type(None)} >= {type(cell) for row in rows for cell in row.values()}
    assert 1 == len({tuple(row) for row in rows})
