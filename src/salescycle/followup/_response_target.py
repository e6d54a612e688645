"""Response targets: how soon a buyer is to hear from a person, and what makes that wait."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import Deal, Lead
from salescycle.values import WorkCalendar, look, member, must_be, name_texts, several, unit_rate

__all__ = ["Pause", "ResponseTarget", "TargetRule", "reading"]

_MICROSECOND = timedelta(microseconds=1)


class Pause(enum.StrEnum):
    """Why nothing runs: closed and opted out, where nothing is owed, or on hold and snoozed, where it waits.

    >>> [pause.value for pause in Pause if pause.is_owed]
    ['on_hold', 'snoozed']
    """

    CLOSED = "closed"
    OPTED_OUT = "opted_out"
    ON_HOLD = "on_hold"
    SNOOZED = "snoozed"

    @property
    def is_owed(self) -> bool:
        """Whether a response is still owed when the pause is over."""
        return self is Pause.ON_HOLD or self is Pause.SNOOZED

    @property
    def told(self) -> str:
        """What people read."""
        return self.value.replace("_", " ")


def _length(value: timedelta | None) -> timedelta | None:
    if value is not None and (type(value) is not timedelta or value <= timedelta(0)):
        raise InvalidValue(
            "a response target", "must be a timedelta above 0, or None", value, "give timedelta(hours=1)"
        )
    return value


def _pauses(values: Iterable[Pause | str]) -> tuple[Pause, ...]:
    given = [member(Pause, value, "a pause") for value in several(values, str, "pauses")]
    # where nothing is owed nothing runs, whatever was asked for
    return tuple(pause for pause in Pause if pause in given or not pause.is_owed)


@attrs.frozen(kw_only=True)
class ResponseTarget:
    """How soon a person of ours is to respond: first to a new lead, then to each message of the buyer.

    - ``within``: working time from arrival to the first response; an hour unless you say otherwise, ``None`` asks for
      none.
    - ``reply_within``: working time from a message of the buyer to the next response; ``None`` asks for none.
    - ``calendar``: when this target is worked on, where that is not when the others are.
    - ``at_risk``: the share (0 to 1) of the time from which on it is at risk; four fifths.
    - ``pauses``: what stops the time: a stage ``"on_hold"`` and ``"snoozed"``, both unless you say otherwise.
      ``"closed"`` and ``"opted_out"`` always do, since nothing is owed then.

    >>> target = ResponseTarget(within=timedelta(minutes=30), reply_within=timedelta(hours=4), pauses=["snoozed"])
    >>> print(target, "|", *target.pauses)
    first response within 0:30:00, replies within 4:00:00 | closed opted_out snoozed
    """

    within: timedelta | None = attrs.field(default=timedelta(hours=1), converter=_length)
    reply_within: timedelta | None = attrs.field(default=None, converter=_length)
    calendar: WorkCalendar | None = attrs.field(
        default=None, validator=attrs.validators.optional(must_be(WorkCalendar, "a calendar"))
    )
    at_risk: Decimal = attrs.field(default=Decimal("0.8"), converter=unit_rate)
    pauses: tuple[Pause, ...] = attrs.field(default=(Pause.ON_HOLD, Pause.SNOOZED), converter=_pauses)

    def is_at_risk(self, used: timedelta, within: timedelta) -> bool:
        """Whether so much of a time is used that it is at risk."""
        return used // _MICROSECOND >= Fraction(self.at_risk) * (within // _MICROSECOND)

    def __str__(self) -> str:
        asked = (("first response", self.within), ("replies", self.reply_within))
        return ", ".join(f"{what} within {within}" for what, within in asked if within is not None) or "no response"


@attrs.frozen(kw_only=True)
class TargetRule:
    """A response target for some leads and deals: those that are one of each that it names.

    ``sources`` and ``channels`` are the lead's, ``personas`` are keys, ``priorities`` are values of the attribute
    ``"priority"``. Upper and lower case do not matter. It has to name something: all others have the default.

    >>> rule = TargetRule(priorities=["high", "1"], target=ResponseTarget(within=timedelta(minutes=15)))
    >>> rule.does_apply(Lead(id="L-1", name="Ada"))
    False
    """

    target: ResponseTarget = attrs.field(validator=must_be(ResponseTarget, "a target"))
    sources: tuple[str, ...] = attrs.field(default=(), converter=name_texts)
    channels: tuple[str, ...] = attrs.field(default=(), converter=name_texts)
    personas: tuple[str, ...] = attrs.field(default=(), converter=name_texts)
    priorities: tuple[str, ...] = attrs.field(default=(), converter=name_texts)

    def __attrs_post_init__(self) -> None:
        if not any(names for _, names in self._asked):
            way_out = "give it as the default, or name sources, channels, personas or priorities"
            raise InvalidValue("a rule for a target", "must name something", "nothing", way_out)

    @property
    def _asked(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return (
            ("source", self.sources),
            ("channel", self.channels),
            ("persona", self.personas),
            ("priority", self.priorities),
        )

    def does_apply(self, record: Lead | Deal) -> bool:
        """Whether a lead or a deal is what it names, in each respect in which it names any."""
        for name, wanted in self._asked:
            if wanted and look(reading(record, name) or "") not in map(look, wanted):
                return False
        return True


def reading(record: Lead | Deal, name: str) -> str | None:
    """Give what a lead or a deal says of itself by name, or ``None`` where it says nothing.

    >>> reading(Lead(id="L-1", name="Ada", source="fair"), "source")
    'fair'
    """
    lead = record.lead if isinstance(record, Deal) else record
    if name in ("source", "channel"):
        return (getattr(lead, name) or None) if lead is not None else None
    if name == "priority":
        given = record.attributes.get(name)
        return None if given is None else f"{given:f}" if isinstance(given, Decimal) else str(given)
    return record.owner if name == "owner" else record.persona
