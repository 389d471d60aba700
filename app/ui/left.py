"""What is left of a draft whose record was signed, taken out or closed since: its words, to be copied or thrown away."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPlainTextEdit

from app.services.across.due import own
from app.ui.kit import controls, page
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

WHY = N_(
    "The record that you typed this for was signed, closed or removed since, so it cannot be saved there. Copy the words "
    "that you still need, then throw them away."
)


class LeftPage(page.Page):
    """The words of one draft; they stay on Home until they are thrown away."""

    def __init__(self, desk: "Desk", form: str, record: str, typed: Mapping[str, Any]) -> None:
        """`typed` is what was kept under this form and record."""
        self._desk, self._draft = desk, (form, record)
        self.window_title = _("What you typed before")
        crumbs: list[page.Crumb] = [(_("Home"), lambda: desk.window.go("home")), (self.window_title, None)]
        away = controls.outlined(_("Throw it away"), "trash", self.throw_away)
        what = _(own.FORMS.get(form, own.OTHER))
        super().__init__(self.window_title, what, crumbs=crumbs, buttons=[away], scroll=False)
        self.text = QPlainTextEdit("\n\n".join(_words(typed)))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.window_title)
        self.body.addWidget(controls.Note(_(WHY), "info"))
        self.body.addWidget(self.text, 1)
        desk.keeper.typed(form, record, typed)  # also where its room has let it go

    def take_focus(self) -> None:
        """There is only the text to read."""
        self.text.setFocus()

    def throw_away(self) -> None:
        """Forget the draft."""
        self._desk.keeper.forget(*self._draft)
        self._desk.keeper.flush()
        home = self._desk.window.go("home")
        if isinstance(home, page.Page):
            home.say(_("What you had typed is thrown away."))


def _words(typed: Mapping[str, Any]) -> list[str]:
    """What a person wrote, without codes and choices; all of it where there is nothing else."""
    said = [text.strip() for text in typed.values() if isinstance(text, str) and text.strip()]
    return [text for text in said if " " in text] or said
