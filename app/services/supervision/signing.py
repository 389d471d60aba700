"""Signing sessions: exact bytes per signer, the first signature freezes, a batch takes one passphrase."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm import Session, selectinload

from app.models.staff import Enrolment, StaffName
from app.models.supervision import (
    License,
    PaperDocument,
    PaperDocumentSession,
    SessionAttendance,
    Signature,
    SupervisionSession,
    SupervisorName,
)
from app.models.users import UserKey
from app.services import users
from app.services.problems import Forbidden, Invalid
from app.services.store import audit, signing
from app.services.supervision import signatures
from app.services.supervision.session_list import is_replaced
from app.services.supervision.sessions import WHOLE, in_time, load
from app.services.users import Action, Actor, allowed
from app.wording import N_, _

KIND, VERSION = "supervision-session", 2
KNOWN = (f"{KIND}@1", f"{KIND}@2")  # the second keeps what the supervisor attests; the session's own part is the same
ACCURATE = N_(
    "I attest that this log is accurate: the session was held on the day and for the time shown, with the people named. "
    "It holds no confidential information about any person served."
)
COVERS = {
    "reviewed_assessments": N_("(a) assessments, interpretations and referrals"),
    "reviewed_interventions": N_("(b) support given, results of assessments and the planning of what comes next"),
}
SUPERVISOR, SUPERVISEE = "supervisor", "supervisee"
NOT_YOURS = N_("You can sign only sessions that you led or attended.")


@allowed(Action.SIGN)
def sign(session: Session, ids: Sequence[uuid.UUID], key: Ed25519PrivateKey) -> list[Signature]:
    """Sign each session as its supervisor or as one who attended; all of the batch, or none.

    Raises Forbidden where the signer was neither or has no link, Invalid where a session is signed by them already or
    lies in the future.
    """
    actor, at = users.actor_of(session), session.info["at"]
    today = users.today(session)
    signer = key_row(session, actor, key)
    position = audit.position(session)
    query = select(SupervisionSession).options(*WHOLE).where(SupervisionSession.id.in_(ids))
    found = sorted(session.scalars(query), key=in_time)
    if len(found) != len(set(ids)):
        raise Forbidden(actor.not_linked() or _(NOT_YOURS))
    made = [_signature(session, one, actor, at, today, key, signer, position) for one in found]
    session.add_all(made)
    session.flush()
    return made


@allowed(Action.SIGN)
def key_row(session: Session, actor: Actor, key: Ed25519PrivateKey) -> UserKey:
    """The public key on record that checks what this key signs. Raises Forbidden where another one is."""
    row = session.scalar(
        select(UserKey).where(UserKey.user_id == actor.user_id, UserKey.to_at.is_(None))
    )
    if row is None or row.signing_public != signing.public_of(key):
        raise Forbidden(_("This signing key is not the one on record for you. Ask your manager to reset it."))
    return row


def _signature(
    session: Session,
    one: SupervisionSession,
    actor: Actor,
    at: dt.datetime,
    today: dt.date,
    key: Ed25519PrivateKey,
    key_row: UserKey,
    position: tuple[int, str],
) -> Signature:
    role = _role(one, actor, today)
    signer = _signer(session, one, actor, role)
    values = {
        "session": projection_1(one, _names(session, one)),
        "signer": {"role": role, "user": actor.name, "signed_on": today.isoformat(), **signer},
        "audit": list(position),
    }
    payload = signing.sealed(KIND, VERSION, values)
    return Signature(
        session_id=one.id,
        role=role,
        staff_id=actor.staff_id if role == SUPERVISEE else None,
        user_id=actor.user_id,
        key_id=key_row.id,
        signed_at=at,
        signed_on=today,
        audit_count=position[0],
        audit_head=position[1],
        payload=payload,
        signature=signing.sign(payload, key),
    )


def _role(one: SupervisionSession, actor: Actor, today: dt.date) -> str:
    """As what this person signs the session; raises where they may not, or not yet, or have done so."""
    role = role_of(one, actor)
    if today < one.date:
        raise Invalid({"date": _("This session lies in the future. Sign it once it has been held.")})
    if has_signed(one, role, actor):
        raise Invalid({"": _("You have signed this session already.")})
    return role


@allowed(Action.SIGN)
def why_not(session: Session, session_id: uuid.UUID) -> str:
    """Why this session does not wait for this person's signature, as a sentence; '' where it does. Raises NotFound."""
    one, actor = load(session, session_id), users.actor_of(session)
    try:
        role = _role(one, actor, users.today(session))
    except (Forbidden, Invalid) as wrong:
        return wrong.sentence
    found = signatures.of(one)
    part = found.supervisor if role == SUPERVISOR or actor.staff_id is None else found.of(actor.staff_id)
    if part is not None and part.way is signatures.Way.HAND:
        return _("This session is signed already, by hand on paper.")
    number = session.scalar(
        select(PaperDocument.number)
        .join(PaperDocumentSession, PaperDocumentSession.document_id == PaperDocument.id)
        .where(PaperDocumentSession.session_id == session_id, PaperDocument.withdrawn_at.is_(None))
        .limit(1)
    )
    if number is None:
        return ""
    told = _("This session is printed as {number}, to be signed by hand. Sign that paper, or withdraw it under Paper first.")
    return told.format(number=number)


