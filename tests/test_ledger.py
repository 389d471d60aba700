"""Supervision owed: each sentence of the design's section 5, then random cases against a slow, obvious reckoning."""

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.rules import packs
from app.services.rules.civil import anniversary
from app.services.rules.ledger import (
    Agreement,
    Enrolment,
    HoursSpan,
    License,
    Month,
    PackLedger,
    Session,
    SupervisionCE,
    Supervisor,
    boundaries,
    ceil_minutes,
    ledger,
    needs_days,
    spans_to_split,
    summary,
)
from app.services.rules.packs import Pack, Rule

D = dt.date
F = Fraction
EPOCH = D(1970, 1, 1)
START, AS_OF = D(2024, 1, 1), D(2024, 6, 30)
TYPES = ("social_worker",)
FIRST, TWENTIETH = D(2020, 1, 1), F(1, 20)
Row = tuple[dt.date, int, str | None]


def rule(first: dt.date = FIRST, ratio: Fraction | None = TWENTIETH, **more: Any) -> Rule:
    """A rule for social workers: three years or 20 hours of CE, 15 minutes at least."""
    given: dict[str, Any] = {"license_types": TYPES, "years_licensed": 3, "supervision_ce_minutes": 1200}
    return Rule(first, None, "test", ratio, **(given | {"min_session_minutes": 15} | more))


def pack(code: str, *rules: Rule) -> Pack:
    """A pack of these rules."""
    return Pack(code, code, code, code, "client", rules)


PACKS = {
    "a": pack("a", rule()),
    "b": pack("b", rule(ratio_after_certification=F(1, 40), license_types=("social_worker", "lcsw"))),
    "c": pack("c", rule(carries_surplus=True), rule(D(2024, 4, 10), F(1, 7), carries_surplus=True)),
    "d": pack("d", rule(ratio=None)),
    "e": pack("e", rule(D(2024, 3, 5)), rule(D(2024, 5, 15), F(1, 30), license_types=("lcsw",))),
    "f": pack("f", rule(carries_deficit=False, license_types_imply=("lcsw: social_worker",))),
    "g": pack("g", rule(agreement_required=False)),
    "h": pack("h", rule(not_therapist=False)),
}
ANNA = Supervisor("anna", (License("social_worker", D(2010, 1, 1), D(2010, 1, 1)),))
PEOPLE = {"anna": ANNA}
AGREED = (Agreement("anna", START, None, not_therapist_confirmed=True),)


def session(day: dt.date, start: str = "10:00", minutes: int = 60, **more: Any) -> Session:
    """A session signed on its day; clock times are taken as UTC."""
    hour, minute = map(int, start.split(":"))
    starts = (day - EPOCH).days * 1440 + hour * 60 + minute
    given: dict[str, Any] = {"key": f"{day}-{start}", "supervisor": "anna", "signed_on": day}
    return Session(date=day, start=start, starts=starts, stops=starts + minutes, **(given | more))


def aggregate(rows: Iterable[Row]) -> list[HoursSpan]:
    """The hours grouped by named pack and month, as one GROUP BY gives them."""
    groups = defaultdict(list)
    for day, minutes, row_pack in rows:
        groups[row_pack, day.year, day.month].append((day, minutes))
    return [
        HoursSpan(
            min(day for day, _m in found), max(day for day, _m in found), sum(m for _d, m in found), key[0]
        )
        for key, found in groups.items()
    ]


def spans_of(rows: Sequence[Row], enrolments: Sequence[Enrolment], as_of: dt.date) -> list[HoursSpan]:
    """What a service hands over: months whole, split into rows only where asked."""
    spans = aggregate(rows)
    split = spans_to_split(spans, enrolments, PACKS, as_of)
    whole = [span for span in spans if span not in split]
    single = [
        HoursSpan(day, day, minutes, row_pack)
        for day, minutes, row_pack in rows
        if any(span.pack == row_pack and span.first <= day <= span.last for span in split)
    ]
    return whole + single


def reckon(
    enrolments: Enrolment | Sequence[Enrolment],
    rows: Sequence[Row] = (),
    sessions: Sequence[Session] = (),
    supervisors: dict[str, Supervisor] = PEOPLE,
    agreements: Sequence[Agreement] = AGREED,
    as_of: dt.date = AS_OF,
) -> tuple[PackLedger, ...]:
    """The ledger of one person from rows of hours."""
    held = (enrolments,) if isinstance(enrolments, Enrolment) else tuple(enrolments)
    return ledger("p", held, PACKS, spans_of(rows, held, as_of), sessions, supervisors, agreements, as_of)


def months(*given: Any, **more: Any) -> dict[str, Month]:
    """The months of the first line, by name."""
    return {month.month: month for month in reckon(*given, **more)[0].months}


