"""The whole check of a store: file, chain, anchor, rows, signatures, scans."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.schema import METADATA
from app.models.supervision import Scan
from app.services.across.opening import SignedIn
from app.services.encounters import signing as note_signing
from app.services.problems import Damaged
from app.services.store import clock, verifying
from app.services.store import session as sessions
from app.services.store.verifying import Fault, Step
from app.services.supervision import signing
from app.services.users import Action, allowed
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
            found += [Fault(f"encounter {key}", sentence) for key, sentence in note_signing.faults(session)]
            found += _scans(session)
    except (Damaged, TypeError, ValueError):  # what lies there is not what its type says; the rows above tell which
        found.append(Fault("signature", _("The signatures cannot be read: a row was changed outside Peerdesk.")))
    return found


@allowed(Action.VERIFY)
def notices(signed_in: SignedIn) -> list[Fault]:
    """What is worth knowing and no fault: where the clock had been set back. Raises Forbidden."""
    return list(clock.notices(signed_in.store))


def _scans(session: Session) -> Iterator[Fault]:
    """Scans whose bytes are no longer those that their audited digest stands for."""
    for row in session.execute(select(Scan.id, Scan.digest, Scan.content)):
        if hashlib.sha256(row.content).digest() != row.digest:
            yield Fault(f"scan {row.id.hex}", _("A scanned paper was changed outside Peerdesk."))
