"""Which planned sessions and agendas a supervisor may read: their own, and those of the people they supervise."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import or_, select

from app.models.planning import AgendaItem, PlannedAttendance, PlannedSession
from app.models.supervision import Agreement, SupervisionSession
from app.services.scopes.limits import limit


def led_planning(
    *, reader: uuid.UUID, supervisor_id: uuid.UUID | None, staff_id: uuid.UUID | None, today: dt.date
) -> tuple[Any, ...]:
    """The criteria for a supervisor who is not a manager.

    Theirs are the staff with whom they have an agreement in force, and the staff member they are themselves. Of plans
    they see those they lead and those of their staff; of agendas those of their staff, and what they raised themselves
    or in a session that they led.
    """
    agreed, expected = Agreement.__table__.alias("led_agreement"), PlannedAttendance.__table__.alias("led_attendance")
    plan, held = PlannedSession.__table__.alias("led_plan"), SupervisionSession.__table__.alias("led_session")
    theirs = select(agreed.c.staff_id).where(
        agreed.c.supervisor_id == supervisor_id,
        agreed.c.signed_on <= today,
        or_(agreed.c.ends_on.is_(None), agreed.c.ends_on >= today),
    )
    present = select(expected.c.planned_id).where(
        or_(expected.c.staff_id.in_(theirs), expected.c.staff_id == staff_id)
    )
    own = select(plan.c.id).where(plan.c.supervisor_id == supervisor_id)
    led = select(held.c.id).where(held.c.supervisor_id == supervisor_id)
    return (
        limit(PlannedSession, or_(PlannedSession.supervisor_id == supervisor_id, PlannedSession.id.in_(present))),
        limit(
            PlannedAttendance,
            or_(PlannedAttendance.planned_id.in_(own), PlannedAttendance.planned_id.in_(present)),
        ),
        limit(
            AgendaItem,
            or_(
                AgendaItem.staff_id.in_(theirs),
                AgendaItem.staff_id == staff_id,
                AgendaItem.raised_by == reader,
                AgendaItem.raised_in_id.in_(led),
            ),
        ),
    )
