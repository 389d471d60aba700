"""Staff: who works here, under which rule pack, from when to when."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session, selectinload

from app.models import named
from app.models.staff import Enrolment, Staff, StaffName
from app.services import doubts, entries
from app.services.entries import Entry
from app.services.packs import library
from app.services.problems import Invalid, NotFound
from app.services.users import Action, allowed
from app.wording import N_, _


class StaffEntry(Entry):
    """One staff member under one rule pack; a code again with another pack is a further enrolment."""

    code: Annotated[entries.Code, Field(title=N_("Code"), description=N_("Short and your own, such as AW."))]
    name: Annotated[entries.Line, Field(title=N_("Name"), description=N_("As it should stand on the Board's log."))]
    title: Annotated[
        entries.LineOrBlank,
        Field(title=N_("Title"), description=N_("Your agency's title, printed until certified.")),
    ] = ""
    pack: Annotated[entries.Code, Field(title=N_("Rules"), description=N_("Whose rules this person works under."))]
    started_on: Annotated[entries.Date, Field(title=N_("Started"), description=N_("First day that counts."))]
    ended_on: Annotated[
        entries.DateOrBlank, Field(title=N_("Ended"), description=N_("Last day that counts; blank if still here."))
    ] = None
    certification_number: Annotated[entries.LineOrBlank, Field(title=N_("Certificate number"))] = ""
    certified_on: Annotated[entries.DateOrBlank, Field(title=N_("Certified"))] = None
    certification_expires_on: Annotated[entries.DateOrBlank, Field(title=N_("Certificate expires"))] = None
    opening_owed_minutes: Annotated[
        entries.WholeOrBlank,
        Field(
            title=N_("Owed at the start"),
            description=N_("Supervision still owed from before Peerdesk kept count."),
        ),
    ] = None
    opened_on: Annotated[
        entries.DateOrBlank,
        Field(title=N_("Counting starts"), description=N_("Earlier hours and sessions are left out.")),
    ] = None
    opening_ce_hours: Annotated[
        entries.HoursOrBlank,
        Field(
            title=N_("CE brought along, in hours"),
            description=N_("What counts for the year running then."),
        ),
    ] = None
    ce_opened_on: Annotated[
        entries.DateOrBlank,
        Field(
            title=N_("CE counted from"),
            description=N_("Earlier years are not asked about."),
        ),
    ] = None

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if self.ended_on and self.ended_on < self.started_on:
            raise entries.at("ended_on", _("The last day is before the first. Check both dates."))
        both = self.certified_on and self.certification_expires_on
        if both and self.certification_expires_on < self.certified_on:  # type: ignore[operator]  # both are set
            raise entries.at("certification_expires_on", _("The expiry is before the certificate. Check both dates."))
        if (self.opening_owed_minutes is None) != (self.opened_on is None):
            field = "opened_on" if self.opened_on is None else "opening_owed_minutes"
            raise entries.at(field, _("Fill in both what is owed and the day counting starts, or neither."))
        if (self.opening_owed_minutes or 0) < 0:
            raise entries.at("opening_owed_minutes", _("This cannot be below 0."))
        if (self.opening_ce_hours is None) != (self.ce_opened_on is None):
            field = "ce_opened_on" if self.ce_opened_on is None else "opening_ce_hours"
            raise entries.at(field, _("Fill in both the hours brought along and the day counting starts, or neither."))
        return self


DOUBTS = (
    doubts.to_come("started_on", N_("The first day is still to come. Hours and sessions before {day} do not count.")),
    doubts.to_come("certified_on", N_("This certification is still to come. Kept, and counted from that day on.")),
    doubts.over("certification_expires_on", N_("This certificate ended on {day}. Type the later day if it was renewed.")),
    doubts.to_come("opened_on", N_("Counting begins on {day}, a day to come. Hours and sessions before it are left out.")),
    doubts.to_come("ce_opened_on", N_("Counting begins on {day}, a day to come. Courses before it are left out.")),
)


ENROLMENT = (
    "started_on",
    "ended_on",
    "certification_number",
    "certified_on",
    "certification_expires_on",
    "opening_owed_minutes",
    "opened_on",
    "opening_ce_hours",
    "ce_opened_on",
)
COLUMN = {"opening_ce_hours": "opening_ce_minutes"}  # hours are typed and read, minutes kept


@allowed(Action.EDIT_STAFF)
def add(session: Session, entry: StaffEntry) -> Enrolment:
    """Record a staff member, or a further enrolment of one. Raises Invalid where code and pack are there already."""
    _check_pack(session, entry.pack)
    staff = session.scalar(select(Staff).where(Staff.code == entry.code))
    if staff is None:
        staff = Staff(code=entry.code, name=entry.name, title=entry.title)
        session.add(staff)
        session.flush()
        session.add(StaffName(staff_id=staff.id, name=entry.name))
    elif staff.name != entry.name:
        raise Invalid({"name": _("This code is on record under another name. Change the name on screen.")})
    elif session.scalar(select(Enrolment.id).where(Enrolment.staff_id == staff.id, Enrolment.pack == entry.pack)):
        raise Invalid({"code": _("This code with these rules is on record already. Change it on screen.")})
    enrolment = Enrolment(staff_id=staff.id, pack=entry.pack, **_enrolment_values(entry))
    session.add(enrolment)
    session.flush()
    return enrolment


@allowed(Action.EDIT_STAFF)
def change(session: Session, enrolment_id: uuid.UUID, entry: StaffEntry, name_from: dt.date | None = None) -> Enrolment:
    """Change a staff member and enrolment; a new name holds from `name_from` on and leaves the past as it was.

    Raises Invalid where the code is taken or the name has no first day.
    """
    query = select(Enrolment).options(selectinload(Enrolment.staff)).where(Enrolment.id == enrolment_id)
    enrolment = session.scalar(query)
    if enrolment is None:
        raise NotFound(_("These rules are not on record for this person."))
    _check_pack(session, entry.pack)
    staff = enrolment.staff
    if session.scalar(select(Staff.id).where(Staff.code == entry.code, Staff.id != staff.id)):
        raise Invalid({"code": _("Another person has this code. Choose another.")})
    if staff.name != entry.name:
        _rename(session, staff, entry.name, name_from)
    staff.code, staff.title = entry.code, entry.title
    enrolment.pack = entry.pack
    for field, value in _enrolment_values(entry).items():
        setattr(enrolment, field, value)
    session.flush()
    return enrolment


def _check_pack(session: Session, code: str) -> None:
    known = library(session)
    if code not in known:
        raise Invalid({"pack": _("Choose one of: {known}.").format(known=", ".join(known))})


def _enrolment_values(entry: StaffEntry) -> dict[str, object]:
    return {COLUMN.get(field, field): getattr(entry, field) for field in ENROLMENT}


def enrolment_values(kept: Enrolment) -> dict[str, Any]:
    """An enrolment's fields as its entry names them; hours as minutes."""
    return {field: getattr(kept, COLUMN.get(field, field)) for field in ENROLMENT}


