"""Who works with a client, from when to when; a peer supporter sees the clients that they work with."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import merged
from app.models.clients import Client, ClientAssignment
from app.models.staff import Staff
from app.services.clients.entry import LATE, AssignmentEntry
from app.services.problems import Invalid, NotFound
from app.services.users import Action, allowed
from app.wording import _


@dataclass(frozen=True)
class Assigned:
    """One assignment with the staff member's code and name."""

    id: uuid.UUID
    staff: str
    name: str
    from_on: dt.date
    to_on: dt.date | None


@allowed(Action.ASSIGN_CLIENTS)
def assign(session: Session, client_id: uuid.UUID, entry: AssignmentEntry) -> ClientAssignment:
    """Let a peer supporter work with a client. Raises NotFound, or Invalid for an unknown code or an overlap."""
    if session.scalar(select(Client.id).where(Client.id == client_id)) is None:
        raise NotFound(_("This client is not on record, or not among your clients."))
    staff_id = session.scalar(select(Staff.id).where(Staff.code == entry.staff))
    if staff_id is None:
        raise Invalid({"staff": _("No such code is on record: {code}.").format(code=entry.staff)})
    same = select(ClientAssignment.id).where(
        ClientAssignment.client_id.in_(merged.of_persons(lambda client: client.id == client_id)),
        ClientAssignment.staff_id == staff_id,
        or_(ClientAssignment.to_on.is_(None), ClientAssignment.to_on >= entry.from_on),
    )
    if entry.to_on:
        same = same.where(ClientAssignment.from_on <= entry.to_on)
    if session.scalar(same) is not None:
        raise Invalid({"staff": _("This person already works with this client in these days.")})
    made = ClientAssignment(client_id=client_id, staff_id=staff_id, from_on=entry.from_on, to_on=entry.to_on)
    session.add(made)
    session.flush()
    return made


@allowed(Action.ASSIGN_CLIENTS)
def end(session: Session, assignment_id: uuid.UUID, day: dt.date | None) -> ClientAssignment:
    """Set the last day of an assignment; None opens it again. Raises NotFound, Invalid for a day before the first."""
    found = session.get(ClientAssignment, assignment_id)
    if found is None:
        raise NotFound(_("This assignment is not on record."))
    if day is not None and day < found.from_on:
        raise Invalid({"to_on": _(LATE)})
    found.to_on = day
    session.flush()
    return found


@allowed(Action.SEE_CLIENTS)
def of_client(session: Session, client_id: uuid.UUID) -> list[Assigned]:
    """Who works or worked with a person, also by a record merged into theirs, the newest first."""
    query = (
        select(ClientAssignment.id, Staff.code, Staff.name, ClientAssignment.from_on, ClientAssignment.to_on)
        .join(Staff, Staff.id == ClientAssignment.staff_id)
        .where(ClientAssignment.client_id.in_(merged.of_persons(lambda client: client.id == client_id)))
        .order_by(ClientAssignment.from_on.desc(), ClientAssignment.id.desc())
    )
    return [Assigned(*row) for row in session.execute(query)]
