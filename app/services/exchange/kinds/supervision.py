"""Supervision files: a row for each session held, with everyone present."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.supervision import PaperSignature, SessionAttendance, SupervisionSession, Supervisor
from app.services import users
from app.services.exchange import codes
from app.services.exchange.kinds import base, standing
from app.services.exchange.kinds.base import Findings, Kind, Numbered
from app.services.packs import library
from app.services.problems import Invalid
from app.services.rules import packs
from app.services.store import audit
from app.services.supervision import facts, naming, sessions
from app.services.supervision.sessions import SessionEntry
from app.services.users import Action, allowed
from app.wording import N_, _

COLUMNS = (
    "staff",
    "supervisor",
    "date",
    "start",
    "stop",
    "format",
    "manner",
    "topics",
    "paper_signed_on",
    "pack",
    "description",
    "summary",
    "reviewed_assessments",
    "reviewed_interventions",
    "start_fold",
    "stop_fold",
    "follow_up",
)
IGNORED = ("signed_on",)
_NAMED = N_("This text may name a client. The Board reads it: look at it again. The row was taken.")
_NOT_HELD = N_("Not everyone here works under these rules. Leave it blank, or add the rules to each of them first.")
FOR_THE_BOARD = ("topics", "description", "summary")
# What makes two sessions the same row, beside who was there and the day of a signature on paper.
_SAME = ("supervisor_id", "date", "start", "stop", "start_fold", "stop_fold", "format", "manner", "pack")
_TEXTS = (
    "topics", "description", "summary", "follow_up", "reviewed_assessments", "reviewed_interventions",
)  # fmt: skip
_SIGN_OFFS = {"reviewed_assessments", "reviewed_interventions"}


def _told(name: str, value: Any) -> Any:
    """A value as rows are compared: a sign-off left open was kept as not given before, and is the same row."""
    return bool(value) if name in _SIGN_OFFS else value


@dataclass(frozen=True)
class Held:
    """One checked session: its row in the file, its columns, who was there, and when it was signed by hand."""

    row: int
    entry: SessionEntry
    values: dict[str, Any]
    staff: tuple[uuid.UUID, ...]

    @property
    def same(self) -> tuple[Any, ...]:
        """Equal for sessions that are the same row."""
        kept = tuple(_told(name, self.values[name]) for name in (*_SAME, *_TEXTS))
        return (*kept, tuple(sorted(self.staff)), self.entry.paper_signed_on)


@allowed(Action.RECORD_SUPERVISION)
def take(session: Session, numbered: Numbered, allow_repeats: bool) -> Findings:
    """Add sessions with attendance and signatures on paper; what would not be credited is warned about."""
    found = Findings()
    people = facts.people(session)
    held = list(_held(session, found, numbered, people))
    if not allow_repeats:
        _check_repeats(session, found, held)
    if base.refused(session, found):
        return found
    _add(session, held)
    found.taken = len(held)
    facts.add_sessions(session, people, dt.date.max)
    standing.warn_sessions(
        library(session), found, people, {one.values["id"].hex: one.row for one in held}, facts.supervisors(session)
    )
    # Only what is signed is credited, so only that changes a month.
    signed = (one for one in held if one.entry.paper_signed_on)
    standing.warn_closed(session, found, ((one.row, code, one.values["date"]) for one in signed for code in one.entry.staff))
    _warn_names(session, found, held)
    return found


def _warn_names(session: Session, found: Findings, held: list[Held]) -> None:
    """Say where a text that the Board reads may name a client."""
    names = naming.known(session)
    for one in held:
        for column in FOR_THE_BOARD:
            if one.values[column] and names.found(one.values[column]):
                found.warn(one.row, column, _(_NAMED))  # without the name: reports of imports are kept elsewhere


def _held(
    session: Session, found: Findings, numbered: Numbered, people: dict[uuid.UUID, facts.Person]
) -> Iterator[Held]:
    zone = users.agency(session).zone
    by_code = {person.code: (key, person) for key, person in people.items()}
    led = {row.code: row.id for row in session.execute(select(Supervisor.code, Supervisor.id))}
    for row_id, (row, entry) in zip(base.ids(len(numbered)), numbered, strict=True):
        problems = _problems(entry, by_code, led)
        try:
            values = sessions.values_of(entry, zone)
        except Invalid as error:
            problems |= error.fields
        if problems:
            found.refuse_fields(row, Invalid(problems))
            continue
        fixed = {
            "supervisor_id": led[entry.supervisor],
            "amends_id": None,
            "amendment_reason": "",
            "void": False,
        }
        present = tuple(by_code[code][0] for code in entry.staff)
        yield Held(row, entry, {"id": row_id, **values, **fixed}, present)


def _problems(
    entry: SessionEntry, people: dict[str, tuple[uuid.UUID, facts.Person]], led: dict[str, uuid.UUID]
) -> dict[str, str]:
    found = {}
    if not all(code in people for code in entry.staff):
        found["staff"] = codes.unknown_of(entry.staff, people)
    elif entry.pack and not all(
        any(one.pack == entry.pack for one in people[code][1].enrolments) for code in entry.staff
    ):
        found["pack"] = _(_NOT_HELD)
    if entry.supervisor not in led:
        found["supervisor"] = codes.unknown(entry.supervisor, led)
    return found


def _check_repeats(session: Session, found: Findings, held: list[Held]) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    stored = _stored(session, held)
    for one in held:
        if one.same in stored:
            found.repeat(one.row, None, once=False)
        elif one.same in seen:
            found.twice(one.row, seen[one.same])
        seen.setdefault(one.same, one.row)


def _stored(session: Session, held: list[Held]) -> set[tuple[Any, ...]]:
    """The sessions on record of the file's days, in the form of `Held.same`."""
    if not held:
        return set()
    days = [one.entry.date for one in held]
    period = SupervisionSession.date.between(min(days), max(days))
    present: dict[str, list[uuid.UUID]] = {}
    attended = (
        select(type_coerce(SessionAttendance.session_id, String), SessionAttendance.staff_id)
        .join(SupervisionSession, SupervisionSession.id == SessionAttendance.session_id)
        .where(period)
    )
    for key, staff in session.execute(attended):
        present.setdefault(key, []).append(staff)
    paper = dict(
        session.execute(
            select(type_coerce(PaperSignature.session_id, String), PaperSignature.signed_on)
        ).all()
    )
    columns = [getattr(SupervisionSession, name) for name in (*_SAME, *_TEXTS)]
    query = select(type_coerce(SupervisionSession.id, String), *columns).where(period)
    return {
        (*map(_told, (*_SAME, *_TEXTS), kept), tuple(sorted(present.get(key, ()))), paper.get(key))
        for key, *kept in session.execute(query)
    }


