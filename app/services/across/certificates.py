"""The certificate of a destruction, from what the store keeps of it."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.retention import Destruction
from app.models.users import User
from app.services import users
from app.services.across import destroy
from app.services.across.opening import SignedIn
from app.services.across.retention import Kind
from app.services.documents import destruction
from app.services.documents.destruction import DestructionCertificate
from app.services.documents.people import Letterhead
from app.services.problems import NotFound
from app.services.store import destroying
from app.services.store import session as sessions
from app.services.users import Action, allowed
from app.wording import N_, _, plural

# What tables are called on the certificate; tables under one name are counted together, others as 'other rows'.
NAMES = {
    "client": N_("Clients' own records"), "client_name": N_("Names and phone numbers"),
    "client_phone": N_("Names and phone numbers"), "staff_name": N_("Names and phone numbers"),
    "episode": N_("Times of service"), "encounter": N_("Encounter notes"),
    "encounter_attendance": N_("Attendance"), "session_attendance": N_("Attendance"),
    "encounter_signature": N_("Signatures"), "signature": N_("Signatures"), "paper_signature": N_("Signatures"),
    "client_assignment": N_("Assignments"), "staff": N_("Staff members' own records"), "hours": N_("Hours"),
    "incident": N_("Incidents"), "enrolment": N_("Rules of a person, with their days"), "agreement": N_("Agreements"),
    "supervision_session": N_("Supervision sessions"),
    "paper_document": N_("Papers and scans"), "scan": N_("Papers and scans"), "attachment": N_("Papers and scans"),
    "continuing_education": N_("Continuing education"), "certificate": N_("Certificates"),
    "record_opening": N_("Who looked and what was given out"), "disclosure": N_("Who looked and what was given out"),
    "disclosed_client": N_("Who looked and what was given out"), "client_grant": N_("Who looked and what was given out"),
}  # fmt: skip
_OTHER = N_("Other rows")


@allowed(Action.CONFIRM_DESTRUCTION)
def of(signed_in: SignedIn, key: uuid.UUID) -> DestructionCertificate:
    """The certificate of a destruction that was done. Raises NotFound otherwise."""
    with sessions.reading(signed_in.store, destroy.everyone(signed_in)) as session:
        return _certificate(session, key)


def _certificate(session: Session, key: uuid.UUID) -> DestructionCertificate:
    row = session.scalar(select(Destruction).where(Destruction.id == key))
    if row is None or row.done_at is None or row.confirmed_at is None:
        raise NotFound(_("There is no certificate yet: these records are not destroyed."))
    agency, done = users.agency(session), destroying.told(session, row.id)
    people = {one.id: one.name for one in session.execute(select(User.id, User.name))}
    own = row.asked_by == row.confirmed_by
    return DestructionCertificate(
        agency=Letterhead(agency.name, agency.address, agency.phone),
        number=row.number,
        kind=Kind(row.subject_kind).label,
        code=row.subject_code,
        last_on=row.last_service_on,
        kept_until=row.kept_until,
        reason=row.reason,
        kept_for=done.why,
        asked_at=users.local(session, row.asked_at),
        asked_by=people[row.asked_by],
        confirmed_at=users.local(session, row.confirmed_at),
        confirmed_by=people[row.confirmed_by or row.asked_by],
        waited_until=row.waits_until if own else None,
        counts=_counts(done.rows),
        stays=_stays(done),
        copies=tuple(row.backups.splitlines()),
    )


@allowed(Action.CONFIRM_DESTRUCTION)
def render(signed_in: SignedIn, key: uuid.UUID) -> bytes:
    """The certificate as a PDF; the same bytes each time. Raises NotFound."""
    return destruction.render(of(signed_in, key))


def _counts(rows: dict[str, int]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for table, count in rows.items():
        label = NAMES.get(table, _OTHER)
        found[label] = found.get(label, 0) + count
    order = [*dict.fromkeys(NAMES.values()), _OTHER]
    return tuple((_(label), found[label]) for label in order if label in found)


def _stays(done: destroying.Done) -> tuple[str, ...]:
    said = []
    if count := done.stay.get("encounter", 0):
        one = N_("{count} note of a group stays for the others, without this person and their own line.")
        many = N_("{count} notes of groups stay for the others, without this person and their own line.")
        said.append(plural(one, many, count))
    if count := done.stay.get("supervision_session", 0):
        one = N_("{count} session with others stays for them, without this person.")
        many = N_("{count} sessions with others stay for them, without this person.")
        said.append(plural(one, many, count))
    if said:
        words = _("Signatures on these were checked before; as signed they named this person, and that part is gone.")
        said += [words, _("What was written about the group itself stays as it was.")]
    if done.stay.get("scan", 0) or done.stay.get("paper_document", 0):
        said.append(_("Scanned papers that name others too stay until their time is over. They show this person's name."))
    return tuple(said)
