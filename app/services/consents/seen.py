"""Who saw a client's record: openings, changes and what was given out, for those who may see the client."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.clients import Client
from app.models.consents import DisclosedClient, Disclosure, RecordOpening
from app.models.encounters import EncounterAttendance
from app.models.schema import KINDS
from app.models.users import User
from app.services.consents.giving import Purpose
from app.services.problems import NotFound
from app.services.store import history
from app.services.users import Action, allowed
from app.wording import N_, _

LOGS = (RecordOpening, DisclosedClient)  # what was looked at and given out stands in its own lines


class Kind(StrEnum):
    """What somebody did with a record."""

    OPENED = "opened"
    CHANGED = "changed"
    GIVEN = "given"

    @property
    def label(self) -> str:
        """The word a person reads, translated."""
        return _({"opened": N_("Opened"), "changed": N_("Changed"), "given": N_("Given out")}[self.value])


@dataclass(frozen=True)
class Trace:
    """One line: when, who, what they did, with which part; of what was given out also why, to whom and on what ground."""

    at: dt.datetime
    by: str
    kind: Kind
    what: str
    purpose: Purpose | None = None
    recipient: str = ""
    basis: str = ""


@allowed(Action.SEE_CLIENTS)
def traces(session: Session, client_id: uuid.UUID) -> list[Trace]:
    """All that is known of who opened, changed or gave out this client's record, the newest first.

    What was merged into the record belongs to it. Raises NotFound.
    """
    whole = or_(Client.id == client_id, Client.merged_into_id == client_id)
    clients = list(session.scalars(select(Client.id).where(whole)))
    if client_id not in clients:
        raise NotFound(_("This client is not on record, or not among your clients."))
    names = {row.id.hex: row.name for row in session.execute(select(User.id, User.name))}
    found = [*_opened(session, clients, names), *_given(session, clients, names)]
    found += _changed(session, clients, names)
    return sorted(found, key=lambda one: (one.at, one.kind, one.what), reverse=True)


def _opened(session: Session, clients: list[uuid.UUID], names: dict[str, str]) -> list[Trace]:
    query = select(RecordOpening.opened_at, RecordOpening.user_id).where(RecordOpening.client_id.in_(clients))
    return [Trace(at, names[user.hex], Kind.OPENED, _("Record")) for at, user in session.execute(query)]


def _given(session: Session, clients: list[uuid.UUID], names: dict[str, str]) -> list[Trace]:
    query = select(Disclosure).where(
        Disclosure.id.in_(select(DisclosedClient.disclosure_id).where(DisclosedClient.client_id.in_(clients)))
    )
    return [
        Trace(
            one.made_at, names[one.user_id.hex], Kind.GIVEN, said(one.what), Purpose(one.purpose), one.recipient,
            one.basis,
        )
        for one in session.scalars(query)
    ]  # fmt: skip


def said(what: str) -> str:
    """A disclosure's kind in words: 'export encounters 2026-01-01 2026-03-31' -> 'File: encounters, 2026-01-01 to …'."""
    kind, _space, rest = what.partition(" ")
    name, *days = rest.split(" ")
    words = {"paper": N_("Paper: {name}"), "export": N_("File: {name}")}
    if kind not in words:
        return what
    name = name.replace("-", " ")
    period = _("{name}, {first} to {last}").format(name=name, first=days[0], last=days[1]) if len(days) == 2 else name
    return _(words[kind]).format(name=period)


def _changed(session: Session, clients: list[uuid.UUID], names: dict[str, str]) -> list[Trace]:
    """The changes of one moment by one person are one line; of a file brought in, the line says so."""
    changes = history.changes(session, [key.hex for key in _records(session, clients)])
    found = []
    for (at, actor), group in groupby(changes, lambda one: (one.at, one.actor)):
        found.append(Trace(at, names.get(actor, "–"), Kind.CHANGED, _parts(one.table for one in group)))
    files = [one for client in clients for one in history.brought_in(session, client.hex)]
    for (at, actor), group in groupby(files, lambda one: (one.at, one.actor)):
        words = _("From a file: {parts}").format(parts=_parts(one.table for one in group))
        found.append(Trace(at, names.get(actor, "–"), Kind.CHANGED, words))
    return found


def _parts(tables: Iterable[str]) -> str:
    words = dict.fromkeys(_(KINDS[name].named.one) for name in tables)
    return ", ".join(words)


def _records(session: Session, clients: list[uuid.UUID]) -> list[uuid.UUID]:
    """The keys of the clients' rows and of every row that hangs on them, or on a note about them."""
    about = select(EncounterAttendance.encounter_id).where(EncounterAttendance.client_id.in_(clients))
    notes = list(session.scalars(about))
    found = [*clients, *notes]
    for one in Base.registry.mappers:
        kind: Any = one.class_
        if kind in LOGS or "id" not in one.column_attrs:
            continue
        if "client_id" in one.column_attrs:
            found += session.scalars(select(kind.id).where(kind.client_id.in_(clients)))
        elif "encounter_id" in one.column_attrs:
            for place in range(0, len(notes), history.AT_ONCE):
                some = notes[place : place + history.AT_ONCE]
                found += session.scalars(select(kind.id).where(kind.encounter_id.in_(some)))
    return found
