"""Where typing begins on a page as it opens: in its first field, its grid, the filter of its list, or the list."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QWidget

from app.ui.kit.listing import FilterLine, TableView

TYPED = (QLineEdit, QPlainTextEdit, QComboBox)


def order(root: QWidget) -> list[QWidget]:
    """What Tab would visit inside `root`, in that order; what is hidden, disabled or part of another is left out."""
    found, now, met = [], root.nextInFocusChain(), {id(root)}
    kept = []  # so that no number of one that is gone is taken for another's
    while now is not None and id(now) not in met:
        met.add(id(now))
        kept.append(now)
        inner = isinstance(now.parentWidget(), QComboBox | QLineEdit)
        if root.isAncestorOf(now) and now.isVisibleTo(root) and now.isEnabledTo(root) and not inner:
            if now.focusPolicy() & Qt.FocusPolicy.TabFocus:
                found.append(now)
        now = now.nextInFocusChain()
    return found


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
