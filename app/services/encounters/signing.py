"""Signing notes: the writer's signature freezes one, the supervisor's signs it off; a batch takes one passphrase."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.models.clients import ClientName
from app.models.encounters import Encounter, EncounterSignature
from app.models.staff import StaffName
from app.models.supervision import Agreement
from app.models.users import UserKey
from app.services import users
from app.services.encounters import listing
from app.services.encounters.entry import EncounterEntry
from app.services.encounters.notes import WHOLE, load
from app.services.problems import Forbidden, Invalid
from app.services.store import audit, signing
from app.services.users import Action, Actor, Role, allowed
from app.wording import N_, _

KIND, VERSION = "encounter", 1
WRITER, SUPERVISOR = "writer", "supervisor"
# What makes a note a note: without these nobody signs one. An assessment may be blank.
NEEDED = {
    "data": N_("Say what happened before you sign the note."),
    "plan": N_("Say who does what next before you sign the note."),
}
NOT_YOURS = N_("You can sign only notes that you wrote or supervise.")


def lacking(one: Encounter | EncounterEntry) -> dict[str, str]:
    """What a note still needs before anybody signs it, a sentence a field; one that takes a note back needs nothing."""
    if isinstance(one, Encounter) and one.void:
        return {}
    return {name: _(said) for name, said in NEEDED.items() if not getattr(one, name).strip()}


@allowed(Action.SIGN)
def sign(session: Session, ids: Sequence[uuid.UUID], key: Ed25519PrivateKey) -> list[EncounterSignature]:
    """Sign each note as its writer, or sign it off as the writer's supervisor; all of the batch, or none.

    Raises Forbidden where the signer is neither or has no link, Invalid where they signed it already, where the
    encounter lies in the future, where the note lacks what makes it one, or where a supervisor would sign before the
    writer.
    """
    actor, at = users.actor_of(session), session.info["at"]
    today = users.today(session)
    key_row = _key_row(session, actor, key)
    position = audit.position(session)
    query = select(Encounter).options(*WHOLE).where(Encounter.id.in_(ids))
    found = sorted(session.scalars(query), key=lambda one: (one.starts, one.id))
    if len(found) != len(set(ids)):
        raise Forbidden(actor.not_linked() or _(NOT_YOURS))
    made = []
    for one in found:
        role = _role(session, one, actor, today)
        payload = signing.sealed(KIND, VERSION, _values(session, one, role, actor, today, position))
        made.append(
            EncounterSignature(
                encounter_id=one.id,
                role=role,
                user_id=actor.user_id,
                key_id=key_row.id,
                signed_at=at,
                signed_on=today,
                audit_count=position[0],
                audit_head=position[1],
                payload=payload,
                signature=signing.sign(payload, key),
            )
        )
    session.add_all(made)
    session.flush()
    return made


def _key_row(session: Session, actor: Actor, key: Ed25519PrivateKey) -> UserKey:
    row = session.scalar(select(UserKey).where(UserKey.user_id == actor.user_id, UserKey.to_at.is_(None)))
    if row is None or row.signing_public != signing.public_of(key):
        raise Forbidden(_("This signing key is not the one on record for you. Ask your manager to reset it."))
    return row


def _role(session: Session, one: Encounter, actor: Actor, today: dt.date) -> str:
    """As what this person signs the note; raises where they may not or it is too early."""
    if unlinked := actor.not_linked():
        raise Forbidden(unlinked)
    if today < one.date:
        raise Invalid({"date": _("This encounter lies in the future. Sign the note once it has taken place.")})
    if needs := lacking(one):
        raise Invalid(needs)
    signed = {row.role for row in one.signatures}  # of a role there is one person, whichever user they sign with
    if actor.staff_id is not None and one.staff_id == actor.staff_id:
        if WRITER in signed:
            raise Invalid({"": _("You have signed this note already.")})
        return WRITER
    if actor.supervisor_id is None or one.staff_id not in led(session, actor.supervisor_id, one.date, today):
        raise Forbidden(_(NOT_YOURS))
    if WRITER not in signed:
        raise Invalid({"": _("The writer signs first. Then you sign the note off.")})
    if SUPERVISOR in signed:
        raise Invalid({"": _("A supervisor has signed this note off already.")})
    return SUPERVISOR


@allowed(Action.SIGN)
def why_not(session: Session, encounter_id: uuid.UUID) -> str:
    """Why this person cannot sign a note now, as a sentence; '' where they can. Raises NotFound."""
    actor, one = users.actor_of(session), load(session, encounter_id)
    today = users.today(session)
    try:
        _role(session, one, actor, today)
    except (Forbidden, Invalid) as wrong:
        return wrong.sentence
    return ""


@allowed(Action.SEE_ENCOUNTERS)
def led(session: Session, supervisor_id: uuid.UUID, *days: dt.date) -> set[uuid.UUID]:
    """The staff with whom this supervisor has an agreement in force on one of the days."""
    query = select(Agreement.staff_id, Agreement.signed_on, Agreement.ends_on)
    return {
        row.staff_id
        for row in session.execute(query.where(Agreement.supervisor_id == supervisor_id))
        if any(row.signed_on <= day <= (row.ends_on or day) for day in days)
    }


def _values(
    session: Session, one: Encounter, role: str, actor: Actor, today: dt.date, position: tuple[int, str]
) -> dict[str, Any]:
    return {
        "encounter": projection_1(one, _names(session, one)),
        "signer": {"role": role, "user": actor.name, "signed_on": today.isoformat()},
        "audit": list(position),
    }


def projection_1(one: Encounter, names: dict[str, str]) -> dict[str, Any]:
    """Version 1 of what a signature covers of an encounter; frozen: later columns never enter it."""
    return {
        "id": one.id.hex,
        "staff": one.staff_id.hex,
        "date": one.date.isoformat(),
        "start": one.start.strftime("%H:%M"),
        "start_fold": one.start_fold,
        "stop": one.stop.strftime("%H:%M"),
        "stop_fold": one.stop_fold,
        "zone": one.zone,
        "starts": one.starts,
        "stops": one.stops,
        "manner": one.manner,
        "place": one.place,
        "service_type": one.service_type,
        "phase": one.phase,
        "support": one.support,
        "goal": one.goal,
        "group": one.group,
        "data": one.data,
        "assessment": one.assessment,
        "plan": one.plan,
        "funding": one.funding_id.hex if one.funding_id else None,
        "amends": one.amends_id.hex if one.amends_id else None,
        "amendment_reason": one.amendment_reason,
        "void": one.void,
        "clients": {row.client_id.hex: row.private_line for row in one.attendance},
        "names": names,
    }


def _names(session: Session, one: Encounter) -> dict[str, str]:
    """Staff and client key -> the name in use on the encounter's day."""
    names = {row.client_id.hex: f"{row.client.first_name} {row.client.last_name}" for row in one.attendance}
    names[one.staff_id.hex] = one.staff.name
    for kept in session.scalars(select(StaffName).where(StaffName.staff_id == one.staff_id)):
        if _within(kept.from_on, kept.to_on, one.date):
            names[kept.staff_id.hex] = kept.name
    met = [row.client_id for row in one.attendance]
    for named in session.scalars(select(ClientName).where(ClientName.client_id.in_(met))):
        if _within(named.from_on, named.to_on, one.date):
            names[named.client_id.hex] = f"{named.first_name} {named.last_name}"
    return names


