"""Windows over an open store, shown and put away in one place: the real desktop, or a bare window with some rooms."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from app.services.across.opening import SignedIn
from app.ui import routes
from app.ui.desktop import Desktop
from app.ui.window import ROOMS, Acts, Item, Window
from app.ui.write import Desk

OFFICE = (1366, 688)  # the room of a small laptop's screen, below its title bar
LONGEST = 60_000  # milliseconds that background work may still take when its window goes


@contextmanager
def desktop(qtbot: Any, who: SignedIn, size: tuple[int, int] = OFFICE) -> Iterator[Desk]:
    """The desktop of somebody, with every room that is theirs; the store stays open."""
    made = Desktop(who, lambda _note: None)
    made.window.resize(*size)
    with qtbot.waitActive(made.window):
        made.window.show()
    try:
        yield made.desk
    finally:
        made.window.idle.pause()
        qtbot.waitUntil(lambda: not made.desk.queue.busy(), timeout=LONGEST)
        made.desk.keeper.close()
        made.desk.queue.close()
        who.store.listeners.clear()
        made.window.close()
        made.window.forget_pages()
        made.window.deleteLater()


@contextmanager
def bare(
    qtbot: Any, who: SignedIn, *rooms: str, size: tuple[int, int] | None = OFFICE, items: Sequence[Item] = ROOMS
) -> Iterator[Desk]:
    """A window with these rooms alone, and nothing else that the desktop does; the store stays open.

    `items`: what its navigation names.
    """
    window = Window(Acts(lambda: None, rooms=items))
    desk = Desk(who, window, routes.opener)
    for room in rooms:
        window.add_page(room, partial(desk.open, f"room.{room}"))
    qtbot.addWidget(window)
    if size is not None:
        window.resize(*size)
    with qtbot.waitActive(window):
        window.show()
    try:
        yield desk
    finally:
        window.idle.pause()
        desk.closing.emit()
        desk.keeper.close()
        desk.queue.close()
        who.store.listeners.clear()
