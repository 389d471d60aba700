"""Incidents, a kind of record: written, changed while open, closed once all is done, opened again."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from app import clock
from app.models.clients import Client
from app.models.incidents import Incident
from app.models.staff import Staff
from app.models.supervision import Supervisor
from app.services.incidents import listing
from app.services.incidents.entry import DAYS, DOUBTS, IncidentEntry, late
from app.services.incidents.listing import IncidentRow
from app.services.problems import Frozen, Invalid
from app.services.records.kind import Named, RecordKind
from app.services.records.listing import ALL, OPEN
from app.services.users import Action, allowed
from app.wording import N_, _, short_day

_FOREIGN = N_("You write incidents for yourself and for those whom you supervise today. Choose one of them.")
_CLOSED = N_("This incident is closed. Open it again to change it.")
_STAYS = N_("This incident was reported or told, so it stays on record. Change it instead, or close it.")
_UNREPORTED = N_("It is not reported yet. Write down the report, or why none is needed, before you close it.")
_UNTOLD = N_("No supervisor is told yet. Write down who was told and when before you close it.")

KIND: RecordKind[IncidentEntry, Incident] = RecordKind(
    "incident", Incident, IncidentEntry, see=Action.SEE_INCIDENTS, write=Action.WRITE_INCIDENTS, one=N_("Incident"),
    many=N_("Incidents"), counted=(N_("{count} incident"), N_("{count} incidents")),
    gone=N_("This incident is not on record, or not yours to see."),
    names={
        "staff": Named(Staff, offered=listing.noticers, foreign=_FOREIGN),
        "client": Named(Client, N_("No client of yours has the code {code}.")),
        "supervisor": Named(Supervisor),
    },
    times=DAYS,
    check=lambda session, entry, zone: late(entry, zone, session.info["at"]),
    frozen=lambda kept: _(_CLOSED) if kept.closed_on else "",
    stays=lambda kept: _(_STAYS) if kept.reported_on or kept.told_on or kept.closed_on else "",
    doubts=DOUBTS, open_until="closed_on", still_open=N_("An incident is open. Close it first."),
    search=("kind", "client", "staff"), line=IncidentRow.of,
    drafts={"incident-close": N_("Closing an incident")},
)  # fmt: skip
record, change, remove, load, entry_of = KIND.record, KIND.change, KIND.remove, KIND.load, KIND.entry_of


@allowed(Action.SEE_INCIDENTS)
def listed(session: Session, client: str = "", *, only_open: bool = False) -> list[IncidentRow]:
    """The incidents that this person may see, the newest first; `client` keeps those of the person with this code."""
    return KIND.window(session, about=client, which=OPEN if only_open else ALL)


@allowed(Action.CLOSE_INCIDENTS)
def close(session: Session, incident_id: uuid.UUID, day: dt.date | None = None) -> Incident:
    """Close an incident on a day, today unless given.

    Raises Invalid (`closed_on`) where it is not reported or nobody is told, or for a day before either or to come; Frozen
    where it is closed already; NotFound.
    """
    kept = load(session, incident_id)
    if kept.closed_on is not None:
        raise Frozen(_("This incident is closed already."))
    today = clock.day(session.info["at"], kept.zone)
    wrong = _why_open(kept, day or today, today)
    if wrong:
        raise Invalid({"closed_on": " ".join(wrong)})
    kept.closed_on = day or today
    session.flush()
    return kept


def _why_open(kept: Incident, day: dt.date, today: dt.date) -> list[str]:
    found = []
    if kept.reported_on is None and not kept.no_report_reason:
        found.append(_(_UNREPORTED))
    if kept.told_on is None:
        found.append(_(_UNTOLD))
    if found:
        return found
    done = max(one for one in (kept.date, kept.reported_on, kept.told_on) if one is not None)
    if day > today:
        found.append(_("This day is still to come. Close it on the day itself."))
    elif day < done:
        words = _("The report was made, or the supervisor told, on {day}. It cannot be closed before.")
        found.append(words.format(day=short_day(done)))
    return found


@allowed(Action.CLOSE_INCIDENTS)
def reopen(session: Session, incident_id: uuid.UUID) -> Incident:
    """Open a closed incident again. Raises NotFound."""
    kept = load(session, incident_id)
    kept.closed_on = None
    session.flush()
    return kept
