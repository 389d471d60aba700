"""Restoring a backup over the open store: what would be lost is told first, and the present store is kept.

Rows come from the backup, ways in never do: who may open the store, with which keys and roles, stays as it is today;
so do the agency's own entry, legal holds and unfinished typing. The store gets a new key, as when somebody is removed,
so that a key of the backup's day opens nothing new. A backup older than the keys of today is opened through the vault
file that it carries, with the passphrase or the recovery key of its day.
"""

import datetime as dt
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.models.schema import METADATA
from app.services import users
from app.services.across import carrying, verify
from app.services.across.opening import SignedIn
from app.services.problems import Damaged, ForeignStore, Problem, WrongPassphrase
from app.services.store import archive, audit, backup, comparing, files, rotation, vault
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.store.archive import Label
from app.services.store.comparing import Lacking
from app.services.store.rotation import Incoming, Keys
from app.services.store.verifying import Fault
from app.services.users import Action, allowed
from app.wording import N_, _

_FOREIGN = N_(
    "This backup belongs to another agency's store. Choose one of your own, or restore it into an empty folder. "
    "Nothing was changed."
)
_OTHER_KEYS = N_(
    "This backup was made when you had another passphrase, or before you could open the store. "
    "Type the passphrase that you had on that day, or the recovery key of that day."
)
_NO_KEY = N_("No public key is on record for {name}, so the store cannot get a new key. Reset their passphrase first.")


class OlderKeys(Problem):
    """A backup opens only with the passphrase or the recovery key of its day."""


@dataclass(frozen=True)
class Prepared:
    """A backup that was opened and checked, beside the store, and what it lacks against it."""

    work: Path
    key: bytes = field(repr=False)
    label: Label
    lacking: Lacking
    faults: tuple[Fault, ...]
    unlinked: tuple[str, ...]

    def discard(self) -> None:
        """Take the opened copy away again."""
        shutil.rmtree(self.work, ignore_errors=True)


@allowed(Action.RESTORE)
def look(signed_in: SignedIn, path: Path, typed: str, tell: archive.Tell = lambda _percent: None) -> Prepared:
    """Open a backup beside the store, check all of it and compare; nothing of the store is changed.

    `typed` is one's passphrase, or, for a backup of older keys, the passphrase or the recovery key of its day. Raises
    Forbidden, ForeignStore, Damaged, NewerStore, OlderKeys, WrongPassphrase, DiskProblem.
    """
    store_id = vault.read(signed_in.store.folder).store_id
    if archive.read(path).store != store_id:
        raise ForeignStore(_(_FOREIGN))
    own = backup.own_folder(signed_in.store)
    files.make_folder(own)
    files.require_room((own, archive.room(path)))
    with files.explained(own):
        work = Path(tempfile.mkdtemp(prefix=".", suffix=backup.WORKING, dir=own))
    try:
        label = archive.unpack(path, work, lambda percent: tell(percent // 2))
        return _looked(signed_in, path, work, label, typed, store_id)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _looked(signed_in: SignedIn, path: Path, work: Path, label: Label, typed: str, store_id: str) -> Prepared:
    with archive.of_copy(path):
        opened = _opened(signed_in, work, typed)
        key = signed_in.store.key if opened is None else opened.store_key
        if vault.check_mac(work, key).store_id != store_id:
            raise ForeignStore(_(_FOREIGN))
        copy = sessions.open_store(work, key, METADATA)  # an older schema is brought up, a newer one refused
    try:
        with sessions.reading(copy, signed_in.actor) as session:
            if users.agency(session).store != store_id:
                raise ForeignStore(_(_FOREIGN))
            unlinked = carrying.unlinked(session, _access(signed_in))
        there = SignedIn(copy, signed_in.actor, signed_in.zone, signed_in.agency)
        faults = tuple(verify.run(there))
        lacking = comparing.lacking(signed_in.store.engine, copy.engine, METADATA)
    finally:
        copy.abandon()
    return Prepared(work, key, label, lacking, faults, unlinked)


def _opened(signed_in: SignedIn, work: Path, typed: str) -> vault.Unlocked | None:
    """The backup's vault opened; None where the store's key of today is its key too. Raises OlderKeys."""
    with suppress(Damaged):
        vault.check_mac(work, signed_in.store.key)
        return None
    mine = str(signed_in.actor.user_id)
    names = [person.name for person in vault.read(work).people if person.id == mine]
    for name in names:
        with suppress(WrongPassphrase):
            return vault.unlock(work, name, typed)
    try:
        return vault.unlock_with_recovery(work, typed)
    except WrongPassphrase:
        raise OlderKeys(_(_OTHER_KEYS)) from None


@allowed(Action.RESTORE)
def run(
    signed_in: SignedIn,
    prepared: Prepared,
    *,
    now: dt.datetime | None = None,
    tell: Any = lambda _percent, _words: None,
) -> backup.Kept:
    """Restore a prepared backup over the open store, which stays open; what the store was is kept as a backup.

    `tell(percent, words)` may raise to stop before the last step. Raises Forbidden, DiskProblem, StoreBusy, Damaged;
    the store is then as it was.
    """
    store, at = signed_in.store, now or clock.now()
    coming = rotation.SPARE + engines.size(prepared.work / engines.FILE)
    backup.require_room(store, backup.own_folder(store), coming)
    tell(0, _("Keeping the present store"))
    kept = backup.make(store, backup.own_folder(store), at, mark=backup.BEFORE_RESTORE)
    access = _access(signed_in)
    with engines.sentences(), store.engine.connect() as connection:
        count, head = audit.last(connection)

    def record(session: Session) -> None:
        carrying.into(session, access)
        said = {
            "made_at": prepared.label.made_at.isoformat(),
            "copy": prepared.label.count,
            "replaces": [count, head.hex()],
        }
        audit.note(session, "restore", "store", str(prepared.label.count), said)

    incoming = Incoming(prepared.work / engines.FILE, prepared.key, record, frozenset(prepared.faults))
    rotation.take_in(store, METADATA, signed_in.actor, _keys(signed_in), incoming, at, tell)
    prepared.discard()
    for listener in store.listeners:
        listener(frozenset(METADATA.tables))
    return kept


def _access(signed_in: SignedIn) -> carrying.Access:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        return carrying.read(session)


def _keys(signed_in: SignedIn) -> Keys:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        on_record = {key: exchange for key, (exchange, _signing) in users.public_keys(session).items()}
        recovery = users.agency(session).recovery_public
    people = vault.read(signed_in.store.folder).people
    for person in people:
        if person.id not in on_record:
            raise Damaged(_(_NO_KEY).format(name=person.name))
    return Keys({person.id: on_record[person.id] for person in people}, recovery)
