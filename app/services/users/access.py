"""Who may read and write which rows: what the tables are declared with, asked for one person on one day.

What somebody reads carries the rules as criteria on every mapped class; what they write is asked row by row, at every
flush, below all services.
"""

import datetime as dt
import functools
import itertools
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Table, and_, false, or_, select, true, union_all
from sqlalchemy.orm.util import LoaderCriteriaOption

from app import clock
from app.models import access, merged, schema
from app.models.access import (
    AUDITOR,
    MANAGER,
    PEER_SUPPORTER,
    SUPERVISOR,
    Access,
    Either,
    NamedBy,
    Rule,
    With,
)
from app.models.clients import ClientAssignment, ClientGrant
from app.models.encounters import Encounter, EncounterAttendance
from app.models.incidents import Incident
from app.models.supervision import Agreement

YES, NO = true(), false()  # by identity: a rule that is one of them is no condition in SQL


class Person(Protocol):
    """Who reads or writes."""

    @property
    def user_id(self) -> uuid.UUID:
        """The user."""

    @property
    def roles(self) -> frozenset[Any]:
        """What they are here, by the names that the models know."""

    @property
    def staff_id(self) -> uuid.UUID | None:
        """The staff member they are, if any."""

    @property
    def supervisor_id(self) -> uuid.UUID | None:
        """The supervisor they are, if any."""

    @property
    def zone(self) -> str:
        """The agency's time zone."""


class Limit(LoaderCriteriaOption):
    """Only those rows of a mapped class, and of its aliases, for which a rule holds.

    The cache of statements knows it by its number: a key of its own would spell out the whole rule for each statement
    anew, which took a peer supporter's select five times as long. A limit never changes once it is made, so the number
    says as much; its values are those it was made with.
    """

    __slots__ = ("_number",)
    inherit_cache = True
    _numbers = itertools.count()

    def __init__(self, kind: Any, rule: ColumnElement[bool]) -> None:
        """The criterion on a mapped class."""
        super().__init__(kind, rule, include_aliases=True)
        self._number = next(self._numbers)

    def _gen_cache_key(self, anon_map: Any, bindparams: Any) -> tuple[Any, ...]:
        return (Limit, self._number)


def scope(actor: Person) -> tuple[Any, ...]:
    """The rows that a person may read today in the agency's zone, as criteria on each mapped class that hides some."""
    roles = frozenset(str(role) for role in actor.roles)
    return _scope(
        actor.user_id,
        roles,
        actor.staff_id if PEER_SUPPORTER in roles else None,
        actor.supervisor_id if SUPERVISOR in roles else None,
        clock.today(actor.zone),
    )


# Building the criteria takes longer than most of what a session does, and they are the same all day.
@functools.lru_cache(maxsize=32)
def _scope(
    user: uuid.UUID,
    roles: frozenset[str],
    staff: uuid.UUID | None,
    supervisor: uuid.UUID | None,
    today: dt.date,
) -> tuple[Any, ...]:
    reader = _Reader(user, roles, staff, supervisor, today)
    rules = ((kind, reader.sees(kind)) for kind in schema.KINDS.values())
    return tuple(Limit(kind, rule) for kind, rule in rules if rule is not YES)


@dataclass(frozen=True)
class _Row:
    """A row that a rule is asked of: its table, and its columns by name, of the mapped class or of an alias."""

    table: Table
    column: Callable[[str], Any]


def _beside(table: Any) -> _Row:
    """A row of a table beside what somebody selects: of an alias, which no criterion touches."""
    return _Row(table, table.alias(f"own_{table.name}").c.__getitem__)


