"""A session as it is logged from a plan: with the topics it settled, and what it noted per client beside the log."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.planning import PlannedSession
from app.models.supervision import SupervisionSession
from app.services import users
from app.services.problems import Frozen
from app.services.supervision import phases, plans, sessions, topics
from app.services.supervision.phases import PhaseEntry
from app.services.supervision.sessions import SessionEntry
from app.services.users import Action, allowed
from app.wording import _


@dataclass(frozen=True)
class Beside:
    """What goes with a session: the plan it was logged from, the topics it settled, what it noted per client."""

    planned_id: uuid.UUID | None = None
    settled: tuple[uuid.UUID, ...] = ()
    noted: tuple[PhaseEntry, ...] = ()


@allowed(Action.RECORD_SUPERVISION)
def record(session: Session, entry: SessionEntry, beside: Beside, *, stored: bool = False) -> SupervisionSession:
    """Record a session; its plan knows of it. `stored`: put one back that was removed.

    Raises Invalid, NotFound, Frozen for a plan that is logged or cancelled.
    """
    plan = plans.load(session, beside.planned_id) if beside.planned_id is not None else None
    if plan is not None and plan.session_id is not None:
        raise Frozen(_("This session is logged already. Open it from the list of sessions to change it."))
    if plan is not None and plan.cancelled_at is not None:
        raise Frozen(_("This plan is cancelled. Log the session without it."))
    kept = sessions.record(session, entry, stored=stored)
    if plan is not None:
        plan.session_id = kept.id
    _keep(session, kept, beside)
    return kept


@allowed(Action.RECORD_SUPERVISION)
def change(session: Session, session_id: uuid.UUID, entry: SessionEntry, beside: Beside) -> SupervisionSession:
    """Change a session that nobody has signed, and what goes with it. Raises as `sessions.change`."""
    kept = sessions.change(session, session_id, entry)
    _keep(session, kept, beside)
    return kept


def _keep(session: Session, kept: SupervisionSession, beside: Beside) -> None:
    topics.talked_about(session, kept.id, kept.date, beside.settled)
    if beside.noted:
        phases.save(session, kept.id, beside.noted)


@allowed(Action.RECORD_SUPERVISION)
def beside(session: Session, session_id: uuid.UUID) -> Beside:
    """What goes with a session on record, so that it can be shown again, or put back after its removal."""
    plan = session.scalar(select(PlannedSession.id).where(PlannedSession.session_id == session_id).limit(1))
    noted: tuple[PhaseEntry, ...] = ()
    if users.actor_of(session).may(Action.SEE_CLIENTS):
        noted = tuple(one for one, _name in phases.of_session(session, session_id))
    return Beside(plan, tuple(topics.settled_in(session, session_id)), noted)
