"""Acts that hand out access, each confirmed by the passphrase of who does it: an unlocked window is not enough."""

import datetime as dt
import uuid

from app.services.across import access, opening
from app.services.across.corrections import accounts
from app.services.across.opening import SignedIn
from app.services.clients import grants
from app.services.clients.grants import GrantEntry
from app.services.problems import Problem
from app.services.store import session as sessions
from app.services.store import vault
from app.services.users import Action, UserEntry, allowed
from app.wording import N_, _

_CHOOSE_FIRST = N_("Choose a passphrase of your own first, under Settings, Security. Then do this.")


def prove(signed_in: SignedIn, own: str) -> None:
    """Hold what was typed against the passphrase of who is signed in; about half a second.

    Raises NotOwnPassphrase, Problem where that passphrase was not chosen by the person yet.
    """
    if signed_in.recovered or opening.is_temporary(signed_in):
        raise Problem(_(_CHOOSE_FIRST))
    opening.own_key(signed_in, own)


@allowed(Action.MANAGE_USERS)
def add_user(
    signed_in: SignedIn,
    own: str,
    entry: UserEntry,
    passphrase: str,
    *,
    temporary: bool = False,
    cost: vault.Cost = vault.FULL,
) -> uuid.UUID:
    """Add a user as `opening.add_user` does. Raises what that raises, and as `prove`."""
    prove(signed_in, own)
    return opening.add_user(signed_in, entry, passphrase, temporary=temporary, cost=cost)


@allowed(Action.MANAGE_USERS)
def change_user(
    signed_in: SignedIn, own: str, user_id: uuid.UUID, entry: UserEntry, reason: str = ""
) -> None:
    """Set a user's name, roles and links together, as `corrections.accounts.correct` does. Raises what that raises, and
    as `prove`."""
    prove(signed_in, own)
    accounts.correct(signed_in, user_id, entry, reason)


@allowed(Action.MANAGE_USERS)
def reset_passphrase(
    signed_in: SignedIn,
    own: str,
    user_id: uuid.UUID,
    new_passphrase: str,
    *,
    temporary: bool = False,
    cost: vault.Cost = vault.FULL,
) -> None:
    """Give another person a new passphrase as `access.reset_passphrase` does. Raises what that raises, and as `prove`."""
    prove(signed_in, own)
    access.reset_passphrase(signed_in, user_id, new_passphrase, temporary=temporary, cost=cost)


@allowed(Action.MANAGE_USERS)
def new_recovery_key(signed_in: SignedIn, own: str) -> str:
    """A fresh recovery key to print and type again. Raises Forbidden, and as `prove`."""
    prove(signed_in, own)
    return access.new_recovery_key(signed_in)


@allowed(Action.MANAGE_USERS)
def replace_recovery_key(
    signed_in: SignedIn, own: str, printed: str, typed: str, now: dt.datetime | None = None
) -> None:
    """Let the printed key take the old one's place. Raises as `access.replace_recovery_key`, and as `prove`."""
    prove(signed_in, own)
    access.replace_recovery_key(signed_in, printed, typed, now)


@allowed(Action.GRANT_CLIENTS)
def grant(signed_in: SignedIn, own: str, client_id: uuid.UUID, entry: GrantEntry) -> uuid.UUID:
    """Open a client's record to an auditor; the grant's id. Raises as `grants.grant`, and as `prove`."""
    prove(signed_in, own)
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        return grants.grant(session, client_id, entry).id
