"""Whose records are past the time that they must be kept, why others are still kept, and legal holds."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.models import schema
from app.models.base import Day, made_at
from app.models.clients import Client, ClientAssignment
from app.models.credentials import ContinuingEducation
from app.models.encounters import Encounter
from app.models.planning import PhaseNote
from app.models.retention import LegalHold
from app.models.staff import Enrolment, Staff
from app.models.supervision import Agreement, SessionAttendance, SupervisionSession
from app.models.users import User
from app.services import agency, users
from app.services.catalog import KINDS
from app.services.packs import library
from app.services.problems import Invalid, NotFound
from app.services.rules import packs
from app.services.rules import retention as rules
from app.services.rules.packs import Rule
from app.services.rules.retention import Reason
from app.services.users import Action, allowed
from app.wording import N_, _, plural

_OPEN = N_("Is still served: there is no last day.")
_WORKS = N_("Still works here: there is no last day.")
_HELD = N_("Under a legal hold.")
_USER = N_("Is still a user. Remove the user first.")


class Kind(StrEnum):
    """Whose records."""

    CLIENT = "client"
    STAFF = "staff"

    @property
    def label(self) -> str:
        """The word shown."""
        return _("Client") if self is Kind.CLIENT else _("Staff member")


@dataclass(frozen=True)
class Kept:
    """A person whose records are kept: `ids` holds the records merged into theirs too.

    `last_on` is the last day of service or work, or of an incident; `reasons` say until when, the latest first; `blocks`
    are sentences on what else keeps the records, whatever the day.
    """

    kind: Kind
    id: uuid.UUID
    ids: tuple[uuid.UUID, ...]
    code: str
    name: str
    last_on: dt.date
    reasons: tuple[Reason, ...]
    blocks: tuple[str, ...] = ()

    @property
    def until(self) -> dt.date:
        """The last day on which the records must be kept."""
        return self.reasons[0].until

    def is_past(self, today: dt.date) -> bool:
        """Whether the records may go."""
        return not self.blocks and rules.is_over(self.reasons, today)


@allowed(Action.SEE_RETENTION)
def past(session: Session, today: dt.date) -> list[Kept]:
    """Everybody whose time is over, the longest first; who is held or blocked all the same is in it, with the reason."""
    found = [*clients(session, today), *staff(session, today)]
    over = [one for one in found if rules.is_over(one.reasons, today)]
    return sorted(over, key=lambda one: (one.until, one.code))


@allowed(Action.SEE_RETENTION)
def of(session: Session, kind: Kind, key: uuid.UUID, today: dt.date) -> Kept:
    """One person. Raises NotFound; a record merged into another is found as that one."""
    found = clients(session, today) if kind is Kind.CLIENT else staff(session, today)
    for one in found:
        if key in one.ids:
            return one
    raise NotFound(_("This person is not on record."))


@allowed(Action.SEE_RETENTION)
def clients(session: Session, today: dt.date) -> list[Kept]:
    """Every client with what keeps their record; records that were merged count as one person."""
    rows = {row.id: row for row in session.scalars(select(Client))}
    groups: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for key in rows:
        groups[_root(rows, key)].append(key)
    served, still = _days(session, Client)
    held, open_records = _held(session, LegalHold.client_id), _open_records(session, "client")
    years = agency.policy(session).keep_years
    found = []
    for root, ids in groups.items():
        days = [served[key] for key in ids if key in served]
        last = max(days, default=max(users.day(session, made_at(key)) for key in ids))
        blocks = [_(_OPEN)] if still & set(ids) else []
        last = max(last, today) if blocks else last
        blocks += [said for said, whose in open_records if whose & set(ids)]
        blocks += [_(_HELD)] if held & set(ids) else []
        person = rows[root]
        found.append(
            Kept(
                Kind.CLIENT, root, tuple(sorted(ids)), person.code, f"{person.first_name} {person.last_name}", last,
                rules.client(last, years, today), tuple(blocks),
            )
        )  # fmt: skip
    return found


def _root(rows: dict[uuid.UUID, Client], key: uuid.UUID) -> uuid.UUID:
    seen = {key}
    while (into := rows[key].merged_into_id) is not None and into not in seen:
        key = into
        seen.add(key)
    return key


def _days(session: Session, person: type[Client] | type[Staff]) -> tuple[dict[uuid.UUID, dt.date], set[uuid.UUID]]:
    """(the last day of service or work by person, those whose time still runs), from the tables that say such days."""
    last, still = dict[uuid.UUID, dt.date](), set[uuid.UUID]()
    for kind in schema.KINDS.values():
        for one in kind.days:
            if schema.referred(kind, one.person) is not person:
                continue
            for key, day in session.execute(_last_days(person, kind, one)):
                last[key] = max(day, last.get(key, day))
            if one.until:
                runs = select(getattr(kind, one.person)).where(getattr(kind, one.until).is_(None))
                still.update(session.scalars(runs))
    return last, still


def _last_days(person: Any, kind: Any, one: Day) -> Any:
    """A select of (person, last day) from one table that says days."""
    dated: Any = schema.referred(kind, one.of) if one.of else kind
    whose, on = getattr(kind, one.person), getattr(dated, one.on)
    last = func.max(func.coalesce(getattr(dated, one.until), on) if one.until else on)
    of_nobody = schema.METADATA.tables[kind.__tablename__].columns[one.person].nullable
    key = person.id if of_nobody else whose
    query = select(key, last).group_by(key)
    query = query.join(kind, whose == key) if of_nobody else query
    return query.join(dated, dated.id == getattr(kind, one.of)) if one.of else query


@allowed(Action.SEE_RETENTION)
def staff(session: Session, today: dt.date) -> list[Kept]:
    """Every staff member with what keeps their records."""
    worked, still = _days(session, Staff)
    newest = select(ContinuingEducation.staff_id, func.max(ContinuingEducation.date))
    taught = {key: day for key, day in session.execute(newest.group_by(ContinuingEducation.staff_id))}
    ends = _supervised(session, worked)
    blocks = _blocks(session, still)
    years, held, known = agency.policy(session).keep_years, defaultdict[uuid.UUID, list[Rule]](list), library(session)
    for key, code in session.execute(select(Enrolment.staff_id, Enrolment.pack).order_by(Enrolment.pack)):
        held[key].append(packs.find(known, code).rule_on(today).rule)
    found = []
    for row in session.scalars(select(Staff)):
        last = worked.get(row.id, users.day(session, made_at(row.id)))
        last = max(last, today) if row.id in still else last
        reasons = rules.staff(last, ends.get(row.id, {}).values(), taught.get(row.id), years, today, held[row.id])
        found.append(
            Kept(Kind.STAFF, row.id, (row.id,), row.code, row.name, last, reasons, tuple(blocks.get(row.id, ())))
        )
    return found


def _supervised(session: Session, worked: dict[uuid.UUID, dt.date]) -> dict[uuid.UUID, dict[uuid.UUID, dt.date]]:
    """Staff member -> supervisor -> the day that supervision ended: the agreement's end, or the last session if later.

    An agreement without an end lasted as long as the work did.
    """
    found: dict[uuid.UUID, dict[uuid.UUID, dt.date]] = defaultdict(dict)
    agreed = select(Agreement.staff_id, Agreement.supervisor_id, Agreement.ends_on, Agreement.signed_on)
    days = [
        (key, led, ends or max(signed, worked.get(key, signed)))
        for key, led, ends, signed in session.execute(agreed)
    ]
    held = (
        select(SessionAttendance.staff_id, SupervisionSession.supervisor_id, func.max(SupervisionSession.date))
        .join(SupervisionSession, SupervisionSession.id == SessionAttendance.session_id)
        .group_by(SessionAttendance.staff_id, SupervisionSession.supervisor_id)
    )
    for key, led, day in [*days, *session.execute(held).all()]:
        found[key][led] = max(day, found[key].get(led, day))
    return found


def _blocks(session: Session, still: set[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Sentences on what keeps staff members' records whatever the day."""
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for key in still:
        found[key].append(_(_WORKS))
    for said, whose in _open_records(session, "staff"):
        for key in whose:
            found[key].append(said)
    for key in _held(session, LegalHold.staff_id):
        found[key].append(_(_HELD))
    for linked in session.scalars(select(User.staff_id).where(User.removed_at.is_(None))):
        if linked is not None:
            found[linked].append(_(_USER))
    seen = (
        select(SessionAttendance.staff_id, func.count(PhaseNote.id))
        .join(PhaseNote, PhaseNote.session_id == SessionAttendance.session_id)
        .group_by(SessionAttendance.staff_id)
    )
    wrote = select(Encounter.staff_id, func.count(Encounter.id)).group_by(Encounter.staff_id)
    assigned = select(ClientAssignment.staff_id, func.count(ClientAssignment.id)).group_by(ClientAssignment.staff_id)
    counts: dict[uuid.UUID, int] = defaultdict(int)
    for query in (wrote, assigned, seen, *_named_with_clients()):
        for key, count in session.execute(query):
            counts[key] += count
    one = N_("Named {count} time in records of clients that are still kept.")
    many = N_("Named {count} times in records of clients that are still kept.")
    for key, count in counts.items():
        found[key].append(plural(one, many, count))
    return found


