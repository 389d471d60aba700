"""The agenda of each person of a planned session, drawn from what stands open; a handful of queries for all of them."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from app.models.encounters import Encounter, EncounterReview
from app.models.incidents import Incident
from app.models.planning import AgendaItem, PlannedSession
from app.models.staff import Staff
from app.models.supervision import SessionAttendance, SupervisionSession
from app.models.users import User
from app.services import users
from app.services.rules import ledger as rules
from app.services.supervision import owed, phases, plans, session_list, topics
from app.services.supervision.kinds import TOPICS
from app.services.supervision.phases import Seen
from app.services.users import Action, allowed

ETHICS, ROLE_PLAY = TOPICS[0], TOPICS[1]
NEEDS_REVISION = "needs_revision"


@dataclass(frozen=True)
class Returned:
    """A note sent back to its writer that has not come again: its day, the comment's first line, who sent it."""

    id: uuid.UUID
    date: dt.date
    comment: str
    by: str


@dataclass(frozen=True)
class Open:
    """A topic or follow-up that is not done; `mine` where the reader raised it and no session did."""

    id: uuid.UUID
    kind: str
    words: str
    raised_on: dt.date
    due_on: dt.date | None
    mine: bool


@dataclass(frozen=True)
class Noticed:
    """An incident that is open: its day and kind, whether it is reported (or needs no report), a supervisor told.

    Neither the client nor what happened stands here: an agenda is printed and lies about.
    """

    id: uuid.UUID
    date: dt.date
    kind: str
    reported: bool
    told: bool


@dataclass(frozen=True)
class Owed:
    """A pack's balance in minutes, rounded up, and the month since when it is owed ('' where nothing is)."""

    pack: str
    minutes: int
    since: str


@dataclass(frozen=True)
class Agenda:
    """What to talk about with one person; days are None where it never happened."""

    staff: str
    name: str
    clients: tuple[Seen, ...] = ()
    returned: tuple[Returned, ...] = ()
    incidents: tuple[Noticed, ...] = ()
    items: tuple[Open, ...] = ()
    owed: tuple[Owed, ...] = ()
    ethics_on: dt.date | None = None
    role_play_on: dt.date | None = None
    last_on: dt.date | None = None


@allowed(Action.SEE_SUPERVISION)
def of(
    session: Session,
    codes: Sequence[str],
    day: dt.date,
    planned_id: uuid.UUID | None = None,
    besides: uuid.UUID | None = None,
    balances: bool = True,
) -> list[Agenda]:
    """The agenda of each code for a day, by name, as far as the reader may see what it is drawn from.

    Topics put on the agenda of a later plan are left to it; the session `besides` does not count as held.
    Without `balances` nothing is owed: whoever shows that already need not ask twice.
    """
    named = select(Staff.id, Staff.code, Staff.name).where(Staff.code.in_(codes)).order_by(Staff.name, Staff.code)
    people = list(session.execute(named))
    ids = [row.id for row in people]
    actor = users.actor_of(session)
    clients = phases.worked_with(session, ids, day, besides) if actor.may(Action.SEE_CLIENTS) else {}
    returned = _returned(session, ids) if actor.may(Action.SEE_ENCOUNTERS) else {}
    incidents = _incidents(session, ids, day) if actor.may(Action.SEE_INCIDENTS) else {}
    held, items = _held(session, ids, day, besides), _items(session, ids, planned_id, day, besides)
    due = _owed(session, codes, day) if ids and balances else {}
    return [
        Agenda(
            code, name, tuple(clients.get(key, ())), tuple(returned.get(key, ())), tuple(incidents.get(key, ())),
            tuple(items.get(key, ())), tuple(due.get(code, ())), *held.get(key, (None, None, None)),
        )
        for key, code, name in people
    ]  # fmt: skip