def has_signed(one: SupervisionSession, role: str, actor: Actor) -> bool:
    """Whether this person has signed in this role, by whichever of their users."""
    return any(row.role == role and (role == SUPERVISOR or row.staff_id == actor.staff_id) for row in one.signatures)


def attestation(one: SupervisionSession) -> dict[str, Any]:
    """What a supervisor attests by signing, in the words shown to them: accuracy, and what each sign-off covers."""
    said: dict[bool, list[str]] = {True: [], False: []}
    for name, covered in COVERS.items():
        said[bool(getattr(one, name))].append(_(covered))
    return {"accurate": _(ACCURATE), "reviewed_and_approved": said[True], "not_marked": said[False]}


def role_of(one: SupervisionSession, actor: Actor) -> str:
    """As what this person signs the session. Raises Forbidden where they neither led nor attended it."""
    if actor.supervisor_id is not None and one.supervisor_id == actor.supervisor_id:
        return SUPERVISOR
    if actor.staff_id is not None and any(row.staff_id == actor.staff_id for row in one.attendance):
        return SUPERVISEE
    raise Forbidden(actor.not_linked() or _(NOT_YOURS))


def projection_1(one: SupervisionSession, names: dict[str, str]) -> dict[str, Any]:
    """What versions 1 and 2 of a signature cover of a session; frozen: later columns never enter it."""
    return {
        "id": one.id.hex,
        "date": one.date.isoformat(),
        "start": one.start.strftime("%H:%M"),
        "start_fold": one.start_fold,
        "stop": one.stop.strftime("%H:%M"),
        "stop_fold": one.stop_fold,
        "zone": one.zone,
        "starts": one.starts,
        "stops": one.stops,
        "format": one.format,
        "manner": one.manner,
        "pack": one.pack,
        "topics": one.topics,
        "description": one.description,
        "summary": one.summary,
        "follow_up": one.follow_up,
        "reviewed_assessments": one.reviewed_assessments,
        "reviewed_interventions": one.reviewed_interventions,
        "amends": one.amends_id.hex if one.amends_id else None,
        "amendment_reason": one.amendment_reason,
        "void": one.void,
        "supervisor": one.supervisor_id.hex,
        "staff": sorted(row.staff_id.hex for row in one.attendance),
        "names": names,
    }


def _names(session: Session, one: SupervisionSession) -> dict[str, str]:
    """Staff and supervisor key -> the name in use on the session's day."""
    day, ids = one.date, [row.staff_id for row in one.attendance]
    names = {row.staff_id.hex: row.staff.name for row in one.attendance}
    names[one.supervisor_id.hex] = one.supervisor.name
    for kept in session.scalars(select(StaffName).where(StaffName.staff_id.in_(ids))):
        if _within(kept.from_on, kept.to_on, day):
            names[kept.staff_id.hex] = kept.name
    led = select(SupervisorName).where(SupervisorName.supervisor_id == one.supervisor_id)
    for name in session.scalars(led):
        if _within(name.from_on, name.to_on, day):
            names[one.supervisor_id.hex] = name.name
    return names


