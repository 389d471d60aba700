"""Papers in temporary files: gone at the end, and after a kill gone at the next start."""

import os
import stat
from pathlib import Path

import pytest

from app.services.store import private
from tests.faults import figures, workers

NAME = "Canary Whitegrass"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are forked the POSIX way")


def holding_the_name(*folders: Path) -> list[Path]:
    there = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in there if NAME.encode() in path.read_bytes()]


def rounds(tmp_path: Path, count: int) -> int:
    """Files that still hold the name after `count` kills in the middle of a save, each with a start after it."""
    base, target, left = tmp_path / "private", tmp_path / "papers", 0
    target.mkdir()
    with workers.nursery("leaver", tmp_path) as many:
        for _round in range(count):
            worker = many.start(str(base), str(target), NAME, "stay")
            assert worker.hears() == "READY"
            assert len(holding_the_name(base, target)) == 2  # the folder and the file on its way were used
            assert private.clear(base) == 0  # a living process keeps its own
            worker.kill()
            private.clear(base)
            left += len(holding_the_name(base, target))
            assert many.start(str(base), str(target), NAME, "end").end() == ["READY"]
            left += len(holding_the_name(base, target)) + len(list(base.iterdir()))
    return left


def test_nothing_is_left_after_a_kill_and_a_start_or_after_an_end(tmp_path):
    assert rounds(tmp_path, 1) == 0


@pytest.mark.full
def test_nothing_is_left_after_many(tmp_path):
    left = rounds(tmp_path, 60)
    figures.record(14, "kills and ends with papers in temporary files, canaries left", 120, left)
    assert left == 0


def test_the_folder_is_private_and_only_noted_files_of_ours_are_removed(tmp_path):
    base, mine = tmp_path / "private", tmp_path / "letter.txt"
    mine.write_text("mine", encoding="utf-8")
    dead = base / "123-abc"
    dead.mkdir(parents=True)
    (tmp_path / ".x.landing").mkdir()
    (dead / "landing").write_text(f"{mine}\n{tmp_path / '.x.landing'}\n/etc/hostname\n\0\n", encoding="utf-8")
    assert private.clear(base) == 1 and list(base.iterdir()) == []
    assert mine.is_file() and (tmp_path / ".x.landing").is_dir()
    with workers.nursery("leaver", tmp_path) as many:
        worker = many.start(str(base), str(tmp_path), NAME, "stay")
        assert worker.hears() == "READY"
        assert [stat.S_IMODE(one.stat().st_mode) for one in (base, *base.iterdir())] == [0o700, 0o700]
        worker.kill()