def codes(month: Month) -> list[tuple[str, ...]]:
    """The reasons of a month's sessions that are not credited in full."""
    return [row.codes for row in month.not_credited]


def hours(day: dt.date, minutes: int = 480, row_pack: str | None = None) -> Row:
    """One row of hours worked."""
    return day, minutes, row_pack


# One line per calendar month


def test_lines_run_from_the_start_to_the_as_of_day_with_empty_months() -> None:
    """Months without hours are there; the last is that of the as-of day or of the end, the earlier."""
    assert list(months(Enrolment("a", D(2023, 11, 20)))) == [
        "2023-11", "2023-12", "2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06",
    ]  # fmt: skip
    assert list(months(Enrolment("a", START, ended_on=D(2024, 2, 3)))) == ["2024-01", "2024-02"]
    assert reckon(Enrolment("a", D(2024, 7, 1)))[0].months == ()


def test_required_is_an_exact_fraction_and_a_shortfall_carries() -> None:
    """2467 minutes at one to twenty are 2467/20 minutes; nothing is rounded."""
    found = months(Enrolment("a", START), [hours(D(2024, 1, 3), 2467), hours(D(2024, 3, 1), 100)])
    assert found["2024-01"].required_minutes == found["2024-01"].owed_minutes == F(2467, 20)
    assert str(found["2024-02"].owed_minutes) == "2467/20"
    assert found["2024-02"].carried == F(2467, 20)
    assert found["2024-03"].owed_minutes == F(2567, 20)
    assert ceil_minutes(F(2567, 20)) == 129 and ceil_minutes(F(120)) == 120 and ceil_minutes(F(-1, 2)) == 0


def test_surplus_is_dropped_unless_the_pack_carries_it() -> None:
    """Pack a starts the next month at nothing owed; pack c goes below zero."""
    rows = [hours(D(2024, 1, 3), 400), hours(D(2024, 2, 3), 400)]
    held = [session(D(2024, 1, 10))]
    kept, carried = months(Enrolment("a", START), rows, held), months(Enrolment("c", START), rows, held)
    assert (kept["2024-01"].owed_minutes, kept["2024-01"].surplus_not_carried) == (F(0), F(40))
    assert kept["2024-02"].owed_minutes == 20
    assert (carried["2024-01"].owed_minutes, carried["2024-01"].surplus_not_carried) == (F(-40), F(0))
    assert carried["2024-02"].owed_minutes == -20
    assert summary(reckon(Enrolment("c", START), rows, held)[0]).owed_minutes == 0


def test_opening_balance_starts_the_line() -> None:
    """Earlier hours and sessions neither count nor are listed, also within the month of the balance."""
    enrolment = Enrolment("a", D(2020, 1, 1), opening_owed_minutes=90, opened_on=D(2024, 2, 10))
    rows = [hours(D(2019, 6, 1)), hours(D(2024, 1, 31)), hours(D(2024, 2, 9)), hours(D(2024, 2, 10), 200)]
    held = [session(D(2024, 2, 9)), session(D(2024, 2, 10), minutes=30), session(D(2019, 1, 1))]
    found = months(enrolment, rows, held)
    assert next(iter(found)) == "2024-02"
    first = found["2024-02"]
    assert (first.carried, first.worked_minutes, first.credited_minutes) == (F(90), 200, 30)
    assert first.owed_minutes == 90 + 10 - 30
    assert first.not_credited == () and first.hours_not_counted == ()


def test_pack_without_a_ratio_owes_nothing_that_can_be_named() -> None:
    """Hours and credits are still there."""
    month = months(Enrolment("d", START), [hours(START)], [session(D(2024, 1, 9))])["2024-01"]
    assert (month.required_minutes, month.owed_minutes, month.carried) == (None, None, None)
    assert (month.worked_minutes, month.credited_minutes) == (480, 60)
    assert summary(reckon(Enrolment("d", START), [hours(START)])[0]).owed_minutes is None


# What is credited


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"signed_on": None}, ("not_signed",)),
        ({"signed_on": AS_OF}, ()),
        ({"signed_on": D(2024, 7, 1)}, ("not_signed",)),
        ({"supervisor": "nobody"}, ("no_license", "no_agreement")),
        ({"void": True}, ("void",)),
        ({"pack": "a"}, ()),
        ({"pack": "zz"}, ("pack_not_held",)),
    ],
)
def test_what_a_session_itself_must_have(change: dict[str, Any], expected: tuple[str, ...]) -> None:
    """Signed on or before the as-of day, by a supervisor on record, not voided, for a pack that is held."""
    month = months(Enrolment("a", START), sessions=[session(D(2024, 3, 5), **change)])["2024-03"]
    assert codes(month) == ([expected] if expected else [])
    assert month.credited_minutes == (0 if expected else 60)
    for row in month.not_credited:
        assert row.reason and (row.date, row.start, row.minutes_lost) == (D(2024, 3, 5), "10:00", 60)
        assert row.reason_code == expected[0] and row.key


