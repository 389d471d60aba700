"""Unfinished typing: kept for its author alone, never audited, deleted when it becomes a record."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.users import Draft
from app.services import users
from app.services.users import Action, allowed


@dataclass(frozen=True)
class Kept:
    """A draft: which form, which record ('' = a new one), the typing as JSON text, and when it was kept."""

    form: str
    record: str
    typed: str
    saved_at: dt.datetime


@allowed(Action.KEEP_DRAFTS)
def keep(session: Session, form: str, record: str, typed: str) -> None:
    """Keep this typing in place of what was kept before; blank text deletes the draft."""
    author = users.actor_of(session).user_id
    found = session.get(Draft, (author, form, record))
    if not typed:
        if found is not None:
            session.delete(found)
    elif found is None:
        session.add(Draft(author_id=author, form=form, record=record, typed=typed, saved_at=session.info["at"]))
    else:
        found.typed, found.saved_at = typed, session.info["at"]
    session.flush()


@allowed(Action.SEE_STAFF)
def of_author(session: Session, form: str = "") -> list[Kept]:
    """This person's drafts, of one form or all, newest first."""
    query = select(Draft).where(Draft.author_id == users.actor_of(session).user_id)
    if form:
        query = query.where(Draft.form == form)
    rows = session.scalars(query.order_by(Draft.saved_at.desc()))
    return [Kept(row.form, row.record, row.typed, row.saved_at) for row in rows]
