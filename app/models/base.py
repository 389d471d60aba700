"""The base of all tables: named constraints, version 7 keys, portable types for instants and clock times."""

import datetime as dt
import os
import threading
import time
import uuid
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, ClassVar

from sqlalchemy import Date, DateTime, Dialect, ForeignKey, MetaData, String, Uuid, event, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, object_session
from sqlalchemy.types import TypeDecorator

from app.models.access import MANAGERS, Access, M
from app.models.words import Named

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[dt.datetime]):
    """A moment in UTC; naive values are refused, so no local time slips in."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """The moment as UTC without a zone, as the column keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """The moment with UTC as its zone."""
        return value.replace(tzinfo=dt.UTC) if value is not None else None


class ClockTime(TypeDecorator[dt.time]):
    """A time of day to the minute, kept as HH:MM."""

    impl = String(5)
    cache_ok = True

    def process_bind_param(self, value: dt.time | None, dialect: Dialect) -> str | None:
        """The time as HH:MM."""
        return value.strftime("%H:%M") if value is not None else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.time | None:
        """The time from HH:MM."""
        return dt.time.fromisoformat(value) if value is not None else None


@dataclass(frozen=True)
class Day:
    """A day on which somebody was served or worked, which their records are kept from, as columns of a table say it.

    `person` names whose day it is, `on` the day. With `until` it is a time from `on` to that day, which still runs while
    that is blank. With `of` the day stands in the row that this reference names.
    """

    person: str
    on: str
    until: str = ""
    of: str = ""


class Base(DeclarativeBase):
    """What every table shares. One that says nothing of its access shows nothing to anyone but managers."""

    access: ClassVar[Access] = Access(reads=MANAGERS, writes=(M,))
    named: ClassVar[Named]
    days: ClassVar[tuple[Day, ...]] = ()
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        dt.date: Date(),
        dt.datetime: Instant(),
        dt.time: ClockTime(),
        uuid.UUID: Uuid(),
        str: String(),
    }


_BACK = 1000 << 80  # a second: a clock set back by more makes keys of its own time again

# The audit hook needs the value before a change, so each column remembers it.
column = partial(mapped_column, active_history=True)


class Goes(Enum):
    """What becomes of a row where the row that it names is destroyed with the records of a person."""

    WITH = "it is destroyed too"
    SHARED = "it is destroyed too; as a person's part of the row it names, which is destroyed with the last of its parts"
    LET_GO = "it stays and names nobody"
    REPLACES = "it stays and names nobody; a shared row is not destroyed while one stays that replaces it"
    ATTACHED = "it stays and names nobody; what it names is destroyed with the last row that names it"


def reference(target: str, goes: Goes | None = None, **options: Any) -> Any:
    """A column that names a row of another table; the row it names cannot be deleted while it does.

    One that may not be blank goes with the row that it names. One that may says what becomes of it where it names a
    client, a staff member or a row that goes with them; the column's `info` keeps it.
    """
    return column(ForeignKey(target, ondelete="RESTRICT"), info={"goes": goes} if goes else {}, **options)


_turn = threading.Lock()
_newest = 0


def new_id() -> uuid.UUID:
    """A version 7 key (RFC 9562): milliseconds since 1970 first, so that keys sort by when they were made.

    Those of one millisecond rise too, and those made after a clock was set back a little: rows that are alike in all
    that a list is sorted by stand in the order in which they came in, not in that of chance.
    """
    return uuid.UUID(int=_reserved(1))


def new_ids(count: int) -> list[uuid.UUID]:
    """So many keys that rise by one from the first, for the rows of a file."""
    first = _reserved(count)
    return [uuid.UUID(int=value) for value in range(first, first + count)]


def _reserved(count: int) -> int:
    """The first of so many numbers in a row that no other key has."""
    global _newest
    stamp = time.time_ns() // 1_000_000
    value = (stamp & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    with _turn:
        if value <= _newest and _newest - value < _BACK:
            value = _newest + 1
        _newest = value + count - 1
    return value


def made_at(key: uuid.UUID) -> dt.datetime:
    """When a version 7 key was made, in UTC."""
    return dt.datetime.fromtimestamp((key.int >> 80) / 1000, dt.UTC)


class Record:
    """A row with a key of its own."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)


class Versioned:
    """A row that counts its versions from 1, one more at each change: who changes it says which one they saw."""

    version: Mapped[int] = column(default=1, server_default=text("1"))


@event.listens_for(Versioned, "before_update", propagate=True)
def _count(_mapper: object, _connection: object, row: Versioned) -> None:
    session = object_session(row)
    if session is not None and session.is_modified(row):
        row.version += 1