def test_dates_outside_the_line_are_listed_in_the_nearest_month() -> None:
    """Before the start in the first month, after the end or the as-of day in the last."""
    enrolment = Enrolment("a", D(2024, 2, 10), ended_on=D(2024, 5, 20))
    days = [D(2023, 1, 1), D(2024, 2, 9), D(2024, 2, 10), D(2024, 5, 20), D(2024, 5, 21), D(2024, 8, 1)]
    found = months(enrolment, sessions=[session(day) for day in days])
    assert codes(found["2024-02"]) == [("before_start", "no_agreement"), ("before_start",)]
    assert codes(found["2024-05"]) == [("after_end",), ("after_end", "after_as_of", "not_signed")]
    assert found["2024-02"].credited_minutes == found["2024-05"].credited_minutes == 60


def test_a_session_after_the_as_of_day_is_listed() -> None:
    """A planned session of the same month shows with its reason."""
    found = months(
        Enrolment("a", START),
        sessions=[session(D(2024, 6, 20)), session(D(2024, 6, 14))],
        as_of=D(2024, 6, 14),
    )
    assert codes(found["2024-06"]) == [("after_as_of", "not_signed")]
    assert found["2024-06"].credited_minutes == 60
    assert "2024-06-14" in found["2024-06"].not_credited[0].reason


def test_supervisor_must_be_qualified_on_the_day() -> None:
    """The license ends with its last day; a fresh license waits for its third anniversary, 29 February to 1 March."""
    ends = Supervisor("anna", (License("social_worker", D(2010, 1, 1), D(2010, 1, 1), D(2024, 3, 5)),))
    held = [session(D(2024, 3, 5)), session(D(2024, 3, 6))]
    assert codes(months(Enrolment("a", START), (), held, {"anna": ends})["2024-03"]) == [
        ("license_not_in_force",)
    ]
    fresh = Supervisor("anna", (License("social_worker", D(2020, 2, 29), D(2020, 2, 29)),))
    agreed = [Agreement("anna", D(2023, 1, 1), None, not_therapist_confirmed=True)]
    held = [session(D(2023, 2, 28)), session(D(2023, 3, 1))]
    found = months(Enrolment("a", D(2023, 1, 1)), (), held, {"anna": fresh}, agreed)
    assert codes(found["2023-02"]) == [("experience",)] and found["2023-03"].credited_minutes == 60


def test_agreement_runs_from_signing_to_its_end() -> None:
    """Both days included; without one the session is listed."""
    agreed = [Agreement("anna", D(2024, 3, 5), D(2024, 3, 7), not_therapist_confirmed=True)]
    held = [session(D(2024, 3, day)) for day in (4, 5, 7, 8)]
    month = months(Enrolment("a", START), (), held, agreements=agreed)["2024-03"]
    assert codes(month) == [("no_agreement",), ("no_agreement",)] and month.credited_minutes == 120


def test_every_agreement_in_force_must_confirm() -> None:
    """One that does not confirm spoils the days it runs, and only those."""
    agreed = [*AGREED, Agreement("anna", D(2024, 3, 5), D(2024, 3, 5), not_therapist_confirmed=False)]
    held = [session(D(2024, 3, day)) for day in (4, 5, 6)]
    month = months(Enrolment("a", START), (), held, agreements=agreed)["2024-03"]
    assert codes(month) == [("not_confirmed",)] and month.not_credited[0].date == D(2024, 3, 5)


def test_hours_outside_the_enrolment_are_listed_not_counted() -> None:
    """By row with day and minutes; hours after the as-of day are no concern yet."""
    enrolment = Enrolment("a", D(2024, 2, 10), ended_on=D(2024, 5, 20))
    rows = [
        hours(D(2024, 2, 9), 30),
        hours(D(2024, 2, 9), 20),
        hours(D(2024, 2, 10)),
        hours(D(2024, 6, 2)),
        hours(D(2024, 7, 2)),
    ]
    found = months(enrolment, rows)
    assert [(row.minutes, row.reason_code) for row in found["2024-02"].hours_not_counted] == [
        (20, "before_start"),
        (30, "before_start"),
    ]
    assert "2024-02-10" in found["2024-02"].hours_not_counted[0].reason
    assert [row.date for row in found["2024-05"].hours_not_counted] == [D(2024, 6, 2)]
    assert found["2024-02"].worked_minutes == 480


