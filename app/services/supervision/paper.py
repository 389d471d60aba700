"""Signing by hand: print for signature freezes the rows, 'signed on paper' credits them, withdraw frees them.

A recording can be taken back with a reason; the paper then waits again.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.models.supervision import (
    PaperDocument,
    PaperDocumentSession,
    PaperRecall,
    PaperSignature,
    Scan,
    SessionAttendance,
    SupervisionSession,
    Supervisor,
)
from app.services import users
from app.services.documents import words
from app.services.problems import Frozen, Invalid, NotFound
from app.services.supervision import signatures
from app.services.users import Action, allowed
from app.wording import _

LOG, PREFIX = "supervision-log", "SL"
LARGEST_SCAN = 5 * 1024 * 1024


@allowed(Action.RECORD_PAPER)
def print_for_signature(
    session: Session,
    ids: Sequence[uuid.UUID],
    *,
    first: dt.date,
    last: dt.date,
    as_of: dt.date,
    staff_id: uuid.UUID | None = None,
    supervisor_id: uuid.UUID | None = None,
    pack: str = "",
) -> PaperDocument:
    """Give a log a document number and freeze the sessions on it until it is withdrawn. Raises Invalid for no rows.

    `staff_id` is whose log it is, `supervisor_id` the one of a pair's log, `pack` the rule pack that it speaks of.
    """
    if not ids:
        raise Invalid({"": _("There is no session in this period to sign.")})
    at = session.info["at"]
    year = users.today(session).year
    document = PaperDocument(
        number=_next_number(session, year),
        kind=LOG,
        staff_id=staff_id,
        supervisor_id=supervisor_id,
        first=first,
        last=last,
        as_of=as_of,
        printed_at=at,
        digest=hashlib.sha256("".join(sorted(key.hex for key in ids)).encode()).digest(),
        pack=pack or None,
    )
    session.add(document)
    session.flush()
    session.add_all(PaperDocumentSession(document_id=document.id, session_id=key) for key in ids)
    session.flush()
    return document


def _next_number(session: Session, year: int) -> str:
    head = f"{PREFIX}-{year}-"
    newest = session.scalar(select(func.max(PaperDocument.number)).where(PaperDocument.number.startswith(head)))
    return f"{head}{int(newest.removeprefix(head)) + 1 if newest else 1:04d}"


@allowed(Action.SEE_SUPERVISION)
def by_number(session: Session, number: str) -> PaperDocument:
    """The paper of this document number. Raises NotFound with a sentence."""
    found = session.scalar(select(PaperDocument).where(PaperDocument.number == number.strip()))
    if found is None:
        raise NotFound(_("No paper has the number {number}. It stands at the foot of the log.").format(number=number))
    return found


@allowed(Action.RECORD_PAPER)
def keep_printed(session: Session, document: PaperDocument, content: bytes) -> None:
    """Keep the paper as it was printed beside its number, so that what is signed can be looked at later."""
    document.paper_id = _kept(session, "application/pdf", content)
    session.flush()


@dataclass(frozen=True)
class Listed:
    """One session of a paper."""

    id: uuid.UUID
    date: dt.date
    start: dt.time
    minutes: int


@dataclass(frozen=True)
class Paper:
    """A paper printed for signature: whose, with whom (all that its sessions name), over which days, which sessions.

    `signed_on` is the day on it once it is recorded as signed, `scan_id` its scan; `paper_id` the paper as printed,
    blank where it was printed before that was kept.
    """

    id: uuid.UUID
    number: str
    printed_at: dt.datetime
    first: dt.date
    last: dt.date
    staff: tuple[str, ...]
    supervisors: tuple[str, ...]
    sessions: tuple[Listed, ...]
    signed_on: dt.date | None = None
    scan_id: uuid.UUID | None = None
    paper_id: uuid.UUID | None = None
    withdrawn_at: dt.datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether it is out for ink."""
        return self.signed_on is None and self.withdrawn_at is None


@allowed(Action.SEE_SUPERVISION)
def papers(session: Session, numbers: Iterable[str] | None = None) -> list[Paper]:
    """The papers printed for signature in this person's view, newest first; all of them, or those of the numbers."""
    query = select(PaperDocument).order_by(PaperDocument.printed_at.desc(), PaperDocument.id)
    if numbers is not None:
        query = query.where(PaperDocument.number.in_(list(numbers)))
    rows = list(session.scalars(query))
    ids = [row.id for row in rows]
    held, led, present = _listed(session, ids)
    recorded = {
        key: (on, scan)
        for key, on, scan in session.execute(
            select(PaperSignature.document_id, PaperSignature.signed_on, PaperSignature.scan_id)
            .where(PaperSignature.document_id.in_(ids))
            .order_by(PaperSignature.scan_id.is_(None).desc())
        )
    }
    names = {key: name for key, name in session.execute(select(Staff.id, Staff.name))}
    return [
        Paper(
            row.id, row.number, row.printed_at, row.first, row.last,
            (names[row.staff_id],) if row.staff_id in names else present.get(row.id, ()), led.get(row.id, ()),
            held.get(row.id, ()), recorded.get(row.id, (None, None))[0], recorded.get(row.id, (None, None))[1],
            row.paper_id, row.withdrawn_at,
        )
        for row in rows
    ]  # fmt: skip


