"""Report on your own CRM export: how many deals are won, how long they take, where they stall.

    report.py history.csv --deal COL --stage COL --at COL --stages "A,B,C" --won "X" --lost "Y,Z" --as-of 2022-12-31
    report.py deals.csv --deal COL --stage COL --opened COL --closed COL --stages ... --won ... --lost ... --as-of ...
    report.py deals.json --format hubspot --ids "11=A,12=B,13=X" --stages ... --won ... --lost ... --as-of ...

The first form reads a history (one row a stage entry, in any order), the second a snapshot (one row a deal, with its
present stage), the third what a CRM exports in a shape of its own. Rows that cannot be used are counted by reason. A
wrong column or an unreadable date is one line on standard error and exit status 2.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import zoneinfo
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

import attrs

from salescycle import Pipeline, SalesCycleError, UnknownName
from salescycle.interop import (
    SALESFORCE_HISTORY_COLUMNS,
    Dates,
    EventColumns,
    Imported,
    SnapshotColumns,
    deals_from_history,
    deals_from_hubspot,
    deals_from_pipedrive,
    deals_from_pipedrive_flow,
    deals_from_salesforce_fields,
    deals_from_salesforce_history,
    deals_from_snapshot,
)
from salescycle.presets import free_cycle

FORMATS = ("history", "snapshot", "salesforce-history", "salesforce-fields", "hubspot", "pipedrive", "pipedrive-flow")


class Unusable(Exception):
    """The file or the options cannot be used at all."""


def options() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="report.py", description="Report on a CRM export.", allow_abbrev=False)
    parser.add_argument("file", type=Path, help="a CSV file with a header line, or a JSON file with a list of rows")
    parser.add_argument("--format", choices=FORMATS, help="shape of the file (default: history or snapshot)")
    parser.add_argument("--deals", type=Path, metavar="FILE", help="the deals themselves, beside their changes")
    parser.add_argument("--ids", type=ids, default={}, help="stages by their ids in the file: 'id=stage,id=stage'")
    parser.add_argument("--deal", metavar="COL", help="column with the deal's id")
    parser.add_argument("--stage", metavar="COL", help="column with the stage")
    parser.add_argument("--at", metavar="COL", help="history: column with the time the stage was entered")
    parser.add_argument("--opened", metavar="COL", help="snapshot: column with the day the deal was opened")
    parser.add_argument("--closed", metavar="COL", help="snapshot: column with the day it closed, or is expected to")
    parser.add_argument("--value", metavar="COL", help="column with the deal's value")
    parser.add_argument("--owner", metavar="COL", help="column with who is responsible")
    parser.add_argument("--stages", required=True, type=names, help="open stages, first to last, with commas between")
    parser.add_argument("--won", required=True, type=names, help="stages that mean won")
    parser.add_argument("--lost", required=True, type=names, help="stages that mean lost")
    parser.add_argument("--as-of", required=True, help="the instant to report on; a bare day is its start")
    parser.add_argument("--day-first", action="store_true", help="read 03/04/2022 as 3 April")
    parser.add_argument("--tz", default="UTC", metavar="ZONE", help="zone of times without one (default: UTC)")
    parser.add_argument("--currency", default="USD", metavar="CODE", help="currency of the values (default: USD)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser


def names(text: str) -> list[str]:
    """Split a list with commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def ids(text: str) -> dict[str, str]:
    """Split a list of ids and what they mean."""
    pairs = [name.partition("=") for name in names(text)]
    return {key.strip(): stage.strip() for key, _, stage in pairs}


