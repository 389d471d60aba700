"""Who has signed a session, by which way, and who has not: one answer for every page and every paper.

A signature is given in the app, or by hand: on a printed paper by its person and its supervisor, on a paper that was
not printed here by everybody. What somebody signed in the app stays so, also where a paper came after.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.models.supervision import (
    PaperDocument,
    PaperSignature,
    SessionAttendance,
    Signature,
    SupervisionSession,
    Supervisor,
)
from app.services.users import Action, allowed

SUPERVISOR, SUPERVISEE = "supervisor", "supervisee"


class Way(StrEnum):
    """How a signature was given."""

    APP = "app"
    HAND = "hand"


@dataclass(frozen=True)
class Given:
    """One person of a session: as what they sign it, and by which way, when; `way` None: not yet.

    `at` is the moment of a signature in the app, `number` the printed paper of one by hand ('' for another, or where
    the paper is not this reader's to see).
    """

    role: str
    name: str
    staff_id: uuid.UUID | None = None
    way: Way | None = None
    on: dt.date | None = None
    at: dt.datetime | None = None
    number: str = ""


@dataclass(frozen=True)
class Standing:
    """Where the signatures of a session stand: its supervisor first, then those present by name."""

    given: tuple[Given, ...]

    @property
    def supervisor(self) -> Given:
        """The supervisor's part; theirs is what credits the session."""
        return self.given[0]

    @property
    def missing(self) -> tuple[Given, ...]:
        """Who has not signed yet."""
        return tuple(one for one in self.given if one.way is None)

    @property
    def begun(self) -> bool:
        """Whether anybody has signed."""
        return len(self.missing) < len(self.given)

    @property
    def by_hand(self) -> bool:
        """Whether anybody signed on paper."""
        return any(one.way is Way.HAND for one in self.given)

    def of(self, staff_id: uuid.UUID) -> Given | None:
        """The part of one of those present."""
        return next((one for one in self.given[1:] if one.staff_id == staff_id), None)


@dataclass(frozen=True)
class Hand:
    """A paper signed by hand that holds the session: its day, and whose paper it is (None: everybody's)."""

    on: dt.date
    staff_id: uuid.UUID | None = None
    number: str = ""


def standing(people: Sequence[Given], hands: Iterable[Hand]) -> Standing:
    """The standing of people, the supervisor first, as they signed in the app, with the papers signed by hand."""
    papers = sorted(hands, key=lambda one: (one.on, one.number))

    def with_paper(one: Given) -> Given:
        if one.way is not None:
            return one
        for hand in papers:
            if one.role == SUPERVISOR or hand.staff_id in (None, one.staff_id):
                return replace(one, way=Way.HAND, on=hand.on, number=hand.number)
        return one

    return Standing(tuple(with_paper(one) for one in people))


def of(one: SupervisionSession, as_of: dt.date = dt.date.max) -> Standing:
    """The standing of a session loaded with WHOLE, on a day."""
    signed = {(row.role, row.staff_id): row for row in one.signatures if row.signed_on <= as_of}
    present = sorted(one.attendance, key=lambda row: (row.staff.name, row.staff.code))
    people = [_given(SUPERVISOR, one.supervisor.name, None, signed.get((SUPERVISOR, None)))]
    people += [
        _given(SUPERVISEE, row.staff.name, row.staff_id, signed.get((SUPERVISEE, row.staff_id))) for row in present
    ]
    return standing(people, [_hand(row) for row in one.paper_signatures if row.signed_on <= as_of])


def _hand(row: PaperSignature) -> Hand:
    return Hand(row.signed_on, row.staff_id, row.document.number if row.document else "")


def _given(role: str, name: str, staff_id: uuid.UUID | None, row: Signature | None) -> Given:
    if row is None:
        return Given(role, name, staff_id)
    return Given(role, name, staff_id, Way.APP, row.signed_on, row.signed_at)


@allowed(Action.SEE_SUPERVISION)
def of_ids(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Standing]:
    """The standing of sessions by id, with a few set-based queries that leave the signed texts unread."""
    people: dict[uuid.UUID, list[Given]] = {}
    kept, signed = SupervisionSession, _in_app(session, ids)
    led = select(kept.id, Supervisor.name).join(Supervisor, Supervisor.id == kept.supervisor_id)
    for key, name in session.execute(led.where(kept.id.in_(ids))):
        people[key] = [replace(signed.get((key, SUPERVISOR, None), Given(SUPERVISOR, "")), name=name)]
    present = (
        select(SessionAttendance.session_id, Staff.id, Staff.name)
        .join(Staff, Staff.id == SessionAttendance.staff_id)
        .where(SessionAttendance.session_id.in_(ids))
        .order_by(Staff.name, Staff.code)
    )
    for key, staff_id, name in session.execute(present):
        given = signed.get((key, SUPERVISEE, staff_id), Given(SUPERVISEE, "", staff_id))
        people.setdefault(key, [Given(SUPERVISOR, "")]).append(replace(given, name=name))
    hands = _by_hand(session, ids)
    return {key: standing(found, hands.get(key, ())) for key, found in people.items()}


def _in_app(
    session: Session, ids: Sequence[uuid.UUID]
) -> Mapping[tuple[uuid.UUID, str, uuid.UUID | None], Given]:
    query = select(
        Signature.session_id, Signature.role, Signature.staff_id, Signature.signed_on, Signature.signed_at
    ).where(Signature.session_id.in_(ids))
    return {
        (key, role, staff_id): Given(role, "", staff_id, Way.APP, on, at)
        for key, role, staff_id, on, at in session.execute(query)
    }


def _by_hand(session: Session, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Hand]]:
    query = (
        select(PaperSignature.session_id, PaperSignature.signed_on, PaperSignature.staff_id, PaperDocument.number)
        .outerjoin(PaperDocument, PaperDocument.id == PaperSignature.document_id)
        .where(PaperSignature.session_id.in_(ids))
    )
    found: dict[uuid.UUID, list[Hand]] = {}
    for key, on, staff_id, number in session.execute(query):
        found.setdefault(key, []).append(Hand(on, staff_id, number or ""))
    return found


def on_paper(staff_id: uuid.UUID | None) -> ColumnElement[bool]:
    """Whether a session was signed by hand by its supervisor (None), or by one of those present."""
    if staff_id is None:
        return SupervisionSession.paper_signatures.any()
    theirs = or_(PaperSignature.staff_id.is_(None), PaperSignature.staff_id == staff_id)
    return SupervisionSession.paper_signatures.any(theirs)
