"""Review of notes by a supervisor: what waits, 'seen', 'needs revision' with a comment, and 'ready' again."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.encounters import Encounter, EncounterReview, EncounterSignature
from app.models.users import User
from app.services import entries, users
from app.services.encounters import listing, notes, signing
from app.services.problems import Forbidden, Invalid
from app.services.users import Action, allowed
from app.wording import _

LOOK_BACK, MOST = 365, 500  # days, and notes, that the queue holds
READY, NEEDS_REVISION, SEEN = "ready", "needs_revision", "seen"


@dataclass(frozen=True)
class Word:
    """The newest word on a note: its state, the comment, by whom and when."""

    state: str
    comment: str
    by: str
    at: dt.datetime


@allowed(Action.SEE_ENCOUNTERS)
def newest(session: Session) -> dict[uuid.UUID, Word]:
    """The newest word on each note that has one."""
    query = (
        select(EncounterReview.encounter_id, EncounterReview.state, EncounterReview.comment, User.name,
               EncounterReview.reviewed_at)
        .join(User, User.id == EncounterReview.user_id)
        .order_by(EncounterReview.reviewed_at, EncounterReview.id)
    )  # fmt: skip
    return {row[0]: Word(*row[1:]) for row in session.execute(query)}


@allowed(Action.SEE_ENCOUNTERS)
def word(session: Session, encounter_id: uuid.UUID) -> Word | None:
    """The newest word on a note, or None."""
    return newest(session).get(encounter_id)


@allowed(Action.REVIEW_ENCOUNTERS)
def queue(session: Session) -> list[Encounter]:
    """Notes that wait for this supervisor, oldest first: signed by a supervisee, not signed off, seen or sent back.

    A note that its writer has marked ready again waits too. The queue reaches back a year. Empty without a link to a
    supervisor.
    """
    found = session.scalars(select(Encounter).options(*notes.WHOLE).where(Encounter.id.in_(ids_waiting(session))))
    return sorted(found, key=lambda one: (one.starts, one.id))


@allowed(Action.REVIEW_ENCOUNTERS)
def ids_waiting(session: Session) -> list[uuid.UUID]:
    """The ids of the notes that wait for this supervisor."""
    actor, words = users.actor_of(session), newest(session)
    if actor.supervisor_id is None:
        return []
    today = users.today(session)
    roles: dict[uuid.UUID, set[str]] = {}
    query = (
        select(Encounter.id, EncounterSignature.role)
        .outerjoin(EncounterSignature, EncounterSignature.encounter_id == Encounter.id)
        .where(Encounter.staff_id.in_(signing.led(session, actor.supervisor_id, today)))
        .where(Encounter.date >= today - dt.timedelta(days=LOOK_BACK))
    )
    for key, role in session.execute(query):
        roles.setdefault(key, set()).add(role)
    gone = listing.superseded(session)
    return [key for key, held in roles.items() if key not in gone and _waits(held, words.get(key))][:MOST]


def _waits(roles: set[str], word: Word | None) -> bool:
    if signing.SUPERVISOR in roles or (word is not None and word.state in (SEEN, NEEDS_REVISION)):
        return False
    return signing.WRITER in roles or (word is not None and word.state == READY)


@allowed(Action.SEE_ENCOUNTERS)
def sent_back(session: Session) -> list[tuple[Encounter, Word]]:
    """This writer's notes whose newest word asks for a revision, oldest first, with that word."""
    staff_id = users.actor_of(session).staff_id
    back = {key: one for key, one in newest(session).items() if one.state == NEEDS_REVISION}
    if staff_id is None or not back:
        return []
    query = select(Encounter).options(*notes.WHOLE).where(Encounter.id.in_(back), Encounter.staff_id == staff_id)
    answered = set(session.scalars(select(Encounter.amends_id).where(Encounter.amends_id.in_(back))))
    found = session.scalars(query.order_by(Encounter.starts, Encounter.id))
    return [(one, back[one.id]) for one in found if one.id not in answered]


@allowed(Action.REVIEW_ENCOUNTERS)
def review(session: Session, encounter_id: uuid.UUID, state: str, comment: str = "") -> EncounterReview:
    """Say that a supervisee's note was seen, or what to revise. Raises Invalid for a revision without a comment."""
    note = notes.load(session, encounter_id)
    if state not in (SEEN, NEEDS_REVISION):
        raise Invalid({"state": _("Choose one of: {known}.").format(known=f"{SEEN}, {NEEDS_REVISION}")})
    if state == NEEDS_REVISION and not comment.strip():
        raise Invalid({"comment": _("Say what the note needs, so that its writer can mend it.")})
    actor = users.actor_of(session)
    today = users.today(session)
    if actor.supervisor_id is None or note.staff_id not in signing.led(
        session, actor.supervisor_id, note.date, today
    ):
        raise Forbidden(_("You can review only the notes of people whom you supervise."))
    return _add(session, encounter_id, state, comment)


@allowed(Action.WRITE_ENCOUNTERS)
def ready(session: Session, encounter_id: uuid.UUID) -> EncounterReview:
    """The writer says that a note is ready to be looked at (again). Raises Forbidden for somebody else's note."""
    note = notes.load(session, encounter_id)
    if note.staff_id != users.actor_of(session).staff_id:
        raise Forbidden(_("Only its writer can say that a note is ready."))
    return _add(session, encounter_id, READY, "")


def _add(session: Session, encounter_id: uuid.UUID, state: str, comment: str) -> EncounterReview:
    made = EncounterReview(
        encounter_id=encounter_id,
        user_id=users.actor_of(session).user_id,
        state=state,
        comment=entries.prose(comment),
        reviewed_at=session.info["at"],
    )
    session.add(made)
    session.flush()
    return made
