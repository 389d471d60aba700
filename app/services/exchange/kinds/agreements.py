"""Agreement files: a row for each agreement of a peer supporter and a supervisor."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.models.supervision import Agreement, Supervisor
from app.services.exchange.kinds.base import Findings, Kind, Numbered
from app.services.problems import Invalid
from app.services.supervision import agreements, terms
from app.services.supervision.agreements import AgreementEntry
from app.services.users import Action, allowed
from app.wording import N_, _

COLUMNS = ("staff", "supervisor", "signed_on", "ends_on", "not_therapist_confirmed")
_OVERLAPS = N_("Another agreement of these two covers some of its days. Check which one holds.")


@allowed(Action.EDIT_SUPERVISORS)
def take(session: Session, numbered: Numbered, allow_repeats: bool) -> Findings:
    """Add agreements; one that does not confirm 'not the therapist' is taken and warned about."""
    found = Findings()
    stored, seen = _stored(session), dict[AgreementEntry, int]()
    for row, entry in numbered:
        if not allow_repeats and entry in stored:
            found.repeat(row, None, once=False)
            continue
        if entry in seen:
            found.twice(row, seen[entry])
        seen.setdefault(entry, row)
        try:
            agreements.add(session, entry)
        except Invalid as error:
            found.refuse_fields(row, error)
            continue
        found.taken += 1
        if len(terms.overlapping(session, entry, None)) > 1:
            found.warn(row, "signed_on", _(_OVERLAPS))
    return found


def _stored(session: Session) -> set[AgreementEntry]:
    query = (
        select(Agreement, Staff.code, Supervisor.code)
        .join(Staff, Staff.id == Agreement.staff_id)
        .join(Supervisor, Supervisor.id == Agreement.supervisor_id)
    )
    return {
        AgreementEntry(
            staff=staff,
            supervisor=supervisor,
            signed_on=kept.signed_on,
            ends_on=kept.ends_on,
            not_therapist_confirmed=kept.not_therapist_confirmed,
        )
        for kept, staff, supervisor in session.execute(query)
    }


KIND = Kind("agreements", AgreementEntry, COLUMNS, take, doubts=agreements.DOUBTS)
