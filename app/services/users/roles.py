"""The roles, the actions, and the one table that says which role may do what."""

from enum import StrEnum

from app.models import access
from app.services.entries import Choice
from app.wording import N_


class Role(Choice):
    """What a user is in the agency; a user may hold several."""

    MANAGER = access.MANAGER, N_("Manager")
    SUPERVISOR = access.SUPERVISOR, N_("Supervisor")
    PEER_SUPPORTER = access.PEER_SUPPORTER, N_("Peer supporter")
    AUDITOR = access.AUDITOR, N_("Auditor")


class Action(StrEnum):
    """Everything a public service function does, as the table of roles names it."""

    SEE_STAFF = "see staff"
    EDIT_STAFF = "edit staff"
    CORRECT = "correct what is on record, with a reason"
    SEE_CREDENTIALS = "see credentials"
    EDIT_CREDENTIALS = "edit credentials"
    RECORD_EDUCATION = "record continuing education"
    SEE_HOURS = "see hours"
    ENTER_HOURS = "enter hours"
    SEE_SUPERVISION = "see supervision"
    SEE_CLIENTS = "see clients"
    EDIT_CLIENTS = "edit clients"
    ASSIGN_CLIENTS = "assign clients"
    MERGE_CLIENTS = "show two records as one person"
    GRANT_CLIENTS = "open a client's record to an auditor"
    SEE_ENCOUNTERS = "see encounter notes"
    WRITE_ENCOUNTERS = "write encounter notes"
    REVIEW_ENCOUNTERS = "review encounter notes"
    SEE_INCIDENTS = "see incidents"
    WRITE_INCIDENTS = "write incidents"
    CLOSE_INCIDENTS = "close incidents"
    SEE_HIRING = "see hiring comparisons"
    HIRE = "hold hiring interviews"
    EDIT_SUPERVISORS = "edit supervisors and agreements"
    RECORD_SUPERVISION = "record supervision"
    PLAN_SUPERVISION = "plan supervision"
    ADD_TOPICS = "add a topic to an agenda"
    SIGN = "sign own records"
    CLOSE_MONTH = "close a month's statement"
    RECORD_PAPER = "record paper signatures"
    PRINT = "print"
    MAKE_AUDIT_FILE = "make the Board's audit file"
    EXPORT = "export"
    IMPORT = "import"
    MANAGE_USERS = "manage users"
    EDIT_AGENCY = "edit the agency"
    SEE_CONTACTS = "see whom to call"
    EDIT_CONTACTS = "amend whom to call"
    AMEND_PACKS = "amend and copy rule packs"
    VERIFY = "verify the store"
    BACK_UP = "back up the store"
    RESTORE = "restore a backup"
    SEE_RETENTION = "see what is past its keeping time"
    HOLD_RECORDS = "place and lift legal holds"
    ASK_DESTRUCTION = "ask for a destruction"
    CONFIRM_DESTRUCTION = "confirm a destruction"
    KEEP_DRAFTS = "keep drafts"


M, S, P, A = Role.MANAGER, Role.SUPERVISOR, Role.PEER_SUPPORTER, Role.AUDITOR
TABLE: dict[Action, frozenset[Role]] = {
    Action.SEE_STAFF: frozenset({M, S, P, A}),
    Action.EDIT_STAFF: frozenset({M}),
    Action.CORRECT: frozenset({M, S, P}),  # of what they may edit
    Action.SEE_CREDENTIALS: frozenset({M, S, P, A}),
    Action.EDIT_CREDENTIALS: frozenset({M}),
    Action.RECORD_EDUCATION: frozenset({M, P}),
    Action.SEE_HOURS: frozenset({M, S, P, A}),
    Action.ENTER_HOURS: frozenset({M, P}),
    Action.SEE_SUPERVISION: frozenset({M, S, P, A}),
    Action.SEE_CLIENTS: frozenset({M, S, P, A}),  # an auditor: only the clients of a grant
    Action.EDIT_CLIENTS: frozenset({M, P}),
    Action.ASSIGN_CLIENTS: frozenset({M, S}),
    Action.MERGE_CLIENTS: frozenset({M}),
    Action.GRANT_CLIENTS: frozenset({M}),
    Action.SEE_ENCOUNTERS: frozenset({M, S, P, A}),
    Action.WRITE_ENCOUNTERS: frozenset({M, P}),
    Action.REVIEW_ENCOUNTERS: frozenset({M, S}),
    Action.SEE_INCIDENTS: frozenset({M, S, P, A}),  # an auditor: only those of a grant
    Action.WRITE_INCIDENTS: frozenset({M, S, P}),
    Action.CLOSE_INCIDENTS: frozenset({M, S}),
    Action.SEE_HIRING: frozenset({M, S}),
    Action.HIRE: frozenset({M}),
    Action.EDIT_SUPERVISORS: frozenset({M, S}),
    Action.RECORD_SUPERVISION: frozenset({M, S}),
    Action.PLAN_SUPERVISION: frozenset({M, S}),
    Action.ADD_TOPICS: frozenset({M, S, P}),
    Action.SIGN: frozenset({M, S, P}),
    Action.CLOSE_MONTH: frozenset({M, S}),  # with the link to the supervisor
    Action.RECORD_PAPER: frozenset({M, S}),
    Action.PRINT: frozenset({M, S, P, A}),
    Action.MAKE_AUDIT_FILE: frozenset({M, S, P, A}),  # a peer supporter: their own
    Action.EXPORT: frozenset({M, S}),
    Action.IMPORT: frozenset({M}),
    Action.MANAGE_USERS: frozenset({M}),
    Action.EDIT_AGENCY: frozenset({M}),
    Action.SEE_CONTACTS: frozenset({M, S, P, A}),
    Action.EDIT_CONTACTS: frozenset({M}),
    Action.AMEND_PACKS: frozenset({M}),
    Action.VERIFY: frozenset({M, S, A}),
    Action.BACK_UP: frozenset({M, S}),
    Action.RESTORE: frozenset({M}),
    Action.SEE_RETENTION: frozenset({M}),
    Action.HOLD_RECORDS: frozenset({M}),
    Action.ASK_DESTRUCTION: frozenset({M}),
    Action.CONFIRM_DESTRUCTION: frozenset({M, S}),
    Action.KEEP_DRAFTS: frozenset({M, S, P}),
}
