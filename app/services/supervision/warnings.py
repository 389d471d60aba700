"""What a session would meet in the ledger, told before it is kept: nothing here stops it from being taken."""

import datetime as dt
import uuid
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.models.supervision import SessionAttendance, SupervisionSession
from app.services import doubts
from app.services.packs import library
from app.services.problems import Invalid
from app.services.rules import credit, crediting, figures, packs
from app.services.rules import ledger as rules
from app.services.rules.crediting import Case
from app.services.rules.moments import Moments, moments
from app.services.supervision import facts
from app.services.supervision.session_list import besides, in_force
from app.services.supervision.sessions import DOUBTS, SessionEntry, entry_of
from app.services.users import Action, allowed
from app.wording import N_, _, clock, short_day

BLANK = N_("The log is blank: topics, description and what was covered. The Board reads it.")


@allowed(Action.SEE_SUPERVISION)
def warnings(session: Session, entry: SessionEntry, own: uuid.UUID | None = None) -> list[str]:
    """Why the ledger would not credit this session in full once signed, a sentence each; empty where it would.

    `own` is the session's id where it is on record already. Times that cannot be read warn of nothing: saving does.
    """
    where = doubts.setting(session)
    try:
        real = moments(entry.date, entry.start, entry.stop, where.zone, entry.start_fold, entry.stop_fold)
    except Invalid:
        return []
    found = doubts.sentences(doubts.of(DOUBTS, entry, where))
    for person in facts.people(session, entry.staff).values():
        found += _standing(session, person, entry, max(where.today, entry.date), real)
        found += _overlaps(session, person, real, own)
    return list(dict.fromkeys(found))


@allowed(Action.SEE_SUPERVISION)
def of_session(session: Session, one: SupervisionSession) -> list[str]:
    """The doubts about a session on record, for whoever signs it; none about one that takes another back."""
    if one.void:
        return []
    found = warnings(session, entry_of(one), one.amends_id or one.id)
    blank = not any(part.strip() for part in (one.topics, one.description, one.summary))
    return [*found, _(BLANK)] if blank else found


def _standing(
    session: Session, person: facts.Person, entry: SessionEntry, as_of: dt.date, real: Moments
) -> Iterator[str]:
    if not person.enrolments:
        yield credit.without_pack(person.name)
    supervisor = facts.supervisors(session).get(entry.supervisor) or rules.Supervisor(entry.supervisor, ())
    agreed = [one for one in person.agreements if one.supervisor == entry.supervisor]
    minutes, known = real.stops - real.starts, library(session)
    for enrolment in person.enrolments:
        others = tuple(one for one in person.enrolments if one is not enrolment)
        case = Case(enrolment, packs.find(known, enrolment.pack), as_of, others)
        standing = crediting.session_standing(case, entry.pack or None, supervisor, agreed, entry.date)
        if not standing.ours:
            continue
        for _code, reason in standing.reasons:
            pack = figures.title_on(case.pack, entry.date) if len(person.enrolments) > 1 else ""
            yield credit.against(person.name, reason, pack)
        for flag in standing.flags:
            yield crediting.flag_text(flag, case)
        if not standing.reasons and minutes < standing.short_below:
            yield credit.brief(minutes, standing.short_below)


def _overlaps(
    session: Session, person: facts.Person, real: Moments, own: uuid.UUID | None
) -> Iterator[str]:
    kept = SupervisionSession
    query = (
        select(kept.date, kept.start, kept.starts, kept.stops)
        .join(SessionAttendance, SessionAttendance.session_id == kept.id)
        .join(Staff, Staff.id == SessionAttendance.staff_id)
        .where(Staff.code == person.code, kept.starts < real.stops, kept.stops > real.starts)
        .where(in_force())
        .order_by(kept.starts)
    )
    if own is not None:
        query = query.where(besides(own))
    for day, start, starts, stops in session.execute(query):
        shared = min(stops, real.stops) - max(starts, real.starts)
        yield credit.shared(person.name, shared, short_day(day), clock(start))
