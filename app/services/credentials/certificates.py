"""Certificates beside the one of an enrolment: several a person, each with its issuer and end; and experience elsewhere."""

import uuid
from typing import Annotated, Self

from pydantic import Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.credentials import Certificate, Experience
from app.services import doubts, entries
from app.services.credentials import ground, parsing
from app.services.entries import Choice, Entry
from app.services.problems import NotFound
from app.services.users import Action, allowed
from app.wording import N_, _


class CertificateEntry(Entry):
    """One certificate of one person, from any issuer."""

    staff: Annotated[entries.Code, Field(title=N_("Staff member"))]
    title: Annotated[entries.Line, Field(title=N_("Certificate"), description=N_("Such as First aid."))]
    issuer: Annotated[entries.Line, Field(title=N_("Issued by"))]
    number: Annotated[entries.LineOrBlank, Field(title=N_("Number"))] = ""
    issued_on: Annotated[entries.Date, Field(title=N_("Issued"))]
    expires_on: Annotated[entries.DateOrBlank, Field(title=N_("Expires"), description=N_("Blank: no end."))] = None

    @model_validator(mode="after")
    def _days(self) -> Self:
        if self.expires_on is not None and self.expires_on < self.issued_on:
            raise entries.at("expires_on", _("The expiry is before the issue. Check both dates."))
        return self


DOUBTS = (doubts.to_come("issued_on", N_("This certificate is issued on a day to come. Check the date.")),)


class ExperienceKind(Choice):
    """Which experience it is."""

    PEER = "peer", N_("Peer service")
    MENTAL_ILLNESS = "mental_illness", N_("Service to persons with mental illness")


class ExperienceEntry(Entry):
    """Supervised service outside the hours that are kept here."""

    staff: Annotated[entries.Code, Field(title=N_("Staff member"))]
    kind: Annotated[ExperienceKind, entries.choice(ExperienceKind), Field(title=N_("Kind"))]
    from_on: Annotated[entries.Date, Field(title=N_("From"))]
    to_on: Annotated[entries.Date, Field(title=N_("To"))]
    minutes: Annotated[
        parsing.LengthOrBlank, Field(title=N_("Hours"), description=N_("All of this time, such as 420."))
    ]
    paid: Annotated[entries.YesNoOrBlank, Field(title=N_("Paid"), description=N_("Unpaid service counts too."))] = None
    place: Annotated[entries.Line, Field(title=N_("Where"), description=N_("The agency or program."))]
    supervised_by: Annotated[entries.Line, Field(title=N_("Supervised by"))]
    pack: Annotated[
        entries.CodeOrBlank, Field(title=N_("Rules"), description=N_("Only where it counts for one of several."))
    ] = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.to_on < self.from_on:
            raise entries.at("to_on", _("The last day is before the first. Check both dates."))
        days = (self.to_on - self.from_on).days + 1
        if not self.minutes:
            raise entries.at("minutes", _("Hours must be more than 0."))
        if self.minutes > days * parsing.DAY:
            raise entries.at("minutes", _("These days do not have so many hours. Check the hours and the dates."))
        return self


@allowed(Action.EDIT_CREDENTIALS)
def add(session: Session, entry: CertificateEntry) -> Certificate:
    """Record a certificate; a renewed one is a further row. Raises Invalid for a day to come or before birth."""
    staff = ground.staff_of(session, entry.staff)
    ground.refuse_future(session, {"issued_on": entry.issued_on})
    ground.refuse_before_birth(session, staff.id, {"issued_on": entry.issued_on})
    made = Certificate(
        staff_id=staff.id, title=entry.title, issuer=entry.issuer, number=entry.number, issued_on=entry.issued_on,
        expires_on=entry.expires_on,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


@allowed(Action.EDIT_CREDENTIALS)
def add_experience(session: Session, entry: ExperienceEntry) -> Experience:
    """Record experience elsewhere. Raises Invalid for a day to come or before birth, or a pack not held."""
    staff = ground.staff_of(session, entry.staff)
    ground.held(session, staff.id, entry.pack)
    ground.refuse_future(session, {"to_on": entry.to_on})
    ground.refuse_before_birth(session, staff.id, {"from_on": entry.from_on})
    made = Experience(
        staff_id=staff.id, pack=entry.pack or None, kind=entry.kind.value, from_on=entry.from_on, to_on=entry.to_on,
        minutes=entry.minutes or 0, paid=entry.paid is not False, place=entry.place,
        supervised_by=entry.supervised_by,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


@allowed(Action.SEE_CREDENTIALS)
def of_staff(session: Session, staff: str) -> list[Certificate]:
    """The certificates of one person, the newest first. Raises NotFound."""
    who = ground.staff_of(session, staff)
    query = select(Certificate).where(Certificate.staff_id == who.id, Certificate.removed_at.is_(None))
    return list(session.scalars(query.order_by(Certificate.issued_on.desc(), Certificate.id.desc())))


@allowed(Action.SEE_CREDENTIALS)
def experience(session: Session, staff: str) -> list[Experience]:
    """The experience elsewhere of one person, the newest first. Raises NotFound."""
    who = ground.staff_of(session, staff)
    query = select(Experience).where(Experience.staff_id == who.id, Experience.removed_at.is_(None))
    return list(session.scalars(query.order_by(Experience.from_on.desc(), Experience.id.desc())))


def _found(session: Session, key: uuid.UUID) -> Certificate | Experience:
    found = session.get(Certificate, key) or session.get(Experience, key)
    if found is None:
        raise NotFound(_("This is not on record."))
    return found


@allowed(Action.EDIT_CREDENTIALS)
def remove(session: Session, key: uuid.UUID) -> uuid.UUID:
    """Take a certificate or an experience out that was a slip; it can be put back. Raises NotFound."""
    ground.take_out(session, _found(session, key))
    return key


@allowed(Action.EDIT_CREDENTIALS)
def put_back(session: Session, key: uuid.UUID) -> uuid.UUID:
    """Count one again that was taken out. Raises NotFound."""
    ground.put_back(session, _found(session, key))
    return key