def _named_with_clients() -> Iterator[Any]:
    """A select of (staff member, how many) for each kind of record that names one in a client's record."""
    for model in (kind.model for kind in KINDS if {"client", "staff"} <= set(kind.names)):
        query = select(model.staff_id, func.count(model.id)).where(model.client_id.is_not(None))
        yield query.group_by(model.staff_id)


def _open_records(session: Session, person: str) -> list[tuple[str, set[uuid.UUID]]]:
    """(what an open record asks for, whose they are) of each kind of record that closes and names such a person."""
    found = []
    for kind in (one for one in KINDS if one.open_until and person in one.names):
        query = select(getattr(kind.model, f"{person}_id")).where(getattr(kind.model, kind.open_until).is_(None))
        found.append((_(kind.still_open), {key for key in session.scalars(query) if key is not None}))
    return found


def _held(session: Session, whose: object) -> set[uuid.UUID]:
    rows = session.scalars(select(whose).where(LegalHold.lifted_at.is_(None)))  # type: ignore[call-overload]
    return {key for key in rows if key is not None}


@dataclass(frozen=True)
class Hold:
    """A legal hold that lies on somebody's records."""

    id: uuid.UUID
    kind: Kind
    code: str
    name: str
    reason: str
    placed_at: dt.datetime
    placed_by: str


