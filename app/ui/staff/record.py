"""A page around one form of the Staff room: as every record's, and back to the list that it came from."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.ui.kit import controls, record
from app.ui.kit.form import Form
from app.ui.kit.page import Page
from app.ui.write import Desk
from app.wording import _


class RecordPage(record.RecordPage):
    """One record's form. The room hands in the form, its stored values and what saving does."""

    def __init__(
        self, desk: Desk, room: str, title: str, subtitle: str, name: str, record: str, may: bool
    ) -> None:
        """`room` is the list; `name` and `record` say whose draft this is; `may` whether it may be changed."""
        self._room = room
        super().__init__(desk, title, subtitle, (name, record), (_("Staff"), self.leave), may)

    def show_form(
        self, form: Form, stored: Mapping[str, Any], save: Callable[[Any], object], aside: QWidget | None = None,
        *further: QPushButton,
    ) -> None:
        """Show the form with its stored values, then a kept draft over them. `save(entry)` answers None if refused."""
        self.fill(form, stored, save, lambda _kept: self.leave(), *further, aside=aside, wide=True)

    def offer_take_out(self, act: Callable[[], object]) -> None:
        """A button in the foot for a record that was typed by mistake."""
        box = self.foot.layout()
        if self._may and isinstance(box, QHBoxLayout):
            box.insertWidget(box.indexOf(self.back_button), controls.bare(_("Take out"), "trash", act))

    def taken_out(self, sentence: str, put_back: Callable[[], object]) -> None:
        """Back to the list, with a way to undo."""
        self.forget()
        self.form.mark_clean()
        self.leave()
        shown = self.desk.window.page()
        if isinstance(shown, Page):
            shown.undo(sentence, put_back)

    def leave(self) -> None:
        """Back to the lists; what was typed is kept as a draft."""
        page = self.desk.window.go("staff")
        show = getattr(page, "show_part", None)
        if show is not None:
            show(self._room)
