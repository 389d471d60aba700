"""Destroying records that are past their time: asked for by one, confirmed by another, told on a certificate.

An agency in which nobody else could confirm waits 30 days instead. What is destroyed cannot be brought back from the
store; copies made before still hold it, and the certificate names them.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from app import clock
from app.models.base import Goes
from app.models.clients import Client, ClientName
from app.models.retention import Destruction
from app.models.schema import METADATA
from app.models.staff import StaffName
from app.models.users import User
from app.services import users
from app.services.across import backups, opening, retention
from app.services.across.opening import SignedIn
from app.services.across.retention import Kept, Kind
from app.services.documents import words
from app.services.problems import Damaged, Forbidden, Frozen, Invalid, NotFound
from app.services.store import backup, destroying, verifying
from app.services.store import session as sessions
from app.services.store.destroying import Done, Subject
from app.services.store.reach import Belongings, Place
from app.services.store.verifying import Step
from app.services.users import Action, Actor, Role, allowed
from app.wording import _

PREFIX, WAIT = "DC", dt.timedelta(days=30)


def _columns(goes: Goes) -> list[Column[Any]]:
    """The references that say this of their row."""
    return [one for table in METADATA.tables.values() for one in table.columns if one.info.get("goes") is goes]


def _place(column: Column[Any]) -> Place:
    return column.table.name, column.name


def _named(column: Column[Any]) -> str:
    """The table whose rows a reference names."""
    (key,) = column.foreign_keys
    return str(key.column.table.name)


def _attached() -> dict[str, tuple[Place, ...]]:
    """Table -> the references by which rows hold a row of it."""
    columns = _columns(Goes.ATTACHED)
    return {table: tuple(_place(one) for one in columns if _named(one) == table) for table in map(_named, columns)}


def _signed() -> dict[str, Place]:
    """Shared table -> its signatures, whose bytes name everybody who was there, and their reference to its row."""
    shared = {_named(one) for one in _columns(Goes.SHARED)}
    return {
        _named(column): _place(column)
        for table in METADATA.tables.values() if {"payload", "signature"} <= set(table.columns.keys())
        for column in table.columns if column.foreign_keys and _named(column) in shared
    }  # fmt: skip


# What the tables are to a client or staff member, as their models say it.
BELONGINGS = Belongings(
    own=frozenset(map(_place, _columns(Goes.WITH))),
    shared=dict(map(_place, _columns(Goes.SHARED))),
    replaces=frozenset(map(_place, _columns(Goes.REPLACES))),
    attached=_attached(),
)
SIGNED = _signed()


@dataclass(frozen=True)
class Request:
    """A destruction as the list shows it: who asked, when, for whom; what it waits for; done, or taken back."""

    id: uuid.UUID
    number: str
    kind: Kind
    code: str
    last_on: dt.date
    kept_until: dt.date
    reason: str
    asked_at: dt.datetime
    asked_by: str
    waits_until: dt.date | None
    confirmed_by: str = ""
    done_at: dt.datetime | None = None
    withdrawn_at: dt.datetime | None = None
    backups: tuple[str, ...] = ()
    mine: bool = False  # asked for by the person who looks, also where they had another user then

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor taken back."""
        return self.done_at is None and self.withdrawn_at is None


