"""Files land whole, privately, and say in words what a disk refuses."""

import errno
import os
import stat
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.problems import DiskProblem
from app.services.store import files

_MODES = pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead of modes")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _raising(number: int) -> Callable[..., None]:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def _noted(order: list[str], name: str, step: Callable[..., None]) -> Callable[..., None]:
    def noted(*paths: Path) -> None:
        order.append(name)
        step(*paths)

    return noted


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)


@_MODES
def test_a_written_file_is_whole_private_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    before = os.umask(0)
    try:
        files.write(path, b"one")
    finally:
        os.umask(before)
    assert path.read_bytes() == b"one"
    assert _mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@_MODES
def test_a_file_open_to_others_is_closed_when_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    path.chmod(0o644)
    files.write(path, b"new")
    assert _mode(path) == 0o600


def test_the_content_before_is_kept_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    files.write(path, b"one", keep_previous=True)
    assert not files.previous(path).exists()
    files.write(path, b"two", keep_previous=True)
    files.write(path, b"three", keep_previous=True)
    assert path.read_bytes() == b"three"
    assert files.previous(path).read_bytes() == b"two"


@_MODES
def test_folders_are_private_also_when_they_were_not(tmp_path: Path) -> None:
    folder = tmp_path / "agency" / "store"
    files.make_folder(folder)
    assert _mode(folder) == 0o700
    folder.chmod(0o755)
    files.make_folder(folder)
    assert _mode(folder) == 0o700


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EDQUOT, "Free some space"),
        (errno.EROFS, "choose another folder"),
        (errno.EACCES, "Close other programs"),
        (errno.EIO, "backup on another drive"),
        (errno.ENXIO, "Check the disk"),
    ],
)
@pytest.mark.parametrize("step", ["_fill", "_flush", "_rename", "flush_folder"])
def test_what_the_disk_refuses_is_said_and_the_old_content_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, remedy: str, step: str
) -> None:
    path = tmp_path / "a.json"
    files.write(path, b"old")
    monkeypatch.setattr(files, step, _raising(number))
    with pytest.raises(DiskProblem) as caught:
        files.write(path, b"new")
    assert remedy in caught.value.sentence
    assert str(path) in caught.value.sentence
    # A folder that cannot be flushed comes after the new content is in place: whole, either way.
    assert path.read_bytes() == (b"new" if step == "flush_folder" else b"old")
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_gone_or_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(DiskProblem, match="Plug the drive in"):
        files.write(tmp_path / "gone" / "a.json", b"")
    (tmp_path / "plain").write_bytes(b"")
    with pytest.raises(DiskProblem, match="not a folder"):
        files.write(tmp_path / "plain" / "a.json", b"")
    with pytest.raises(DiskProblem, match="not a folder"):
        files.make_folder(tmp_path / "plain")
    (tmp_path / "folder").mkdir()
    with pytest.raises(DiskProblem, match="is a folder"):
        files.write(tmp_path / "folder", b"")


def test_a_scanner_that_lets_go_is_waited_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, held = os.replace, [3]

    def scanned(source: Path, target: Path) -> None:
        if held[0]:
            held[0] -= 1
            raise PermissionError(errno.EACCES, "held")
        real(source, target)

    monkeypatch.setattr(os, "replace", scanned)
    path = tmp_path / "a.json"
    files.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert held == [0]


def test_a_scanner_that_never_lets_go_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    files.write(path, b"old")
    monkeypatch.setattr(os, "replace", _raising(errno.EACCES))
    with pytest.raises(DiskProblem, match="Another program"):
        files.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_flushed_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fussy(number: int) -> None:
        if stat.S_ISDIR(os.fstat(number).st_mode):
            raise OSError(errno.EINVAL, "no")
        real(number)

    monkeypatch.setattr(os, "fsync", fussy)
    files.write(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"new"


def test_what_is_in_place_was_flushed_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    for step in ("_flush", "_rename"):
        monkeypatch.setattr(files, step, _noted(order, step, getattr(files, step)))
    files.write(tmp_path / "a.json", b"new")
    assert order == ["_flush", "_rename"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("CON.pdf", "Windows keeps for itself"),
        ("con", "Windows keeps for itself"),
        ("nul.tar.gz", "Windows keeps for itself"),
        ("Lpt1 .pdf", "Windows keeps for itself"),
        ("COM¹.txt", "Windows keeps for itself"),
        ("a?b.pdf", "leave out the signs"),
        ("Log 3:30.pdf", "leave out the signs"),
        ("a*b|c<d>.pdf", "leave out the signs"),
        ('say "yes".pdf', "leave out the signs"),
        ("two\nlines.pdf", "leave out the signs"),
        ("log.pdf.", "blank or a dot"),
        ("log.pdf ", "blank or a dot"),
        ("l" * 300 + ".pdf", "too long"),
        ("č" * 256, "too long"),
    ],
)
def test_a_name_that_windows_cannot_hold_is_refused_with_what_is_wrong_with_it(name: str, words: str) -> None:
    with pytest.raises(DiskProblem, match=words) as caught:
        files.check_name(Path("folder") / name, windows=True)
    assert "free" not in caught.value.sentence, "no word of room where a name is at fault"


