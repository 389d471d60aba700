"""Whatever is changed behind Peerdesk is found and named; what Peerdesk does itself never is."""

import datetime as dt
import hashlib

import pytest
from sqlalchemy import select

from app.services import users
from app.services.across import opening, verify
from app.services.across.opening import SignedIn
from app.services.problems import Forbidden
from app.services.store import audit
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.supervision import sessions as held
from tests import agency


@pytest.fixture
def walked(signed_in: SignedIn) -> SignedIn:
    """A store with people, three sessions, two signatures, a change and a removal; its anchor settled."""
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
    first, second, third = (agency.record(signed_in, date=f"2026-03-0{day}") for day in (3, 4, 5))
    agency.sign(agency.enter(signed_in, "Ruth", "supervisor", supervisor="RC"), first)
    agency.sign(agency.enter(signed_in, "Annie", "peer_supporter", staff="AW"), first)
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        held.change(session, second, agency.entry(stop="15:30"))
        held.remove(session, third)
    signed_in.store.settle()
    return signed_in


def tamper(signed_in: SignedIn, *statements: str, guards: bool = False) -> None:
    """Change the file as somebody with the key and another program would."""
    raw = engines.connect(signed_in.store.folder / engines.FILE, signed_in.store.key)
    try:
        if not guards:
            made = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in made:
                raw.execute(f"DROP TRIGGER {name}")
        raw.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            raw.execute(statement)
    finally:
        raw.close()


def test_nothing_is_found_where_nothing_was_done(walked: SignedIn) -> None:
    assert verify.run(walked) == []


def test_nothing_is_found_after_lock_and_unlock(walked: SignedIn) -> None:
    walked.store.close()
    again = opening.unlock(walked.store.folder, "Ruth", agency.PASSPHRASE)
    try:
        assert verify.run(again) == []
    finally:
        again.store.close()


def test_an_unsettled_anchor_is_no_fault(walked: SignedIn) -> None:
    agency.record(walked, date="2026-03-09")
    assert walked.store.unsettled
    assert verify.run(walked) == []


MIDDLE = "(SELECT max(seq) / 2 FROM audit_row)"


