"""From the clock on the wall to real time: what a date, a start and a stop mean in a zone."""

import datetime as dt
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app import clock, wording
from app.services.problems import Invalid
from app.wording import N_, _, length, short_day

_TWICE = N_("The clock showed {time} twice that night, and the length depends on which is meant. Give {field}: 0 or 1.")
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
    local = dt.datetime.combine(day, time.replace(fold=0), zone)  # two times that differ in their fold are one key
    return clock.local(local.astimezone(dt.UTC), zone).replace(tzinfo=None) == local.replace(tzinfo=None)


@functools.lru_cache(maxsize=4096)
def repeats(day: dt.date, time: dt.time, zone: ZoneInfo) -> bool:
    """Whether the clock shows this time twice on this day, as on the night that daylight time ends."""
    local = dt.datetime.combine(day, time.replace(fold=0), zone)  # two times that differ in their fold are one key
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
    unless a fold says otherwise. Raises Invalid for a stop equal to the start, for a time that does not exist, and for
    a repeated one without its fold where the readings differ by more than the shorter of them.
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
    _refuse_doubtful(_Typed(day, start, stop, start_fold, stop_fold), zone)
    return Moments(starts, stops, first_fold, last_fold)


@dataclass(frozen=True)
class _Typed:
    day: dt.date
    start: dt.time
    stop: dt.time
    start_fold: int | None
    stop_fold: int | None


def _refuse_doubtful(typed: _Typed, zone: ZoneInfo) -> None:
    """Raise Invalid where a showing is not told and the length would be quite another by the other one."""
    next_day = typed.day + dt.timedelta(days=1)
    open_start = typed.start_fold is None and repeats(typed.day, typed.start, zone)
    open_stop = typed.stop_fold is None and any(repeats(day, typed.stop, zone) for day in (typed.day, next_day))
    if not open_start and not open_stop:
        return
    lengths = readings(typed.day, typed.start, typed.stop, zone, typed.start_fold, typed.stop_fold)
    if lengths and lengths[-1] - lengths[0] > lengths[0]:
        field, time = ("start", typed.start) if open_start else ("stop", typed.stop)
        raise Invalid({field: _(_TWICE).format(time=wording.clock(time), field=f"{field}_fold")})


def readings(
    day: dt.date, start: dt.time, stop: dt.time, zone: ZoneInfo, start_fold: int | None = None, stop_fold: int | None = None
) -> list[int]:
    """Every length in minutes that the times can mean, the shortest first: by each showing of a repeated time.

    A stop before its start is the next day's, or the second showing of its hour in the same night.
    """
    next_day = day + dt.timedelta(days=1)
    found = set()
    for first in _folds(day, start, zone, start_fold):
        starts = minute(day, start, first, zone)
        over = [(next_day, last) for last in _folds(next_day, stop, zone, stop_fold)] if stop <= start else []
        for on, last in [*((day, last) for last in _folds(day, stop, zone, stop_fold)), *over]:
            lasts = minute(on, stop, last, zone) - starts
            if lasts > 0 and exists(on, stop, zone):
                found.add(lasts)
    return sorted(found)


def _folds(day: dt.date, time: dt.time, zone: ZoneInfo, told: int | None) -> tuple[int, ...]:
    """The showings that a time can have on a day: the one told, both where the clock repeats it, else the only one."""
    if not repeats(day, time, zone):
        return (0,)
    return (0, 1) if told is None else (told,)


@dataclass(frozen=True)
class Bounds:
    """How long a record may last, in minutes: over `doubt` is doubted, over `most` refused with the sentence `said`."""

    doubt: int
    most: int
    said: str

    def check(self, real: Moments) -> None:
        """Raise Invalid (`stop`) for what lasts too long."""
        lasts = real.stops - real.starts
        if lasts > self.most:
            raise Invalid({"stop": _(self.said).format(length=length(lasts))})

    def is_long(self, real: Moments) -> bool:
        """Whether its length is to be looked at again."""
        return real.stops - real.starts > self.doubt


# Our own bounds, for form, import and command line alike: no rule sets them.
SESSION = Bounds(
    4 * 60, 12 * 60, N_("This lasts {length}. A session of supervision lasts at most 12 hours: check start and stop.")
)
NOTE = Bounds(4 * 60, 24 * 60 - 1, N_("This lasts {length}. A note is of less than 24 hours: check date, start and stop."))


def _refuse_skipped(day: dt.date, time: dt.time, zone: ZoneInfo, field: str) -> None:
    if not exists(day, time, zone):
        raise Invalid(
            {field: _("The clock skips this time on {day}: daylight time begins. Type the time after it.").format(
                day=short_day(day))}
        )
