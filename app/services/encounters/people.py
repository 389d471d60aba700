"""Whom a note is about: the name, pronouns and how the person may be reached safely."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import merged
from app.models.clients import Client
from app.models.staff import Staff
from app.services import users
from app.services.encounters.notes import full_name
from app.services.problems import NotFound
from app.services.rules import safe_contact
from app.services.users import Action, allowed
from app.wording import _


@dataclass(frozen=True)
class Person:
    """A client as the head of a note shows them; `contact`: how to reach them; `codes` are those of all their records."""

    code: str
    name: str
    pronouns: str
    contact: tuple[str, ...]
    codes: frozenset[str] = frozenset()


@allowed(Action.SEE_ENCOUNTERS)
def person(session: Session, code: str) -> Person:
    """The client of this code, with the numbers of all their records. Raises NotFound, also for a client of others."""
    query = select(Client).options(selectinload(Client.phones)).where(Client.id.in_(merged.coded(code)))
    records = session.scalars(query.order_by(Client.merged_into_id.is_not(None), Client.code)).all()
    if not records:
        raise NotFound(_("No client of yours has the code {code}.").format(code=code))
    found = records[0]
    phones = [phone for one in records for phone in sorted(one.phones, key=lambda row: row.position)]
    return Person(
        found.code,
        full_name(found),
        found.pronouns,
        tuple(safe_contact.lines(phones)),
        frozenset(one.code for one in records),
    )


@allowed(Action.SEE_ENCOUNTERS)
def own_staff(session: Session) -> str:
    """The code of the staff member that the signed-in person is; '' without a link."""
    found = session.scalar(select(Staff.code).where(Staff.id == users.actor_of(session).staff_id))
    return found or ""
