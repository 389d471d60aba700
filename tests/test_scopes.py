"""Every mapped table is read, and written, as every role: who sees whose rows, and who may write them.

Two small worlds of rows stand side by side in one store, each table with a row in both: `own` hangs on the staff
member, supervisor, user and client of whoever reads, `other` on somebody else's.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, Integer, LargeBinary, String, Uuid, select
from sqlalchemy.orm import aliased

from app.models import schema
from app.models.base import Base
from app.services.across import opening
from app.services.across.opening import SignedIn
from app.services.problems import Forbidden
from app.services.store import guards, vault
from app.services.store import session as sessions
from app.services.users import Actor, Role, access
from tests.conftest import AGENCY, MANAGER, PASSPHRASE, ZONE

OWN, OTHER = "own", "other"
BOTH, MINE, NONE = frozenset({OWN, OTHER}), frozenset({OWN}), frozenset[str]()
KINDS = {one.class_.__name__: one.class_ for one in Base.registry.mappers}
MADE = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def key(table: str, world: str) -> uuid.UUID:
    """The id of a table's row in a world."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{table}/{world}")


def value(column: Any, world: str) -> Any:
    """What stands in a column: its world's row where it names one, else a plain value; periods are open."""
    if column.nullable and column.name == "milestone_id":
        return None  # what a course covered, not a step: this a peer supporter may write
    named, number = [one.column.table.name for one in column.foreign_keys], 1 if world == OWN else 2
    if named:
        if named[0] == column.table.name:
            return None
        return number if isinstance(column.type, Integer) else key(named[0], world)
    if column.primary_key and isinstance(column.type, Uuid):
        return key(column.table.name, world)
    if column.nullable:
        return None
    if isinstance(column.type, Date):
        return dt.date(2999, 1, 1) if column.name == "to_on" else dt.date(2026, 1, 2)
    plain = {Boolean: True, Integer: number, LargeBinary: b"x", Uuid: key(column.name, world), String: world}
    return next((kept for kind, kept in plain.items() if isinstance(column.type, kind)), MADE)


def values(kind: Any, world: str) -> dict[str, Any]:
    """The attributes of a mapped class's row in a world."""
    return {one.key: value(one.columns[0], world) for one in kind.__mapper__.column_attrs}


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignedIn]:
    """A store with both worlds; put there below every check, as only a test may."""
    entry = opening.AgencyEntry.read({"name": AGENCY, "zone": ZONE})
    made = opening.create(tmp_path_factory.mktemp("worlds") / "store", entry, MANAGER, PASSPHRASE, cost=vault.LOW)
    engine = made.store.engine
    with engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        guards.drop(connection)
        for table in schema.METADATA.sorted_tables:
            if table.name not in ("audit_row", "audit_value"):  # the making of the store has filled them
                for world in (OWN, OTHER):
                    row = {column.name: value(column, world) for column in table.columns}
                    connection.execute(table.insert(), row)
        connection.exec_driver_sql("COMMIT")
        connection.invalidate()
    yield made
    made.store.abandon()


def actor(*roles: Role, linked: bool = True) -> Actor:
    """Somebody of the world `own`."""
    staff, supervisor = (key("staff", OWN), key("supervisor", OWN)) if linked else (None, None)
    return Actor(key("user", OWN), "Somebody", frozenset(roles), staff, supervisor, ZONE)


def seen(store: SignedIn, who: Actor) -> dict[str, frozenset[str]]:
    """Which world's rows this person's session gives, table by table, by whichever way they are asked for."""
    found = {}
    with sessions.reading(store.store, who) as session:
        for name, kind in KINDS.items():
            names = [session_key.key for session_key in kind.__mapper__.primary_key]
            known = {tuple(values(kind, world)[one] for one in names): world for world in (OWN, OTHER)}
            ways = []
            for asked in (kind, aliased(kind)):
                rows = session.execute(select(*(getattr(asked, one) for one in names))).all()
                ways.append(frozenset(known.get(tuple(row), "made with the store") for row in rows))
            if names == ["id"]:
                ways.append(frozenset(world for pk, world in known.items() if session.get(kind, pk[0]) is not None))
                ways = [way & BOTH for way in ways]
            assert len(set(ways)) == 1, name
            found[name] = ways[0]
    return found


def _all(kinds: str) -> set[str]:
    return set(kinds.split())


STAFF_SIDE = _all(
    "Hours Enrolment Agreement AgreementTerms FitAnswer SupervisionSession SessionAttendance Signature PaperSignature "
    "PaperDocument PaperDocumentSession PaperRecall Scan Milestone Certificate ContinuingEducation CompetencyTag "
    "Experience Attachment AgendaItem MonthClosing ClosingSignature Mentoring MentoringEvent PlannedSession "
    "PlannedAttendance"
)
CLIENT_SIDE = _all(
    "Client ClientName ClientPhone Episode ClientAssignment ClientGrant PhaseNote RecordOpening DisclosedClient "
    "Disclosure Encounter EncounterAttendance EncounterSignature EncounterReview Incident Correction Referral"
)
HIRING = _all("Position PanelMember Applicant Interview Score OwnQuestion")
AUDIT = {"AuditRow", "AuditValue", "AuditDestroyed"}
MANAGERS = {"LegalHold", "Destruction", "ImportedFile"}
# What somebody without a link sees of the client side: what they themselves opened and gave out.
TRACES = {"RecordOpening", "Disclosure"}


