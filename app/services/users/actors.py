"""The actor: a signed-in person as every session knows them; and the check that stands before each service function."""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy.orm import Session

from app.services.problems import Forbidden
from app.services.users import access
from app.services.users.roles import TABLE, Action, Role
from app.wording import _


@dataclass(frozen=True)
class Actor:
    """A signed-in user with roles and links, as every session knows them; `zone` says which day it is for them."""

    user_id: uuid.UUID
    name: str
    roles: frozenset[Role]
    staff_id: uuid.UUID | None = None
    supervisor_id: uuid.UUID | None = None
    zone: str = field(default="UTC", compare=False)

    @property
    def key(self) -> str:
        """The user's id as the audit writes it."""
        return self.user_id.hex

    @property
    def sees_all(self) -> bool:
        """Whether staff and supervision of the whole agency are in this person's view."""
        return bool(self.roles - {Role.PEER_SUPPORTER})

    @property
    def sees_every_client(self) -> bool:
        """Whether counts over clients are those of the whole agency for this person, not of those in their view."""
        return Role.MANAGER in self.roles

    def may(self, action: Action) -> bool:
        """Whether one of the roles allows the action."""
        return bool(self.roles & TABLE[action])

    def not_linked(self) -> str:
        """Why this person can sign nothing, as a sentence; '' for one who is linked to a person on record."""
        if self.staff_id is not None or self.supervisor_id is not None:
            return ""
        return _("No staff member and no supervisor is linked to you, so you cannot sign. A manager links you in Settings.")

    def criteria(self) -> tuple[Any, ...]:
        """The loader criteria that every read of this person carries."""
        return access.scope(self)

    def may_keep(self, record: object) -> None:
        """Raise Forbidden where this person may not write this row: another role's table, others' drafts, hours."""
        if not access.may_write(self, record):
            raise Forbidden(_("This record belongs to somebody else."))


class Door(Protocol):
    """What carries an actor beside a session: an open store that somebody is signed in to."""

    @property
    def actor(self) -> Actor:
        """Who is signed in."""


def actor_of(door: Session | Door) -> Actor:
    """The person this session works for, or this store is open for."""
    info: dict[str, Any] | None = getattr(door, "info", None)
    actor: Actor = info["actor"] if info is not None else door.actor  # type: ignore[union-attr]
    return actor


D = TypeVar("D", bound=Session | Door)
P_ = ParamSpec("P_")
T = TypeVar("T")


def allowed(action: Action) -> Callable[[Callable[Concatenate[D, P_], T]], Callable[Concatenate[D, P_], T]]:
    """Let a service function run only for roles that the table names for `action`; else raise Forbidden.

    The function's first argument is a session, or an open store with who is signed in.
    """

    def wrap(function: Callable[Concatenate[D, P_], T]) -> Callable[Concatenate[D, P_], T]:
        @functools.wraps(function)
        def checked(door: D, *args: P_.args, **named: P_.kwargs) -> T:
            require(actor_of(door), action)
            return function(door, *args, **named)

        checked.action = action  # type: ignore[attr-defined]  # the role test walks these
        return cast(Callable[Concatenate[D, P_], T], checked)

    return wrap


def require(actor: Actor, action: Action) -> None:
    """Raise Forbidden where none of the person's roles allows the action."""
    if not actor.may(action):
        roles = ", ".join(sorted(role.label for role in TABLE[action]))
        words = _("Your role does not allow this ({action}). It takes: {roles}.")
        raise Forbidden(words.format(action=action, roles=roles))
