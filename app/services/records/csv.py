"""Records of a kind as rows of a file: the columns are the fields of its entry, and a cell is what one would type."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.services.entries import Entry

if TYPE_CHECKING:
    from app.services.records.kind import RecordKind

BATCH = 500


def columns(kind: "RecordKind[Any, Any]") -> tuple[str, ...]:
    """The columns of its file, in the order of the entry."""
    return tuple(kind.entry.model_fields)


def entries(
    kind: "RecordKind[Any, Any]", session: Session, first: dt.date = dt.date.min, last: dt.date = dt.date.max
) -> Iterator[Entry]:
    """The entries of the records in view of the days `first` to `last`, by day."""
    model: Any = kind.model
    day = getattr(model, kind.order)
    parts = (selectinload(getattr(model, name)) for name in kind.names)
    query = select(model).options(*parts).where(day.between(first, last)).order_by(day, model.id)
    for record in session.scalars(query.execution_options(yield_per=BATCH)):
        yield kind.entry_of(record)


def clients(kind: "RecordKind[Any, Any]", session: Session, first: dt.date, last: dt.date) -> set[uuid.UUID]:
    """The clients whom the file of these days names."""
    model: Any = kind.model
    found = session.scalars(select(model.client_id).where(getattr(model, kind.order).between(first, last)))
    return {key for key in found if key is not None}


def cell(value: Any) -> str:
    """A value as one would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)
