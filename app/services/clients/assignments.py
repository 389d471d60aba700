"""Who works with a client, from when to when; a peer supporter sees the clients that they work with."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

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
    staff_id = _free(session, client_id, entry, None)
    made = ClientAssignment(client_id=client_id, staff_id=staff_id, from_on=entry.from_on, to_on=entry.to_on)
    session.add(made)
    session.flush()
    return made


def _free(session: Session, client_id: uuid.UUID, entry: AssignmentEntry, but: uuid.UUID | None) -> uuid.UUID:
    """The staff id of an entry whose days no other assignment of the two covers. Raises Invalid."""
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
    if any(key != but for key in session.scalars(same)):
        raise Invalid({"staff": _("This person already works with this client in these days.")})
    return staff_id


@allowed(Action.ASSIGN_CLIENTS)
def change(session: Session, assignment_id: uuid.UUID, entry: AssignmentEntry) -> ClientAssignment:
    """Mend an assignment. Raises NotFound, or Invalid for an unknown code or an overlap."""
    kept = _kept(session, assignment_id)
    kept.staff_id = _free(session, kept.client_id, entry, kept.id)
    kept.from_on, kept.to_on = entry.from_on, entry.to_on
    session.flush()
    return kept


def _kept(session: Session, assignment_id: uuid.UUID) -> ClientAssignment:
    found = session.get(ClientAssignment, assignment_id)
    if found is None:
        raise NotFound(_("This assignment is not on record."))
    return found


@allowed(Action.ASSIGN_CLIENTS)
def load(session: Session, assignment_id: uuid.UUID) -> Assigned:
    """One assignment. Raises NotFound."""
    row = session.execute(_assigned().where(ClientAssignment.id == assignment_id)).first()
    if row is None:
        raise NotFound(_("This assignment is not on record."))
    return Assigned(*row)


@allowed(Action.ASSIGN_CLIENTS)
def end(session: Session, assignment_id: uuid.UUID, day: dt.date | None) -> ClientAssignment:
    """Set the last day of an assignment; None opens it again. Raises NotFound, Invalid for a day before the first."""
    found = _kept(session, assignment_id)
    if day is not None and day < found.from_on:
        raise Invalid({"to_on": _(LATE)})
    found.to_on = day
    session.flush()
    return found


@allowed(Action.SEE_CLIENTS)
def of_client(session: Session, client_id: uuid.UUID) -> list[Assigned]:
    """Who works or worked with a person, also by a record merged into theirs, the newest first."""
    query = (
        _assigned()
        .where(ClientAssignment.client_id.in_(merged.of_persons(lambda client: client.id == client_id)))
        .order_by(ClientAssignment.from_on.desc(), ClientAssignment.id.desc())
    )
    return [Assigned(*row) for row in session.execute(query)]


def _assigned() -> Any:
    columns = (ClientAssignment.id, Staff.code, Staff.name, ClientAssignment.from_on, ClientAssignment.to_on)
    return select(*columns).join(Staff, Staff.id == ClientAssignment.staff_id)
