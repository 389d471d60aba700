"""A page with one record's form: its stored values, the draft over them, Save; for what is simple enough for a form."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton, QWidget

from app.services.entries import Entry
from app.ui.kit import controls, theme
from app.ui.kit.form import Form
from app.ui.kit.page import FootBar, Page, beside, ended
from app.ui.kit.sections import Restored
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk

ASIDE = 290


class RecordPage(Page):
    """One record's form with its draft. `write(entry)` answers None where it was refused.

    `next_step` says what comes after saving; a page that tells it itself has none. Saving is one act: once it is done,
    another press of Save goes on to where the first one led and writes nothing.
    """

    next_step = ""
    keeps_typing = True

    def __init__(
        self,
        desk: "Desk",
        title: str,
        subtitle: str,
        draft: tuple[str, str],
        home: tuple[str, Callable[[], object]],
        may: bool = True,
    ) -> None:
        """`draft` is the form's name and record; `home` the room's name and the way back; `may`: may it be changed."""
        super().__init__(title, subtitle, crumbs=[home, (title, None)])
        self.window_title = home[0]
        self.desk, self._draft, self._home, self._may = desk, draft, home, may
        self._written_as: Any = None
        self.restored = Restored(self.start_over)
        self.body.addWidget(self.restored)

    def fill(
        self,
        form: Form,
        stored: Mapping[str, Any],
        write: Callable[[Any], object],
        then: Callable[[Any], object],
        *further: QPushButton,
        aside: QWidget | None = None,
        wide: bool = False,
    ) -> None:
        """Show the form with its stored values and the draft over them; `then(record)` goes on after saving.

        `further` buttons stand before Save, `aside` at the right of the form; `wide` lets the form take the page.
        """
        self.form, self._stored, self._write, self._then = form, dict(stored), write, then
        form.set_values(stored)
        if not wide:
            form.setMaximumWidth(theme.scaled(620))
        self.body.addWidget(form if aside is None else beside(form, aside, ASIDE))
        self.body.addStretch(1)
        self.back_button = controls.outlined(_("Back"), "chevron-left", self._home[1])
        self.save_button = controls.filled(_("Save"), "save", self.save)
        self.foot = FootBar(self.back_button, *further, self.save_button)
        self.foot.follow(form)
        self.set_foot(self.foot)
        if not self._may:
            form.setEnabled(False)
            self.save_button.hide()
            self.foot.say(_("You may read this. Your manager can change it."), "info", "muted")
            return
        draft = self.desk.draft(*self._draft)
        if draft:
            form.restore(draft)
            self.restored.say(_("Your typing from before was put back. It is not saved yet."), _("Start over"))
        self.desk.keeper.watch(form, *self._draft)

    def start_over(self) -> None:
        """Throw the typing away and show what is on record; for some seconds it can be taken back."""
        typed = self.form.values()
        self.form.set_values({name: "" for name in self.form.fields} | self._stored)
        self.form.show_problems({})
        self.form.changed.emit()
        self.forget()
        self.undo(_("What you typed was thrown away."), lambda: self._type_again(typed))

    def _type_again(self, typed: dict[str, Any]) -> None:
        self.form.set_values(typed)
        self.form.changed.emit()

    def forget(self) -> None:
        """Drop the draft: it became a record, or nothing is left to go on with."""
        self.desk.keeper.forget(*self._draft)

    def save(self) -> None:
        """Check the form and write it; nothing where there is no Save."""
        if not self._may or self.save_button.isHidden():
            return
        if self._written_as is not None:
            self._press_again()
            return
        entry: Entry | None = self.form.entry()
        kept = self._write(entry) if entry is not None else None
        if kept is None:
            return
        self._written_as = kept
        self.forget()
        self.form.mark_clean()
        self._then(kept)
        ended(self.desk.window.page(), _(self.next_step))

    def _press_again(self) -> None:
        """After the save: typing since then belongs to the record, which is opened from its list."""
        if self.form.is_dirty():
            words = _("This is saved already. Go back and open it from its list to change it.")
            self.form.show_problems({"": words})
        else:
            self._then(self._written_as)