def _either(rules: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    some = [rule for rule in rules if rule is not NO]
    if any(rule is YES for rule in some):
        return YES
    return or_(*some) if some else NO


def _both(rules: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    some = [rule for rule in rules if rule is not YES]
    if any(rule is NO for rule in some):
        return NO
    return and_(*some) if some else YES


def _is(column: ColumnElement[Any], key: uuid.UUID | None) -> ColumnElement[bool]:
    """That the column names this user, staff member or supervisor; None is nobody."""
    return NO if key is None else column == key


def _among(column: Any, *ids: Any) -> ColumnElement[bool]:
    """That the column is among one of these selects of ids; None is a select of none."""
    return _either(column.in_(some) for some in ids if some is not None)


@dataclass(frozen=True)
class _Reader:
    """Somebody on one day: the user and their roles, and the staff member and supervisor that those make them."""

    user: uuid.UUID
    roles: frozenset[str]
    staff: uuid.UUID | None
    supervisor: uuid.UUID | None
    today: dt.date

    def sees(self, kind: Any) -> ColumnElement[bool]:
        """Which rows of a mapped class they see."""
        rule = kind.access.reads
        if MANAGER in self.roles and rule != access.NOBODY and not isinstance(rule, access.Author):
            return YES
        return self._holds(rule, _Row(kind.__table__, functools.partial(getattr, kind)))

    def _holds(self, rule: Rule, row: _Row) -> ColumnElement[bool]:
        match rule:
            case access.Always(seen):
                return YES if seen else NO
            case access.Unlinked():
                return NO if self._has_team or AUDITOR in self.roles else YES
            case access.ByRole():
                return self._holds(self._by_role(rule), row)
            case access.Both(parts):
                return _both(self._holds(part, row) for part in parts)
            case Either(parts) if all(isinstance(part, NamedBy) for part in parts):
                return self._named(row.column("id"), parts)
            case Either(parts):
                return _either(self._holds(part, row) for part in parts)
            case NamedBy():
                return self._named(row.column("id"), [rule])
            case With():
                return self._with(rule, row)
            case access.OfColumn():
                return self._says(rule, row.column(rule.column))
        raise TypeError(f"{rule} has no meaning")

    def _by_role(self, rule: access.ByRole) -> Rule:
        if SUPERVISOR in self.roles:
            return rule.supervisor
        return rule.auditor if AUDITOR in self.roles else rule.peer_supporter

    def _says(self, rule: access.OfColumn, column: ColumnElement[Any]) -> ColumnElement[bool]:
        match rule:
            case access.Author() | access.OfUser():
                return _is(column, self.user)
            case access.OfStaff():
                return _is(column, self.staff)
            case access.OfSupervisor():
                return _is(column, self.supervisor)
            case access.OfTeam():
                return self._team(column)
            case access.Granted():
                return _among(column, self._granted)
            case access.WholeClient():
                return _among(column, self._assigned, self._granted)
            case access.OfClient():
                return _among(column, self._assigned, self._granted, self._met)
            case access.Blank():
                return column.is_(None)
            case access.Marked():
                return column.is_(True)
            case access.NoneOf():
                return column.not_in(rule.values)
        raise TypeError(f"{rule} has no meaning")

    def _with(self, rule: With, row: _Row) -> ColumnElement[bool]:
        """That a column names a row that is seen; what is asked of that row's key alone is asked of the column."""
        column, (key,) = row.column(rule.column), row.table.c[rule.column].foreign_keys
        other = _beside(key.column.table)
        wanted = rule.rule or schema.KINDS[other.table.name].access.reads
        wanted = self._by_role(wanted) if isinstance(wanted, access.ByRole) else wanted
        parts = wanted.parts if isinstance(wanted, Either) else (wanted,)
        rest = _either(self._holds(part, other) for part in parts if not isinstance(part, NamedBy))
        if rest is not YES and rest is not NO:
            rest = column.in_(select(other.column("id")).where(rest))
        return _either([rest, *(self._named(column, [part]) for part in parts if isinstance(part, NamedBy))])

    def _named(self, column: Any, parts: Iterable[Any]) -> ColumnElement[bool]:
        """That rows of another table for which its rule holds name this one, by the key that the column is or holds."""
        found = []
        for part in parts:
            other = _beside(schema.METADATA.tables[part.table])
            rule = self._holds(part.rule, other)
            if rule is not NO:
                found.append(select(other.column(part.column)).where(rule))
        return _among(column, union_all(*found) if len(found) > 1 else found[0] if found else None)

    @property
    def _has_team(self) -> bool:
        return self.staff is not None or self.supervisor is not None

    def _team(self, column: Any) -> ColumnElement[bool]:
        return _either([_is(column, self.staff), _among(column, self._led)])

    @functools.cached_property
    def _led(self) -> Any:
        """The staff with whom they have an agreement in force; None for who is no supervisor."""
        if self.supervisor is None:
            return None
        agreed = _beside(Agreement.__table__).column
        ends = agreed("ends_on")
        return select(agreed("staff_id")).where(
            agreed("supervisor_id") == self.supervisor,
            agreed("signed_on") <= self.today,
            or_(ends.is_(None), ends >= self.today),
        )

    @functools.cached_property
    def _assigned(self) -> Any:
        """The records of those to whom the team is assigned today; None without a team."""
        if not self._has_team:
            return None
        given = _beside(ClientAssignment.__table__).column
        ends = given("to_on")
        in_force = or_(ends.is_(None), ends >= self.today)
        return merged.of_ids(select(given("client_id")).where(self._team(given("staff_id")), in_force))

    @functools.cached_property
    def _met(self) -> Any:
        """The records of those about whom the team wrote a note or an incident; None without a team."""
        if not self._has_team:
            return None
        note, present = Encounter.__table__.alias("own_note"), EncounterAttendance.__table__.alias("own_met")
        both = present.join(note, note.c.id == present.c.encounter_id)
        noted = select(present.c.client_id).select_from(both).where(self._team(note.c.staff_id))
        noticed = _beside(Incident.__table__).column
        named = noticed("client_id")
        return merged.of_ids(
            union_all(noted, select(named).where(self._team(noticed("staff_id")), named.is_not(None)))
        )

    @functools.cached_property
    def _granted(self) -> Any:
        """The records that are granted to them today; None for who is no auditor."""
        if AUDITOR not in self.roles:
            return None
        grant = ClientGrant.__table__.alias("own_grant").c
        in_force = (grant.revoked_at.is_(None), grant.from_on <= self.today, grant.to_on >= self.today)
        return merged.of_ids(select(grant.client_id).where(grant.user_id == self.user, *in_force))


def may_write(actor: Person, record: Any) -> bool:
    """Whether this person may add, change or remove this row.

    A client's parts hang on a client that the person's session has read, so only theirs are in reach.
    """
    declared: Access = record.access
    if declared.besides and getattr(record, declared.besides) == actor.user_id:
        return True
    if declared.own and getattr(record, declared.own) != actor.user_id:
        return False
    roles = actor.roles.intersection(declared.writes)
    return _peer_writes(actor, declared.peers, record) if roles == {PEER_SUPPORTER} else bool(roles)


def _peer_writes(actor: Person, rule: Rule, record: Any) -> bool:
    """Whether a rule holds for a row that a peer supporter writes."""
    match rule:
        case access.Always(seen):
            return seen
        case access.Blank(column):
            return getattr(record, column) is None
        case access.OfStaff(column):
            return actor.staff_id is not None and getattr(record, column) == actor.staff_id
        case With(column, of_row) if of_row is not None:
            named = getattr(record, column.removesuffix("_id"))
            return named is not None and _peer_writes(actor, of_row, named)
    raise TypeError(f"{rule} has no meaning for what is written")
