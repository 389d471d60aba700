"""What every part of the room stands on: whose record it is, and days that cannot be."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.credentials import Milestone
from app.models.staff import Enrolment, Staff
from app.services import users
from app.services.problems import Invalid, NotFound
from app.services.rules.steps import Kind
from app.services.users import Action, allowed
from app.wording import _


class Removable(Protocol):
    """A record that can be taken out and put back."""

    removed_at: dt.datetime | None


@allowed(Action.SEE_CREDENTIALS)
def staff_of(session: Session, code: str) -> Staff:
    """The staff member of this code. Raises NotFound."""
    found = session.scalar(select(Staff).where(Staff.code == code))
    if found is None:
        raise NotFound(_("No staff member has the code {code}.").format(code=code))
    return found


@allowed(Action.SEE_CREDENTIALS)
def today(session: Session) -> dt.date:
    """The day of this transaction in the agency's zone."""
    return users.today(session)


@allowed(Action.SEE_CREDENTIALS)
def held(session: Session, staff_id: uuid.UUID, pack: str) -> None:
    """Raise Invalid where the person is not enrolled in the pack."""
    if pack and not session.scalar(
        select(Enrolment.id).where(Enrolment.staff_id == staff_id, Enrolment.pack == pack)
    ):
        raise Invalid({"pack": _("This person does not work under these rules. Leave it blank, or add the rules first.")})


@allowed(Action.SEE_CREDENTIALS)
def born(session: Session, staff_id: uuid.UUID) -> dt.date | None:
    """The person's date of birth, where it is on record."""
    query = select(Milestone.date).where(Milestone.staff_id == staff_id, Milestone.kind == Kind.BORN.value)
    return session.scalar(query.where(Milestone.removed_at.is_(None)).order_by(Milestone.id.desc()).limit(1))


@allowed(Action.SEE_CREDENTIALS)
def refuse_before_birth(session: Session, staff_id: uuid.UUID, days: Mapping[str, dt.date | None]) -> None:
    """Raise Invalid for each named day that is before the person's birth, where that is on record."""
    birth = born(session, staff_id)
    found = {
        field: _("This day is before the person's birth. Check both dates.")
        for field, day in days.items()
        if birth is not None and day is not None and day < birth
    }
    if found:
        raise Invalid(found)


@allowed(Action.SEE_CREDENTIALS)
def refuse_future(session: Session, days: Mapping[str, dt.date | None]) -> None:
    """Raise Invalid for each named day that is still to come."""
    last = today(session)
    found = {
        field: _("This day is still to come. Type the day on which it happened.")
        for field, day in days.items()
        if day is not None and day > last
    }
    if found:
        raise Invalid(found)


@allowed(Action.RECORD_EDUCATION)
def take_out(session: Session, record: Removable) -> None:
    """Leave a record out from now on; it can be put back."""
    record.removed_at = session.info["at"]
    session.flush()


@allowed(Action.RECORD_EDUCATION)
def put_back(session: Session, record: Removable) -> None:
    """Count a record again that was taken out."""
    record.removed_at = None
    session.flush()
