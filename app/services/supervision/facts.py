"""What the rules need to know of people and sessions, gathered with a few set-based queries."""

import datetime as dt
import functools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

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
from app.services.supervision.session_list import since
from app.services.users import Action, allowed


@dataclass
class Person:
    """One staff member as the rules see them."""

    code: str
    name: str
    enrolments: list[rules.Enrolment] = field(default_factory=list)
    agreements: list[rules.Agreement] = field(default_factory=list)
    sessions: list[rules.Session] = field(default_factory=list)


class Days(dict[str, dt.date]):
    """ISO text to date, each day made once: a ledger meets the same few thousand days again and again."""

    def __missing__(self, text: str) -> dt.date:
        found = self[text] = dt.date.fromisoformat(text)
        return found

    def __call__(self, text: str) -> dt.date:
        """The date of an ISO text."""
        return self[text]


@allowed(Action.SEE_SUPERVISION)
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


@allowed(Action.SEE_SUPERVISION)
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


@allowed(Action.SEE_SUPERVISION)
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
    held = _held(session, as_of, through or dt.date.max)
    for key in assumed & held.keys():
        if held[key].signed_on is None:
            held[key] = held[key]._replace(signed_on=as_of)
    # One row a person: thousands of rows of two columns each would cost more than all the rest of this.
    attended = select(
        type_coerce(SessionAttendance.staff_id, String),
        func.aggregate_strings(type_coerce(SessionAttendance.session_id, String), ","),
    ).group_by(SessionAttendance.staff_id)
    by_hex = {key.hex: person.sessions for key, person in found.items()}
    for staff_key, keys in session.execute(attended):
        if staff_key in by_hex:
            by_hex[staff_key] += [held[key] for key in keys.split(",") if key in held]


def _held(session: Session, as_of: dt.date, through: dt.date) -> dict[str, rules.Session]:
    """The sessions in effect on `as_of` by key, dated up to `through`."""
    kept, day = SupervisionSession, Days()
    codes = {row.id.hex: row.code for row in session.execute(select(Supervisor.id, Supervisor.code))}
    signed = _signed(session, day)
    replaced = _amendments(session)
    hidden = _hidden(replaced, signed, as_of)
    rows = session.execute(
        select(
            type_coerce(kept.id, String), type_coerce(kept.date, String), type_coerce(kept.start, String),
            kept.starts, kept.stops, type_coerce(kept.supervisor_id, String), kept.pack,
        ).where(kept.date <= through)
    )  # fmt: skip
    held = {
        key: rules.Session(key, day[date], start, starts, stops, codes[led], signed.get(key), pack)
        for key, date, start, starts, stops, led, pack in rows
        if key not in hidden
    }
    for key in replaced.keys() & held.keys():
        held[key] = held[key]._replace(void=replaced[key].void)
    return held


@allowed(Action.SEE_SUPERVISION)
def replaced(session: Session, as_of: dt.date) -> set[str]:
    """The keys of sessions that are not in effect that day: amended ones, and all but the newest signed amendment."""
    return _hidden(_amendments(session), _signed(session, Days()), as_of)


@dataclass(frozen=True)
class _Amendment:
    root: str
    void: bool
    since: str


def _amendments(session: Session) -> dict[str, _Amendment]:
    """Amendment key -> the session that it replaces or voids; few of all sessions are amendments."""
    rows = session.execute(_amending())
    return {key: _Amendment(root, void, begun or "") for key, root, void, begun in rows}


@functools.cache
def _amending() -> Any:
    """The statement of it, made once: putting it together takes longer than running it."""
    kept = SupervisionSession
    query = select(type_coerce(kept.id, String), type_coerce(kept.amends_id, String), kept.void, since(kept))
    return query.where(kept.amends_id.is_not(None))


def _hidden(amendments: dict[str, _Amendment], signed: dict[str, dt.date], as_of: dt.date) -> set[str]:
    """The keys not in effect that day: amended sessions, and all but the newest amendment signed by then."""
    latest: dict[str, tuple[str, str]] = {}
    for key, one in amendments.items():
        on = signed.get(key)
        if on is not None and on <= as_of:
            latest[one.root] = max((one.since, key), latest.get(one.root, ("", "")))
    in_effect = {key for _since, key in latest.values()}
    return latest.keys() | (amendments.keys() - in_effect)


def _signed(session: Session, day: Days) -> dict[str, dt.date]:
    """Session key -> the first day on which the supervisor signed it, in the app or on paper."""
    queries = (
        select(type_coerce(Signature.session_id, String), type_coerce(Signature.signed_on, String)).where(
            Signature.role == "supervisor"
        ),
        select(type_coerce(PaperSignature.session_id, String), type_coerce(PaperSignature.signed_on, String)),
    )
    found: dict[str, dt.date] = {}
    for query in queries:
        for key, text in session.execute(query):
            on = day[text]
            if key not in found or on < found[key]:
                found[key] = on
    return found
