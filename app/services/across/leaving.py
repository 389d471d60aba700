"""What leaves the store with clients' names is written down: a line for what left, and none for what did not."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.clients import Client
from app.services.across.opening import SignedIn
from app.services.consents import giving
from app.services.consents.giving import OWN_USE, DisclosureEntry
from app.services.store import files
from app.services.store import session as sessions
from app.services.users import Action, allowed

if TYPE_CHECKING:
    from app.services.exchange.exports import Exported


def reason(typed: Mapping[str, Any]) -> DisclosureEntry:
    """Why something is made, from what was typed. Raises Invalid."""
    return DisclosureEntry.read(dict(typed))


@allowed(Action.PRINT)
def client_of(session: Session, code: str) -> uuid.UUID | None:
    """The client of this code whom a paper is about; None for none."""
    return session.scalar(select(Client.id).where(Client.code == code)) if code else None


@allowed(Action.PRINT)
def paper(
    signed_in: SignedIn,
    kind: str,
    client: uuid.UUID | None,
    why: DisclosureEntry,
    leave: Callable[[], object],
    now: dt.datetime | None = None,
) -> None:
    """Let a paper leave; of one about a client it is written down that its record was read, and why the paper left.

    Raises Invalid, and what `leave` raises: then nothing left, and no line says that it did.
    """
    if client is None:
        leave()
        return
    with sessions.transaction(signed_in.store, signed_in.actor, now) as session:
        giving.opened(session, [client])
        giving.given(session, why, f"paper {kind}", [client])
        leave()


@allowed(Action.EXPORT)
def export(
    signed_in: SignedIn,
    profile: str,
    first: dt.date,
    last: dt.date,
    folder: Path,
    why: DisclosureEntry = OWN_USE,
    *,
    deidentified: bool = False,
    now: dt.datetime | None = None,
) -> "Exported":
    """Write a profile's files as `exports.write` does; whom they name, and why, is written down with them.

    Both read one state of the store. Files whose line cannot be kept are taken away again. Raises Invalid, Problem,
    DiskProblem, NotFound.
    """
    from app.services.exchange import exports  # a paper needs none of it

    with sessions.reading(signed_in.store, signed_in.actor) as session:
        named = exports.named(session, profile, first, last, deidentified)
        exports.require_place(profile, folder)  # what cannot be written is not written down as given either
        if not named:
            return exports.write(session, profile, first, last, folder, deidentified=deidentified, now=now)
        made: Exported | None = None
        try:
            with sessions.transaction(signed_in.store, signed_in.actor, now) as log:
                giving.given(log, why, f"export {profile} {first.isoformat()} {last.isoformat()}", named)
                made = exports.write(session, profile, first, last, folder, deidentified=deidentified, now=now)
        except BaseException:
            for path in (made.csv, made.codebook, made.manifest) if made else ():  # written, and no line tells of them
                files.remove(path)
            raise
        return made
