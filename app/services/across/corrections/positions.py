"""A position set right, closed and reopened; one that was typed by mistake taken out, and so an applicant."""

import datetime as dt
import re
import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.hiring import PanelMember, Position
from app.services.across.corrections import book, used
from app.services.across.corrections.book import Change, Owner
from app.services.hiring import applicants, panels
from app.services.hiring.applicants import ApplicantEntry, PositionEntry
from app.services.users import Action, allowed


@allowed(Action.SEE_HIRING)
def values(session: Session, position_id: uuid.UUID) -> dict[str, Any]:
    """A position as its form shows it. Raises NotFound."""
    kept = applicants.position(session, position_id)
    named = tuple(panels.names(session, position_id))
    names = ("name", "opened_on", "closed_on", "needs_vehicle")
    return {name: getattr(kept, name) for name in names} | {"panel": named}


@allowed(Action.HIRE)
def save(session: Session, entry: PositionEntry, position_id: uuid.UUID | None = None, reason: str = "") -> Position:
    """Add a position, or correct one: what replaces something written, and who leaves a panel that has scored, takes
    a reason.

    Raises Invalid (`reason`, fields), NotFound.
    """
    if position_id is None:
        return applicants.save_position(session, entry)
    scoring = panels.scoring(session, position_id)
    changed = book.changes(values(session, position_id), entry.model_dump())
    found = book.corrected(changed, lambda one: ordinary(one, scoring))
    why = book.reason_for(found, reason)
    kept = applicants.save_position(session, entry, position_id, why)
    book.keep(session, kept, found, why, Owner())
    return kept


def ordinary(one: Change, scoring: bool) -> bool:
    """Whether a change needs no reason: until somebody has scored a panel is named freely, and it may always grow."""
    if one.field == "panel":
        sides = [{panels.same(name) for name in re.split(r"[;\n]", side)} for side in (one.before, one.after)]
        return not scoring or sides[0] <= sides[1]
    return one.field == "needs_vehicle" and one.before == "no" and not scoring


@allowed(Action.HIRE)
def close(session: Session, position_id: uuid.UUID, on: dt.date | None) -> Position:
    """Close a position on a day, or open it again with None. Raises Invalid for a day before it opened, NotFound."""
    kept = applicants.position(session, position_id)
    entry = PositionEntry.read({**values(session, position_id), "closed_on": on})
    return applicants.save_position(session, entry, kept.id)


@allowed(Action.HIRE)
def take_out(session: Session, position_id: uuid.UUID) -> PositionEntry:
    """Take out a position for which nobody applied; its entry, to put it back. Raises Invalid, NotFound."""
    kept = applicants.position(session, position_id)
    used.refuse(book.hanging(session, kept, ("panel_member",)))
    entry = PositionEntry.model_construct(**values(session, position_id))
    for row in session.scalars(select(PanelMember).where(PanelMember.position_id == position_id)):
        session.delete(row)
    session.flush()
    session.delete(kept)
    session.flush()
    return entry


@allowed(Action.HIRE)
def take_out_applicant(session: Session, applicant_id: uuid.UUID) -> ApplicantEntry:
    """Take out an applicant whom nobody interviewed; the entry, to put them back. Raises Invalid, NotFound."""
    kept = applicants.load(session, applicant_id)
    used.refuse(book.hanging(session, kept))
    entry = ApplicantEntry.model_construct(
        code=kept.code, name=kept.name, position=kept.position.name, applied_on=kept.applied_on
    )
    session.delete(kept)
    session.flush()
    return entry