_Names = dict[uuid.UUID, tuple[str, ...]]


def _listed(
    session: Session, ids: Sequence[uuid.UUID]
) -> tuple[dict[uuid.UUID, tuple[Listed, ...]], _Names, _Names]:
    """By paper: its sessions in order of time, their supervisors, and those who attended every one of them."""
    kept, on = SupervisionSession, PaperDocumentSession
    query = (
        select(on.document_id, kept.id, kept.date, kept.start, kept.stops - kept.starts, Supervisor.name)
        .join(kept, kept.id == on.session_id)
        .join(Supervisor, Supervisor.id == kept.supervisor_id)
        .where(on.document_id.in_(ids))
        .order_by(kept.starts, kept.id)
    )
    held: dict[uuid.UUID, tuple[Listed, ...]] = {}
    led: _Names = {}
    for document, key, date, start, minutes, name in session.execute(query):
        held[document] = (*held.get(document, ()), Listed(key, date, start, minutes))
        led[document] = tuple(dict.fromkeys((*led.get(document, ()), name)))
    counted = (
        select(on.document_id, Staff.name, func.count(SessionAttendance.id))
        .join(SessionAttendance, SessionAttendance.session_id == on.session_id)
        .join(Staff, Staff.id == SessionAttendance.staff_id)
        .where(on.document_id.in_(ids))
        .group_by(on.document_id, Staff.id, Staff.name)
        .order_by(Staff.name)
    )
    present: _Names = {}
    for document, name, count in session.execute(counted):
        if count == len(held.get(document, ())):
            present[document] = (*present.get(document, ()), name)
    return held, led, present


@allowed(Action.SEE_SUPERVISION)
def open_papers(session: Session) -> list[Paper]:
    """Papers printed for signature that are neither signed nor withdrawn, newest first."""
    return [one for one in papers(session) if one.waits]


@allowed(Action.SEE_SUPERVISION)
def of_session(session: Session, session_id: uuid.UUID) -> list[Paper]:
    """The papers that hold a session, newest first; those withdrawn no longer do."""
    query = (
        select(PaperDocument.number)
        .join(PaperDocumentSession, PaperDocumentSession.document_id == PaperDocument.id)
        .where(PaperDocumentSession.session_id == session_id, PaperDocument.withdrawn_at.is_(None))
    )
    return papers(session, session.scalars(query).all())


@allowed(Action.SEE_SUPERVISION)
def scan(session: Session, scan_id: uuid.UUID) -> tuple[str, bytes]:
    """(media type, content) of a scan, or of a paper as it was printed. Raises NotFound."""
    found = session.execute(select(Scan.media_type, Scan.content).where(Scan.id == scan_id)).first()
    if found is None:
        raise NotFound(_("This scan is not on record."))
    return found.media_type, found.content


@allowed(Action.SEE_SUPERVISION)
def session_ids(session: Session, document_id: uuid.UUID) -> list[uuid.UUID]:
    """The sessions on a paper."""
    rows = select(PaperDocumentSession.session_id).where(PaperDocumentSession.document_id == document_id)
    return list(session.scalars(rows))


@allowed(Action.RECORD_PAPER)
def signed_on_paper(
    session: Session, number: str, signed_on: dt.date, scan: bytes | None = None
) -> list[PaperSignature]:
    """Record that the printed log was signed by hand on a day; what was signed in the app before stays as it is.

    Raises NotFound, Frozen for a withdrawn or signed paper, Invalid for a day before it was printed or before a session
    on it, for a day to come, or a scan that is no PDF, PNG or JPEG of at most 5 MB.
    """
    document = by_number(session, number)
    ids = session_ids(session, document.id)
    if document.withdrawn_at is not None:
        raise Frozen(_("This paper was withdrawn. Print a new one."))
    if session.scalar(select(PaperSignature.id).where(PaperSignature.document_id == document.id).limit(1)):
        raise Frozen(_("This paper is recorded as signed already."))
    _require_day(session, document, ids, signed_on)
    scan_id = _keep_scan(session, scan)
    actor, at = users.actor_of(session), session.info["at"]
    made = [
        PaperSignature(
            session_id=key,
            signed_on=signed_on,
            document_id=document.id,
            scan_id=scan_id,
            attested_by=actor.user_id,
            attested_at=at,
            staff_id=document.staff_id,
        )
        for key, standing in signatures.of_ids(session, ids).items()
        if _lacks(standing, document)
    ]
    if not made:
        raise Frozen(_("Every session on this paper is signed already. Withdraw the paper."))
    session.add_all(made)
    session.flush()
    return made


