"""The queue for background work, and the keeper of drafts."""

import ast
import json
import threading
import time
import weakref
from pathlib import Path

import pytest
import shiboken6

from app.services.problems import DiskProblem
from app.ui.kit import background, controls, page
from app.ui.kit.background import Queue
from app.ui.kit.drafts import Keeper
from tests import sources

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def queue(qtbot):
    made = Queue()
    yield made
    made.close()


def test_work_runs_elsewhere_and_the_answer_returns_here(queue, qtbot):
    seen = []
    queue.run(
        lambda progress: threading.current_thread(),
        lambda other: seen.append((other, threading.current_thread())),
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] is not seen[0][1] and seen[0][1] is threading.main_thread()
    assert not queue.busy()


def test_one_after_another(queue, qtbot):
    order = []
    for number in range(20):
        queue.run(lambda progress, number=number: number, order.append)
    qtbot.waitUntil(lambda: len(order) == 20)
    assert order == list(range(20))


def test_a_problem_is_shown_as_its_sentence(queue, qtbot, monkeypatch):
    shown = []
    monkeypatch.setattr(page, "problem", lambda parent, wrong: shown.append(wrong.sentence))

    def fail(progress):
        raise DiskProblem("The disk is full.")

    queue.run(fail)
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == ["The disk is full."]


def _fail(wrong: Exception):
    def work(progress):
        raise wrong

    return work


@pytest.mark.parametrize("handled", [True, False], ids=["handled", "not handled"])
@pytest.mark.parametrize(
    "work",
    [lambda progress: 1, _fail(DiskProblem("The disk is full.")), _fail(background.Cancelled()), _fail(ValueError("a bug"))],
    ids=["done", "refused", "cancelled", "broken"],
)
def test_however_an_act_ends_its_button_comes_back(queue, qtbot, monkeypatch, work, handled):
    monkeypatch.setattr(page, "problem", lambda parent, wrong: None)
    button = controls.filled("Sign")
    qtbot.addWidget(button)
    with qtbot.captureExceptions():
        queue.run(work, failed=(lambda wrong: None) if handled else None, button=button)
        assert not button.isEnabled()  # a second press begins nothing
        qtbot.waitUntil(lambda: not queue.busy())
        assert button.isEnabled()


def test_a_button_whose_page_has_gone_is_let_be(queue, qtbot):
    button, going = controls.filled("Sign"), threading.Event()
    queue.run(lambda progress: going.wait(5), button=button)
    shiboken6.delete(button)
    going.set()
    qtbot.waitUntil(lambda: not queue.busy())
    assert not shiboken6.isValid(button)


def test_no_page_takes_a_button_away_by_itself_while_work_runs():
    """The queue gives it back however the work ends; a page would forget one of the ways."""
    faults = []
    for path in sources.SCREENS:
        for function in ast.walk(sources.tree(path)):
            if isinstance(function, ast.FunctionDef):
                calls = [ast.unparse(node) for node in ast.walk(function) if isinstance(node, ast.Call)]
                if any("queue.run(" in call for call in calls) and any("setEnabled(False)" in call for call in calls):
                    faults.append(f"{path.name}: {function.name}")
    assert faults == []


def test_nothing_is_told_once_the_queue_is_closed(qtbot, monkeypatch):
    monkeypatch.setattr(background, "PATIENCE", 0)
    monkeypatch.setattr(page, "problem", lambda parent, wrong: told.append(wrong.sentence))
    told, queue, running = [], Queue(), threading.Event()

    def fail(progress):
        running.set()
        time.sleep(0.05)
        raise DiskProblem("The disk is full.")

    queue.run(fail, title="Writing the log")
    queue.run(lambda progress: "an answer", told.append)
    assert running.wait(5)
    queue.close()
    qtbot.waitUntil(lambda: not queue.busy())
    qtbot.wait(20)
    assert told == []


def test_a_queue_that_was_left_goes_once_its_last_work_has_ended(qtbot):
    """As when the window locks: nothing but the work itself holds the queue any more."""
    gone, go = [], threading.Event()

    def lock_while_it_works() -> None:
        queue, running = Queue(), threading.Event()
        weakref.finalize(queue, lambda: gone.append(threading.current_thread()))

        def wait(progress):
            running.set()
            go.wait(10)

        queue.run(wait)
        queue.run(lambda progress: None)  # never begun
        assert running.wait(5)
        queue.leave()

    lock_while_it_works()
    qtbot.wait(20)
    assert gone == []
    go.set()
    qtbot.waitUntil(lambda: bool(gone))
    assert gone == [threading.main_thread()]


def test_long_work_shows_progress_and_can_be_cancelled(queue, qtbot, monkeypatch):
    monkeypatch.setattr(background, "PATIENCE", 20)
    done, steps = [], []

    def work(progress):
        for number in range(500):
            progress.step(number // 5, "Writing")
            steps.append(number)
            time.sleep(0.01)

    queue.run(work, done.append, title="Writing the log")
    job = next(iter(queue._jobs))
    qtbot.waitUntil(lambda: job.dialog is not None and job.dialog.isVisible())
    qtbot.waitUntil(lambda: job.dialog.words.text() == "Writing")
    job.dialog.reject()
    qtbot.waitUntil(lambda: not queue.busy())
    assert done == [] and len(steps) < 500


@pytest.fixture
def kept(qtbot):
    """A keeper, and what it has written."""
    written = []
    keeper = Keeper(lambda form, record, text: written.append((form, record, text)))
    yield keeper, written
    keeper.close()


def test_typing_is_kept_after_a_pause_and_only_the_newest(kept, qtbot):
    keeper, written = kept
    for number in range(5):
        keeper.typed("session", "", {"place": str(number)})
    assert written == []
    qtbot.waitUntil(lambda: bool(written), timeout=1500)
    assert [(form, json.loads(text)) for form, _record, text in written] == [("session", {"place": "4"})]


def test_steady_typing_is_kept_within_two_seconds(kept, qtbot):
    keeper, written = kept
    begun = time.monotonic()
    while not written and time.monotonic() - begun < 3:
        keeper.typed("session", "", {"place": "x"})
        qtbot.wait(50)
    assert written and time.monotonic() - begun < 2


def test_flush_writes_at_once_and_forget_empties(kept):
    keeper, written = kept
    keeper.typed("session", "7", {"place": "Ronan"})
    assert keeper.flush() and json.loads(written[-1][2]) == {"place": "Ronan"}
    keeper.typed("session", "7", {"place": "Polson"})
    keeper.forget("session", "7")
    assert keeper.flush() and written[-1] == ("session", "7", "")


def test_a_failed_write_is_told_and_the_writer_lives_on(qtbot):
    calls = []

    def save(form, record, text):
        calls.append(text)
        if len(calls) == 1:
            raise DiskProblem("The disk is full.")

    keeper = Keeper(save)
    with qtbot.waitSignal(keeper.failed):
        keeper.typed("a", "", {})
    keeper.typed("a", "", {"x": "1"})
    assert keeper.flush() and len(calls) == 2
    keeper.close()
