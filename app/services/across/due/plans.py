"""What is due of planned supervision: the next session, and what has passed without a log."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.services import users
from app.services.across.due.item import Item, Kind, Weight
from app.services.documents import words
from app.services.supervision import calendar
from app.services.supervision.calendar import PlanRow, State
from app.services.users import Action, Role, allowed
from app.wording import _, plural

LOOK_BACK, LOOK_AHEAD = 60, 35  # days
MOST = 25  # passed ones on Home; the calendar has them all


@allowed(Action.SEE_SUPERVISION)
def plans(session: Session, today: dt.date) -> list[Item]:
    """This person's next planned session; for who can log them, those that passed and are neither logged nor cancelled.

    A manager hears of everybody's that passed.
    """
    actor = users.actor_of(session)
    own = session.scalar(select(Staff.code).where(Staff.id == actor.staff_id)) or ""
    rows = calendar.listed(session, today - dt.timedelta(days=LOOK_BACK), today + dt.timedelta(days=LOOK_AHEAD))
    mine = [row for row in rows if row.supervisor_id == actor.supervisor_id or own in row.staff]
    ahead = [_next(row, row.supervisor_id == actor.supervisor_id, today) for row in mine if row.state == State.AHEAD]
    if not actor.may(Action.RECORD_SUPERVISION):
        return ahead[:1]
    whose = rows if Role.MANAGER in actor.roles else [row for row in mine if row.supervisor_id == actor.supervisor_id]
    return [*ahead[:1], *(_missed(row, today) for row in whose if row.state == State.MISSED)][: MOST + 1]


def _next(row: PlanRow, leads: bool, today: dt.date) -> Item:
    return Item(
        Kind.PLAN, row.date, _("Meet for supervision"), _when(row, today), _who(row) if leads else row.supervisor_name,
        _("Peer supporter") if leads else _("Supervisor"), _("Your next planned session"), _("Calendar of supervision"),
        _("Open"), row.id.hex,
    )  # fmt: skip


def _missed(row: PlanRow, today: dt.date) -> Item:
    return Item(
        Kind.PLAN, row.date, _("Log a planned session"), _when(row, today), _who(row),
        _("with {name}").format(name=row.supervisor_name), _("It has passed and no log is there"),
        _("Calendar of supervision"), _("Log"), f"log/{row.id.hex}", Weight.CREDIT,
    )  # fmt: skip


def _when(row: PlanRow, today: dt.date) -> str:
    return _("{date}, {length}").format(date=words.short_day(row.date, today), length=words.length(row.minutes))


def _who(row: PlanRow) -> str:
    return row.names[0] if len(row.names) == 1 else plural("{count} person", "{count} people", len(row.names))