@pytest.mark.parametrize(
    "name", ["console.pdf", "Hours 11.2026.pdf", "com10.txt", "Č̓ɫk̓ʷšá.pdf", "a,b;c'(d)&e.pdf", ".hidden", "č" * 255]
)
def test_a_name_that_windows_holds_is_taken(name: str) -> None:
    assert files.check_name(Path("folder") / name, windows=True) is None


def test_a_name_too_long_or_broken_is_told_here_too(tmp_path: Path) -> None:
    for name, words in (("l" * 300 + ".pdf", "too long"), ("č" * 200 + ".pdf", "too long"), ("a\0b.pdf", "signs")):
        with pytest.raises(DiskProblem, match=words):
            files.write(tmp_path / name, b"x")
    assert list(tmp_path.iterdir()) == []


def _of_windows(number: int, code: int) -> OSError:
    error = PermissionError(number, "as Windows says it")
    error.winerror = code  # type: ignore[attr-defined]  # there is one on Windows only
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [(32, "Another program"), (112, "disk is full"), (206, "too long"), (123, "leave out the signs"),
     (3, "Plug the drive in"), (19, "allows reading only"), (1117, "disk failed")],
)  # fmt: skip
def test_what_windows_says_more_exactly_is_heard(code: int, words: str) -> None:
    assert words in files.disk_problem(_of_windows(errno.EACCES, code), Path("a.pdf")).sentence


def test_a_file_held_marked_or_in_a_closed_folder_has_its_own_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a reader that holds the file, a read-only mark, and a folder without the right to write look like."""
    path = tmp_path / "log.pdf"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", _raising(errno.EACCES))
    with pytest.raises(DiskProblem, match="Another program.*Close it there"):
        files.write(path, b"new")
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(DiskProblem, match="marked as read-only"):
        files.write(path, b"new")
    monkeypatch.setattr(tempfile, "mkstemp", _raising(errno.EACCES))
    with pytest.raises(DiskProblem, match="may not write in the folder"):
        files.write(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_block_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    files.write(path, b"old")
    with pytest.raises(KeyError), files.landing(path) as out:
        out.write(b"half of the new")
        raise KeyError
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
    with files.landing(path) as out:
        out.write(b"new")
    assert path.read_bytes() == b"new" and _mode(path) == 0o600


def test_an_ending_is_added_and_replaces_nothing_unasked(tmp_path: Path) -> None:
    assert files.with_ending(tmp_path / "Hours 11.2026", ".pdf").name == "Hours 11.2026.pdf"
    assert files.with_ending(tmp_path / "LOG.PDF", ".pdf").name == "LOG.PDF"
    (tmp_path / "log.pdf").write_bytes(b"")
    assert files.with_ending(tmp_path / "log.pdf", ".pdf").name == "log.pdf", "this one was asked about"
    with pytest.raises(DiskProblem, match="there already"):
        files.with_ending(tmp_path / "log", ".pdf")


def test_leftovers_of_a_kill_are_cleared_and_nothing_else(tmp_path: Path) -> None:
    files.temporary(tmp_path / "a.json")
    files.temporary(tmp_path / "b.json")
    kept = tmp_path / ".hidden"
    kept.write_bytes(b"")
    assert files.clear_leftovers(tmp_path) == 2
    assert list(tmp_path.iterdir()) == [kept]


def test_removing_and_copying(tmp_path: Path) -> None:
    path, target = tmp_path / "a.json", tmp_path / "b.json"
    files.write(path, b"one")
    files.copy(path, target)
    files.remove(path)
    files.remove(path)
    assert [each.name for each in tmp_path.iterdir()] == ["b.json"]
    with pytest.raises(DiskProblem):
        files.copy(path, target)
    assert target.read_bytes() == b"one"