def test_a_minute_is_credited_once_to_the_session_that_starts_first() -> None:
    """The later one keeps the rest and is listed; one wholly inside is listed with all its minutes."""
    day = D(2024, 3, 5)
    held = [
        session(day, "10:30"),
        session(day, "10:00"),
        session(day, "10:15", 30),
        session(day, "11:30", 30),
    ]
    month = months(Enrolment("a", START), sessions=held)["2024-03"]
    assert month.credited_minutes == 120 and month.credited_sessions == 3
    assert [(row.start, row.minutes_lost, row.codes) for row in month.not_credited] == [
        ("10:15", 30, ("overlap",)),
        ("10:30", 30, ("overlap",)),
    ]
    assert "10:00" in month.not_credited[0].reason


def test_of_two_that_start_together_the_shorter_then_the_first_key_keeps_its_minutes() -> None:
    """Whatever the order in which they are given."""
    day = D(2024, 3, 5)
    held = [
        session(day, minutes=90, key="1"),
        session(day, minutes=60, key="3"),
        session(day, minutes=60, key="2"),
    ]
    month = months(Enrolment("a", START), sessions=held)["2024-03"]
    assert sorted((row.key, row.minutes_lost) for row in month.not_credited) == [("1", 60), ("3", 60)]
    assert month.credited_minutes == 90 and month.credited_sessions == 2


def test_a_session_that_is_not_credited_takes_no_minutes() -> None:
    """An unsigned session that starts first leaves the later one whole."""
    day = D(2024, 3, 5)
    month = months(Enrolment("a", START), sessions=[session(day, signed_on=None), session(day, "10:30")])[
        "2024-03"
    ]
    assert month.credited_minutes == 60 and codes(month) == [("not_signed",)]


def test_a_session_past_midnight_belongs_to_the_month_of_its_date() -> None:
    """Also its minutes of the next month; one that overlaps them there loses them."""
    held = [session(D(2024, 1, 31), "23:30"), session(D(2024, 2, 1), "00:00")]
    found = months(Enrolment("a", START), sessions=held)
    assert (found["2024-01"].credited_minutes, found["2024-02"].credited_minutes) == (60, 30)


def test_short_sessions_are_flagged_and_credited() -> None:
    """14 minutes are under the 15 of the log rule; 15 are not."""
    held = [session(D(2024, 3, 5), minutes=14), session(D(2024, 3, 6), minutes=15)]
    month = months(Enrolment("a", START), sessions=held)["2024-03"]
    assert month.credited_minutes == 29 and month.flag_codes == ("short_session",)
    assert "2024-03-05" in month.flags[0] and "14 min" in month.flags[0]


# Packs


def test_certification_changes_the_ratio_from_its_day_on() -> None:
    """One to twenty before, one to forty on the day and after, in the real pack and within one month."""
    found = ledger(
        "p",
        [Enrolment("mt-cfpss", START, certified_on=D(2024, 2, 15))],
        packs.all_packs(),
        [HoursSpan(D(2024, 2, 1), D(2024, 2, 14), 400), HoursSpan(D(2024, 2, 15), D(2024, 2, 29), 400)],
        (),
        PEOPLE,
        AGREED,
        AS_OF,
    )
    assert found[0].months[1].required_minutes == 30


def test_lapsed_certification_warns_and_changes_no_ratio() -> None:
    """Hours or sessions after the expiry flag their month."""
    enrolment = Enrolment("b", START, certified_on=D(2024, 1, 1), certification_expires_on=D(2024, 3, 31))
    found = months(enrolment, [hours(D(2024, 3, 31)), hours(D(2024, 4, 1))], [session(D(2024, 5, 2))])
    assert found["2024-03"].flag_codes == ()
    assert found["2024-04"].flag_codes == found["2024-05"].flag_codes == ("certification_lapsed",)
    assert found["2024-04"].required_minutes == 12 and "2024-03-31" in found["2024-04"].flags[0]


def test_days_before_the_first_rule_take_the_earliest_flagged() -> None:
    """Pack e begins on 5 March."""
    found = months(
        Enrolment("e", START),
        [hours(D(2024, 3, 4), 200), hours(D(2024, 3, 5), 200), hours(D(2024, 4, 1), 20)],
    )
    assert found["2024-03"].required_minutes == 20 and found["2024-03"].flag_codes == ("before_first_rule",)
    assert found["2024-04"].flag_codes == ()


