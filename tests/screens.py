"""Takes the pictures in docs/screens from the sample agency: .venv/bin/python tests/screens.py [DEMO_FOLDER]

Run it where there is a display (or under a virtual one); QT_QPA_PLATFORM=offscreen works too. Every window is 1366x768.
"""

import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.services.across import demo
from app.services.across.demo import cast
from app.ui import app as program_module
from app.ui.app import Program
from app.ui.kit import theme

if TYPE_CHECKING:
    from app.ui.write import Desk

NOTE = {
    "start": "09:00", "stop": "10:00", "manner": "in_person", "service_type": "natural_supports", "phase": "supporting",
    "support": "emotional;affiliation", "goal": "Meet people", "place": "Library",
    "data": "She came to the library at 9 and had gone to two meetings since we met. She said evenings are the hard "
    "ones since the class moved. We called the college together; she asked her own questions and has a seat.",
    "assessment": "She noticed that she did the talking this time. We both saw that being around elders steadies her.",
    "plan": "She asks her auntie for a ride by Friday. I text on Tuesday at 6 PM. Next visit Wednesday, 9:00 AM.",
}  # fmt: skip
HEARD = "Said noise and rushing, then laughed: “Now I ask what kind of day they are having.” Told the bus stop story."
TARGET = Path(__file__).resolve().parent.parent / "docs" / "screens"
SUPERVISOR, WRITER = "Ruth Calfrobe", "Annie Whitegrass"
CLIENT = "C-101"


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
        take(qt, store, planning_pages)
        take(qt, store, manager_pages)
        take(qt, store, audit_pages)
        take(qt, store, people_pages)
        take(qt, store, note_pages)
        take(qt, store, hiring_pages)
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
        qt.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))  # no page that was left is in the picture
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
    program.unlock.show_note("Locked at 10:31 AM, after 10 min without typing or pointing. What you were typing is kept.")
    save(qt, program.unlock, "unlock")


def enter(qt: QApplication, program: Program, user: str) -> QWidget:
    """Sign in and return the window."""
    program.attempt(user, cast.PASSPHRASE)
    pump(qt, lambda: program.desktop is not None, 20)
    assert program.desktop is not None
    return program.desktop.window


def supervisor_pages(qt: QApplication, program: Program) -> None:
    """What a supervisor sees."""
    window = enter(qt, program, SUPERVISOR)
    assert program.desktop is not None
    desk = program.desktop.desk
    save(qt, window, "home")
    desk.open("owed.person", "AW")
    save(qt, window, "owed")
    desk.open("owed")
    save(qt, window, "owed-all")
    desk.open("session")
    save(qt, window, "session")
    desk.open("session.review")
    save(qt, window, "review")
    desk.open("note.review")
    save(qt, window, "note-review")


def planning_pages(qt: QApplication, program: Program) -> None:
    """What a supervisor plans, and what waits: the calendar, a session's agenda, the queue, a closed month."""
    from app.services.supervision import calendar, months
    window = enter(qt, program, SUPERVISOR)
    assert program.desktop is not None
    desk = program.desktop.desk
    desk.open("calendar")
    save(qt, window, "calendar")
    today = desk.today()
    ahead = desk.read(partial(calendar.listed, first=today, staff="AW"))
    desk.open("plan", next(row.id for row in ahead if len(row.staff) == 1 and row.session_id is None))
    save(qt, window, "agenda")
    desk.open("queue")
    save(qt, window, "queue")
    closed = desk.read(lambda session: months.closed(session, today))
    month = next(one.wanted for one in closed if one.changes)  # signed by both, and hours came in later
    desk.open("owed.month", month.staff, month.pack, month.month)
    save(qt, window, "month")


def audit_pages(qt: QApplication, program: Program) -> None:
    """What a manager shows to the Board, and by which rules: credentials, an agreement, rule packs, the audit file."""
    from app.ui.reports.audit_file import AuditFilePart

    window = enter(qt, program, cast.MANAGER)
    assert program.desktop is not None
    desk = program.desktop.desk
    desk.open("credentials", "AW")
    save(qt, window, "credentials")
    desk.open("settings", "packs")
    save(qt, window, "packs")
    desk.open("reports", "audit-file")
    part = window.findChild(AuditFilePart)
    assert part is not None
    part.form.set_values({"staff": "AW"})
    part.form.changed.emit()
    save(qt, window, "audit-file")
    part.make()
    pump(qt, lambda: type(desk.window.page()).__name__ == "Preview", 60)
    save(qt, window, "audit-preview")


def manager_pages(qt: QApplication, program: Program) -> None:
    """What a manager sees."""
    window = enter(qt, program, cast.MANAGER)
    assert program.desktop is not None
    for room in ("supervision", "hours", "staff", "reports", "settings", "help"):
        program.desktop.window.go(room)
        save(qt, window, room)
    program.desktop.desk.open("papers")
    save(qt, window, "papers")
    preview(qt, program)


def client(desk: "Desk") -> uuid.UUID:
    """One client of the sample with safe contact and notes."""
    from app.services.clients import records

    return desk.read(lambda session: records.by_code(session, CLIENT)).id


def people_pages(qt: QApplication, program: Program) -> None:
    """Clients: the list, one person, an intake."""
    window = enter(qt, program, cast.MANAGER)
    assert program.desktop is not None
    desk = program.desktop.desk
    window.go("people")
    save(qt, window, "people")
    desk.open("client", client(desk))
    save(qt, window, "person")
    page = desk.open("intake", client(desk))
    page.show_step("phones")
    page.enter()
    save(qt, window, "intake")


def note_pages(qt: QApplication, program: Program) -> None:
    """A peer supporter's notes: the list, and one being written beside the one before it."""
    window = enter(qt, program, WRITER)
    assert program.desktop is not None
    desk = program.desktop.desk
    window.go("encounters")
    save(qt, window, "notes")
    page = desk.open("note", client=CLIENT)
    page.form.put(NOTE | {"date": desk.today()}, draft=True)
    page.form.changed.emit()
    page.settle()
    save(qt, window, "note")
    page.start_over()


def hiring_pages(qt: QApplication, program: Program) -> None:
    """Interviews: the list, one handed over, applicants side by side."""
    from app.services.hiring import applicants, interviews
    window = enter(qt, program, cast.MANAGER)
    assert program.desktop is not None
    desk = program.desktop.desk
    window.go("hiring")
    save(qt, window, "hiring")
    desk.open("comparison", desk.read(applicants.positions)[0].id)
    save(qt, window, "comparison")
    found = [one for row in desk.read(applicants.listed)
             for one in desk.read(partial(interviews.of_applicant, applicant_id=row.id))]  # fmt: skip
    held = next(one for one in found if one.submitted_at is None)
    page = desk.open("interview", held.id, True)
    for key in "y45344":
        QTest.keyClicks(QApplication.focusWidget() or page, key)
        page.step(1)
    page.rows[page.now.code].notes.setPlainText(HEARD)
    save(qt, window, "interview")
    window.fill(False)


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
    window = enter(qt, program, SUPERVISOR)
    window.dress("dark", 100)  # the look is each person's, and comes with them
    window.go("home")
    save(qt, window, "home-dark")
    window.dress("light", 100)


if __name__ == "__main__":
    main()
