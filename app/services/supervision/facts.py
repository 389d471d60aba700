"""What the rules need to know of people and sessions, gathered with a few set-based queries."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session

from app.models.staff import Enrolment, Staff
from app.models.supervision import (
    Agreement,
    License,
    PaperSignature,
    SessionAttendance,
    Signature,
    SupervisionEducation,
    SupervisionSession,
    Supervisor,
)
from app.services.rules import ledger as rules


@dataclass
class Person:
    """One staff member as the rules see them."""

    code: str
    name: str
    enrolments: list[rules.Enrolment] = field(default_factory=list)
    agreements: list[rules.Agreement] = field(default_factory=list)
    sessions: list[rules.Session] = field(default_factory=list)


class Days:
    """ISO text to date, each day made once: a ledger meets the same few thousand days again and again."""

    def __init__(self) -> None:
        """No day is known yet."""
        self._known: dict[str, dt.date] = {}

    def __call__(self, text: str) -> dt.date:
        """The date of an ISO text."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = dt.date.fromisoformat(text)
        return found


def people(session: Session, codes: Iterable[str] | None = None) -> dict[uuid.UUID, Person]:
    """Staff members by id, in order of code, with enrolments and agreements; all of them, or those of the codes."""
    wanted = select(Staff.id, Staff.code, Staff.name).order_by(Staff.code)
    if codes is not None:
        wanted = wanted.where(Staff.code.in_(list(codes)))
    found = {row.id: Person(row.code, row.name) for row in session.execute(wanted)}
    for row in session.scalars(select(Enrolment).order_by(Enrolment.pack)):
        if row.staff_id in found:
            found[row.staff_id].enrolments.append(enrolment(row))
    agreed = select(Agreement, Supervisor.code).join(Supervisor, Supervisor.id == Agreement.supervisor_id)
    for agreement, code in session.execute(agreed):
        if agreement.staff_id in found:
            found[agreement.staff_id].agreements.append(
                rules.Agreement(code, agreement.signed_on, agreement.ends_on, agreement.not_therapist_confirmed)
            )
    return found


def enrolment(row: Enrolment) -> rules.Enrolment:
    """An enrolment as the rules see it."""
    return rules.Enrolment(
        row.pack,
        row.started_on,
        row.ended_on,
        row.certified_on,
        row.certification_expires_on,
        row.opening_owed_minutes,
        row.opened_on,
    )


def supervisors(session: Session) -> dict[str, rules.Supervisor]:
    """Every supervisor by code, with license periods and supervision CE."""
    licenses: dict[uuid.UUID, list[rules.License]] = {}
    for row in session.scalars(select(License).order_by(License.from_on, License.id)):
        licenses.setdefault(row.supervisor_id, []).append(
            rules.License(
                row.license_type, row.licensed_on, row.from_on, row.license_expires_on, row.license_number
            )
        )
    education: dict[uuid.UUID, list[rules.SupervisionCE]] = {}
    for earned in session.scalars(select(SupervisionEducation)):
        education.setdefault(earned.supervisor_id, []).append(
            rules.SupervisionCE(earned.earned_on, earned.minutes)
        )
    return {
        row.code: rules.Supervisor(row.code, tuple(licenses.get(row.id, ())), tuple(education.get(row.id, ())))
        for row in session.execute(select(Supervisor.id, Supervisor.code))
    }


@dataclass(frozen=True)
class _Held:
    key: str
    root: str
    rank: tuple[str, str]
    amends: bool
    signed_on: dt.date | None
    values: tuple[str, str, int, int, str, str | None, bool]


def add_sessions(
    session: Session,
    found: dict[uuid.UUID, Person],
    as_of: dt.date,
    through: dt.date | None = None,
    assumed: frozenset[str] = frozenset(),
) -> None:
    """Give each person the sessions they attended up to `through`, amendments taken as of that day.

    Sessions whose key is in `assumed` are taken as signed that day: they stand on a paper that is about to be.
    """
    day = Days()
    codes = {row.id.hex: row.code for row in session.execute(select(Supervisor.id, Supervisor.code))}
    held = _effective(_held(session, day, codes), as_of)
    if through is not None:
        held = {key: one for key, one in held.items() if one.values[0] <= through.isoformat()}
    attended = select(
        type_coerce(SessionAttendance.session_id, String), type_coerce(SessionAttendance.staff_id, String)
    )
    by_hex = {key.hex: person for key, person in found.items()}
    for session_key, staff_key in session.execute(attended):
        one, person = held.get(session_key), by_hex.get(staff_key)
        if one is not None and person is not None:
            one_session = _session(one, day)
            if one.key in assumed and one.signed_on is None:
                one_session = one_session._replace(signed_on=as_of)
            person.sessions.append(one_session)


def _session(one: _Held, day: Days) -> rules.Session:
    date, start, starts, stops, supervisor, pack, void = one.values
    return rules.Session(one.key, day(date), start, starts, stops, supervisor, one.signed_on, pack, void)


def _held(session: Session, day: Days, codes: dict[str, str]) -> list[_Held]:
    kept = SupervisionSession
    signed = _signed(session)
    rows = session.execute(
        select(
            type_coerce(kept.id, String), type_coerce(kept.date, String), type_coerce(kept.start, String),
            kept.starts, kept.stops, type_coerce(kept.supervisor_id, String), kept.pack,
            type_coerce(kept.amends_id, String), kept.void,
        )
    )  # fmt: skip
    return [
        _Held(
            key,
            amends or key,
            (signed[key] if key in signed else "", key),
            amends is not None,
            day(signed[key]) if key in signed else None,
            (date, start, starts, stops, codes[supervisor], pack, void),
        )
        for key, date, start, starts, stops, supervisor, pack, amends, void in rows
    ]


def _signed(session: Session) -> dict[str, str]:
    """Session key -> the first day on which the supervisor signed it, in the app or on paper, as ISO text."""
    found: dict[str, str] = {}
    queries = (
        select(
            type_coerce(Signature.session_id, String), func.min(type_coerce(Signature.signed_on, String))
        )
        .where(Signature.role == "supervisor")
        .group_by(Signature.session_id),
        select(type_coerce(PaperSignature.session_id, String), type_coerce(PaperSignature.signed_on, String)),
    )
    for query in queries:
        for key, day in session.execute(query):
            found[key] = min(day, found.get(key, day))
    return found


def _effective(rows: list[_Held], as_of: dt.date) -> dict[str, _Held]:
    """The rows in effect that day: a root session, or the newest amendment signed by then in its place."""
    latest: dict[str, _Held] = {}
    for one in rows:
        if one.amends and one.signed_on is not None and one.signed_on <= as_of:
            before = latest.get(one.root)
            if before is None or one.rank > before.rank:
                latest[one.root] = one
    chosen = {one.key: one for one in rows if not one.amends and one.key not in latest}
    return chosen | {one.key: one for one in latest.values()}
