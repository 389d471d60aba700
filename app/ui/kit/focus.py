"""Where typing begins on a page as it opens: in its first field, its grid, the filter of its list, or the list."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QWidget

from app.ui.kit.listing import FilterLine, TableView

TYPED = (QLineEdit, QPlainTextEdit, QComboBox)


def order(root: QWidget) -> list[QWidget]:
    """What Tab would visit inside `root`, in the order in which it was put there; what is hidden or disabled is left out.

    Qt's own chain is not followed: PySide takes what a widget names as its next one for a part of that widget, and so
    lets go of it, or keeps it for ever, with the wrong one.
    """
    found = root.findChildren(QWidget)
    outer = [one for one in found if not isinstance(one.parentWidget(), QComboBox | QLineEdit)]
    return [
        one for one in outer
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisibleTo(root) and one.isEnabledTo(root)
    ]  # fmt: skip


def first(root: QWidget) -> QWidget | None:
    """The control where typing begins; None on what is only read."""
    found = order(root)
    typed = [one for one in found if isinstance(one, TYPED) and not isinstance(one, FilterLine) and _takes(one)]
    lists = [one for one in found if isinstance(one, FilterLine | QAbstractItemView)]
    return next(iter(typed or lists), None)


def _takes(control: QWidget) -> bool:
    return not (isinstance(control, QLineEdit | QPlainTextEdit) and control.isReadOnly())


def begin(root: QWidget) -> None:
    """Put the focus where typing begins: where the page says so, else at its first control, else on the page itself."""
    own = getattr(root, "take_focus", None)
    if callable(own):
        own()
        now = root.focusWidget()
        if now is not None and now is not root and now.isVisibleTo(root):
            return
    target = first(root)
    if isinstance(target, TableView):
        target.begin()
    elif isinstance(target, QListWidget) and target.currentRow() < 0:
        target.setCurrentRow(0)
    (target or root).setFocus(Qt.FocusReason.OtherFocusReason)
