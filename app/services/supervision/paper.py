"""Signing by hand: print for signature freezes the rows, 'signed on paper' credits them, withdraw frees them."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.supervision import (
    PaperDocument,
    PaperDocumentSession,
    PaperSignature,
    Scan,
    Signature,
    SupervisionSession,
)
from app.services import users
from app.services.problems import Frozen, Invalid, NotFound
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
) -> PaperDocument:
    """Give a log a document number and freeze the sessions on it until it is withdrawn. Raises Invalid for no rows."""
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


@allowed(Action.SEE_SUPERVISION)
def open_papers(session: Session) -> list[PaperDocument]:
    """Papers printed for signature that are neither signed nor withdrawn, newest first."""
    signed = select(PaperSignature.document_id).where(PaperSignature.document_id.is_not(None))
    query = (
        select(PaperDocument)
        .where(PaperDocument.withdrawn_at.is_(None), PaperDocument.id.not_in(signed))
        .order_by(PaperDocument.printed_at.desc(), PaperDocument.id)
    )
    return list(session.scalars(query))


@allowed(Action.SEE_SUPERVISION)
def session_ids(session: Session, document_id: uuid.UUID) -> list[uuid.UUID]:
    """The sessions on a paper."""
    rows = select(PaperDocumentSession.session_id).where(PaperDocumentSession.document_id == document_id)
    return list(session.scalars(rows))


@allowed(Action.RECORD_PAPER)
def signed_on_paper(
    session: Session, number: str, signed_on: dt.date, scan: bytes | None = None
) -> list[PaperSignature]:
    """Record that both signed the printed log by hand on a day; sessions signed in the app before stay as they are.

    Raises NotFound, Frozen for a withdrawn or signed paper, Invalid for a day before a session or a scan that is no
    PDF, PNG or JPEG of at most 5 MB.
    """
    document = by_number(session, number)
    ids = session_ids(session, document.id)
    if document.withdrawn_at is not None:
        raise Frozen(_("This paper was withdrawn. Print a new one."))
    if session.scalar(select(PaperSignature.id).where(PaperSignature.document_id == document.id).limit(1)):
        raise Frozen(_("This paper is recorded as signed already."))
    latest = session.scalar(select(func.max(SupervisionSession.date)).where(SupervisionSession.id.in_(ids)))
    if latest is not None and signed_on < latest:
        raise Invalid({"signed_on": _("A session on this paper was held later than this day. Check the date.")})
    scan_id = _keep_scan(session, scan)
    done = set(session.scalars(select(Signature.session_id).where(Signature.role == "supervisor")))
    done |= set(session.scalars(select(PaperSignature.session_id)))
    actor, at = users.actor_of(session), session.info["at"]
    made = [
        PaperSignature(
            session_id=key,
            signed_on=signed_on,
            document_id=document.id,
            scan_id=scan_id,
            attested_by=actor.user_id,
            attested_at=at,
        )
        for key in ids
        if key not in done
    ]
    if not made:
        raise Frozen(_("Every session on this paper is signed already."))
    session.add_all(made)
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
    scan = Scan(media_type=media, digest=hashlib.sha256(content).digest(), content=content)
    session.add(scan)
    session.flush()
    return scan.id


@allowed(Action.RECORD_PAPER)
def withdraw(session: Session, number: str, reason: str) -> PaperDocument:
    """Take a printed paper back, so that its sessions can be changed again. Raises Frozen once it is signed."""
    document = by_number(session, number)
    if not reason.strip():
        raise Invalid({"reason": _("Say why the paper is withdrawn.")})
    if document.withdrawn_at is not None:
        raise Frozen(_("This paper was withdrawn already."))
    if session.scalar(select(PaperSignature.id).where(PaperSignature.document_id == document.id).limit(1)):
        raise Frozen(_("This paper is signed. Write an amendment of the session instead."))
    document.withdrawn_at = session.info["at"]
    document.withdrawn_reason = reason.strip()
    session.flush()
    return document
