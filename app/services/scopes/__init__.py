"""Which rows a person may read: criteria that every read of theirs carries, table by table."""

import functools
import uuid
from typing import Any

from app.models.agency import Agency, Policy
from app.models.audit import AuditRow, AuditValue
from app.models.base import Base
from app.models.contacts import AgencyContact
from app.models.corrections import Correction
from app.models.imports import ImportedFile
from app.models.packs import PackAmendment
from app.models.program import Funding, Program
from app.models.retention import AuditDestroyed, Destruction, LegalHold
from app.models.staff import Staff, StaffName
from app.models.supervision import License, SupervisionEducation, Supervisor, SupervisorName
from app.models.users import Draft, User, UserKey, UserRole
from app.services.scopes.clients import CLIENTS, of_clients
from app.services.scopes.credentials import OF_OTHERS, OWN, audited_proof, no_private_proof, own_credentials
from app.services.scopes.limits import hidden, limit
from app.services.scopes.planning import led_planning
from app.services.scopes.team import HIRING, WORK, no_hiring, own_work

__all__ = [
    "SCOPED", "always", "audited_proof", "led_planning", "no_hiring", "no_private_proof", "not_the_manager", "of_clients",
    "own_credentials", "own_work",
]  # fmt: skip

# Open to whoever is signed in: the agency's own facts, the names of the team, and who supervises with which license.
OPEN = (
    Agency, Policy, Program, Funding, PackAmendment, AgencyContact, Staff, StaffName, Supervisor, SupervisorName, License,
    SupervisionEducation, User, UserRole, UserKey,
)  # fmt: skip
MANAGERS = (LegalHold, Destruction, ImportedFile)
NOBODY = (AuditRow, AuditValue, AuditDestroyed)
SCOPED = frozenset((*OPEN, Draft, Correction, *CLIENTS, *HIRING, *WORK, *OWN, *OF_OTHERS, *MANAGERS, *NOBODY))


def always(reader: uuid.UUID) -> tuple[Any, ...]:
    """The criteria for everybody: drafts are their author's, and the audit is read by the store alone."""
    return (limit(Draft, Draft.author_id == reader), *hidden(*NOBODY))


def not_the_manager() -> tuple[Any, ...]:
    """The criteria for everybody but managers; a table that no scope names shows them nothing either."""
    return (limit(Correction, Correction.table != "user"), *hidden(*MANAGERS, *_unnamed()))


@functools.cache
def _unnamed() -> tuple[Any, ...]:
    return tuple(one.class_ for one in Base.registry.mappers if one.class_ not in SCOPED)
