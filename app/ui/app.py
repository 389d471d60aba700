"""The program on screen: unlock first, the rest loads behind it, lock at any time, and the window in between.

At import it needs Qt, the theme and the unlock page only; everything heavier is loaded by a thread once the first
page is painted.
"""

import contextlib
import gc
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThread, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app import __version__, log
from app.services.problems import Problem
from app.services.store import moves
from app.ui import loading, preferences
from app.ui.kit import aside, clipboard, dialogs, fitting, garbage, identity, lasting, theme
from app.ui.unlock import UnlockPage
from app.wording import _

if TYPE_CHECKING:
    from app.services.across.opening import SignedIn
    from app.ui.desktop import Desktop
    from app.ui.kit.away import Away

DROP_AFTER = 20  # milliseconds between two looks whether the last dialog has returned


class Program(QObject):
    """Holds what is on screen: the unlock page, the first-run pages, or the desktop of who is signed in."""

    loaded = Signal()

    def __init__(self, folder: Path) -> None:
        """Show the first page at once, then load what comes after it."""
        super().__init__()
        self.folder = folder
        self.unlock: UnlockPage | None = None
        self.desktop: Desktop | None = None
        self.setup: QWidget | None = None
        self._starting, self._quiet = True, False
        self._away: Away | None = None
        self._beside: Path | None = None  # the newest whole backup beside a store that does not open
        self._warned = False
        self._closed = False
        self._ready = threading.Event()
        self._keys = clipboard.KeyGuard(loading.is_recovery_key)
        self.loaded.connect(self._fill)
        if _empty(folder):  # the first run: nothing to unlock
            self._import()
            self.loaded.emit()
        else:
            self.show_unlock()
            QTimer.singleShot(0, self._load)

    def show_unlock(self, note: str = "", user: str = "") -> None:
        """Show the unlock page, filled in as soon as the vault file can be read."""
        page = UnlockPage("", [], self.attempt, _("Your records stay on this computer."), _version())
        page.recovery_attempted.connect(self.attempt_recovery)
        page.crisis_wanted.connect(lambda: loading.tell_crisis(self.unlock))
        page.restore_wanted.connect(lambda: self.show_arrival(aside=True))
        page.key_file_wanted.connect(self.put_key_file_back)
        page.setWindowTitle(_("Peerdesk"))
        fitting.open_at(page)
        if note:
            page.show_note(note)
        self._user = user
        before, self.unlock = self.unlock, page
        page.show()
        if before is not None:
            before.deleteLater()
        if self._ready.is_set():
            self._fill()

    def _load(self) -> None:
        aside.run("loading", self._import, self._loaded)

    def _import(self) -> None:
        loading.load()
        self._ready.set()

    def _loaded(self, _nothing: None, wrong: Exception | None) -> None:
        if wrong is not None:
            raise wrong
        if not self._closed:
            self.loaded.emit()

    def _fill(self) -> None:
        if self.desktop is not None or self.setup is not None:
            return
        if _empty(self.folder):
            self.show_setup()
            return
        if self.unlock is None:
            return
        try:
            kept = loading.stored(self.folder)
        except Problem as wrong:
            self._refused(wrong)
            return
        self.unlock.set_users(kept.agency, [person.name for person in kept.people], self._user or _last_user())
        self._try_keyring(kept)

    def _try_keyring(self, kept: Any) -> None:
        """At program start only: once, before anybody has come in, and never after a lock."""
        starting, self._starting = self._starting, False
        person = next((one for one in kept.people if one.keyring and one.name == _last_user()), None)
        if person is None or self._user or not starting or loading.moved(self.folder):
            return
        self._quiet = True  # nobody typed anything, so nothing went wrong
        self._run(lambda: loading.unlock_with_keyring(self.folder, person.id))

    def attempt(self, user: str, passphrase: str) -> None:
        """Open the store for this person, on a thread; a failure stands on the unlock page."""
        if not self._warn():
            self._run(lambda: loading.unlock(self.folder, user, passphrase))

    def attempt_recovery(self, user: str, typed: str) -> None:
        """Open the store with the recovery key as this person."""
        if not self._warn():
            self._run(lambda: loading.unlock_with_recovery(self.folder, user, typed))

    def _warn(self) -> bool:
        """The first time that somebody opens a store that was moved to another laptop, tell them instead."""
        words = "" if self._warned else loading.moved(self.folder)
        self._warned = True
        if words and self.unlock is not None:
            self.unlock.show_problem(_("{warning} To open it all the same, press Unlock again.").format(warning=words))
        return bool(words)

    def _run(self, work: Callable[[], "SignedIn"]) -> None:
        if self.unlock is not None:
            self.unlock.set_busy(True)

        def body() -> "SignedIn":
            self._ready.wait()
            return work()

        aside.run("unlocking", body, self._answer)

    def _answer(self, signed_in: "SignedIn | None", wrong: Exception | None) -> None:
        quiet, self._quiet = self._quiet, False
        if self._closed:
            if signed_in is not None:
                signed_in.store.close()
        elif signed_in is not None:
            self.enter(signed_in)
        elif quiet and isinstance(wrong, Problem) and self.unlock is not None:
            self.unlock.set_busy(False)
            self.unlock.show_note(wrong.sentence)
        elif isinstance(wrong, Problem) and self.unlock is not None:
            self._refused(wrong)
        elif wrong is not None:
            if self.unlock is not None:
                self.unlock.set_busy(False)
            raise wrong

    def _refused(self, wrong: Problem) -> None:
        """Say it on the unlock page; where the store is broken, a backup may take its place."""
        if self.unlock is not None:
            self._beside = wrong.backup
            self.unlock.show_problem(wrong.on_screen or wrong.sentence)
            self.unlock.offer(restore=wrong.broken, key_file=wrong.key_file is not None)

    def put_key_file_back(self) -> None:
        """Put the key file of before in the place of one that is at fault, then ask for the passphrase again."""
        try:
            loading.put_key_file_back(self.folder)
        except Problem as wrong:
            self._refused(wrong)
            return
        self.show_unlock(_("The key file of before is back. Type your passphrase."))

    def enter(self, signed_in: "SignedIn") -> None:
        """Show the desktop of who has come in."""
        self._starting = False
        self._dress(signed_in)
        preferences.settings().setValue("user", signed_in.actor.name)
        self.desktop = loading.desktop(signed_in, self.lock)
        self.desktop.desk.broken.connect(self.give_way)
        self._swap(self.desktop.window)
        QTimer.singleShot(0, self._watch)
        if self.unlock is not None:
            self.unlock.clear()
            self.unlock.deleteLater()
            self.unlock = None
        if self.setup is not None:
            self.setup.deleteLater()
            self.setup = None

    def _dress(self, signed_in: "SignedIn") -> None:
        """Put on the look of who has come in: colors and text size are a person's, not the laptop's."""
        own, app = preferences.Preferences(signed_in), QApplication.instance()
        scheme, percent = own.get("scheme"), round(own.number("percent"))
        if isinstance(app, QApplication) and (scheme, percent) != (theme.scheme(), theme.percent()):
            theme.apply(app, scheme, percent)
        preferences.wore(scheme, percent)

    def _swap(self, page: QWidget) -> None:
        for old in (self.unlock, self.setup):
            if old is not None and old.isVisible():
                page.setGeometry(old.geometry())
                old.hide()
        page.show()
        page.activateWindow()  # so that its shortcuts work before the first click

    def lock(self, note: str = "") -> None:
        """Close the store and show the unlock page; what was being typed is kept for its author."""
        if self.desktop is None:
            return
        self._keys.clear()
        desktop, self.desktop = self.desktop, None
        dialogs.close_all()
        geometry = desktop.window.geometry()
        desktop.hide()
        self.show_unlock(note or _("Locked. What you were typing is kept."), desktop.name)
        assert self.unlock is not None
        self.unlock.setGeometry(geometry)
        self.unlock.repaint()  # closing waits for work that runs, and nothing of the window shows meanwhile
        self._close(desktop)
        self._drop(desktop)

    def give_way(self, wrong: Problem) -> None:
        """Close a store whose file turned out to be broken, and offer that a backup takes its place."""
        self.lock()
        self._refused(wrong)

    def _drop(self, desktop: "Desktop") -> None:
        """Delete the window, once no dialog's loop runs any more: until then code of its pages is being run.

        What is left of it in Python is searched for here: another thread's search must not delete what Qt made here.
        """
        if QThread.currentThread().loopLevel() > 1:
            QTimer.singleShot(DROP_AFTER, lambda: self._drop(desktop))
            return
        desktop.forget()
        QTimer.singleShot(DROP_AFTER, gc.collect)

    def _close(self, desktop: "Desktop") -> None:
        try:
            desktop.close()
        except Problem as wrong:  # the disk was taken out, for one; the page must stand there all the same
            if self.unlock is None:
                raise
            self.unlock.show_problem(wrong.sentence)

    def _watch(self) -> None:
        """Lock on sleep and a locked screen, from the first unlock on."""
        if self._away is None:
            self._away = loading.away()
            self._away.left.connect(self._left)
        if self.desktop is not None:
            self._away.watch(int(self.desktop.window.winId()))

    def _left(self) -> None:
        self.lock(_("Locked, because the computer slept or its screen was locked. What you were typing is kept."))

    def show_setup(self) -> None:
        """Show the first-run pages."""
        before, self.setup = self.setup, loading.first_run(self)
        self.setup.setWindowTitle(_("Set up Peerdesk"))
        fitting.open_at(self.setup)
        self._swap(self.setup)
        if before is not None:
            before.hide()
            before.deleteLater()

    def show_arrival(self, aside: bool = False) -> None:
        """Show the page that takes a backup, or a store from another laptop; `aside`: in a broken store's place."""
        made = loading.arrival(self, aside, self._beside if aside else None)
        before, self.setup, self.unlock = self.setup or self.unlock, made, None
        self.setup.setWindowTitle(_("Peerdesk"))
        fitting.open_at(self.setup)
        if before is not None:
            self.setup.setGeometry(before.geometry())
            before.hide()
            before.deleteLater()
        self.setup.show()

    def open_folder(self, folder: Path) -> None:
        """Turn to another store folder."""
        self.folder, self._warned = folder, False
        if self.setup is not None:
            self.setup.hide()
            self.setup.deleteLater()
            self.setup = None
        self.show_unlock()

    def open_sample(self) -> None:
        """Make the sample agency beside this person's own folder and open it; half a minute the first time."""
        loading.open_sample(self)

    def window(self) -> QWidget | None:
        """The window of who has come in, as the parent of a box."""
        return self.desktop.window if self.desktop is not None else None

    def leave(self) -> None:
        """At the program's end: today's backup where it is due, then close."""
        if self.desktop is not None:
            loading.back_up_at_exit(self.desktop)
        self.close()

    def close(self) -> None:
        """Close the store; an unlock that still runs closes it again at once."""
        self._closed = True
        self._keys.clear()
        if self.desktop is not None:
            self.desktop.close()
            self.desktop.forget()
            self.desktop = None


def _empty(folder: Path) -> bool:
    """Whether nothing of a store lies there; a move that a kill cut short is finished before."""
    with contextlib.suppress(Problem):  # opening says what hinders it
        moves.resume(folder)
    return not moves.holds_part(folder)


def _last_user() -> str:
    return str(preferences.settings().value("user", ""))


def _version() -> str:
    return _("No internet needed. Version {version}").format(version=__version__)


def start(folder: Path) -> Program:
    """Dress the application and show the program; the caller runs Qt's loop."""
    lasting.guard()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Peerdesk")
    if app.findChild(garbage.Gatherer) is None:
        garbage.Gatherer(app)
    identity.claim(app)
    theme.apply(app, *preferences.last_look())
    return Program(folder)


def run(folder: Path) -> int:
    """Run the desktop app on a store folder until its window closes; the exit code."""
    program = start(folder)
    loading.catch(log.note)
    app = QApplication.instance()
    assert app is not None
    try:
        return app.exec()
    finally:
        program.leave()
