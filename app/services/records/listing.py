"""The list of a kind of record: windows of lines, filtered, sorted and counted where they are kept."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app import folded
from app.models import merged, named
from app.models.clients import Client

if TYPE_CHECKING:
    from app.services.records.kind import RecordKind

OPEN, CLOSED, ALL = "open", "closed", "all"


class Called(NamedTuple):
    """Code and name of a record that another one names; '' where it names none in view."""

    code: str = ""
    name: str = ""


Names = Mapping[str, Called]


@dataclass(frozen=True)
class Line:
    """A line of a list: the record, and what the records that it names are called, by the name of the field."""

    record: Any
    names: Names

    @property
    def id(self) -> uuid.UUID:
        """The record's id."""
        key: uuid.UUID = self.record.id
        return key


def window(
    kind: "RecordKind[Any, Any]",
    session: Session,
    *,
    sort: str | None = None,
    descending: bool = False,
    after: uuid.UUID | None = None,
    limit: int | None = None,
    text: str = "",
    about: str = "",
    which: str = ALL,
) -> list[Any]:
    """The next lines after the record `after`, the newest first unless sorted by a field; all of them without a limit.

    `text` filters by what the kind lets search, `about` by the code of the client, `which` by open, closed or all.
    """
    model = kind.model
    key, own, down = _value(kind, sort or kind.order), model.id, descending if sort else True
    query = _kept(kind, select(model), about, which)
    for word in folded.words(text):
        query = query.where(or_(*(_holds(kind, session, name, word) for name in kind.search)))
    if after is not None:
        last = session.scalar(select(key).where(own == after))
        query = query.where(_beyond(key, own, last, after, down))
    records = session.scalars(query.order_by(*_order(key, own, down)).limit(limit)).all()
    names = {name: _called(session, one.model, records, f"{name}_id") for name, one in kind.names.items()}
    return [
        kind.line(one, {name: found.get(getattr(one, f"{name}_id"), Called()) for name, found in names.items()})
        for one in records
    ]


def counts(kind: "RecordKind[Any, Any]", session: Session) -> dict[str, int]:
    """How many records are open, closed and there at all, in view; `all` alone where a kind never closes."""
    model: Any = kind.model
    if not kind.open_until:
        return {ALL: session.scalar(select(func.count(model.id))) or 0}
    still = case((getattr(model, kind.open_until).is_(None), 1))
    every, left = session.execute(select(func.count(model.id), func.count(still))).one()
    return {OPEN: left, CLOSED: every - left, ALL: every}


def _kept(kind: "RecordKind[Any, Any]", query: Any, about: str, which: str) -> Any:
    if about:
        query = query.where(kind.model.client_id.in_(merged.coded(about)))
    if which in (OPEN, CLOSED):
        closed = getattr(kind.model, kind.open_until)
        query = query.where(closed.is_(None) if which == OPEN else closed.is_not(None))
    return query


def _order(key: Any, own: Any, down: bool) -> tuple[Any, ...]:
    """Blank values last, either way; rows that are alike in the order in which they came in."""
    return key.is_(None), key.desc() if down else key, own.desc() if down else own


def _beyond(key: Any, own: Any, last: Any, after: uuid.UUID, down: bool) -> Any:
    """The condition that a row comes after the one with this value and id, in that order."""
    further = own < after if down else own > after
    if last is None:
        return and_(key.is_(None), further)
    return or_(key < last if down else key > last, and_(key == last, further), key.is_(None))


def _value(kind: "RecordKind[Any, Any]", name: str) -> Any:
    """What a list is sorted by: a coded value's label, the name of a named record, else what is kept."""
    if name in kind.names:
        model, key = kind.names[name].model, getattr(kind.model, f"{name}_id")
        if model is not Client:
            return select(called(model)).where(model.id == key).correlate(kind.model).scalar_subquery()
        shown = aliased(Client)
        standing = select(called(shown)).join(Client, merged.standing() == shown.id)
        return standing.where(Client.id == key).correlate(kind.model).scalar_subquery()
    column, coded = getattr(kind.model, name), kind.choice(name)
    return column if coded is None else case({one.value: one.label for one in coded}, value=column, else_="")


def _holds(kind: "RecordKind[Any, Any]", session: Session, name: str, word: str) -> Any:
    """The condition that a folded word stands in a field; the ids of those whom it names are found first."""
    if name not in kind.names:
        return named.holds(word, _value(kind, name))
    model = kind.names[name].model
    if model is Client:
        found = merged.of_persons(lambda one: named.holds(word, one.first_name, one.last_name, one.name_used))
    else:
        found = select(model.id).where(named.holds(word, model.name))
    return getattr(kind.model, f"{name}_id").in_(list(session.scalars(found)))


def _called(session: Session, model: Any, records: Any, key: str) -> Mapping[uuid.UUID | None, Called]:
    """Code and name of those whom the records name, as far as this person may see them; after a merge of who stands."""
    ids = {getattr(one, key) for one in records} - {None}
    standing = {one: one for one in ids}
    if model is Client:
        standing = dict(session.execute(select(Client.id, merged.standing()).where(Client.id.in_(ids))).all())
    query = select(model.id, model.code, called(model)).where(model.id.in_(set(standing.values())))
    people = {one: Called(code, name) for one, code, name in session.execute(query)}
    return {one: people[root] for one, root in standing.items() if root in people}


def called(one: Any) -> Any:
    """What a named record is called, as an expression: a person by the name in use, another by its name."""
    if hasattr(one, "first_name"):
        return func.coalesce(func.nullif(one.name_used, ""), one.first_name) + " " + one.last_name
    return one.name