def _lacks(standing: signatures.Standing, document: PaperDocument) -> bool:
    """Whether a session lacks a signature that this paper gives."""
    if document.staff_id is None:
        return bool(standing.missing)
    own = standing.of(document.staff_id)
    return standing.supervisor.way is None or own is None or own.way is None


def _require_day(session: Session, document: PaperDocument, ids: Sequence[uuid.UUID], signed_on: dt.date) -> None:
    """Raises Invalid for a day on which the paper cannot have been signed."""
    printed, today = users.day(session, document.printed_at), users.today(session)
    if signed_on > today:
        raise Invalid({"signed_on": _("This day is still to come. Type the day on the paper.")})
    latest = session.scalar(select(func.max(SupervisionSession.date)).where(SupervisionSession.id.in_(ids)))
    if latest is not None and signed_on < latest:
        raise Invalid({"signed_on": _("A session on this paper was held later than this day. Check the date.")})
    if signed_on < printed:
        told = _("This paper was printed on {day}, so it was not signed before that day. Check the date on the paper.")
        raise Invalid({"signed_on": told.format(day=words.short_day(printed))})


@allowed(Action.RECORD_PAPER)
def recall(session: Session, number: str, reason: str) -> list[PaperRecall]:
    """Take the recording of a signed paper back: it waits for ink again. Raises NotFound, Frozen, Invalid."""
    document = by_number(session, number)
    rows = session.scalars(select(PaperSignature).where(PaperSignature.document_id == document.id)).all()
    if not rows:
        raise Frozen(_("This paper is not recorded as signed."))
    return _recall(session, rows, reason)


@allowed(Action.RECORD_PAPER)
def recall_session(session: Session, session_id: uuid.UUID, reason: str) -> list[PaperRecall]:
    """Take the recording of one session's signature by hand back that is on no printed paper.

    Raises Frozen, Invalid.
    """
    alone = PaperSignature.session_id == session_id, PaperSignature.document_id.is_(None)
    rows = session.scalars(select(PaperSignature).where(*alone)).all()
    if not rows:
        raise Frozen(_("No signature by hand is recorded here without a printed paper."))
    return _recall(session, rows, reason)


def _recall(session: Session, rows: Sequence[PaperSignature], reason: str) -> list[PaperRecall]:
    if not reason.strip():
        raise Invalid({"reason": _("Say why the recording is taken back.")})
    ids = [row.session_id for row in rows]
    amended = select(SupervisionSession.id).where(SupervisionSession.amends_id.in_(ids)).limit(1)
    if session.scalar(amended) is not None:
        raise Frozen(_("A session on this paper was amended since. Remove the amendment, or amend it again instead."))
    actor, at = users.actor_of(session), session.info["at"]
    made = [
        PaperRecall(
            signature_id=row.id, session_id=row.session_id, signed_on=row.signed_on, document_id=row.document_id,
            scan_id=row.scan_id, attested_by=row.attested_by, attested_at=row.attested_at, staff_id=row.staff_id,
            reason=reason.strip(), recalled_by=actor.user_id, recalled_at=at,
        )
        for row in rows
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    for row in rows:
        session.delete(row)
    session.flush()
    return made


def _keep_scan(session: Session, content: bytes | None) -> uuid.UUID | None:
    if content is None:
        return None
    from app.services.documents import scans  # heavy, and needed only where a scan comes in

    media = scans.media(content)
    if not media:
        raise Invalid({"scan": _("The scan must be a PDF, PNG or JPEG file.")})
    if len(content) > LARGEST_SCAN:
        raise Invalid({"scan": _("The scan is larger than 5 MB. Scan it again in black and white.")})
    if scans.blank(content):
        raise Invalid({"scan": _("It was not added: nothing can be seen on it. Scan or photograph it again.")})
    return _kept(session, media, content)


def _kept(session: Session, media: str, content: bytes) -> uuid.UUID:
    kept = Scan(media_type=media, digest=hashlib.sha256(content).digest(), content=content)
    session.add(kept)
    session.flush()
    return kept.id


@allowed(Action.RECORD_PAPER)
def withdraw(session: Session, number: str, reason: str) -> PaperDocument:
    """Take a printed paper back, so that its sessions can be changed again. Raises Frozen once it is signed."""
    document = by_number(session, number)
    if not reason.strip():
        raise Invalid({"reason": _("Say why the paper is withdrawn.")})
    if document.withdrawn_at is not None:
        raise Frozen(_("This paper was withdrawn already."))
    if session.scalar(select(PaperSignature.id).where(PaperSignature.document_id == document.id).limit(1)):
        raise Frozen(_("This paper is signed. Amend its session, or take the recording back first."))
    document.withdrawn_at = session.info["at"]
    document.withdrawn_reason = reason.strip()
    session.flush()
    return document
