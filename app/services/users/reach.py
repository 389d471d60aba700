"""Which rows a person may read: the scope that their sessions put on every mapped select."""

import datetime as dt
import uuid
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from app.services import scopes
from app.services.users.roles import TABLE, Action, Role

M, S, P, A = Role.MANAGER, Role.SUPERVISOR, Role.PEER_SUPPORTER, Role.AUDITOR


class Reader(Protocol):
    """Who reads."""

    @property
    def user_id(self) -> uuid.UUID:
        """The user."""

    @property
    def roles(self) -> frozenset[Role]:
        """What they are here."""

    @property
    def staff_id(self) -> uuid.UUID | None:
        """The staff member they are, if any."""

    @property
    def supervisor_id(self) -> uuid.UUID | None:
        """The supervisor they are, if any."""

    @property
    def zone(self) -> str:
        """The agency's time zone."""


def scope(actor: Reader) -> tuple[Any, ...]:
    """The rows that a person may read, as criteria on each mapped class.

    Drafts are their author's alone; the audit is nobody's to read by rows. A manager sees all else. Supervisors and
    auditors see staff and supervision of the agency; a peer supporter sees their own hours, enrolments, agreements
    and sessions, and the names of the team. Clients are seen as `scopes.of_clients` tells.
    """
    always = scopes.always(actor.user_id)
    if M in actor.roles:
        return always
    hiring = () if actor.roles & TABLE[Action.SEE_HIRING] else scopes.no_hiring()
    return (*always, *scopes.not_the_manager(), *hiring, *_clients(actor), *_team(actor))


def _clients(actor: Reader) -> tuple[Any, ...]:
    return scopes.of_clients(
        staff_id=actor.staff_id if P in actor.roles else None,
        supervisor_id=actor.supervisor_id if S in actor.roles else None,
        granted_to=actor.user_id if A in actor.roles else None,
        reader=actor.user_id,
        today=dt.datetime.now(ZoneInfo(actor.zone)).date(),
    )


def _team(actor: Reader) -> tuple[Any, ...]:
    mine = actor.staff_id if P in actor.roles else None
    if S in actor.roles:
        return scopes.no_private_proof(mine)
    if A in actor.roles:
        return scopes.audited_proof()
    return (*scopes.own_work(mine), *scopes.own_credentials(mine))
