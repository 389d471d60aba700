"""Icons inside a line: the glass of a filter, the calendar of a date, the eye of a passphrase; they grow with the text."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton

from app.ui.kit import icons, theme

SIZE, EDGE = 16, 7


class _Place(QObject):
    """Keeps a part at one end of its line, and the typing out of its way."""

    def __init__(self, line: QLineEdit, part: QLabel | QToolButton, leading: bool) -> None:
        super().__init__(part)
        self._line, self._part, self._leading = line, part, leading
        line.installEventFilter(self)
        room, margins = theme.scaled(SIZE) + EDGE + 3, line.textMargins()
        if leading:
            margins.setLeft(room)
        else:
            margins.setRight(room)
        line.setTextMargins(margins)
        self._move()

    def _move(self) -> None:
        size = theme.scaled(SIZE) + (0 if isinstance(self._part, QLabel) else 4)
        left = EDGE if self._leading else self._line.width() - size - EDGE
        self._part.setGeometry(left, (self._line.height() - size) // 2, size, size)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The line has another size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._move()
        return False


def picture(line: QLineEdit, name: str, role: str = "muted") -> QLabel:
    """An icon before the typing that does nothing."""
    made = QLabel(line)
    icons.put(made, name, role, SIZE)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    _Place(line, made, leading=True)
    return made


def button(line: QLineEdit, name: str, words: str, act: Callable[[], object]) -> QToolButton:
    """An icon behind the typing that is pressed with the mouse; keys reach the same in another way."""
    made = QToolButton(line)
    icons.put(made, name, "muted", SIZE, 0)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setCursor(Qt.CursorShape.ArrowCursor)
    made.setAccessibleName(words)
    made.setToolTip(words)
    made.clicked.connect(lambda: act())
    _Place(line, made, leading=False)
    return made
