"""Encounter notes as values for their papers."""

import datetime as dt
import json

from sqlalchemy.orm import Session

from app.models.encounters import Encounter
from app.services import users
from app.services.documents import blank_encounter
from app.services.documents import encounter as paper
from app.services.documents.people import Letterhead
from app.services.encounters import notes, people
from app.services.encounters.entry import Manner, Phase, Service, Support
from app.services.problems import Invalid
from app.services.users import Action, allowed
from app.wording import _


@allowed(Action.SEE_ENCOUNTERS)
def values(session: Session, client: str, first: dt.date | None, last: dt.date | None) -> paper.EncounterNotes:
    """The notes in effect of a client in a period (blank: this year, until today). Raises NotFound, Invalid."""
    last = last or users.today(session)
    first = first or dt.date(last.year, 1, 1)
    if last < first:
        raise Invalid({"last": _("The period ends before it starts. Check both dates.")})
    who = people.person(session, client)
    found = notes.in_effect(session, client, first, last)
    signed = [row for one in found for row in one.signatures]
    newest = max(signed, key=lambda row: row.audit_count, default=None)
    moments = [one.recorded_at for one in found] + [row.signed_at for row in signed]
    return paper.EncounterNotes(
        agency=_letterhead(session),
        client=who.name,
        code=who.code,
        first=first,
        last=last,
        notes=tuple(_note(one, who.codes) for one in found),
        writer=found[-1].staff.name if found else "",
        made_at=users.local(session, max(moments)) if moments else None,
        chain=(newest.audit_count, newest.audit_head) if newest else None,
    )


def _letterhead(session: Session) -> Letterhead:
    agency = users.agency(session)
    return Letterhead(agency.name, agency.address, agency.phone)


def _note(one: Encounter, codes: frozenset[str]) -> paper.NoteLines:
    """A note as this client's record shows it: of a group only how many were there, and their own line."""
    roles = {"writer": _("writer"), "supervisor": _("supervisor")}
    return paper.NoteLines(
        one.date,
        one.start,
        one.stop,
        one.stops - one.starts,
        tuple(_parts(one, codes)),
        tuple(
            paper.Signed(json.loads(row.payload)["signer"]["user"], roles[row.role], row.signed_on)
            for row in sorted(one.signatures, key=lambda row: row.signed_at)
        ),
        any(row.role == "writer" for row in one.signatures),
    )


def _parts(one: Encounter, codes: frozenset[str]) -> list[tuple[str, str]]:
    own = "\n".join(row.private_line for row in one.attendance if row.client.code in codes and row.private_line)
    group = one.group
    if one.manner == Manner.GROUP:
        count = _("{count} present").format(count=len(one.attendance))
        group = f"{group}, {count}" if group else count
    support = ", ".join(Support(code).label for code in one.support.split(";") if code)
    return [
        (_("Amended because"), one.amendment_reason),
        (_("Peer supporter"), one.staff.name),
        (_("Manner"), Manner(one.manner).label),
        (_("Group"), group),
        (_("Place"), one.place),
        (_("Service"), Service(one.service_type).label if one.service_type else ""),
        (_("Phase"), Phase(one.phase).label if one.phase else ""),
        (_("Kind of support"), support),
        (_("Goal worked on"), one.goal),
        (_("Funding"), one.funding.name if one.funding else ""),
        (_("Data"), one.data),
        (_("Assessment"), one.assessment),
        (_("Plan"), one.plan),
        (_("For this client only"), own),
    ]


@allowed(Action.PRINT)
def blank(session: Session) -> blank_encounter.BlankEncounter:
    """The blank form with the agency's name."""
    return blank_encounter.BlankEncounter(
        _letterhead(session),
        tuple(one.label for one in Manner),
        tuple(one.label for one in Phase),
        tuple(one.label for one in Support),
    )
