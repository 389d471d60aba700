"""Closing a month: the supervisor signs its statement, then the supervisee; later changes make it out of date.

Each month is closed by person, supervisor and rule pack; `version` counts on where it is closed again.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.planning import ClosingSignature, MonthClosing
from app.models.staff import Staff
from app.models.supervision import License, Supervisor
from app.models.users import UserKey
from app.services import users
from app.services.documents import words
from app.services.packs import library
from app.services.problems import Forbidden, Frozen, Invalid
from app.services.rules import packs, statement
from app.services.store import audit, signing
from app.services.supervision import months, owed
from app.services.supervision.months import SUPERVISEE, SUPERVISOR, Closed, Wanted
from app.services.supervision.signing import key_row
from app.services.users import Action, Actor, allowed
from app.wording import N_, _

KIND, VERSION = "month", 1
KNOWN = (f"{KIND}@1",)
NOT_LED = N_("There is no supervision of yours with {name} in {month}: no agreement in force, and no session.")
NO_USER = N_("No user is linked to {name}, so they could not sign here. Link one in Settings, or print it to sign by hand.")


@dataclass(frozen=True)
class _Signer:
    """Who signs, when, with which key."""

    actor: Actor
    at: dt.datetime
    today: dt.date
    key: Ed25519PrivateKey
    row: UserKey


def _signer(session: Session, key: Ed25519PrivateKey) -> _Signer:
    actor, at = users.actor_of(session), session.info["at"]
    today = users.today(session)
    return _Signer(actor, at, today, key, key_row(session, actor, key))


@allowed(Action.CLOSE_MONTH)
def close(session: Session, wanted: Sequence[Wanted], key: Ed25519PrivateKey) -> list[MonthClosing]:
    """Close each month and sign it as its supervisor; all of them, or none.

    Raises Forbidden without the link to a supervisor, Frozen for a month that stands closed as it is or of which
    something waits for a signature, Invalid for one that is not over, that holds none of this supervisor's work, or
    whose supervisee cannot sign here.
    """
    signer = _signer(session, key)
    if signer.actor.supervisor_id is None:
        raise Forbidden(_("Only a user who is linked to a supervisor can close a month."))
    led = session.scalars(select(Supervisor).where(Supervisor.id == signer.actor.supervisor_id)).one()
    found = owed.gathered(session, signer.today)
    standing = {(one.wanted, one.supervisor): one for one in months.closed(session, signer.today, found)}
    can_sign, held = months.signers(session), months.unsettled(session, led.code)
    made = []
    for one in sorted(set(wanted), key=lambda one: (one.month, one.staff, one.pack)):
        staff_id = _require_closable(found, one, led, signer, can_sign)
        waits = months.waits_words(held.of(staff_id, one))
        if waits:
            raise Frozen(_("{month} of {name}: {waits}").format(
                month=words.month(one.month), name=found.people[staff_id].name, waits=waits
            ))  # fmt: skip
        before = standing.get((one, led.code))
        if before is not None and not before.changes:
            raise Frozen(_closed_already(before))
        made.append(_closing(session, found, one, staff_id, led, before.version + 1 if before else 1, signer))
    session.add_all(made)
    session.flush()
    _sign(session, made, SUPERVISOR, signer)
    return made


@allowed(Action.SIGN)
def sign(session: Session, ids: Sequence[uuid.UUID], key: Ed25519PrivateKey) -> list[ClosingSignature]:
    """Sign closed months as the one whose months they are; all of the batch, or none.

    Raises Forbidden for somebody else's month, Frozen for one that is signed already, was closed again since, or is
    out of date.
    """
    signer = _signer(session, key)
    rows = list(session.scalars(select(MonthClosing).where(MonthClosing.id.in_(ids))))
    own = signer.actor.staff_id
    if own is None or len(rows) != len(set(ids)) or any(row.staff_id != own for row in rows):
        raise Forbidden(_("You can sign only the statements of your own months."))
    mine = session.scalars(select(Staff.code).where(Staff.id == own)).one()
    newest = {one.id: one for one in months.closed(session, signer.today, staff=mine)}
    for row in rows:
        _require_signable(newest.get(row.id))
    return _sign(session, sorted(rows, key=lambda row: (row.month, row.id)), SUPERVISEE, signer)


def _require_signable(one: Closed | None) -> None:
    if one is None:
        raise Frozen(_("This month was closed again since. Sign the newer statement."))
    if one.signature(SUPERVISEE) is not None:
        raise Frozen(_("You have signed this statement already."))
    if one.changes:
        told = _("The figures of {month} changed after {name} signed. Ask {name} to close the month again.")
        raise Frozen(told.format(month=words.month(one.wanted.month), name=one.supervisor_name))


def _require_closable(
    found: owed.Gathered, one: Wanted, led: Supervisor, signer: _Signer, can_sign: set[uuid.UUID]
) -> uuid.UUID:
    """The staff id of a month that may be closed. Raises Invalid."""
    month = words.month(one.month)
    if one.month.day != 1 or signer.today <= one.last:
        told = _("{month} is not over. It can be closed from the first day of the next month on.")
        raise Invalid({"month": told.format(month=month)})
    staff_id = next((key for key, person in found.people.items() if person.code == one.staff), None)
    if staff_id is None:
        raise Invalid({"staff": _("No staff member has the code {code}.").format(code=one.staff)})
    person = found.people[staff_id]
    if months.of_month(found, staff_id, led.code, one) is None:
        told = _("{name} does not work under these rules in {month}.")
        raise Invalid({"pack": told.format(name=person.name, pack=one.pack, month=month)})
    if not months.leads(person, led.code, one):
        raise Invalid({"month": _(NOT_LED).format(name=person.name, month=month)})
    if staff_id == signer.actor.staff_id:
        raise Invalid({"staff": _("Nobody signs a statement for both sides. Another supervisor has to close it.")})
    if staff_id not in can_sign:
        raise Invalid({"staff": _(NO_USER).format(name=person.name)})
    return staff_id


def _closed_already(one: Closed) -> str:
    told = _("{month} is closed already and waits for the signature of {name}.")
    if one.by_both:
        told = _("{month} of {name} is closed already, with both signatures. Nothing in it has changed since.")
    return told.format(month=words.month(one.wanted.month), name=one.staff_name)


def _closing(
    session: Session,
    found: owed.Gathered,
    one: Wanted,
    staff_id: uuid.UUID,
    led: Supervisor,
    version: int,
    signer: _Signer,
) -> MonthClosing:
    """The row with the statement as it is signed."""
    now = months.of_month(found, staff_id, led.code, one)
    assert now is not None
    said = {
        "staff": staff_id.hex, "supervisor": led.id.hex, "pack": one.pack, "month": f"{one.month:%Y-%m}",
        "version": version, "as_of": signer.today.isoformat(), "pack_title": _(packs.find(library(session), one.pack).title),
        "names": {staff_id.hex: found.people[staff_id].name, led.id.hex: led.name}, **statement.values(now),
    }  # fmt: skip
    kept = audit.canonical(said)
    return MonthClosing(
        staff_id=staff_id, supervisor_id=led.id, pack=one.pack, month=one.month, version=version, statement=kept,
        digest=hashlib.sha256(kept).digest(), closed_at=signer.at, closed_by=signer.actor.user_id,
    )  # fmt: skip


def _sign(session: Session, rows: Sequence[MonthClosing], role: str, signer: _Signer) -> list[ClosingSignature]:
    """Signatures that cover the rows, and the audit with them in it."""
    position = audit.position(session)
    who: dict[str, Any] = {"role": role, "user": signer.actor.name, "signed_on": signer.today.isoformat()}
    if role == SUPERVISOR:
        who |= {"licenses": _licenses(session, signer)}
    made = []
    for row in rows:
        said = {"statement": json.loads(row.statement), "signer": who, "audit": list(position)}
        payload = signing.sealed(KIND, VERSION, said)
        made.append(
            ClosingSignature(
                closing_id=row.id, role=role, user_id=signer.actor.user_id, key_id=signer.row.id, signed_at=signer.at,
                signed_on=signer.today, audit_count=position[0], audit_head=position[1], payload=payload,
                signature=signing.sign(payload, signer.key),
            )
        )  # fmt: skip
    session.add_all(made)
    session.flush()
    return made


def _licenses(session: Session, signer: _Signer) -> list[list[str]]:
    """(type, number) of the signing supervisor's licenses in force that day."""
    query = select(License).where(License.supervisor_id == signer.actor.supervisor_id).order_by(License.from_on)
    return [
        [row.license_type, row.license_number]
        for row in session.scalars(query)
        if row.from_on <= signer.today and (row.license_expires_on is None or signer.today <= row.license_expires_on)
    ]