def _rename(session: Session, staff: Staff, name: str, from_on: dt.date | None) -> None:
    open_name = session.scalars(
        select(StaffName).where(StaffName.staff_id == staff.id, StaffName.to_on.is_(None))
    ).one()
    if from_on is None:  # a slip of the pen: the name in force was never this
        open_name.name = name
    elif open_name.from_on is not None and from_on <= open_name.from_on:
        raise Invalid({"name": _("The new name must begin after the last change of name.")})
    else:
        open_name.to_on = from_on - dt.timedelta(days=1)
        session.add(StaffName(staff_id=staff.id, name=name, from_on=from_on))
    staff.name = name


@allowed(Action.SEE_STAFF)
def names(session: Session) -> dict[uuid.UUID, tuple[str, str]]:
    """(code, name) of everybody on the team by id; who works here is open to whoever is signed in."""
    return {row.id: (row.code, row.name) for row in session.execute(select(Staff.id, Staff.code, Staff.name))}


@allowed(Action.SEE_STAFF)
def by_code(session: Session, code: str) -> Staff:
    """The staff member of this code, with enrolments. Raises NotFound with a sentence."""
    found = session.scalar(select(Staff).options(selectinload(Staff.enrolments)).where(Staff.code == code))
    if found is None:
        raise NotFound(_("No staff member has the code {code}.").format(code=code))
    return found


@allowed(Action.SEE_STAFF)
def enrolment(session: Session, enrolment_id: uuid.UUID) -> Enrolment:
    """An enrolment with its staff member. Raises NotFound."""
    query = select(Enrolment).options(selectinload(Enrolment.staff)).where(Enrolment.id == enrolment_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound(_("These rules are not on record for this person."))
    return found


@dataclass(frozen=True)
class StaffRow:
    """A line of the staff list."""

    id: uuid.UUID
    staff_id: uuid.UUID
    code: str
    name: str
    title: str
    pack: str
    started_on: dt.date
    ended_on: dt.date | None
    certification_number: str
    certification_expires_on: dt.date | None


SORTS = {"name": Staff.name, "code": Staff.code, "title": Staff.title, "started_on": Enrolment.started_on}


@allowed(Action.SEE_STAFF)
def window(
    session: Session,
    *,
    sort: str = "name",
    descending: bool = False,
    after: tuple[object, uuid.UUID] | None = None,
    limit: int = 100,
    text: str = "",
) -> list[StaffRow]:
    """The next rows of the staff list: an enrolment a line, by the sort column and id after the key `after`."""
    key = SORTS[sort]
    query: Any = select(
        Enrolment.id, Enrolment.staff_id, Staff.code, Staff.name, Staff.title, Enrolment.pack, Enrolment.started_on,
        Enrolment.ended_on, Enrolment.certification_number, Enrolment.certification_expires_on,
    ).join(Staff, Staff.id == Enrolment.staff_id)
    if text:
        query = query.where(named.found(text, Staff.name, Staff.code))
    if after is not None:
        pair = tuple_(key, Enrolment.id)
        query = query.where(pair < after if descending else pair > after)
    order = (key.desc(), Enrolment.id.desc()) if descending else (key, Enrolment.id)
    return [StaffRow(*row) for row in session.execute(query.order_by(*order).limit(limit))]


@allowed(Action.SEE_STAFF)
def choices(session: Session, on: dt.date | None = None) -> list[tuple[str, str]]:
    """(code, name) of everyone, or of those enrolled on a day, by name: for a form's list."""
    query = select(Staff.code, Staff.name).order_by(Staff.name, Staff.code)
    if on is not None:
        query = query.where(Staff.id.in_(select(Enrolment.staff_id).where(in_force(on))))
    return [(row.code, row.name) for row in session.execute(query)]


def in_force(on: dt.date) -> ColumnElement[bool]:
    """The condition that an enrolment holds on a day."""
    return and_(Enrolment.started_on <= on, or_(Enrolment.ended_on.is_(None), Enrolment.ended_on >= on))


def name_on(names: Sequence[StaffName], day: dt.date, present: str) -> str:
    """The name in use on a day among dated names, else the present one."""
    for name in names:
        if (name.from_on is None or name.from_on <= day) and (name.to_on is None or day <= name.to_on):
            return name.name
    return present
