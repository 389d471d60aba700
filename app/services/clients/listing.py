"""The list of clients: a window of rows by name or code, with filters for who is here now and who has left."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from app import folded
from app.models import merged, named
from app.models.clients import Client, ClientName, Episode
from app.models.program import Program
from app.services.clients.answers import OPEN
from app.services.users import Action, allowed

HERE, ALL, DISCHARGED, NOT_ADMITTED = "here", "all", "discharged", "not_admitted"
SORTS = {"last_name": Client.last_name, "first_name": Client.first_name, "code": Client.code}


@dataclass(frozen=True)
class ClientRow:
    """A line of the list; program and days are those of the newest episode (None: never admitted)."""

    id: uuid.UUID
    code: str
    first_name: str
    last_name: str
    name_used: str
    pronouns: str
    birth_date: dt.date | None
    county: str
    program: str = ""
    admitted_on: dt.date | None = None
    discharged_on: dt.date | None = None

    @property
    def name(self) -> str:
        """The name to call this person by, the last name at the end."""
        used = self.name_used if self.name_used not in OPEN else ""
        return f"{used or self.first_name} {self.last_name}"


COLUMNS = (
    Client.id, Client.code, Client.first_name, Client.last_name, Client.name_used, Client.pronouns, Client.birth_date,
    Client.county,
)  # fmt: skip


def in_force(on: dt.date) -> ColumnElement[bool]:
    """The condition that an episode holds on a day."""
    return and_(Episode.admitted_on <= on, or_(Episode.discharged_on.is_(None), Episode.discharged_on >= on))


def _which(which: str, today: dt.date) -> ColumnElement[bool]:
    here = Client.id.in_(_served(in_force(today)))
    if which == HERE:
        return here
    if which == DISCHARGED:
        return and_(~here, Client.id.in_(_served(Episode.discharged_on < today)))
    if which == NOT_ADMITTED:
        return Client.merged_into_id.is_(None) & Client.id.not_in(_served(true()))
    return Client.merged_into_id.is_(None)


def _served(condition: ColumnElement[bool]) -> Any:
    """The records that stand for those with such an episode."""
    own = aliased(Client)
    return select(merged.standing(own)).join(Episode, Episode.client_id == own.id).where(condition)


def _matches(word: str) -> ColumnElement[bool]:
    fields = (Client.first_name, Client.last_name, Client.name_used, Client.code)
    past = (ClientName.first_name, ClientName.last_name)
    owner, other = aliased(Client), aliased(Client)
    before = (
        select(merged.standing(owner))
        .join(ClientName, ClientName.client_id == owner.id)
        .where(named.holds(word, *past))
    )
    further = select(other.merged_into_id).where(
        other.merged_into_id.is_not(None), named.holds(word, other.code, other.name_used)
    )
    return or_(named.holds(word, *fields), Client.id.in_(before), Client.id.in_(further))


@allowed(Action.SEE_CLIENTS)
def window(
    session: Session,
    today: dt.date,
    *,
    which: str = ALL,
    sort: str = "last_name",
    descending: bool = False,
    after: tuple[object, uuid.UUID] | None = None,
    limit: int = 100,
    text: str = "",
) -> list[ClientRow]:
    """The next rows of the list by the sort column and id after the key `after`.

    `which`: here, all or discharged on the day `today`, or not admitted yet. Every word of `text` must be found in a
    name, present or past, or in the code.
    """
    key = SORTS[sort]
    query: Any = select(*COLUMNS).where(Client.merged_into_id.is_(None), _which(which, today))
    query = query.where(*(_matches(word) for word in folded.words(text)))
    if after is not None:
        pair = tuple_(key, Client.id)
        query = query.where(pair < after if descending else pair > after)
    order = (key.desc(), Client.id.desc()) if descending else (key, Client.id)
    rows = session.execute(query.order_by(*order).limit(limit)).all()
    newest = _newest(session, [row.id for row in rows])
    return [ClientRow(*row, *newest.get(row.id, ("", None, None))) for row in rows]


def _newest(
    session: Session, clients: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[str, dt.date, dt.date | None]]:
    """Program, first and last day of each client's newest episode."""
    own = aliased(Client)
    query = (
        select(merged.standing(own), Program.name, Episode.admitted_on, Episode.discharged_on)
        .join(Episode, Episode.client_id == own.id)
        .outerjoin(Program, Program.id == Episode.program_id)
        .where(or_(own.id.in_(clients), own.merged_into_id.in_(clients)))
        .order_by(Episode.admitted_on, Episode.id)
    )
    return {
        client: (program or "", first, last) for client, program, first, last in session.execute(query)
    }


@allowed(Action.SEE_CLIENTS)
def counts(session: Session, today: dt.date) -> dict[str, int]:
    """How many clients each filter holds."""
    return {
        which: session.scalar(
            select(func.count(Client.id)).where(Client.merged_into_id.is_(None), _which(which, today))
        )
        or 0
        for which in (HERE, NOT_ADMITTED, ALL, DISCHARGED)
    }


@allowed(Action.SEE_CLIENTS)
def choices(session: Session, on: dt.date | None = None) -> list[tuple[str, str]]:
    """(code, name) of every client seen, or of those served on a day, by last name: for a form's list."""
    query = select(*COLUMNS).where(Client.merged_into_id.is_(None)).order_by(Client.last_name, Client.id)
    if on is not None:
        query = query.where(_which(HERE, on))
    return [(row.code, row.name) for row in (ClientRow(*found) for found in session.execute(query))]