def _returned(session: Session, staff: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Returned]]:
    place = func.row_number().over(
        partition_by=EncounterReview.encounter_id,
        order_by=(EncounterReview.reviewed_at.desc(), EncounterReview.id.desc()),
    )
    words = (
        select(
            EncounterReview.encounter_id, EncounterReview.state, EncounterReview.comment, EncounterReview.user_id,
            place.label("place"),
        )
        .join(Encounter, Encounter.id == EncounterReview.encounter_id)
        .where(Encounter.staff_id.in_(staff))
        .subquery()
    )  # fmt: skip
    answer = aliased(Encounter)
    query = (
        select(Encounter.staff_id, Encounter.id, Encounter.date, words.c.comment, User.name)
        .join(words, words.c.encounter_id == Encounter.id)
        .join(User, User.id == words.c.user_id)
        .where(words.c.place == 1, words.c.state == NEEDS_REVISION)
        .where(Encounter.id.not_in(select(answer.amends_id).where(answer.amends_id.is_not(None))))
        .order_by(Encounter.starts, Encounter.id)
    )
    found: dict[uuid.UUID, list[Returned]] = {}
    for key, note, on, comment, by in session.execute(query):
        found.setdefault(key, []).append(Returned(note, on, comment.split("\n")[0], by))
    return found


def _incidents(session: Session, staff: Sequence[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, list[Noticed]]:
    excused = or_(Incident.reported_on.is_not(None), Incident.no_report_reason != "")
    query = (
        select(Incident.staff_id, Incident.id, Incident.date, Incident.kind, excused, Incident.told_on.is_not(None))
        .where(Incident.staff_id.in_(staff), Incident.date <= day, Incident.closed_on.is_(None))
        .order_by(Incident.date, Incident.id)
    )
    found: dict[uuid.UUID, list[Noticed]] = {}
    for key, own, on, kind, reported, told in session.execute(query):
        found.setdefault(key, []).append(Noticed(own, on, kind, reported, told))
    return found


def _items(
    session: Session,
    staff: Sequence[uuid.UUID],
    planned_id: uuid.UUID | None,
    day: dt.date,
    besides: uuid.UUID | None,
) -> Mapping[uuid.UUID, list[Open]]:
    actor, plan = users.actor_of(session), PlannedSession
    later = and_(plan.date > day, plan.session_id.is_(None), plan.cancelled_at.is_(None))
    raised, still = AgendaItem.raised_in_id, AgendaItem.done_on.is_(None)
    chosen: list[ColumnElement[bool]] = [still]
    if besides is not None:  # as it was when that session began
        chosen = [or_(still, AgendaItem.done_in_id == besides), or_(raised.is_(None), raised != besides)]
    query = (
        select(AgendaItem)
        .outerjoin(plan, plan.id == AgendaItem.planned_id)
        .where(AgendaItem.staff_id.in_(staff), *chosen)
        .where(or_(plan.id.is_(None), plan.id == planned_id, not_(later)))
        .order_by(AgendaItem.raised_at, AgendaItem.id)
    )
    found: dict[uuid.UUID, list[Open]] = {}
    for row in session.scalars(query):
        mine = row.raised_in_id is None and row.raised_by == actor.user_id
        on = users.day(session, row.raised_at)
        one = Open(row.id, row.kind, topics.words(row.item, row.text), on, row.due_on, mine)
        found.setdefault(row.staff_id, []).append(one)
    return found


def _held(
    session: Session, staff: Sequence[uuid.UUID], day: dt.date, besides: uuid.UUID | None
) -> Mapping[uuid.UUID, tuple[dt.date | None, ...]]:
    """Staff key -> the days on which ethics, role play and anything at all were last talked about, up to that day.

    What is still to come is not held yet.
    """
    kept = SupervisionSession
    last = [
        func.max(case((kept.topics.contains(topic, autoescape=True), kept.date))) for topic in (ETHICS, ROLE_PLAY)
    ]
    query = (
        select(SessionAttendance.staff_id, *last, func.max(kept.date))
        .join(kept, kept.id == SessionAttendance.session_id)
        .where(SessionAttendance.staff_id.in_(staff), kept.date <= min(day, plans.today(session)))
        .where(session_list.in_force())
        .group_by(SessionAttendance.staff_id)
    )
    if besides is not None:
        query = query.where(session_list.besides(besides))
    return {key: tuple(days) for key, *days in session.execute(query)}


def _owed(session: Session, codes: Sequence[str], day: dt.date) -> Mapping[str, list[Owed]]:
    """Balances of today, also where the agenda is for a later day: what will be worked by then is not known."""
    as_of = min(day, plans.today(session))
    found: dict[str, list[Owed]] = {}
    for line in owed.ledger(session, as_of, codes[0] if len(codes) == 1 else None):
        total = rules.summary(line)
        if total.owed_minutes is not None:
            found.setdefault(line.staff, []).append(Owed(line.pack, total.owed_minutes, total.since or ""))
    return found
