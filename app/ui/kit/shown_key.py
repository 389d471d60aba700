"""The recovery key on screen: read it, print it, type it again; what was copied of it does not outlive its page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QHideEvent

from app.ui.kit import controls, theme
from app.wording import _

LEAST = 4  # signs of the key that count as a copied piece of it


class ShownKey(controls.Wrapped):
    """The key in groups of four; screen readers hear it, the keyboard can select it."""

    def __init__(self) -> None:
        """Nothing shown yet."""
        super().__init__("")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", "section")
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setAccessibleName(_("Recovery key"))
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.setStyleSheet(f'QLabel {{ font-family: "{face.family()}"; }}')  # the theme's own face would win over a font

    def show_key(self, key: str) -> None:
        """Show this key."""
        self.setText(key)
        self.setAccessibleDescription(key)
        theme.look(self, "section")

    def hideEvent(self, event: QHideEvent) -> None:
        """With the page, also the clipboard forgets the key: other programs read it."""
        clipboard = QGuiApplication.clipboard()
        copied = "".join(sign for sign in clipboard.text().upper() if sign.isalnum())
        if len(copied) >= LEAST and copied in self.text().replace("-", ""):
            clipboard.clear()
        super().hideEvent(event)
