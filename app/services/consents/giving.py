"""A record leaves for one of four purposes, and each leaving is written down: what left, and nothing that did not."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Annotated, Self

from pydantic import Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.clients import Client, Episode
from app.models.consents import DisclosedClient, Disclosure, RecordOpening
from app.models.program import Program
from app.services import entries
from app.services.entries import Choice, Entry
from app.services.problems import Invalid, NotFound
from app.services.users import Action, actor_of, allowed
from app.wording import N_, _, short_day

AGAIN = dt.timedelta(minutes=10)  # the same person opening the same record again within these is one opening
AT_ONCE = 500

_RECIPIENT = N_("Say who gets it.")
_BASIS = N_("Say on what ground: the claim, law or order that asks for it.")
_CONSENT = N_("Somebody else gets it only with the client's consent. Type the day on which it was signed.")
_PART_TWO = N_(
    "42 CFR Part 2 protects a record in this: it leaves for payment or law only with the client's consent. Type the "
    "day on which the consent was signed."
)


class Purpose(Choice):
    """Why a record leaves."""

    OWN_USE = "own_use", N_("Our own use")
    PAYMENT_OR_LAW = "payment_or_law", N_("Payment or law")
    CLIENT_REQUEST = "client_request", N_("The client asked")
    NAMED_RECIPIENT = "named_recipient", N_("A named recipient")


class DisclosureEntry(Entry):
    """For what a paper or file with clients' names is made; recipient and basis where it goes to somebody else."""

    purpose: Annotated[Purpose, entries.choice(Purpose), Field(title=N_("What is it for?"))]
    recipient: Annotated[
        entries.LineOrBlank, Field(title=N_("Who gets it"), description=N_("A person, an office or a payer."))
    ] = ""
    basis: Annotated[
        entries.LineOrBlank,
        Field(title=N_("On what ground"), description=N_("The claim, law, order or consent that asks for it.")),
    ] = ""
    consent_on: Annotated[
        entries.DateOrBlank, Field(title=N_("Consent signed on"), description=N_("The day on the signed consent."))
    ] = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.purpose in (Purpose.PAYMENT_OR_LAW, Purpose.NAMED_RECIPIENT) and not self.recipient:
            raise entries.at("recipient", _(_RECIPIENT))
        if self.purpose is Purpose.PAYMENT_OR_LAW and not self.basis:
            raise entries.at("basis", _(_BASIS))
        if self.purpose is Purpose.NAMED_RECIPIENT and self.consent_on is None:
            raise entries.at("consent_on", _(_CONSENT))
        return self


OWN_USE = DisclosureEntry(purpose=Purpose.OWN_USE)


@allowed(Action.SEE_CLIENTS)
def opened(session: Session, clients: Collection[uuid.UUID]) -> int:
    """Note that this person opens these clients' records; how many lines that took.

    A record that they opened within the last ten minutes takes none. Raises NotFound, also where this person may not
    see one of the clients.
    """
    asked = set(clients)
    if set(session.scalars(select(Client.id).where(Client.id.in_(asked)))) != asked:
        raise NotFound(_("This client is not on record, or not among your clients."))
    me, at = actor_of(session).user_id, session.info["at"]
    lately = select(RecordOpening.client_id).where(
        RecordOpening.client_id.in_(asked), RecordOpening.user_id == me, RecordOpening.opened_at > at - AGAIN
    )
    new = sorted(asked - set(session.scalars(lately)))
    session.add_all(RecordOpening(client_id=client, user_id=me, opened_at=at) for client in new)
    session.flush()
    return len(new)


@allowed(Action.SEE_CLIENTS)
def given(session: Session, entry: DisclosureEntry, what: str, clients: Collection[uuid.UUID]) -> Disclosure:
    """Write down that a paper or file naming these clients leaves: `what` is its kind, such as 'paper intake'.

    Let it leave in the same transaction: then no line tells of what did not leave, and nothing leaves without a line.
    Raises Invalid (`consent_on`) for payment or law without a consent where 42 CFR Part 2 covers a client's program.
    """
    if entry.purpose is Purpose.PAYMENT_OR_LAW and entry.consent_on is None and _part_two(session, clients):
        raise Invalid({"consent_on": _(_PART_TWO)})
    made = Disclosure(
        user_id=actor_of(session).user_id,
        made_at=session.info["at"],
        what=what,
        purpose=entry.purpose.value,
        recipient=entry.recipient,
        basis=_basis(entry),
    )
    session.add(made)
    session.flush()
    session.add_all(DisclosedClient(disclosure_id=made.id, client_id=client) for client in sorted(set(clients)))
    session.flush()
    return made


def _basis(entry: DisclosureEntry) -> str:
    if entry.consent_on is None:
        return entry.basis
    consent = _("consent signed {day}").format(day=short_day(entry.consent_on))
    return "; ".join(part for part in (entry.basis, consent) if part)


def _part_two(session: Session, clients: Collection[uuid.UUID]) -> bool:
    """Whether one of the clients was ever served by a program under 42 CFR Part 2."""
    asked = list(clients)
    covered = select(Episode.id).join(Program, Program.id == Episode.program_id).where(Program.part_two.is_(True))
    return any(
        session.scalar(covered.where(Episode.client_id.in_(asked[place : place + AT_ONCE])).limit(1)) is not None
        for place in range(0, len(asked), AT_ONCE)
    )
