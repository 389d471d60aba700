"""A store that does not open: each sentence names what lies there, and what it says is followed until the store opens."""

import datetime as dt
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import __main__ as program
from app.services.across import arriving, opening, remedies
from app.services.across.opening import SignedIn
from app.services.problems import Problem
from app.services.store import backup, engine, moves
from app.services.store import session as sessions
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE

NOW = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)
Harm = Callable[[Path], object]


@pytest.fixture(scope="module")
def sound(first_store: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with people, two backups beside it and a key file of before."""
    folder = tmp_path_factory.mktemp("sound") / "store"
    shutil.copytree(first_store[0], folder)
    opened = opening.unlock(folder, MANAGER, PASSPHRASE)
    with sessions.transaction(opened.store, opened.actor) as session:
        agency.people(session)
    for day in (0, 1):
        backup.make(opened.store, backup.own_folder(opened.store), NOW + dt.timedelta(days=day))
    opened.store.close()
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "my store")
    return tmp_path / "my store"


def cut(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)


def flip(path: Path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1]))


def pages(folder: Path) -> int:
    return (folder / engine.FILE).stat().st_size // 4096


FILES: dict[str, Harm] = {
    "file missing": lambda at: (at / "agency.db").unlink(),
    "file empty": lambda at: (at / "agency.db").write_bytes(b""),
    "file foreign": lambda at: (at / "agency.db").write_bytes(b"a letter " * 5000),
    "file cut to 100 bytes": lambda at: cut(at / "agency.db", 100),
    "file cut in half": lambda at: cut(at / "agency.db", pages(at) // 2 * 4096),
    "file cut inside a page": lambda at: cut(at / "agency.db", pages(at) // 2 * 4096 + 7),
    "first page changed": lambda at: flip(at / "agency.db", 900),
    "second page changed": lambda at: flip(at / "agency.db", 5000),
    "all other pages changed": lambda at: [flip(at / "agency.db", page * 4096 + 99) for page in range(2, pages(at))],
}
KEYS: dict[str, Harm] = {
    "key file missing": lambda at: (at / "vault.json").unlink(),
    "key file empty": lambda at: (at / "vault.json").write_bytes(b""),
    "key file cut": lambda at: cut(at / "vault.json", 300),
    "key file foreign": lambda at: (at / "vault.json").write_bytes(b"not ours"),
    "key file of another program": lambda at: (at / "vault.json").write_bytes(b'{"format": "other"}'),
    "key file renamed agency": lambda at: (at / "vault.json").write_text(
        (at / "vault.json").read_text(encoding="utf-8").replace("Cottonwood", "Cottenwood"), encoding="utf-8"
    ),
    "both missing": lambda at: [(at / name).unlink() for name in ("vault.json", "agency.db")],
}
BESIDE: dict[str, Harm] = {
    "all beside it": lambda at: None,
    "newest backup damaged": lambda at: flip(max((at / "backups").iterdir()), 50_000),
    "no backup": lambda at: shutil.rmtree(at / "backups"),
    "no key file of before": lambda at: (at / "vault.json.previous").unlink(missing_ok=True),
    "key file of before damaged, no backup": lambda at: [
        (at / "vault.json.previous").write_bytes(b"{"), shutil.rmtree(at / "backups"),
    ],
}  # fmt: skip


class Person:
    """Somebody at a terminal, who does what is said and nothing else."""

    def __init__(self, folder: Path, drive: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.drive, self.capsys = folder, drive, capsys
        self.word = folder.parent / "word.txt"
        self.word.write_text(PASSPHRASE, encoding="utf-8")

    def run(self, *arguments: str) -> tuple[int, str]:
        code = program.run([*arguments, "--store", str(self.folder), "--passphrase-file", str(self.word)])
        return code, self.capsys.readouterr().err

    def follow(self, said: str) -> None:
        """Do the first thing that a sentence names."""
        if found := re.search(r"Beside it lies (.+?), the key file as it was", said):
            assert Path(found[1]).is_file(), "what is named lies there"
            shutil.copy(found[1], self.folder / "vault.json")
            return
        found = re.search(r'The command: peerdesk restore ("[^"]+"|\S+) --aside', said)
        assert found, said
        named = found[1].strip('"')
        path = self.drive if named == "FILE.backup" else Path(named)
        assert path.is_file(), "what is named lies there"
        code, more = self.run("restore", str(path), "--aside")
        assert code == 0, more


@pytest.fixture
def drive(sound: Path, tmp_path: Path) -> Path:
    """A copy of the newest backup on another drive."""
    path = tmp_path / "drive" / "kept.backup"
    path.parent.mkdir()
    shutil.copy(max((sound / "backups").iterdir()), path)
    return path


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("harm", [*FILES, *KEYS])
def test_what_a_sentence_says_opens_the_store_again(
    folder: Path, drive: Path, capsys: pytest.CaptureFixture[str], harm: str, beside: str
) -> None:
    BESIDE[beside](folder)
    (FILES | KEYS)[harm](folder)
    person = Person(folder, drive, capsys)
    before = {path.name for path in folder.iterdir()}
    for _step in range(3):
        code, said = person.run("owed")
        if code == 0:
            break
        assert "went wrong" not in said, said
        if "agency.db" in before and harm in KEYS and beside in ("all beside it", "newest backup damaged", "no backup"):
            assert "vault.json.previous" in said or not (folder / "vault.json.previous").exists()
        person.follow(said)
    else:
        pytest.fail(f"three remedies did not help: {said}")
    for kept in moves.kept_beside(folder):
        assert {path.name for path in kept.iterdir()} >= before - {"lock", "lock.json", "vault.json"}, "kept whole"


def test_a_store_that_opens_and_is_damaged_further_in_is_restored_by_following(
    folder: Path, drive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each page once: whatever it held, somebody who asks for a restore gets there, and what was there is kept."""
    person = Person(folder, drive, capsys)
    newest = max((folder / "backups").iterdir())
    tried = 0
    for page in range(pages(folder) - 1, 2, -max(1, pages(folder) // 12)):
        copy = folder.with_name("copy")
        shutil.copytree(folder, copy)
        flip(copy / "agency.db", page * 4096 + 2000)
        person.folder = copy
        code, said = person.run("restore", str(copy / "backups" / newest.name))
        if code:
            assert "went wrong" not in said, said
            person.follow(said)
            tried += 1
        assert person.run("verify")[0] == 0
        for gone in (copy, *moves.kept_beside(copy)):
            shutil.rmtree(gone)
    assert tried, "some of the pages were needed"


def test_a_whole_store_is_not_moved_aside(folder: Path, drive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = Person(folder, drive, capsys).run("restore", str(drive), "--aside")
    assert code == 1 and "Leave out --aside" in said and moves.kept_beside(folder) == []


def test_a_broken_backup_is_not_taken_for_a_broken_store(
    folder: Path, drive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flip(drive, drive.stat().st_size // 2)
    code, said = Person(folder, drive, capsys).run("restore", str(drive))
    assert code == 1 and "backup" in said and "is damaged" in said and "--aside" not in said
    code, said = Person(folder, drive, capsys).run("restore", str(folder / "vault.json"))
    assert code == 1 and "is not a backup" in said and "ends in .backup" in said


def test_the_key_file_of_before_is_put_back_and_the_other_kept(folder: Path) -> None:
    (folder / "vault.json").write_bytes(b"half")
    with pytest.raises(Problem) as caught:
        opening.unlock(folder, MANAGER, PASSPHRASE)
    assert caught.value.key_file == folder / "vault.json.previous" and caught.value.broken
    remedies.put_key_file_back(folder)
    with pytest.raises(Problem):
        remedies.put_key_file_back(folder)
    opening.unlock(folder, MANAGER, PASSPHRASE).store.close()
    assert (folder / "vault.json.damaged").read_bytes() == b"half"


class Killed(BaseException):
    """The power goes."""


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Let the process die at the n-th step that changes a folder's name or removes it."""
    real = {name: getattr(Path, name) for name in ("rename", "rmdir", "unlink")}

    def at(step: int) -> None:
        left = [step]

        def dying(name: str) -> Callable[..., object]:
            def act(self: Path, *arguments: object, **named: object) -> object:
                if "store" in self.name or "move" in self.name:
                    left[0] -= 1
                    if left[0] == 0:
                        raise Killed
                return real[name](self, *arguments, **named)

            return act

        for name in real:
            monkeypatch.setattr(Path, name, dying(name))

    yield at


@pytest.mark.parametrize("aside", [True, False])
@pytest.mark.parametrize("step", range(1, 8))
def test_a_restore_that_is_killed_between_its_renames_is_finished_or_undone_at_the_next_start(
    folder: Path, drive: Path, killed: Callable[[int], None], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], aside: bool, step: int,
) -> None:  # fmt: skip
    if aside:
        (folder / "agency.db").write_bytes(b"")
    else:
        shutil.rmtree(folder)
        folder.mkdir()
    killed(step)
    try:
        with pytest.raises(Killed):
            arriving.arrive(folder, drive, MANAGER, PASSPHRASE, aside=aside)[0].store.close()
    except pytest.fail.Exception:
        pass  # it has fewer steps
    monkeypatch.undo()
    person = Person(folder, drive, capsys)
    code, said = person.run("owed")
    if code:
        assert ("The command" in said) if aside else "no store in this folder yet" in said, said
        if aside:
            person.follow(said)
        else:
            assert person.run("restore", str(drive))[0] == 0
    assert person.run("verify")[0] == 0
    left = sorted(path.name for path in folder.parent.iterdir() if path.name.startswith("."))
    assert [name for name in left if not name.endswith(".landing")] in ([], [f".{folder.name}.arrival"]), left


def test_a_store_moved_aside_by_hand_is_named(folder: Path) -> None:
    kept = folder.with_name(f"{folder.name}-kept-20260307T120000Z")
    folder.rename(kept)
    with pytest.raises(Problem, match=re.escape(str(kept))) as caught:
        opening.require_store(folder)
    assert f"the name {folder.name}" in caught.value.sentence
    kept.rename(folder)  # as it says
    opening.unlock(folder, MANAGER, PASSPHRASE).store.close()


def test_what_an_earlier_arrival_left_goes_with_the_next_one(folder: Path, drive: Path, signed_in: SignedIn) -> None:
    assert signed_in.store.folder != folder
    left = folder.with_name(f".{folder.name}abc{backup.WORKING}")
    left.mkdir()
    (left / "agency.db").write_bytes(b"half")
    (folder / "vault.json").unlink()
    arriving.arrive(folder, drive, MANAGER, PASSPHRASE, aside=True)[0].store.close()
    assert not left.exists()


@pytest.mark.skipif(os.name == "nt", reason="links are POSIX")
def test_a_note_of_a_move_leads_nowhere_else(folder: Path) -> None:
    victim = folder.with_name("victim")
    victim.mkdir()
    for said in ('{"coming": "../victim", "kept": ""}', '{"coming": 3}', "not json", '{"coming": "", "kept": "victim"}'):
        moves.note_of(folder).write_text(said, encoding="utf-8")
        moves.resume(folder)
        assert victim.is_dir() and moves.holds_store(folder) and not moves.note_of(folder).exists()
