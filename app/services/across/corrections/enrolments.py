"""A staff member and one enrolment of theirs set right, or taken out where they were typed by mistake."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.corrections import Correction
from app.models.credentials import ContinuingEducation, Experience, Milestone
from app.models.hours import Hours
from app.models.planning import MonthClosing
from app.models.staff import Enrolment, Staff, StaffName
from app.services import staff
from app.services.across.corrections import book, effects, used
from app.services.across.corrections.book import Change, Owner
from app.services.across.corrections.effects import Effects
from app.services.credentials import steps
from app.services.staff import StaffEntry
from app.services.users import Action, allowed

MINE = ("staff_name", "enrolment", "correction")  # what goes with a person who was typed by mistake


def ordinary(one: Change) -> bool:
    """What changes in the course of things: a title, and a certificate that is renewed."""
    return one.field == "title" or (one.field == "certification_expires_on" and one.after > one.before)


def values(kept: Enrolment) -> dict[str, Any]:
    """A loaded enrolment with its person, as its form shows them."""
    person = kept.staff
    head = {"code": person.code, "name": person.name, "title": person.title, "pack": kept.pack}
    return head | staff.enrolment_values(kept)


@allowed(Action.EDIT_STAFF)
def correct(
    session: Session,
    enrolment_id: uuid.UUID,
    entry: StaffEntry,
    reason: str = "",
    name_from: dt.date | None = None,
    told: Collection[str] = (),
) -> Effects:
    """Change an enrolment; what replaces something written takes a reason. A name from a day on is no correction.

    Raises Invalid (`reason` and the entry's fields), Untold, NotFound.
    """
    kept = staff.enrolment(session, enrolment_id)
    if entry.certified_on != kept.certified_on:
        steps.check_certified(session, kept.staff.code, entry.certified_on)
    before = values(kept)
    if name_from is not None:
        before.pop("name")
    found = book.corrected(book.changes(before, entry.model_dump()), ordinary)
    why, person = book.reason_for(found, reason), kept.staff_id
    shown = any(one.field in ("name", "certification_number", "pack", "certified_on") for one in found)
    _row, changed = effects.settle(
        session, lambda: staff.change(session, enrolment_id, entry, name_from), told,
        lambda: effects.papers_out(session, staff_id=person) if shown else (),
    )  # fmt: skip
    book.keep(session, kept, found, why, Owner(staff_id=person))
    return changed


@allowed(Action.EDIT_STAFF)
def take_out(session: Session, enrolment_id: uuid.UUID, told: Collection[str] = ()) -> StaffEntry:
    """Take out an enrolment that was typed by mistake, and with the only one the person; the entry to put it back.

    Raises Invalid where it is named on record or something hangs on the person, Untold, NotFound.
    """
    kept = staff.enrolment(session, enrolment_id)
    person = kept.staff
    entry = StaffEntry.model_construct(**values(kept))
    others = select(Enrolment.id).where(Enrolment.staff_id == person.id, Enrolment.id != kept.id).limit(1)
    alone = session.scalar(others) is None
    used.refuse(book.hanging(session, person, MINE) if alone else _naming(session, kept))

    def remove() -> None:
        session.delete(kept)
        session.flush()
        if alone:
            _remove(session, person)

    effects.settle(session, remove, told)
    return entry


def _naming(session: Session, kept: Enrolment) -> list[str]:
    """The tables in which a row of this person names the rules."""
    return [
        kind.__tablename__ for kind in (MonthClosing, Hours, Milestone, ContinuingEducation, Experience)
        if session.scalar(select(kind.id).where(kind.staff_id == kept.staff_id, kind.pack == kept.pack).limit(1))
    ]  # fmt: skip


def _remove(session: Session, person: Staff) -> None:
    for kind in (StaffName, Correction):
        for row in session.scalars(select(kind).where(kind.staff_id == person.id)):
            session.delete(row)
    session.flush()
    session.delete(person)
    session.flush()


@allowed(Action.EDIT_STAFF)
def put_back(session: Session, entry: StaffEntry) -> Enrolment:
    """Put an enrolment that was taken out back on record."""
    return staff.add(session, entry)
