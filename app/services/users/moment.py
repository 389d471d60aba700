"""The moment of a session: when it is, and which day and time that is in the agency's zone. One source for all rooms."""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models.agency import Agency


def zone(session: Session) -> ZoneInfo:
    """The agency's time zone, read once a session."""
    found = session.info.get("zone")
    if found is None:
        found = session.info["zone"] = ZoneInfo(session.scalars(select(Agency.zone)).one())
    return found


def now(session: Session) -> dt.datetime:
    """This session's moment as the agency's clock shows it; one and the same from its first line to its last."""
    return local(session, session.info["now"])


def today(session: Session) -> dt.date:
    """The agency's day at this session's moment."""
    return day(session, session.info["now"])


def local(session: Session, at: dt.datetime) -> dt.datetime:
    """What the agency's clock showed at a moment."""
    return clock.local(at, zone(session))


def day(session: Session, at: dt.datetime) -> dt.date:
    """The agency's day at a moment."""
    return clock.day(at, zone(session))
