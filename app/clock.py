"""The one clock. What moment it is, and which day and time that is in the agency's zone, is asked here and nowhere else.

A laptop may be set to any zone, a store may be opened on another one: days and times of the agency's records go by the
agency's zone alone. Sessions carry their moment (`users.now`, `users.today`), screens ask their desk; both stand on this.
"""

import datetime as dt
from zoneinfo import ZoneInfo

Zone = str | ZoneInfo
STAMP = "%Y%m%dT%H%M%SZ"  # in names of files: UTC, so that they sort by age wherever they were made


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def local(at: dt.datetime, zone: Zone) -> dt.datetime:
    """What the wall clock of a zone shows at a moment. ValueError for a moment that does not say its own zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def day(at: dt.datetime, zone: Zone) -> dt.date:
    """The day that it is in a zone at a moment."""
    return local(at, zone).date()


def parts(shown: dt.datetime) -> tuple[dt.date, dt.time]:
    """The day and the time of a moment that is told in the agency's zone already.

    ValueError for one as the store keeps it, in UTC: whoever shows it must say it in the zone first.
    """
    if shown.tzinfo is dt.UTC:
        raise ValueError("this moment is not told in the agency's zone")
    return shown.date(), shown.time()


def today(zone: Zone) -> dt.date:
    """The day that it is now in a zone."""
    return day(now(), zone)


def stamp(at: dt.datetime) -> str:
    """A moment in a file's name: 20261130T181500Z."""
    return at.astimezone(dt.UTC).strftime(STAMP)


def own(at: dt.datetime) -> dt.datetime:
    """What this computer's own clock shows at a moment, for the few words said before an agency's zone is known.

    Whoever prints it says whose clock it is.
    """
    return at.astimezone()
