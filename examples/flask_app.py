"""The least that a web application needs: Flask in front, one JSON document a deal, the rules in between.

From this folder: `flask --app flask_app run`.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, abort, request

from salescycle import SHORT_CYCLE, Deal, InvalidData, MoveRefused, UnknownName
from salescycle.interop.json import from_data, to_data

Answer = tuple[dict[str, Any], int]
BROKEN = ("unknown_stage", "other_outcome", "not_allowed", "criterion_unmet")


def create_app(database: str = "deals.db") -> Flask:
    """Make the application on an SQLite file."""
    app = Flask(__name__)
    with closing(sqlite3.connect(database)) as made:
        made.execute("create table if not exists deals (id text primary key, stage text, document text)")

    @app.post("/deals")
    def take() -> Answer:
        """Take a whole deal from another system, if its log kept the rules."""
        deal = from_data(request.get_json(), Deal, strict=True, zones=ZoneInfo)
        against = [str(finding) for finding in SHORT_CYCLE.audit(deal) if finding.code in BROKEN]
        with closing(sqlite3.connect(database)) as connection, connection:
            values = (deal.id, deal.stage, text(deal))
            if not against and not connection.execute("insert or ignore into deals values (?, ?, ?)", values).rowcount:
                against = [f"{deal.id}: is here already"]
        return ({"reasons": against}, 409) if against else (to_data(deal), 201)

    @app.get("/deals/<name>")
    def give(name: str) -> Answer:
        """Give a deal, and where it may go."""
        with closing(sqlite3.connect(database)) as connection:
            deal, _ = read(connection, name)
        options = SHORT_CYCLE.options(deal, at=datetime.now(UTC))
        return {"deal": to_data(deal), "options": {each.to: each.reasons() for each in options}}, 200

    @app.post("/deals/<name>/moves/<to>")
    def move(name: str, to: str) -> Answer:
        """Move a deal as far as the rules let it; nothing that somebody else wrote meanwhile is lost."""
        with closing(sqlite3.connect(database)) as connection, connection:
            deal, read_as = read(connection, name)
            moved = SHORT_CYCLE.move(deal, to=to, at=datetime.now(UTC), reason=request.args.get("reason", ""))
            change = "update deals set stage = ?, document = ? where id = ? and document = ?"
            written = connection.execute(change, (moved.stage, text(moved), name, read_as))
        return (to_data(moved), 200) if written.rowcount else ({"reasons": ["it was changed meanwhile"]}, 409)

    @app.errorhandler(InvalidData)
    def malformed(error: InvalidData) -> Answer:
        """Answer bad input with the path of every problem."""
        return {"problems": {problem.where: problem.message for problem in error.problems}}, 422

    @app.errorhandler(UnknownName)
    def unknown(error: UnknownName) -> Answer:
        """Answer a stage that does not exist with the one that was probably meant."""
        return {"reasons": [str(error)]}, 404

    @app.errorhandler(MoveRefused)
    def refused(error: MoveRefused) -> Answer:
        """Answer a refused move with every reason."""
        decision: Any = error.decision
        return {"reasons": decision.reasons()}, 409

    return app


def text(deal: Deal) -> str:
    """Write a deal as one document."""
    return json.dumps(to_data(deal))


def read(connection: sqlite3.Connection, name: str) -> tuple[Deal, str]:
    """Read a deal and its document, or answer that there is none."""
    row = connection.execute("select document from deals where id = ?", (name,)).fetchone()
    return (from_data(json.loads(row[0]), Deal, zones=ZoneInfo), row[0]) if row else abort(404)
