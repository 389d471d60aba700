"""Months as they stand: closed with one signature or both, out of date, or waiting to be closed."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from app.models.planning import ClosingSignature, MonthClosing
from app.models.staff import Staff
from app.models.supervision import (
    PaperDocument,
    PaperDocumentSession,
    PaperSignature,
    SessionAttendance,
    SupervisionSession,
    Supervisor,
)
from app.models.users import User
from app.services import users
from app.services.documents import words
from app.services.rules import statement
from app.services.rules.civil import month_last, month_number
from app.services.rules.rows import Month
from app.services.rules.statement import Changes, Statement
from app.services.supervision import facts, log, owed
from app.services.supervision.session_list import is_replaced, since
from app.services.users import Action, allowed
from app.wording import _, plural

SUPERVISOR, SUPERVISEE = "supervisor", "supervisee"
OFFERED, LAST = 12, 1  # months back that are offered to be closed, of one person and of all; our own reach, no rule


@dataclass(frozen=True)
class Wanted:
    """A month of one person, by code, under one rule pack; `month` is its first day."""

    staff: str
    pack: str
    month: dt.date

    @property
    def last(self) -> dt.date:
        """The month's last day."""
        return month_last(month_number(self.month))


@dataclass(frozen=True)
class Signed:
    """A signature on a closed month: as what, by whom, on which day and when; of a supervisor the license numbers."""

    role: str
    name: str
    on: dt.date
    at: dt.datetime
    licenses: str = ""


@dataclass(frozen=True)
class Closed:
    """The newest version of a closed month, who signed it, and what differs from it now.

    `covers` is the newest (count, head) of the audit that a signature on it covers, `signed_at` when that was given;
    `reasons` why sessions are not credited in full, by their key.
    """

    id: uuid.UUID
    wanted: Wanted
    staff_name: str
    supervisor: str
    supervisor_name: str
    version: int
    statement: Statement
    signed: tuple[Signed, ...]
    changes: Changes
    covers: tuple[int, str]
    signed_at: dt.datetime
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_both(self) -> bool:
        """Whether supervisor and supervisee have signed."""
        return len(self.signed) == 2

    def signature(self, role: str) -> Signed | None:
        """The signature in this role, if given."""
        return next((one for one in self.signed if one.role == role), None)


@dataclass(frozen=True)
class Open:
    """A month that its supervisor can close: for the first time, or again (`version` above 1) as figures changed.

    `reasons` says why sessions are not credited in full, by their key.
    """

    wanted: Wanted
    staff_name: str
    statement: Statement
    version: int
    changes: Changes
    reasons: Mapping[str, str] = field(default_factory=dict)


def together(one: Open | Closed) -> tuple[str, dt.date, str]:
    """What is one act to its reader: a person's month with one supervisor, under however many rule packs.

    Months to close are all with the reader, so the supervisor stands only beside those that are closed.
    """
    return one.wanted.staff, one.wanted.month, one.supervisor if isinstance(one, Closed) else ""


@dataclass(frozen=True)
class Now:
    """A month with one supervisor as the ledger has it today; `waits` says which of its sessions it waits for, or ''."""

    supervisor: str
    supervisor_name: str
    statement: Statement
    reasons: Mapping[str, str]
    waits: str


@allowed(Action.SEE_SUPERVISION)
def closed(
    session: Session,
    as_of: dt.date,
    found: owed.Gathered | None = None,
    staff: str = "",
    month: dt.date | None = None,
) -> list[Closed]:
    """The newest version of each closed month in this person's view, newest month first.

    `found` is the ledger of that day where it is known already; `staff` and `month` ask for one of them. What was
    signed after `as_of` is left out.
    """
    rows = _rows(session, as_of, staff, month)
    if not rows:
        return []
    found = found or owed.gathered(session, as_of, staff or None)
    codes = {key: (person.code, person.name) for key, person in found.people.items()}
    query = select(Supervisor.id, Supervisor.code, Supervisor.name)
    led = {row.id: (row.code, row.name) for row in session.execute(query)}
    made = [_closed(row, as_of, found, codes[row.staff_id], led[row.supervisor_id]) for row in rows if row.staff_id in codes]
    return sorted(made, key=lambda one: (-month_number(one.wanted.month), one.staff_name, one.wanted.pack, one.supervisor))


