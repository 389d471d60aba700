"""Whatever is changed behind Peerdesk is found and named; what Peerdesk does itself never is."""

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select

from app.models.base import Base
from app.models.schema import METADATA
from app.services import users
from app.services.across import opening, verify
from app.services.across.opening import SignedIn
from app.services.problems import DiskProblem, Forbidden
from app.services.store import audit, guards, vault, verifying
from app.services.store import engine as engines
from app.services.store import session as sessions
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE
from tests.tampering import tamper


@pytest.fixture
def walked(walked_once: Path, tmp_path: Path) -> Iterator[SignedIn]:
    """A copy of that store, open for its manager."""
    folder = tmp_path / "walked"
    shutil.copytree(walked_once, folder)
    opened = opening.unlock(folder, MANAGER, PASSPHRASE)
    yield opened
    opened.store.close()


def test_nothing_is_found_where_nothing_was_done(walked: SignedIn) -> None:
    assert verify.run(walked) == []


def test_nothing_is_found_after_lock_and_unlock(walked: SignedIn) -> None:
    walked.store.close()
    again = opening.unlock(walked.store.folder, "Ruth", agency.PASSPHRASE)
    try:
        assert again.warning == "" and verify.run(again) == []
    finally:
        again.store.close()


def test_an_unsettled_anchor_is_no_fault(walked: SignedIn) -> None:
    agency.record(walked, date="2026-03-09")
    assert walked.store.unsettled
    assert verify.run(walked) == []


def counts(signed_in: SignedIn) -> tuple[int, int]:
    """How many rows the anchor vouches for, and how many there are."""
    with signed_in.store.engine.connect() as connection:
        return vault.read(signed_in.store.folder).anchor.count, audit.last(connection)[0]


