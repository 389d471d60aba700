"""Names in logs and dumps (story 15): bugs are forced through every door while canaries stand in every field.

None of them may be found in what is written to the terminal or a log, on the clipboard, in a file's name, in a
window's title, or in the dialog after a bug.
"""

import ast
import itertools
import json
import logging
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import __main__ as program
from app import terminal
from app.models.clients import Client
from app.services.across import leaving
from app.services.across.opening import SignedIn
from app.services.clients import records, steps
from app.services.clients.entry import ClientEntry
from app.services.consents import seen
from app.services.consents.giving import OWN_USE
from app.services.encounters import notes
from app.services.encounters.entry import EncounterEntry
from app.services.exchange import exports
from app.services.store import session as sessions
from app.ui.desktop import Desktop
from app.ui.kit import watch
from app.ui.write import Desk
from tests import agency
from tests.faults import figures

APP = Path(__file__).resolve().parents[2] / "app"
FREE = [
    name for name, field in ClientEntry.model_fields.items()
    if field.annotation is str and name not in ("code", *steps.CHOICES)
]  # fmt: skip
NOTE = ("data", "assessment", "plan", "place", "goal")
PER_CLIENT = len(FREE) + len(NOTE) + 1
SHORT, LONG = (PER_CLIENT, 24), (500, 200)
pytestmark = pytest.mark.qt_no_exception_capture


class Canaries:
    """Words that no program writes by itself, handed out one by one."""

    def __init__(self) -> None:
        """None yet."""
        self.made: list[str] = []

    def next(self) -> str:
        """A new one."""
        self.made.append(f"Kanari{len(self.made):04}vogel")
        return self.made[-1]

    def found(self, text: str) -> list[str]:
        """Those that stand in a text."""
        return [word for word in self.made if word in text] if "Kanari" in text else []


def fill(who: SignedIn, birds: Canaries, count: int) -> None:
    """Clients with a canary in every free field, code and note, until there are so many."""
    with sessions.transaction(who.store, who.actor) as session:
        agency.people(session)
        while len(birds.made) < count:
            code = birds.next()
            typed = {name: birds.next() for name in FREE} | {"code": code, "program": "", "funding": ""}
            typed |= {name: "" for name in ("discharge_reason",)}
            records.add(session, ClientEntry.read(typed))
            written = {
                "client": code, "staff": "AW", "date": "2026-03-04", "start": "09:00", "stop": "10:00",
                "manner": "in_person",
            }  # fmt: skip
            notes.record(session, EncounterEntry.read(written | {name: birds.next() for name in NOTE}))


def kinds(word: str) -> list[BaseException]:
    """A bug of each common kind, its message full of a person's words."""
    return [
        RuntimeError(f"{word} was here"), KeyError(word), ValueError("bad value", word), AssertionError(word),
        UnicodeDecodeError("utf-8", word.encode() + b"\xff", 13, 14, word), json.JSONDecodeError(word, word, 0),
        IntegrityError(f"INSERT INTO client VALUES ('{word}')", {"first_name": word}, Exception(word)),
    ]  # fmt: skip


class Falling:
    """Raises when it is taken apart, where nobody can catch it."""

    def __init__(self, wrong: BaseException) -> None:
        """What it will raise."""
        self._wrong = wrong

    def __del__(self) -> None:
        """Raise."""
        raise self._wrong


class Doors:
    """The ways by which a bug comes out, each taking the exception that is to be raised."""

    def __init__(self, qtbot: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch, told: list[str]) -> None:
        """`told` gets the line of each bug that comes out on the screen's thread."""
        self.qtbot, self.desk, self.monkeypatch, self.told = qtbot, desk, monkeypatch, told
        with desk.reading() as session:
            self.client = next(iter(session.scalars(select(Client.id).limit(1))))
            self.note = next(iter(session.scalars(select(encounters_of()).limit(1))))

    def all(self) -> list[Callable[[BaseException], None]]:
        """Every door."""
        return [
            self.page, self.list_of_traces, self.note_page, self.export, self.write, self.queue, self.thread,
            self.tidying, self.command_line, self.twice_the_same_code,
        ]  # fmt: skip

    def _slot(self, work: Callable[[], object]) -> None:
        before = len(self.told)
        QTimer.singleShot(0, work)
        self.qtbot.waitUntil(lambda: len(self.told) > before, timeout=20_000)

    def _patched(self, owner: Any, name: str, wrong: BaseException, work: Callable[[], object]) -> None:
        with self.monkeypatch.context() as patch:
            patch.setattr(owner, name, _raiser(wrong))
            self._slot(work)

    def page(self, wrong: BaseException) -> None:
        """While a client's page is opened."""
        self._patched(records, "load", wrong, lambda: self.desk.open("client", self.client))

    def list_of_traces(self, wrong: BaseException) -> None:
        """While the list of who saw it is filled, on an open page."""
        self._patched(seen, "traces", wrong, lambda: self.desk.open("client", self.client, "seen"))

    def note_page(self, wrong: BaseException) -> None:
        """While a note is opened."""
        self._patched(notes, "load", wrong, lambda: self.desk.open("note", self.note))

    def export(self, wrong: BaseException) -> None:
        """Behind the window, while files are written."""
        signed_in, where = self.desk.signed_in, Path(tempfile.gettempdir()) / "never"
        day = agency.LATER.date()

        def work(_progress: Any) -> object:
            return leaving.export(signed_in, "clients-served", day, day, where, OWN_USE)

        self._patched(exports, "write", wrong, lambda: self.desk.queue.run(work))

    def write(self, wrong: BaseException) -> None:
        """In a transaction."""
        self._slot(lambda: self.desk.write(_raiser(wrong)))

    def queue(self, wrong: BaseException) -> None:
        """In any work behind the window."""
        self._slot(lambda: self.desk.queue.run(_raiser(wrong), title=""))

    def thread(self, wrong: BaseException) -> None:
        """On a thread of its own."""
        made = threading.Thread(target=_raiser(wrong))
        made.start()
        made.join()

    def tidying(self, wrong: BaseException) -> None:
        """While an object is taken apart."""
        del [Falling(wrong)][0]

    def command_line(self, wrong: BaseException) -> None:
        """In a command."""
        with self.monkeypatch.context() as patch:
            patch.setattr(terminal, "signed_in", _raiser(wrong))
            assert program.run(["owed"]) == program.REFUSED

    def twice_the_same_code(self, wrong: BaseException) -> None:
        """The database's own refusal, with the row that it refuses."""

        def again(session: Any) -> None:
            known = session.get(Client, self.client)
            row = {one.key: getattr(known, one.key) for one in Client.__mapper__.column_attrs if one.key != "id"}
            session.add(Client(**row))

        self._slot(lambda: self.desk.write(again))


