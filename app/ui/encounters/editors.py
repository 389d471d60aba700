"""The editors that only a note has: the client, or for a group several; and a private line for each of them."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.services.encounters.entry import joined_lines, private_lines
from app.ui.kit import controls, icons, theme
from app.ui.kit.editor import Editor, as_typed
from app.ui.kit.editors import PickEditor, ProseEditor
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

    def chosen(self) -> list[str]:
        """The codes without what is still being typed."""
        if self._group:
            return list(self._chosen)
        return [] if self.pick.problem() or not self.pick.value() else [self.pick.value()]

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


class PrivateEditor(Editor):
    """A line for each person of a group that stands in their record only. The value is that of `joined_lines`."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        """`names` are (code, name) of everybody who may be chosen; nobody is yet."""
        super().__init__()
        self._names = dict(names)
        self._codes: tuple[str, ...] = ()
        self._boxes: dict[str, ProseEditor] = {}
        self._given = ""
        self.loose = ProseEditor(2)
        self.loose.changed.connect(self._loosened)
        self._rows = controls.down(gap=6)
        words = _("Typed before without a name: move each line to the person it is about, then empty this box.")
        self._left = controls.plain(controls.down(controls.text(words, "second", wrap=True), self.loose, gap=4))
        self._left.hide()
        box = controls.down(gap=6)
        box.addLayout(self._rows)
        box.addWidget(self._left)
        self.setLayout(box)

    def set_codes(self, codes: Sequence[str]) -> None:
        """Ask a line for each of these; what was typed for somebody stays with them."""
        if tuple(codes) != self._codes:
            self._codes = tuple(codes)
            self._lay()
        if self._given and self._codes:
            self._share()

    def _lay(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                for box in self._boxes.values():
                    if gone.isAncestorOf(box):
                        box.setParent(None)  # kept with its typing
                gone.deleteLater()
        for code in self._codes:
            name = self._names.get(code, code)
            label = controls.Elided(name, "label")
            label.setFixedWidth(theme.scaled(150))
            box = self._boxes.setdefault(code, self._box(name))
            self._rows.addWidget(controls.plain(controls.across(label, box, gap=8)))
            box.show()

    def _box(self, name: str) -> ProseEditor:
        made = ProseEditor(1)
        made.name(_("Only in the record of {name}").format(name=name))
        made.changed.connect(self.changed.emit)
        return made

    def _share(self) -> None:
        """Put what was given into the boxes of whom it names; what names nobody stays in a box of its own."""
        try:
            lines = private_lines(self._codes, self._given)
        except ValueError:
            self.loose.set_value(self._given)
            self._left.show()
            return
        self._given = ""
        for code in self._codes:
            self._boxes[code].set_value(lines.get(code, ""))

    def _loosened(self) -> None:
        self._given = self.loose.value().strip()
        self._left.setVisible(bool(self._given))
        self.changed.emit()

    def value(self) -> str:
        """The lines of all in one text, as a note keeps them."""
        said = {code: self._boxes[code].value().strip() for code in self._codes}
        joined = joined_lines({code: text for code, text in said.items() if text}, self._codes)
        return "\n".join(part for part in (self._given, joined) if part)

    def set_value(self, value: Any) -> None:
        """Keep the text until it is known who was there."""
        self._given = as_typed(value)
        self._left.hide()
        for box in self._boxes.values():
            box.set_value("")

    def problem(self) -> str:
        """What cannot be kept as it stands."""
        return _("Move each line to the person it is about.") if not self._left.isHidden() else ""

    def parts(self) -> list[QWidget]:
        """The boxes, in order."""
        return [self._boxes[code].box for code in self._codes] or [self.loose.box]

    def name(self, label: str) -> None:
        """Each box is named after its person."""
        self.loose.name(label)
