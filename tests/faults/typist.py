"""A person at the window, as a process of its own: opens the store, types into a form, says so, and waits to be killed.

Arguments: the store's folder, the user, the passphrase, what to type.
"""

import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.ui import app as program_module


def main() -> None:
    """Type, wait for the two seconds in which a draft must be kept, print READY, wait."""
    folder, user, passphrase, words = Path(sys.argv[1]), *sys.argv[2:5]
    qt = QApplication([])
    program = program_module.start(folder)
    wait(qt, lambda: program.unlock is not None and program._ready.is_set())
    program.attempt(user, passphrase)
    wait(qt, lambda: program.desktop is not None)
    page = program.desktop.desk.open("session")
    page.show()
    edit = next(one for one in page.findChildren(QPlainTextEdit) if one.isEnabled())
    QTest.keyClicks(edit, words)
    until = time.monotonic() + 2.0
    wait(qt, lambda: time.monotonic() > until)
    print("READY", flush=True)
    wait(qt, lambda: False)


def wait(qt: QApplication, done) -> None:
    """Run Qt's loop until `done()`."""
    while not done():
        qt.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    main()
