"""The Help room: pages that need no network, in plain words, with the sources of every rule."""

from PySide6.QtWidgets import QWidget

from app.ui.kit.page import Page
from app.ui.write import Desk

__all__ = ["explain", "make", "open_topic"]


def make(desk: Desk) -> Page:
    """The room's page."""
    from app.ui.help.topics import HelpPage

    return HelpPage(desk)


def explain(desk: Desk, page: QWidget | None, room: str) -> None:
    """Show help on a page in a window of its own; the page stays as it is, with what is typed on it."""
    from app.ui.help.topics import TopicWindow, topic_of

    TopicWindow(desk, topic_of(page, room)).show()


def open_topic(desk: Desk, topic: str) -> None:
    """Show the room at a topic: first-steps, hours, owed, signing, paper, import, copy, words, rules, crisis, about."""
    page = desk.window.go("help")
    show = getattr(page, "show_topic", None)
    if show is not None:
        show(topic)
