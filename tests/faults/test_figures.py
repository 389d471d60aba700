"""What a story records can be read back, and nothing is written where nobody asked."""

import json

from tests.faults import figures


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
