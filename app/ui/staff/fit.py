"""The fit checklist as one editor: a line each with Yes, No and Not asked."""

from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.supervision.terms import fit_lines
from app.ui.kit import controls
from app.ui.kit.editor import Editor
from app.ui.kit.segments import Segments
from app.wording import _


class FitEditor(Editor):
    """Its value is `line=yes;line=no`; a line that was not answered is left out."""

    def __init__(self) -> None:
        """Nothing is answered."""
        super().__init__()
        self.lines: dict[str, Segments] = {}
        box = controls.down(gap=6)
        for item in fit_lines().items:
            answer = Segments([("yes", _("Yes")), ("no", _("No")), ("not_asked", _("Not asked"))], optional=True)
            answer.name(_(item.text))
            answer.changed.connect(self.changed)
            self.lines[item.code] = answer
            words = controls.text(_(item.text), wrap=True)
            line = controls.across(gap=12)
            line.addWidget(words, 1)
            line.addWidget(answer)
            box.addLayout(line)
        self.setLayout(box)

    def value(self) -> str:
        """The answers in the checklist's order."""
        return ";".join(f"{code}={answer.value()}" for code, answer in self.lines.items() if answer.value())

    def set_value(self, value: Any) -> None:
        """Show answers as text, or as an entry keeps them."""
        pairs = value if isinstance(value, tuple | list) else [part.split("=", 1) for part in str(value or "").split(";")]
        given = {pair[0]: pair[-1] for pair in pairs if len(pair) == 2}
        for code, answer in self.lines.items():
            answer.set_value(given.get(code, ""))

    def parts(self) -> list[QWidget]:
        """Every button."""
        return [button for answer in self.lines.values() for button in answer.parts()]

    def name(self, label: str) -> None:
        """The lines name their buttons themselves."""
