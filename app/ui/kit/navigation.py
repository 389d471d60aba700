"""The column at the left: the rooms, with counts, the one in use marked by a bar and white."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QLabel, QSizePolicy, QWidget

from app.ui.kit import controls, icons, theme
from app.ui.kit.elision import elided
from app.wording import _, plural

WIDTH, ITEM, LEFT = 168, 36, 18


@dataclass(frozen=True)
class Item:
    """One entry of the navigation: a name for the program, an icon, a marked label; `low` stands at the bottom."""

    name: str
    icon: str
    label: str
    low: bool = False


class NavButton(QAbstractButton):
    """One entry, painted: bar, icon, label, count."""

    def __init__(self, item: Item) -> None:
        """Not chosen, no count."""
        super().__init__()
        self.item = item
        self.count = 0
        self.setText(_(item.label))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._over = False
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show a count at the right; 0 shows none."""
        self.count = count
        told = plural("{count} waiting", "{count} waiting", count) if count else ""
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(told)
        self.update()

    def sizeHint(self) -> QSize:
        """36 px high, growing with the text."""
        return QSize(theme.width(self.text(), weight=600) + theme.scaled(30) + 60, theme.height(ITEM))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there, as the space bar does."""
        if not controls.enter_presses(self, event):
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Remember that the pointer is here."""
        self._over = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has left."""
        self._over = False
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entry."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        if on or self._over:
            painter.fillRect(self.rect(), theme.colour("surface" if on else "track"))
        if on:
            painter.fillRect(0, 0, 3, self.height(), theme.colour("accent"))
        role = "accent" if on else "text"
        size = theme.scaled(17)
        painter.drawPixmap(
            LEFT, (self.height() - size) // 2, icons.pixmap(self.item.icon, "accent" if on else "muted", size)
        )
        painter.setFont(theme.font(weight=600 if on else 400))
        painter.setPen(theme.colour(role))
        left = LEFT + size + 12
        right = self._badge(painter) if self.count else 8
        words = elided(self.text(), painter.fontMetrics(), self.width() - left - right)
        painter.drawText(self.rect().adjusted(left, 0, -right, 0), Qt.AlignmentFlag.AlignVCenter, words)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(4, 2, -2, -2), 4, 4)

    def _badge(self, painter: QPainter) -> int:
        painter.save()
        painter.setFont(theme.font("second", 600))
        words = str(self.count) if self.count < 100 else "99+"
        high = painter.fontMetrics().height() + 1
        wide = max(high + 4, painter.fontMetrics().horizontalAdvance(words) + 12)
        box = QRect(self.width() - 12 - wide, (self.height() - high) // 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("tint" if self.isChecked() else "track"))
        painter.drawRoundedRect(box, high / 2, high / 2)
        painter.setPen(theme.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()
        return wide + 16


class Navigation(QWidget):
    """The column: brand, rooms, and at the bottom what stands low."""

    chosen = Signal(str)

    def __init__(self, items: Sequence[Item]) -> None:
        """The items in order; none is chosen."""
        super().__init__()
        self.setProperty("look", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.buttons = {item.name: NavButton(item) for item in items}
        self._group = QButtonGroup(self)
        self._logo, name = QLabel(), controls.text(_("Peerdesk"), "section")
        brand = controls.plain(controls.across(self._logo, name, None, gap=9, margins=(16, 0, 8, 0)))
        brand.setFixedHeight(theme.height(53))
        upper = [button for button in self.buttons.values() if not button.item.low]
        lower = [button for button in self.buttons.values() if button.item.low]
        for button in self.buttons.values():
            self._group.addButton(button)
            button.clicked.connect(lambda _on=False, to=button.item.name: self.chosen.emit(to))
        self.setLayout(controls.down(brand, 3, *upper, None, *lower, 8, gap=0, margins=(0, 0, 1, 0)))
        self._brand = brand
        theme.follow(self._measure)
        self._measure()

    def _measure(self) -> None:
        try:
            self._logo.setPixmap(icons.logo(theme.scaled(26)))
            self._brand.setFixedHeight(theme.height(53))
            self.setFixedWidth(WIDTH + theme.scaled(130) - 130)
            for button in self.buttons.values():
                button.updateGeometry()
        except RuntimeError:
            return

    def choose(self, name: str) -> None:
        """Mark this entry."""
        if name in self.buttons:
            self.buttons[name].setChecked(True)

    def set_count(self, name: str, count: int) -> None:
        """Show a count on this entry; 0 shows none."""
        if name in self.buttons:
            self.buttons[name].set_count(count)