@allowed(Action.VERIFY)
def faults(session: Session) -> Iterator[tuple[str, str]]:
    """(closing id, sentence) of each closed month whose statement or signature does not hold."""
    keys = {row.id: row for row in session.scalars(select(UserKey))}
    rows = {row.id: row for row in session.scalars(select(MonthClosing).order_by(MonthClosing.month, MonthClosing.id))}
    for row in rows.values():
        if hashlib.sha256(row.statement).digest() != row.digest or not _names_itself(row):
            yield row.id.hex, _("The statement of a closed month was changed outside Peerdesk.")
    signed_off = set(session.scalars(select(ClosingSignature.closing_id).where(ClosingSignature.role == SUPERVISOR)))
    for key in rows.keys() - signed_off:
        yield key.hex, _("A closed month has lost its supervisor's signature.")
    query = select(ClosingSignature).order_by(ClosingSignature.signed_at, ClosingSignature.id)
    for given in session.scalars(query):
        sentence = _fault(given, rows.get(given.closing_id), keys.get(given.key_id))
        if sentence:
            yield given.closing_id.hex, sentence


def _names_itself(row: MonthClosing) -> bool:
    said = json.loads(row.statement)
    named = [said[name] for name in ("staff", "supervisor", "pack", "month", "version")]
    return named == [row.staff_id.hex, row.supervisor_id.hex, row.pack, f"{row.month:%Y-%m}", row.version]


def _fault(given: ClosingSignature, row: MonthClosing | None, key: UserKey | None) -> str:
    if row is None:
        return _("A signed month is missing.")
    if key is None or not signing.holds(given.payload, given.signature, key.signing_public):
        return _("A signature on a month does not hold: the signed text or the signature was changed.")
    said: dict[str, Any] = json.loads(given.payload)
    if said["kind"] not in KNOWN:
        return _("A signature is of a kind that this Peerdesk does not know.")
    if said["signer"]["role"] != given.role or said["signer"]["signed_on"] != given.signed_on.isoformat():
        return _("A signature's role or day was changed after signing.")
    if said["statement"] != json.loads(row.statement):
        return _("A signed month was changed after signing.")
    return ""
