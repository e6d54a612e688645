"""A table of deals with SQLAlchemy: one JSON document a deal, the columns searched by, and a version.

A change that somebody else has overtaken fails with `StaleDataError`, and nothing is lost.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from salescycle import Deal
from salescycle.interop.json import from_data, to_data


class Document(TypeDecorator[Deal]):
    """A column that holds a deal as one JSON document."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Deal | None, _: Any) -> Any:
        """Write it."""
        return None if value is None else to_data(value)

    def process_result_value(self, value: Any, _: Any) -> Deal | None:
        """Read it."""
        return None if value is None else from_data(value, Deal, zones=ZoneInfo)


class Base(DeclarativeBase):
    """The tables of this service."""


class Row(Base):
    """A deal: the document, and the few columns that are searched by."""

    __tablename__ = "deals"
    id: Mapped[str] = mapped_column(primary_key=True)
    stage: Mapped[str | None] = mapped_column(index=True)
    owner: Mapped[str | None] = mapped_column(index=True)
    expected_close: Mapped[date | None] = mapped_column(index=True)
    document: Mapped[Deal] = mapped_column(Document)
    version: Mapped[int] = mapped_column()
    # an update of a row that somebody else updated since it was read is refused
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - as SQLAlchemy declares it

    def keep(self, deal: Deal) -> None:
        """Take a later state of the deal; the columns are readings of it."""
        self.id, self.document = deal.id, deal
        self.stage, self.owner, self.expected_close = deal.stage, deal.owner, deal.expected_close
