"""A service that keeps deals: FastAPI in front, SQLAlchemy behind, the rules in between.

With uvicorn installed, from this folder: `uvicorn --factory fastapi_service:create_app`, and look at `/docs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy_rows import Base, Row

from salescycle import (
    Contacted,
    Cycle,
    Deal,
    Fact,
    InvalidValue,
    Money,
    MoveRefused,
    NextStepSet,
    ObjectionAnswered,
    ObjectionRaised,
    Outcome,
    Policy,
    Stage,
    UnknownName,
    ValueSet,
)
from salescycle.cycle import human_contact, no_open_objection, value_known
from salescycle.interop.pydantic import PlainData

CYCLE = Cycle(
    key="new-business",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "lost"], exit_criteria=[human_contact, value_known]),
        Stage("offer", leads_to=["won", "talk", "lost"], exit_criteria=[no_open_objection]),
        Stage("won", outcome=Outcome.WON),
        Stage("lost", outcome=Outcome.LOST, reopens_to=["talk"]),
    ],
    policy=Policy(reasons_for=["lost"]),
)
HEARD = [kind.kind for kind in (Contacted, ValueSet, NextStepSet, ObjectionRaised, ObjectionAnswered)]


class Start(BaseModel):
    """What a new deal begins with."""

    id: str
    name: str
    value: Annotated[Money, PlainData(strict=True)] | None = None
    owner: str | None = None


class Move(BaseModel):
    """Where a deal is to go, who says so, and why where that must be said."""

    to: str
    by: str
    reason: str = ""


class Refused(BaseModel):
    """Every reason why a deal may not go there now: for people, and as codes."""

    reasons: list[str]
    refusals: list[str]
    unmet: list[str]


def heard(fact: Fact) -> Fact:
    """Let through what a client may record: stages are entered by moves only."""
    if fact.kind not in HEARD:
        raise ValueError(f"a client cannot record {fact.kind}; give one of {', '.join(HEARD)}")
    return fact


def session(request: Request) -> Iterator[Session]:
    """Give a session that is committed when the request succeeds."""
    with request.app.state.sessions.begin() as opened:
        yield opened


Sessions = Annotated[Session, Depends(session, scope="function")]
IfMatch = Annotated[str, Header(description="the ETag of the deal as it was when you looked")]
routes = APIRouter()
stale: dict[int | str, dict[str, Any]] = {404: {}, 412: {"description": "The deal has changed since you looked"}}


def row_of(database: Session, id: str, if_match: str | None = None) -> Row:
    """Find a deal as it was when the client looked."""
    row = database.get(Row, id)
    if row is None:
        raise HTTPException(404, f"no deal {id!r}")
    if if_match not in (None, f'"{row.version}"'):
        raise HTTPException(412, "the deal has changed since you looked; get it again")
    return row


def answered(database: Session, row: Row, deal: Deal, response: Response) -> Deal:
    """Keep a state of a deal, and answer it with its new version."""
    row.keep(deal)
    database.flush()
    response.headers["etag"] = f'"{row.version}"'
    return deal


@routes.post("/deals", status_code=201)
def start(new: Start, database: Sessions, response: Response) -> Deal:
    """Open a deal in the first stage."""
    if database.get(Row, new.id) is not None:
        raise HTTPException(409, f"there is a deal {new.id!r}")
    at = datetime.now(UTC)
    deal = Deal.open(id=new.id, name=new.name, start=CYCLE.start(at=at), value=new.value, owner=new.owner)
    row = Row()
    database.add(row)
    return answered(database, row, deal, response)


@routes.get("/deals")
def search(database: Sessions, stage: str | None = None, owner: str | None = None) -> list[Deal]:
    """List deals, by the columns."""
    wanted = select(Row.document).order_by(Row.expected_close, Row.id)
    wanted = wanted if stage is None else wanted.where(Row.stage == stage)
    return list(database.scalars(wanted if owner is None else wanted.where(Row.owner == owner)))


@routes.get("/deals/{id}", responses={404: {}})
def read(id: str, database: Sessions, response: Response) -> Deal:
    """Give a deal, with its version as ETag."""
    row = row_of(database, id)
    response.headers["etag"] = f'"{row.version}"'
    return row.document


@routes.post("/deals/{id}/facts", responses=stale)
def record(
    id: str,
    fact: Annotated[Fact, Body(), PlainData(strict=True), AfterValidator(heard)],
    database: Sessions,
    response: Response,
    if_match: IfMatch,
) -> Deal:
    """Record what happened."""
    row = row_of(database, id, if_match)
    return answered(database, row, row.document.record(fact), response)


@routes.post("/deals/{id}/moves", responses=stale | {409: {"model": Refused}})
def move(id: str, to: Move, database: Sessions, response: Response, if_match: IfMatch) -> Deal:
    """Move a deal as far as the rules let it."""
    row = row_of(database, id, if_match)
    moved = CYCLE.move(row.document, to=to.to, at=datetime.now(UTC), by=to.by, reason=to.reason)
    return answered(database, row, moved, response)


def refused(_: Request, error: MoveRefused) -> JSONResponse:
    """Answer a refused move with every reason."""
    decision: Any = error.decision
    codes = {"refusals": [each.code for each in decision.refusals], "unmet": [each.key for each in decision.unmet]}
    return JSONResponse({"reasons": list(decision.reasons())} | codes, 409)


def malformed(_: Request, error: InvalidValue | UnknownName) -> JSONResponse:
    """Answer a value that only our own doors refuse, as FastAPI does others."""
    return JSONResponse({"detail": [{"type": error.code, "loc": ["body"], "msg": str(error)}]}, 422)


def overtaken(_: Request, __: StaleDataError) -> JSONResponse:
    """Answer an update that another one overtook between reading and writing."""
    return JSONResponse({"detail": "the deal has changed since you looked; get it again"}, 412)


def create_app(engine: Engine | None = None) -> FastAPI:
    """Make the service on a database."""
    engine = engine or create_engine("sqlite:///deals.db")
    Base.metadata.create_all(engine)
    app = FastAPI(title="Deals")
    app.state.sessions = sessionmaker(engine)
    app.include_router(routes)
    handlers: dict[Any, Any] = {MoveRefused: refused, StaleDataError: overtaken}
    for error, handler in (handlers | dict.fromkeys((InvalidValue, UnknownName), malformed)).items():
        app.add_exception_handler(error, handler)
    return app
