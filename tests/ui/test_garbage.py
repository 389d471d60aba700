"""What Qt made is deleted on the thread that made it, also while a worker asks for memory."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from app.ui import loading
from app.ui.kit import aside
from app.ui.kit.background import Queue
from app.ui.kit.garbage import Gatherer


class Ring(QObject):
    """Holds itself, so that only a search frees it."""

    def __init__(self) -> None:
        super().__init__()
        self.ring = self


@pytest.fixture
def gatherer():
    """On an owner of its own; what the tests had before is put back."""
    gc.enable()
    owner = QObject()
    yield Gatherer(owner)
    gc.disable()  # the tests' own state


def busy() -> None:
    """What a worker does: it asks for memory in rings, far over every threshold."""
    for _turn in range(20_000):
        ring: list[object] = []
        ring.append(ring)


def dropped() -> list[int]:
    """The threads on which a ring of Qt's is freed from now on; the ring is garbage already."""
    threads: list[int] = []
    ring = Ring()
    weakref.finalize(ring, lambda: threads.append(threading.get_ident()))
    return threads


class Held(QObject):
    """Stands for a page that only the work still holds."""

    def answer(self, *_anything: object) -> int:
        """Nothing of interest."""
        return 1


def freed_by(start) -> list[int]:
    """The threads on which a page is freed after `start(page)` has handed it to background work; the work waits."""
    threads: list[int] = []
    page = Held()
    weakref.finalize(page, lambda: threads.append(threading.get_ident()))
    start(page)
    return threads


@pytest.mark.parametrize("way", ["queue", "aside"])
def test_background_work_never_frees_a_page_on_its_own_thread(qtbot, way):
    go = threading.Event()
    queue = Queue()

    def start(page: Held) -> None:
        def work(*_progress: object) -> int:
            go.wait(10)
            return page.answer()

        if way == "queue":
            queue.run(work, page.answer)
        else:
            aside.run("test", work, page.answer)

    threads = freed_by(start)
    go.set()
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.get_ident()]
    queue.close()


def at_work() -> None:
    worker = threading.Thread(target=busy)
    worker.start()
    worker.join()


def test_a_worker_frees_nothing_of_the_window(qapp, gatherer):
    threads = dropped()
    at_work()
    assert threads == []
    for _turn in range(300):
        gatherer.look()
    gc.collect()
    assert threads == [threading.get_ident()]


def test_without_it_the_worker_would(qapp):
    gc.enable()
    try:
        threads = dropped()
        at_work()
    finally:
        gc.disable()
    assert threads and threads[0] != threading.get_ident()


def test_a_look_frees_what_was_dropped_lately(qapp, gatherer):
    at_work()
    before = gc.get_count()[0]
    gatherer.look()
    assert gc.get_count()[0] < before


def test_loading_leaves_the_search_as_it_was(qapp, gatherer, monkeypatch):
    monkeypatch.setattr(loading, "HEAVY", ("json.tool",))
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.delitem(__import__("sys").modules, "json.tool", raising=False)
    loading.load()
    assert not gc.isenabled()
