"""The sample agency on screen, as each of its roles: what the walks through every page share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.services.across import opening
from app.services.across.demo import cast
from app.ui.desktop import Desktop
from app.ui.write import Desk

ROLES = {"manager": cast.MANAGER, "supervisor": "Ruth Calfrobe", "peer supporter": "Annie Whitegrass",
         "auditor": "Board reviewer"}  # fmt: skip


@contextmanager
def on_screen(qtbot: Any, store: Path, role: str, size: tuple[int, int] = (1366, 640)) -> Iterator[Desk]:
    """The desktop of who has this role in the sample."""
    signed_in = opening.unlock(store, ROLES[role], cast.PASSPHRASE)
    made = Desktop(signed_in, lambda _note: None)
    made.window.resize(*size)
    with qtbot.waitActive(made.window):
        made.window.show()
    try:
        yield made.desk
    finally:
        made.window.idle.pause()
        qtbot.waitUntil(lambda: not made.desk.queue.busy(), timeout=30_000)
        made.desk.keeper.close()
        made.desk.queue.close()
        signed_in.store.listeners.clear()
        made.window.close()
        made.window.forget_pages()
        made.window.deleteLater()
        signed_in.store.close()


def silence(monkeypatch: Any) -> list[str]:
    """Boxes and file dialogs answer at once with nothing; what boxes said is listed."""
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.text()) or 0)
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_all, **_named: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_all, **_named: "")
    return said


Open = Callable[[], Any]
