"""Who gets in, and by which way: the computer's key store, and new passphrases for those who forgot theirs."""

import contextlib
import datetime as dt
import uuid

from app.services import users
from app.services.across.opening import SignedIn, require_strength
from app.services.problems import Forbidden, NotFound, Problem, WrongPassphrase
from app.services.store import together, vault
from app.services.users import Action, allowed
from app.wording import _


def keyring_state(signed_in: SignedIn) -> tuple[bool, str]:
    """Whether this computer opens the store for this person without typing; and if it cannot, the sentence why not.

    Asks the operating system, which may ask the person: call it from a background thread.
    """
    from app.services.store import keychain

    kept = vault.read(signed_in.store.folder)
    why_not = keychain.why_not(kept.store_id)
    if why_not:
        return False, why_not
    mine = str(signed_in.actor.user_id)
    slot = any(person.id == mine and person.keyring for person in kept.people)
    try:
        return slot and keychain.fetch(kept.store_id, mine) is not None, ""
    except keychain.NoKeychain as problem:
        return False, problem.sentence


def keep_in_keyring(signed_in: SignedIn, passphrase: str) -> None:
    """From the next start on, open the store for this person on this computer account without a passphrase.

    Raises NoKeychain where the computer's key store cannot be used, WrongPassphrase, Forbidden on an account that
    another person uses so; nothing is kept then.
    """
    from app.services.store import keychain

    store, mine = signed_in.store, str(signed_in.actor.user_id)
    kept = vault.read(store.folder)
    why_not = keychain.why_not(kept.store_id)
    if why_not:
        raise keychain.NoKeychain(why_not)
    opened = vault.unlock(store.folder, _name(kept, mine), passphrase)
    secret = vault.add_keyring_slot(store.folder, opened, keychain.account())
    try:
        keychain.keep(kept.store_id, mine, secret)
    except BaseException:
        vault.remove_keyring_slot(store.folder, store.key, mine)
        raise


def _name(kept: vault.Vault, user_id: str) -> str:
    for person in kept.people:
        if person.id == user_id:
            return person.name
    raise WrongPassphrase(_("You have no key to this store any more. Ask your manager."))


def forget_keyring(signed_in: SignedIn) -> None:
    """From now on a passphrase is needed here again. Raises Damaged, DiskProblem."""
    from app.services.store import keychain

    store, mine = signed_in.store, str(signed_in.actor.user_id)
    vault.remove_keyring_slot(store.folder, store.key, mine)
    with contextlib.suppress(keychain.NoKeychain):  # what stays there opens nothing any more
        keychain.forget(vault.read(store.folder).store_id, mine)


def change_passphrase(signed_in: SignedIn, old: str, new: str, *, cost: vault.Cost = vault.FULL) -> None:
    """Exchange one's own passphrase; opening without typing is off then. Raises WrongPassphrase, Invalid."""
    require_strength(new, signed_in.agency, signed_in.actor.name)
    vault.change_passphrase(signed_in.store.folder, str(signed_in.actor.user_id), old, new, cost)


@allowed(Action.MANAGE_USERS)
def reset_passphrase(
    signed_in: SignedIn,
    user_id: uuid.UUID,
    new_passphrase: str,
    *,
    temporary: bool = False,
    cost: vault.Cost = vault.FULL,
    now: dt.datetime | None = None,
) -> None:
    """Give another person who forgot it a new passphrase, and new keys; only a manager may.

    What the person signed stays valid. `temporary`: the manager chose it, so that the person must choose their own
    before they sign. Raises Forbidden, Invalid (`passphrase`), NotFound.
    """
    if user_id == signed_in.actor.user_id:
        raise Problem(_("Change your own passphrase under Security: it needs the one that you use now."))
    _renew(signed_in, user_id, new_passphrase, cost, now, temporary)


def choose_passphrase(
    signed_in: SignedIn, new: str, *, cost: vault.Cost = vault.FULL, now: dt.datetime | None = None
) -> None:
    """One's own new passphrase after coming in with the recovery key, without the old one, once.

    Raises Forbidden for who came in otherwise, Invalid (`passphrase`).
    """
    if not signed_in.recovered:
        raise Forbidden(_("Type the passphrase that you use now, then the new one."))
    _renew(signed_in, signed_in.actor.user_id, new, cost, now)
    signed_in.recovered = False


@allowed(Action.MANAGE_USERS)
def new_recovery_key(signed_in: SignedIn) -> str:
    """A fresh recovery key to print and type again; the old one goes on opening until `replace_recovery_key`.

    Raises Forbidden.
    """
    return vault.fresh_recovery_key(vault.read(signed_in.store.folder).store_id).text


@allowed(Action.MANAGE_USERS)
def replace_recovery_key(
    signed_in: SignedIn, printed: str, typed: str, now: dt.datetime | None = None
) -> None:
    """Let the printed key take the old one's place, once it was typed from its paper; that counts as its check.

    Raises Forbidden, WrongPassphrase where what was typed is not what was printed; the old key opens then as ever.
    """
    store = signed_in.store
    store_id = vault.read(store.folder).store_id
    public = vault.recovery_public(typed, store_id)
    if public != vault.recovery_public(printed, store_id):
        raise WrongPassphrase(_("This is not the new key. Type it from the paper that you have just printed."))
    with together.changing(store, signed_in.actor, now, "new recovery key") as (session, change):
        vault.replace_recovery_key(store.folder, store.key, public, change)
        kept = users.agency(session)
        kept.recovery_public, kept.recovery_checked_at = public, session.info["at"]


def _renew(
    signed_in: SignedIn,
    user_id: uuid.UUID,
    new: str,
    cost: vault.Cost,
    now: dt.datetime | None,
    temporary: bool = False,
) -> None:
    """New keys in vault and store together; where either refuses, the old passphrase goes on opening."""
    store, key = signed_in.store, str(user_id)
    kept = vault.read(store.folder)
    names = [person.name for person in kept.people if person.id == key]
    if not names:
        raise NotFound(_("This user is not on record."))
    require_strength(new, signed_in.agency, *names)
    with together.changing(store, signed_in.actor, now, "new passphrase", key) as (session, change):
        publics = vault.reset_passphrase(
            store.folder, store.key, key, new, cost, temporary=temporary, change=change
        )
        users.renew_keys(session, user_id, publics.exchange, publics.signing)