def rows_of(path: Path, columns: Sequence[str | None] = ()) -> Iterator[Mapping[str, Any]]:
    """Read the rows of a CSV file, a byte-order mark or not, or of a JSON file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix.lower() == ".json":
                yield from json_rows(path, json.load(file))
                return
            reader = csv.DictReader(file, strict=True)
            check_header(path, reader.fieldnames, columns)
            yield from reader
    except OSError as error:
        raise Unusable(f"cannot read {path}: {error.strerror}; give the path of a CSV file") from None
    except UnicodeDecodeError as error:
        raise Unusable(f"{path} must be UTF-8 text, byte {error.start} is not; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise Unusable(f"{path} is not well-formed CSV: {error}") from None
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{path} is not well-formed JSON: {error}") from None


def json_rows(path: Path, data: Any) -> list[Any]:
    """Find the rows in a JSON file: a list, or what an interface wraps it in."""
    if isinstance(data, dict):
        data = next((data[name] for name in ("results", "data", "records") if name in data), data)
    if not isinstance(data, list):
        raise Unusable(f"{path} must hold a list of rows, or one under 'results', 'data' or 'records'")
    return data


def check_header(path: Path, header: Sequence[str] | None, columns: Sequence[str | None]) -> None:
    """Refuse a header that is missing, names a column twice, or lacks one that is asked for."""
    if not header:
        raise Unusable(f"{path} is empty; the first line must name the columns")
    twice = [name for name, times in Counter(header).items() if times > 1]
    if twice:
        raise Unusable(f"{path} names the column {twice[0]!r} more than once; rename one")
    for name in columns:
        if name is not None and name not in header:
            raise UnknownName("column", name, str(path), header)


def zone_of(name: str) -> tzinfo:
    """Find a zone by its name."""
    try:
        return UTC if name == "UTC" else zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Unusable(f"no zone {name!r}; give a name such as 'Europe/Berlin' or 'Asia/Seoul'") from None


def read(args: argparse.Namespace) -> tuple[Imported, Pipeline]:
    """Read the file in the form that the options name."""
    dates = Dates(day_first=args.day_first, zone=zone_of(args.tz))
    try:
        as_of = dates.read(args.as_of)
    except SalesCycleError as error:
        raise Unusable(f"--as-of: {error}") from None
    cycle = free_cycle(args.stages, won=args.won, lost=args.lost, key=args.file.stem[:100] or "report")
    how = {"cycle": cycle, "as_of": as_of, "dates": dates, "currency": args.currency, "stages": args.ids}
    shape = args.format or ("snapshot" if args.opened and args.closed and not args.at else "history")
    found = (of_columns if shape in ("history", "snapshot") else of_vendor)(args, shape, how)
    return found, Pipeline(found.deals, cycle=cycle, as_of=as_of)


def of_columns(args: argparse.Namespace, shape: str, how: dict[str, Any]) -> Imported:
    """Read a history or a snapshot, by the columns that the options name."""
    if not (args.deal and args.stage):
        raise Unusable("give --deal and --stage, the columns of a history or a snapshot, or another --format")
    same = {"deal": args.deal, "stage": args.stage, "value": args.value, "owner": args.owner}
    rows = rows_of(args.file, [*same.values(), args.at, args.opened, args.closed])
    if shape == "history" and args.at and not (args.opened or args.closed):
        return deals_from_history(rows, columns=EventColumns(**same, at=args.at), **how)
    if shape == "snapshot" and args.opened and args.closed and not args.at:
        columns = SnapshotColumns(**same, opened=args.opened, closed=args.closed)
        return deals_from_snapshot(rows, columns=columns, **how)
    raise Unusable("give either --at (a history) or both --opened and --closed (a snapshot)")


def of_vendor(args: argparse.Namespace, shape: str, how: dict[str, Any]) -> Imported:
    """Read what a CRM exports; the columns of a stage history of Salesforce's may have other names."""
    rows, deals = rows_of(args.file), () if args.deals is None else rows_of(args.deals)
    if shape == "salesforce-history":
        own = {name: getattr(args, name) for name in ("deal", "stage", "at", "value", "owner")}
        named = {name: column for name, column in own.items() if column}
        return deals_from_salesforce_history(rows, columns=attrs.evolve(SALESFORCE_HISTORY_COLUMNS, **named), **how)
    if shape == "salesforce-fields":
        return deals_from_salesforce_fields(rows, deals=deals, **how)
    if shape == "pipedrive-flow":
        return deals_from_pipedrive_flow(rows, deals=deals, **how)
    return (deals_from_hubspot if shape == "hubspot" else deals_from_pipedrive)(rows, **how)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the report, and give the exit status."""
    args = options().parse_args(argv)
    try:
        found, pipeline = read(args)
        report = pipeline.report(currency=args.currency)
    except (Unusable, SalesCycleError) as error:
        print(f"report.py: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    if args.json:
        data = report.to_data()
        rows = {"read": found.rows_read, "left_out": dict(found.left_out)}
        untold = {"cannot_tell": found.cannot_tell} if found.cannot_tell else {}
        print(json.dumps({"as_of": data.pop("as_of"), "rows": rows} | untold | data, indent=2, ensure_ascii=False))
    else:
        left_out = "".join(f"\n  left out {count}: {reason}" for reason, count in found.left_out)
        left_out += "".join(f"\n  not given as a stage: {stage!r} ({count})" for stage, count in found.unknown_stages)
        left_out += "".join(f"\n  such an export cannot tell {thing}" for thing in found.cannot_tell)
        print(f"{found.rows_read} rows read{left_out}\n\n{report}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
