"""The benchmarks run: each of them can be loaded, and what they measure is made, a thousandth of it, and nothing timed."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.models.encounters import Encounter
from app.models.hours import Hours
from app.models.supervision import SupervisionSession
from app.services.documents import supervision_log
from app.services.store import session as sessions
from app.services.supervision import owed

HERE = Path(__file__).with_name("benchmarks")


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], object]:
    """A benchmark by its name, found as `dev.py bench` finds it."""
    monkeypatch.syspath_prepend(str(HERE))

    def load(name: str) -> object:
        monkeypatch.delitem(sys.modules, name, raising=False)
        return __import__(name)

    return load


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*_rows.py")))
def test_each_can_be_loaded_and_says_what_it_measures(benchmark: Callable[[str], object], name: str) -> None:
    assert callable(benchmark(name).measure)


def test_a_thousandth_of_the_load_is_a_store_that_the_app_reads(tmp_path: Path) -> None:
    from tests.benchmarks import load

    made = load.make(tmp_path, 0.001)
    with sessions.reading(made.signed_in.store, made.signed_in.actor) as session:
        counts = [session.scalar(select(func.count(kind.id))) for kind in (Hours, SupervisionSession, Encounter)]
        assert len(owed.ledger(session, load.LAST)) == load.STAFF
    made.signed_in.store.close()
    assert counts == [60, 6, 200]


def test_both_sides_of_the_log_are_drawn(benchmark: Callable[[str], object]) -> None:
    rows = benchmark("pdf_rows")
    log = rows.log_of(20)
    assert rows.straight(log)[:5] == supervision_log.render(log)[:5] == b"%PDF-"
