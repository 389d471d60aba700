"""What every editor of a form can do: tell and take a value, say that it changed, and show that it is at fault."""

import datetime as dt
from collections.abc import Callable
from enum import Enum
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.kit import theme


def as_typed(value: Any) -> str:
    """A typed value in import format: yes/no, ISO dates, HH:MM, codes with `;`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple | list):
        return ";".join(as_typed(item) for item in value)
    return str(value)


Answer = tuple[str, Callable[[], object]]  # words of a button, and what it does


class Editor(QWidget):
    """An editor of one field. Values are raw typing in import format (yes/no, 2026-03-04, 14:30, a;b).

    `told` says something about the value, `asked` a question with its answers; `longest` is the longest that may be
    told below, so that its room is kept; `tells_beside` puts it beside the label instead.
    """

    changed = Signal()
    told = Signal(str)
    asked = Signal(str, object)
    longest = ""
    asks = False
    tells_beside = False

    def value(self) -> str:
        """What stands in the editor, in import format; '' for blank."""
        return ""

    def set_value(self, value: Any) -> None:
        """Show a value: import format, or the typed value of an entry."""

    def problem(self) -> str:
        """What the editor itself cannot read, as a sentence, or ''."""
        return ""

    def parts(self) -> list[QWidget]:
        """The controls that take the focus and the red frame; the first one is the label's buddy."""
        return []

    def name(self, label: str) -> None:
        """Give every control its accessible name."""
        for part in self.parts():
            part.setAccessibleName(label)

    def blame(self, sentence: str) -> None:
        """Frame the controls in red and describe the problem to a screen reader; '' takes both away."""
        for part in self.parts():
            part.setAccessibleDescription(sentence)
            theme.look(part, str(part.property("look") or ""), "danger" if sentence else "")

    def on_enter(self, act: Callable[[], object]) -> None:
        """Do this where Enter is typed into the line: what the button beside it does."""
        line = getattr(self, "line", None)
        if isinstance(line, QLineEdit):
            line.returnPressed.connect(lambda: act())

    def settle(self) -> None:
        """Write out in full what was typed, where the editor does that."""
