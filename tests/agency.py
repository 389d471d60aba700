"""A small agency for tests, made through the services: two peer supporters, two supervisors, their users."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.services import staff, users
from app.services.across import opening
from app.services.across.opening import SignedIn
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import agreements, signing, supervisors
from app.services.supervision import sessions as held
from app.services.supervision.agreements import AgreementEntry
from app.services.supervision.sessions import SessionEntry
from app.services.supervision.supervisors import SupervisorEntry
from app.services.users import UserEntry

PASSPHRASE = "three herons by the dam"
HELD = {
    "staff": "AW",
    "supervisor": "RC",
    "date": "2026-03-04",
    "start": "14:00",
    "stop": "15:00",
    "format": "individual",
    "manner": "in_person",
}
ANNIE = dict(code="AW", name="Annie Whitegrass", pack="mt-cbhpss", started_on="2026-01-01")
RUTH = dict(
    code="RC", name="Ruth Calfrobe", license_type="social_worker", license_number="L-20417",
    licensed_on="2015-02-01", license_expires_on="2026-12-31",
)  # fmt: skip
LATER = dt.datetime(2026, 3, 6, 18, tzinfo=dt.UTC)


def people(session: Session) -> None:
    """Annie and Dale, Ruth and Mark, and an agreement of each of the first two with Ruth."""
    for code, name in (("AW", "Annie Whitegrass"), ("DR", "Dale Running Crane")):
        staff.add(
            session,
            StaffEntry.read({"code": code, "name": name, "pack": "mt-cbhpss", "started_on": "2026-01-01"}),
        )
        if code == "AW":
            for led, called in (("RC", "Ruth Calfrobe"), ("MS", "Mark Sorensen")):
                supervisors.add(session, SupervisorEntry.read(supervisor(code=led, name=called)))
        agreements.add(session, AgreementEntry.read(agreement(staff=code)))


def select_staff() -> Select[tuple[Staff]]:
    """All staff in the order of their codes."""
    return select(Staff).order_by(Staff.code)


def supervisor(**changed: str) -> dict[str, Any]:
    """A supervisor as typed."""
    return {
        "code": "RC",
        "name": "Ruth Calfrobe",
        "license_type": "social_worker",
        "license_number": "L-1",
        "licensed_on": "2015-01-01",
    } | changed


def agreement(**changed: str) -> dict[str, Any]:
    """An agreement as typed."""
    return {
        "staff": "AW",
        "supervisor": "RC",
        "signed_on": "2026-01-01",
        "not_therapist_confirmed": "yes",
    } | changed


def entry(**changed: str) -> SessionEntry:
    """A session as typed."""
    return SessionEntry.read(HELD | changed)


def record(signed_in: SignedIn, **changed: str) -> uuid.UUID:
    """Record a session; its id."""
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        return held.record(session, entry(**changed)).id


def enter(signed_in: SignedIn, name: str, roles: str, staff: str = "", supervisor: str = "") -> SignedIn:
    """Add a user and sign them in beside the manager, in the same open store."""
    user = UserEntry.read({"name": name, "roles": roles, "staff": staff, "supervisor": supervisor})
    user_id = opening.add_user(signed_in, user, PASSPHRASE, cost=vault.LOW)
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        actor = users.actor_for(session, user_id)
    return SignedIn(signed_in.store, actor, signed_in.zone, signed_in.agency)


def sign(who: SignedIn, *ids: uuid.UUID, at: dt.datetime = LATER) -> None:
    """Sign sessions as this person."""
    key = opening.signing_key(who, PASSPHRASE)
    with sessions.transaction(who.store, who.actor, at) as session:
        signing.sign(session, ids, key)
