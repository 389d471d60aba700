"""A page around one form: save, what blocks it, the draft put back, and reading only where the role may not write."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.entries import Entry
from app.ui.kit import controls
from app.ui.kit.form import Form
from app.ui.kit.page import FootBar, Page, beside, ended
from app.ui.kit.sections import Restored
from app.ui.write import Desk
from app.wording import _


class RecordPage(Page):
    """One record's form. A room hands in the form, its stored values and what saving does.

    `next_step` says what comes after saving.
    """

    next_step = ""

    def __init__(
        self, desk: Desk, room: str, title: str, subtitle: str, name: str, record: str, may: bool
    ) -> None:
        """`name` and `record` say whose draft this is; `may` whether the person may change anything."""
        super().__init__(
            title, subtitle, crumbs=[(_("Staff"), lambda: desk.window.go("staff")), (title, None)]
        )
        self.window_title = _("Staff")
        self.desk, self._room, self._name, self._record, self._may = desk, room, name, record, may
        self.save_button = controls.filled(_("Save"), "save", self.save)
        self.back_button = controls.outlined(_("Back"), "chevron-left", self.leave)
        self.foot = FootBar(self.back_button, self.save_button)
        self.restored = Restored(self.start_over)
        self.body.addWidget(self.restored)
        self._stored: dict[str, Any] = {}
        self._save: Callable[[Entry], object] = lambda _entry: None

    def fill(
        self,
        form: Form,
        stored: Mapping[str, Any],
        save: Callable[[Any], object],
        aside: QWidget | None = None,
    ) -> None:
        """Show the form with its stored values, then a kept draft over them. `save(entry)` answers None if refused."""
        self.form, self._stored, self._save = form, dict(stored), save
        form.set_values(stored)
        whole: QWidget = form if aside is None else beside(form, aside, 290)
        self.body.addWidget(whole)
        self.body.addStretch(1)
        self.foot.follow(form)
        self.set_foot(self.foot)
        if not self._may:
            form.setEnabled(False)
            self.save_button.hide()
            self.foot.say(_("You may read this. Your manager can change it."), "info", "muted")
            return
        self._put_back()
        self.desk.keeper.watch(form, self._name, self._record)
        QShortcut(QKeySequence.StandardKey.Save, self, self.save)

    def _put_back(self) -> None:
        draft = self.desk.draft(self._name, self._record)
        if draft:
            self.form.restore(draft)
            self.restored.say(
                _("Your typing from before was put back. It is not saved yet."), _("Start over")
            )

    def offer_take_out(self, act: Callable[[], object]) -> None:
        """A button in the foot for a record that was typed by mistake."""
        box = self.foot.layout()
        if self._may and isinstance(box, QHBoxLayout):
            box.insertWidget(box.indexOf(self.back_button), controls.bare(_("Take out"), "trash", act))

    def taken_out(self, sentence: str, put_back: Callable[[], object]) -> None:
        """Back to the list, with a way to undo."""
        self.desk.keeper.forget(self._name, self._record)
        self.form.mark_clean()
        self.leave()
        shown = self.desk.window.page()
        if isinstance(shown, Page):
            shown.undo(sentence, put_back)

    def start_over(self) -> None:
        """Throw the typing away and show what is on record."""
        self.form.set_values({name: "" for name in self.form.fields} | self._stored)
        self.form.show_problems({})
        self.form.changed.emit()
        self.desk.keeper.forget(self._name, self._record)

    def save(self) -> None:
        """Check the form, write it and go back to the list."""
        if not self._may:
            return
        entry = self.form.entry()
        if entry is None or self._save(entry) is None:
            return
        self.desk.keeper.forget(self._name, self._record)
        self.form.mark_clean()
        self.leave()
        ended(self.desk.window.page(), _(self.next_step))

    def leave(self) -> None:
        """Back to the lists; what was typed is kept as a draft."""
        page = self.desk.window.go("staff")
        show = getattr(page, "show_part", None)
        if show is not None:
            show(self._room)
