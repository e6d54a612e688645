"""The notebooks, executed as their readers would: every cell, in order, and what they show."""

import json
from pathlib import Path

import nbformat
import pytest
from marimo._output.formatting import try_format
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "examples" / "notebooks"


@pytest.fixture(scope="module")
def honest_picture(example):
    """Run the marimo notebook, and give what its cells show and what they name."""
    return example("notebooks/honest_picture").app.run()


def test_the_marimo_notebook_shows_its_pictures(honest_picture):
    """Seven of them, as charts of their own."""
    shown = [try_format(each).mimetype for each in honest_picture[0]]
    assert 7 == sum(kind.startswith("application/vnd.vegalite") for kind in shown)


def test_it_finds_the_dirt_that_it_put_there(honest_picture):
    """What the audit counts is what the sample says, and what is left out is what no row tells."""
    _, names = honest_picture
    sample, audit = names["sample"], names["pipeline"].audit()
    assert len(audit.of("lost_without_reason")) == sample.counts["unreasoned"]
    assert sample.of("born_closed") <= {finding.where for finding in audit.of("created_closed")}
    assert sum(dict(names["imported"].unknown_stages).values()) == sample.counts["renamed"]
    assert names["forgotten"]
    assert names["forgotten"] <= sample.of("forgotten")


def test_it_reads_the_same_deals_that_it_wrote(honest_picture):
    """All are there, but for those of whom only renamed stages were known."""
    _, names = honest_picture
    written, read = ({deal.id for deal in names[name].deals} for name in ("sample", "imported"))
    assert read <= written
    assert len(read) > 0.98 * len(written)


@pytest.fixture(scope="module")
def what_if():
    """Execute the Jupyter notebook in a kernel of its own, and give its cells."""
    notebook = nbformat.read(NOTEBOOKS / "what_if.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_jupyter_notebook_shows_its_pictures(what_if):
    """A fan and a calibration, beside the figures that they are drawn from."""
    shown = [output for cell in what_if for output in cell.outputs if output.output_type == "execute_result"]
    assert ["'How many of the open deals will be won'", "'What was said, and what came'"] == [
        output.data["text/plain"].removeprefix("<Picture ").rpartition(", ")[0] for output in shown
    ]
    assert all("vega" in output.data["text/html"] for output in shown)


def test_it_says_what_gains_most(what_if):
    """Levers in the order of their gains, and more leads far ahead within a year."""
    text = "".join(output.text for cell in what_if for output in cell.outputs if output.output_type == "stream")
    lines = [line for line in text.splitlines() if "wins in a quarter" in line]
    quarter = [float(line[37:].split()[0]) for line in lines]
    year = {line[:36].strip(): float(line.split()[-4]) for line in lines}
    assert sorted(quarter, reverse=True) == quarter
    assert "20% more leads" == max(year, key=year.get)
    assert "leads for ten wins" in text


def test_no_output_is_stored():
    """A notebook is its text; what it shows is made when it runs."""
    cells = json.loads((NOTEBOOKS / "what_if.ipynb").read_text("utf-8"))["cells"]
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)
