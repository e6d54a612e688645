"""Tables: results as text and as HTML, for people to read, and numbers as plain data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from html import escape

from salescycle.values import Cell, Undefined, days, harmless

__all__ = ["ROWS_SHOWN", "html", "html_table", "plain", "short", "table", "text_table"]

ROWS_SHOWN = 30
"""Most rows that a printed result has; ``to_records`` gives all of them."""


def plain(value: float | Fraction | timedelta | Undefined) -> float | None:
    """Give a number as plain data: a duration in days; what is undefined, or larger than a float, is ``None``."""
    if isinstance(value, Undefined):
        return None
    if isinstance(value, timedelta):
        return days(value)
    try:
        return value if isinstance(value, int) else float(value)
    except OverflowError:
        return None


def short(value: float | Fraction | timedelta | Undefined, form: str) -> str:
    """Write a number of a table in a form such as ``.1f``, or a dash where there is none."""
    number = plain(value)
    return "-" if number is None else format(number, form)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, left: Collection[int] = (0,)) -> str:
    """Write a table of not more rows than a screen has: some columns to the left, the others to the right."""
    shown = [[harmless(cell) for cell in row] for row in (head, *rows[:ROWS_SHOWN])]
    columns = [_padded(column, to_left=place in left) for place, column in enumerate(zip(*shown, strict=True))]
    lines = ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]
    more = [f"and {len(rows) - ROWS_SHOWN} more"] if len(rows) > ROWS_SHOWN else []
    return "\n".join(lines + more)


def _padded(column: Sequence[str], *, to_left: bool) -> list[str]:
    width = max(map(len, column))
    return [cell.ljust(width) if to_left else cell.rjust(width) for cell in column]


def text_table(records: Sequence[Mapping[str, Cell]]) -> str:
    """Write records as text in columns, headed by their names; numbers stand to the right.

    Of more than 30 rows it says how many are left.

    >>> print(text_table([{"owner": "kim", "deals": 12, "share": 0.25}, {"owner": "lee", "deals": 7, "share": None}]))
    owner  deals   share
    kim       12  0.2500
    lee        7       -
    """
    columns = _columns(records)
    left = [place for place, name in enumerate(columns) if any(isinstance(row.get(name), str) for row in records)]
    cells = [[_told(record.get(name)) for name in columns] for record in records]
    return table([name.replace("_", " ") for name in columns], cells, left=left)


def html_table(records: Sequence[Mapping[str, Cell]], *, caption: str = "") -> str:
    """Write records as an HTML table, every text escaped; the first column heads its row.

    >>> print(html_table([{"stage": "talk", "n": 3}], caption="Time in stage"))
    <table><caption>Time in stage</caption>
    <thead><tr><th scope="col">stage</th><th scope="col">n</th></tr></thead>
    <tbody>
    <tr><th scope="row">talk</th><td>3</td></tr>
    </tbody></table>
    """
    columns = _columns(records)
    cells = [[_told(record.get(name)) for name in columns] for record in records]
    return html([name.replace("_", " ") for name in columns], cells, caption=caption)


def html(head: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str = "") -> str:
    """Write a table in HTML, every text escaped; a head that says nothing is left out."""
    heads = "".join(f'<th scope="col">{_text(name)}</th>' for name in head)
    title = f"<caption>{_text(caption)}</caption>" if caption else ""
    top = [f"<thead><tr>{heads}</tr></thead>"] if any(head) else []
    return "\n".join([f"<table>{title}", *top, "<tbody>", *map(_html_row, rows), "</tbody></table>"])


def _html_row(cells: Sequence[str]) -> str:
    first, *rest = cells
    return f'<tr><th scope="row">{_text(first)}</th>{"".join(f"<td>{_text(cell)}</td>" for cell in rest)}</tr>'


def _text(text: str) -> str:
    return escape(harmless(text))


def _columns(records: Sequence[Mapping[str, Cell]]) -> list[str]:
    return list(dict.fromkeys(name for record in records for name in record))


def _told(value: Cell) -> str:
    if value is None:
        return "-"
    return f"{value:.4f}" if isinstance(value, float) else str(value)
