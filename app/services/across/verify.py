"""The whole check of a store: file, chain, anchor, rows, signatures, scans."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models.credentials import Attachment
from app.models.encounters import EncounterSignature
from app.models.retention import Destruction
from app.models.schema import METADATA
from app.models.supervision import Scan, Signature
from app.services.across.opening import SignedIn
from app.services.encounters import signing as note_signing
from app.services.problems import Damaged
from app.services.store import clock as computers_clock
from app.services.store import session as sessions
from app.services.store import signing as store_signing
from app.services.store import verifying
from app.services.store.verifying import Fault, Step
from app.services.supervision import closing, signing
from app.services.users import Action, Role, allowed
from app.wording import _


@allowed(Action.VERIFY)
def run(signed_in: SignedIn, step: Step = lambda: None) -> list[Fault]:
    """Every fault, the first row at fault first; empty where all holds. Raises Forbidden.

    `step()` is called now and then and may raise to stop the check.
    """
    found = list(verifying.faults(signed_in.store, METADATA, step))
    step()
    try:
        with sessions.reading(signed_in.store, signed_in.actor) as session:
            found += [Fault(f"supervision_session {key}", sentence) for key, sentence in signing.faults(session)]
            found += [Fault(f"month_closing {key}", sentence) for key, sentence in closing.faults(session)]
            found += [Fault(f"encounter {key}", sentence) for key, sentence in note_signing.faults(session)]
            found += _scans(session)
            found += _redacted(session, {one.number for one in _destructions(signed_in)})
    except (Damaged, LookupError, TypeError, ValueError):  # it is not what its type says; the rows above tell which
        found.append(Fault("signature", _("The signatures cannot be read: a row was changed outside Peerdesk.")))
    return found


@allowed(Action.VERIFY)
def notices(signed_in: SignedIn) -> list[Fault]:
    """What is worth knowing and no fault: where the clock had been set back, what was destroyed. Raises Forbidden."""
    return [*computers_clock.notices(signed_in.store), *_destroyed(signed_in)]


def _destroyed(signed_in: SignedIn) -> Iterator[Fault]:
    words = _("The records of {code} were destroyed on {day}, {rows} rows.")
    for row in _destructions(signed_in):
        if row.done_at is not None:
            day = clock.day(row.done_at, signed_in.zone)
            yield Fault(row.number, words.format(code=row.subject_code, day=day, rows=row.rows))


def _destructions(signed_in: SignedIn) -> list[Destruction]:
    """Those that were done, for whoever may check the store."""
    everyone = replace(signed_in.actor, roles=frozenset({Role.MANAGER}))
    with sessions.reading(signed_in.store, everyone) as session:
        query = select(Destruction).where(Destruction.done_at.is_not(None)).order_by(Destruction.number)
        return list(session.scalars(query))


def _redacted(session: Session, numbers: set[str]) -> Iterator[Fault]:
    """Signed bytes without somebody whom no destruction took out."""
    for model in (Signature, EncounterSignature):
        for row in session.execute(select(model.id, model.payload)):
            number = store_signing.redacted(row.payload)
            if number and number not in numbers:
                words = _("A name was taken out of signed text, and no destruction accounts for it.")
                yield Fault(f"{model.__tablename__} {row.id.hex}", words)


def _scans(session: Session) -> Iterator[Fault]:
    """Scanned papers and proof whose bytes are no longer those that their audited digest stands for."""
    for model in (Scan, Attachment):
        for row in session.execute(select(model.id, model.digest, model.content)):
            if hashlib.sha256(row.content).digest() != row.digest:
                yield Fault(f"{model.__tablename__} {row.id.hex}", _("A scanned paper was changed outside Peerdesk."))
