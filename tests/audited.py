"""An agency that the Board audits: its people, a week of hours, a session, and proof that stays out of the file."""

import datetime as dt
import uuid
from typing import Any

from app.services import hours
from app.services.across.opening import SignedIn
from app.services.credentials import proof
from app.services.credentials.proof import Proof, ProofKind
from app.services.hours import Category, Line, Week
from app.services.store import session as sessions
from tests import agency
from tests.pdfs import foreign

NOW = dt.datetime(2026, 4, 3, 18, tzinfo=dt.UTC)
PRIVATE = "Zanzibar"


def add(who: SignedIn, title: str, content: bytes, kind: ProofKind = ProofKind.OTHER, **more: Any) -> uuid.UUID:
    """Keep a scan as proof about Annie; its id."""
    with sessions.transaction(who.store, who.actor, NOW) as session:
        return proof.add(session, "AW", Proof(kind, title, content, **more)).id


def filled(signed_in: SignedIn) -> SignedIn:
    """The new store, with all that in it."""
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        agency.people(session)
        week = dt.date(2026, 3, 2)
        hours.save_week(session, Week("AW", week, {(Line(Category.DIRECT_SERVICE), week): 480}))
    agency.record(signed_in)
    for kind in (ProofKind.BACKGROUND_CHECK, ProofKind.DIAGNOSIS_EVIDENCE):
        add(signed_in, PRIVATE, foreign(0, words=PRIVATE), kind)
    return signed_in