def test_the_anchor_moves_when_something_was_signed(walked: SignedIn) -> None:
    walked.store.settle()
    key = agency.record(walked, date="2026-03-09")
    anchored, there = counts(walked)
    assert anchored < there
    with sessions.reading(walked.store, walked.actor) as session:
        ruth = next(one.id for one in users.listed(session) if one.name == "Ruth")
        actor = users.actor_for(session, ruth)
    agency.sign(SignedIn(walked.store, actor, walked.zone, walked.agency), key, at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    anchored, after = counts(walked)
    assert anchored == after > there


def test_an_anchor_that_cannot_be_written_fails_no_signature_and_no_lock(
    walked: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise DiskProblem("full")

    monkeypatch.setattr(vault, "move_anchor", full)
    with sessions.transaction(walked.store, walked.actor) as session:
        audit.position(session)
        audit.note(session, "test", "", "x", {})
    assert walked.store.unsettled
    with pytest.raises(DiskProblem):
        walked.store.settle()
    walked.store.close()  # without a failure: what was done is done


def test_the_anchor_never_moves_over_a_cut(walked: SignedIn) -> None:
    """Else the next save would hide that an older store was put back."""
    walked.store.settle()
    before, last = counts(walked)
    assert before == last
    tamper(walked, *(f"DELETE FROM audit_{part} WHERE seq > {last - 3}" for part in ("value", "row")))
    for day in (10, 11, 12, 13, 14):
        agency.record(walked, date=f"2026-03-{day}")
    assert counts(walked)[1] > before
    assert walked.store.settle() is False
    assert counts(walked)[0] == before
    assert walked.store.unsettled
    assert f"audit row {before}" in {fault.place for fault in verify.run(walked)}


MIDDLE = "(SELECT max(seq) / 2 FROM audit_row)"
SET_SWAPPED = (
    "UPDATE audit_row SET seq = -1 WHERE seq = 4",
    "UPDATE audit_row SET seq = 4 WHERE seq = 9",
    "UPDATE audit_row SET seq = 9 WHERE seq = -1",
)
COPIED = 'SELECT {seq}, at, actor, action, "table", record, digest, head FROM audit_row'
MOVED_ON = (  # the numbers from row 5 on go up by one, and a made-up row 5 stands in the gap
    "UPDATE audit_value SET seq = -seq - 1 WHERE seq >= 5",
    "UPDATE audit_value SET seq = -seq WHERE seq < 0",
    "UPDATE audit_row SET seq = -seq - 1 WHERE seq >= 5",
    "UPDATE audit_row SET seq = -seq WHERE seq < 0",
    f"INSERT INTO audit_row {COPIED.format(seq=5)} WHERE seq = 4",
)
MOVED_UP = (  # row 5 is taken out and the numbers after it go down by one
    "DELETE FROM audit_value WHERE seq = 5",
    "DELETE FROM audit_row WHERE seq = 5",
    "UPDATE audit_value SET seq = seq - 1 WHERE seq > 5",
    "UPDATE audit_row SET seq = -seq + 1 WHERE seq > 5",
    "UPDATE audit_row SET seq = -seq WHERE seq < 0",
)


@pytest.mark.parametrize(
    ("statements", "places"),
    [
        ([f"UPDATE audit_row SET actor = 'x' WHERE seq = {MIDDLE}"], {"{half}"}),
        ([f"UPDATE audit_row SET at = '2020-01-01 00:00:00.000000' WHERE seq = {MIDDLE}"], {"{half}"}),
        (["UPDATE audit_row SET at = 'once' WHERE seq = 3"], {"3"}),
        (["UPDATE audit_row SET actor = x'ff' WHERE seq = 3"], {"3"}),
        ([f"UPDATE audit_row SET digest = x'00' WHERE seq = {MIDDLE}"], {"{half}"}),
        ([f"UPDATE audit_row SET head = x'00' WHERE seq = {MIDDLE}"], {"{half}", "{after}"}),
        ([f"UPDATE audit_value SET value = 'x' WHERE seq = {MIDDLE}"], {"{half}"}),
        ([f"UPDATE audit_value SET value = x'00' WHERE seq = {MIDDLE}"], {"{half}"}),
        ([f"DELETE FROM audit_value WHERE seq = {MIDDLE}"], {"{half}"}),
        (["INSERT INTO audit_value VALUES (3, 7, 'x', x'00', x'00')"], {"3"}),
        (["INSERT INTO audit_value VALUES (3000, 0, 'x', x'00', x'00')"], {"3000"}),
        (["DELETE FROM audit_value WHERE seq = {half}", "DELETE FROM audit_row WHERE seq = {half}"], {"{half}"}),
        (["DELETE FROM audit_value WHERE seq = 1", "DELETE FROM audit_row WHERE seq = 1"], {"1"}),
        (["DELETE FROM audit_value WHERE seq < 4", "DELETE FROM audit_row WHERE seq < 4"], {"1"}),
        (SET_SWAPPED, {"4", "5", "9", "10"}),
        (MOVED_ON, {"5"}),
        (MOVED_UP, {"5"}),
        ([f"INSERT INTO audit_row {COPIED.format(seq='max(seq) + 1')}"], {"{next}"}),
        ([f"INSERT INTO audit_row {COPIED.format(seq='-7')} WHERE seq = 4"], {"-7"}),
        (["DELETE FROM audit_value WHERE seq = {last}", "DELETE FROM audit_row WHERE seq = {last}"], {"{last}"}),
    ],
    ids=(
        ["actor", "time", "no-time", "no-text", "digest", "head", "value-not-bytes", "value", "value-removed"]
        + ["value-added", "value-of-no-row", "removed", "first-removed", "several-removed", "swapped", "put-in"]
        + ["taken-out-and-renumbered", "added", "put-before", "cut-tail"]
    ),
)
def test_a_change_of_the_record_is_found_and_named(
    walked: SignedIn, statements: list[str], places: set[str]
) -> None:
    with walked.store.engine.connect() as connection:
        last, _head = audit.last(connection)
    numbers = {"half": last // 2, "after": last // 2 + 1, "last": last, "next": last + 1}
    tamper(walked, *(statement.format(**numbers) for statement in statements))
    found = {fault.place for fault in verify.run(walked)}
    named = {f"audit row {place.format(**numbers)}" for place in places}
    assert named <= found
    anchor = f"audit row {last}"  # it too no longer fits where rows after the place were moved
    assert {place for place in found if place.startswith("audit row")} <= named | {anchor}


def reckon_anew(signed_in: SignedIn, place: int) -> int:
    """Change who did row `place` and make the whole chain after it fit, as somebody with the key can; the row count."""
    raw = engines.connect(signed_in.store.folder / engines.FILE, signed_in.store.key)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    with signed_in.store.engine.connect() as connection:
        rows = list(connection.execute(select(audit.ROWS).order_by(audit.ROWS.c.seq)))
    head = audit.START
    for row in rows:
        actor = "somebody else" if row.seq == place else row.actor
        head = audit.head_of(head, row.seq, row.at, (actor, row.action, row.table, row.record), row.digest)
        raw.execute("UPDATE audit_row SET actor = ?, head = ? WHERE seq = ?", (actor, head, row.seq))
    raw.close()
    return len(rows)


def test_a_record_reckoned_anew_from_a_changed_row_is_found_by_the_anchor(walked: SignedIn) -> None:
    last = reckon_anew(walked, 5)
    found = verify.run(walked)
    assert found[0].place == f"audit row {last}"
    assert "rewritten" in found[0].sentence


def test_a_record_reckoned_anew_is_found_by_the_signatures_where_the_anchor_was_taken_along(walked: SignedIn) -> None:
    reckon_anew(walked, 5)
    with walked.store.engine.connect() as connection:
        count, head = audit.last(connection)
    vault.reanchor(walked.store.folder, walked.store.key, count, head.hex())
    found = verify.run(walked)
    assert len(found) == 2 and all(fault.place.startswith("signature ") for fault in found)
    assert all("rewritten" in fault.sentence for fault in found)


def test_what_a_signature_says_it_covers_is_what_was_signed(walked: SignedIn) -> None:
    covered = "UPDATE signature SET audit_count = 1, audit_head = (SELECT lower(hex(head)) FROM audit_row WHERE seq = 1)"
    tamper(walked, covered)
    assert any("covers" in fault.sentence for fault in verify.run(walked))


def test_a_missing_anchor_is_reported(walked: SignedIn) -> None:
    vault.reanchor(walked.store.folder, walked.store.key, 0, "")
    assert [fault.place for fault in verify.run(walked)] == ["vault.json"]
    folder = walked.store.folder
    walked.store.abandon()
    again = opening.unlock(folder, MANAGER, PASSPHRASE)
    assert "does not say" in again.warning
    again.store.abandon()


def test_a_vault_file_changed_while_the_store_is_open_is_reported(walked: SignedIn) -> None:
    path = walked.store.folder / vault.VAULT_FILE
    path.write_text(path.read_text(encoding="utf-8").replace('"count": ', '"count": 1'), encoding="utf-8")
    assert [fault.place for fault in verify.run(walked)] == ["vault.json"]


def test_values_hidden_as_destroyed_are_found(walked: SignedIn) -> None:
    """Somebody with the key changes a row and says that its recorded values were destroyed."""
    raw = engines.connect(walked.store.folder / engines.FILE, walked.store.key)
    seq, record = raw.execute(
        "SELECT seq, record FROM audit_row WHERE action = 'add' AND \"table\" = 'agreement' LIMIT 1"
    ).fetchone()
    salt, value = raw.execute("SELECT salt, value FROM audit_value WHERE seq = ?", (seq,)).fetchone()
    raw.close()
    digest = audit.part_digest(salt, value).hex()
    tamper(
        walked,
        f"DELETE FROM audit_value WHERE seq = {seq}",
        f"INSERT INTO audit_destroyed VALUES ({seq}, 0, x'{digest}', '{'0' * 32}')",
        f"DELETE FROM agreement WHERE id = '{record}'",
    )
    found = {fault.place: fault.sentence for fault in verify.run(walked)}
    assert "no destruction accounts for" in found[f"destruction {'0' * 32}"]


def test_a_check_can_be_stopped(walked: SignedIn) -> None:
    class Stopped(Exception):
        pass

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        verify.run(walked, stop)
    assert verify.run(walked) == []


def test_writers_go_on_during_a_check_and_raise_no_alarm(walked: SignedIn) -> None:
    steps = 0

    def work() -> None:
        nonlocal steps
        steps += 1
        if steps % 5 == 0:
            agency.record(walked, date=f"2026-04-{steps % 28 + 1:02d}", start=f"{8 + steps // 28:02d}:00", stop="20:00")
            walked.store.settle()

    assert verify.run(walked, work) == []
    assert steps > 20


def test_an_index_that_does_not_fit_its_table_is_found(walked: SignedIn) -> None:
    raw = engines.connect(walked.store.folder / engines.FILE, walked.store.key)
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute(
        "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_supervision_session_date ON supervision_session (zone)'"
        " WHERE name = 'ix_supervision_session_date'"
    )
    raw.close()
    assert "damaged" in verify.run(walked)[0].sentence


def with_nickname(default: object) -> sa.MetaData:
    """Today's tables, and one column more of the agreement, as a later version will have it."""
    later = sa.MetaData()
    for table in METADATA.sorted_tables:
        table.to_metadata(later)
    later.tables["agreement"].append_column(sa.Column("note", sa.String(), nullable=False, default=default))
    return later


def add_nickname(signed_in: SignedIn) -> None:
    with signed_in.store.engine.execution_options(writes=True).begin() as connection:
        guards.drop(connection)
        change = Operations(MigrationContext.configure(connection))
        change.add_column("agreement", sa.Column("note", sa.String(), nullable=False, server_default="none yet"))
        guards.create(connection, METADATA)


def test_a_column_added_by_a_later_migration_is_no_false_alarm_and_no_blind_spot(walked: SignedIn) -> None:
    add_nickname(walked)
    later = with_nickname("none yet")
    assert list(verifying.faults(walked.store, later)) == []
    assert len(list(verifying.faults(walked.store, with_nickname("")))) == 2  # each agreement
    tamper(walked, "UPDATE agreement SET note = 'changed' WHERE id = (SELECT max(id) FROM agreement)")
    (found,) = verifying.faults(walked.store, later)
    assert found.place.startswith("agreement ")


def test_a_column_taken_away_by_a_later_migration_is_no_false_alarm(walked: SignedIn) -> None:
    without = sa.MetaData()
    for table in METADATA.sorted_tables:
        table.to_metadata(without)
    columns = without.tables["agreement"]._columns
    columns.remove(columns["not_therapist_confirmed"])
    assert list(verifying.faults(walked.store, without)) == []
    tamper(walked, "UPDATE agreement SET signed_on = '2001-01-01'")
    assert len(list(verifying.faults(walked.store, without))) == 2


def test_every_audited_column_remembers_what_it_was() -> None:
    """Else the record of a change would lack the value before it."""
    for mapper in Base.registry.mappers:
        if mapper.local_table.info.get("audited", True) and mapper.local_table not in (audit.ROWS, audit.VALUES):
            for attribute in mapper.column_attrs:
                if not attribute.columns[0].primary_key:
                    assert attribute.active_history, f"{mapper.local_table.name}.{attribute.key}"


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


SIGNATURE = (
    "session_id, role, staff_id, user_id, key_id, signed_at, signed_on, audit_count, audit_head, payload, signature"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_row SET actor = 'x'",
        "DELETE FROM audit_row",
        "INSERT OR REPLACE INTO audit_row SELECT * FROM audit_row WHERE seq = 3",
        "INSERT OR REPLACE INTO audit_row SELECT -5, at, actor, action, \"table\", record, digest, head"
        " FROM audit_row WHERE seq = 3",
        "INSERT OR REPLACE INTO audit_value SELECT seq, part, owner, salt, x'00' FROM audit_value WHERE seq = 3",
        "INSERT OR REPLACE INTO signature SELECT * FROM signature",
        f"INSERT OR REPLACE INTO signature ({SIGNATURE}, id) SELECT {SIGNATURE}, 'x' FROM signature"
        " WHERE role = 'supervisor'",
        "INSERT OR REPLACE INTO supervision_session SELECT * FROM supervision_session WHERE date = '2026-03-03'",
        "REPLACE INTO session_attendance (id, session_id, staff_id) SELECT 'x', session_id, staff_id FROM session_attendance"
        " WHERE session_id IN (SELECT session_id FROM signature)",
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


def test_guards_that_were_taken_off_are_on_again_when_the_store_opens(walked: SignedIn) -> None:
    tamper(walked, "SELECT 1")
    with walked.store.engine.connect() as connection:
        assert not guards.stand(connection, METADATA)
    walked.store.close()
    again = opening.unlock(walked.store.folder, MANAGER, PASSPHRASE)
    try:
        with again.store.engine.connect() as connection:
            assert guards.stand(connection, METADATA)
        with pytest.raises(Exception, match="append-only"):
            tamper(again, "DELETE FROM audit_row", guards=True)
    finally:
        again.store.close()


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
        assert "cut off" in again.warning
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