def _rows(session: Session, as_of: dt.date, staff: str, month: dt.date | None) -> list[MonthClosing]:
    """The newest version of each closed month, with its signatures."""
    kept = MonthClosing
    query = select(kept).options(selectinload(kept.signatures)).order_by(kept.version)
    if staff:
        query = query.where(kept.staff_id.in_(select(Staff.id).where(Staff.code == staff)))
    if month is not None:
        query = query.where(kept.month == month)
    found = {}
    for row in session.scalars(query):
        if any(one.signed_on <= as_of for one in row.signatures):
            found[row.staff_id, row.supervisor_id, row.pack, row.month] = row
    return list(found.values())


def _closed(
    row: MonthClosing, as_of: dt.date, found: owed.Gathered, who: tuple[str, str], led: tuple[str, str]
) -> Closed:
    wanted = Wanted(who[0], row.pack, row.month)
    then = statement.read(json.loads(row.statement))
    given = [one for one in row.signatures if one.signed_on <= as_of]
    now = of_month(found, row.staff_id, led[0], wanted)
    return Closed(
        id=row.id, wanted=wanted, staff_name=who[1], supervisor=led[0], supervisor_name=led[1], version=row.version,
        statement=then,
        signed=tuple(_signed(one) for one in sorted(given, key=lambda one: one.role, reverse=True)),
        changes=statement.changes(then, now or Statement({}, ())),
        covers=max((one.audit_count, one.audit_head) for one in given),
        signed_at=max(one.signed_at for one in given), reasons=reasons(found, wanted),
    )  # fmt: skip


def _signed(one: ClosingSignature) -> Signed:
    signer = json.loads(one.payload)["signer"]
    numbers = ", ".join(dict.fromkeys(number for _type, number in signer.get("licenses", ())))
    return Signed(one.role, signer["user"], one.signed_on, one.signed_at, numbers)


@allowed(Action.SIGN)
def waiting(session: Session, today: dt.date, found: owed.Gathered | None = None) -> list[Closed]:
    """Closed months that wait for this person's own signature.

    Those out of date wait for the supervisor instead, and those of which something waits to be signed for that.
    """
    actor = users.actor_of(session)
    mine = session.scalar(select(Staff.code).where(Staff.id == actor.staff_id)) if actor.staff_id else None
    if mine is None:
        return []
    every = closed(session, today, found, mine)
    mine_too = [one for one in every if one.signature(SUPERVISEE) is None and not one.changes]
    return [one for one in mine_too if not waits_for(session, one.supervisor, one.wanted)]


@allowed(Action.CLOSE_MONTH)
def to_close(session: Session, today: dt.date, found: owed.Gathered | None = None, staff: str = "") -> list[Open]:
    """The months that this person, as a supervisor, can close now, newest first: last month's, and those out of date.

    Of one person by code those of the last year. Left out are months of people who cannot sign for their side, those
    that stand closed as they are, and those of which a session or its amendment still waits for this supervisor's
    signature, or stands on a paper that is out to be signed: its minutes would be missing from what both sign.
    """
    actor = users.actor_of(session)
    query = select(Supervisor.code).where(Supervisor.id == actor.supervisor_id)
    code = session.scalar(query) if actor.supervisor_id else None
    if code is None:
        return []
    found = found or owed.gathered(session, today, staff or None)
    standing = {one.wanted: one for one in closed(session, today, found, staff) if one.supervisor == code}
    can_sign = signers(session) - {actor.staff_id}
    held = unsettled(session, code)
    made: list[Open] = []
    for key, person in found.people.items():
        if key in can_sign and staff in ("", person.code):
            made += _open(found, key, code, standing, month_number(today), OFFERED if staff else LAST, held)
    return sorted(made, key=lambda one: (-month_number(one.wanted.month), one.staff_name, one.wanted.pack))


