"""From the clock on the wall to real time: what a date, a start and a stop mean in a zone."""

import datetime as dt
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app import clock
from app.services.problems import Invalid
from app.wording import _, short_day

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Moments:
    """The real start and stop in minutes since 1970-01-01 00:00 UTC, with the folds they mean."""

    starts: int
    stops: int
    start_fold: int
    stop_fold: int


@functools.lru_cache(maxsize=4096)  # an import asks the same few times of each day again and again
def exists(day: dt.date, time: dt.time, zone: ZoneInfo) -> bool:
    """Whether the clock shows this time on this day; in spring an hour is skipped."""
    local = dt.datetime.combine(day, time, zone)
    return clock.local(local.astimezone(dt.UTC), zone).replace(tzinfo=None) == local.replace(tzinfo=None)


@functools.lru_cache(maxsize=4096)
def repeats(day: dt.date, time: dt.time, zone: ZoneInfo) -> bool:
    """Whether the clock shows this time twice on this day, as on the night that daylight time ends."""
    local = dt.datetime.combine(day, time, zone)
    return exists(day, time, zone) and local.utcoffset() != local.replace(fold=1).utcoffset()


@functools.lru_cache(maxsize=4096)
def minute(day: dt.date, time: dt.time, fold: int, zone: ZoneInfo) -> int:
    """Minutes since 1970 in UTC of a clock time; zones with odd seconds are cut to the whole minute."""
    local = dt.datetime.combine(day, time, zone).replace(fold=fold)
    return minute_of(local)


def minute_of(at: dt.datetime) -> int:
    """Minutes since 1970 in UTC at a moment, cut to the whole minute."""
    return int((at.astimezone(dt.UTC) - EPOCH) // MINUTE)


def clock_of(minutes: int, zone_name: str) -> dt.datetime:
    """What the clock of a zone shows at a minute since 1970 in UTC."""
    return clock.local(EPOCH + minutes * MINUTE, zone_name)


def moments(
    day: dt.date,
    start: dt.time,
    stop: dt.time,
    zone_name: str,
    start_fold: int | None = None,
    stop_fold: int | None = None,
) -> Moments:
    """What the typed times mean. A stop before the start lies on the next day; a repeated time is its first showing
    unless a fold says otherwise. Raises Invalid for a stop equal to the start and for a time that does not exist.
    """
    zone = ZoneInfo(zone_name)
    if start == stop and not (repeats(day, start, zone) and (start_fold or 0) < (stop_fold or 0)):
        raise Invalid({"stop": _("Stop is the same as start. Type when it ended.")})
    first_fold = (start_fold or 0) if repeats(day, start, zone) else 0
    _refuse_skipped(day, start, zone, "start")
    starts = minute(day, start, first_fold, zone)
    if stop > start or (stop_fold == 1 and repeats(day, stop, zone)):
        last_day = day
    else:
        last_day = day + dt.timedelta(days=1)
    _refuse_skipped(last_day, stop, zone, "stop")
    last_fold = (stop_fold or 0) if repeats(last_day, stop, zone) else 0
    stops = minute(last_day, stop, last_fold, zone)
    if stops <= starts and repeats(last_day, stop, zone) and stop_fold is None:
        last_fold = 1  # the start was the second showing, so the stop after it is too
        stops = minute(last_day, stop, last_fold, zone)
    if stops <= starts:
        raise Invalid({"stop": _("Stop comes before start on this night. Say which showing of the hour is meant.")})
    return Moments(starts, stops, first_fold, last_fold)


def _refuse_skipped(day: dt.date, time: dt.time, zone: ZoneInfo, field: str) -> None:
    if not exists(day, time, zone):
        raise Invalid(
            {field: _("The clock skips this time on {day}: daylight time begins. Type the time after it.").format(
                day=short_day(day))}
        )
