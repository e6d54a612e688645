"""Refusals: what stands against a move, whatever its criteria say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from salescycle.errors import listed
from salescycle.model import StageEntered
from salescycle.values import Wording

from ._decision import Refusal
from ._engine import Cursor
from ._stage import Stage
from ._ways import Order, Way, Ways

__all__ = ["refusals_of"]

_LANGUAGES = ("en", "ko")
_LONGEST = 2000
_UNKNOWN = Refusal(
    code="no_stage",
    message="the stage it is in is not known; record it with cycle.entry(...)",
    says=Wording({"en": "the stage it is in is not known", "ko": "현재 단계를 알 수 없다"}),
)
_NO_REASON = Refusal(
    code="no_reason",
    message="the move needs a reason; give reason='...'",
    says=Wording({"en": "a reason is needed", "ko": "이유를 적어야 한다"}),
)
_LEADS = {"en": "{here} leads to {ways}", "ko": "{here} 다음 단계: {ways}"}
_REOPENS = {"en": "{here} reopens to {ways}", "ko": "{here}에서 다시 열 수 있는 단계: {ways}"}
_NOTHING = {"en": "{here} is closed and is not reopened", "ko": "{here}: 끝난 단계이며 다시 열지 않는다"}
_THERE = {"en": "it is already in {here}", "ko": "이미 {here} 단계에 있다"}
_EARLY = {
    "en": "it came to {here} only at {when}, after {at}",
    "ko": "{here} 단계에 들어간 때가 {when}이므로 {at}에는 옮길 수 없다",
}
_LATE = {"en": "it could be reopened until {when}", "ko": "{when}까지만 다시 열 수 있었다"}


def refusals_of(cursor: Cursor, order: Order, ways: Ways) -> Iterator[Refusal]:
    """List what stands against a record's entering a stage from where it is."""
    here, entry = cursor.here, cursor.entry
    if here is None:
        yield _UNKNOWN
        return
    stage = order.stage[here.stage]
    way = ways[here.stage].get(entry.stage)
    if entry.stage == here.stage:
        yield _refusal("already_there", f"it is already in {here.stage!r}", _said(_THERE, stage))
    elif way is None:
        yield _no_way(stage, [order.stage[to] for to in ways[here.stage]])
    else:
        yield from _against(way, cursor.since, entry)
    if entry.at < here.at:
        came = "entered" if isinstance(here, StageEntered) else "was seen in"
        message = f"it {came} {here.stage!r} only at {here.at}, after {entry.at}"
        yield _refusal("too_early", message, _said(_EARLY, stage, when=here.at, at=entry.at))


def _against(way: Way, since: datetime, entry: StageEntered) -> Iterator[Refusal]:
    if way.needs_reason and not entry.reason:
        yield _NO_REASON
    if way.within is not None and way.is_late(since, entry.at):
        until = since + way.within
        yield _refusal("too_late", f"it could be reopened until {until}, not at {entry.at}", _said(_LATE, when=until))


def _no_way(stage: Stage, ways: list[Stage]) -> Refusal:
    if not ways:
        return _refusal("no_way", f"{stage.key!r} is closed and reopens to nothing", _said(_NOTHING, stage))
    verb, words = ("reopens", _REOPENS) if stage.outcome.is_closed else ("leads", _LEADS)
    message = f"{stage.key!r} {verb} to {listed([way.key for way in ways])}"
    return _refusal("no_way", message, _said(words, stage, ways=ways))


def _refusal(code: str, message: str, says: Wording) -> Refusal:
    return Refusal(code=code, message=message, says=says)


def _said(words: dict[str, str], here: Stage | None = None, ways: Iterable[Stage] = (), **times: datetime) -> Wording:
    """Say it with the labels of stages, in each language."""
    told = {name: f"{time:%Y-%m-%d %H:%M} UTC" for name, time in times.items()}
    said = {locale: words[locale].format(**_labels(locale, here, ways), **told) for locale in _LANGUAGES}
    # labels may be as long as a text can be, and several of them are longer
    return Wording({locale: text[:_LONGEST] for locale, text in said.items()})


def _labels(locale: str, here: Stage | None, ways: Iterable[Stage]) -> dict[str, str]:
    return {
        "here": "" if here is None else here.label.text(locale),
        "ways": listed([way.label.text(locale) for way in ways]),
    }
