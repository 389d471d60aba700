"""A user's name and links set right; the name on the unlock screen changes with it, in both places or in neither."""

import datetime as dt
import uuid
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.models.supervision import Supervisor
from app.models.users import User
from app.services import users
from app.services.across.corrections import book
from app.services.across.corrections.book import Owner
from app.services.across.opening import SignedIn
from app.services.problems import NotFound
from app.services.store import session as sessions
from app.services.store import together, vault
from app.services.users import Action, UserEntry, allowed
from app.wording import _


@allowed(Action.MANAGE_USERS)
def correct(
    signed_in: SignedIn, user_id: uuid.UUID, entry: UserEntry, reason: str = "", now: dt.datetime | None = None
) -> None:
    """Set a user's name, roles and links; another name, or a link that replaces one, takes a reason.

    What this person signed keeps the name of its day. Raises Invalid (`reason`, fields), NotFound, DiskProblem.
    """
    store, actor = signed_in.store, signed_in.actor
    with sessions.reading(store, actor) as session:
        renamed = _stored(session, user_id)["name"] != entry.name
    if not renamed:
        with sessions.transaction(store, actor, now) as session:
            _write(session, user_id, entry, reason)
        return
    with together.changing(store, actor, now, "new name", str(user_id)) as (session, change):
        _write(session, user_id, entry, reason)
        vault.rename_user(store.folder, store.key, str(user_id), entry.name, change)
    if user_id == actor.user_id:  # what is signed from now on names them so
        signed_in.actor = replace(actor, name=entry.name)


def _write(session: Session, user_id: uuid.UUID, entry: UserEntry, reason: str) -> None:
    stored = _stored(session, user_id)
    found = book.corrected(book.changes(stored, entry.model_dump(include=set(stored))))
    why = book.reason_for(found, reason)
    users.rename(session, user_id, entry.name)
    users.set_roles(session, user_id, entry.roles)
    users.link(session, user_id, entry.staff, entry.supervisor)
    book.keep(session, session.get_one(User, user_id), found, why, Owner())


def _stored(session: Session, user_id: uuid.UUID) -> dict[str, str]:
    user = session.get(User, user_id)
    if user is None or user.removed_at is not None:
        raise NotFound(_("This user is not on record."))
    staff = session.scalar(select(Staff.code).where(Staff.id == user.staff_id)) if user.staff_id else ""
    led = session.scalar(select(Supervisor.code).where(Supervisor.id == user.supervisor_id)) if user.supervisor_id else ""
    return {"name": user.name, "staff": staff or "", "supervisor": led or ""}
