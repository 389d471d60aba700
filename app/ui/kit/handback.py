"""Handing the computer back: the passphrase of who is signed in ends a screen that was handed over."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from app.services.problems import Problem
from app.ui.kit import controls, theme
from app.ui.kit.passphrase import PassphraseEdit
from app.wording import _


class HandBack(QDialog):
    """Asks for the passphrase of who is signed in; a wrong one leaves what was handed over on screen."""

    def __init__(
        self, parent: QWidget, name: str, check: Callable[[str], object], done: Callable[[], object], kept: str = ""
    ) -> None:
        """`check(passphrase)` raises a Problem for a wrong one; `done` follows the right one; `kept` says what stays."""
        super().__init__(parent)
        self.setWindowTitle(_("Hand back"))
        self._check, self._done = check, done
        self.edit = PassphraseEdit()
        self.edit.setAccessibleName(_("Passphrase of {name}").format(name=name))
        self.edit.returnPressed.connect(self.try_it)
        self.wrong = controls.text("", "problem", "danger", wrap=True)
        self.wrong.hide()
        words = _("{name}, type your passphrase to take the computer back.").format(name=name)
        buttons = controls.across(
            None, controls.outlined(_("Not yet"), "", self.reject), controls.filled(_("Take it back"), "", self.try_it)
        )
        box = controls.down(
            controls.text(f"{words} {kept}".strip(), wrap=True), self.edit, self.wrong, gap=10, margins=(24, 20, 24, 18)
        )
        box.addLayout(buttons)
        self.setLayout(box)
        self.setMinimumWidth(theme.scaled(430))
        self.edit.setFocus()

    def try_it(self) -> None:
        """Check what was typed."""
        try:
            self._check(self.edit.text())
        except Problem as wrong:
            self.wrong.setText(wrong.sentence)
            self.wrong.show()
            self.edit.clear()
            self.edit.setFocus()
            return
        self.edit.clear()
        self.accept()
        self._done()
