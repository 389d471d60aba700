"""What a story records can be read back, and nothing is written where nobody asked."""

import json
from io import StringIO

from tests.faults import figures
from tests.faults.workers import Worker


def test_figures_are_lines_of_json(tmp_path, monkeypatch):
    place = tmp_path / "figures.jsonl"
    monkeypatch.setenv(figures.VARIABLE, str(place))
    figures.record(3, "starts contending for the lock", 200, 0)
    figures.record("kills", "kills of a writing process", 2000, 1)
    told = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]
    assert [(one["story"], one["count"], one["losses"]) for one in told] == [("3", 200, 0), ("kills", 2000, 1)]


def test_nothing_is_written_where_nobody_asked(tmp_path, monkeypatch):
    monkeypatch.delenv(figures.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    figures.record(3, "starts contending for the lock", 200, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_line_that_a_kill_cut_short_is_none_and_ends_the_wait():
    worker = Worker(StringIO("PID 0\n2001-01-03\n2001-01-04GONE\n"), "2001-01-02")
    assert worker.end() == ["2001-01-02", "2001-01-03"]
