"""The intake, its blank form, and who saw a record, as values for their papers."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.models.clients import Client, ClientPhone
from app.services import users
from app.services.clients import answers, assignments, episodes, records, steps
from app.services.consents import seen
from app.services.documents import accounting, blank_intake, intake
from app.services.documents.people import Letterhead
from app.services.rules import safe_contact
from app.services.users import Action, allowed
from app.wording import _

ON_EPISODES = {"program", "funding", "admitted_on"}


@allowed(Action.SEE_CLIENTS)
def intake_values(session: Session, code: str) -> intake.Intake:
    """The intake of the client of this code. Raises NotFound, also for a client of others."""
    client = records.by_code(session, code)
    numbers = [number for one in (client, *records.further(session, client.id)) for number in _in_order(one)]
    parts = tuple(_part(step, records.typed(client), numbers) for step in steps.STEPS)
    return intake.Intake(
        agency=_letterhead(session),
        name=f"{client.first_name} {client.last_name}",
        code=client.code,
        birth_date=client.birth_date,
        parts=parts,
        episodes=tuple(
            intake.EpisodeLine(
                one.program.name if one.program else "",
                one.funding.name if one.funding else "",
                one.admitted_on,
                one.discharged_on,
                one.discharge_reason,
            )
            for one in episodes.of_client(session, client.id)
        ),
        workers=tuple(one.name for one in assignments.of_client(session, client.id) if one.to_on is None),
    )


def _in_order(client: Client) -> list[ClientPhone]:
    return sorted(client.phones, key=lambda number: number.position)


def _part(step: steps.Step, typed: dict[str, Any], numbers: Sequence[ClientPhone]) -> intake.Part:
    lines = [
        tuple(intake.Answer(_(steps.label(name)), steps.said(name, typed.get(name))) for name in line)
        for line in step.lines
        if not ON_EPISODES & set(line)
    ]
    if step.name == "phones":
        lines.insert(0, (intake.Answer(_("How to reach this person"), ". ".join(safe_contact.lines(numbers)) + "."),))
    return intake.Part(_(step.title), tuple(lines))


@allowed(Action.SEE_CLIENTS)
def accounting_values(session: Session, code: str, first: dt.date | None, last: dt.date | None) -> accounting.Accounting:
    """Who opened, changed or gave out the record of the client of this code, oldest first. Raises NotFound."""
    client = records.by_code(session, code)
    lines = [_trace(session, one) for one in reversed(seen.traces(session, client.id))]
    shown = [one for one in lines if (first or dt.date.min) <= clock.parts(one.at)[0] <= (last or dt.date.max)]
    days = [clock.parts(one.at)[0] for one in shown]
    return accounting.Accounting(
        agency=_letterhead(session),
        name=f"{client.first_name} {client.last_name}",
        code=client.code,
        first=first or (days[0] if days else None),
        last=last or (days[-1] if days else None),
        lines=tuple(shown),
        made_at=shown[-1].at if shown else None,
    )


def _trace(session: Session, one: seen.Trace) -> accounting.Line:
    return accounting.Line(
        users.local(session, one.at), one.by, one.kind.label, one.what, one.purpose.label if one.purpose else "",
        one.recipient, one.basis,
    )  # fmt: skip


@allowed(Action.PRINT)
def blank_values(session: Session) -> blank_intake.BlankIntake:
    """The blank form with the agency's name."""
    parts = tuple(
        intake.Part(
            _(step.title),
            tuple(
                tuple(intake.Answer(_(steps.label(name)), "", _options(name)) for name in line)
                for line in step.lines
                if line != ("code", "birth_date")
            )
            + (((intake.Answer(_(steps.label("birth_date"))),),) if step.name == "who" else ()),
        )
        for step in steps.STEPS
    )
    return blank_intake.BlankIntake(_letterhead(session), parts)


def _options(name: str) -> tuple[str, ...]:
    if name not in steps.CHOICES:
        return ()
    kept = [member for member in steps.CHOICES[name] if member.value != answers.NOT_ASKED]
    return tuple(member.label for member in kept)


def _letterhead(session: Session) -> Letterhead:
    agency = users.agency(session)
    return Letterhead(agency.name, agency.address, agency.phone)
