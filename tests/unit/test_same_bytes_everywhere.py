"""The same input gives the same bytes, whatever the process was started with: hash seed, zone, locale, optimisation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
SCRIPT = textwrap.dedent(
    """
    import decimal, hashlib, json, locale, os, pathlib, sys
    from datetime import UTC, datetime, timedelta
    from random import Random
    from zoneinfo import ZoneInfo

    locale_name, precision = sys.argv[2], int(sys.argv[3])
    try:
        locale.setlocale(locale.LC_ALL, locale_name)
    except locale.Error:
        pass  # this machine does not have it; the environment names it all the same
    context = decimal.getcontext()
    context.prec, context.rounding = precision, decimal.ROUND_UP
    context.traps[decimal.Inexact] = context.traps[decimal.Rounded] = precision < 9

    from salescycle import *
    from salescycle.interop import cycle_markdown, cycle_mermaid
    from salescycle.interop.json import from_data, json_schema, to_data
    from salescycle.metrics import bootstrap, compare, response_times
    from salescycle.simulation import sample_deals

    said = {}

    def say(name, told):
        said[name] = hashlib.sha256((told if isinstance(told, str) else repr(told)).encode()).hexdigest()

    def refused(door):
        try:
            return repr(door())
        except SalesCycleError as error:
            return f"{type(error).__name__} {error}"

    year = Period.year(2025)
    deals = sample_deals(rng=Random(7), period=year, count=60)
    pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=year.end)
    report = pipeline.report()
    say("deals", json.dumps([to_data(each) for each in deals]))
    say("report", str(report))
    say("report html", report.to_html())
    say("report data", json.dumps(report.to_data(), default=str))
    say("report of other order", str(Pipeline(deals[::-1], cycle=SEVEN_STAGE, as_of=year.end).report()))
    say("mermaid", cycle_mermaid(SEVEN_STAGE, pipeline=pipeline))
    say("markdown", cycle_markdown(SEVEN_STAGE, locale="ko"))
    for cycle in (SEVEN_STAGE, SHORT_CYCLE, LONG_CYCLE, LEAD, PROPOSAL):
        say(f"cycle {cycle.name}", json.dumps(cycle.to_data()))
        say(f"findings {cycle.name}", cycle.findings(criteria=CRITERIA))
        say(f"paths {cycle.name}", (cycle.tour, cycle.mandatory_stages, cycle.longest_path))
    say("audit", [SEVEN_STAGE.audit(each, as_of=year.end) for each in deals])
    say("options", [SEVEN_STAGE.options(each, at=year.end) for each in deals])
    say("schemas", json.dumps([json_schema(each) for each in (Deal, Money, Terms)]))
    say("definition schema", json.dumps([Cycle.json_schema(), Framework.json_schema(), Profile.json_schema()]))
    say("frameworks", json.dumps([each.to_data() for each in FRAMEWORKS]))
    say("scores", [BANT.score(each) for each in deals])
    say("conversions", [pipeline.conversion(each) for each in SEVEN_STAGE.open_stages])
    say("lengths", [str(pipeline.cycle_length()), repr(pipeline.time_to_close()), str(pipeline.incidence())])
    say("by owner", str(pipeline.by("owner").measure(lambda part: part.win_rate())))
    say("walk", str(pipeline.walk(year.quarters()[2])))
    say("bootstrap", bootstrap([1, 2, 4], lambda some: sum(some) / 3, rng=Random(1), times=50))
    owner = {"owner": lambda deal: deal.owner}
    scorer = NaiveBayes.fit(Training.of(deals, readings=owner, as_of=year.end, outcomes_by=year.end))
    say("scorer", json.dumps(scorer.to_data()))
    given = [SignalGiven(signal="demo", at=year.start + timedelta(days=day)) for day in range(9)]
    say("signals", SignalWeights(weights={"demo": "9.75"}, half_life=timedelta(days=11)).score(
        Deal(id="D", log=given), as_of=year.end
    ).total)
    attributes = {"size": Money("123456.5", "EUR"), "staff": 9007199254740991, "more": 9007199254740993}
    log = [AttributeSet(name=name, value=value, at=year.start) for name, value in attributes.items()]
    say("attributes", json.dumps(to_data(Deal(id="D", log=log))))
    rules = [MatchRule(attribute="staff", match="range", values=[9007199254740991, 9007199254740993])]
    say("profile", json.dumps(Profile(persona="ops", rules=rules).to_data()))
    rubric = Rubric(stale_after=timedelta(days=1, seconds=12345, microseconds=678901))
    say("rubric", json.dumps(Framework(key="k", label="K", questions=BANT.questions, rubric=rubric).to_data()))
    say("money", [Money("100", "USD").allocate([1, 1, 1]), Money("2.125", "EUR").rounded(), Money("1234.5", "KWD") * 3])
    say("terms", Terms(lines=[Line(description="a", unit_price=Money("9.99", "EUR"), tax="0.19", quantity="3")]).totals)
    say("hashes of errors", [
        refused(lambda: SEVEN_STAGE.move(deals[0], to="nowhere", at=year.end)),
        refused(lambda: SHORT_CYCLE.move(Deal(id="x", log=[SHORT_CYCLE.start(at=year.start)]), to="won", at=year.end)),
        refused(lambda: Cycle.from_data({"kye": 1, "stages": [{"key": "a", "leads_to": ["b", "c"], "x": {1: 2}}]})),
        refused(lambda: from_data({"type": "deal", "schema_version": 1, "b": 1, "a": 2}, strict=True)),
        refused(lambda: Pipeline(deals + deals, cycle=SEVEN_STAGE, as_of=year.end)),
        refused(lambda: Stage("a", exit_criteria=["os.system"])),
    ])
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        if "type" in data:
            say(path.name, json.dumps(to_data(from_data(data, zones=ZoneInfo))))
    print(json.dumps(said))
    """
)
ZONES = ["UTC", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe"]
LOCALES = ["C", "tr_TR.UTF-8", "de_DE.UTF-8", "ko_KR.UTF-8"]
# (hash seed, zone, locale, precision of the decimal context, flags of Python)
PROCESSES = [
    *[(str(seed), ZONES[seed % 4], LOCALES[seed // 3], (28, 3, 60)[seed % 3], ()) for seed in range(10)],
    ("0", "Australia/Lord_Howe", "C", 28, ("-O",)),
    ("0", "UTC", "C", 28, ("-OO", "-X", "dev", "-W", "error")),
]


def started(seed: str, zone: str, locale: str, precision: int, flags: tuple[str, ...]) -> str:
    """Give what a process says that was started so."""
    where = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "1"}
    path = os.pathsep.join(each for each in sys.path if each)
    command = [sys.executable, *flags, "-B", "-c", SCRIPT, str(HERE / "corpus" / "v1"), locale, str(precision)]
    done = subprocess.run(
        command, env={**os.environ, **where, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert (0, "") == (done.returncode, done.stderr[-2_000:])
    return done.stdout


@pytest.fixture(scope="module")
def said() -> list[str]:
    """Give what each process says, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda process: started(*process), PROCESSES))


def test_the_same_bytes_everywhere(said: list[str]) -> None:
    """Reports, pictures, data, findings and errors are the same to the byte; a difference names what differs."""
    first, *rest = [json.loads(each) for each in said]
    differ = {name for other in rest for name in first if first[name] != other[name]}
    assert set() == differ
    assert len(first) > 80


def test_the_order_of_deals_is_no_part_of_it(said: list[str]) -> None:
    """A report of the same deals in another order is the same to the byte."""
    assert [] == [each for each in map(json.loads, said) if each["report"] != each["report of other order"]]
