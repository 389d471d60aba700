"""The second signature on one screen: somebody else signs with their own passphrase, without a change of user.

They see what both may see, and their key signs one record; what this window may do stays that of who is signed in.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models.planning import MonthClosing
from app.models.users import User
from app.services import users
from app.services.across.opening import SignedIn, is_temporary
from app.services.encounters import notes
from app.services.encounters import signing as note_signing
from app.services.problems import NotOwnPassphrase, Problem, WrongPassphrase
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import closing, months, plans, signatures
from app.services.supervision import sessions as held
from app.services.supervision import signing as session_signing
from app.services.users import Action, allowed
from app.wording import N_, _

T = TypeVar("T")
_NOT_THEIRS = N_("This is not the passphrase of {name}. They type the one that they sign in with.")
_CHOOSE_FIRST = N_("{name} has to choose a passphrase of their own first: they sign in themselves once.")


@dataclass(frozen=True)
class Missing:
    """A signature that a record still lacks: whose it is, their user here (None: they have none), and as what."""

    name: str
    user_id: uuid.UUID | None
    leads: bool = False


@allowed(Action.SEE_SUPERVISION)
def of_session(session: Session, session_id: uuid.UUID) -> list[Missing]:
    """Who has still to sign a session, its supervisor first; who signed it by hand has signed it."""
    one = held.load(session, session_id)
    found = []
    for part in signatures.of(one).missing:
        leads = part.role == signatures.SUPERVISOR
        whose = User.supervisor_id == one.supervisor_id if leads else User.staff_id == part.staff_id
        found.append(_missing(session, part.name, whose, leads))
    return found


@allowed(Action.SEE_ENCOUNTERS)
def of_note(session: Session, encounter_id: uuid.UUID) -> list[Missing]:
    """Who could sign a note next: its writer; then any of the writer's supervisors on its day."""
    one = notes.load(session, encounter_id)
    roles = {row.role for row in one.signatures}
    if note_signing.WRITER not in roles:
        return [_missing(session, one.staff.name, User.staff_id == one.staff_id)]
    if note_signing.SUPERVISOR in roles:
        return []
    query = select(User.name, User.id, User.supervisor_id).where(User.removed_at.is_(None), User.supervisor_id.is_not(None))
    today = plans.today(session)
    return [
        Missing(name, user_id, leads=True)
        for name, user_id, supervisor_id in session.execute(query.order_by(User.name))
        if supervisor_id is not None and one.staff_id in note_signing.led(session, supervisor_id, one.date, today)
    ]


@allowed(Action.SEE_SUPERVISION)
def of_month(session: Session, closing_id: uuid.UUID) -> list[Missing]:
    """The peer supporter whose signature a closed month lacks; nobody where it has both, or cannot be signed now."""
    row = session.get(MonthClosing, closing_id)
    found = [one for one in months.closed(session, plans.today(session)) if one.id == closing_id]
    if row is None or not found or found[0].changes or found[0].signature(months.SUPERVISEE) is not None:
        return []
    if months.waits_for(session, found[0].supervisor, found[0].wanted):
        return []
    return [_missing(session, found[0].staff_name, User.staff_id == row.staff_id)]


def _missing(session: Session, name: str, whose: ColumnElement[bool], leads: bool = False) -> Missing:
    query = select(User.id).where(whose, User.removed_at.is_(None)).order_by(User.name).limit(1)
    return Missing(name, session.scalar(query), leads)


@allowed(Action.SIGN)
def both_see(
    signed_in: SignedIn, user_id: uuid.UUID, facts: Callable[[Session], Sequence[T]]
) -> list[T]:
    """Those of a record's facts that read the same to who is signed in and to this user: what both may see."""
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        mine, other = facts(session), users.actor_for(session, user_id)
    with sessions.reading(signed_in.store, other) as session:
        theirs = facts(session)
    return [one for one in mine if one in theirs]


@allowed(Action.SIGN)
def sign_session(signed_in: SignedIn, user_id: uuid.UUID, passphrase: str, session_id: uuid.UUID) -> None:
    """Sign a session as this user. Raises NotOwnPassphrase, and what `supervision.signing.sign` raises."""
    _as(signed_in, user_id, passphrase, lambda session, key: session_signing.sign(session, [session_id], key))


@allowed(Action.SIGN)
def sign_months(signed_in: SignedIn, user_id: uuid.UUID, passphrase: str, ids: Sequence[uuid.UUID]) -> None:
    """Sign closed months as this user. Raises NotOwnPassphrase, and what `closing.sign` raises."""
    _as(signed_in, user_id, passphrase, lambda session, key: closing.sign(session, ids, key))


def _as(
    signed_in: SignedIn, user_id: uuid.UUID, passphrase: str, act: Callable[[Session, Ed25519PrivateKey], object]
) -> None:
    """Do one act as another user, who typed their own passphrase for it; nothing of them stays afterwards."""
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        other = users.actor_for(session, user_id)
    beside = replace(signed_in, actor=other, recovered=False)
    try:
        key = vault.open_signing_key(signed_in.store.folder, str(user_id), passphrase)
    except WrongPassphrase:
        raise NotOwnPassphrase(_(_NOT_THEIRS).format(name=other.name)) from None
    if is_temporary(beside):
        raise Problem(_(_CHOOSE_FIRST).format(name=other.name))
    with sessions.transaction(beside.store, other) as session:
        act(session, key)
