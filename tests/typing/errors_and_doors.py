"""Never run: what a type checker must make of errors, of doors for data, and of slips with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, assert_type

import salescycle as sc
from salescycle import interop, metrics, testing
from salescycle.interop.json import from_data, json_schema, to_data
from salescycle.values import harmless

at = datetime(2026, 3, 2, tzinfo=UTC)
deal = sc.Deal(id="D-1")
lead = sc.Lead(id="L-1", name="Ada")

try:
    sc.Cycle.from_data({})
except sc.InvalidCycle as error:
    assert_type(error.problems, tuple[sc.Finding, ...])
    assert_type(error.problems[0].severity, sc.Severity)
    assert_type(error.code, str)
except sc.UnknownName as error:
    assert_type(error.known, tuple[str, ...])
except sc.CriterionFailed as error:
    assert_type((error.criterion, error.record, error.happened), tuple[str, str, str])
except sc.LimitExceeded as error:
    assert_type((error.what, error.rule, error.came, error.instead), tuple[str, str, str, str])
except sc.MigrationBlocked as error:
    assert_type(error.problems[0].evidence, tuple[str, ...])
except sc.InvalidData as error:
    assert_type(error.key, str)
except ValueError:
    pass

# an error is the builtin that a reader of Python expects, too
as_value_error: ValueError = sc.InvalidValue("a", "must be b")
as_look_up: LookupError = sc.UnknownName("stage", "x", "cycle 'y'", ["z"])

assert_type(from_data({}, sc.Lead), sc.Lead)
assert_type(from_data({}, sc.Money, strict=True), sc.Money)
assert_type(from_data({}, sc.UnknownFact), sc.UnknownFact)
assert_type(to_data(lead), dict[str, Any])
assert_type(json_schema(sc.Terms, inline_refs=True), dict[str, Any])
assert_type(sc.Cycle.from_data({}), sc.Cycle)
assert_type(sc.NaiveBayes.from_data({}), sc.NaiveBayes)
assert_type(sc.CrossWalk.from_data({}), sc.CrossWalk)
assert_type(interop.Dates(day_first=True).read("31/12/2022"), datetime)
assert_type(interop.amount_of("1,000"), Decimal)
assert_type(interop.cycle_mermaid(sc.SHORT_CYCLE), str)
assert_type(interop.calendar_text(interop.next_step_entries(deal), as_of=at), str)
assert_type(interop.meeting_entries(lead)[0], interop.CalendarEntry)
assert_type(harmless("x"), str)
assert_type(sc.convert(lead, id="D-2", start=sc.SHORT_CYCLE.start(at=at)), sc.Deal)
assert_type(lead.merge(lead, at=at), sc.Lead)
assert_type(lead.attributes, Mapping[str, str | bool | Decimal | date | sc.Money | tuple[str, ...]])
assert_type(deal.proposal, sc.Proposal | None)
assert_type(deal.as_known_at(at).before(deal.log[0]), sc.Deal)
assert_type(deal.facts(sc.ValueSet), tuple[sc.ValueSet, ...])
assert_type(sc.Period.year(2026).months(), tuple[sc.Period, ...])
assert_type(sc.Money("1", "EUR") * 2, sc.Money)
assert_type(sc.Money("1", "EUR") < sc.Money("2", "EUR"), bool)

pipeline = sc.Pipeline([deal], cycle=sc.SHORT_CYCLE, as_of=at)
assert_type(pipeline.conversion("interest"), metrics.Conversion)
assert_type(pipeline.dwell_time("interest"), sc.Durations)
assert_type(pipeline.moves(), dict[tuple[str, str], int])
assert_type(pipeline.report().to_html(), str)
assert_type(testing.LawBroken("law", "told").law, str)

# each of these must be an error: mypy reports an ignore that is not needed
from_data({}, sc.Lead, strikt=True)  # type: ignore[call-overload]
to_data("D-1")  # type: ignore[arg-type]
sc.Deal("D-1")  # type: ignore[call-arg]
sc.Deal(id=None)  # type: ignore[arg-type]
sc.Money("1")  # type: ignore[call-arg]
sc.Money("1", "EUR") + 1  # type: ignore[operator]
sc.Stage("talk", leads_to=[1])  # type: ignore[list-item]
sc.Period(start=at)  # type: ignore[call-arg]
deal.as_of("2026-03-02")  # type: ignore[arg-type]
deal.facts("value_set")  # type: ignore[arg-type]
_ = deal.latest(sc.ValueSet).value  # type: ignore[union-attr]
_ = deal.value.amount  # type: ignore[union-attr]
pipeline.win_rate(1)  # type: ignore[call-overload]
pipeline.dwell_time()  # type: ignore[call-arg]
_ = pipeline.median  # type: ignore[attr-defined]
pipeline.win_rate().value + 1  # type: ignore[operator]
sc.SHORT_CYCLE.move(deal, to="won")  # type: ignore[call-arg]
sc.SHORT_CYCLE.move(lead.name, to="won", at=at)  # type: ignore[type-var]
sc.SHORT_CYCLE.start()  # type: ignore[call-arg]
sc.Durations.of([1])  # type: ignore[list-item]
sc.InvalidValue("a")  # type: ignore[call-arg]
sc.Share(part="1", whole=2)  # type: ignore[arg-type]
interop.Dates(zone="UTC")  # type: ignore[arg-type]
_ = timedelta(days=1) < pipeline.cycle_length().median  # type: ignore[operator]