def test_each_day_is_judged_by_the_rule_in_force_on_it() -> None:
    """Pack e changes ratio and license list on 15 May."""
    held = [session(D(2024, 5, 14)), session(D(2024, 5, 15))]
    month = months(Enrolment("e", START), [hours(D(2024, 5, 14), 600), hours(D(2024, 5, 15), 600)], held)[
        "2024-05"
    ]
    assert month.required_minutes == 30 + 20
    assert codes(month) == [("license_type",)] and month.credited_minutes == 60


def test_two_packs_share_rows_that_name_none() -> None:
    """A row counts under each pack in force; named, in that one only; in none, it is listed under each."""
    held = (Enrolment("a", START), Enrolment("b", D(2024, 3, 1)))
    rows = [
        hours(D(2024, 2, 5), 100),
        hours(D(2024, 3, 5), 100),
        hours(D(2024, 3, 6), 7, "b"),
        hours(D(2024, 2, 6), 5, "b"),
        hours(D(2023, 12, 31), 3),
        hours(D(2024, 4, 1), 9, "zz"),
    ]
    first, second = ({month.month: month for month in line.months} for line in reckon(held, rows))
    assert [first[name].worked_minutes for name in ("2024-01", "2024-02", "2024-03")] == [0, 100, 100]
    assert second["2024-03"].worked_minutes == 107
    assert [row.minutes for row in first["2024-01"].hours_not_counted] == [3]
    assert [row.minutes for row in second["2024-03"].hours_not_counted] == [3, 5]
    assert first["2024-04"].hours_not_counted[0].reason_code == "pack_not_held"
    assert second["2024-04"].hours_not_counted[0].reason_code == "pack_not_held"
    assert "zz" in second["2024-04"].hours_not_counted[0].reason


def test_a_session_may_be_credited_under_one_pack_and_listed_under_the_other() -> None:
    """An lcsw may supervise under b only; a session outside b's time is no matter of b's."""
    held = (Enrolment("a", START), Enrolment("b", D(2024, 3, 1)))
    who = {"anna": Supervisor("anna", (License("lcsw", D(2010, 1, 1), D(2010, 1, 1)),))}
    first, second = reckon(held, (), [session(D(2024, 3, 5)), session(D(2024, 2, 5))], who)
    assert [codes(month) for month in first.months[1:3]] == [[("license_type",)], [("license_type",)]]
    assert second.months[0].credited_minutes == 60 and codes(second.months[0]) == []


def test_output_is_ordered_by_pack() -> None:
    """Whatever the order of the enrolments."""
    held = (Enrolment("c", START), Enrolment("a", START), Enrolment("b", START))
    assert [line.pack for line in reckon(held)] == ["a", "b", "c"]


def test_coming_back_to_the_same_pack_is_a_line_of_its_own() -> None:
    """Rows of the first time count there, those between are listed in both."""
    held = (Enrolment("a", START, ended_on=D(2024, 2, 10)), Enrolment("a", D(2024, 4, 1)))
    first, second = reckon(
        held, [hours(D(2024, 1, 5), 1), hours(D(2024, 3, 5), 2), hours(D(2024, 4, 5), 4, "a")]
    )
    assert [month.worked_minutes for month in first.months] == [1, 0]
    assert [month.worked_minutes for month in second.months] == [4, 0, 0]
    assert [row.minutes for row in first.months[-1].hours_not_counted] == [2]
    assert [row.minutes for row in second.months[0].hours_not_counted] == [2]


# Spans and summaries


def test_boundaries_are_the_days_on_which_the_treatment_may_change() -> None:
    """Start, day after the end, opening, rule changes, and certification where it matters."""
    enrolment = Enrolment("c", START, D(2024, 5, 20), D(2024, 2, 2), None, 0, D(2024, 1, 15))
    assert boundaries(enrolment, PACKS["c"]) == (START, D(2024, 1, 15), D(2024, 4, 10), D(2024, 5, 21))
    assert D(2024, 2, 2) in boundaries(dataclasses.replace(enrolment, pack="b"), PACKS["b"])


def test_only_spans_with_a_change_inside_or_rows_to_list_need_days() -> None:
    """A month without a boundary is taken whole."""
    held = [Enrolment("c", D(2024, 1, 10), ended_on=D(2024, 6, 15))]

    def asked(first: dt.date, last: dt.date) -> bool:
        return needs_days(HoursSpan(first, last, 60), held, PACKS, AS_OF)

    assert not asked(D(2024, 1, 10), D(2024, 1, 31)) and asked(D(2024, 1, 9), D(2024, 1, 31))
    assert not asked(D(2024, 4, 1), D(2024, 4, 9)) and asked(D(2024, 4, 1), D(2024, 4, 10))
    assert asked(D(2024, 6, 16), D(2024, 6, 16)), "outside the enrolment: to be listed by row"
    assert not asked(D(2024, 7, 1), D(2024, 7, 9)), "after the as-of day: ignored whole"