def _within(first: dt.date | None, last: dt.date | None, day: dt.date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _signer(session: Session, one: SupervisionSession, actor: Actor, role: str) -> dict[str, Any]:
    """The licenses of a signing supervisor, or the certificates of a signing supervisee, on the session's day."""
    if role == SUPERVISOR:
        query = select(License).where(License.supervisor_id == one.supervisor_id).order_by(License.from_on)
        licenses = [
            [row.license_type, row.license_number]
            for row in session.scalars(query)
            if _within(row.from_on, row.license_expires_on, one.date)
        ]
        return {"licenses": licenses, "attests": attestation(one)}
    query_own = select(Enrolment).where(Enrolment.staff_id == actor.staff_id).order_by(Enrolment.pack)
    return {"certificates": [[row.pack, row.certification_number] for row in session.scalars(query_own)]}


@allowed(Action.SEE_SUPERVISION)
def waiting(session: Session) -> list[SupervisionSession]:
    """Held sessions that wait for this person's signature, oldest first; empty without a link.

    What stands on a paper printed for signature waits for a hand, not for a passphrase.
    """
    found: dict[uuid.UUID, SupervisionSession] = {}
    for rule in _waits(session):
        found |= {one.id: one for one in session.scalars(select(SupervisionSession).options(*WHOLE).where(*rule))}
    return sorted(found.values(), key=in_time)


@allowed(Action.SEE_SUPERVISION)
def ids_waiting(session: Session) -> set[uuid.UUID]:
    """The ids of the sessions that wait for this person's signature."""
    return {key for rule in _waits(session) for key in session.scalars(select(SupervisionSession.id).where(*rule))}


def _waits(session: Session) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """The conditions of a session that waits for this person: as its supervisor, and as one who attended."""
    actor = users.actor_of(session)
    today = users.today(session)
    kept, given = SupervisionSession, SupervisionSession.signatures
    led = kept.supervisor_id == actor.supervisor_id if actor.supervisor_id is not None else false()
    mine = [and_(led, ~given.any(Signature.role == SUPERVISOR), ~signatures.on_paper(None))]
    if actor.staff_id is not None:
        attended = select(SessionAttendance.session_id).where(SessionAttendance.staff_id == actor.staff_id)
        own = and_(Signature.role == SUPERVISEE, Signature.staff_id == actor.staff_id)
        mine.append(and_(kept.id.in_(attended), ~led, ~given.any(own), ~signatures.on_paper(actor.staff_id)))
    printed = (
        select(PaperDocumentSession.session_id)
        .join(PaperDocument, PaperDocument.id == PaperDocumentSession.document_id)
        .where(PaperDocument.withdrawn_at.is_(None))
    )
    for rule in mine:
        yield rule, kept.date <= today, kept.id.not_in(printed), ~is_replaced()


@allowed(Action.VERIFY)
def faults(session: Session) -> Iterator[tuple[str, str]]:
    """(session id, sentence) of each signature that does not hold, or whose session now says something else."""
    keys = {row.id: row for row in session.scalars(select(UserKey))}
    query = (
        select(Signature)
        .join(SupervisionSession, SupervisionSession.id == Signature.session_id)
        .order_by(SupervisionSession.starts, Signature.id)
    )
    rows = list(session.scalars(query))
    sessions = {
        one.id: one
        for one in session.scalars(
            select(SupervisionSession)
            .options(selectinload(SupervisionSession.attendance))
            .where(SupervisionSession.id.in_(select(Signature.session_id)))
        )
    }
    for row in rows:
        sentence = _fault(row, sessions.get(row.session_id), keys.get(row.key_id))
        if sentence:
            yield row.session_id.hex, sentence


def _fault(row: Signature, one: SupervisionSession | None, key: UserKey | None) -> str:
    if one is None:
        return _("A signed session is missing.")
    gone = signing.redacted(row.payload)  # somebody named there is destroyed; the record of changes tells of it
    if key is None or not (gone or signing.holds(row.payload, row.signature, key.signing_public)):
        return _("A signature does not hold: the signed text or the signature was changed.")
    kept = json.loads(row.payload)
    if kept["kind"] not in KNOWN:
        return _("A signature is of a kind that this Peerdesk does not know.")
    if kept["signer"]["role"] != row.role or kept["signer"]["signed_on"] != row.signed_on.isoformat():
        return _("A signature's role or day was changed after signing.")
    if kept["session"] != projection_1(one, kept["session"]["names"]):
        return _("A signed session was changed after signing.")
    return ""
