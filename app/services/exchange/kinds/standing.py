"""What an import warns about: why hours would not count or a session not be credited, and months signed already."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.planning import MonthClosing
from app.models.staff import Staff
from app.services.documents import words
from app.services.exchange.kinds.base import Findings
from app.services.rules import credit, crediting, figures, qualification
from app.services.rules.civil import Segments
from app.services.rules.crediting import Case, SessionStanding
from app.services.rules.pack import Pack
from app.services.rules.qualification import Supervisor
from app.services.rules.rows import Session as Attended
from app.services.supervision import facts
from app.services.users import Action, allowed
from app.wording import N_, _

_CLOSED = N_("{staff}: the statement of {month} is signed. It shows as out of date from now on: close the month again.")
_COLUMNS = {
    crediting.BEFORE_START: "date",
    crediting.AFTER_END: "date",
    crediting.PACK_NOT_HELD: "pack",
    crediting.NO_AGREEMENT: "supervisor",
    crediting.NOT_CONFIRMED: "supervisor",
    qualification.NO_LICENSE: "supervisor",
    qualification.LICENSE_TYPE: "supervisor",
    qualification.LICENSE_NOT_IN_FORCE: "supervisor",
    qualification.EXPERIENCE: "supervisor",
}

Judge = Callable[[dt.date], SessionStanding]


def cases_of(known: Mapping[str, Pack], person: facts.Person) -> list[Case]:
    """One case for each enrolment of a person, with no last day to reckon to."""
    return [
        Case(
            one, known[one.pack], dt.date.max, tuple(other for other in person.enrolments if other is not one)
        )
        for one in person.enrolments
    ]


def hours_reasons(
    known: Mapping[str, Pack], person: facts.Person, row_pack: str | None
) -> Segments[tuple[str, ...]]:
    """Why hours of a day count under no enrolment; empty where they count."""
    cases = cases_of(known, person)

    def judge(day: dt.date) -> tuple[str, ...]:
        standings = [crediting.hours_standing(case, row_pack, day) for case in cases]
        if any(standing.counted for standing in standings):
            return ()
        return tuple(text for standing in standings for _code, text in standing.reasons)

    return Segments({day for case in cases for day in crediting.hours_cuts(case)}, judge)


def warn_sessions(
    known: Mapping[str, Pack],
    found: Findings,
    people: Mapping[uuid.UUID, facts.Person],
    rows: Mapping[str, int],
    supervisors: Mapping[str, Supervisor],
) -> None:
    """Warn about imported sessions that would not be credited, are short, or overlap another of the same person.

    `people` hold every session, stored and new; `rows` maps the keys of the new ones to their rows in the file.
    """
    for person in people.values():
        judged = _Judged(known, person, supervisors)
        for one in person.sessions:
            if one.key in rows:
                _warn_standing(found, rows[one.key], person, one, judged.standings(one))
        _warn_overlaps(found, person, rows)


class _Judged:
    """The standings of one person's sessions, each stretch of days judged once."""

    def __init__(
        self, known: Mapping[str, Pack], person: facts.Person, supervisors: Mapping[str, Supervisor]
    ) -> None:
        self.cases = cases_of(known, person)
        self.agreements = crediting.by_supervisor(person.agreements)
        self.supervisors = supervisors
        self.known: dict[tuple[str, str | None], list[Segments[SessionStanding]]] = {}

    def standings(self, one: Attended) -> Iterator[tuple[str, SessionStanding]]:
        """(pack, how the session stands) under each enrolment that takes it."""
        key = (one.supervisor, one.pack)
        segments = self.known.get(key)
        if segments is None:
            segments = self.known[key] = [self._segments(case, *key) for case in self.cases]
        for case, each in zip(self.cases, segments, strict=True):
            standing = each.at(one.date)
            if standing.ours:
                yield figures.title_of(case.pack), standing

    def _segments(self, case: Case, supervisor: str, row_pack: str | None) -> Segments[SessionStanding]:
        led, agreed = self.supervisors[supervisor], self.agreements.get(supervisor, [])
        return Segments(
            crediting.session_cuts(case, led, agreed),
            lambda day: crediting.session_standing(case, row_pack, led, agreed, day),
        )


def _warn_standing(
    found: Findings, row: int, person: facts.Person, one: Attended, standings: Iterator[tuple[str, SessionStanding]]
) -> None:
    floor, several = 0, len(person.enrolments) > 1
    for pack, standing in standings:
        for code, text in standing.reasons:
            found.warn(row, _COLUMNS.get(code), credit.against(person.code, text, pack if several else ""))
        floor = max(floor, standing.short_below)
    if one.minutes < floor:
        found.warn(row, "stop", credit.brief(one.minutes, floor))


def _warn_overlaps(found: Findings, person: facts.Person, rows: Mapping[str, int]) -> None:
    before: Attended | None = None
    for one in sorted(
        (one for one in person.sessions if not one.void), key=attrgetter("starts", "stops", "key")
    ):
        if before is not None and one.starts < before.stops:
            new, other = (one, before) if one.key in rows else (before, one)
            if new.key in rows:
                shared = min(new.stops, other.stops) - max(new.starts, other.starts)
                text = credit.shared(person.code, shared, other.date.isoformat(), other.start)
                found.warn(rows[new.key], "start", text)
        if before is None or one.stops > before.stops:
            before = one


@allowed(Action.IMPORT)
def warn_closed(session: Session, found: Findings, rows: Iterable[tuple[int, str, dt.date]]) -> None:
    """Warn once for each person's month that is signed already and gets other figures: (row, staff code, day)."""
    kept = session.execute(select(Staff.code, MonthClosing.month).join(MonthClosing.staff))
    closed = {(code, month) for code, month in kept}
    for row, staff, day in rows if closed else ():
        month = (staff, day.replace(day=1))
        if month in closed:
            closed.remove(month)
            found.warn(row, "date", _(_CLOSED).format(staff=staff, month=words.month(day)))
