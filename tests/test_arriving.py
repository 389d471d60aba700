"""A backup on a machine without its store, of every schema; and both ways on the command line."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from app import __main__ as program
from app import clock
from app.services import users
from app.services.across import access, arriving, opening, removal, restore, verify
from app.services.across.due import safety
from app.services.across.opening import SignedIn
from app.services.problems import Problem, StoreBusy, WrongPassphrase
from app.services.store import archive, backup, upgrade, vault
from app.services.store import session as sessions
from app.services.store.archive import Label
from app.services.store.backup import Kept
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE

NOW = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)
NEW = "seven tin kettles over Flathead"
SAMPLES = Path(__file__).parent / "stores"


@pytest.fixture
def made(staffed: SignedIn, tmp_path: Path) -> Kept:
    agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    return backup.make(staffed.store, tmp_path, NOW)


def test_it_opens_on_an_empty_machine_for_everybody_of_its_day(
    staffed: SignedIn, made: Kept, tmp_path: Path
) -> None:
    found = arriving.peek(made.path)
    assert found.people == (MANAGER, "Annie") and found.agency == staffed.agency and found.label.made_at == NOW
    folder = tmp_path / "new" / "deep" / "store"
    opened, faults = arriving.arrive(folder, made.path, MANAGER, PASSPHRASE)
    assert faults == () and verify.run(opened) == []
    opened.store.close()
    assert sorted(path.name for path in folder.parent.iterdir()) == ["store"]
    opening.unlock(folder, "Annie", agency.PASSPHRASE).store.close()
    opening.unlock_with_recovery(folder, staffed.recovery_key, MANAGER).store.close()


def test_the_recovery_key_of_its_day_opens_it_when_every_passphrase_is_lost(
    staffed: SignedIn, made: Kept, tmp_path: Path
) -> None:
    opened, _faults = arriving.arrive(
        tmp_path / "new", made.path, MANAGER, staffed.recovery_key, recovery=True
    )
    assert opened.recovered
    access.choose_passphrase(opened, NEW, cost=vault.LOW)
    opened.store.close()


def test_a_machine_on_which_a_store_just_arrived_is_not_years_late_with_its_backup(
    staffed: SignedIn, tmp_path: Path
) -> None:
    now = clock.now()
    with sessions.transaction(staffed.store, staffed.actor) as session:
        users.agency(session).created_at = now - dt.timedelta(days=751)
    kept = backup.make(staffed.store, tmp_path, now - dt.timedelta(days=30))
    opened, _faults = arriving.arrive(tmp_path / "new", kept.path, MANAGER, PASSPHRASE)

    def late(after: int) -> list[int]:
        at = clock.now() + dt.timedelta(days=after)
        found = safety.items(opened, at, at.date())
        return [(at.date() - one.on).days for one in found if one.what == "Back up the records"]

    assert late(0) == [] and late(6) == [] and late(9) == [2]
    opened.store.close()


@pytest.mark.parametrize("typed", ["", "wrong", "x" * 1_000_000])
def test_a_wrong_passphrase_leaves_nothing(made: Kept, tmp_path: Path, typed: str) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(WrongPassphrase):
        arriving.arrive(tmp_path / "new", made.path, MANAGER, typed)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_folder_that_is_taken_or_synced_is_refused(staffed: SignedIn, made: Kept, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "letter.txt").write_text("mine", encoding="utf-8")
    for folder, said in (
        (taken, "files in"), (staffed.store.folder, "A store lies"), (tmp_path / "Dropbox" / "store", "Dropbox"),
    ):  # fmt: skip
        with pytest.raises(Problem, match=said):
            arriving.arrive(folder, made.path, MANAGER, PASSPHRASE)
    assert (taken / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_a_store_that_is_broken_is_kept_beside_and_one_in_use_is_not_moved(
    staffed: SignedIn, made: Kept
) -> None:
    folder = staffed.store.folder
    with pytest.raises(StoreBusy):
        arriving.arrive(folder, made.path, MANAGER, PASSPHRASE, aside=True)
    staffed.store.close()
    (folder / "agency.db").write_bytes(b"broken")
    opened, _faults = arriving.arrive(folder, made.path, MANAGER, PASSPHRASE, aside=True)
    opened.store.close()
    (kept,) = folder.parent.glob("store-kept-*")
    assert (kept / "agency.db").read_bytes() == b"broken" and (kept / "vault.json").is_file()


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.iterdir() if path.is_dir() and path.name[0] == "0"))
def test_a_backup_of_an_older_schema_is_brought_up(sample: str, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(SAMPLES / sample, work)
    said = json.loads((work / "expected.json").read_text(encoding="utf-8"))
    kept = vault.read(work)
    path = tmp_path / "older.backup"
    archive.pack(work, Label(kept.store_id, NOW, sample, kept.anchor.count), path, lambda _percent: None)
    who, word = said["user"], said["passphrase"]
    opened, faults = arriving.arrive(tmp_path / "new", path, who, word)
    try:
        assert faults == () and upgrade.revision(opened.store.engine) == upgrade.HEAD
        assert verify.run(opened) == []
        if sample != upgrade.HEAD:
            prepared = restore.look(opened, path, word)
            assert (prepared.lacking.brings, prepared.faults) == (0, ())
            restore.run(opened, prepared)
            assert verify.run(opened) == []
    finally:
        opened.store.close()


@pytest.fixture
def word(tmp_path: Path) -> str:
    path = tmp_path / "word"
    path.write_text(PASSPHRASE, encoding="utf-8")
    return str(path)


def run(*arguments: object) -> int:
    return program.run([str(one) for one in arguments])


def test_backup_and_restore_by_command(signed_in: SignedIn, word: str, tmp_path: Path, capsys) -> None:
    folder = signed_in.store.folder
    signed_in.store.close()
    assert run("backup", tmp_path / "drive" / "deep", "--store", folder, "--passphrase-file", word) == 0
    (made,) = (tmp_path / "drive" / "deep").iterdir()
    assert capsys.readouterr().out.strip() == str(made)
    assert run("restore", made, "--store", tmp_path / "new", "--passphrase-file", word) == 0
    said = capsys.readouterr()
    assert f"These people can open it again: {MANAGER}." in said.err and "Restored into" in said.out
    assert run("verify", "--store", tmp_path / "new", "--passphrase-file", word) == 0


def test_restore_by_command_tells_what_is_lost_and_keeps_it(
    staffed: SignedIn, made: Kept, word: str, capsys
) -> None:
    ruth = agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")
    agency.sign(ruth, agency.record(staffed))
    folder = staffed.store.folder
    staffed.store.close()
    common = ("--store", folder, "--passphrase-file", word, "--user", MANAGER)
    assert run("restore", made.path, "--dry-run", *common) == 0
    said = capsys.readouterr()
    assert "Nothing was changed." in said.out
    assert "1 signed record would be lost:\n  Supervision session, 2026-03-04, AW, RC" in said.err
    assert run("restore", made.path, *common) == 0
    said = capsys.readouterr()
    assert "Supervision session, 2026-03-04, AW, RC" in said.err and "-before-restore.backup" in said.out
    assert run("verify", *common) == 0


def test_restore_by_command_of_older_keys_asks_for_them(
    staffed: SignedIn, made: Kept, word: str, tmp_path: Path, capsys
) -> None:
    agency.enter(staffed, "Second", "manager")
    with sessions.reading(staffed.store, staffed.actor) as session:
        from app.services import users

        (annie,) = [one.id for one in users.listed(session) if one.name == "Annie"]
    removal.remove_user(staffed, annie, PASSPHRASE)
    access.change_passphrase(staffed, PASSPHRASE, NEW, cost=vault.LOW)
    folder = staffed.store.folder
    staffed.store.close()
    then, now, key = Path(word), tmp_path / "now", tmp_path / "key"
    now.write_text(NEW, encoding="utf-8")
    key.write_text(staffed.recovery_key + "\n", encoding="utf-8")
    common = ("--store", folder, "--passphrase-file", now, "--user", MANAGER)
    assert run("restore", made.path, *common) == 1
    assert "--backup-passphrase-file" in capsys.readouterr().err
    assert run("restore", made.path, "--recovery-file", key, "--dry-run", *common) == 0
    assert run("restore", made.path, "--backup-passphrase-file", then, *common) == 0
    assert run("verify", *common) == 0


def test_a_broken_store_is_put_aside_by_command_and_a_whole_one_is_not(
    staffed: SignedIn, made: Kept, word: str, capsys
) -> None:
    folder = staffed.store.folder
    staffed.store.close()
    common = ("--store", folder, "--passphrase-file", word, "--user", MANAGER)
    assert run("restore", made.path, "--aside", *common) == 1
    assert "This store opens" in capsys.readouterr().err
    (folder / "agency.db").write_bytes(b"")
    assert run("restore", made.path, *common) == 1
    assert run("restore", made.path, "--aside", *common) == 0
    assert run("verify", *common) == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"text"])
def test_a_bad_file_by_command_is_refused_with_its_sentence(tmp_path: Path, word: str, content: bytes, capsys) -> None:
    bad = tmp_path / "bad.backup"
    bad.write_bytes(content)
    assert run("restore", bad, "--store", tmp_path / "new", "--passphrase-file", word) == 1
    assert "backup" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
