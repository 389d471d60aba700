"""Who may do what: roles, one table of role and action, the scope of every read, the link that signing needs."""

import datetime as dt
import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar, cast

from pydantic import BeforeValidator, Field
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload, with_loader_criteria

from app.models.agency import Agency
from app.models.clients import Client, ClientAssignment, ClientName, ClientPhone, Episode
from app.models.credentials import Attachment, CompetencyTag, ContinuingEducation
from app.models.encounters import Encounter, EncounterAttendance, EncounterReview, EncounterSignature
from app.models.hiring import Applicant, Interview, Position, Score
from app.models.hours import Hours
from app.models.staff import Staff
from app.models.supervision import Signature, Supervisor
from app.models.users import Draft, User, UserKey, UserRole
from app.services import entries, recovering, scopes
from app.services.entries import Choice, Entry
from app.services.problems import Forbidden, Invalid, NotFound
from app.wording import N_, _


class Role(Choice):
    """What a user is in the agency; a user may hold several."""

    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    PEER_SUPPORTER = "peer_supporter"
    AUDITOR = "auditor"

    @classmethod
    def labels(cls) -> dict[str, str]:
        """The words shown for each role."""
        return {
            "manager": N_("Manager"),
            "supervisor": N_("Supervisor"),
            "peer_supporter": N_("Peer supporter"),
            "auditor": N_("Auditor"),
        }


class Action(StrEnum):
    """Everything a public service function does, as the table of roles names it."""

    SEE_STAFF = "see staff"
    EDIT_STAFF = "edit staff"
    SEE_CREDENTIALS = "see credentials"
    EDIT_CREDENTIALS = "edit credentials"
    RECORD_EDUCATION = "record continuing education"
    SEE_HOURS = "see hours"
    ENTER_HOURS = "enter hours"
    SEE_SUPERVISION = "see supervision"
    SEE_CLIENTS = "see clients"
    EDIT_CLIENTS = "edit clients"
    ASSIGN_CLIENTS = "assign clients"
    SEE_ENCOUNTERS = "see encounter notes"
    WRITE_ENCOUNTERS = "write encounter notes"
    REVIEW_ENCOUNTERS = "review encounter notes"
    SEE_HIRING = "see hiring comparisons"
    HIRE = "hold hiring interviews"
    EDIT_SUPERVISORS = "edit supervisors and agreements"
    RECORD_SUPERVISION = "record supervision"
    SIGN = "sign own records"
    RECORD_PAPER = "record paper signatures"
    PRINT = "print"
    EXPORT = "export"
    IMPORT = "import"
    MANAGE_USERS = "manage users"
    EDIT_AGENCY = "edit the agency"
    VERIFY = "verify the store"
    BACK_UP = "back up the store"
    RESTORE = "restore a backup"
    KEEP_DRAFTS = "keep drafts"


M, S, P, A = Role.MANAGER, Role.SUPERVISOR, Role.PEER_SUPPORTER, Role.AUDITOR
TABLE: dict[Action, frozenset[Role]] = {
    Action.SEE_STAFF: frozenset({M, S, P, A}),
    Action.EDIT_STAFF: frozenset({M}),
    Action.SEE_CREDENTIALS: frozenset({M, S, P, A}),
    Action.EDIT_CREDENTIALS: frozenset({M}),
    Action.RECORD_EDUCATION: frozenset({M, P}),
    Action.SEE_HOURS: frozenset({M, S, P, A}),
    Action.ENTER_HOURS: frozenset({M, P}),
    Action.SEE_SUPERVISION: frozenset({M, S, P, A}),
    Action.SEE_CLIENTS: frozenset({M, S, P}),
    Action.EDIT_CLIENTS: frozenset({M, P}),
    Action.ASSIGN_CLIENTS: frozenset({M, S}),
    Action.SEE_ENCOUNTERS: frozenset({M, S, P}),
    Action.WRITE_ENCOUNTERS: frozenset({M, P}),
    Action.REVIEW_ENCOUNTERS: frozenset({M, S}),
    Action.SEE_HIRING: frozenset({M, S}),
    Action.HIRE: frozenset({M}),
    Action.EDIT_SUPERVISORS: frozenset({M, S}),
    Action.RECORD_SUPERVISION: frozenset({M, S}),
    Action.SIGN: frozenset({M, S, P}),
    Action.RECORD_PAPER: frozenset({M, S}),
    Action.PRINT: frozenset({M, S, P, A}),
    Action.EXPORT: frozenset({M, S}),
    Action.IMPORT: frozenset({M}),
    Action.MANAGE_USERS: frozenset({M}),
    Action.EDIT_AGENCY: frozenset({M}),
    Action.VERIFY: frozenset({M, S, A}),
    Action.BACK_UP: frozenset({M, S}),
    Action.RESTORE: frozenset({M}),
    Action.KEEP_DRAFTS: frozenset({M, S, P}),
}