@allowed(Action.ASK_DESTRUCTION)
def ask(session: Session, kind: Kind, key: uuid.UUID, typed_code: str, reason: str) -> Destruction:
    """Ask for the destruction of somebody's records; nothing is destroyed yet.

    `typed_code` is the person's code, typed so that nobody is taken for another. Raises Invalid for another code or no
    reason, Forbidden inside the time that records must be kept or under a hold, NotFound.
    """
    at: dt.datetime = session.info["at"]
    today = users.day(session, at)
    person = retention.of(session, kind, key, today)
    if typed_code.strip() != person.code:
        raise Invalid({"code": _("Type the code {code} to confirm whose records you mean.").format(code=person.code)})
    why = retention.said(reason, _("Say why these records go. Do not write a name here: this stays on record."))
    _require_past(person, today)
    if session.scalar(select(Destruction.id).where(Destruction.subject_id.in_(person.ids), _open())):
        raise Invalid({"": _("The destruction of these records is asked for already.")})
    actor = users.actor_of(session)
    made = Destruction(
        number=_next_number(session, today.year),
        subject_kind=person.kind,
        subject_id=person.id,
        subject_code=person.code,
        last_service_on=person.last_on,
        kept_until=person.until,
        reason=why,
        asked_at=at,
        asked_by=actor.user_id,
        waits_until=None if confirmers(session, actor.user_id) else today + WAIT,
    )
    session.add(made)
    session.flush()
    return made


def _open() -> ColumnElement[bool]:
    return Destruction.done_at.is_(None) & Destruction.withdrawn_at.is_(None)


def _next_number(session: Session, year: int) -> str:
    head = f"{PREFIX}-{year}-"
    newest = session.scalar(select(func.max(Destruction.number)).where(Destruction.number.startswith(head)))
    return f"{head}{int(newest.removeprefix(head)) + 1 if newest else 1:04d}"


def _require_past(person: Kept, today: dt.date) -> None:
    if person.blocks:
        raise Forbidden(" ".join(person.blocks))
    if not person.is_past(today):
        why = person.reasons[0]
        sentence = _("These records must be kept until {day}. {rule} ({source}).")
        raise Forbidden(sentence.format(day=words.long_day(why.until), rule=why.label, source=why.source))


@allowed(Action.CONFIRM_DESTRUCTION)
def confirmers(session: Session, asked_by: uuid.UUID) -> list[str]:
    """The names of those who could confirm what this user asked for: other people who are managers or supervisors."""
    same = users.of_person(session, asked_by)
    query = select(User).options(selectinload(User.roles)).where(User.removed_at.is_(None), User.id.not_in(same))
    may = {role.value for role in users.TABLE[Action.CONFIRM_DESTRUCTION]}
    return sorted(one.name for one in session.scalars(query) if may & {row.role for row in one.roles})


def everyone(signed_in: SignedIn) -> Actor:
    """The signed-in person with a manager's eyes: whoever confirms a destruction, all of it is looked at."""
    return replace(signed_in.actor, roles=frozenset({Role.MANAGER}))


