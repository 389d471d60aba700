"""What a person does at the real window: reads, presses, types, chooses; and the agency that a journey begins with."""

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from app.ui.kit.preview import Preview

SECRET = "seven quiet herons over Flathead water"
PATIENCE = 30_000  # milliseconds
Key = Qt.Key


class Hands:
    """What a person does: reads, presses, types, chooses. Everything goes through events, as from a keyboard."""

    def __init__(self, qtbot: Any, program: Any) -> None:
        """`program` is the one on screen."""
        self.qtbot, self.program = qtbot, program

    def top(self) -> QWidget:
        """The window that is shown."""
        if self.program.desktop is not None:
            return self.program.desktop.window
        return self.program.unlock or self.program.setup

    def seen(self, kind: type, root: QWidget | None = None) -> list[Any]:
        """The widgets of a kind that can be seen."""
        return [found for found in (root or self.top()).findChildren(kind) if found.isVisible()]

    def words(self) -> str:
        """All text that stands in labels."""
        return "\n".join(label.text() for label in self.seen(QLabel))

    def until(self, true: Callable[[], object]) -> None:
        """Wait until it is so."""
        self.qtbot.waitUntil(lambda: bool(true()), timeout=PATIENCE)

    def reads(self, words: str) -> None:
        """Wait until these words can be read."""
        try:
            self.until(lambda: words in self.words())
        except self.qtbot.TimeoutError:
            raise AssertionError(f"{words!r} cannot be read in:\n{self.words()}") from None

    def button(self, words: str) -> QAbstractButton:
        """The button of this text or name; of several the one on the page and not the bar above it."""
        shown = self.seen(QAbstractButton)
        named = [(one.text().split("  ")[0].replace("&", ""), one.accessibleName()) for one in shown]
        fit = [one for one, names in zip(shown, named, strict=True) if words in names]
        assert fit, f"no button {words!r} among {named}"
        return fit[-1]

    def press(self, words: str) -> None:
        """Click a button."""
        found = self.button(words)
        assert found.isEnabled(), f"{words} cannot be pressed"
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def key(self, *keys: Qt.Key) -> None:
        """Press keys wherever the cursor is."""
        for one in keys:
            target = QApplication.focusWidget()
            assert target is not None
            QTest.keyClick(target, one)
        QApplication.processEvents()

    def go(self, room: str) -> None:
        """Go to a room by the navigation."""
        QTest.mouseClick(self.program.desktop.window.navigation.buttons[room], Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def field(self, label: str) -> QWidget:
        """The line or box of this label."""
        fit = [one for one in self.seen(QLineEdit) + self.seen(QPlainTextEdit) if one.accessibleName() == label]
        assert fit, f"no field {label!r}"
        return fit[0]

    def type(self, label: str, text: str) -> None:
        """Type into a field in place of what stands there, and leave it by Tab."""
        field = self.field(label)
        field.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(field, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field, Key.Key_Delete)
        self.put(field, text)
        QTest.keyClick(field, Key.Key_Tab)
        QApplication.processEvents()

    def put(self, field: QWidget, text: str) -> None:
        """Type text; what no plain keyboard has comes as from an input method."""
        if text.isascii():
            QTest.keyClicks(field, text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)

    def paste(self, label: str, text: str) -> None:
        """Paste text into a field in place of what stands there."""
        field = self.field(label)
        field.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.clipboard().setText(text)
        for letter in (Key.Key_A, Key.Key_V):
            QTest.keyClick(field, letter, Qt.KeyboardModifier.ControlModifier)
        QApplication.clipboard().clear()
        QApplication.processEvents()

    def list_of(self, label: str) -> QComboBox:
        """The list of this label, with the cursor in it."""
        buddies = [one.buddy() for one in self.seen(QLabel) if one.text() == label]
        combo = next(one for one in buddies if isinstance(one, QComboBox))
        combo.setFocus(Qt.FocusReason.TabFocusReason)
        return combo

    def look_up(self, label: str, item: str) -> None:
        """Open a list by the first letter, type on in it, and take what is found by Enter."""
        combo = self.list_of(label)
        self.qtbot.wait(QApplication.keyboardInputInterval() + 50)  # else it goes on with the word before
        QTest.keyClick(combo, item[0])
        self.until(combo.view().isVisible)
        QTest.keyClicks(combo.view(), item[1:])
        QTest.keyClick(combo.view(), Key.Key_Return)
        QApplication.processEvents()

    def choose(self, label: str, item: str) -> None:
        """Choose from a list by typing the beginning of a line."""
        combo = self.list_of(label)
        line = combo.lineEdit()
        self.put(line or combo, item)
        if line is not None:
            QTest.keyClick(line, Key.Key_Escape)
            QTest.keyClick(line, Key.Key_Tab)
        QApplication.processEvents()
        assert combo.currentText().startswith(item), f"{label}: {combo.currentText()!r}"

    def pick(self, words: str, *down: Qt.Key) -> None:
        """Open the menu behind a button with the space bar, go down by keys and take what is there by Enter."""
        found = self.button(words)
        found.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(found, Key.Key_Space)
        self.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        for one in (*down, Key.Key_Return):
            QTest.keyClick(menu, one)
        QApplication.processEvents()

    def open_row(self, words: str) -> None:
        """Open the first row of the list on the page that says these words, by its first cell and Enter."""
        table = self.seen(QTableView, self.page())[0]
        model = table.model()
        texts = [
            "\n".join(str(model.index(row, column).data()) for column in range(model.columnCount()))
            for row in range(model.rowCount())
        ]
        fit = [row for row, text in enumerate(texts) if words in text]
        assert fit, f"no row {words!r} among {texts}"
        place = table.visualRect(model.index(fit[0], 0)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        table.setFocus()
        QTest.keyClick(table, Key.Key_Return)
        QApplication.processEvents()

    def unlock(self, name: str, secret: str = SECRET) -> None:
        """Come in as this person."""
        self.until(lambda: self.program.unlock is not None and self.seen(QComboBox))
        box = self.seen(QComboBox)[0]
        self.until(lambda: name in [box.itemText(number) for number in range(box.count())])
        box.setFocus()
        QTest.keyClick(box, Key.Key_Home)
        while box.currentText() != name:
            QTest.keyClick(box, Key.Key_Down)
        self.type("Passphrase", secret)
        self.press("Unlock")
        self.until(lambda: self.program.desktop is not None)

    def lock(self) -> None:
        """Lock, and see that the window is gone."""
        self.press("Lock")
        self.until(lambda: self.program.desktop is None)

    def page(self) -> QWidget:
        """The page that is shown."""
        return self.program.desktop.window.page()

    def paper(self) -> str:
        """The words of the paper in the preview, once it is there."""
        self.until(lambda: isinstance(self.page(), Preview))
        return pdf_text(self.page().data)


def pdf_text(data: bytes) -> str:
    """The words of a PDF with single blanks between them."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    text = " ".join(document.getAllText(number).text() for number in range(document.pageCount()))
    document.close()
    return re.sub(r"\s+", " ", text)
