"""The core opens nothing, asks no clock and rolls no dice of its own: watched in a process of its own."""

import subprocess
import sys
import textwrap

WATCHED = textwrap.dedent(
    """
    import random
    import sys

    SEEN = []
    IMPORTING = True

    def hook(event, args):
        opens = event == "open" and not (IMPORTING and is_code(args[0]))
        looks = event in ("os.listdir", "os.scandir") and not IMPORTING
        if opens or looks or event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.spawn")):
            SEEN.append((event, str(args[:1])))

    def is_code(path):
        return str(path).endswith((".py", ".pyc", ".so", ".pyd"))

    DICE = {id(getattr(random, name).__self__) for name in ("random", "getrandbits")}
    CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}

    def profile(frame, event, function):
        if event != "c_call":
            return
        if IMPORTING and frame.f_globals.get("__name__") == "logging":
            return  # transitions imports logging, which notes the time at which it is imported
        owner = getattr(function, "__self__", None)
        owner_name = getattr(owner, "__name__", "")
        if function.__name__ in CLOCKS and owner_name in ("datetime", "date", "time"):
            SEEN.append(("clock", f"{owner_name}.{function.__name__}"))
        if id(owner) in DICE and not IMPORTING:
            SEEN.append(("dice", function.__name__))

    sys.addaudithook(hook)
    sys.setprofile(profile)
    import salescycle
    import salescycle.followup
    import salescycle.interop
    import salescycle.plot
    import salescycle.simulation
    IMPORTING = False
    exercise()
    sys.setprofile(None)
    print(SEEN)
    """
)

EXERCISE = textwrap.dedent(
    """
    def exercise():
        from salescycle import (
            BANT, LEAD, SEVEN_STAGE, Deal, Enrolled, Lead, Line, Money, MoveRefused, Period, Pipeline, Share, Terms
        )
        from salescycle import plot
        from salescycle.metrics import Lifetime, Stay, compare, cumulative_hazard, gray, log_rank, occupation
        from salescycle.metrics import Stay, bootstrap, littles_law, occupation, shrink, stage_chain
        from salescycle.interop import EventColumns, deals_from_history, deals_from_hubspot, event_rows
        from salescycle.interop import calendar_text, meeting_entries, step_entries
        from salescycle.followup import OUTREACH, Agenda, Recurrence, ResponseTargets
        from salescycle.presets import free_cycle
        from salescycle.simulation import sample_deals
        from salescycle.values import WorkCalendar

        year = Period.year(2025)
        deals = sample_deals(rng=random.Random(5), period=year, count=60)
        str(Pipeline(deals, cycle=SEVEN_STAGE, as_of=year.end).report())
        Pipeline(deals, cycle=SEVEN_STAGE, as_of=year.end).report().to_data()
        pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=year.end)
        str(pipeline.weighted()), str(pipeline.forecast_categories()), str(pipeline.slipped()), str(pipeline.pushes())
        str(pipeline.open_deals()), str(pipeline.audit()), str(pipeline.time_to_first_contact())
        str(pipeline.walk(year.quarters()[3])), str(pipeline.slip_rate(year.quarters()[3]))
        try:
            SEVEN_STAGE.move(Deal.open(id="x", start=SEVEN_STAGE.start(at=year.start)), to="won", at=year.end)
        except MoveRefused as refused:
            str(refused)
        str(BANT.score(deals[0]))
        year.months(), Share(part=1, whole=9).interval(method="jeffreys"), Money("10", "EUR").allocate([1, 2])
        LEAD.check(Lead.capture(id="L", name="A", start=LEAD.start(at=year.start)), to="nurture", at=year.end)
        day = year.quarters()[0].end - year.start
        occupation([Stay(state="open", entered=day * 0, left=day, to="won")], states=["open", "won"])
        Pipeline(deals, cycle=SEVEN_STAGE, as_of=year.end).time_to_close().restricted_mean(day)
        office = WorkCalendar.weekdays("09:00-17:00", zone=year.start.tzinfo)
        targets = ResponseTargets(calendar=office)
        Recurrence.parse("FREQ=DAILY;UNTIL=20260101T000000Z")
        enrolled = deals[0].record(Enrolled(cadence="outreach", at=year.start))
        run = OUTREACH.due(enrolled, as_of=year.end, calendar=office)
        calendar_text([*meeting_entries(deals[0]), *step_entries(run)], as_of=year.end)
        str(run), str(Agenda(calendar=office).first(3, deals, as_of=year.end))
        assert len([*map(str, targets.responses(deals, as_of=year.end))]) > 9
        str(pipeline.time_to_first_contact(calendar=office)), str(targets.attainment(deals, as_of=year.end))
        two = {key: [Lifetime(duration=day * d, cause="won") for d in (1, 2, end)] for key, end in (("a", 3), ("b", 4))}
        str(compare(two)), str(log_rank(two)), str(gray(two, cause="won")), str(cumulative_hazard(two["a"]))
        rates = shrink({"a": Share(part=3, whole=9), "b": Share(part=40, whole=50), "c": Share(part=1, whole=1)})
        str(rates), rates.to_records()
        str(stage_chain({("a", "won"): 3, ("a", "lost"): 1}, stages=["a"], absorbing=["won", "lost"]))
        str(littles_law({(year.start, None): 2}, period=year).work.weekly())
        bootstrap([1, 2, 4], lambda some: sum(some) / len(some), rng=random.Random(1), times=9, method="bca")
        str(Terms(lines=[Line(description="x", unit_price=Money("1", "EUR"))]).totals)
        rows = [{"a": "1", "b": "Lead", "c": "2026-03-02 10:00"}, {"a": "1", "b": "Won", "c": "02/03/2026"}]
        board = free_cycle(["Lead"], won=["Won"], lost=["Lost"])
        columns = EventColumns(deal="a", stage="b", at="c")
        how = {"cycle": board, "as_of": year.end.replace(year=2027)}
        assert len(deals_from_history(rows, columns=columns, **how).deals) == 1
        assert len(list(event_rows(deals_from_history(rows, columns=columns, **how).deals))) == 2
        str(plot.funnel([pipeline.conversion("pitch")])), str(plot.survival(pipeline.time_to_close()))
        assert len(deals_from_hubspot([{"id": 1, "hs_date_entered_Lead": "1772442000000"}], **how).deals) == 1
    """
)


def test_the_core_does_nothing_behind_your_back():
    """Importing and exercising the core opens no file, socket or process, reads no clock and no global dice."""
    watched = subprocess.run(
        [sys.executable, "-I", "-B", "-c", EXERCISE + WATCHED], capture_output=True, text=True, check=False
    )
    assert ("[]\n", "", 0) == (watched.stdout, watched.stderr, watched.returncode)


def test_the_watch_sees_what_it_watches_for():
    """The same watch reports an exercise that does each of the things it must not do."""
    guilty = textwrap.dedent(
        """
        def exercise():
            import datetime, os, socket, subprocess
            open(os.devnull).close()
            os.listdir(os.curdir)
            socket.socket().close()
            subprocess.run(["true"])
            datetime.datetime.now()
            random.random()
        """
    )
    watched = subprocess.run(
        [sys.executable, "-I", "-B", "-c", guilty + WATCHED], capture_output=True, text=True, check=True
    )
    seen = {event for event, _ in eval(watched.stdout)}  # noqa: S307
    assert {"open", "os.listdir", "socket.__new__", "subprocess.Popen", "clock", "dice"} <= seen
