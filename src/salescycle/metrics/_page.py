"""The page of a report: sections of tables, written as text or as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

import attrs

from salescycle.values import Durations, MoneyShare, Share, Undefined, days

from ._first_steps import first_steps
from ._tables import html, short, table
from ._velocity_change import VELOCITY_FACTORS, VelocityChange

if TYPE_CHECKING:
    from ._report import Report

__all__ = ["HORIZONS", "Page", "PageTable", "Rate", "Section", "page_of"]

HORIZONS = (30, 60, 90, 120, 180)
"""Ages in days at which the report reads the chances to be won and lost."""

Rate = Share | MoneyShare | Undefined

_FATES = ("entries", "advanced", "skipped", "back", "won", "lost", "held", "still_there")
_STUCK = 0.8
_SHOWN = 10


@attrs.frozen(kw_only=True)
class PageTable:
    """A table of a page: its caption, the heads of its columns, rows of text, and notes below it.

    >>> print(PageTable(caption="Win rate", head=("rate", "share"), rows=(("closed", "40.0%"),)))
    Win rate
      rate    share
      closed  40.0%
    """

    caption: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    left: tuple[int, ...] = (0,)
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = table(self.head, self.rows, left=self.left).split("\n") if self.rows else []
        body = lines if any(self.head) else lines[1:]
        return "\n".join([self.caption, *(f"  {line}" for line in [*body, *self.notes])])

    def to_html(self) -> str:
        """Give the table in HTML."""
        notes = [f"<p>{escape(note)}</p>" for note in self.notes]
        return "\n".join([html(self.head, self.rows, caption=self.caption), *notes])


@attrs.frozen(kw_only=True)
class Section:
    """A part of a page under one question.

    >>> print(Section(title="What is stuck", tables=()))
    WHAT IS STUCK
    """

    title: str
    tables: tuple[PageTable, ...]

    def __str__(self) -> str:
        return "\n\n".join([self.title.upper(), *map(str, self.tables)])

    def to_html(self) -> str:
        """Give the section in HTML."""
        tables = "\n".join(each.to_html() for each in self.tables)
        return f"<section>\n<h2>{escape(self.title)}</h2>\n{tables}\n</section>"


@attrs.frozen(kw_only=True)
class Page:
    """A report as it is read: a title, a line on the whole, and five sections.

    >>> print(Page(title="Our cycle, as of Monday", standing="6 deals", sections=()))
    Our cycle, as of Monday
    6 deals
    """

    title: str
    standing: str
    sections: tuple[Section, ...]

    def __str__(self) -> str:
        return "\n\n".join([f"{self.title}\n{self.standing}", *map(str, self.sections)])

    def to_html(self) -> str:
        """Give the page as an HTML fragment."""
        sections = "\n".join(each.to_html() for each in self.sections)
        return f"<article>\n<h1>{escape(self.title)}</h1>\n<p>{escape(self.standing)}</p>\n{sections}\n</article>"


def page_of(report: Report) -> Page:
    """Lay a report out as a page."""
    sections = (
        Section(title="Where we stand", tables=(_rates(report), _money(report))),
        Section(title="Where time goes", tables=(_times(report), _chances(report), _stays(report), _fates(report))),
        Section(title="What changed, and why", tables=(_walk(report), _change(report), _dates(report))),
        Section(title="What is stuck", tables=(_slipped(report), _ageing(report))),
        Section(title="What to do first", tables=(_steps(report), _audit(report))),
    )
    return Page(title=f"{report.title}, as of {report.as_of}", standing=str(report.standing), sections=sections)


def _rates(report: Report) -> PageTable:
    rows = [(name, *_told(rate)) for name, rate in report.win_rates]
    left_out = [_left_out(name, rate.left_out) for name, rate in report.win_rates if not isinstance(rate, Undefined)]
    notes = tuple(note for each in left_out for note in each)
    return PageTable(
        caption="Win rate", head=("", "share", "95 % interval", "of what"), rows=tuple(rows), left=(0, 3), notes=notes
    )


def _told(rate: Rate) -> tuple[str, str, str]:
    if isinstance(rate, Undefined):
        return str(rate), "-", "-"
    interval = rate.interval()
    settled = rate.maturity if isinstance(rate, Share) else None
    mature = "" if settled is None else f"; {settled.definition}: {settled}"
    return str(rate), "-" if isinstance(interval, Undefined) else str(interval), f"{rate.definition}{mature}"


def _money(report: Report) -> PageTable:
    rows = [("weighted", str(report.weighted)), ("velocity", str(report.velocity))]
    rows += [
        (f"forecast, {total.category.label.text().lower()}", f"{total.value} ({total.deals})")
        for total in report.forecast.totals
    ]
    return PageTable(caption="Money", head=("", ""), rows=tuple(rows), left=(0, 1))


def _times(report: Report) -> PageTable:
    measures = (("cycle length", report.cycle_length), ("time to close", report.time_to_close))
    rows = tuple((name, str(measure), measure.definition) for name, measure in measures)
    notes = tuple(note for name, measure in measures for note in _left_out(name, measure.left_out))
    return PageTable(caption="Time", head=("", "", "what"), rows=rows, left=(0, 1, 2), notes=notes)


def _chances(report: Report) -> PageTable:
    rows = tuple((f"{horizon} days", str(report.incidence.at(timedelta(days=horizon)))) for horizon in HORIZONS)
    return PageTable(caption="Chance by age", head=("age", "chance"), rows=rows, left=(0, 1))


def _stays(report: Report) -> PageTable:
    rows = tuple((stage, str(dwell.n), str(dwell.still_open), *_figures(dwell)) for stage, dwell in report.dwell_times)
    head = ("stage", "n", "still open", "mean", "median", "p90")
    return PageTable(caption="Time in stage, in days", head=head, rows=rows, notes=(str(report.bottleneck),))


def _figures(dwell: Durations) -> list[str]:
    return [short(each, ".1f") for each in (dwell.mean, dwell.median, dwell.percentile(90))]


def _fates(report: Report) -> PageTable:
    rows = tuple((each.stage, *(str(getattr(each, part)) for part in _FATES)) for each in report.conversions)
    notes = tuple(note for each in report.conversions for note in _left_out(each.stage, each.left_out))
    head = ("stage", *(part.replace("_", " ") for part in _FATES))
    return PageTable(caption="What became of entries", head=head, rows=rows, notes=notes)


def _walk(report: Report) -> PageTable:
    walk = report.walk
    caption = f"Open value from {walk.period.start:%Y-%m-%d} to {walk.until:%Y-%m-%d}"
    notes = () if walk.told else (str(walk.at_start),)
    return PageTable(
        caption=caption, head=("", "", ""), rows=walk.told, notes=(*notes, *_left_out("it", walk.left_out))
    )


def _change(report: Report) -> PageTable:
    caption = f"Velocity, the {days(report.period.end - report.period.start):g} days before and now"
    change = report.velocity_change
    if not isinstance(change, VelocityChange):
        return PageTable(caption=caption, notes=(str(change),))
    head = ("before", "now", "change", *(factor.replace("_", " ") for factor in VELOCITY_FACTORS))
    figures = [short(change.before, ",.2f"), short(change.after, ",.2f")]
    parts = [short(change.change, "+,.2f"), *(short(part, "+,.2f") for _, part in change.parts)]
    note = f"{change.currency} a day; the parts add up to the change"
    return PageTable(caption=caption, head=head, rows=((*figures, *parts),), left=(), notes=(note,))


def _dates(report: Report) -> PageTable:
    rows = (("slip rate", str(report.slip_rate)), ("pushes", str(report.pushes)))
    return PageTable(caption="Expected closes", head=("", ""), rows=rows, left=(0, 1))


def _slipped(report: Report) -> PageTable:
    late = report.slipped.deals
    rows = tuple((each.deal, str(each.days), _amount(each.value)) for each in late[:_SHOWN])
    notes = (str(report.slipped), *_more(len(late)))
    return PageTable(caption="Past their expected close", head=("deal", "days", "value"), rows=rows, notes=notes)


def _ageing(report: Report) -> PageTable:
    stuck, worth = report.ageing.beyond(_STUCK), dict(report.worth)
    rows = tuple(
        (
            each.deal,
            each.stage,
            f"{days(each.stage_age):.1f}",
            short(each.percentile, ".0%"),
            short(each.chance, ".0%"),
            _amount(worth.get(each.deal)),
        )
        for each in stuck[:_SHOWN]
    )
    head = ("deal", "stage", "days in it", "percentile", "chance", "value")
    caption = f"In their stage longer than {_STUCK:.0%} of visits to it"
    counted = f"{len(stuck)} of {report.ageing.n} open deals"
    return PageTable(caption=caption, head=head, rows=rows, left=(0, 1), notes=(counted, *_more(len(stuck))))


def _steps(report: Report) -> PageTable:
    steps = first_steps(report, _STUCK)
    rows = tuple((str(place), step.text, step.at_stake) for place, step in enumerate(steps, 1))
    head, notes = ("", "", "at stake"), () if rows else ("nothing that these figures show",)
    return PageTable(caption="The most money first", head=head, rows=rows, left=(0, 1), notes=notes)


def _audit(report: Report) -> PageTable:
    if report.audit is None:
        return PageTable(caption="Audit of the logs", notes=("not asked for",))
    rows = tuple((each.code, each.severity.value, str(each.findings), str(each.deals)) for each in report.audit.counts)
    head, notes = ("finding", "severity", "n", "deals"), () if rows else ("clean",)
    return PageTable(caption="Audit of the logs", head=head, rows=rows, left=(0, 1), notes=notes)


def _amount(value: object | None) -> str:
    return "-" if value is None else str(value)


def _more(count: int) -> tuple[str, ...]:
    return (f"and {count - _SHOWN} more",) if count > _SHOWN else ()


def _left_out(name: str, counts: Iterable[tuple[str, int]]) -> Sequence[str]:
    return [f"left out of {name}, {count}: {reason}" for reason, count in counts]
