"""Tables: flat records as text and as HTML, for people to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from salescycle.values import Cell

__all__ = ["html_table", "text_table"]


def text_table(records: Sequence[Mapping[str, Cell]]) -> str:
    """Write records as text in columns, headed by their names; numbers stand to the right.

    >>> print(text_table([{"owner": "kim", "deals": 12, "share": 0.25}, {"owner": "lee", "deals": 7, "share": None}]))
    owner  deals   share
    kim       12  0.2500
    lee        7       -
    """
    columns = _columns(records)
    rows = [[name.replace("_", " ") for name in columns]]
    rows += [[_told(record.get(name)) for name in columns] for record in records]
    right = [all(not isinstance(record.get(name), str) for record in records) for name in columns]
    widths = [max(len(row[place]) for row in rows) for place in range(len(columns))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    )


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
    heads = "".join(f'<th scope="col">{escape(name.replace("_", " "))}</th>' for name in columns)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    rows = [_html_row([_told(record.get(name)) for name in columns]) for record in records]
    return "\n".join([f"<table>{title}", f"<thead><tr>{heads}</tr></thead>", "<tbody>", *rows, "</tbody></table>"])


def _html_row(cells: Sequence[str]) -> str:
    first, rest = cells[0], cells[1:]
    return f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'


def _columns(records: Sequence[Mapping[str, Cell]]) -> list[str]:
    return list(dict.fromkeys(name for record in records for name in record))


def _told(value: Cell) -> str:
    if value is None:
        return "-"
    return f"{value:.4f}" if isinstance(value, float) else str(value)
