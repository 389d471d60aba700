"""What a clock time means on ordinary days, over midnight, and on the two nights when the clock is moved."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.problems import Invalid
from app.services.rules.moments import moments

ZONE = "America/Denver"
SPRING, FALL = dt.date(2026, 3, 8), dt.date(2026, 11, 1)  # 02:00 -> 03:00, and 02:00 -> 01:00


def clock(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def length(day: dt.date, start: str, stop: str, zone: str = ZONE, **folds: int) -> int:
    found = moments(day, clock(start), clock(stop), zone, **folds)
    return found.stops - found.starts


@pytest.mark.parametrize(
    ("day", "start", "stop", "minutes"),
    [
        (dt.date(2026, 5, 4), "14:00", "15:30", 90),
        (dt.date(2026, 5, 4), "23:30", "00:15", 45),
        (dt.date(2026, 12, 31), "23:59", "00:00", 1),
        (SPRING, "01:30", "03:30", 60),  # the hour from two to three was skipped
        (SPRING - dt.timedelta(days=1), "23:00", "04:00", 240),
        (FALL, "00:30", "02:30", 180),  # the hour from one to two came twice
        (FALL, "00:30", "01:30", 60),  # the other reading is 120: twice as long, no more
        (FALL - dt.timedelta(days=1), "23:00", "01:30", 150),
    ],
)
def test_length_is_real_elapsed_time(day: dt.date, start: str, stop: str, minutes: int) -> None:
    assert length(day, start, stop) == minutes


@pytest.mark.parametrize(
    ("start", "stop", "folds", "minutes"),
    [
        ("01:15", "01:45", {"start_fold": 0, "stop_fold": 1}, 90),
        ("01:15", "01:45", {"start_fold": 1, "stop_fold": 1}, 30),
        ("01:15", "01:45", {"start_fold": 1}, 30),  # a stop after the second showing is the second too
        ("01:45", "01:15", {"start_fold": 0, "stop_fold": 1}, 30),
        ("01:30", "01:30", {"start_fold": 0, "stop_fold": 1}, 60),
        ("00:30", "01:30", {"stop_fold": 1}, 120),
    ],
)
def test_a_repeated_hour_means_what_its_fold_says(start: str, stop: str, folds: dict[str, int], minutes: int) -> None:
    assert length(FALL, start, stop, **folds) == minutes


@pytest.mark.parametrize(
    ("day", "start", "stop", "field"),
    [
        (SPRING, "02:30", "04:00", "start"),
        (SPRING, "01:00", "02:30", "stop"),
        (SPRING - dt.timedelta(days=1), "23:00", "02:00", "stop"),
        (dt.date(2026, 5, 4), "14:00", "14:00", "stop"),
        (FALL, "01:30", "01:30", "stop"),
    ],
)
def test_a_skipped_time_and_a_stop_equal_to_start_are_refused_by_field(
    day: dt.date, start: str, stop: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        moments(day, clock(start), clock(stop), ZONE)
    assert list(refused.value.fields) == [field]


def test_a_stop_before_its_start_on_that_night_is_refused() -> None:
    with pytest.raises(Invalid):
        moments(FALL, clock("01:45"), clock("01:15"), ZONE, start_fold=1, stop_fold=1)


@pytest.mark.parametrize(
    ("day", "start", "stop", "folds", "field"),
    [
        (FALL, "01:15", "01:45", {}, "start"),  # 30, or 90 across both showings
        (FALL, "01:30", "02:15", {}, "start"),  # 1 h 45 min, or 45 min
        (FALL, "01:30", "01:15", {}, "start"),  # 45 min that night, or into the next day
        (FALL, "01:30", "01:15", {"start_fold": 0}, "stop"),
        (FALL, "00:50", "01:10", {}, "stop"),  # 20 min, or 1 h 20 min
        (FALL - dt.timedelta(days=1), "23:50", "01:05", {}, None),  # 1 h 15 min, or 2 h 15 min: the first showing
        (FALL, "01:30", "03:30", {}, None),
    ],
)
def test_a_repeated_hour_is_refused_where_the_readings_differ_by_more_than_the_shorter(
    day: dt.date, start: str, stop: str, folds: dict[str, int], field: str | None
) -> None:
    """An import takes the first showing, but not where the length would be quite another by the second."""
    if field is None:
        moments(day, clock(start), clock(stop), ZONE)
        return
    with pytest.raises(Invalid) as refused:
        moments(day, clock(start), clock(stop), ZONE, **folds)
    assert list(refused.value.fields) == [field] and f"{field}_fold" in refused.value.fields[field]


@given(
    st.sampled_from([FALL - dt.timedelta(days=1), FALL, FALL + dt.timedelta(days=1), SPRING]),
    st.times(dt.time(0), dt.time(4, 59)), st.times(dt.time(0), dt.time(4, 59)),
)  # fmt: skip
def test_what_is_taken_without_a_fold_is_the_first_reading_and_no_other_is_far_from_it(
    day: dt.date, start: dt.time, stop: dt.time
) -> None:
    """Against every minute of two days, one by one: each pair of minutes whose clock shows start and stop is a reading."""
    start, stop = (time.replace(second=0, microsecond=0) for time in (start, stop))
    zone = ZoneInfo(ZONE)
    begin = dt.datetime.combine(day, dt.time(0), zone).astimezone(dt.UTC)
    shown = [(begin + dt.timedelta(minutes=passed)).astimezone(zone) for passed in range(52 * 60)]
    firsts = [at for at, one in enumerate(shown) if one.date() == day and one.time() == start]
    lasts = [at for at, one in enumerate(shown) if one.time() == stop and one.date() == day]
    over = [at for at, one in enumerate(shown) if one.time() == stop and one.date() == day + dt.timedelta(days=1)]
    found = {last - first for first in firsts for last in lasts + (over if stop < start else []) if last > first}
    try:
        real = moments(day, start, stop, ZONE)
    except Invalid:
        skipped = not firsts or not (over if stop < start else lasts)
        assert start == stop or skipped or max(found) - min(found) > min(found)
        return
    assert max(found) - min(found) <= min(found)
    assert real.starts - int(begin.timestamp() // 60) == firsts[0]
    assert real.stops - real.starts in found


def test_a_fold_means_nothing_where_the_hour_comes_once() -> None:
    found = moments(dt.date(2026, 5, 4), clock("14:00"), clock("15:00"), ZONE, 1, 1)
    assert (found.start_fold, found.stop_fold, found.stops - found.starts) == (0, 0, 60)


def test_a_zone_without_daylight_time_has_no_odd_nights() -> None:
    assert length(SPRING, "02:30", "03:30", "America/Phoenix") == 60


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    st.times(dt.time(4), dt.time(23, 59)),
    st.times(dt.time(4), dt.time(23, 59)),
)
def test_by_day_length_is_the_difference_on_the_clock(day: dt.date, start: dt.time, stop: dt.time) -> None:
    start, stop = (time.replace(second=0, microsecond=0) for time in (start, stop))
    if start < stop:
        expected = (stop.hour - start.hour) * 60 + stop.minute - start.minute
        found = moments(day, start, stop, ZONE)
        assert found.stops - found.starts == expected
