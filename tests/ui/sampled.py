"""The sample agency on screen, as each of its roles: what the walks through every page share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QMessageBox
from sqlalchemy import select

from app.models.clients import Client
from app.services.across import destroy, opening, retention
from app.services.across.demo import cast
from app.services.clients import records as clients
from app.services.clients.entry import ClientEntry
from app.services.packs import amending
from app.services.packs.entry import AmendmentEntry
from app.services.store import session as sessions
from app.ui.write import Desk
from tests.ui import windows

ROLES = {"manager": cast.MANAGER, "supervisor": "Ruth Calfrobe", "peer supporter": "Annie Whitegrass",
         "auditor": "Board reviewer"}  # fmt: skip


@contextmanager
def on_screen(qtbot: Any, store: Path, role: str, size: tuple[int, int] = (1366, 640)) -> Iterator[Desk]:
    """The desktop of who has this role in the sample."""
    prepare(store)
    signed_in = opening.unlock(store, ROLES[role], cast.PASSPHRASE)
    try:
        with windows.desktop(qtbot, signed_in, size) as made:
            yield made
    finally:
        signed_in.store.close()


def prepare(store: Path) -> None:
    """What the sample has none of, and a page is about: a figure of one's own, a hold, an asked destruction."""
    manager = opening.unlock(store, cast.MANAGER, cast.PASSPHRASE)
    with sessions.transaction(manager.store, manager.actor) as session:
        typed = {"pack": "mt-cbhpss", "in_force_from": "2030-01-01", "confidence": "verified", "reason": "Trial",
                 "source": "Letter", "figures": {"ratio": "1/10"}}  # fmt: skip
        amending.amend(session, AmendmentEntry.read(typed))
        for code in ("OLD-1", "OLD-2"):
            person = {"code": code, "first_name": "Ada", "last_name": f"Before {code}", "admitted_on": "1990-01-01",
                      "discharged_on": "1991-01-01"}  # fmt: skip
            gone = clients.add(session, ClientEntry.read(person))
        destroy.ask(session, retention.Kind.CLIENT, gone.id, code, "Kept long enough.")
        client = session.scalars(select(Client.code).order_by(Client.id)).first()
        retention.place_hold(session, retention.Kind.CLIENT, str(client), "A court asked.")
    manager.store.close()


def silence(monkeypatch: Any) -> list[str]:
    """Boxes and file dialogs answer at once with nothing; what boxes said is listed."""
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.text()) or 0)
    for name in ("information", "warning", "critical"):
        monkeypatch.setattr(QMessageBox, name, lambda _parent, _title, words, *_more: said.append(words) or 0)
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_all, **_named: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_all, **_named: "")
    return said


Open = Callable[[], Any]
