"""One field on screen: label, editor, help, and the problem beside it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.documents import letters
from app.ui.kit import controls, icons
from app.ui.kit.editor import Editor
from app.ui.kit.editors import CheckEditor
from app.wording import _


class Field(QWidget):
    """Label, editor, help; and in place of the help the problem, with an icon."""

    def __init__(self, name: str, label: str, help_line: str, editor: Editor) -> None:
        """Name every control after the label and make the label its buddy."""
        super().__init__()
        self.name, self.label, self.editor, self._help_line = name, label, editor, help_line
        self._label = controls.text(label, "label")
        buddies = editor.parts()
        if buddies:
            self._label.setBuddy(buddies[0])
        editor.name(label)
        self._help = controls.text(help_line, "second", wrap=True)
        self._icon = icons.label("alert", "danger", 14)
        self._problem = controls.text("", "problem", wrap=True)
        line = controls.across(gap=6)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._problem, 1)
        self._line = controls.plain(line)
        parts: list[QWidget] = [self._label] if not isinstance(editor, CheckEditor) else []
        self.setLayout(controls.down(*parts, editor, self._help, self._line, gap=4))
        self._told, self._sentence, self._narrow, self._named, self._doubt = "", "", False, False, ""
        editor.told.connect(self._tell)
        editor.changed.connect(self._look_at_letters)
        self._show("")

    def _tell(self, words: str) -> None:
        self._told = words
        self._show(self.sentence())

    def _look_at_letters(self) -> None:
        """Tell of letters that no paper can print, as they are typed; nothing is refused for them."""
        doubt = letters.doubt(self.editor.value())
        if doubt != self._doubt:
            self._doubt = doubt
            self._show(self.sentence())

    def _show(self, sentence: str) -> None:
        shown = " ".join(part for part in (self._doubt, self._told, self._help_line) if part)
        self._help.setText(shown)
        self._sentence = sentence
        told = _("{field}: {sentence}").format(field=self.label, sentence=sentence)
        self._problem.setText(told if sentence and self._named else sentence)
        self._help.setVisible(bool(shown) and (self._narrow or not sentence))
        self._line.setVisible(bool(sentence))
        self.editor.blame(sentence)
        if not sentence:
            for part in self.editor.parts():
                part.setAccessibleDescription(shown)

    def help_beside(self) -> None:
        """Let the help stand at the right of the label instead of below the editor."""
        box = self.layout()
        if isinstance(box, QVBoxLayout):
            box.removeWidget(self._label)
            box.removeWidget(self._help)
            line = controls.across(gap=9)
            line.addWidget(self._label)
            line.addWidget(self._help, 1)
            box.insertLayout(0, line)

    def take_line(self, named: bool = False) -> QWidget:
        """The problem's line, to stand across a row of narrow fields instead of below this one; `named` after it."""
        self._narrow, self._named = True, named
        return self._line

    def set_help(self, words: str) -> None:
        """Show another help line below the editor."""
        self._help_line = words
        self._show(self.sentence())

    def sentence(self) -> str:
        """The problem shown now, or ''."""
        return self._sentence

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong beside the editor; '' brings the help back."""
        self._show(sentence)

    def enter(self) -> None:
        """Put the cursor into the editor."""
        parts = self.editor.parts()
        if parts:
            parts[0].setFocus(Qt.FocusReason.OtherFocusReason)