@dataclass(frozen=True)
class Actor:
    """A signed-in user with roles and links, as every session knows them."""

    user_id: uuid.UUID
    name: str
    roles: frozenset[Role]
    staff_id: uuid.UUID | None = None
    supervisor_id: uuid.UUID | None = None

    @property
    def key(self) -> str:
        """The user's id as the audit writes it."""
        return self.user_id.hex

    @property
    def sees_all(self) -> bool:
        """Whether staff and supervision of the whole agency are in this person's view."""
        return bool(self.roles & {M, S, A})

    def may(self, action: Action) -> bool:
        """Whether one of the roles allows the action."""
        return bool(self.roles & TABLE[action])

    def criteria(self) -> tuple[Any, ...]:
        """The loader criteria that every read of this person carries."""
        return scope(self)

    def may_keep(self, record: object) -> None:
        """Raise Forbidden where this person may not write this row: others' drafts, signatures, hours."""
        own = True
        if isinstance(record, UserKey) and record.user_id == self.user_id:
            return  # a new passphrase after the recovery key
        if isinstance(record, Draft):
            own = record.author_id == self.user_id
        elif isinstance(record, Signature | EncounterSignature | EncounterReview):
            own = record.user_id == self.user_id
        elif isinstance(record, Position | Applicant | Interview | Score):
            own = M in self.roles
        elif not self.roles & {M, S}:
            # a client's parts hang on a client that this person's session has read, so only theirs are in reach
            parts = isinstance(record, Client | ClientName | ClientPhone | Episode)
            note = record.encounter if isinstance(record, EncounterAttendance) else record
            own_kinds = Hours | ClientAssignment | Encounter | ContinuingEducation | Attachment
            mine = isinstance(note, own_kinds) and note.staff_id == self.staff_id
            parts = parts or (isinstance(record, CompetencyTag) and record.milestone_id is None)
            own = P in self.roles and (parts or mine)
        if not own:
            raise Forbidden(_("This record belongs to somebody else."))


def scope(actor: Actor) -> tuple[Any, ...]:
    """The rows that a person may read, as criteria on each mapped class.

    Drafts are their author's alone. Managers, supervisors and auditors see staff and supervision of the agency; a
    peer supporter sees their own hours, enrolments, agreements and sessions, and the names of the team. Clients are
    the manager's to see; others see those that `scopes.of_clients` tells.
    """
    drafts = with_loader_criteria(Draft, Draft.author_id == actor.user_id, include_aliases=True)
    hiring = () if actor.may(Action.SEE_HIRING) else scopes.no_hiring()
    return (drafts, *hiring, *_clients(actor), *_team(actor), *_proof(actor))


def _clients(actor: Actor) -> tuple[Any, ...]:
    if M in actor.roles:
        return ()
    staff_id = actor.staff_id if P in actor.roles else None
    supervisor_id = actor.supervisor_id if S in actor.roles else None
    return scopes.of_clients(staff_id, supervisor_id, dt.datetime.now(dt.UTC).date())


def _proof(actor: Actor) -> tuple[Any, ...]:
    mine = actor.staff_id if P in actor.roles else None
    if M in actor.roles:
        return ()
    if S in actor.roles:
        return scopes.no_private_proof(mine)
    return scopes.audited_proof() if A in actor.roles else scopes.own_credentials(mine)


def _team(actor: Actor) -> tuple[Any, ...]:
    return () if actor.sees_all else scopes.own_work(actor.staff_id if P in actor.roles else None)


def actor_of(session: Session) -> Actor:
    """The person this session works for."""
    actor: Actor = session.info["actor"]
    return actor


P_ = ParamSpec("P_")
T = TypeVar("T")


def allowed(
    action: Action,
) -> Callable[[Callable[Concatenate[Session, P_], T]], Callable[Concatenate[Session, P_], T]]:
    """Let a service function run only for roles that the table names for `action`; else raise Forbidden."""

    def wrap(function: Callable[Concatenate[Session, P_], T]) -> Callable[Concatenate[Session, P_], T]:
        @functools.wraps(function)
        def checked(session: Session, *args: P_.args, **named: P_.kwargs) -> T:
            require(actor_of(session), action)
            return function(session, *args, **named)

        checked.action = action  # type: ignore[attr-defined]  # the role test walks these
        return cast(Callable[Concatenate[Session, P_], T], checked)

    return wrap


def require(actor: Actor, action: Action) -> None:
    """Raise Forbidden where none of the person's roles allows the action."""
    if not actor.may(action):
        roles = ", ".join(sorted(role.label for role in TABLE[action]))
        words = _("Your role does not allow this ({action}). It takes: {roles}.")
        raise Forbidden(words.format(action=action, roles=roles))


def _roles(value: Any) -> frozenset[Role]:
    parts = value.split(";") if isinstance(value, str) else list(value or ())
    known = {role.value for role in Role}
    found = [str(part).strip() for part in parts if str(part).strip()]
    if not found:
        raise ValueError(_("Choose at least one role."))
    if not set(found) <= known:
        raise ValueError(_("Choose one of: {known}.").format(known=", ".join(sorted(known))))
    return frozenset(Role(part) for part in found)


