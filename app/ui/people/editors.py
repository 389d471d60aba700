"""The editor of the intake: a line that can also say 'not asked'."""

from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.services.clients.answers import OPEN
from app.ui.kit import controls, icons, theme
from app.ui.kit.editor import as_typed
from app.ui.kit.editors import LineEditor
from app.wording import _


class OpenEditor(LineEditor):
    """A line of text with a button behind it that answers 'Not asked' or 'Prefer not to say'."""

    def __init__(self) -> None:
        """Blank: nothing is chosen beforehand."""
        super().__init__()
        self.more = controls.Button("", "bare")
        icons.put(self.more, "chevron-down", "muted", 14, 0)
        self.more.setFixedWidth(theme.height(28))
        self.more.clicked.connect(lambda: self._menu())
        box = self.layout()
        assert box is not None
        box.setSpacing(2)
        box.addWidget(self.more)

    def _menu(self) -> None:
        menu = QMenu(self)
        for code, words in OPEN.items():
            menu.addAction(_(words)).triggered.connect(lambda _on=False, chosen=code: self.choose(chosen))
        menu.addAction(_("Clear")).triggered.connect(lambda: self.choose(""))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def choose(self, code: str) -> None:
        """Answer with one of the codes, or '' for blank."""
        self.set_value(code)
        self.changed.emit()

    def value(self) -> str:
        """The text, or the code of the words that stand for one."""
        text = super().value()
        return next((code for code, words in OPEN.items() if text.casefold() == _(words).casefold()), text)

    def set_value(self, value: Any) -> None:
        """Show the text; a code is shown in words."""
        text = as_typed(value)
        super().set_value(_(OPEN[text]) if text in OPEN else text)

    def parts(self) -> list[QWidget]:
        """The line takes focus and frame."""
        return [self.line]

    def name(self, label: str) -> None:
        """The button says whose other answers it holds."""
        super().name(label)
        self.more.setAccessibleName(_("Other answers: {field}").format(field=label))
        self.more.setToolTip(_("Not asked, or prefer not to say"))
