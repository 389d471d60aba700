"""A client's record: taken in, changed, read. A new name leaves the past as it was; numbers keep their order."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased, selectinload

from app.models import merged
from app.models.clients import Client, ClientAssignment, ClientName, ClientPhone
from app.services import users
from app.services.clients import episodes
from app.services.clients.answers import OPEN
from app.services.clients.entry import CHOSEN, KEPT, PHONES, ClientEntry, phone_values, row_values, unborn
from app.services.problems import Invalid, NotFound
from app.services.users import Action, Role, actor_of, allowed
from app.wording import N_, _

TAKEN = N_("Another client has this code. Choose another.")


@allowed(Action.EDIT_CLIENTS)
def add(session: Session, entry: ClientEntry) -> Client:
    """Take a client in, with the first episode where a first day is given.

    Whoever is a peer supporter and no manager works with the client from that day on (today without one), so that
    they see whom they took in. Raises Invalid where the code is taken, the birth is still to come, or the peer
    supporter has no staff link.
    """
    _check_code(session, entry.code, None)
    _check_birth(session, entry)
    mine = _own_staff(session)
    client = Client(**row_values(entry))
    session.add(client)
    _flush(session)
    session.add(ClientName(client_id=client.id, first_name=entry.first_name, last_name=entry.last_name))
    session.add_all(ClientPhone(client_id=client.id, **values) for values in phone_values(entry))
    if mine is not None:
        first = entry.admitted_on or users.today(session)
        session.add(ClientAssignment(client_id=client.id, staff_id=mine, from_on=first))
    if entry.admitted_on:
        episodes.open_first(session, client.id, entry)
    session.flush()
    return client


def _own_staff(session: Session) -> uuid.UUID | None:
    actor = actor_of(session)
    if Role.MANAGER in actor.roles:
        return None
    if actor.staff_id is None:
        raise Invalid({"": _("Your user is not linked to a staff member. Ask your manager to link it in Settings.")})
    return actor.staff_id


@allowed(Action.EDIT_CLIENTS)
def change(session: Session, client_id: uuid.UUID, entry: ClientEntry, name_from: dt.date | None = None) -> Client:
    """Change what is on record but the episodes; a new name holds from `name_from` on, None mends a slip of the pen.

    Raises NotFound, or Invalid where the code is taken, or the day of birth or of the name does not fit.
    """
    client = load(session, client_id)
    _check_code(session, entry.code, client_id)
    _check_birth(session, entry)
    if (client.first_name, client.last_name) != (entry.first_name, entry.last_name):
        _rename(session, client, entry, name_from)
    for name, value in row_values(entry).items():
        setattr(client, name, value)
    _set_phones(session, client, phone_values(entry))
    _flush(session)
    return client


def _flush(session: Session) -> None:
    """Write; a code that a client out of this person's sight has is refused as any other."""
    try:
        session.flush()
    except IntegrityError:
        raise Invalid({"code": _(TAKEN)}) from None


def _check_code(session: Session, code: str, client_id: uuid.UUID | None) -> None:
    found = session.scalar(select(Client.id).where(Client.code == code))
    if found is not None and found != client_id:
        raise Invalid({"code": _(TAKEN)})


def _check_birth(session: Session, entry: ClientEntry) -> None:
    if wrong := unborn(entry, users.today(session)):
        raise Invalid({"birth_date": wrong})


def _rename(session: Session, client: Client, entry: ClientEntry, from_on: dt.date | None) -> None:
    present = next(name for name in client.names if name.to_on is None)
    if from_on is None:  # a slip of the pen: the name in force was never this
        present.first_name, present.last_name = entry.first_name, entry.last_name
        return
    if present.from_on is not None and from_on <= present.from_on:
        raise Invalid({"last_name": _("The new name must begin after the last change of name.")})
    present.to_on = from_on - dt.timedelta(days=1)
    session.add(
        ClientName(client_id=client.id, first_name=entry.first_name, last_name=entry.last_name, from_on=from_on)
    )


def _set_phones(session: Session, client: Client, wanted: list[dict[str, Any]]) -> None:
    kept = {phone.position: phone for phone in client.phones}
    for values in wanted:
        phone = kept.pop(values["position"], None)
        if phone is None:
            session.add(ClientPhone(client_id=client.id, **values))
            continue
        for name, value in values.items():
            setattr(phone, name, value)
    for gone in kept.values():
        session.delete(gone)


@allowed(Action.SEE_CLIENTS)
def load(session: Session, client_id: uuid.UUID) -> Client:
    """A client with names, numbers and episodes. Raises NotFound, also where this person may not see the client."""
    return _one(session, Client.id == client_id, _("This client is not on record, or not among your clients."))


@allowed(Action.SEE_CLIENTS)
def by_code(session: Session, code: str) -> Client:
    """The client of this code, as `load` gives it; for a merged one the record that stands for it. Raises NotFound."""
    named = aliased(Client)
    standing = select(merged.standing(named)).where(named.code == code)
    return _one(session, Client.id.in_(standing), _("No client of yours has the code {code}.").format(code=code))


@allowed(Action.SEE_CLIENTS)
def further(session: Session, client_id: uuid.UUID) -> list[Client]:
    """The records that were merged into this one, by code, each as `load` gives it."""
    parts = (Client.names, Client.phones, Client.episodes)
    query = select(Client).options(*(selectinload(part) for part in parts)).where(Client.merged_into_id == client_id)
    return list(session.scalars(query.order_by(Client.code)))


def _one(session: Session, condition: Any, sentence: str) -> Client:
    parts = (Client.names, Client.phones, Client.episodes)
    query = select(Client).options(*(selectinload(part) for part in parts)).where(condition)
    found = session.scalar(query)
    if found is None:
        raise NotFound(sentence)
    return found


def typed(client: Client) -> dict[str, Any]:
    """A loaded client as the intake form shows it; the episodes stand apart."""
    values = {name: getattr(client, name) for name in (*KEPT, *CHOSEN)}
    for phone in sorted(client.phones, key=lambda one: one.position):
        if phone.position <= len(PHONES):
            parts = (phone.number, phone.voicemail, phone.text, phone.say)
            values |= dict(zip(PHONES[phone.position - 1], parts, strict=True))
    return values


def shown_name(client: Client) -> str:
    """The name to call a client by: the name used in place of the first one, where there is one."""
    used = client.name_used if client.name_used not in OPEN else ""
    return f"{used or client.first_name} {client.last_name}"
