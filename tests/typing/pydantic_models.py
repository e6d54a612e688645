"""What type checkers say about our classes in pydantic's hands; never executed."""

from typing import Annotated, assert_type

from pydantic import BaseModel, TypeAdapter

import salescycle as sc
from salescycle.interop.pydantic import PlainData


class Board(BaseModel):
    """A model of a host."""

    deals: list[sc.Deal]
    next: Annotated[sc.Deal, PlainData(strict=True)] | None = None


def read(data: bytes) -> Board:
    """Read a board."""
    board = Board.model_validate_json(data)
    assert_type(board.deals, list[sc.Deal])
    assert_type(board.next, sc.Deal | None)
    assert_type(TypeAdapter(sc.Deal).validate_json(data), sc.Deal)
    return Board(deals=[TypeAdapter(sc.Deal).validate_json(data)])


PlainData(strict="yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
