# /// script
# requires-python = ">=3.11"
# dependencies = ["salescycle[plot]", "marimo"]
# ///
"""From an export to an honest picture of the cycle: a marimo notebook (`marimo edit honest_picture.py`)."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="From an export to an honest picture of the cycle")


@app.cell
def _():
    from datetime import UTC, datetime, timedelta
    from random import Random

    import marimo as mo

    from salescycle import SEVEN_STAGE, Period, Pipeline, plot
    from salescycle.interop import EVENT_COLUMNS, deals_from_history, event_rows
    from salescycle.simulation import sample_deals, with_dirt

    return (
        EVENT_COLUMNS,
        Period,
        Pipeline,
        Random,
        SEVEN_STAGE,
        UTC,
        datetime,
        deals_from_history,
        event_rows,
        mo,
        plot,
        sample_deals,
        timedelta,
        with_dirt,
    )


@app.cell
def _(mo):
    mo.md(r"""
    # From an export to an honest picture of the cycle

    A CRM exports its stage history as rows: a deal, a stage, a date. This notebook reads such rows, looks at what is wrong with them *before* it
    counts anything, and then draws what can be known. The rows are made up here, with the dirt that real ones have, so the truth is known too.
    Put your own rows in place of `rows`, and your own cycle in place of `SEVEN_STAGE`, and run the rest as it is.
    """)
    return


@app.cell
def _(Period, Random, event_rows, sample_deals, with_dirt):
    year = Period.year(2025)
    clean = sample_deals(rng=Random(2025), period=year, count=400)
    sample = with_dirt(clean, rng=Random(1), share=0.2)
    rows = list(event_rows(sample.deals))
    rows[:3]
    return clean, rows, sample, year


@app.cell
def _(EVENT_COLUMNS, Pipeline, SEVEN_STAGE, deals_from_history, rows, year):
    imported = deals_from_history(rows, columns=EVENT_COLUMNS, cycle=SEVEN_STAGE, as_of=year.end)
    pipeline = Pipeline(imported.deals, cycle=SEVEN_STAGE, as_of=year.end)
    return imported, pipeline


@app.cell
def _(imported, mo, pipeline):
    mo.md(f"""
    ## What is wrong with it

    {imported.rows_read} rows were read. Left out: {dict(imported.left_out) or "nothing"}. Stages that the cycle does not have:
    {dict(imported.unknown_stages) or "none"}.

    Then the audit of the logs, by the rules of the cycle. An export tells stages and nothing of what was said and agreed, so what it has as
    `criterion_unmet` is a gap of the export, not of the deals.

    ```
    {str(pipeline.audit()).replace(chr(10), chr(10) + "    ")}
    ```
    """)
    return


@app.cell
def _(mo, sample):
    mo.md(f"""
    Since the dirt was put there, it can be held against the truth. Nothing was repaired: what a number cannot use, it leaves out, and says so.

    ```
    {str(sample).replace(chr(10), chr(10) + "    ")}
    ```
    """)
    return


@app.cell
def _(mo):
    language = mo.ui.dropdown({"English": "en", "한국어": "ko"}, value="English", label="Language")
    language
    return (language,)


@app.cell
def _(SEVEN_STAGE, language, pipeline, plot):
    stages = [stage.key for stage in SEVEN_STAGE.stages if not stage.outcome.is_closed]
    funnel = plot.funnel(map(pipeline.conversion, stages), cycle=SEVEN_STAGE, locale=language.value)
    funnel.chart
    return funnel, stages


@app.cell
def _(mo, pipeline):
    mo.md(f"""
    ## How long does it take?

    The number that every CRM shows is of won deals only: {pipeline.cycle_length()}. It leaves out all that still runs, and the longest end last. Of
    all deals, the open ones too, half have closed much sooner, most of them lost: {pipeline.time_to_close()}.
    """)
    return


@app.cell
def _(language, pipeline, plot):
    survival = plot.survival(pipeline.time_to_close(), locale=language.value)
    survival.chart
    return (survival,)


@app.cell
def _(language, pipeline, plot):
    incidence = plot.incidence(pipeline.incidence(), locale=language.value)
    incidence.chart
    return (incidence,)


@app.cell
def _(SEVEN_STAGE, language, pipeline, plot, stages):
    dwell = plot.dwell({key: pipeline.dwell_time(key) for key in stages}, cycle=SEVEN_STAGE, locale=language.value)
    dwell.chart
    return (dwell,)


@app.cell
def _(mo):
    mo.md(r"""
    ## Are we getting better?

    Quarters are compared at the same age, never by what they have won so far: young deals have not had the time. A dash is not a low number; it is
    not known yet.
    """)
    return


@app.cell
def _(language, pipeline, plot, timedelta, year):
    quarters = {f"2025-Q{number}": quarter for number, quarter in enumerate(year.quarters(), start=1)}
    cohorts = plot.cohorts(
        {name: pipeline.opened_in(quarter).incidence() for name, quarter in quarters.items()},
        ages=[timedelta(days=count) for count in (30, 60, 90, 120, 180)],
        locale=language.value,
    )
    cohorts.chart
    return cohorts, quarters


@app.cell
def _(language, pipeline, plot, quarters):
    walk = plot.walk(pipeline.walk(quarters["2025-Q4"]), locale=language.value)
    walk.chart
    return (walk,)


@app.cell
def _(mo):
    mo.md(r"""
    ## Where to look today

    Each open deal against the history of its own stage. Deals on the right have been there for longer than nine in ten ever are; many of them are not
    slow but forgotten: closed long ago, and nobody entered it.
    """)
    return


@app.cell
def _(SEVEN_STAGE, language, pipeline, plot):
    ageing = plot.ageing(pipeline.ageing(), cycle=SEVEN_STAGE, locale=language.value)
    ageing.chart
    return (ageing,)


@app.cell
def _(ageing, mo, sample):
    old = {str(row["deal"]) for row in ageing.records if row["percentile"] is None or row["percentile"] >= 0.9}
    forgotten = old & sample.of("forgotten")
    mo.md(
        f"Of the {len(old)} deals on the right, {len(forgotten)} are among the {len(sample.of('forgotten'))} that were forgotten."
    )
    return forgotten, old


@app.cell
def _(Pipeline, SEVEN_STAGE, clean, mo, pipeline, year):
    truth = Pipeline(clean, cycle=SEVEN_STAGE, as_of=year.end)
    mo.md(f"""
    ## What the dirt did

    | | as exported | in truth |
    |---|---|---|
    | won of closed | {pipeline.win_rate()} | {truth.win_rate()} |
    | time to close | {pipeline.time_to_close()} | {truth.time_to_close()} |
    | left out of the time to close | {sum(count for _, count in pipeline.time_to_close().left_out)} deals | none |
    """)
    return (truth,)


if __name__ == "__main__":
    app.run()
