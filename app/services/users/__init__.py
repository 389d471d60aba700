"""Users: who may do what. Roles, one table of role and action, the scope of every read, the accounts themselves."""

from app.services.users.access import scope
from app.services.users.accounts import (
    UserEntry,
    actor_for,
    add_user,
    agency,
    link,
    listed,
    of_person,
    public_keys,
    rename,
    renew_keys,
    set_roles,
    twice,
    unlinked,
)
from app.services.users.actors import Actor, actor_of, allowed, require
from app.services.users.moment import day, local, now, today, zone
from app.services.users.roles import TABLE, Action, Role

__all__ = [
    "TABLE", "Action", "Actor", "Role", "UserEntry", "actor_for", "actor_of", "add_user", "agency", "allowed", "day",
    "link", "listed", "local", "now", "of_person", "public_keys", "rename", "renew_keys", "require", "scope",
    "set_roles", "today", "twice", "unlinked", "zone",
]  # fmt: skip
