"""What is doubtful about a form's typing, told at its foot while it is typed; nothing here stops it from being saved."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.services import doubts
from app.services.doubts import Check, Doubt
from app.services.problems import Invalid
from app.ui.kit import controls
from app.ui.kit.form import Form

if TYPE_CHECKING:
    from app.ui.write import Desk

SETTLE = 300  # milliseconds after the last key
Look = Callable[[Any], Sequence[Doubt]]


def asks(desk: "Desk", checks: Sequence[Check]) -> Look:
    """Looks at an entry with the list of its kind, as of today."""
    return lambda entry: desk.read(lambda session: doubts.of(checks, entry, doubts.setting(session)))


class Doubts(QWidget):
    """A note with the sentences, and for a doubt with other values a button for each. Hidden while there is none."""

    def __init__(self) -> None:
        """Nothing is doubted yet."""
        super().__init__()
        self.note = controls.Note("", "warning", "warning")
        self._offers = controls.across(gap=8)
        self.setLayout(controls.down(self.note, controls.plain(self._offers), gap=6))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE)
        self._timer.timeout.connect(self.look)
        self.found: Sequence[Doubt] = ()
        self._form: Form | None = None
        self._look: Look = lambda _entry: ()
        self._typed: Callable[[], dict[str, Any]] = dict
        self.hide()

    def follow(self, form: Form, look: Look, typed: Callable[[], dict[str, Any]] | None = None) -> None:
        """Look at what this form says now, and whenever it changed; `look(entry)` gives the doubts.

        `typed` gives the entry's values where not all of them stand in the form.
        """
        self._form, self._look, self._typed = form, look, typed or form.values
        form.changed.connect(self._timer.start)
        self.look()

    def look(self) -> None:
        """Tell what is doubtful about the typing; nothing where it is no entry yet, or nothing was typed."""
        self.found = self._doubts()
        self.note.say("\n".join(doubts.sentences(self.found)), "warning", "warning")
        while (item := self._offers.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for doubt in self.found:
            for value, label in doubt.offers:
                self._offers.addWidget(controls.row_button(label, on_click=self._choose(doubt.field, value)))
        self._offers.addStretch(1)
        self.setVisible(bool(self.found))

    def _doubts(self) -> Sequence[Doubt]:
        if self._form is None or not self._form.is_dirty():
            return ()  # what is on record was looked at when it was typed
        try:
            entry = self._form.entry_type.read(self._typed())
        except Invalid:
            return ()
        return self._look(entry)

    def _choose(self, field: str, value: str) -> Callable[[], None]:
        def chosen() -> None:
            if self._form is not None:
                self._form.fields[field].editor.set_value(value)
                self._form.changed.emit()
                self.look()

        return chosen