def expected(**rules: frozenset[str]) -> dict[str, frozenset[str]]:
    """Everything is open but what the groups named say otherwise."""
    groups = {
        "staff": STAFF_SIDE, "clients": CLIENT_SIDE, "hiring": HIRING, "managers": MANAGERS, "audit": AUDIT,
        "drafts": {"Draft"}, "traces": TRACES, "agenda": {"AgendaItem"},
        "planning": _all("PlannedSession PlannedAttendance AgendaItem"),
    }  # fmt: skip
    found = dict.fromkeys(KINDS, BOTH)
    for group, rule in ({"audit": NONE, "drafts": MINE} | rules).items():
        found |= dict.fromkeys(groups[group], rule)
    return found


M, S, P, A = Role.MANAGER, Role.SUPERVISOR, Role.PEER_SUPPORTER, Role.AUDITOR
READERS = {
    "manager": (actor(M), expected()),
    "supervisor": (actor(S), expected(clients=MINE, planning=MINE, managers=NONE)),
    "peer supporter": (actor(P), expected(staff=MINE, clients=MINE, hiring=NONE, managers=NONE)),
    "auditor": (actor(A), expected(clients=MINE, hiring=NONE, managers=NONE, agenda=NONE)),
    "supervisor without a link": (
        actor(S, linked=False),
        expected(clients=NONE, managers=NONE, traces=MINE, planning=NONE, agenda=MINE),
    ),
    "peer supporter without a link": (
        actor(P, linked=False), expected(staff=NONE, clients=NONE, hiring=NONE, managers=NONE, traces=MINE)
    ),
    "supervisor and peer supporter": (actor(S, P), expected(clients=MINE, planning=MINE, managers=NONE)),
    "manager and auditor": (actor(M, A), expected()),
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_every_table_is_read_as_every_role(worlds: SignedIn, reader: str) -> None:
    who, wanted = READERS[reader]
    assert seen(worlds, who) == wanted


def test_a_table_that_does_not_say_who_sees_it_shows_nothing(
    worlds: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(KINDS["Funding"], "access")
    access._scope.cache_clear()
    try:
        assert seen(worlds, actor(S, P, A))["Funding"] == NONE
        assert seen(worlds, actor(M))["Funding"] == BOTH
    finally:
        access._scope.cache_clear()


TRACE_ROWS = _all("RecordOpening Disclosure DisclosedClient")
OF_SUPERVISION = _all(
    "Agreement AgreementTerms FitAnswer License PaperDocument PaperDocumentSession PaperSignature PaperRecall Scan "
    "SessionAttendance SupervisionEducation SupervisionSession Supervisor SupervisorName PlannedSession "
    "PlannedAttendance AgendaItem PhaseNote MonthClosing ClientAssignment Incident"
)
PERSONAL = _all("Draft Signature ClosingSignature EncounterSignature EncounterReview RecordOpening Disclosure Correction")
SIGNED = PERSONAL - TRACE_ROWS
OF_CLIENTS = _all("Client ClientName ClientPhone Episode Referral")
# What each role may write of their own world; an attendance row goes by its note, which a lone row does not have.
WRITERS = {
    M: set(KINDS),
    S: OF_SUPERVISION | SIGNED | TRACE_ROWS | {"UserKey"},
    P: OF_CLIENTS | SIGNED | TRACE_ROWS
    | _all("Hours Encounter Incident ClientAssignment AgendaItem UserKey ContinuingEducation Attachment CompetencyTag"),
    A: TRACE_ROWS | {"UserKey"},
}
# ... and of the other one.
FOR_OTHERS = {
    M: set(KINDS) - PERSONAL,
    S: OF_SUPERVISION | {"DisclosedClient"},
    P: OF_CLIENTS | {"DisclosedClient", "CompetencyTag"},
    A: {"DisclosedClient"},
}


def writable(store: SignedIn, who: Actor, world: str) -> set[str]:
    """The tables into which this person's session takes a row of that world."""
    taken = set()
    for name, kind in KINDS.items():
        row = values(kind, world) | ({"id": uuid.uuid4()} if "id" in values(kind, world) else {})
        try:
            with sessions.transaction(store.store, who) as session:
                session.add(kind(**row))
                session.flush()
        except Forbidden:
            continue
        except Exception:  # noqa: BLE001, S110 - past the check it meets the table's own rules, which are not asked here
            pass
        taken.add(name)
    return taken


@pytest.mark.parametrize("role", Role)
def test_every_table_is_written_as_every_role(signed_in: SignedIn, role: Role) -> None:
    assert writable(signed_in, actor(role), OWN) == WRITERS[role]
    assert writable(signed_in, actor(role), OTHER) == FOR_OTHERS[role]
