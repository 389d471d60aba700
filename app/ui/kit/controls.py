"""Buttons, labels and other small parts in the looks of the theme. Light to import: the unlock page uses it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.kit import icons, theme
from app.ui.kit.elision import elided

ICON_ROLES = {"filled": "on_accent", "bare": "accent", "row": "accent", "link": "accent"}
MOST = 2_000_000  # letters in one line: Qt's own 32,767 would cut a paste without a word


class Button(QPushButton):
    """A push button with a look; wide enough for its text in semibold, so that checking it clips nothing."""

    def __init__(
        self, text: str, look: str = "outlined", icon: str = "", on_click: Callable[[], object] | None = None
    ) -> None:
        """`look`: filled (one a page), outlined, bare, link, row, chip, pick or segment; `icon` a drawing's name."""
        super().__init__(text)
        self.setProperty("look", look)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if icon:
            icons.put(self, icon, ICON_ROLES.get(look, "text"))
        if on_click is not None:
            self.clicked.connect(lambda: on_click())

    @property
    def saves(self) -> bool:
        """Whether it keeps what the page holds: it has the disk on it, and Ctrl+S presses it."""
        return bool(self.property("iconName") == "save")

    @property
    def prints(self) -> bool:
        """Whether it makes a paper: it has the printer on it, and Ctrl+P presses it."""
        return bool(self.property("iconName") == "print")

    def sizeHint(self) -> QSize:
        """Qt's hint, widened to the semibold text."""
        hint = super().sizeHint()
        if not self.isCheckable():
            return hint
        bold = self.font()
        bold.setWeight(theme.font(weight=600).weight())
        text = self.text().replace("&", "")
        gain = QFontMetrics(bold).horizontalAdvance(text) - self.fontMetrics().horizontalAdvance(text)
        return hint + QSize(max(0, gain), 0)

    def minimumSizeHint(self) -> QSize:
        """As the hint: a button is never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, as the space bar does."""
        if not enter_presses(self, event):
            super().keyPressEvent(event)


class ElidedLink(Button):
    """A link that ends in '…' where it is too narrow; its whole text is its name and then its tool tip."""

    def __init__(self, words: str, on_click: Callable[[], object]) -> None:
        """Keep the whole text."""
        super().__init__(words, "link", "", on_click)
        self._words = words
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut at the new width."""
        super().resizeEvent(event)
        shown, more = self._words, self.sizeHint().width() - self.width()
        if more > 0:  # Qt's own cutting takes the last letter where marks stand on it and the room is just enough
            room = self.fontMetrics().horizontalAdvance(shown) - more
            shown = elided(shown, self.fontMetrics(), room)
        self.setText(shown)
        self.setToolTip(self._words if shown != self._words else "")

    def sizeHint(self) -> QSize:
        """The size of the whole text."""
        more = self.fontMetrics().horizontalAdvance(self._words) - self.fontMetrics().horizontalAdvance(self.text())
        return super().sizeHint() + QSize(more, 0)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), theme.scaled(48)), hint.height())


def enter_presses(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press a button that has the focus where Enter was typed; Qt does so in dialogs only. Whether it was Enter."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
        return False
    button.click()
    return True


def filled(text: str, icon: str = "", on_click: Callable[[], object] | None = None) -> Button:
    """The page's one primary button."""
    return Button(text, "filled", icon, on_click)


def outlined(text: str, icon: str = "", on_click: Callable[[], object] | None = None) -> Button:
    """A secondary button."""
    return Button(text, "outlined", icon, on_click)


def bare(text: str, icon: str = "", on_click: Callable[[], object] | None = None) -> Button:
    """A button without a frame, in the accent colour."""
    return Button(text, "bare", icon, on_click)


def link(text: str, on_click: Callable[[], object] | None = None) -> Button:
    """A button that reads as a link."""
    return Button(text, "link", "", on_click)


def row_button(text: str, icon: str = "", on_click: Callable[[], object] | None = None) -> Button:
    """A tinted button of 28 px for a row or a card."""
    return Button(text, "row", icon, on_click)


def put_away(owner: QWidget, *parts: QWidget) -> None:
    """Those parts that stand nowhere belong to their owner all the same, unseen.

    A widget of nobody is held by what it is connected to, and holds its page with all that was read for it, for ever.
    """
    for part in [one for one in parts if one.parent() is None]:
        part.setParent(owner)
        part.hide()


def text(words: str, look: str = "", tone: str = "", wrap: bool = False) -> QLabel:
    """A label. `look`: title, section, strong, label, label-strong, second, muted, figure, draft, problem."""
    made = Wrapped(words) if wrap else QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("look", look)
    made.setProperty("tone", tone)
    return made


