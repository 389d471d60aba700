"""Mentoring: who mentors whom, their meetings, and the yearly fee of the program, where one is paid."""

import datetime as dt
import uuid
from typing import Annotated, Self

from pydantic import Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.credentials import Mentoring, MentoringEvent
from app.models.staff import Staff
from app.services import entries
from app.services.credentials import ground, parsing
from app.services.entries import Choice, Entry
from app.services.problems import Invalid, NotFound
from app.services.users import Action, allowed
from app.wording import N_, _


class EventKind(Choice):
    """What is recorded of a mentoring."""

    BEGIN = "begin", N_("Mentoring begins")
    MEETING = "meeting", N_("Meeting")
    FEE = "fee", N_("Yearly fee paid")
    END = "end", N_("Mentoring ends")


class MentoringEntry(Entry):
    """Something that happened between a mentor and a mentee on a day."""

    staff: Annotated[entries.Code, Field(title=N_("Mentee"))]
    kind: Annotated[EventKind, entries.choice(EventKind), Field(title=N_("What"))]
    mentor: Annotated[
        entries.Line, Field(title=N_("Mentor"), description=N_("A colleague's code, or the name of someone elsewhere."))
    ]
    date: Annotated[entries.Date, Field(title=N_("Date"))]
    minutes: Annotated[
        parsing.LengthOrBlank, Field(title=N_("Length in hours"), description=N_("Of a meeting, such as 1 or 0:45."))
    ] = None
    amount_cents: Annotated[parsing.CentsOrBlank, Field(title=N_("Fee in dollars"))] = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.minutes is not None and (self.kind is not EventKind.MEETING or not 0 < self.minutes <= parsing.DAY):
            raise entries.at("minutes", _("Only a meeting has a length, of at most 24 hours."))
        if self.amount_cents is not None and self.kind is not EventKind.FEE:
            raise entries.at("amount_cents", _("Only a fee has an amount."))
        if self.kind is EventKind.FEE and self.amount_cents is None:
            raise entries.at("amount_cents", _("This is needed."))
        return self


@allowed(Action.EDIT_CREDENTIALS)
def record(session: Session, entry: MentoringEntry) -> Mentoring:
    """Record a beginning, a meeting, a fee or an end. Raises Invalid where no such mentoring runs on that day."""
    mentee = ground.staff_of(session, entry.staff)
    mentor = session.scalar(select(Staff).where(Staff.code == entry.mentor))
    name = mentor.name if mentor else entry.mentor
    if mentor is not None and mentor.id == mentee.id:
        raise Invalid({"mentor": _("Nobody mentors themselves. Name another person.")})
    ground.refuse_future(session, {"date": entry.date})
    running = _running(session, mentee.id, name, entry.date)
    if entry.kind is EventKind.BEGIN:
        if running is not None:
            raise Invalid({"mentor": _("This mentoring is on record and runs on that day.")})
        running = Mentoring(
            mentee_id=mentee.id, mentor_id=mentor.id if mentor else None, mentor_name=name, started_on=entry.date
        )
        session.add(running)
    elif running is None:
        raise Invalid({"mentor": _("No mentoring with this person runs on that day. Record its beginning first.")})
    elif entry.kind is EventKind.END:
        running.ended_on = entry.date
    else:
        session.add(MentoringEvent(
            mentoring_id=running.id, kind=entry.kind.value, date=entry.date, minutes=entry.minutes,
            amount_cents=entry.amount_cents,
        ))  # fmt: skip
    session.flush()
    return running


def _running(session: Session, mentee: uuid.UUID, mentor: str, day: dt.date) -> Mentoring | None:
    query = select(Mentoring).where(
        Mentoring.mentee_id == mentee, Mentoring.mentor_name == mentor, Mentoring.started_on <= day,
        Mentoring.ended_on.is_(None) | (Mentoring.ended_on >= day),
    )  # fmt: skip
    return session.scalars(query.order_by(Mentoring.started_on.desc()).limit(1)).first()


@allowed(Action.SEE_CREDENTIALS)
def of_staff(session: Session, staff: str) -> list[Mentoring]:
    """The mentorings of a mentee with their meetings and fees, the newest first. Raises NotFound."""
    mentee = ground.staff_of(session, staff)
    query = select(Mentoring).options(selectinload(Mentoring.events)).where(Mentoring.mentee_id == mentee.id)
    return list(session.scalars(query.order_by(Mentoring.started_on.desc(), Mentoring.id.desc())))


@allowed(Action.EDIT_CREDENTIALS)
def remove_event(session: Session, key: uuid.UUID) -> uuid.UUID:
    """Take a meeting or a fee out that was a slip; the audit keeps what it was. Raises NotFound."""
    found = session.get(MentoringEvent, key)
    if found is None:
        raise NotFound(_("This is not on record."))
    session.delete(found)
    session.flush()
    return key
