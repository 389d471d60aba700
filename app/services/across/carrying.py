"""What a restore carries over from the present store into the rows of a backup: who may come in, and legal holds."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.models.agency import Agency
from app.models.clients import Client
from app.models.retention import LegalHold
from app.models.staff import Staff
from app.models.supervision import Supervisor
from app.models.users import User, UserKey, UserRole
from app.services.users import Action, allowed
from app.wording import _

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Access:
    """The present rows, as plain values by attribute: the agency, its users, their roles and keys, legal holds."""

    agency: Values
    users: Sequence[Values]
    roles: Sequence[Values]
    keys: Sequence[Values]
    holds: Sequence[Values]


@allowed(Action.RESTORE)
def read(session: Session) -> Access:
    """What is carried over, from the present store."""
    agency, *_none = _all(session, Agency)
    return Access(
        agency, _all(session, User), _all(session, UserRole), _all(session, UserKey), _all(session, LegalHold)
    )


@allowed(Action.RESTORE)
def unlinked(session: Session, access: Access) -> tuple[str, ...]:
    """The names of users whose staff member or supervisor the backup, read by this session, does not know."""
    known = _ids(session, Staff) | _ids(session, Supervisor)
    links = [(one["name"], one["staff_id"], one["supervisor_id"]) for one in access.users]
    return tuple(sorted(name for name, *ids in links if any(key is not None and key not in known for key in ids)))


@allowed(Action.RESTORE)
def into(session: Session, access: Access) -> None:
    """Make the backup's rows of access those of today; who was a user only then is removed, their keys closed.

    Old keys stay on record, so that what they signed stays checkable.
    """
    at: dt.datetime = session.info["at"]
    _users(session, access.users, at)
    _roles(session, access.roles)
    _keys(session, access.keys, at)
    (agency,) = session.scalars(select(Agency))
    for name, value in access.agency.items():
        setattr(agency, name, value)
    _holds(session, access.holds)
    session.flush()


def _all(session: Session, kind: type[Any]) -> list[Values]:
    names = [attribute.key for attribute in inspect(kind).column_attrs]
    return [{name: getattr(row, name) for name in names} for row in session.scalars(select(kind).order_by(kind.id))]


def _ids(session: Session, kind: type[Any]) -> set[Any]:
    return set(session.scalars(select(kind.id)))


def _lay(session: Session, kind: type[Any], rows: Sequence[Values]) -> list[Any]:
    """Change or add these rows; those of the backup that are not among them are returned."""
    there = {row.id: row for row in session.scalars(select(kind))}
    fresh = []
    for values in rows:
        row = there.pop(values["id"], None)
        if row is None:
            fresh.append(kind(**values))
            continue
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    session.flush()  # changes first: a name that was given up may be somebody else's by now
    session.add_all(fresh)
    session.flush()
    return list(there.values())


def _users(session: Session, rows: Sequence[Values], at: dt.datetime) -> None:
    staff, led = _ids(session, Staff), _ids(session, Supervisor)
    linked = [
        {
            **one,
            "staff_id": one["staff_id"] if one["staff_id"] in staff else None,
            "supervisor_id": one["supervisor_id"] if one["supervisor_id"] in led else None,
        }
        for one in rows
    ]
    today, names = {one["id"] for one in rows}, {one["name"] for one in rows}
    for row in session.scalars(select(User)):
        if row.id not in today and row.name in names:  # somebody else has the name now
            row.name = _("{name} (removed)").format(name=row.name)
    for gone in _lay(session, User, linked):
        gone.removed_at = gone.removed_at or at


def _roles(session: Session, rows: Sequence[Values]) -> None:
    kept = {(row.user_id, row.role): row.id for row in session.scalars(select(UserRole))}
    wanted = {(one["user_id"], one["role"]) for one in rows}
    today = {one["user_id"] for one in rows}
    for row in list(session.scalars(select(UserRole))):
        if row.user_id in today and (row.user_id, row.role) not in wanted:
            session.delete(row)
    session.flush()
    session.add_all(UserRole(**one) for one in rows if (one["user_id"], one["role"]) not in kept)
    session.flush()


def _keys(session: Session, rows: Sequence[Values], at: dt.datetime) -> None:
    for old in _lay(session, UserKey, rows):
        old.to_at = old.to_at or at


def _holds(session: Session, rows: Sequence[Values]) -> None:
    """Holds placed or lifted since; one on somebody whom the backup does not know has nothing to hold."""
    known = _ids(session, Client) | _ids(session, Staff)
    _lay(session, LegalHold, [one for one in rows if (one["client_id"] or one["staff_id"]) in known])
