"""The whole check of a store: file, chain, anchor, rows, signatures."""

from app.models.schema import METADATA
from app.services import users
from app.services.across.opening import SignedIn
from app.services.store import session as sessions
from app.services.store import verifying
from app.services.store.verifying import Fault
from app.services.supervision import signing


def run(signed_in: SignedIn) -> list[Fault]:
    """Every fault, the first row at fault first; empty where all holds. Raises Forbidden."""
    users.require(signed_in.actor, users.Action.VERIFY)
    found = list(verifying.faults(signed_in.store, METADATA))
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        found += [Fault(f"supervision_session {key}", sentence) for key, sentence in signing.faults(session)]
    return found
