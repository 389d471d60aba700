"""The users of a store: added, linked, given roles and keys; and the actor that each of them becomes at sign-in."""

import datetime as dt
import uuid
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from app.models.agency import Agency
from app.models.staff import Staff
from app.models.supervision import Supervisor
from app.models.users import User, UserKey, UserRole
from app.services import entries, recovering
from app.services.entries import Entry
from app.services.problems import Forbidden, Invalid, NotFound
from app.services.users.actors import Actor, actor_of, allowed, require
from app.services.users.roles import Action, Role
from app.wording import N_, _


def _roles(value: Any) -> frozenset[Role]:
    parts = value.split(";") if isinstance(value, str) else list(value or ())
    known = {role.value for role in Role}
    found = [str(part).strip() for part in parts if str(part).strip()]
    if not found:
        raise ValueError(_("Choose at least one role."))
    if not set(found) <= known:
        raise ValueError(_("Choose one of: {known}.").format(known=", ".join(sorted(known))))
    return frozenset(Role(part) for part in found)


class UserEntry(Entry):
    """A new user: name, roles, and the links that signing needs."""

    name: Annotated[entries.Line, Field(title=N_("Name"), description=N_("Shown on the unlock screen."))]
    roles: Annotated[frozenset[Role], BeforeValidator(_roles), Field(title=N_("Roles"))]
    staff: Annotated[entries.CodeOrBlank, Field(title=N_("Staff member"))] = ""
    supervisor: Annotated[entries.CodeOrBlank, Field(title=N_("Supervisor"))] = ""


def unlinked(name: str, roles: frozenset[Role], staff: object, supervisor: object) -> str:
    """What keeps a user of these roles and links from signing, as a sentence; '' where nothing does."""
    if Role.SUPERVISOR in roles and not supervisor:
        told = _("{name} has the role of supervisor and cannot sign yet: choose which supervisor they are.")
    elif Role.PEER_SUPPORTER in roles and not staff:
        told = _("{name} has the role of peer supporter and cannot sign yet: choose which staff member they are.")
    else:
        return ""
    return told.format(name=name)


def _linked(
    session: Session, model: type[Staff] | type[Supervisor], code: str, field: str, own: uuid.UUID | None = None
) -> uuid.UUID | None:
    """The id of whom a code names; raises Invalid where another user than `own` is that person already."""
    if not code:
        return None
    found = session.execute(select(model.id, model.name).where(model.code == code)).first()
    if found is None:
        raise Invalid({field: _("No such code is on record: {code}.").format(code=code)})
    link = User.staff_id if model is Staff else User.supervisor_id
    query = select(User.name).where(link == found.id, User.removed_at.is_(None), User.id != (own or uuid.UUID(int=0)))
    other = session.scalar(query.order_by(User.name).limit(1))
    if other is not None:
        told = _("{person} signs in as {user} already. One person has one user: change that one, or remove it first.")
        raise Invalid({field: told.format(person=found.name, user=other)})
    return found.id  # type: ignore[no-any-return]  # the key of either kind of person


@allowed(Action.MANAGE_USERS)
def add_user(
    session: Session, entry: UserEntry, user_id: uuid.UUID, exchange_public: bytes, signing_public: bytes
) -> User:
    """Record a user whose keys the vault has just made. Raises Invalid for a name or link that cannot be taken."""
    if session.scalar(select(User.id).where(User.name == entry.name)):
        raise Invalid({"name": _("A user of this name is there already. Add an initial.")})
    at: dt.datetime = session.info["at"]
    user = User(
        id=user_id,
        name=entry.name,
        created_at=at,
        staff_id=_linked(session, Staff, entry.staff, "staff"),
        supervisor_id=_linked(session, Supervisor, entry.supervisor, "supervisor"),
    )
    session.add(user)
    session.add(UserKey(user_id=user_id, exchange_public=exchange_public, signing_public=signing_public, from_at=at))
    session.add_all(UserRole(user_id=user_id, role=role.value) for role in sorted(entry.roles))
    session.flush()
    return user


@allowed(Action.MANAGE_USERS)
def rename(session: Session, user_id: uuid.UUID, name: str) -> None:
    """Give a user another name; what they signed keeps the one of its day. Raises Invalid for a name that is taken."""
    user = _user(session, user_id)
    if session.scalar(select(User.id).where(User.name == name, User.id != user_id)):
        raise Invalid({"name": _("A user of this name is there already. Add an initial.")})
    user.name = name
    session.flush()