@pytest.mark.parametrize(
    ("statements", "place"),
    [
        ([f"UPDATE audit_row SET actor = 'x' WHERE seq = {MIDDLE}"], "audit row {middle}"),
        ([f"UPDATE audit_row SET at = '2020-01-01 00:00:00.000000' WHERE seq = {MIDDLE}"], "audit row {middle}"),
        ([f"UPDATE audit_value SET value = 'x' WHERE seq = {MIDDLE}"], "audit row {middle}"),
        ([f"DELETE FROM audit_value WHERE seq = {MIDDLE}"], "audit row {middle}"),
        (
            ["DELETE FROM audit_value WHERE seq = {half}", "DELETE FROM audit_row WHERE seq = {half}"],
            "audit row {after}",
        ),
        (["DELETE FROM audit_value WHERE seq = 1", "DELETE FROM audit_row WHERE seq = 1"], "audit row 2"),
        (["UPDATE audit_row SET at = 'once' WHERE seq = 3"], "audit"),
        (
            [
                "UPDATE audit_row SET seq = -1 WHERE seq = 4",
                "UPDATE audit_row SET seq = 4 WHERE seq = 5",
                "UPDATE audit_row SET seq = 5 WHERE seq = -1",
            ],
            "audit row 4",
        ),
        (
            [
                "INSERT INTO audit_row SELECT max(seq) + 1, at, actor, action, \"table\", record, digest, head"
                " FROM audit_row"
            ],
            "audit row {next}",
        ),
        (
            ["DELETE FROM audit_value WHERE seq = {last}", "DELETE FROM audit_row WHERE seq = {last}"],
            "audit row {last}",
        ),
    ],
    ids=(
        ["actor", "time", "value", "value-removed", "row-removed", "first-removed"]
        + ["no-time", "swapped", "inserted", "cut-tail"]
    ),
)
def test_a_change_of_the_record_is_found_and_named(walked: SignedIn, statements: list[str], place: str) -> None:
    with walked.store.engine.connect() as connection:
        last, _head = audit.last(connection)
    numbers = {"middle": last // 2, "after": last // 2 + 1, "last": last, "next": last + 1}
    tamper(walked, *(statement.replace("{last}", str(last)).replace("{half}", str(last // 2)) for statement in statements))
    assert verify.run(walked)[0].place == place.format(**numbers)


def test_a_record_reckoned_anew_from_a_changed_row_is_found_by_the_anchor(walked: SignedIn) -> None:
    """Somebody with the key changes a row and makes the whole chain after it fit."""
    raw = engines.connect(walked.store.folder / engines.FILE, walked.store.key)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    with walked.store.engine.connect() as connection:
        rows = list(connection.execute(select(audit.ROWS).order_by(audit.ROWS.c.seq)))
    head = audit.START
    for row in rows:
        actor = "somebody else" if row.seq == 5 else row.actor
        head = audit.head_of(head, row.seq, row.at, (actor, row.action, row.table, row.record), row.digest)
        raw.execute("UPDATE audit_row SET actor = ?, head = ? WHERE seq = ?", (actor, head, row.seq))
    raw.close()
    found = verify.run(walked)
    assert found[0].place == f"audit row {len(rows)}"
    assert "rewritten" in found[0].sentence


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE staff SET name = 'Somebody' WHERE code = 'DR'", "staff"),
        ("DELETE FROM agreement WHERE id = (SELECT min(id) FROM agreement)", "agreement"),
        ("INSERT INTO supervisor (id, code, name) VALUES ('" + "0" * 32 + "', 'XX', 'Nobody')", "supervisor"),
        ("UPDATE supervision_session SET stops = stops + 60 WHERE date = '2026-03-04'", "supervision_session"),
        ("UPDATE user_role SET role = 'manager'", "user_role"),
        ("UPDATE supervision_session SET date = 'soon' WHERE date = '2026-03-04'", "supervision_session"),
    ],
)
def test_a_row_changed_outside_is_found_and_named(walked: SignedIn, statement: str, table: str) -> None:
    tamper(walked, statement)
    found = verify.run(walked)
    assert found and all(fault.place.split()[0] == table for fault in found)


def test_a_signed_session_changed_outside_breaks_its_signatures(walked: SignedIn) -> None:
    tamper(walked, "UPDATE supervision_session SET summary = 'Something else' WHERE date = '2026-03-03'")
    found = [fault for fault in verify.run(walked) if "signed session was changed" in fault.sentence]
    assert len(found) == 2


def test_a_signature_changed_outside_does_not_hold(walked: SignedIn) -> None:
    tamper(walked, "UPDATE signature SET payload = payload || ' ' WHERE role = 'supervisor'")
    assert any("does not hold" in fault.sentence for fault in verify.run(walked))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_row SET actor = 'x'",
        "DELETE FROM audit_row",
        "INSERT OR REPLACE INTO audit_row SELECT * FROM audit_row WHERE seq = 3",
        "UPDATE audit_value SET value = ''",
        "DELETE FROM audit_value",
        "UPDATE signature SET role = 'supervisor'",
        "DELETE FROM signature",
        "UPDATE supervision_session SET summary = 'x' WHERE date = '2026-03-03'",
        "DELETE FROM supervision_session WHERE date = '2026-03-03'",
        "DELETE FROM session_attendance WHERE session_id IN (SELECT session_id FROM signature)",
    ],
)
def test_the_guards_refuse_it_below_the_screens(walked: SignedIn, statement: str) -> None:
    with pytest.raises(Exception, match="append-only|frozen|grows at its end"):
        tamper(walked, statement, guards=True)
    assert verify.run(walked) == []


def test_an_older_store_put_back_is_found(walked: SignedIn) -> None:
    folder = walked.store.folder
    walked.store.close()
    before = (folder / engines.FILE).read_bytes()
    again = opening.unlock(folder, "Ruth", agency.PASSPHRASE)
    agency.record(again, date="2026-03-10")
    again.store.close()
    (folder / engines.FILE).write_bytes(before)
    again = opening.unlock(folder, "Ruth", agency.PASSPHRASE)
    try:
        assert "cut off" in verify.run(again)[0].sentence
    finally:
        again.store.close()


def test_a_failed_transaction_leaves_no_trace(signed_in: SignedIn) -> None:
    with signed_in.store.engine.connect() as connection:
        before = audit.last(connection)
    with pytest.raises(ZeroDivisionError), sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
        raise ZeroDivisionError
    with signed_in.store.engine.connect() as connection:
        assert audit.last(connection) == before
    assert verify.run(signed_in) == []


def test_the_head_covers_every_field() -> None:
    at, words, digest = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), ("a", "b", "c", "d"), hashlib.sha256(b"x").digest()
    heads = {
        audit.head_of(audit.START, 1, at, words, digest),
        audit.head_of(b"\1" * 32, 1, at, words, digest),
        audit.head_of(audit.START, 2, at, words, digest),
        audit.head_of(audit.START, 1, at + dt.timedelta(seconds=1), words, digest),
        audit.head_of(audit.START, 1, at, words, hashlib.sha256(b"y").digest()),
        *(audit.head_of(audit.START, 1, at, words[:n] + ("z",) + words[n + 1 :], digest) for n in range(4)),
    }
    assert len(heads) == 9


def test_who_did_it_stands_in_the_record(walked: SignedIn) -> None:
    with sessions.reading(walked.store, walked.actor) as session:
        names = {user.id.hex: user.name for user in users.listed(session)}
    with walked.store.engine.connect() as connection:
        rows = connection.execute(select(audit.ROWS).where(audit.ROWS.c.table == "signature")).all()
    assert sorted(names[row.actor] for row in rows) == ["Annie", "Ruth"]


def test_a_peer_supporter_may_not_verify(walked: SignedIn) -> None:
    annie = agency.enter(walked, "Another", "peer_supporter")
    with pytest.raises(Forbidden):
        verify.run(annie)
