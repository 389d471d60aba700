"""A passphrase as a field of a form."""

from PySide6.QtWidgets import QWidget

from app.ui.kit import controls
from app.ui.kit.editor import Editor
from app.ui.kit.passphrase import PassphraseEdit


class SecretEditor(Editor):
    """A passphrase as a form's editor."""

    def __init__(self) -> None:
        """Hidden typing."""
        super().__init__()
        self.line = PassphraseEdit()
        self.line.textEdited.connect(lambda: self.changed.emit())
        self.setLayout(controls.down(self.line))
        self.setFocusProxy(self.line)

    def value(self) -> str:
        """The passphrase as typed; its blanks are part of it."""
        return self.line.text()

    def parts(self) -> list[QWidget]:
        """The line."""
        return [self.line]