def _open(
    found: owed.Gathered, staff_id: uuid.UUID, supervisor: str, standing: dict[Wanted, Closed], this: int, back: int,
    held: "Unsettled",
) -> Iterator[Open]:
    person = found.people[staff_id]
    for wanted in _months(found, person.code):
        before = standing.get(wanted)
        if before is None:
            offered = this - back <= month_number(wanted.month) < this and leads(person, supervisor, wanted)
        else:
            offered = bool(before.changes)
        if held.of(staff_id, wanted):
            continue
        now = of_month(found, staff_id, supervisor, wanted) if offered else None
        if now is not None:
            changes, version = (before.changes, before.version + 1) if before else (Changes(), 1)
            yield Open(wanted, person.name, now, version, changes, reasons(found, wanted))


@dataclass(frozen=True)
class Unsettled:
    """What waits of sessions with one supervisor: (person, days that it is about, on a paper that is out) each."""

    rows: tuple[tuple[uuid.UUID, frozenset[dt.date], bool], ...]

    def of(self, staff_id: uuid.UUID, wanted: Wanted) -> tuple[bool, ...]:
        """For each that waits in the month of this person whether it stands on a paper that is out."""
        return tuple(
            paper
            for key, days, paper in self.rows
            if key == staff_id and any(wanted.month <= day <= wanted.last for day in days)
        )


@allowed(Action.SEE_SUPERVISION)
def unsettled(session: Session, supervisor: str) -> Unsettled:
    """Sessions and amendments that wait for this supervisor's signature, and those on a paper that is out to be signed.

    An amendment is about the day of the record that it amends, too.
    """
    kept, first, paper, on = SupervisionSession, aliased(SupervisionSession), PaperDocument, PaperDocumentSession
    back = select(PaperSignature.id).where(PaperSignature.document_id == paper.id).exists()
    out = (
        select(on.id)
        .join(paper, paper.id == on.document_id)
        .where(on.session_id == kept.id, paper.withdrawn_at.is_(None), ~back)
        .where(or_(paper.staff_id.is_(None), paper.staff_id == SessionAttendance.staff_id))
        .correlate(kept, SessionAttendance)
        .exists()
    )
    query = (
        select(SessionAttendance.staff_id, kept.date, first.date, out)
        .join(kept, kept.id == SessionAttendance.session_id)
        .join(Supervisor, Supervisor.id == kept.supervisor_id)
        .outerjoin(first, first.id == kept.amends_id)
        .where(Supervisor.code == supervisor, ~is_replaced(), or_(since(kept).is_(None), out))
        .order_by(kept.starts, kept.id)
    )
    return Unsettled(tuple(
        (key, frozenset(day for day in days if day is not None), paper) for key, *days, paper in session.execute(query)
    ))  # fmt: skip


@allowed(Action.SEE_SUPERVISION)
def waits_for(session: Session, supervisor: str, wanted: Wanted) -> str:
    """What of a person's month with this supervisor waits to be signed, in words; '' for nothing."""
    key = session.scalar(select(Staff.id).where(Staff.code == wanted.staff))
    return waits_words(unsettled(session, supervisor).of(key, wanted)) if key else ""


def waits_words(found: Sequence[bool]) -> str:
    """How many sessions a month waits for, as `Unsettled.of` has them, and what settles it; '' for none."""
    ink = sum(found)
    said = []
    if ink:
        said.append(plural(
            "{count} session stands on a paper that is out to be signed. Record the paper once it is back.",
            "{count} sessions stand on a paper that is out to be signed. Record the paper once it is back.", ink,
        ))  # fmt: skip
    if len(found) > ink:
        said.append(plural(
            "{count} session or amendment still waits for the supervisor's signature.",
            "{count} sessions or amendments still wait for the supervisor's signature.", len(found) - ink,
        ))  # fmt: skip
    return " ".join([*said, _("The month can be signed after that.")]) if said else ""


