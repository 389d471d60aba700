"""Takes the pictures in docs/screens from the sample agency: .venv/bin/python tests/screens.py [DEMO_FOLDER]

Run it where there is a display (or under a virtual one); QT_QPA_PLATFORM=offscreen works too. Every window is 1366x768.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from app.services.across import demo
from app.services.across.demo import cast
from app.ui import app as program_module
from app.ui.app import Program
from app.ui.kit import theme

TARGET = Path(__file__).resolve().parent.parent / "docs" / "screens"
SUPERVISOR = "Ruth Calfrobe"


def main() -> None:
    """Make or take a sample agency, visit every screen, save a picture of each."""
    qt = QApplication([])
    with tempfile.TemporaryDirectory() as scratch:
        given = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "demo"
        if not given.exists():
            demo.make(given)
        store = Path(scratch) / "store"
        shutil.copytree(given / "store", store)
        TARGET.mkdir(parents=True, exist_ok=True)
        take(qt, Path(scratch) / "empty", setup_pages)
        take(qt, store, unlock_page)
        take(qt, store, supervisor_pages)
        take(qt, store, manager_pages)
        take(qt, store, dark_pages)


def take(qt: QApplication, folder: Path, visit: Callable[[QApplication, Program], None]) -> None:
    """Start the program on a folder, let `visit` take its pictures, close it."""
    program = program_module.start(folder)
    theme.apply(qt, "light", 100)
    pump(qt, lambda: program._ready.is_set(), 20)
    pump(qt, lambda: False, 0.5)
    visit(qt, program)
    program.close()
    for page in (program.unlock, program.setup):
        if page is not None:
            page.close()


def pump(qt: QApplication, done: Callable[[], bool], seconds: float) -> None:
    """Run Qt's loop until `done()` or so many seconds have passed."""
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        qt.processEvents()
        time.sleep(0.005)


def save(qt: QApplication, page: QWidget, name: str) -> None:
    """Wait until a window is painted and save its picture."""
    page.resize(1366, 768)
    pump(qt, lambda: False, 1.2)
    page.grab().save(str(TARGET / f"{name}.png"))


def setup_pages(qt: QApplication, program: Program) -> None:
    """The first page of a first run."""
    assert program.setup is not None
    save(qt, program.setup, "setup")


def unlock_page(qt: QApplication, program: Program) -> None:
    """Who are you, after a lock."""
    assert program.unlock is not None
    program.unlock.show_note("Locked at 10:31 after 10 quiet minutes. What you were typing is kept.")
    save(qt, program.unlock, "unlock")


def enter(qt: QApplication, program: Program, user: str) -> QWidget:
    """Sign in and return the window."""
    program.attempt(user, cast.PASSPHRASE)
    pump(qt, lambda: program.desktop is not None, 20)
    assert program.desktop is not None
    return program.desktop.window


def supervisor_pages(qt: QApplication, program: Program) -> None:
    """What a supervisor sees."""
    from app.ui import owed, supervision

    window = enter(qt, program, SUPERVISOR)
    assert program.desktop is not None
    desk = program.desktop.desk
    save(qt, window, "home")
    owed.open_person(desk, "AW")
    save(qt, window, "owed")
    owed.open_all(desk)
    save(qt, window, "owed-all")
    supervision.open_session(desk)
    save(qt, window, "session")
    supervision.open_review(desk)
    save(qt, window, "review")


def manager_pages(qt: QApplication, program: Program) -> None:
    """What a manager sees."""
    from app.ui import supervision

    window = enter(qt, program, cast.MANAGER)
    assert program.desktop is not None
    for room in ("supervision", "hours", "staff", "reports", "settings", "help"):
        program.desktop.window.go(room)
        save(qt, window, room)
    supervision.open_papers(program.desktop.desk)
    save(qt, window, "papers")
    preview(qt, program)


def preview(qt: QApplication, program: Program) -> None:
    """The Board's log in the preview."""
    from app.services.across import papers
    from app.ui.kit.preview import Preview

    assert program.desktop is not None
    desk = program.desktop.desk
    data = desk.read(lambda session: papers.render(session, "supervision-log", papers.Asked(staff="AW")))
    desk.window.open_page(Preview("Supervision log", data, "supervision-log.pdf"), "reports")
    save(qt, desk.window, "preview")


def dark_pages(qt: QApplication, program: Program) -> None:
    """Home in the dark look."""
    theme.apply(qt, "dark", 100)
    window = enter(qt, program, SUPERVISOR)
    save(qt, window, "home-dark")


if __name__ == "__main__":
    main()
