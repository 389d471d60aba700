"""Records of a declared kind: recorded, changed, removed, loaded, and given back as they are typed."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from app.services import users
from app.services.entries import Choice, Entry
from app.services.problems import Frozen, Invalid, NotFound, Overtaken
from app.services.rules import moments
from app.wording import _

if TYPE_CHECKING:
    from app.services.records.kind import RecordKind

E = TypeVar("E", bound=Entry)
R = TypeVar("R")


def record(kind: "RecordKind[E, R]", session: Session, entry: E) -> R:
    """Record an entry, in the agency's zone. Raises Invalid with a sentence for each field at fault."""
    zone = users.agency(session).zone
    values = columns(kind, session, entry, zone, None)
    made = inspect(kind.model).column_attrs
    values |= {name: value for name, value in (("zone", zone), ("recorded_at", session.info["at"])) if name in made}
    kept = kind.model(**values)
    session.add(kept)
    session.flush()
    return kept


def change(kind: "RecordKind[E, R]", session: Session, key: uuid.UUID, entry: E, seen: int | None = None) -> R:
    """Change a record; its zone stays. `seen` is the version that the change was made from.

    Raises Overtaken where somebody changed it since, Frozen, Invalid, NotFound.
    """
    kept: Any = load(kind, session, key)
    if seen is not None and kept.version != seen:
        raise Overtaken
    if why := kind.frozen(kept):
        raise Frozen(why)
    zone = getattr(kept, "zone", None) or users.agency(session).zone
    for name, value in columns(kind, session, entry, zone, key).items():
        setattr(kept, name, value)
    session.flush()
    changed: R = kept
    return changed


def remove(kind: "RecordKind[E, R]", session: Session, key: uuid.UUID) -> E:
    """Take away what was entered by mistake; its entry, so that it can be undone. Raises Frozen, NotFound."""
    kept = load(kind, session, key)
    if why := kind.stays(kept):
        raise Frozen(why)
    entry = entry_of(kind, kept)
    session.delete(kept)
    try:
        session.flush()
    except IntegrityError:  # whatever table names it
        if not kind.used:
            raise
        raise Frozen(_(kind.used).format(name=getattr(entry, "name", ""))) from None
    return entry


def load(kind: "RecordKind[E, R]", session: Session, key: uuid.UUID) -> R:
    """A record with what it names. Raises NotFound, also where it is not theirs to see."""
    model: Any = kind.model
    parts = (selectinload(getattr(model, name)) for name in kind.names)
    found: R | None = session.scalar(select(model).options(*parts).where(model.id == key))
    if found is None:
        raise NotFound(_(kind.gone))
    return found


def entry_of(kind: "RecordKind[E, R]", kept: R) -> E:
    """The entry that a loaded record was made from."""
    named = {name: one.code if (one := getattr(kept, name)) else "" for name in kind.names}
    folds = {f"{name}_fold": getattr(kept, f"{name}_fold") for name in kind.times}
    return kind.entry(**named, **folds, **{name: _as_typed(kind, name, getattr(kept, name)) for name in kind.typed})


def _as_typed(kind: "RecordKind[E, R]", name: str, value: Any) -> Any:
    coded = kind.choice(name)
    return (coded(value) if value else None) if coded is not None else value


def columns(
    kind: "RecordKind[E, R]", session: Session, entry: E, zone: str, own: uuid.UUID | None
) -> dict[str, Any]:
    """The columns of an entry, of a new record or of `own`. Raises Invalid with a sentence for each field at fault."""
    model: Any = kind.model
    problems = dict(kind.check(session, entry, zone))
    for name, sentence in kind.unique.items():
        same = session.scalar(select(model.id).where(getattr(model, name) == getattr(entry, name)))
        if same not in (None, own):
            problems[name] = _(sentence)
    keys = _named(kind, session, entry, problems)
    if problems:
        raise Invalid(problems)
    return {
        **keys,
        **{name: _as_kept(kind, name, getattr(entry, name)) for name in kind.typed},
        **{f"{name}_fold": fold(entry, name, day, ZoneInfo(zone)) for name, day in kind.times.items()},
    }


def _named(kind: "RecordKind[E, R]", session: Session, entry: E, problems: dict[str, str]) -> dict[str, uuid.UUID | None]:
    """The ids of the records that an entry names; what is wrong with a code is added to the problems."""
    keys: dict[str, uuid.UUID | None] = {}
    for name, one in kind.names.items():
        code = getattr(entry, name)
        key = session.scalar(select(one.model.id).where(one.model.code == code)) if code else None
        keys[f"{name}_id"] = key
        if code and key is None:
            problems[name] = _(one.unknown).format(code=code)
        elif code and one.offered is not None and code not in dict(one.offered(session)):
            problems[name] = _(one.foreign)
    return keys


def _as_kept(kind: "RecordKind[E, R]", name: str, value: Any) -> Any:
    if isinstance(value, Choice):
        return value.value
    return "" if value is None and kind.choice(name) is not None else value


def fold(entry: Entry, name: str, day_name: str, zone: ZoneInfo) -> int:
    """Which showing of a repeated time is meant, the first unless told; 0 on every other day."""
    day: dt.date | None = getattr(entry, day_name)
    time: dt.time | None = getattr(entry, name)
    repeated = day is not None and time is not None and moments.repeats(day, time, zone)
    return (getattr(entry, f"{name}_fold") or 0) if repeated else 0