def encounters_of() -> Any:
    from app.models.encounters import Encounter

    return Encounter.id


def _raiser(wrong: BaseException) -> Callable[..., Any]:
    def broken(*_arguments: object, **_named: object) -> None:
        raise wrong

    return broken


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The program's own hooks for bugs; the lines that they tell."""
    told: list[str] = []
    for owner, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back at the end
    watch.catch(told.append)
    terminal.keep_values_out()
    yield told


def titles() -> str:
    return "\n".join(window.windowTitle() for window in QApplication.topLevelWidgets())


def names_under(*folders: Path) -> str:
    return "\n".join(str(path) for folder in folders for path in folder.rglob("*"))


@pytest.mark.parametrize(("count", "bugs"), [SHORT, pytest.param(*LONG, marks=pytest.mark.full)])
def test_no_name_is_found_where_bugs_are_told(
    qtbot, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, hooks: list[str], tmp_path: Path,
    capfd: Any, caplog: Any, count: int, bugs: int,
) -> None:  # fmt: skip
    birds, boxes = Canaries(), []
    fill(signed_in, birds, count)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()

    def answered(box: QMessageBox) -> int:
        boxes.append("\n".join((box.windowTitle(), box.text(), box.informativeText(), box.detailedText())))
        next(button for button in box.buttons() if "Copy" in button.text()).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answered)
    desktop = Desktop(signed_in, lambda _note: None)
    desktop.window.resize(1366, 688)
    desktop.window.show()
    desk, told, shown, copied = desktop.desk, hooks, "", ""
    with caplog.at_level(logging.WARNING):
        doors = itertools.cycle(Doors(qtbot, desk, monkeypatch, told).all())
        words = itertools.cycle(birds.made)
        for number in range(bugs):
            word = next(words)
            next(doors)(kinds(word)[number % len(kinds(word))])
            shown += titles()
            copied += QApplication.clipboard().text()
    shown_name = desk.open("client", Doors(qtbot, desk, monkeypatch, told).client)
    shown += titles()
    out, err = capfd.readouterr()
    places = names_under(tmp_path, signed_in.store.folder)
    logged = caplog.text + "\n".join(f"{record.args}" for record in caplog.records)
    found = {
        name: birds.found(text)
        for name, text in (
            ("log", logged), ("terminal", out + err), ("clipboard", copied), ("file names", places),
            ("titles", shown), ("dialogs", "\n".join(boxes)), ("lines told", "\n".join(told)),
        )
    }  # fmt: skip
    desk.keeper.close()
    desk.queue.close()
    signed_in.store.listeners.clear()
    desktop.window.idle.pause()
    desktop.window.close()
    losses = sum(map(len, found.values()))
    figures.record(15, f"{len(birds.made)} canaries through forced bugs", bugs, losses)
    assert found == dict.fromkeys(found, [])
    # the bugs were met, and told: a line each in the terminal; the names were on the screen all the while
    # (Qt may say before one in which of its own calls it was met)
    lines = [line for line in err.splitlines() if line.strip() and not line.startswith("Error calling Python override")]
    assert len(lines) == bugs
    assert len(told) == len(boxes) == sum(place % 10 in (0, 1, 2, 3, 4, 5, 9) for place in range(bugs))
    assert birds.found(shown_name.accessibleName()) and "Peerdesk" in copied


def test_a_bug_s_line_names_no_folder(hooks: list[str]) -> None:
    try:
        exec(compile("raise RuntimeError('Anna')", "/home/anna-wolf/made/up.py", "exec"), {})
    except RuntimeError as wrong:
        trace = wrong.__traceback__
        while trace.tb_next is not None:  # type: ignore[union-attr]
            trace = trace.tb_next  # type: ignore[union-attr]
        assert watch.report(RuntimeError, trace) == "RuntimeError, up.py:1"


def test_the_program_keeps_no_log() -> None:
    """There is none, so nothing can stand in it; whoever wants one must log ids only, and change this test."""
    for path in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {"logging", "warnings"} & {name.partition(".")[0] for name in names}, path
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called != "print" and not called.startswith("traceback.print"), path