class Wrapped(QLabel):
    """A label of several lines that always asks for the height its width needs (Qt's own is cut in places)."""

    def __init__(self, words: str = "") -> None:
        """Show these words."""
        super().__init__(words)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, words: str) -> None:
        """Show other words and ask for their height."""
        super().setText(words)
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height at the new width."""
        super().resizeEvent(event)
        self._ask()

    def changeEvent(self, event: QEvent) -> None:
        """Ask again when the type changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._ask()

    def sizeHint(self) -> QSize:
        """Wide enough for its words up to a comfortable line, and as high as the present width needs."""
        return QSize(
            min(self._line(), theme.scaled(460)), max(self.minimumHeight(), self.fontMetrics().height())
        )

    def minimumSizeHint(self) -> QSize:
        """A narrow column."""
        return QSize(min(self._line(), theme.scaled(90)), self.minimumHeight())

    def _line(self) -> int:
        return self.fontMetrics().horizontalAdvance(self.text()) + 2

    def _ask(self) -> None:
        if self.width() > 1:
            if self.minimumHeight() > self.fontMetrics().height():
                self.setMinimumHeight(0)  # Qt's answer is never less than this: it would stay at its highest
            needed = self.heightForWidth(self.width())
            if needed != self.minimumHeight():
                self.setMinimumHeight(max(needed, 0))
                self.updateGeometry()


class Elided(QLabel):
    """A label of one line that ends in '…' where it is too narrow, with the whole text as its tool tip."""

    def __init__(self, words: str = "", look: str = "", tone: str = "") -> None:
        """Keep the whole text; `look` and `tone` as in `text`."""
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        self.setProperty("tone", tone)
        self._words = words
        self.setText(words)

    def setText(self, words: str) -> None:
        """Show these words, cut at the label's width."""
        self._words = words
        self.setAccessibleName(words)
        self._cut()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut again at the new width."""
        super().resizeEvent(event)
        self._cut()

    def sizeHint(self) -> QSize:
        """The size of the whole text."""
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(min(self.sizeHint().width(), theme.scaled(48)), super().sizeHint().height())

    def _cut(self) -> None:
        self.ensurePolished()
        shown = elided(self._words, self.fontMetrics(), max(self.width(), 1))
        QLabel.setText(self, shown if self.width() > 1 else self._words)
        self.setToolTip(self._words if shown != self._words and self.width() > 1 else "")


def line() -> QLineEdit:
    """A line that takes a paste whole; the field itself says what is too long."""
    made = QLineEdit()
    made.setMaxLength(MOST)
    return made


def rule(upright: bool = False) -> QFrame:
    """A thin line across, or upright."""
    made = QFrame()
    made.setProperty("look", "rule")
    if upright:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def across(
    *parts: QWidget | int | None, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Parts side by side: widgets, fixed gaps in pixels, None for a stretch."""
    box = QHBoxLayout()
    box.setSpacing(gap)
    box.setContentsMargins(*margins)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        else:
            box.addWidget(part)
    return box


def down(
    *parts: QWidget | int | None, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Parts below one another: widgets, fixed gaps in pixels, None for a stretch."""
    box = QVBoxLayout()
    box.setSpacing(gap)
    box.setContentsMargins(*margins)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        else:
            box.addWidget(part)
    return box


def seen(part: QWidget, on: bool) -> None:
    """Show or hide a part. One without a place yet appears with its place: shown now, it would be a window of its own."""
    if on and part.parent() is None:
        part.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        part.setVisible(on)


def plain(layout: QHBoxLayout | QVBoxLayout, look: str = "") -> QFrame:
    """A frame around a layout, in a look (card, tint, warn, …) or none."""
    made = QFrame()
    made.setProperty("look", look)
    made.setLayout(layout)
    return made


class Note(QFrame):
    """A tinted message with an icon: what happened, or what to know."""

    def __init__(self, words: str, icon: str = "check-circle", tone: str = "accent") -> None:
        """`tone`: accent, warning or danger decides tint and icon colour."""
        super().__init__()
        self._icon = icons.label(icon, tone)
        self._words = text(words, wrap=True)
        box = across(gap=9, margins=(13, 8, 13, 8))
        box.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self._words, 1)
        self._icon.setContentsMargins(0, 3, 0, 0)
        self.setLayout(box)
        self.say(words, icon, tone)

    def say(self, words: str, icon: str = "check-circle", tone: str = "accent") -> None:
        """Show other words, icon and tone; hidden while there are no words."""
        theme.look(self, "tint" if tone == "accent" else "warn")
        icons.put(self._icon, icon, tone)
        self._words.setText(words)
        self.setAccessibleName(words)
        seen(self, bool(words))

    def words(self) -> str:
        """What it says now."""
        return self._words.text()