def test_a_span_that_must_be_split_is_refused() -> None:
    """A mistake of the caller, not a wrong sum."""
    with pytest.raises(ValueError, match="split"):
        ledger(
            "p",
            [Enrolment("a", D(2024, 1, 10))],
            PACKS,
            [HoursSpan(START, AS_OF, 9)],
            (),
            PEOPLE,
            AGREED,
            AS_OF,
        )


def test_summary_names_the_oldest_month_still_short() -> None:
    """The run of short months at the end, and the last month that was even."""
    rows = [hours(D(2024, 1, 5), 200), hours(D(2024, 3, 5), 30), hours(D(2024, 5, 5), 25)]
    found = summary(reckon(Enrolment("a", START), rows, [session(D(2024, 2, 5))])[0])
    assert (found.owed_minutes, found.since, found.last_even) == (3, "2024-03", "2024-02")
    assert (found.worked_minutes, found.required_minutes, found.credited_minutes) == (255, F(51, 4), 60)
    even = summary(reckon(Enrolment("a", START))[0])
    assert (even.owed_minutes, even.since, even.last_even) == (0, None, "2024-06")
    assert summary(reckon(Enrolment("a", D(2030, 1, 1)))[0]).owed_minutes is None


def test_a_deficit_that_is_not_carried_is_owed_in_its_own_month_only() -> None:
    """By amendment: each month stands alone, and the run of short months begins anew with each."""
    rows = [hours(D(2024, 1, 5), 200), hours(D(2024, 2, 5), 40), hours(D(2024, 5, 5), 25)]
    line = reckon(Enrolment("f", START), rows, as_of=D(2024, 5, 31))[0]
    assert [month.owed_minutes for month in line.months] == [10, 2, 0, 0, F(5, 4)]
    assert [month.carried for month in line.months] == [0] * 5
    assert [month.deficit_not_carried for month in line.months] == [10, 2, 0, 0, F(5, 4)]
    found = summary(line)
    assert (found.owed_minutes, found.since) == (2, "2024-05")
    assert summary(reckon(Enrolment("f", START), rows[:2], as_of=D(2024, 2, 29))[0]).since == "2024-02"


def test_what_the_pack_does_not_ask_of_the_pair_is_not_asked() -> None:
    """Without an agreement, and with one that does not confirm: credited where the pack says so."""
    held = [session(D(2024, 2, 5))]
    unsure = [Agreement("anna", START, None, not_therapist_confirmed=False)]
    for code, none, doubtful in (("a", 0, 0), ("g", 60, 0), ("h", 0, 60)):
        found = [reckon(Enrolment(code, START), sessions=held, agreements=agreed)[0] for agreed in ([], unsure)]
        assert [summary(line).credited_minutes for line in found] == [none, doubtful], code


# The slow, obvious reckoning: every day and every minute by itself


def slow_reasons(case: Any, enrolment: Enrolment, one: Session) -> list[str]:
    """Why the session is not credited under the enrolment, condition by condition."""
    day, found = one.date, []
    if one.void:
        return ["void"]
    if one.pack not in (None, enrolment.pack):
        found.append("pack_not_held")
    elif day < enrolment.started_on:
        found.append("before_start")
    elif enrolment.ended_on and day > enrolment.ended_on:
        found.append("after_end")
    rule = slow_rule(enrolment.pack, day)
    who = case.supervisors.get(one.supervisor)
    held = who.licenses if who else ()
    fitting = [
        lic for lic in held
        if lic.license_type in rule.license_types
        or any(f"{lic.license_type}: {general}" in rule.license_types_imply for general in rule.license_types)
    ]  # fmt: skip
    valid = [
        lic for lic in fitting
        if lic.licensed_on <= day and lic.from_on <= day and (lic.expires_on is None or day <= lic.expires_on)
    ]  # fmt: skip
    if not held:
        found.append("no_license")
    elif not fitting:
        found.append("license_type")
    elif not valid:
        found.append("license_not_in_force")
    elif not any(day >= anniversary(lic.licensed_on, 3) for lic in valid) and slow_ce(who, day) < 1200:
        found.append("experience")
    running = [
        each for each in case.agreements
        if each.supervisor == one.supervisor and each.signed_on <= day and (not each.ends_on or day <= each.ends_on)
    ]  # fmt: skip
    if enrolment.pack != "g" and not running:
        found.append("no_agreement")
    elif enrolment.pack != "h" and not all(each.not_therapist_confirmed for each in running):
        found.append("not_confirmed")
    if day > case.as_of:
        found.append("after_as_of")
    if one.signed_on is None or one.signed_on > case.as_of:
        found.append("not_signed")
    return found


