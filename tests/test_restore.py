"""Restoring over an open store: what would be lost is told, rows come back, ways in stay, the present is kept."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.users import Draft, User
from app.services import drafts, users
from app.services.across import access, opening, removal, restore, verify
from app.services.across.opening import SignedIn
from app.services.problems import Damaged, Forbidden, ForeignStore, NewerStore, WrongPassphrase
from app.services.store import archive, backup, comparing, vault
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.store.backup import Kept
from app.services.users import UserEntry
from tests import agency
from tests.conftest import AGENCY, MANAGER, PASSPHRASE, ZONE

NOW = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=3)
NEW = "seven tin kettles over Flathead"


@pytest.fixture
def peopled(signed_in: SignedIn) -> SignedIn:
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        agency.people(session)
    return signed_in


@pytest.fixture
def ruth(peopled: SignedIn) -> SignedIn:
    return agency.enter(peopled, "Ruth", "supervisor", supervisor="RC")


@pytest.fixture
def made(peopled: SignedIn, ruth: SignedIn, tmp_path: Path) -> Kept:
    return backup.make(peopled.store, tmp_path, NOW)


def titles(signed_in: SignedIn) -> dict[str, str]:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        return {one.code: one.title for one in session.scalars(agency.select_staff())}


def retitle(signed_in: SignedIn, title: str) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        session.scalars(agency.select_staff()).first().title = title


def restored(signed_in: SignedIn, path: Path, typed: str = PASSPHRASE) -> Kept:
    prepared = restore.look(signed_in, path, typed)
    return restore.run(signed_in, prepared, now=LATER)


def people(signed_in: SignedIn) -> dict[str, bool]:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        return {one.name: one.removed_at is None for one in users.listed(session)}


def untouched(signed_in: SignedIn) -> tuple[bytes, list[str]]:
    folder = signed_in.store.folder
    return (folder / "vault.json").read_bytes(), sorted(path.name for path in (folder / "backups").glob("*"))


def test_what_the_copy_lacks_is_told_by_count_and_by_signed_record(
    peopled: SignedIn, ruth: SignedIn, made: Kept
) -> None:
    held = agency.record(peopled)
    agency.sign(ruth, held)
    retitle(peopled, "Lead")
    prepared = restore.look(peopled, made.path, PASSPHRASE)
    told = prepared.lacking
    assert told.signed == (comparing.Signed("supervision-session", "2026-03-04", ("AW", "RC")),)
    assert dict(told.tables) == {"supervision_session": 1, "session_attendance": 1, "signature": 1, "staff": 1}
    assert (told.lacks, told.brings) == (4, 0) and prepared.label.count == told.shared
    assert prepared.faults == ()
    prepared.discard()
    assert not prepared.work.exists()


def test_looking_changes_nothing(peopled: SignedIn, made: Kept) -> None:
    retitle(peopled, "Lead")
    peopled.store.settle()
    restore.look(peopled, made.path, PASSPHRASE).discard()
    before = untouched(peopled)
    restore.look(peopled, made.path, PASSPHRASE).discard()
    assert untouched(peopled) == before and titles(peopled)["AW"] == "Lead"


def test_rows_come_back_and_the_present_store_is_kept_and_comes_back_too(
    peopled: SignedIn, ruth: SignedIn, made: Kept
) -> None:
    held = agency.record(peopled)
    agency.sign(ruth, held)
    retitle(peopled, "Lead")
    kept = restored(peopled, made.path)
    assert titles(peopled)["AW"] != "Lead"
    assert verify.run(peopled) == []
    assert kept.before_restore and kept.path.parent == peopled.store.folder / "backups"
    folder = peopled.store.folder
    peopled.store.close()
    again = opening.unlock(folder, MANAGER, PASSPHRASE)
    try:
        assert verify.run(again) == []
        back = restore.look(again, kept.path, PASSPHRASE)
        assert back.lacking.brings == 4 and back.lacking.signed == ()
        restore.run(again, back, now=LATER)
        assert titles(again)["AW"] == "Lead" and verify.run(again) == []
    finally:
        again.store.close()


def test_the_restore_stands_in_the_record_and_the_anchor_is_set_anew(peopled: SignedIn, made: Kept) -> None:
    for number in range(5):
        retitle(peopled, f"{number}")
    peopled.store.settle()
    before = vault.read(peopled.store.folder).anchor
    restored(peopled, made.path)
    with peopled.store.engine.connect() as connection:
        rows = connection.exec_driver_sql('SELECT seq, action, "table" FROM audit_row ORDER BY seq DESC').all()
    after = vault.read(peopled.store.folder).anchor
    assert ("restore", "store") in [tuple(row[1:]) for row in rows]
    assert after.count == rows[0][0] and after.head != before.head


def test_ways_in_stay_as_they_are_today(peopled: SignedIn, ruth: SignedIn, made: Kept) -> None:
    annie = agency.enter(peopled, "Annie", "peer_supporter", staff="AW")
    access.reset_passphrase(peopled, ruth.actor.user_id, NEW, cost=vault.LOW)
    with sessions.transaction(peopled.store, peopled.actor) as session:
        users.set_roles(session, annie.actor.user_id, frozenset({users.Role.AUDITOR}))
    restored(peopled, made.path)
    folder = peopled.store.folder
    peopled.store.close()
    came = opening.unlock(folder, "Annie", agency.PASSPHRASE)
    came.store.close()
    assert came.actor.roles == {users.Role.AUDITOR} and came.actor.staff_id is not None
    opening.unlock(folder, "Ruth", NEW).store.close()
    with pytest.raises(WrongPassphrase):
        opening.unlock(folder, "Ruth", agency.PASSPHRASE)
    opening.unlock_with_recovery(folder, peopled.recovery_key, MANAGER).store.close()


def test_somebody_removed_since_does_not_come_back(peopled: SignedIn, ruth: SignedIn, made: Kept) -> None:
    agency.enter(peopled, "Second", "manager")
    removal.remove_user(peopled, ruth.actor.user_id, PASSPHRASE)
    restored(peopled, made.path)
    assert people(peopled) == {MANAGER: True, "Ruth": False, "Second": True}
    assert verify.run(peopled) == []
    folder = peopled.store.folder
    peopled.store.close()
    with pytest.raises(WrongPassphrase):
        opening.unlock(folder, "Ruth", agency.PASSPHRASE)
    opening.unlock(folder, "Second", agency.PASSPHRASE).store.close()


def test_a_backup_of_older_keys_opens_with_the_passphrase_or_the_recovery_key_of_its_day(
    peopled: SignedIn, ruth: SignedIn, made: Kept
) -> None:
    agency.enter(peopled, "Second", "manager")
    removal.remove_user(peopled, ruth.actor.user_id, PASSPHRASE)
    access.change_passphrase(peopled, PASSPHRASE, NEW, cost=vault.LOW)
    before = untouched(peopled)
    for typed in (NEW, "", "AAAA-BBBB", "x" * 1_000_000):
        with pytest.raises(restore.OlderKeys, match="on that day"):
            restore.look(peopled, made.path, typed)
    assert untouched(peopled) == before
    for typed in (PASSPHRASE, peopled.recovery_key):
        restore.look(peopled, made.path, typed).discard()
    restored(peopled, made.path, peopled.recovery_key)
    assert verify.run(peopled) == []
    folder = peopled.store.folder
    peopled.store.close()
    opening.unlock(folder, MANAGER, NEW).store.close()
    with pytest.raises(WrongPassphrase):  # the way in of then stays shut
        opening.unlock(folder, MANAGER, PASSPHRASE)


def test_links_to_people_that_the_copy_does_not_know_are_told_and_undone(peopled: SignedIn, made: Kept) -> None:
    with sessions.transaction(peopled.store, peopled.actor) as session:
        from app.services import staff

        entry = {"code": "XY", "name": "Xavier", "pack": "mt-cbhpss", "started_on": "2026-02-01"}
        staff.add(session, staff.StaffEntry.read(entry))
    agency.enter(peopled, "Xavier", "peer_supporter", staff="XY")
    prepared = restore.look(peopled, made.path, PASSPHRASE)
    assert prepared.unlinked == ("Xavier",)
    restore.run(peopled, prepared)
    folder = peopled.store.folder
    peopled.store.close()
    came = opening.unlock(folder, "Xavier", agency.PASSPHRASE)
    came.store.close()
    assert came.actor.staff_id is None


def test_what_is_being_typed_stays(peopled: SignedIn, ruth: SignedIn, made: Kept) -> None:
    for who in (peopled, ruth):
        with sessions.transaction(who.store, who.actor) as session:
            drafts.keep(session, "supervision", "", f'{{"by": "{who.actor.name}"}}')
    restored(peopled, made.path)
    with peopled.store.engine.connect() as connection:
        typed = connection.exec_driver_sql("SELECT typed FROM draft ORDER BY typed").scalars().all()
    assert [one.count("by") for one in typed] == [1, 1]
    with sessions.reading(ruth.store, ruth.actor) as session:
        assert [one.form for one in session.scalars(select(Draft))] == ["supervision"]


def test_only_a_manager_restores(peopled: SignedIn, ruth: SignedIn, made: Kept) -> None:
    with pytest.raises(Forbidden):
        restore.look(ruth, made.path, agency.PASSPHRASE)
    prepared = restore.look(peopled, made.path, PASSPHRASE)
    with pytest.raises(Forbidden):
        restore.run(ruth, prepared)


def test_another_agency_s_backup_is_refused(peopled: SignedIn, tmp_path: Path) -> None:
    entry = opening.AgencyEntry.read({"name": AGENCY, "zone": ZONE})
    other = opening.create(tmp_path / "other", entry, MANAGER, PASSPHRASE, cost=vault.LOW)
    foreign = backup.make(other.store, tmp_path, NOW)
    other.store.close()
    before = untouched(peopled)
    with pytest.raises(ForeignStore, match="another agency"):
        restore.look(peopled, foreign.path, PASSPHRASE)
    assert untouched(peopled) == before


def remade(made: Kept, work: Path, statement: str, key: bytes) -> Path:
    """The backup with its records changed by a statement, and a fitting label."""
    work.mkdir()
    label = archive.unpack(made.path, work)
    raw = engines.connect(work / engines.FILE, key)
    raw.execute(statement)
    raw.execute("PRAGMA journal_mode = DELETE").fetchone()
    raw.close()
    archive.pack(work, label, work / "remade.backup", lambda _percent: None)
    return work / "remade.backup"


def test_a_newer_schema_is_refused(peopled: SignedIn, made: Kept, tmp_path: Path) -> None:
    path = remade(made, tmp_path / "w", "UPDATE alembic_version SET version_num = '9999'", peopled.store.key)
    before = untouched(peopled)
    with pytest.raises(NewerStore, match="newer"):
        restore.look(peopled, path, PASSPHRASE)
    assert untouched(peopled) == before


def test_a_copy_that_was_tampered_with_says_so_before(peopled: SignedIn, made: Kept, tmp_path: Path) -> None:
    path = remade(made, tmp_path / "w", "UPDATE staff SET name = 'Somebody Else' WHERE code = 'AW'", peopled.store.key)
    prepared = restore.look(peopled, path, PASSPHRASE)
    assert [one.sentence for one in prepared.faults] == ["A row was changed outside Peerdesk."]
    prepared.discard()


def test_damage_is_refused(peopled: SignedIn, made: Kept) -> None:
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    made.path.write_bytes(data)
    before = untouched(peopled)
    with pytest.raises(Damaged, match="damaged or cut short"):
        restore.look(peopled, made.path, PASSPHRASE)
    assert untouched(peopled) == before


@pytest.mark.parametrize("percent", [0, 30, 45])
def test_stopped_on_the_way_the_store_is_as_it_was(peopled: SignedIn, made: Kept, percent: int) -> None:
    class Stop(Exception):
        pass

    def tell(now: int, words: str) -> None:
        if now >= percent and words != "Keeping the present store":
            raise Stop

    retitle(peopled, "Lead")
    prepared = restore.look(peopled, made.path, PASSPHRASE)
    with pytest.raises(Stop):
        restore.run(peopled, prepared, now=LATER, tell=tell)
    assert titles(peopled)["AW"] == "Lead" and verify.run(peopled) == []
    assert restore.run(peopled, prepared, now=LATER).path.is_file()
    assert titles(peopled)["AW"] != "Lead"


def test_a_name_that_somebody_else_has_now_does_not_stop_it(peopled: SignedIn, tmp_path: Path, made: Kept) -> None:
    """Two branches of the store: in the one that comes back, somebody else had the name."""
    annie = agency.enter(peopled, "Annie", "auditor")
    branch = backup.make(peopled.store, tmp_path, NOW + dt.timedelta(hours=1))
    restored(peopled, made.path)
    vault.rename_user(peopled.store.folder, peopled.store.key, str(annie.actor.user_id), "Annie W.")
    with sessions.transaction(peopled.store, peopled.actor) as session:
        session.scalars(select(User).where(User.name == "Annie")).one().name = "Annie W."
    user = UserEntry.read({"name": "Annie", "roles": "auditor"})
    opening.add_user(peopled, user, NEW, cost=vault.LOW)
    restored(peopled, branch.path)
    assert people(peopled) == {MANAGER: True, "Ruth": True, "Annie": True, "Annie W.": True}
    assert verify.run(peopled) == []
