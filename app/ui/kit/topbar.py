"""The bar above every page: search, quick actions, who is signed in, lock. What has no room goes, least needed first."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from app.ui.kit import controls, theme
from app.wording import _

GAP, MARGIN = 8, 24
SEARCH = 190  # pixels that the search box keeps while quick actions have words


class TopBar(QFrame):
    """Quick actions lose their words, then go one by one from the right; the menu and Ctrl+K have all of them."""

    def __init__(
        self, search: QLineEdit, quick: Sequence[tuple[str, str, Callable[[], object]]], lock: Callable[[], object]
    ) -> None:
        """`quick` are (label, icon, what to do), the most needed first."""
        super().__init__()
        self.setProperty("look", "top")
        self.search = search
        self._labels = [label for label, _icon, _do in quick]
        self.quick = [controls.bare(label, icon, do) for label, icon, do in quick]
        for label, button in zip(self._labels, self.quick, strict=True):
            button.setAccessibleName(label)
        self._initials = controls.text("", "avatar")
        self._initials.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._who, self._role = controls.Elided("", "strong"), controls.Elided("", "second")
        self._person = controls.plain(controls.down(None, self._who, self._role, None, gap=0))
        self._lock = controls.outlined(_("Lock"), "lock", lock)
        self._lock.setAccessibleName(_("Lock"))
        line = controls.rule(upright=True)
        line.setFixedHeight(32)
        box = controls.across(
            search, None, *self.quick, 8, line, 4, self._initials, self._person, 6, self._lock,
            gap=GAP, margins=(MARGIN, 0, MARGIN, 0),
        )  # fmt: skip
        box.setStretch(0, 3)
        self.setLayout(box)
        theme.follow(self.measure)
        self.measure()

    def measure(self) -> None:
        """Take the sizes of the text in use."""
        try:
            self.search.setMaximumWidth(theme.scaled(330))
            self._initials.setFixedSize(theme.height(30), theme.height(30))
            self._person.setMaximumWidth(theme.scaled(220))
            self.setFixedHeight(theme.height(53))
        except RuntimeError:
            return
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Search, initials and lock: the rest gives way."""
        least = theme.scaled(90) + self._initials.width() + self._lock.sizeHint().width() + 2 * MARGIN + 60
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fixed = 2 * MARGIN + self._initials.width() + self._lock.sizeHint().width() + 18 + 6 * GAP
        person = min(max(self._who.sizeHint().width(), self._role.sizeHint().width()), theme.scaled(220))
        words = [self._width(label, True) for label in self._labels]
        icons = [self._width(label, False) for label in self._labels]
        room = self.width() - fixed
        search = theme.scaled(SEARCH) if theme.percent() == 100 else theme.scaled(120)
        ways = [(words, True, len(words))] + [(icons, False, count) for count in range(len(icons), -1, -1)]
        shown = next(
            ((spoken, count) for widths, spoken, count in ways if search + person + sum(widths[:count]) <= room),
            (False, 0),
        )
        self.search.setMinimumWidth(min(search, max(theme.scaled(90), room - person)))
        self._person.setVisible(room >= theme.scaled(90) + min(person, theme.scaled(80)))
        for number, (label, button) in enumerate(zip(self._labels, self.quick, strict=True)):
            button.setText(label if shown[0] else "")
            button.setToolTip("" if shown[0] else label)
            button.setVisible(number < shown[1])

    def _width(self, label: str, spoken: bool) -> int:
        return (theme.width(label, weight=600) if spoken else 0) + theme.scaled(16) + 5 + 18 + GAP

    def set_person(self, name: str, role: str) -> None:
        """Show who is signed in."""
        self._who.setText(name)
        self._role.setText(role)
        letters = [part[0] for part in name.split(",")[0].split() if part]
        self._initials.setText("".join(letters[:1] + letters[-1:] if len(letters) > 1 else letters).upper())
        self._initials.setToolTip(f"{name}, {role}" if name else "")
        self._fit()