@allowed(Action.HOLD_RECORDS)
def holds(session: Session) -> list[Hold]:
    """The holds in force, the newest first."""
    people = {row.id: row.name for row in session.execute(select(User.id, User.name))}
    query = (
        select(LegalHold, Client, Staff)
        .outerjoin(Client, Client.id == LegalHold.client_id)
        .outerjoin(Staff, Staff.id == LegalHold.staff_id)
        .where(LegalHold.lifted_at.is_(None))
        .order_by(LegalHold.placed_at.desc(), LegalHold.id)
    )
    found = []
    for row, client, member in session.execute(query):
        kind, code = (Kind.CLIENT, client.code) if client is not None else (Kind.STAFF, member.code)
        name = f"{client.first_name} {client.last_name}" if client is not None else member.name
        found.append(Hold(row.id, kind, code, name, row.reason, row.placed_at, people[row.placed_by]))
    return found


@allowed(Action.HOLD_RECORDS)
def place_hold(session: Session, kind: Kind, code: str, reason: str) -> LegalHold:
    """Forbid the destruction of somebody's records until the hold is lifted. Raises Invalid for the code or no reason."""
    model = Client if kind is Kind.CLIENT else Staff
    key = session.scalar(select(model.id).where(model.code == code.strip()))
    if key is None:
        raise Invalid({"code": _("No such code is on record: {code}.").format(code=code.strip())})
    whose: ColumnElement[bool] = or_(LegalHold.client_id == key, LegalHold.staff_id == key)
    if session.scalar(select(LegalHold.id).where(whose, LegalHold.lifted_at.is_(None))):
        raise Invalid({"code": _("A legal hold lies on these records already.")})
    hold = LegalHold(
        client_id=key if kind is Kind.CLIENT else None,
        staff_id=key if kind is Kind.STAFF else None,
        reason=said(reason, _("Say why the records must be held: the case, the court or the request.")),
        placed_at=session.info["at"],
        placed_by=users.actor_of(session).user_id,
    )
    session.add(hold)
    session.flush()
    return hold


@allowed(Action.HOLD_RECORDS)
def lift_hold(session: Session, key: uuid.UUID, reason: str) -> LegalHold:
    """End a hold. Raises NotFound for one that is not in force, Invalid without a reason."""
    hold = session.scalar(select(LegalHold).where(LegalHold.id == key, LegalHold.lifted_at.is_(None)))
    if hold is None:
        raise NotFound(_("This hold is not in force any more."))
    hold.lifted_reason = said(reason, _("Say why the hold ends."))
    hold.lifted_at, hold.lifted_by = session.info["at"], users.actor_of(session).user_id
    session.flush()
    return hold


def said(reason: str, otherwise: str) -> str:
    """The reason, trimmed. Raises Invalid with this sentence where there is none."""
    if not reason.strip():
        raise Invalid({"reason": otherwise})
    return reason.strip()
