"""The Help room: pages that need no network, in plain words, with the sources of every rule."""

from app.ui.kit.page import Page
from app.ui.write import Desk

__all__ = ["make", "open_topic"]


def make(desk: Desk) -> Page:
    """The room's page."""
    from app.ui.help.topics import HelpPage

    return HelpPage(desk)


def open_topic(desk: Desk, topic: str) -> None:
    """Show the room at a topic: first-steps, hours, owed, signing, paper, import, copy, words, rules, crisis, about."""
    page = desk.window.go("help")
    show = getattr(page, "show_topic", None)
    if show is not None:
        show(topic)
