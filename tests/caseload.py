"""What the small agency's people have on their hands: clients, notes about them, sessions planned ahead."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select

from app.models.clients import Client, ClientAssignment
from app.models.staff import Staff
from app.services.across.opening import SignedIn
from app.services.store import session as sessions
from app.services.supervision import plans
from app.services.supervision.plans import PlanEntry

NOW = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)  # a Monday, 8:00 in Montana
PLANNED = {
    "staff": "AW", "supervisor": "RC", "date": "2026-03-04", "start": "14:00", "minutes": "60", "format": "individual",
    "manner": "in_person",
}  # fmt: skip
NOTE = {
    "client": "C1", "staff": "AW", "date": "2026-02-25", "start": "09:00", "stop": "10:00", "manner": "in_person",
    "service_type": "coaching", "phase": "connecting", "support": "emotional", "data": "Met at the center.",
    "assessment": "She did the talking.", "plan": "Call on Tuesday.",
}  # fmt: skip


def act(who: SignedIn, work: Any, *arguments: Any, at: dt.datetime = NOW, **named: Any) -> Any:
    """What `work` gives in a change by this person at that moment."""
    with sessions.transaction(who.store, who.actor, at) as session:
        return work(session, *arguments, **named)


def plan(who: SignedIn, **changed: str) -> list[uuid.UUID]:
    """Plan a session, or a series of them; their ids."""
    return [one.id for one in act(who, plans.add, PlanEntry.read(PLANNED | changed))]


def client(signed_in: SignedIn, code: str, first: str, staff: str = "") -> uuid.UUID:
    """A client, with whom a staff member works where one is named."""
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        made = Client(code=code, first_name=first, last_name="Medicine Elk")
        session.add(made)
        session.flush()
        if staff:
            who = session.scalars(select(Staff.id).where(Staff.code == staff)).one()
            session.add(ClientAssignment(client_id=made.id, staff_id=who, from_on=dt.date(2026, 1, 1)))
        return made.id
