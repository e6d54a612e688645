"""Never run: what a type checker must make of the public names, and of slips."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any, assert_type

import salescycle as sc
from salescycle import metrics, plot
from salescycle.interop.json import from_data, json_schema, to_data
from salescycle.values import Cell

at = datetime(2026, 3, 2, tzinfo=UTC)
deal = sc.Deal.open(id="D-1", start=sc.SEVEN_STAGE.start(at=at), value=sc.Money("48000", "USD"), owner="kim")

assert_type(sc.SEVEN_STAGE.move(deal, to="lost", at=at), sc.Deal)
assert_type(sc.SEVEN_STAGE.check(deal, to="lost", at=at), sc.Decision)
assert_type(sc.SEVEN_STAGE.check(deal, to="lost", at=at).unmet, tuple[sc.Unmet, ...])
assert_type(deal.as_of(at), sc.Deal)
assert_type(deal.record(sc.Contacted(channel="call", at=at)), sc.Deal)
assert_type(deal.latest(sc.ValueSet), sc.ValueSet | None)
assert_type(deal.value, sc.Money | None)
assert_type(to_data(deal), dict[str, Any])
assert_type(from_data({}, sc.Deal), sc.Deal)
assert_type(from_data({}, sc.Contacted, strict=True), sc.Contacted)
assert_type(json_schema(sc.Deal), dict[str, Any])
to_data(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
assert_type(deal.expected_close, date | None)
assert_type(deal.visits, tuple[sc.Visit, ...])
assert_type(deal.visits[0].dwell_time, timedelta | None)

moved = sc.SEVEN_STAGE.move(deal, to="won", at=at, override=sc.Override(by="kim", reason="known"))
assert_type(moved, sc.Deal)
assert_type(sc.SEVEN_STAGE.ways("pitch"), dict[str, sc.Way])
assert_type(sc.SEVEN_STAGE.ways("pitch")["proposal"].kind, sc.MoveKind)
assert_type(sc.SEVEN_STAGE.findings(criteria=sc.CRITERIA), tuple[sc.Finding, ...])
assert_type(sc.SEVEN_STAGE.flow({("closing", "won"): 1}).of("closing").win_probability, Fraction)
assert_type(sc.diff(sc.SHORT_CYCLE, sc.LONG_CYCLE).tightened, tuple[sc.GateChange, ...])
assert_type(sc.migrate([deal], sc.SEVEN_STAGE, sc.SEVEN_STAGE, at=at), tuple[sc.Deal, ...])
assert_type(sc.SEVEN_STAGE.conformance(deal).first_deviation, sc.Finding | None)

assert_type(sc.CHAMP.score(deal, as_of=at, reuse=sc.BANT_TO_CHAMP), sc.Score)
assert_type(sc.CHAMP.score(deal).ask_next, sc.Question | None)
assert_type(sc.BANT.opinions(deal), dict[str, sc.Opinions])
assert_type(sc.BANT.answers_from({"need": "yes"}, at=at), tuple[sc.Assessed, ...])
assert_type(sc.Framework.from_data(sc.BANT.to_data()), sc.Framework)
profile = sc.Profile(persona="ops", rules=[sc.MatchRule(attribute="size", match="range", values=[50, None])])
assert_type(sc.Profile.from_data(profile.to_data()), sc.Profile)
assert_type(sc.Profile.json_schema(), dict[str, Any])
assert_type(sc.CrossWalk.from_data(sc.BANT_TO_CHAMP.to_data(), frameworks=[*sc.FRAMEWORKS]), sc.CrossWalk)
assert_type(sc.Rubric(gates={"need": "partly"}).gates, tuple[sc.Gate, ...])

pipeline = sc.Pipeline([deal], cycle=sc.SEVEN_STAGE, as_of=at)
assert_type(pipeline.win_rate(), sc.Share)
assert_type(pipeline.win_rate("value"), sc.MoneyShare | sc.Undefined)
assert_type(pipeline.win_rate().value, Fraction | sc.Undefined)
assert_type(pipeline.cycle_length().median, timedelta | sc.Undefined)
assert_type(pipeline.time_to_close(), metrics.Survival)
assert_type(pipeline.time_to_first_contact().within(timedelta(hours=1)), sc.Share)
assert_type(metrics.response_times([deal], as_of=at).median, timedelta | sc.Undefined)
assert_type(pipeline.open_deals().deals[0].idle, timedelta | None)
office = sc.WorkCalendar.weekdays("09:00-17:00", zone=UTC)
assert_type(pipeline.dwell_time("pitch", calendar=office), sc.Durations)
assert_type(pipeline.win_rate(within=timedelta(days=9), calendar=office), metrics.Chance | sc.Undefined)
pipeline.win_rate("closed", calendar=office)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
targets = sc.ResponseTargets(calendar=office, default=sc.ResponseTarget(reply_within=timedelta(hours=4)))
assert_type(targets.response(deal, as_of=at), sc.Response | sc.Undefined)
assert_type(targets.owed(deal, as_of=at), sc.Response | None)
assert_type(targets.attainment([deal], as_of=at), sc.Share)
assert_type(deal.next_meeting(as_of=at), sc.Meeting | None)
assert_type(sc.NURTURE.due(deal, as_of=at, calendar=office), sc.CadenceRun)
assert_type(sc.Recurrence.parse("FREQ=DAILY").occurrences(start=at, zone=UTC), Iterator[datetime])
sc.CadenceStep("call")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
assert_type(pipeline.audit().of("idle").findings, tuple[sc.Finding, ...])
assert_type(pipeline.incidence().at(timedelta(days=30)), metrics.IncidenceAt | sc.Undefined)
assert_type(deal.win_probability, Decimal | None)
assert_type(sc.SEVEN_STAGE.stage("closing").forecast_category, sc.ForecastCategory)
assert_type(pipeline.weighted(chance=lambda deal: 0.5).total, sc.Money | sc.Undefined)
assert_type(pipeline.forecast_categories(cumulative=True).of("commit").value, sc.Money | sc.Undefined)
assert_type(pipeline.slip_rate(sc.Period.year(2026)), sc.Share | sc.Undefined)
assert_type(pipeline.slipped().deals, tuple[metrics.SlippedDeal, ...])
assert_type(pipeline.pushes().days, int)
assert_type(pipeline.walk(sc.Period.year(2026)).rows[0].at_end, sc.Money)
assert_type(sc.BANT.score(deal).verdict, sc.Verdict)

table = sc.Training.of([deal], readings={"owner": lambda deal: deal.owner}, as_of=at, outcomes_by=at)
assert_type(sc.NaiveBayes.fit(table).predict({"owner": "kim"}), sc.Prediction)
assert_type(sc.cross_calibrated(table, sc.NaiveBayes.fit), sc.NaiveBayes)
assert_type(sc.features_of(deal, readings={"owner": lambda deal: deal.owner}, as_of=at), tuple[tuple[str, str], ...])
assert_type(sc.reliability([(0.5, True)]).slope, float | sc.Undefined)
assert_type(sc.ece_null_band([0.5], rng=Random(1)), sc.NullBand)

assert_type(plot.survival(pipeline.time_to_close()), plot.Picture)
assert_type(plot.funnel([pipeline.conversion("pitch")], locale="ko").records, tuple[dict[str, Cell], ...])

# each of these must be an error: mypy reports an ignore that is not needed
sc.Money(0.1, "USD")  # type: ignore[arg-type]
sc.Contacted(channel="call", at="2026-03-02")  # type: ignore[arg-type]
sc.SEVEN_STAGE.move(deal, "lost", at=at)  # type: ignore[call-arg]
sc.Pipeline([deal], sc.SEVEN_STAGE, at)  # type: ignore[call-arg]
sc.SEVEN_STAGE.move(deal, to="won", at=at, override=True)  # type: ignore[arg-type]
sc.ece_null_band([0.5], rng=7)  # type: ignore[arg-type]
sc.NaiveBayes.fit([deal])  # type: ignore[arg-type]
sc.Policy(skipping=1)  # type: ignore[arg-type]
plot.incidence(pipeline.time_to_close())  # type: ignore[arg-type]
deal.name = "other"  # type: ignore[misc]
