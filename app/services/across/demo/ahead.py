"""The sample's supervision to come: planned series, topics on agendas, a planned session that nobody logged, phases."""

import datetime as dt
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.services.across.demo.walk import Events, Walk, moment
from app.services.supervision import phases, plans, topics
from app.services.supervision.phases import PhaseEntry
from app.services.supervision.plans import PlanEntry
from app.services.supervision.topics import TopicEntry

PLANNED_BACK = 12  # days ago when the coming weeks were planned
SEEN = (
    ("engaging", "New to him. Being there is enough for now."),
    ("supporting", "Ready for small steps of her own; let her lead the talk."),
    ("connecting", "Shared how the first months were. Trust is growing."),
)
TOPICS = (
    ("RC", {"staff": "AW", "item": "bh-scope"}),
    ("AW", {"staff": "AW", "text": "Rides to court: what is mine to do?"}),
    ("RC", {"staff": "DR", "text": "How to close a visit that runs long"}),
)


def events(walk: Walk) -> Events:
    """What was planned, in no order."""
    at = moment(walk.plan.day(PLANNED_BACK), 9)
    for supervisor, values in _series(walk):
        yield at, partial(walk.act, supervisor, at, partial(_plan, values))
    for number, (who, topic) in enumerate(TOPICS):
        asked = at + dt.timedelta(hours=1, minutes=number)
        yield asked, partial(walk.act, who, asked, partial(_ask, topic))
    last = moment(walk.plan.today, 7)
    yield last, partial(walk.act, "RC", last, partial(_phases, walk))


def _series(walk: Walk) -> list[tuple[str, dict[str, str]]]:
    """By supervisor: Annie and Lena every week, Dale every second, a group every fourth."""
    today = walk.plan.today
    monday = today + dt.timedelta(days=7 - today.weekday())
    passed = walk.plan.day(2)
    usual = {"minutes": "60", "format": "individual", "manner": "in_person"}
    return [
        ("RC", usual | _when(monday, "14:00", 1, 9) | {"staff": "AW", "supervisor": "RC"}),
        ("RC", usual | _when(passed, "16:00", 2, 6) | {"staff": "DR", "supervisor": "RC", "manner": "video"}),
        ("RC", usual | _when(monday + dt.timedelta(days=10), "10:00", 4, 3)
         | {"staff": "AW;DR;LF", "supervisor": "RC", "format": "group"}),
        ("MS", usual | _when(monday + dt.timedelta(days=9), "13:00", 1, 6) | {"staff": "LF", "supervisor": "MS"}),
    ]  # fmt: skip


def _when(day: dt.date, start: str, weeks: int, times: int) -> dict[str, str]:
    return {"date": day.isoformat(), "start": start, "every_weeks": str(weeks), "times": str(times)}


def _plan(values: dict[str, str], session: Session) -> None:
    plans.add(session, PlanEntry.read(dict(values)))


def _ask(values: dict[str, str], session: Session) -> None:
    topics.add(session, TopicEntry.read(dict(values)))


def _phases(walk: Walk, session: Session) -> None:
    """What the last session with Annie noted about the people she works with."""
    held = [one for one in walk.plan.sessions if one.staff == ("AW",) and one.supervisor == "RC" and id(one) in walk.ids]
    annie = session.scalars(select(Staff.id).where(Staff.code == "AW")).one()
    clients = phases.worked_with(session, [annie], walk.plan.today)[annie]
    noted = [
        PhaseEntry(client=one.code, phase=phase, note=note) for one, (phase, note) in zip(clients, SEEN, strict=False)
    ]
    phases.save(session, walk.ids[id(held[-1])], noted)
