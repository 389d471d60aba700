"""What is to be talked about with a peer supporter: topics put on the agenda, follow-ups that come back until done."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Annotated, Self

from pydantic import Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.planning import AgendaItem, PlannedSession
from app.models.staff import Staff
from app.services import entries, users
from app.services.entries import Entry
from app.services.problems import Forbidden, Invalid, NotFound
from app.services.rules import checklists
from app.services.supervision import plans
from app.services.users import Action, allowed
from app.wording import N_, _

TOPIC, FOLLOW_UP = "topic", "follow_up"


class TopicEntry(Entry):
    """A topic in one's own words, or a line of one of the lists that come with the rule packs."""

    staff: Annotated[entries.Code, Field(title=N_("Peer supporter"))]
    text: Annotated[entries.LineOrBlank, Field(title=N_("Topic"), description=N_("No client names."))] = ""
    item: Annotated[entries.LineOrBlank, Field(title=N_("From a list"))] = ""
    due_on: Annotated[entries.DateOrBlank, Field(title=N_("Due"))] = None

    @model_validator(mode="after")
    def _together(self) -> Self:
        if not self.text and not self.item:
            raise entries.at("text", _("Type the topic, or choose one from a list."))
        return self


def words(item: str, text: str) -> str:
    """A topic as it is shown: its own words, else the line of the list; the code where no list holds it any more."""
    if text or not item:
        return text
    lines = (one for known in checklists.of_topics() for one in known.items)
    return next((_(one.text) for one in lines if one.code == item), item)


@allowed(Action.ADD_TOPICS)
def add(session: Session, entry: TopicEntry, planned_id: uuid.UUID | None = None) -> AgendaItem:
    """Put a topic on somebody's agenda, for one planned session or the next. Raises Invalid, NotFound, Forbidden."""
    staff_id = session.scalar(select(Staff.id).where(Staff.code == entry.staff))
    if staff_id is None:
        raise Invalid({"staff": _("No such code is on record: {code}.").format(code=entry.staff)})
    if entry.item and words(entry.item, "") == entry.item:
        raise Invalid({"item": _("No list holds this topic: {code}.").format(code=entry.item)})
    if planned_id is not None:
        plans.load(session, planned_id)
    return _raise(session, staff_id, TOPIC, entry, planned_id)


def _raise(
    session: Session, staff_id: uuid.UUID, kind: str, entry: TopicEntry, planned_id: uuid.UUID | None
) -> AgendaItem:
    made = AgendaItem(
        staff_id=staff_id,
        planned_id=planned_id,
        kind=kind,
        item=entry.item,
        text=entry.text,
        raised_at=session.info["at"],
        raised_by=users.actor_of(session).user_id,
        due_on=entry.due_on,
    )
    session.add(made)
    session.flush()
    return made


@allowed(Action.ADD_TOPICS)
def remove(session: Session, item_id: uuid.UUID) -> tuple[TopicEntry, uuid.UUID | None]:
    """Take an open topic off the agenda; returns what `add` takes, so that it can be undone.

    Raises NotFound, and Forbidden for a follow-up of a session or, for a peer supporter, what somebody else raised.
    """
    kept = _load(session, item_id)
    actor = users.actor_of(session)
    if kept.raised_in_id is not None or kept.done_on is not None:
        raise Forbidden(_("This comes from a session. Mark it as done instead."))
    if kept.raised_by != actor.user_id and not actor.may(Action.PLAN_SUPERVISION):
        raise Forbidden(_("Somebody else put this on the agenda. Ask them to take it off."))
    code = session.scalars(select(Staff.code).where(Staff.id == kept.staff_id)).one()
    entry = TopicEntry(staff=code, text=kept.text, item=kept.item, due_on=kept.due_on)
    planned_id = kept.planned_id
    session.delete(kept)
    session.flush()
    return entry, planned_id


def _load(session: Session, item_id: uuid.UUID) -> AgendaItem:
    found = session.get(AgendaItem, item_id)
    if found is None:
        raise NotFound(_("This is not on the agenda any more."))
    return found


@allowed(Action.RECORD_SUPERVISION)
def settle(session: Session, item_id: uuid.UUID, done: bool = True) -> AgendaItem:
    """Say that a topic or follow-up is done, outside of any session, or that it is not. Raises NotFound."""
    kept = _load(session, item_id)
    kept.done_on, kept.done_in_id = (plans.today(session) if done else None), None
    session.flush()
    return kept


@allowed(Action.RECORD_SUPERVISION)
def talked_about(session: Session, session_id: uuid.UUID, day: dt.date, ids: Iterable[uuid.UUID]) -> None:
    """Say which topics and follow-ups a session has settled; those it leaves out now are open again."""
    wanted = set(ids)
    query = select(AgendaItem).where(
        (AgendaItem.done_in_id == session_id) | (AgendaItem.id.in_(wanted) & AgendaItem.done_on.is_(None))
    )
    for item in session.scalars(query):
        settled = item.id in wanted
        item.done_on, item.done_in_id = (day, session_id) if settled else (None, None)
    session.flush()


@allowed(Action.RECORD_SUPERVISION)
def settled_in(session: Session, session_id: uuid.UUID) -> list[uuid.UUID]:
    """The topics and follow-ups that a session has settled."""
    query = select(AgendaItem.id).where(AgendaItem.done_in_id == session_id)
    return list(session.scalars(query.order_by(AgendaItem.raised_at, AgendaItem.id)))


@allowed(Action.RECORD_SUPERVISION)
def follow_up(session: Session, session_id: uuid.UUID, staff: Sequence[uuid.UUID], text: str) -> None:
    """Let each line of a session's follow-up come back for each of its people until it is done.

    Lines that were taken out again go, unless they are done already.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    wanted = dict.fromkeys((key, line) for key in staff for line in lines)
    for item in session.scalars(select(AgendaItem).where(AgendaItem.raised_in_id == session_id)):
        if (item.staff_id, item.text) in wanted:
            del wanted[item.staff_id, item.text]
        elif item.done_on is None:
            session.delete(item)
    rising = sorted(new_id() for _each in wanted)  # so that the lines keep their order
    session.add_all(
        AgendaItem(
            id=item_id,
            staff_id=key,
            kind=FOLLOW_UP,
            text=line,
            raised_at=session.info["at"],
            raised_by=users.actor_of(session).user_id,
            raised_in_id=session_id,
        )
        for item_id, (key, line) in zip(rising, wanted, strict=True)
    )
    session.flush()


@allowed(Action.RECORD_SUPERVISION)
def let_go(session: Session, session_id: uuid.UUID) -> None:
    """Before a session is removed: what it settled is open again, what it raised goes, its plan waits for a log."""
    talked_about(session, session_id, plans.today(session), ())
    for item in session.scalars(select(AgendaItem).where(AgendaItem.raised_in_id == session_id)):
        session.delete(item)
    for plan in session.scalars(select(PlannedSession).where(PlannedSession.session_id == session_id)):
        plan.session_id = None
    session.flush()