def _within(first: dt.date | None, last: dt.date | None, day: dt.date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


@allowed(Action.SEE_ENCOUNTERS)
def waiting(session: Session, limit: int | None = None) -> list[Encounter]:
    """Notes of this person that they can sign now, the oldest first; empty without a link to a staff member.

    A note that a supervisor sent back waits to be revised, and is not among them until it is ready again.
    """
    query = _unsigned(select(Encounter), session).where(_whole()).options(*WHOLE)
    return list(session.scalars(query.order_by(Encounter.starts, Encounter.id).limit(limit)))


@allowed(Action.SEE_ENCOUNTERS)
def unfinished(session: Session, limit: int | None = None) -> list[Encounter]:
    """Notes of this person that still lack what a signature needs, the oldest first."""
    query = _unsigned(select(Encounter), session).where(~_whole()).options(*WHOLE)
    return list(session.scalars(query.order_by(Encounter.starts, Encounter.id).limit(limit)))


@allowed(Action.SEE_ENCOUNTERS)
def ids_waiting(session: Session) -> list[uuid.UUID]:
    """The ids of the notes that wait for this person's signature."""
    return list(session.scalars(_unsigned(select(Encounter.id), session).where(_whole())))


@allowed(Action.SEE_ENCOUNTERS)
def count_waiting(session: Session) -> int:
    """How many notes of this person wait for their signature."""
    return session.scalar(_unsigned(select(func.count(Encounter.id)), session).where(_whole())) or 0


@allowed(Action.SEE_ENCOUNTERS)
def count_unfinished(session: Session) -> int:
    """How many notes of this person still lack what a signature needs."""
    return session.scalar(_unsigned(select(func.count(Encounter.id)), session).where(~_whole())) or 0


def _whole() -> Any:
    """As `lacking`, asked of the table."""
    return or_(Encounter.void, and_(*(func.trim(getattr(Encounter, name)) != "" for name in NEEDED)))


def _unsigned(query: Any, session: Session) -> Any:
    today = users.today(session)
    signed = exists().where(EncounterSignature.encounter_id == Encounter.id, EncounterSignature.role == WRITER)
    sent_back = func.coalesce(listing.last_word(), "") == "needs_revision"
    own = Encounter.staff_id == users.actor_of(session).staff_id
    return query.where(own, Encounter.date <= today, ~signed, ~sent_back)


@allowed(Action.VERIFY)
def faults(session: Session) -> Iterator[tuple[str, str]]:
    """(encounter id, sentence) of each signature that does not hold, or whose note now says something else.

    What somebody may not read is not looked at: a supervisor checks the notes of supervisees, an auditor none.
    """
    keys = {row.id: row for row in session.scalars(select(UserKey))}
    whole = Role.MANAGER in users.actor_of(session).roles
    notes = {
        one.id: one
        for one in session.scalars(
            select(Encounter)
            .options(selectinload(Encounter.attendance))
            .where(Encounter.id.in_(select(EncounterSignature.encounter_id)))
        )
    }
    query = select(EncounterSignature).order_by(EncounterSignature.signed_at, EncounterSignature.id)
    for row in session.scalars(query):
        sentence = _fault(row, notes.get(row.encounter_id), keys.get(row.key_id), whole)
        if sentence:
            yield row.encounter_id.hex, sentence


def _fault(row: EncounterSignature, one: Encounter | None, key: UserKey | None, whole: bool) -> str:
    if one is None:
        return _("A signed note is missing.")
    gone = signing.redacted(row.payload)  # somebody named there is destroyed; the record of changes tells of it
    if key is None or not (gone or signing.holds(row.payload, row.signature, key.signing_public)):
        return _("A signature does not hold: the signed text or the signature was changed.")
    kept = json.loads(row.payload)
    if kept["kind"] != f"{KIND}@1":
        return _("A signature is of a kind that this Peerdesk does not know.")
    if kept["signer"]["role"] != row.role or kept["signer"]["signed_on"] != row.signed_on.isoformat():
        return _("A signature's role or day was changed after signing.")
    now = projection_1(one, kept["encounter"]["names"])
    if not whole:  # of a group note only those whom this person may know of can be compared
        now["clients"] = {**kept["encounter"]["clients"], **now["clients"]}
    if kept["encounter"] != now:
        return _("A signed note was changed after signing.")
    return ""
