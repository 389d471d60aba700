"""A passphrase as a field of a form, and the question for one's own, which confirms an act."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.problems import NotOwnPassphrase
from app.ui.kit import controls
from app.ui.kit.editor import Editor
from app.ui.kit.field import Field
from app.ui.kit.passphrase import PassphraseEdit
from app.wording import _


class SecretEditor(Editor):
    """A passphrase as a form's editor."""

    def __init__(self, act: Callable[[], object]) -> None:
        """Hidden typing; Enter does `act`: no passphrase is typed for nothing."""
        super().__init__()
        self.line = PassphraseEdit()
        self.line.returnPressed.connect(lambda: act())
        self.line.textEdited.connect(lambda: self.changed.emit())
        self.setLayout(controls.down(self.line))
        self.setFocusProxy(self.line)

    def value(self) -> str:
        """The passphrase as typed; its blanks are part of it."""
        return self.line.text()

    def parts(self) -> list[QWidget]:
        """The line."""
        return [self.line]


class OwnPassphrase(Field):
    """Asks who is signed in for their own passphrase before an act that an unlocked window alone must not do."""

    def __init__(self, act: Callable[[], object], why: str = "") -> None:
        """`act` is done on Enter; `why` stands as help below the label."""
        self._secret = SecretEditor(act)
        super().__init__("own", _("Your own passphrase"), why, self._secret)
        self._secret.changed.connect(lambda: self.show_problem(""))

    def read(self) -> str:
        """What was typed; '' where nothing was, which is said."""
        typed = self._secret.value()
        if not typed:
            self.show_problem(_("Type your own passphrase."))
            self.enter()
        return typed

    def clear(self) -> None:
        """Forget what was typed."""
        self._secret.line.clear()
        self.show_problem("")

    def refuses(self, wrong: Exception) -> bool:
        """Whether it was this passphrase that was wrong; then it is said here."""
        if not isinstance(wrong, NotOwnPassphrase):
            return False
        self.show_problem(wrong.sentence)
        self.enter()
        return True