@allowed(Action.SEE_SUPERVISION)
def as_of_now(session: Session, today: dt.date, wanted: Wanted) -> list[Now]:
    """The month with each supervisor who had to do with the person in it, as the ledger has it today."""
    found = owed.gathered(session, today, wanted.staff)
    names = {row.code: row.name for row in session.execute(select(Supervisor.code, Supervisor.name))}
    made = []
    for key, person in found.people.items():
        for code, name in sorted(names.items(), key=lambda pair: pair[1]):
            said = of_month(found, key, code, wanted) if leads(person, code, wanted) else None
            if said is not None:
                waits = waits_words(unsettled(session, code).of(key, wanted))
                made.append(Now(code, name, said, reasons(found, wanted), waits))
    return made


def told(changes: Changes) -> list[tuple[str, Fraction | None, Fraction | None]]:
    """What differs from the signed statement in words: (what, minutes as signed, minutes now); None: not there."""
    found = [(_(statement.AMOUNTS[one.name]), one.before, one.after) for one in changes.amounts]
    for pair in changes.sessions:
        row = pair.after or pair.before
        assert row is not None
        when = _("Session of {day}, {time}").format(
            day=words.short_day(row.date), time=words.clock(dt.time.fromisoformat(row.start))
        )
        sides = [None if one is None else Fraction(one.credited) for one in (pair.before, pair.after)]
        found.append((when, sides[0], sides[1]))
    return found


def _months(found: owed.Gathered, staff: str) -> Sequence[Wanted]:
    """Every month of a person's lines, each once."""
    held = {
        Wanted(staff, line.pack, dt.date.fromisoformat(f"{month.month}-01")): None
        for line in found.lines
        if line.staff == staff
        for month in line.months
    }
    return list(held)


@allowed(Action.SEE_SUPERVISION)
def signers(session: Session) -> set[uuid.UUID]:
    """The staff members to whom a user is linked, who can so sign here."""
    query = select(User.staff_id).where(User.staff_id.is_not(None), User.removed_at.is_(None))
    return {key for key in session.scalars(query) if key is not None}


def leads(person: facts.Person, supervisor: str, wanted: Wanted) -> bool:
    """Whether a supervisor had to do with a person in a month: an agreement in force on a day of it, or a session."""
    agreed = any(
        one.supervisor == supervisor
        and one.signed_on <= wanted.last
        and (one.ends_on is None or one.ends_on >= wanted.month)
        for one in person.agreements
    )
    return agreed or any(
        one.supervisor == supervisor and wanted.month <= one.date <= wanted.last for one in person.sessions
    )


def of_month(found: owed.Gathered, staff_id: uuid.UUID, supervisor: str, wanted: Wanted) -> Statement | None:
    """The statement of a month as the ledger has it; None where no line of the person holds the month."""
    person = found.people[staff_id]
    month, lost = _line_of(found, wanted)
    if month is None:
        return None
    held = [
        one
        for one in person.sessions
        if one.supervisor == supervisor
        and wanted.month <= one.date <= wanted.last
        and log.belongs(one, wanted.pack, person.enrolments)
    ]
    return statement.of_month(month, held, lost)


def reasons(found: owed.Gathered, wanted: Wanted) -> dict[str, str]:
    """Why sessions of the month's line are not credited in full, a sentence by the session's key."""
    return {
        note.key: note.reason
        for line in found.lines
        if (line.staff, line.pack) == (wanted.staff, wanted.pack)
        for month in line.months
        for note in month.not_credited
    }


def _line_of(found: owed.Gathered, wanted: Wanted) -> tuple[Month | None, dict[str, int]]:
    """The month, and the minutes that sessions of its line do not credit, by key."""
    name = f"{wanted.month:%Y-%m}"
    for line in found.lines:
        if (line.staff, line.pack) == (wanted.staff, wanted.pack):
            for month in reversed(line.months):
                if month.month == name:
                    return month, {note.key: note.minutes_lost for each in line.months for note in each.not_credited}
    return None, {}
