"""Which rows a person may read: the scope that their sessions put on every mapped select."""

import datetime as dt
import functools
import uuid
from typing import Any, Protocol

from app import clock
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
    auditors see staff and supervision of the agency, supervisors the plans and agendas of their own people; a peer
    supporter sees their own hours, enrolments, agreements and sessions, and the names of the team. Clients are seen as
    `scopes.of_clients` tells.
    """
    today = clock.today(actor.zone)
    staff_id = actor.staff_id if P in actor.roles else None
    return _of(actor.user_id, actor.roles, staff_id, actor.supervisor_id if S in actor.roles else None, today)


# Building the criteria takes longer than most of what a session does, and they are the same all day.
@functools.lru_cache(maxsize=32)
def _of(
    reader: uuid.UUID,
    roles: frozenset[Role],
    staff_id: uuid.UUID | None,
    supervisor_id: uuid.UUID | None,
    today: dt.date,
) -> tuple[Any, ...]:
    always = scopes.always(reader)
    if M in roles:
        return always
    hiring = () if roles & TABLE[Action.SEE_HIRING] else scopes.no_hiring()
    clients = scopes.of_clients(
        staff_id=staff_id,
        supervisor_id=supervisor_id,
        granted_to=reader if A in roles else None,
        reader=reader,
        today=today,
    )
    if S in roles:
        plans = scopes.led_planning(reader=reader, supervisor_id=supervisor_id, staff_id=staff_id, today=today)
        team = (*scopes.no_private_proof(staff_id), *plans)
    else:
        team = _team(roles, staff_id)
    return (*always, *scopes.not_the_manager(), *hiring, *clients, *team)


def _team(roles: frozenset[Role], mine: uuid.UUID | None) -> tuple[Any, ...]:
    if A in roles:
        return scopes.audited_proof()
    return (*scopes.own_work(mine), *scopes.own_credentials(mine))
