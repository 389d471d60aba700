"""The sample's closed months: one signed by both, one that changed after it was signed, one that waits for Annie."""

import datetime as dt
from functools import partial

from sqlalchemy.orm import Session

from app.services import users
from app.services.across.demo.walk import Events, Walk, moment
from app.services.supervision import closing, months
from app.services.supervision.months import Wanted

PACK, SUPERVISOR = "mt-cbhpss", "RC"
# Who, how many months ago, how many days after its end it was closed, and whether both signed. Sessions of Dale's month
# were signed after it was closed, so that it is out of date.
CLOSED = (("AW", 3, 29, True), ("DR", 3, 4, True), ("AW", 1, 6, False))


def events(walk: Walk) -> Events:
    """Each month that was closed by now."""
    for code, back, wait, both in CLOSED:
        wanted = Wanted(code, PACK, walk.plan.month(back))
        at = moment(walk.plan.month(back - 1) + dt.timedelta(days=wait), 12)
        if at <= walk.now:
            yield at, partial(walk.act, SUPERVISOR, at, partial(_close, walk, wanted))
            if both:
                later = at + dt.timedelta(hours=1)
                yield later, partial(walk.act, code, later, partial(_sign, walk, code))


def _close(walk: Walk, wanted: Wanted, session: Session) -> None:
    closing.close(session, [wanted], walk.keys[SUPERVISOR])


def _sign(walk: Walk, code: str, session: Session) -> None:
    waiting = months.waiting(session, users.today(session))
    closing.sign(session, [one.id for one in waiting], walk.keys[code])
