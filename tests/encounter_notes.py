"""Notes of encounters as typed, with three clients whom they are about, written and read as somebody."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.clients import Client, ClientAssignment
from app.models.staff import Staff
from app.services.across.opening import SignedIn
from app.services.encounters import notes
from app.services.encounters.entry import EncounterEntry
from app.services.store import session as sessions

TYPED = {
    "client": "C1", "staff": "AW", "date": "2026-03-04", "start": "09:00", "stop": "10:00", "manner": "in_person",
    "service_type": "coaching", "phase": "supporting", "support": "emotional;affiliation", "data": "Met at the center.",
    "assessment": "She did the talking.", "plan": "Call on Tuesday.",
}  # fmt: skip


def entry(**changed: str) -> EncounterEntry:
    """The note as typed, with what is changed."""
    return EncounterEntry.read(TYPED | changed)


def clients(session: Session) -> None:
    """Three clients; Annie works with the first two."""
    annie = session.scalars(select(Staff.id).where(Staff.code == "AW")).one()
    for code, first, last in (("C1", "Clara", "Medicine Elk"), ("C2", "Pablo", "Stands"), ("C3", "Rose", "Low")):
        client = Client(code=code, first_name=first, last_name=last)
        session.add(client)
        session.flush()
        if code != "C3":
            session.add(ClientAssignment(client_id=client.id, staff_id=annie, from_on=dt.date(2026, 1, 1)))


def write(who: SignedIn, **changed: str) -> uuid.UUID:
    """Record a note; its id."""
    with sessions.transaction(who.store, who.actor) as session:
        return notes.record(session, entry(**changed)).id


def do(who: SignedIn, work: Any, at: dt.datetime | None = None) -> Any:
    """What `work` gives in a change by this person."""
    with sessions.transaction(who.store, who.actor, at) as session:
        return work(session)


def read(who: SignedIn, work: Any) -> Any:
    """What `work` gives where this person only looks."""
    with sessions.reading(who.store, who.actor) as session:
        return work(session)