def slow_ce(who: Supervisor | None, day: dt.date) -> int:
    """Minutes of supervision CE earned by that day or without a day."""
    return sum(ce.minutes for ce in who.ce if ce.earned_on is None or ce.earned_on <= day) if who else 0


def slow_rule(code: str, day: dt.date) -> Rule:
    """The last rule that has begun, else the first."""
    begun = [rule for rule in PACKS[code].rules if rule.in_force_from <= day]
    return begun[-1] if begun else PACKS[code].rules[0]


def belongs(case: Any, enrolment: Enrolment, row_pack: str | None, day: dt.date) -> bool:
    """Whether a row of that day is this line's to count or to list."""
    if enrolment.opened_on and enrolment.opening_owed_minutes is not None and day < enrolment.opened_on:
        return False
    takers = [each for each in case.enrolments if row_pack in (None, each.pack)]
    if not takers:
        return True
    if row_pack not in (None, enrolment.pack):
        return False
    inside = [
        each for each in takers if each.started_on <= day and (not each.ended_on or day <= each.ended_on)
    ]
    return enrolment in inside or not inside


def slow_line(case: Any, enrolment: Enrolment) -> list[tuple[Any, ...]]:
    """(month, worked, required, credited, owed, sessions listed, hours listed) of each month."""
    opening = enrolment.opening_owed_minutes if enrolment.opened_on else None
    begin = enrolment.opened_on if enrolment.opened_on and opening is not None else enrolment.started_on
    end = min(case.as_of, enrolment.ended_on or case.as_of)
    names = []
    day = begin.replace(day=1)
    while day <= end:
        names.append(f"{day:%Y-%m}") if f"{day:%Y-%m}" not in names else None
        day += dt.timedelta(days=1)
    if not names:
        return []
    worked, required, credited = Counter[str](), defaultdict[str, Fraction](Fraction), Counter[str]()
    listed = defaultdict[str, Counter[Any]](Counter)
    left_out = defaultdict[str, Counter[Any]](Counter)
    for day, minutes, row_pack in case.rows:
        if day > case.as_of or not belongs(case, enrolment, row_pack, day):
            continue
        name = min(max(f"{day:%Y-%m}", names[0]), names[-1])
        outside = day < enrolment.started_on or (enrolment.ended_on and day > enrolment.ended_on)
        if outside or row_pack not in (None, enrolment.pack):
            left_out[name][day, minutes] += 1
            continue
        rule = slow_rule(enrolment.pack, day)
        ratio = rule.ratio or F(0)
        if rule.ratio_after_certification and enrolment.certified_on and day >= enrolment.certified_on:
            ratio = rule.ratio_after_certification
        worked[name] += minutes
        required[name] += minutes * ratio
    taken: set[int] = set()
    for one in sorted(case.sessions, key=lambda one: (one.starts, one.stops, one.key)):
        if not belongs(case, enrolment, one.pack, one.date):
            continue
        name = min(max(f"{one.date:%Y-%m}", names[0]), names[-1])
        reasons = slow_reasons(case, enrolment, one)
        own = set(range(one.starts, one.stops))
        if reasons:
            listed[name][one.key, len(own), tuple(reasons)] += 1
            continue
        if own & taken:
            listed[name][one.key, len(own & taken), ("overlap",)] += 1
        credited[name] += len(own - taken)
        taken |= own
    found, owed = [], F(opening or 0)
    for name in names:
        if enrolment.pack == "f" and found:
            owed = min(F(0), owed)  # what was short at the end of the month before is owed no more
        owed += required[name] - credited[name]
        if enrolment.pack != "c":
            owed = max(F(0), owed)
        money = (None, None) if enrolment.pack == "d" else (required[name], owed)
        found.append((name, worked[name], money[0], credited[name], money[1], listed[name], left_out[name]))
    return found


def quick_line(line: PackLedger) -> list[tuple[Any, ...]]:
    """The ledger's months in the same shape."""
    return [
        (
            month.month, month.worked_minutes, month.required_minutes, month.credited_minutes, month.owed_minutes,
            Counter((row.key, row.minutes_lost, row.codes) for row in month.not_credited),
            Counter((row.date, row.minutes) for row in month.hours_not_counted),
        )
        for month in line.months
    ]  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Drawn:
    """One random person."""

    enrolments: tuple[Enrolment, ...]
    rows: list[Row]
    sessions: list[Session]
    supervisors: dict[str, Supervisor]
    agreements: list[Agreement]
    as_of: dt.date


