"""How the window looks, how large its text is, and after how many quiet minutes it locks."""

from PySide6.QtWidgets import QWidget

from app.services import agency
from app.ui.kit import controls, theme
from app.ui.kit.field import Field
from app.ui.kit.page import Card
from app.ui.kit.segments import Segments
from app.ui.preferences import Preferences
from app.ui.window import SCHEMES
from app.ui.write import Desk
from app.wording import _, length

MINUTES = (2, 5, 10, 15)


class LookPart(QWidget):
    """This person's own choices on this computer."""

    def __init__(self, desk: Desk) -> None:
        """Show what is in use."""
        super().__init__()
        self.desk, self.own = desk, Preferences(desk.signed_in)
        self.scheme = Segments([(name, _(label)) for name, label in SCHEMES.items()])
        self.text_size = Segments(
            [(str(size), _("{percent} %").format(percent=size)) for size in theme.PERCENTS]
        )
        limit = desk.read(agency.policy).lock_minutes
        choices = [*(count for count in MINUTES if count < limit), limit]
        self.minutes = Segments([(str(count), length(count)) for count in choices])
        self.scheme.set_value(theme.scheme())
        self.text_size.set_value(str(theme.percent()))
        self.minutes.set_value(str(_nearest(round(self.own.number("minutes")), choices)))
        look = Card(_("Look"))
        look.add(Field("scheme", _("Colors"), "", self.scheme))
        look.add(Field("size", _("Text size"), _("Also with Ctrl and = or -."), self.text_size))
        lock = Card(_("Lock"))
        words = _(
            "What you are typing is kept. A locked window opens with your passphrase only. "
            "It also locks when the computer sleeps. Your agency's limit is {time}."
        ).format(time=length(limit))
        lock.add(Field("minutes", _("Lock after so many quiet minutes"), words, self.minutes))
        self.note = controls.Note("")
        lock.add(self.note)
        self.setLayout(controls.down(look, lock, None, gap=12))
        self.scheme.changed.connect(self._dress)
        self.text_size.changed.connect(self._dress)
        self.minutes.changed.connect(self._keep_minutes)

    def _dress(self) -> None:
        scheme, size = self.scheme.value() or theme.scheme(), self.text_size.value() or str(theme.percent())
        desk = self.desk
        desk.window.dress(scheme, int(size))
        desk.open("settings", "look")  # the pages may have been made anew

    def _keep_minutes(self) -> None:
        count = int(self.minutes.value() or 10)
        self.own.put("minutes", count)
        self.desk.window.idle.set_minutes(count)
        self.note.say(_("From now on the window locks after {count} quiet minutes.").format(count=count))


def _nearest(kept: int, choices: list[int]) -> int:
    """The longest choice that is not longer than what was kept; the shortest where all are."""
    return max((count for count in choices if count <= kept), default=choices[0])
