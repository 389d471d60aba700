"""The records of one person: a client, and those that were merged into it. Rows are never re-pointed, so reads ask here.

A merged record is merged into one that is not merged itself: there are no chains.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from app.models.clients import Client


def standing(client: Any = Client) -> ColumnElement[Any]:
    """The id of the record that stands for this one: its own, or that of the record which it was merged into."""
    return func.coalesce(client.merged_into_id, client.id)


def of_persons(which: Callable[[Any], ColumnElement[bool]]) -> Any:
    """A select of the ids of every record of those persons of whom one record fulfils `which`."""
    named, every = aliased(Client), aliased(Client)
    found = select(standing(named)).where(which(named))
    return select(every.id).where(or_(every.id.in_(found), every.merged_into_id.in_(found)))


def coded(code: Any) -> Any:
    """A select of the ids of every record of the person with this code, a text or a parameter that stands for one."""
    return of_persons(lambda client: client.code == code)


def of_ids(ids: Any) -> Any:
    """A select of the ids of every record of those persons of whom one record is among `ids`; for scopes, unscoped."""
    named, every = Client.__table__.alias(), Client.__table__.alias()
    found = select(func.coalesce(named.c.merged_into_id, named.c.id)).where(named.c.id.in_(ids))
    return select(every.c.id).where(or_(every.c.id.in_(found), every.c.merged_into_id.in_(found)))