DAYS = st.integers(0, 210).map(lambda n: D(2023, 12, 15) + dt.timedelta(days=n))
LICENSED = st.sampled_from([D(2010, 1, 1), D(2020, 2, 29), D(2021, 2, 20), D(2021, 4, 10), D(2023, 1, 1)])
NAMED = st.sampled_from([None, None, None, "a", "b", "c", "zz"])


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The value or nothing."""
    return st.one_of(st.none(), strategy)


@st.composite
def enrolment_of(draw: st.DrawFn, code: str) -> Enrolment:
    """An enrolment whose end is not before its start; sometimes certified, sometimes with an opening balance."""
    start = draw(DAYS)
    end = draw(maybe(st.integers(0, 150)))
    opening = draw(maybe(st.tuples(st.integers(0, 300), DAYS)))
    return Enrolment(
        code, start, None if end is None else start + dt.timedelta(days=end), draw(maybe(DAYS)), draw(maybe(DAYS)),
        opening and opening[0], opening and opening[1],
    )  # fmt: skip


@st.composite
def license_of(draw: st.DrawFn) -> License:
    """One license period, sometimes a renewal, sometimes with an end."""
    first = draw(LICENSED)
    kind = draw(st.sampled_from(["social_worker", "social_worker", "lcsw", "physician"]))
    return License(kind, first, draw(st.one_of(st.just(first), DAYS)), draw(maybe(DAYS)))


def supervisor_of(code: str) -> st.SearchStrategy[Supervisor]:
    """A supervisor with up to three license periods and some CE."""
    ce = st.builds(SupervisionCE, maybe(DAYS), st.sampled_from([300, 600, 1200]))
    return st.builds(
        lambda held, earned: Supervisor(code, tuple(held), tuple(earned)),
        st.lists(license_of(), min_size=0, max_size=3),
        st.lists(ce, max_size=2),
    )


@st.composite
def sessions_of(draw: st.DrawFn) -> list[Session]:
    """Sessions, several on the same days so that they overlap, some past midnight."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        day = draw(st.one_of(DAYS, st.sampled_from([D(2024, 3, 5), D(2024, 3, 6)])))
        clock = draw(st.sampled_from(["09:00", "09:20", "10:00", "23:40"]))
        one = session(day, clock, draw(st.sampled_from([10, 15, 60, 90])), key=f"{number:02d}")
        signed = draw(st.one_of(st.just(day), st.just(day), maybe(DAYS)))
        code = draw(st.sampled_from(["s1", "s1", "s2", "gone"]))
        void = draw(st.integers(0, 9)) == 0
        found.append(one._replace(signed_on=signed, supervisor=code, pack=draw(NAMED), void=void))
    return found


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """One person with one to three packs."""
    held = draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=3))
    agreement = st.builds(
        Agreement,
        st.sampled_from(["s1", "s1", "s2"]),
        DAYS,
        maybe(DAYS),
        st.sampled_from([True, True, False]),
    )
    early = st.builds(
        Agreement, st.sampled_from(["s1", "s2"]), st.just(D(2023, 1, 1)), maybe(DAYS), st.just(True)
    )
    return Drawn(
        tuple(draw(enrolment_of(code)) for code in held),
        draw(st.lists(st.tuples(DAYS, st.sampled_from([1, 37, 60, 480]), NAMED), max_size=25)),
        draw(sessions_of()),
        {code: draw(supervisor_of(code)) for code in ("s1", "s2")},
        draw(st.lists(st.one_of(agreement, early), max_size=4)),
        draw(DAYS),
    )


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(drawn())
def test_the_ledger_equals_the_slow_reckoning(case: Drawn) -> None:
    """Same months, same fractions, same sessions and hours listed with the same reasons."""
    found = reckon(case.enrolments, case.rows, case.sessions, case.supervisors, case.agreements, case.as_of)
    ordered = sorted(case.enrolments, key=lambda one: (one.pack, one.started_on))
    assert [line.pack for line in found] == [one.pack for one in ordered]
    for line, enrolment in zip(found, ordered, strict=True):
        assert quick_line(line) == slow_line(case, enrolment)


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(drawn())
def test_order_of_rows_and_single_days_do_not_matter(case: Drawn) -> None:
    """Hours row by row and rows in reverse give the same months as sums by month."""
    rest = case.supervisors, case.agreements, case.as_of
    single = [HoursSpan(day, day, minutes, row_pack) for day, minutes, row_pack in reversed(case.rows)]
    backwards = ledger("p", case.enrolments[::-1], PACKS, single, case.sessions[::-1], *rest)
    plain = reckon(case.enrolments, case.rows, case.sessions, *rest)
    if len({(one.pack, one.started_on) for one in case.enrolments}) == len(case.enrolments):
        assert list(map(quick_line, backwards)) == list(map(quick_line, plain))
    assert sum(len(line.months) for line in backwards) == sum(len(line.months) for line in plain)
