"""The editor that only a note has: the client, or for a group several."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.kit import controls, icons
from app.ui.kit.editor import Editor, as_typed
from app.ui.kit.editors import PickEditor
from app.ui.kit.flow import Flow
from app.wording import _

MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ClientsEditor(Editor):
    """A client from a list; in a group each one chosen joins those below, and a press takes it out. Value `a;b`."""

    def __init__(self, options: Sequence[tuple[str, str]]) -> None:
        """`options` are (code, name); one client at first."""
        super().__init__()
        self._names = dict(options)
        self._group, self._label = False, ""
        self._chosen: list[str] = []
        self.pick = PickEditor(options)
        self.pick.changed.connect(self._picked)
        self.pick.combo.installEventFilter(self)
        self._flow = Flow()
        self._flow.hide()
        self.setLayout(controls.down(self.pick, self._flow, gap=6))
        self.setFocusProxy(self.pick)

    def set_group(self, group: bool) -> None:
        """Let several be chosen, or one; who was chosen first stays."""
        if group == self._group:
            return
        codes = self.codes()
        self._group = group
        self._flow.setVisible(group)
        self.set_value(codes if group else codes[:1])

    def codes(self) -> list[str]:
        """The chosen codes."""
        return [code for code in self.value().split(";") if code]

    def value(self) -> str:
        """The chosen codes with `;` between them; in a group also a name still being typed."""
        if not self._group:
            return self.pick.value()
        return ";".join([*self._chosen, *([self.pick.value()] if self.pick.problem() else [])])

    def set_value(self, value: Any) -> None:
        """Choose these codes; more than one turns to a group."""
        codes = [code for code in as_typed(value).split(";") if code]
        if len(codes) > 1 and not self._group:
            self._group = True
            self._flow.show()
        self._chosen = codes if self._group else []
        self.pick.set_value("" if self._group or not codes else codes[0])
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a group a key looks for somebody in the open list, and only Enter takes them in."""
        if self._group and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            combo = self.pick.combo
            letter = not combo.isEditable() and event.text().strip().isprintable() and bool(event.text().strip())
            if not combo.view().isVisible() and (letter or event.key() in MOVES):
                combo.showPopup()
                if letter:
                    QApplication.sendEvent(combo.view(), event)
                return True
        return super().eventFilter(watched, event)

    def _picked(self) -> None:
        code = self.pick.value()
        if self._group and code in self._names:
            if code not in self._chosen:
                self._chosen.append(code)
            self.pick.set_value("")
            self._show()
        self.changed.emit()

    def _show(self) -> None:
        chips = []
        for code in self._chosen:
            name = self._names.get(code, code)
            chip = controls.Button(_("{name} ({code})").format(name=name, code=code), "pick")
            icons.put(chip, "close", "accent", 14, icons.GAP)
            chip.setAccessibleName(_("{field}: take out {name}").format(field=self._label, name=name))
            chip.clicked.connect(lambda _on=False, gone=code: self._take_out(gone))
            chips.append(chip)
        self._flow.fill(chips)

    def _take_out(self, code: str) -> None:
        self._chosen.remove(code)
        self._show()
        self.changed.emit()

    def problem(self) -> str:
        """What cannot be found on the list."""
        return self.pick.problem()

    def parts(self) -> list[QWidget]:
        """The list."""
        return self.pick.parts()

    def name(self, label: str) -> None:
        """Name the list after the field."""
        self._label = label
        self.pick.name(label)

    def blame(self, sentence: str) -> None:
        """Show the problem at the list."""
        self.pick.blame(sentence)
