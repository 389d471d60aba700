"""The certificate of a destruction, from what the store keeps of it."""

import uuid
from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.retention import Destruction
from app.models.schema import KINDS
from app.models.users import User
from app.models.words import Heading
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
    """(what, how many) by heading, then by the names of tables that stand under none."""
    under, alone = Counter[Heading](), dict[str, int]()
    for table, count in rows.items():
        named = KINDS[table].named
        if named.heading is None:
            name = _(named.many)
            alone[name[:1].upper() + name[1:]] = count
        else:
            under[named.heading] += count
    return (*((_(one.value), under[one]) for one in Heading if one in under), *sorted(alone.items()))


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
