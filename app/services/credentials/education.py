"""Continuing education: rows of one person, each for every pack and certificate of theirs unless it names one."""

import uuid
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.models.credentials import Certificate, CompetencyTag, ContinuingEducation
from app.services import doubts, entries
from app.services.credentials import ground, parsing
from app.services.entries import Entry
from app.services.problems import Invalid, NotFound
from app.services.rules import checklists, education
from app.services.users import Action, allowed
from app.wording import N_, _, length

PARTS = ("ethics_hours", "suicide_prevention_hours", "preparation_hours")


class CourseEntry(Entry):
    """One course or other education on one day; hours are kept as whole minutes."""

    staff: Annotated[entries.Code, Field(title=N_("Staff member"))]
    date: Annotated[entries.Date, Field(title=N_("Date"), description=N_("The day on the certificate."))]
    title: Annotated[entries.Line, Field(title=N_("Title"), description=N_("As on the certificate."))]
    provider: Annotated[entries.Line, Field(title=N_("Provider"), description=N_("Who gave it."))]
    hours: Annotated[
        parsing.DayLength, Field(title=N_("Hours"), description=N_("Such as 6 or 1.5, or 1:30; all parts together."))
    ]
    ethics_hours: Annotated[parsing.PartLength, Field(title=N_("Of these, ethics"))] = 0
    suicide_prevention_hours: Annotated[parsing.PartLength, Field(title=N_("Of these, suicide prevention"))] = 0
    preparation_hours: Annotated[
        parsing.PartLength,
        Field(title=N_("Of these, preparing"), description=N_("Time to prepare a course or a paper of one's own.")),
    ] = 0
    pack: Annotated[
        entries.CodeOrBlank,
        Field(title=N_("Rules"), description=N_("Only where it counts for one of several.")),
    ] = ""
    certificate: Annotated[
        entries.LineOrBlank,
        Field(title=N_("Certificate"), description=N_("Only where it counts for another certificate: its title.")),
    ] = ""
    competencies: Annotated[
        tuple[str, ...], BeforeValidator(entries.codes), Field(title=N_("Topics covered"))
    ] = ()
    number: Annotated[
        entries.LineOrBlank,
        Field(title=N_("Number on its certificate"), description=N_("Where the certificate of attendance has one.")),
    ] = ""
    approval: Annotated[
        entries.LineOrBlank,
        Field(title=N_("Approved by"), description=N_("Who approved the course, and under which number, where known.")),
    ] = ""

    @model_validator(mode="after")
    def _parts(self) -> Self:
        for field in PARTS:
            if getattr(self, field) > self.hours:
                raise entries.at(field, _("This part is longer than the whole. Check both hours."))
        if self.pack and self.certificate:
            raise entries.at("certificate", _("Name rules or a certificate, not both."))
        return self


DOUBTS = (
    doubts.to_come("date", N_("This day is still to come. Kept, and counted from that day on.")),
    doubts.more_than("hours", 12 * 60, N_("This is {length} on one day. Enter a course of several days a day at a time.")),
)


@allowed(Action.RECORD_EDUCATION)
def add(session: Session, entry: CourseEntry) -> ContinuingEducation:
    """Record education. Raises Invalid for a day to come, before birth, or with over 24 hours in all; NotFound."""
    ground.refuse_future(session, {"date": entry.date})
    return keep(session, entry)


@allowed(Action.RECORD_EDUCATION)
def keep(session: Session, entry: CourseEntry) -> ContinuingEducation:
    """As `add`, also for a day still to come: an import warns of it, and nothing counts before its day."""
    staff = ground.staff_of(session, entry.staff)
    ground.held(session, staff.id, entry.pack)
    ground.refuse_before_birth(session, staff.id, {"date": entry.date})
    _refuse_long_day(session, staff.id, entry)
    items = checklists.known_items(entry.competencies)
    made = ContinuingEducation(
        staff_id=staff.id, date=entry.date, title=entry.title, provider=entry.provider, minutes=entry.hours,
        ethics_minutes=entry.ethics_hours, suicide_prevention_minutes=entry.suicide_prevention_hours,
        preparation_minutes=entry.preparation_hours, pack=entry.pack or None,
        certificate_id=_certificate(session, staff.id, entry.certificate), number=entry.number or None,
        approval=entry.approval or None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add_all(CompetencyTag(education_id=made.id, item=item) for item in items)
    session.flush()
    return made


def _refuse_long_day(session: Session, staff_id: uuid.UUID, entry: CourseEntry) -> None:
    query = select(func.coalesce(func.sum(ContinuingEducation.minutes), 0)).where(
        ContinuingEducation.staff_id == staff_id, ContinuingEducation.date == entry.date,
        ContinuingEducation.removed_at.is_(None),
    )  # fmt: skip
    before = session.scalar(query) or 0
    if before + entry.hours > parsing.DAY:
        words = _("With the {time} on record this day would have over 24 hours. Check the day and the hours.")
        raise Invalid({"hours": words.format(time=length(before))})


def _certificate(session: Session, staff_id: uuid.UUID, title: str) -> uuid.UUID | None:
    if not title:
        return None
    query = select(Certificate.id).where(
        Certificate.staff_id == staff_id, Certificate.title == title, Certificate.removed_at.is_(None)
    )
    found = session.scalar(query.order_by(Certificate.issued_on.desc(), Certificate.id.desc()).limit(1))
    if found is None:
        raise Invalid({"certificate": _("This person has no certificate of this title. Add it first.")})
    return found


def course(row: ContinuingEducation) -> education.Course:
    """A row as the rules see it."""
    return education.Course(
        row.id.hex, row.date, row.minutes, row.ethics_minutes, row.suicide_prevention_minutes,
        row.preparation_minutes, row.pack, row.certificate_id is not None,
    )  # fmt: skip


@allowed(Action.SEE_CREDENTIALS)
def rows(session: Session, staff: str) -> list[ContinuingEducation]:
    """Everything of one person, newest first, each with its certificate. Raises NotFound."""
    who = ground.staff_of(session, staff)
    query = (
        select(ContinuingEducation)
        .options(selectinload(ContinuingEducation.certificate))
        .where(ContinuingEducation.staff_id == who.id, ContinuingEducation.removed_at.is_(None))
        .order_by(
            ContinuingEducation.date.desc(), ContinuingEducation.title.desc(), ContinuingEducation.provider.desc(),
            ContinuingEducation.minutes.desc(), ContinuingEducation.ethics_minutes.desc(), ContinuingEducation.id.desc(),
        )
    )
    return list(session.scalars(query))


def _found(session: Session, key: uuid.UUID) -> ContinuingEducation:
    found = session.scalar(select(ContinuingEducation).where(ContinuingEducation.id == key))
    if found is None:
        raise NotFound(_("This course is not on record."))
    return found


@allowed(Action.RECORD_EDUCATION)
def remove(session: Session, key: uuid.UUID) -> uuid.UUID:
    """Take a course out that was a slip; it can be put back. Raises NotFound."""
    ground.take_out(session, _found(session, key))
    return key


@allowed(Action.RECORD_EDUCATION)
def put_back(session: Session, key: uuid.UUID) -> uuid.UUID:
    """Count a course again that was taken out. Raises NotFound."""
    ground.put_back(session, _found(session, key))
    return key
