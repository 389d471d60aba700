"""Which rows a person may write: the last check, below the services, at every flush."""

import uuid
from typing import Any, Protocol

from app.models.clients import Client, ClientAssignment, ClientName, ClientPhone, Episode
from app.models.consents import DisclosedClient, Disclosure, RecordOpening
from app.models.corrections import Correction
from app.models.credentials import Attachment, CompetencyTag, ContinuingEducation
from app.models.encounters import Encounter, EncounterAttendance, EncounterReview, EncounterSignature
from app.models.hours import Hours
from app.models.incidents import Incident
from app.models.planning import (
    AgendaItem,
    AgreementTerms,
    ClosingSignature,
    FitAnswer,
    MonthClosing,
    PhaseNote,
    PlannedAttendance,
    PlannedSession,
)
from app.models.supervision import (
    Agreement,
    License,
    PaperDocument,
    PaperDocumentSession,
    PaperRecall,
    PaperSignature,
    Scan,
    SessionAttendance,
    Signature,
    SupervisionEducation,
    SupervisionSession,
    Supervisor,
    SupervisorName,
)
from app.models.users import Draft, UserKey
from app.services.users.roles import Role

M, S, P, A = Role.MANAGER, Role.SUPERVISOR, Role.PEER_SUPPORTER, Role.AUDITOR
ALL = frozenset(Role)
# A table that stands here nowhere is the manager's alone to write. What an auditor looked at or printed is noted on
# their behalf: it changes no record.
WRITERS: dict[type, frozenset[Role]] = {
    **dict.fromkeys((RecordOpening, Disclosure, DisclosedClient), ALL),
    **dict.fromkeys((Draft, Signature, ClosingSignature, EncounterSignature, EncounterReview), frozenset({M, S, P})),
    **dict.fromkeys((Client, ClientName, ClientPhone, Episode), frozenset({M, P})),
    **dict.fromkeys((Hours, Encounter, EncounterAttendance), frozenset({M, P})),
    **dict.fromkeys((ContinuingEducation, Attachment, CompetencyTag), frozenset({M, P})),
    **dict.fromkeys((ClientAssignment, AgendaItem, Incident, Correction), frozenset({M, S, P})),
    **dict.fromkeys(
        (
            Agreement, AgreementTerms, FitAnswer, License, PaperDocument, PaperDocumentSession, PaperSignature, Scan,
            SessionAttendance, SupervisionEducation, SupervisionSession, Supervisor, SupervisorName, PlannedSession,
            PlannedAttendance, PhaseNote, MonthClosing, PaperRecall,
        ),
        frozenset({M, S}),
    ),
}  # fmt: skip
# Rows that nobody writes for another, with the column that names the writer.
PERSONAL: dict[type, str] = {
    Draft: "author_id", Signature: "user_id", EncounterSignature: "user_id", EncounterReview: "user_id",
    ClosingSignature: "user_id", Correction: "corrected_by",
    RecordOpening: "user_id", Disclosure: "user_id",
}  # fmt: skip
# A peer supporter writes only their own of these.
OF_STAFF = (
    Hours, ClientAssignment, Encounter, EncounterAttendance, Incident, ContinuingEducation, Attachment, AgendaItem,
)  # fmt: skip


class Writer(Protocol):
    """Who writes."""

    @property
    def user_id(self) -> uuid.UUID:
        """The user."""

    @property
    def roles(self) -> frozenset[Role]:
        """What they are here."""

    @property
    def staff_id(self) -> uuid.UUID | None:
        """The staff member they are, if any."""


def may_write(actor: Writer, record: Any) -> bool:
    """Whether this person may add, change or remove this row.

    A client's parts hang on a client that the person's session has read, so only theirs are in reach.
    """
    kind = type(record)
    if kind is UserKey and record.user_id == actor.user_id:
        return True  # a new passphrase after the recovery key
    roles = actor.roles & WRITERS.get(kind, frozenset({M}))
    if kind in PERSONAL and getattr(record, PERSONAL[kind]) != actor.user_id:
        return False
    if roles == {P} and kind in OF_STAFF:
        owner = record.encounter if kind is EncounterAttendance else record
        return owner is not None and actor.staff_id is not None and owner.staff_id == actor.staff_id
    if roles == {P} and kind is CompetencyTag:
        return bool(record.milestone_id is None)  # what a course covered; steps are the manager's
    return bool(roles)
