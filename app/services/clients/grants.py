"""A client's record opened to an auditor, who sees none by role: from a day to a day, and closed at once when asked."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.clients import Client, ClientGrant
from app.models.users import User, UserRole
from app.services import entries, users
from app.services.entries import Entry
from app.services.problems import Invalid, NotFound
from app.services.users import Action, Role, actor_of, allowed
from app.wording import N_, _


class GrantEntry(Entry):
    """To whom a record is opened, for which days, and why."""

    auditor: Annotated[entries.Line, Field(title=N_("Auditor"), description=N_("A user with the role of auditor."))]
    from_on: Annotated[entries.Date, Field(title=N_("From"))]
    to_on: Annotated[entries.Date, Field(title=N_("To"), description=N_("The last day on which it is open."))]
    reason: Annotated[entries.Line, Field(title=N_("Why"), description=N_("Such as: Board audit, case 12."))]

    @model_validator(mode="after")
    def _days(self) -> Self:
        if self.to_on < self.from_on:
            raise entries.at("to_on", _("The last day is before the first. Check both dates."))
        return self


@dataclass(frozen=True)
class Granted:
    """One grant with the auditor's name; `revoked_at` is when it was closed before its last day."""

    id: uuid.UUID
    auditor: str
    from_on: dt.date
    to_on: dt.date
    reason: str
    revoked_at: dt.datetime | None

    def holds(self, day: dt.date) -> bool:
        """Whether the record is open, or will be, from this day on."""
        return self.revoked_at is None and day <= self.to_on


@allowed(Action.GRANT_CLIENTS)
def auditors(session: Session) -> list[str]:
    """The names of the users who are auditors, in order."""
    query = (
        select(User.name)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == Role.AUDITOR.value, User.removed_at.is_(None))
    )
    return list(session.scalars(query.order_by(User.name)))


@allowed(Action.GRANT_CLIENTS)
def grant(session: Session, client_id: uuid.UUID, entry: GrantEntry) -> ClientGrant:
    """Open a client's record to an auditor. Raises NotFound, or Invalid for somebody who is none, or days that are over."""
    if session.scalar(select(Client.id).where(Client.id == client_id)) is None:
        raise NotFound(_("This client is not on record, or not among your clients."))
    if entry.auditor not in auditors(session):
        raise Invalid({"auditor": _("No user of this name is an auditor. Give them the role under Settings, Users.")})
    at: dt.datetime = session.info["at"]
    if entry.to_on < users.today(session):
        raise Invalid({"to_on": _("This day is over. Choose a day that is still to come.")})
    user_id = session.scalars(select(User.id).where(User.name == entry.auditor)).one()
    made = ClientGrant(
        client_id=client_id, user_id=user_id, granted_by=actor_of(session).user_id, granted_at=at,
        from_on=entry.from_on, to_on=entry.to_on, reason=entry.reason,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


@allowed(Action.GRANT_CLIENTS)
def revoke(session: Session, grant_id: uuid.UUID) -> ClientGrant:
    """Close a record to the auditor at once; that it was open stays on record. Raises NotFound."""
    found = session.get(ClientGrant, grant_id)
    if found is None:
        raise NotFound(_("This grant is not on record."))
    if found.revoked_at is None:
        found.revoked_at, found.revoked_by = session.info["at"], actor_of(session).user_id
        session.flush()
    return found


@allowed(Action.SEE_CLIENTS)
def of_client(session: Session, client_id: uuid.UUID) -> list[Granted]:
    """To whom this client's record is or was opened, the newest first."""
    query = (
        select(
            ClientGrant.id, User.name, ClientGrant.from_on, ClientGrant.to_on, ClientGrant.reason, ClientGrant.revoked_at
        )
        .join(User, User.id == ClientGrant.user_id)
        .where(ClientGrant.client_id == client_id)
        .order_by(ClientGrant.granted_at.desc(), ClientGrant.id.desc())
    )
    return [Granted(*row) for row in session.execute(query)]
