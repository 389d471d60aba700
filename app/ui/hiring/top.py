"""The bar above an interview: the position, the applicant, who scores, and the way back."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.hiring.interviews import Held
from app.ui.kit import controls, dates, icons, theme
from app.ui.kit.avatar import avatar
from app.wording import _


def _brand() -> list[QWidget | int]:
    logo = controls.text("")
    logo.setPixmap(icons.logo(theme.scaled(26)))
    line = controls.rule(upright=True)
    line.setFixedHeight(theme.height(34))
    return [logo, controls.text(_("Peerdesk"), "section"), 10, line, 10]


def top_bar(held: Held, handed: bool, leave: Callable[[], object]) -> QWidget:
    """What stands above the questions; handed over, it carries the mark of the program, as no other bar is shown."""
    title = controls.Elided(_("Interview, {position}").format(position=held.position), "strong")
    applicant = _("Applicant: {name}").format(name=held.applicant)
    if held.held_on:
        applicant = _("{applicant}. {day}").format(applicant=applicant, day=dates.short(held.held_on))
    left = controls.plain(controls.down(None, title, controls.Elided(applicant, "second"), None, gap=0))
    scoring = controls.Elided(_("Scoring: {name}").format(name=held.panelist), "strong")
    place = _("Panel member {place} of {panel}").format(place=held.place, panel=held.panel)
    right = controls.plain(controls.down(None, scoring, controls.Elided(place, "second"), None, gap=0))
    words = _("Hand back") if handed else _("Back to the applicant")
    back = controls.outlined(words, "out" if handed else "chevron-left", leave)
    brand = _brand() if handed else []
    box = controls.across(*brand, left, 24, avatar(held.panelist), right, 12, back, margins=(24, 0, 24, 0))
    box.setStretch(len(brand), 1)
    made = controls.plain(box, "top")
    made.setFixedHeight(theme.height(55))
    return made
