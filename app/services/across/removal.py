"""Removing somebody: their way in ends, and the store gets a new key, so that a key they kept opens nothing new."""

import datetime as dt
import uuid
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.schema import METADATA
from app.models.users import User, UserKey
from app.services import recovering, users
from app.services.across.opening import SignedIn
from app.services.problems import Damaged, NotFound, Problem
from app.services.store import rotation, vault
from app.services.store import session as sessions
from app.services.store.rotation import Keys, Removal
from app.services.users import Action, allowed
from app.wording import N_, _

_ONESELF = N_("You cannot remove yourself. Another manager has to do it.")
_NO_KEY = N_("No public key is on record for {name}, so the store cannot get a new key. Reset their passphrase first.")


@allowed(Action.MANAGE_USERS)
def needed_megabytes(signed_in: SignedIn) -> int:
    """The free space that a removal takes on the store's disk while it runs, in MB."""
    return -(-rotation.needed(signed_in.store.folder) // 10**6)


@allowed(Action.MANAGE_USERS)
def remove_user(
    signed_in: SignedIn,
    user_id: uuid.UUID,
    passphrase: str,
    *,
    now: dt.datetime | None = None,
    tell: Callable[[int, str], object] = lambda _percent, _words: None,
) -> None:
    """Remove a user and give the store a new key, sealed to everybody who stays; nobody else need be there.

    `passphrase` is the manager's own. What the removed person signed stays valid; their unfinished typing goes; copies
    made before are still opened by their passphrase. Raises Forbidden, WrongPassphrase, NotFound, Invalid where too few
    could recover the store, DiskProblem, StoreBusy, Damaged; nothing is changed then.
    """
    if user_id == signed_in.actor.user_id:
        raise Problem(_(_ONESELF))
    store = signed_in.store
    vault.open_signing_key(store.folder, str(signed_in.actor.user_id), passphrase)
    removal = Removal(user_id, lambda session: _record(session, user_id))
    rotation.rotate(store, METADATA, signed_in.actor, _keys(signed_in, user_id), removal, now, tell)


def _record(session: Session, user_id: uuid.UUID) -> None:
    """In the copy: the day that the way in ended. The keys stay on record, closed, so that old signatures hold."""
    user, at = _removable(session, user_id), session.info["at"]
    user.removed_at = at
    for key in session.scalars(select(UserKey).where(UserKey.user_id == user_id, UserKey.to_at.is_(None))):
        key.to_at = at
    session.flush()


def _removable(session: Session, user_id: uuid.UUID) -> User:
    recovering.require(session, user_id)
    user = session.scalar(select(User).where(User.id == user_id, User.removed_at.is_(None)))
    if user is None:
        raise NotFound(_("This user is not on record."))
    return user


def _keys(signed_in: SignedIn, gone: uuid.UUID) -> Keys:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        _removable(session, gone)
        on_record = {key: exchange for key, (exchange, _signing) in users.public_keys(session).items()}
        recovery = users.agency(session).recovery_public
    stay = [one for one in vault.read(signed_in.store.folder).people if one.id != str(gone)]
    for person in stay:
        if person.id not in on_record:
            raise Damaged(_(_NO_KEY).format(name=person.name))
    return Keys({person.id: on_record[person.id] for person in stay}, recovery)