class UserEntry(Entry):
    """A new user: name, roles, and the links that signing needs."""

    name: Annotated[entries.Line, Field(title=N_("Name"), description=N_("Shown on the unlock screen."))]
    roles: Annotated[frozenset[Role], BeforeValidator(_roles), Field(title=N_("Roles"))]
    staff: Annotated[entries.CodeOrBlank, Field(title=N_("Staff member"))] = ""
    supervisor: Annotated[entries.CodeOrBlank, Field(title=N_("Supervisor"))] = ""


def _linked(session: Session, model: type[Staff] | type[Supervisor], code: str, field: str) -> uuid.UUID | None:
    if not code:
        return None
    found = session.scalar(select(model.id).where(model.code == code))
    if found is None:
        raise Invalid({field: _("No such code is on record: {code}.").format(code=code)})
    return found


@allowed(Action.MANAGE_USERS)
def add_user(
    session: Session, entry: UserEntry, user_id: uuid.UUID, exchange_public: bytes, signing_public: bytes
) -> User:
    """Record a user whose keys the vault has just made. Raises Invalid for a name or link that cannot be taken."""
    if session.scalar(select(User.id).where(User.name == entry.name)):
        raise Invalid({"name": _("A user of this name is there already. Add an initial.")})
    at: dt.datetime = session.info["at"]
    user = User(
        id=user_id,
        name=entry.name,
        created_at=at,
        staff_id=_linked(session, Staff, entry.staff, "staff"),
        supervisor_id=_linked(session, Supervisor, entry.supervisor, "supervisor"),
    )
    session.add(user)
    session.add(UserKey(user_id=user_id, exchange_public=exchange_public, signing_public=signing_public, from_at=at))
    session.add_all(UserRole(user_id=user_id, role=role.value) for role in sorted(entry.roles))
    session.flush()
    return user


@allowed(Action.MANAGE_USERS)
def link(session: Session, user_id: uuid.UUID, staff: str, supervisor: str) -> None:
    """Say which staff member and supervisor (codes, blank for none) a user is; signing needs this."""
    user = _user(session, user_id)
    links = _linked(session, Staff, staff, "staff"), _linked(session, Supervisor, supervisor, "supervisor")
    user.staff_id, user.supervisor_id = links
    session.flush()


@allowed(Action.MANAGE_USERS)
def set_roles(session: Session, user_id: uuid.UUID, roles: frozenset[Role]) -> None:
    """Give a user exactly these roles, from their next sign-in on. Raises Invalid where no manager would be left."""
    user = _user(session, user_id)
    if not roles:
        raise Invalid({"roles": _("Choose at least one role.")})
    if M not in roles:
        recovering.require(session, user_id)
    for row in user.roles:
        if Role(row.role) not in roles:
            session.delete(row)
    held = {row.role for row in user.roles}
    session.add_all(UserRole(user_id=user_id, role=role) for role in sorted(roles) if role.value not in held)
    session.flush()


def renew_keys(session: Session, user_id: uuid.UUID, exchange_public: bytes, signing_public: bytes) -> None:
    """Note a user's new public keys; the old ones stay, closed, so that old signatures stay checkable.

    Raises Forbidden for another's keys where the person may not manage users, NotFound.
    """
    if actor_of(session).user_id != user_id:
        require(actor_of(session), Action.MANAGE_USERS)
    user, at = _user(session, user_id), session.info["at"]
    for old in session.scalars(select(UserKey).where(UserKey.user_id == user.id, UserKey.to_at.is_(None))):
        old.to_at = at
    session.add(UserKey(user_id=user.id, exchange_public=exchange_public, signing_public=signing_public, from_at=at))
    session.flush()


def _user(session: Session, user_id: uuid.UUID) -> User:
    user = session.scalar(select(User).options(selectinload(User.roles)).where(User.id == user_id))
    if user is None or user.removed_at is not None:
        raise NotFound(_("This user is not on record."))
    return user


@allowed(Action.SEE_STAFF)
def listed(session: Session) -> list[User]:
    """All users with their roles, by name; removed ones last."""
    query = select(User).options(selectinload(User.roles))
    return list(session.scalars(query.order_by(User.removed_at.is_not(None), User.name)))


def actor_for(session: Session, user_id: uuid.UUID) -> Actor:
    """The actor of a user on record. Raises Forbidden for a removed or unknown one."""
    user = session.scalar(select(User).options(selectinload(User.roles)).where(User.id == user_id))
    if user is None or user.removed_at is not None:
        raise Forbidden(_("This user may no longer open the store. Ask your manager."))
    roles = frozenset(Role(row.role) for row in user.roles)
    return Actor(user.id, user.name, roles, user.staff_id, user.supervisor_id)


def public_keys(session: Session) -> dict[str, tuple[bytes, bytes]]:
    """User id -> (exchange, signing) public keys in use."""
    rows = session.execute(
        select(UserKey.user_id, UserKey.exchange_public, UserKey.signing_public).where(UserKey.to_at.is_(None))
    )
    return {str(row.user_id): (row.exchange_public, row.signing_public) for row in rows}


def agency(session: Session) -> Agency:
    """The agency's one row."""
    return session.scalars(select(Agency)).one()
