"""What a kind of record is: declared once in its room, beside its entry; the acts on its records follow from it."""

import typing
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.services.doubts import Check
from app.services.entries import Choice, Entry
from app.services.records import keep, listing
from app.services.records.due import Due
from app.services.records.listing import Line, Names
from app.services.users import Action, allowed
from app.wording import N_

E = TypeVar("E", bound=Entry)
R = TypeVar("R")
UNKNOWN = N_("No such code is on record: {code}.")


@dataclass(frozen=True)
class Named:
    """A field that names another record by its code.

    `unknown` is told where no record in view has that code. `offered(session)` gives (code, name) of those whom this
    person may name, where that is not everyone in view; `foreign` is told of another.
    """

    model: Any
    unknown: str = UNKNOWN
    offered: Callable[[Session], list[tuple[str, str]]] | None = None
    foreign: str = ""


@dataclass(frozen=True)
class RecordKind(Generic[E, R]):
    """A kind of record: its table, what is typed of it, who may, what it names, and when it stands still.

    The columns of the model are called as the fields of the entry; a field that names a record is a relationship of that
    name over `<name>_id`. All words are marked and translated where they are shown.
    """

    name: str  # of its drafts and routes
    model: type[R]
    entry: type[E]
    see: Action
    write: Action
    one: str  # what one record is called, such as 'Incident'
    many: str  # what its list is called
    counted: tuple[str, str]  # so many of them, with {count}: of one, of several
    gone: str  # told where it is not on record, or not in view
    names: Mapping[str, Named] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)  # a time of day -> the day that it belongs to
    check: Callable[[Session, E, str], dict[str, str]] = lambda _session, _entry, _zone: {}  # sentences by field, in a zone
    unique: Mapping[str, str] = field(default_factory=dict)  # a field -> told where another record has the same in it
    frozen: Callable[[R], str] = lambda _record: ""  # why a record may not be changed now, '' where it may
    stays: Callable[[R], str] = lambda _record: ""  # why it may not be removed
    used: str = ""  # told where other records name it, so that it stays; may name its {name}
    doubts: Sequence[Check] = ()
    open_until: str = ""  # the day that closes a record: it is open while that is blank
    still_open: str = ""  # told where an open record keeps those of a person from destruction
    due: Sequence[Due] = ()  # what Home reminds of while it is open
    csv: str = ""  # the name of its import and export, where it has them
    sample: Sequence[Mapping[str, str | int]] = ()  # of the sample agency; a number is a day so many days back
    order: str = "date"  # what the list begins with, the newest first
    search: Sequence[str] = ()  # the fields that a list's filter looks into
    line: Callable[[R, Names], Any] = Line  # a line of the list; it has the record's `id`
    drafts: Mapping[str, str] = field(default_factory=dict)  # forms besides its own whose typing is kept -> what they are

    @cached_property
    def forms(self) -> dict[str, str]:
        """The forms whose typing is kept, with what a draft of each is called."""
        return {self.name: self.one, **self.drafts}

    @cached_property
    def tables(self) -> frozenset[str]:
        """The tables whose rows its list shows."""
        return frozenset({self._table(self.model), *(self._table(one.model) for one in self.names.values())})

    @staticmethod
    def _table(model: Any) -> str:
        name: str = model.__tablename__
        return name

    @cached_property
    def record(self) -> Callable[[Session, E], R]:
        """Record an entry, in the agency's zone. Raises Invalid."""
        return allowed(self.write)(partial(keep.record, self))

    @cached_property
    def change(self) -> Callable[..., R]:
        """Change the record of this id, as `keep.change` does: (session, key, entry, the version that was seen)."""
        return allowed(self.write)(partial(keep.change, self))

    @cached_property
    def remove(self) -> Callable[[Session, uuid.UUID], E]:
        """Take away what was entered by mistake; its entry, so that it can be undone. Raises Frozen, NotFound."""
        return allowed(self.write)(partial(keep.remove, self))

    @cached_property
    def load(self) -> Callable[[Session, uuid.UUID], R]:
        """A record with what it names. Raises NotFound, also where it is not theirs to see."""
        return allowed(self.see)(partial(keep.load, self))

    @cached_property
    def window(self) -> Callable[..., list[Any]]:
        """The next lines of the list, as `listing.window` gives them."""
        return allowed(self.see)(partial(listing.window, self))

    @cached_property
    def counts(self) -> Callable[[Session], dict[str, int]]:
        """How many records are open, closed and there at all, in view."""
        return allowed(self.see)(partial(listing.counts, self))

    def entry_of(self, record: R) -> E:
        """The entry that a loaded record was made from."""
        return keep.entry_of(self, record)

    @cached_property
    def typed(self) -> tuple[str, ...]:
        """The fields that are kept as they are typed."""
        columns = inspect(self.model).column_attrs
        return tuple(one for one in self.entry.model_fields if one in columns and not one.endswith("_fold"))

    def choice(self, name: str) -> type[Choice] | None:
        """The coded values of a field, where it has them."""
        kind = self.entry.model_fields[name].annotation
        kinds = (kind, *typing.get_args(kind))
        return next((one for one in kinds if isinstance(one, type) and issubclass(one, Choice)), None)