@allowed(Action.CONFIRM_DESTRUCTION)
def requests(signed_in: SignedIn) -> list[Request]:
    """Every destruction asked for: the open ones first, then the newest."""
    with sessions.reading(signed_in.store, everyone(signed_in)) as session:
        people = {row.id: row.name for row in session.execute(select(User.id, User.name))}
        mine = users.of_person(session, signed_in.actor.user_id)
        rows = list(session.scalars(select(Destruction).order_by(Destruction.asked_at.desc(), Destruction.id)))
    found = [
        Request(
            row.id, row.number, Kind(row.subject_kind), row.subject_code, row.last_service_on, row.kept_until,
            row.reason, row.asked_at, people[row.asked_by], row.waits_until,
            people[row.confirmed_by] if row.confirmed_by else "", row.done_at, row.withdrawn_at,
            tuple(row.backups.splitlines()), row.asked_by in mine,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.is_open)


@allowed(Action.CONFIRM_DESTRUCTION)
def withdraw(signed_in: SignedIn, key: uuid.UUID, now: dt.datetime | None = None) -> None:
    """Take a request back; the records stay. Raises NotFound, Frozen once it is done."""
    with sessions.transaction(signed_in.store, everyone(signed_in), now) as session:
        row = _request(session, key)
        row.withdrawn_at = session.info["at"]
        session.flush()


def _request(session: Session, key: uuid.UUID) -> Destruction:
    row = session.scalar(select(Destruction).where(Destruction.id == key))
    if row is None:
        raise NotFound(_("This destruction is not on record."))
    if row.done_at is not None:
        raise Frozen(_("These records are destroyed already."))
    if row.withdrawn_at is not None:
        raise Frozen(_("This request was taken back. Ask anew."))
    return row


@allowed(Action.CONFIRM_DESTRUCTION)
def perform(
    signed_in: SignedIn,
    key: uuid.UUID,
    passphrase: str,
    *,
    drive: Path | None = None,
    now: dt.datetime | None = None,
    step: Step = lambda: None,
) -> Done:
    """Confirm a request with one's own passphrase and destroy the records, all of them or nothing.

    `drive` is the folder where copies lie besides the store's own. Raises Forbidden for the one who asked where somebody
    else could confirm or the 30 days are not over, and for records that may not go; WrongPassphrase; Damaged where the
    check of the store, which comes first, finds a fault; NotFound, Frozen.
    """
    opening.signing_key(signed_in, passphrase)
    store, at = signed_in.store, now or clock.now()
    if next(verifying.faults(store, METADATA, step), None) is not None:
        raise Damaged(
            _("The check of the store finds a fault, so nothing was destroyed. Look at Settings, Security first.")
        )
    with sessions.transaction(store, everyone(signed_in), at) as session:
        row, today = _request(session, key), users.day(session, at)
        _require_second(session, row, signed_in.actor.user_id, today)
        person = retention.of(session, Kind(row.subject_kind), row.subject_id, today)
        _require_past(person, today)
        rule = _("{rule}: until {day} ({source}).")
        why = [rule.format(rule=one.label, day=words.long_day(one.until), source=one.source) for one in person.reasons]
        done = destroying.destroy(
            session, METADATA, BELONGINGS, SIGNED, _subject(session, person), row.id, row.number, why
        )
        row.confirmed_at, row.confirmed_by, row.done_at = at, signed_in.actor.user_id, at
        row.rows = sum(done.rows.values())
        row.backups = "\n".join(_copies(signed_in, drive))
        session.flush()
    destroying.tidy(store)
    store.settle()
    return done


def _require_second(session: Session, row: Destruction, confirming: uuid.UUID, today: dt.date) -> None:
    if row.asked_by not in users.of_person(session, confirming):
        return
    others = confirmers(session, confirming)
    if others:
        raise Forbidden(_("Somebody else has to confirm it: {names}.").format(names=", ".join(others)))
    if row.waits_until is None or today < row.waits_until:
        day = row.waits_until or today + WAIT
        sentence = _("Nobody else could confirm it, so it waits 30 days: until {day}.")
        raise Forbidden(sentence.format(day=words.long_day(day)))


def _subject(session: Session, person: Kept) -> Subject:
    """Who goes, by what typing could name them; what else carries their name."""
    if person.kind is Kind.CLIENT:
        query = select(ClientName.first_name, ClientName.last_name).where(ClientName.client_id.in_(person.ids))
        named = {f"{row.first_name} {row.last_name}" for row in session.execute(query)}
        codes = set(session.scalars(select(Client.code).where(Client.id.in_(person.ids))))
        return Subject("client", person.ids, tuple(sorted({person.name, *named, *codes})), {})
    names = set(session.scalars(select(StaffName.name).where(StaffName.staff_id == person.id)))
    query_users = select(User.id).where(User.staff_id == person.id, User.supervisor_id.is_(None))
    renamed = {
        ("user", one.hex): {"name": _("Former user {id}").format(id=one.hex[-8:])} for one in session.scalars(query_users)
    }
    return Subject("staff", person.ids, tuple(sorted({person.name, person.code, *names})), renamed)


def _copies(signed_in: SignedIn, drive: Path | None) -> list[str]:
    """The names of the copies of this store within reach: backups, also on the drive of one's choice, and those made
    before an upgrade."""
    kept = [one.path.name for shelf in backups.shelves(signed_in, drive) for one in shelf.kept]
    older = backup.own_folder(signed_in.store).glob("*.db")
    return sorted({*kept, *(path.name for path in older)})