def _add(session: Session, held: list[Held]) -> None:
    owners = [_owner(one) for one in held]
    _many(session, SupervisionSession, [one.values for one in held], owners)
    present = [
        (
            {"id": new_id(), "session_id": one.values["id"], "staff_id": key},
            f"{key.hex}/{one.entry.date.year}",
        )
        for one in held
        for key in one.staff
    ]
    _many(session, SessionAttendance, [row for row, _owner in present], [owner for _row, owner in present])
    signed = [(one, owner) for one, owner in zip(held, owners, strict=True) if one.entry.paper_signed_on]
    rows = [_paper(session, one) for one, _owner in signed]
    _many(session, PaperSignature, rows, [owner for _one, owner in signed])


def _owner(one: Held) -> str:
    """Whose part of the record a session belongs to: a staff member's; a group's session is nobody's alone."""
    return f"{one.staff[0].hex}/{one.entry.date.year}" if len(one.staff) == 1 else str(one.values["id"].hex)


def _paper(session: Session, one: Held) -> dict[str, Any]:
    return {
        "id": new_id(),
        "session_id": one.values["id"],
        "signed_on": one.entry.paper_signed_on,
        "document_id": None,
        "scan_id": None,
        "attested_by": users.actor_of(session).user_id,
        "attested_at": session.info["at"],
        "staff_id": None,
    }


def _many(session: Session, model: Any, rows: list[dict[str, Any]], owners: list[str]) -> None:
    audit.add_many(session, model.__table__, rows, owners)


KIND = Kind(
    "supervision",
    SessionEntry,
    COLUMNS,
    take,
    ignored=IGNORED,
    doubts=sessions.DOUBTS,
    help={
        "staff": N_("codes with ; between them"),
        "start": "HH:MM",
        "stop": "HH:MM",
        "pack": ", ".join(packs.all_packs()),
        "start_fold": "0, 1",
        "stop_fold": "0, 1",
        "signed_on": N_("written by an export, not read by an import"),
    },
)
