"""Everything that stands open before the window, gone at once: menus, lists, dialogs."""

from PySide6.QtWidgets import QApplication, QDialog

MENUS = 20  # that may stand open on one another


def close_all() -> None:
    """Menus, lists and dialogs before the window go, also a box that asks and has no way out."""
    for _turn in range(MENUS):
        popup = QApplication.activePopupWidget()
        if popup is None:
            break
        popup.close()
    for other in QApplication.topLevelWidgets():
        if isinstance(other, QDialog) and other.isVisible():
            other.done(QDialog.DialogCode.Rejected)
