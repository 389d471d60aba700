"""The sample's two incidents: one reported, told and closed, one that still waits to be told. Both are invented."""

import datetime as dt
from functools import partial

from sqlalchemy.orm import Session

from app.services.across.demo.walk import Events, Walk, moment
from app.services.contacts import standard
from app.services.incidents import records
from app.services.incidents.entry import IncidentEntry

CLOSED_BACK, CLOSED_AFTER, OPEN_BACK = 40, 14, 1  # days
CLOSED = {
    "staff": "WH", "client": "C-110", "kind": "adult_abuse", "time": "10:30",
    "what": "She said that somebody keeps her bank card from her.",
    "authority": "Montana Adult Protective Services, by telephone", "reported_time": "11:15", "reference_number": "26-0417",
    "supervisor": "RC", "told_time": "11:40",
    "follow_up": "The service calls her itself. I ask on our next visit whether she has heard from them.",
}  # fmt: skip
OPEN = {
    "staff": "DR", "kind": "harm_to_self", "time": "16:10",
    "what": "A caller on the office line said that living feels too hard. I stayed on the line until {line} took over.",
    "authority": "{line}, by transfer of the call", "reported_time": "16:25",
}  # fmt: skip


def events(walk: Walk) -> Events:
    """Each incident is written by who noticed it; a supervisor closes the first one."""
    for typed, back in ((CLOSED, CLOSED_BACK), (OPEN, OPEN_BACK)):
        day = walk.plan.day(back)
        at = moment(day, 17)
        yield at, partial(walk.act, typed["staff"], at, partial(_write, walk, typed, day))
    closed = moment(walk.plan.day(CLOSED_BACK - CLOSED_AFTER), 9)
    yield closed, partial(walk.act, "RC", closed, partial(_close, walk))


def _write(walk: Walk, typed: dict[str, str], day: dt.date, session: Session) -> None:
    days = {"date": day, "reported_on": day} | ({"told_on": day} if "supervisor" in typed else {})
    line = standard.one(standard.LIFELINE).number
    kept = records.record(session, IncidentEntry.read({name: text.format(line=line) for name, text in typed.items()} | days))
    walk.ids[id(typed)] = kept.id


def _close(walk: Walk, session: Session) -> None:
    records.close(session, walk.ids[id(CLOSED)])