@allowed(Action.MANAGE_USERS)
def link(session: Session, user_id: uuid.UUID, staff: str, supervisor: str) -> None:
    """Say which staff member and supervisor (codes, blank for none) a user is; signing needs this.

    Raises Invalid for an unknown code, and for a person who has a user already.
    """
    user = _user(session, user_id)
    user.staff_id, user.supervisor_id = (
        _linked(session, Staff, staff, "staff", user_id), _linked(session, Supervisor, supervisor, "supervisor", user_id)
    )  # fmt: skip
    session.flush()


@allowed(Action.MANAGE_USERS)
def set_roles(session: Session, user_id: uuid.UUID, roles: frozenset[Role]) -> None:
    """Give a user exactly these roles, from their next sign-in on. Raises Invalid where no manager would be left."""
    user = _user(session, user_id)
    if not roles:
        raise Invalid({"roles": _("Choose at least one role.")})
    if Role.MANAGER not in roles:
        recovering.require(session, user_id)
    for row in user.roles:
        if Role(row.role) not in roles:
            session.delete(row)
    held = {row.role for row in user.roles}
    session.add_all(UserRole(user_id=user_id, role=role) for role in sorted(roles) if role.value not in held)
    session.flush()


def renew_keys(session: Session, user_id: uuid.UUID, exchange_public: bytes, signing_public: bytes) -> None:
    """Note a user's new public keys; the old ones stay, closed, so that old signatures stay checkable.

    Raises Forbidden for another's keys where the person may not manage users, NotFound.
    """
    if actor_of(session).user_id != user_id:
        require(actor_of(session), Action.MANAGE_USERS)
    user, at = _user(session, user_id), session.info["at"]
    for old in session.scalars(select(UserKey).where(UserKey.user_id == user.id, UserKey.to_at.is_(None))):
        old.to_at = at
    session.add(UserKey(user_id=user.id, exchange_public=exchange_public, signing_public=signing_public, from_at=at))
    session.flush()


def _user(session: Session, user_id: uuid.UUID) -> User:
    user = session.scalar(select(User).options(selectinload(User.roles)).where(User.id == user_id))
    if user is None or user.removed_at is not None:
        raise NotFound(_("This user is not on record."))
    return user


@allowed(Action.SEE_STAFF)
def listed(session: Session) -> list[User]:
    """All users with their roles, by name; removed ones last."""
    query = select(User).options(selectinload(User.roles))
    return list(session.scalars(query.order_by(User.removed_at.is_not(None), User.name)))


@allowed(Action.SEE_STAFF)
def of_person(session: Session, user_id: uuid.UUID) -> set[uuid.UUID]:
    """Every user that this user's person is or was: of the same staff member or supervisor, removed ones too."""
    links = session.execute(select(User.staff_id, User.supervisor_id).where(User.id == user_id)).first()
    staff_id, supervisor_id = links if links is not None else (None, None)
    same = [User.id == user_id]
    if staff_id is not None:
        same.append(User.staff_id == staff_id)
    if supervisor_id is not None:
        same.append(User.supervisor_id == supervisor_id)
    return set(session.scalars(select(User.id).where(or_(*same))))


@allowed(Action.MANAGE_USERS)
def twice(session: Session) -> list[tuple[str, str]]:
    """The names of two users who are one person, as stores of older versions may hold them."""
    other = aliased(User)
    query = (
        select(User.name, other.name)
        .join(other, or_(User.staff_id == other.staff_id, User.supervisor_id == other.supervisor_id))
        .where(User.removed_at.is_(None), other.removed_at.is_(None), User.name < other.name)
    )
    return [(one, two) for one, two in session.execute(query.order_by(User.name, other.name))]


def actor_for(session: Session, user_id: uuid.UUID) -> Actor:
    """The actor of a user on record. Raises Forbidden for a removed or unknown one."""
    user = session.scalar(select(User).options(selectinload(User.roles)).where(User.id == user_id))
    if user is None or user.removed_at is not None:
        raise Forbidden(_("This user may no longer open the store. Ask your manager."))
    roles = frozenset(Role(row.role) for row in user.roles)
    return Actor(user.id, user.name, roles, user.staff_id, user.supervisor_id, agency(session).zone)


def public_keys(session: Session) -> dict[str, tuple[bytes, bytes]]:
    """User id -> (exchange, signing) public keys in use."""
    rows = session.execute(
        select(UserKey.user_id, UserKey.exchange_public, UserKey.signing_public).where(UserKey.to_at.is_(None))
    )
    return {str(row.user_id): (row.exchange_public, row.signing_public) for row in rows}


def agency(session: Session) -> Agency:
    """The agency's one row."""
    return session.scalars(select(Agency)).one()
