"""What was recorded lately, as far as the signed-in person may see it: for the card on Home."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.base import made_at
from app.models.clients import Client
from app.models.encounters import Encounter, EncounterAttendance
from app.models.supervision import PaperDocument, SessionAttendance, SupervisionSession
from app.services import users
from app.services.encounters import listing
from app.services.supervision.session_list import is_replaced
from app.services.users import Action, allowed
from app.wording import _, plural

SHOWN = 3


class Kind(StrEnum):
    """What sort of record; Home opens each by its own page."""

    NOTE = "note"
    SESSION = "session"
    CLIENT = "client"
    PAPER = "paper"


@dataclass(frozen=True)
class Recent:
    """One record: when it was made (UTC), its words with names cut short, and the id that opens it."""

    kind: Kind
    at: dt.datetime
    what: str
    key: uuid.UUID
    number: str = ""  # of a paper


@allowed(Action.SEE_SUPERVISION)
def recent(session: Session) -> list[Recent]:
    """The newest records of all kinds, newest first, at most SHOWN; the order of keys is the order of making.

    What an amendment replaced is left out: the amendment stands here itself, and leads to it.
    """
    actor = users.actor_of(session)
    found = [*_sessions(session), *_papers(session)]
    if actor.may(Action.SEE_CLIENTS):
        found += [*_notes(session), *_clients(session)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN]


def _short(name: str) -> str:
    first, _space, last = name.rpartition(" ")
    return _("{first} {initial}.").format(first=first, initial=last[:1]) if first else name


def _whose(names: list[str]) -> str:
    return _short(names[0]) if len(names) == 1 else plural("{count} person", "{count} people", len(names))


def _notes(session: Session) -> list[Recent]:
    present = selectinload(Encounter.attendance).joinedload(EncounterAttendance.client)
    gone = listing.superseded(session)
    query = select(Encounter).options(present).where(Encounter.id.not_in(gone))
    rows = session.scalars(query.order_by(Encounter.id.desc()).limit(SHOWN))
    return [
        Recent(Kind.NOTE, made_at(row.id), _("Note, {name}").format(name=_whose(_called(row))), row.id) for row in rows
    ]


def _called(note: Encounter) -> list[str]:
    return [f"{row.client.name_used or row.client.first_name} {row.client.last_name}" for row in note.attendance]


def _sessions(session: Session) -> list[Recent]:
    present = selectinload(SupervisionSession.attendance).joinedload(SessionAttendance.staff)
    kept = SupervisionSession
    query = select(kept).options(present).where(~is_replaced()).order_by(kept.id.desc()).limit(SHOWN)
    return [
        Recent(
            Kind.SESSION, made_at(row.id),
            _("Session, {name}").format(name=_whose([one.staff.name for one in row.attendance])), row.id,
        )
        for row in session.scalars(query)
    ]  # fmt: skip


def _clients(session: Session) -> list[Recent]:
    query = (
        select(Client.id, Client.name_used, Client.first_name, Client.last_name)
        .where(Client.merged_into_id.is_(None))
        .order_by(Client.id.desc())
        .limit(SHOWN)
    )
    return [
        Recent(Kind.CLIENT, made_at(row.id), _short(f"{row.name_used or row.first_name} {row.last_name}"), row.id)
        for row in session.execute(query)
    ]


def _papers(session: Session) -> list[Recent]:
    query = select(PaperDocument.id, PaperDocument.number).order_by(PaperDocument.id.desc()).limit(SHOWN)
    return [
        Recent(Kind.PAPER, made_at(row.id), _("Paper {number}").format(number=row.number), row.id, row.number)
        for row in session.execute(query)
    ]
