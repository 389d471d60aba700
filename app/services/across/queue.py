"""The supervisor's review queue: notes, sessions and weeks of hours, what state each is in and for whom it waits."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.hours import Hours
from app.models.staff import Enrolment, Staff
from app.models.supervision import (
    Agreement,
    PaperDocument,
    PaperDocumentSession,
    SupervisionSession,
    Supervisor,
)
from app.services import users
from app.services.encounters import queue as notes
from app.services.encounters import signing as note_signing
from app.services.supervision import signatures
from app.services.supervision.session_list import is_replaced
from app.services.supervision.sessions import WHOLE
from app.services.users import Action, Role, allowed

LOOK_BACK, SIGNED_BACK, WEEKS = 365, 30, 4  # days of what waits, days of what is done, weeks of hours


class What(StrEnum):
    """What kind of record waits."""

    NOTE = "note"
    SESSION = "session"
    HOURS = "hours"


class State(StrEnum):
    """Where it stands: for the supervisor to see, back with its author, for somebody to sign or fill, or done."""

    READY = notes.READY
    REVISION = notes.REVISION
    OPEN = notes.OPEN
    DONE = notes.DONE


@dataclass(frozen=True)
class Row:
    """One record: `key` opens it (an id, or `code/monday` of a week); `waits_for` names people, none where it is done.
    `about` names the clients of a note and the supervisor of a session.

    `paper` where it waits for a hand on a printed log.
    """

    what: What
    state: State
    key: str
    date: dt.date
    owner: str
    about: tuple[str, ...]
    waits_for: tuple[str, ...]
    comment: str = ""
    paper: bool = False


@allowed(Action.REVIEW_ENCOUNTERS)
def rows(session: Session, today: dt.date) -> list[Row]:
    """Everything of those whom this person supervises, a manager's of everybody, oldest first.

    What waits reaches back a year, what is done 30 days, and weeks without hours four weeks.
    """
    since = today - dt.timedelta(days=SIGNED_BACK)
    found = [*_notes(session, today), *_sessions(session, today), *_weeks(session, today)]
    kept = [row for row in found if row.state != State.DONE or row.date >= since]
    return sorted(kept, key=lambda row: (row.date, row.what, row.owner, row.key))


def _notes(session: Session, today: dt.date) -> Iterable[Row]:
    supervisors = _supervisors(session, today)
    for one in notes.standing(session, today - dt.timedelta(days=LOOK_BACK), today):
        waits = {notes.READY: supervisors.get(one.staff_id, ()), notes.DONE: ()}.get(one.state, (one.staff,))
        yield Row(What.NOTE, State(one.state), one.id.hex, one.date, one.staff, one.clients, waits, one.comment)


def _supervisors(session: Session, today: dt.date) -> dict[uuid.UUID, tuple[str, ...]]:
    """Staff key -> the names of those with whom an agreement is in force."""
    query = (
        select(Agreement.staff_id, Supervisor.name)
        .join(Supervisor, Supervisor.id == Agreement.supervisor_id)
        .where(Agreement.signed_on <= today, or_(Agreement.ends_on.is_(None), Agreement.ends_on >= today))
        .order_by(Supervisor.name)
    )
    found: dict[uuid.UUID, tuple[str, ...]] = {}
    for key, name in session.execute(query):
        found[key] = tuple(dict.fromkeys((*found.get(key, ()), name)))
    return found


def _sessions(session: Session, today: dt.date) -> Iterable[Row]:
    actor, kept = users.actor_of(session), SupervisionSession
    query = select(kept).options(*WHOLE).where(kept.date >= today - dt.timedelta(days=LOOK_BACK), kept.date <= today)
    query = query.where(~is_replaced())
    if Role.MANAGER not in actor.roles:
        query = query.where(kept.supervisor_id == actor.supervisor_id)
    printed = set(
        session.scalars(
            select(PaperDocumentSession.session_id)
            .join(PaperDocument, PaperDocument.id == PaperDocumentSession.document_id)
            .where(PaperDocument.withdrawn_at.is_(None))
        )
    )
    for one in session.scalars(query.order_by(kept.starts, kept.id)):
        names = tuple(sorted(row.staff.name for row in one.attendance))
        state, waits = _session_state(one, one.id in printed)
        paper = one.id in printed and state != State.DONE
        owner, led = ", ".join(names), (one.supervisor.name,)
        yield Row(What.SESSION, state, one.id.hex, one.date, owner, led, waits, paper=paper)


def _session_state(one: SupervisionSession, printed: bool) -> tuple[State, tuple[str, ...]]:
    found = signatures.of(one)
    missing = tuple(given.name for given in found.missing)
    if not missing:
        return State.DONE, ()
    if found.supervisor.way is None and not printed:
        return State.READY, (found.supervisor.name,)
    return State.OPEN, missing


def _weeks(session: Session, today: dt.date) -> Iterable[Row]:
    """Full weeks in which somebody who was enrolled throughout has no hours at all."""
    monday = today - dt.timedelta(days=today.weekday())
    first = monday - dt.timedelta(weeks=WEEKS)
    actor = users.actor_of(session)
    query = (
        select(Staff.id, Staff.code, Staff.name, func.min(Enrolment.started_on), func.max(Enrolment.ended_on),
               func.count(Enrolment.id) - func.count(Enrolment.ended_on))
        .join(Enrolment, Enrolment.staff_id == Staff.id)
        .where(or_(Enrolment.ended_on.is_(None), Enrolment.ended_on >= first))
        .group_by(Staff.id, Staff.code, Staff.name)
        .order_by(Staff.name, Staff.code)
    )  # fmt: skip
    if Role.MANAGER not in actor.roles:
        led = note_signing.led(session, actor.supervisor_id, today) if actor.supervisor_id else set()
        query = query.where(Staff.id.in_(led))
    worked = {
        (key, day - dt.timedelta(days=day.weekday()))
        for key, day in session.execute(
            select(Hours.staff_id, Hours.date).where(Hours.date >= first, Hours.date < monday).distinct()
        )
    }
    for key, code, name, began, ended, running in session.execute(query):
        for number in range(WEEKS):
            week = first + dt.timedelta(weeks=number)
            there = began <= week and (running or (ended or week) >= week + dt.timedelta(days=6))
            if there and (key, week) not in worked:
                yield Row(What.HOURS, State.OPEN, f"{code}/{week.isoformat()}", week, name, (), (name,))
