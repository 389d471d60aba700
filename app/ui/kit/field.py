"""One field on screen: label, editor, and below it one line for help, hint, question or problem, whose room is kept."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.services.documents import letters
from app.ui.kit import controls
from app.ui.kit.editor import Answer, Editor
from app.ui.kit.editors import CheckEditor
from app.ui.kit.line import Line
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
        self.line = self._quiet = self._own = Line(editor.asks)
        self._told, self._doubt, self._hint, self._sentence, self._named = "", "", "", "", False
        self._reserved = ""
        self.reserve("")
        self._telling: Line | None = None  # beside the label, where what the editor tells stands there
        self._head = controls.across(gap=9)
        self._box: QVBoxLayout = controls.down(gap=4)
        if not isinstance(editor, CheckEditor):
            self._head.addWidget(self._label)
            self._box.addLayout(self._head)
        else:
            controls.put_away(self, self._label)
        self._box.addWidget(editor)
        self._box.addWidget(self.line)
        self.setLayout(self._box)
        self._asked = ""
        self._answers: Sequence[Answer] = ()
        editor.told.connect(self._tell)
        editor.changed.connect(self._look_at_letters)
        editor.asked.connect(self._ask)
        if editor.tells_beside:
            self._stand_beside()
        self._show("")

    def _stand_beside(self) -> Line:
        if self._telling is None:
            self._telling = Line(single=True)
            self._head.addWidget(self._telling, 1)
        return self._telling

    def _tell(self, words: str) -> None:
        self._told = words
        self._show(self._sentence)

    def _ask(self, words: str, answers: Sequence[Answer]) -> None:
        self._asked, self._answers = words, answers
        self._show(self._sentence)

    def hint(self, words: str) -> None:
        """A warning that blocks nothing, in place of the help; '' takes it away."""
        self._hint = words
        self._show(self._sentence)

    def _look_at_letters(self) -> None:
        """Tell of letters that no paper can print, as they are typed; nothing is refused for them."""
        doubt = letters.doubt(self.editor.value())
        if doubt != self._doubt:
            self._doubt = doubt
            self._show(self._sentence)

    def _show(self, sentence: str) -> None:
        self._sentence = sentence
        telling = self._telling or (self.line if self._named else self._quiet)
        told = " ".join(part for part in (self._doubt, self._told) if part)
        if telling is self._quiet:
            self._quiet.say(f"{self.name} help", " ".join(part for part in (told, self._help_line) if part))
        else:
            telling.say(f"{self.name} told", told)
            self._quiet.say(f"{self.name} help", self._help_line)
        said = _("{field}: {sentence}").format(field=self.label, sentence=sentence) if self._named else sentence
        self.line.say(self.name, said if sentence else "", "danger")
        self.line.say(f"{self.name} hint", self._hint, "warning")
        answers = [] if sentence else self._buttons()
        self.line.say(f"{self.name} asked", "" if sentence else self._asked, "ask", answers)
        last = (self.editor.parts() or [self])[-1]
        for button in answers:  # after the editor, now that they stand in its window
            QWidget.setTabOrder(last, button)
            last = button
        self.editor.blame(sentence)
        if not sentence:
            words = " ".join(part for part in (self._asked, self._hint, told, self._help_line) if part)
            for part in self.editor.parts():
                part.setAccessibleDescription(words)

    def _buttons(self) -> list[QWidget]:
        def answer(act: Callable[[], object]) -> Callable[[], None]:
            def chosen() -> None:
                act()
                self.enter()

            return chosen

        return [controls.link(words, answer(act)) for words, act in self._answers]

    def help_beside(self) -> None:
        """Let the help stand at the right of the label instead of below the editor."""
        self._quiet.say(f"{self.name} help", "")
        self._quiet = self._stand_beside()
        self._save_room()
        self._show(self._sentence)

    def take_line(self, shared: Line) -> None:
        """Let problems, hints and questions stand on a line across a row of fields, with the field's name before them.

        A field without help of its own then keeps no line below it.
        """
        if self.editor.asks:
            shared.may_ask()
        self.line, self._named = shared, True
        shared.keep(max(shared.kept, self.editor.longest, key=len))
        for part in ("", " hint", " asked", " help"):
            self._own.say(self.name + part, "")
        self._own.only_help()
        self.reserve("")
        self._save_room()
        self._show(self._sentence)

    def _save_room(self) -> None:
        """Beside others, no line is kept below a field that has nothing of its own to say there."""
        if self._named and not self._own.isHidden() and not (self._quiet is self._own and self._own.kept):
            self._quiet = self.line if self._quiet is self._own else self._quiet
            self._box.removeWidget(self._own)
            self._own.hide()

    def reserve(self, words: str) -> None:
        """Keep room for help as long as this, which may come later."""
        self._reserved = max(self._reserved, words, key=len)
        longest = max(self._reserved, self._help_line, key=len)
        told = "" if self._named else self.editor.longest  # across a row it is told on the shared line
        self._own.keep(" ".join(part for part in (told, longest) if part))

    def set_help(self, words: str) -> None:
        """Show another help line; its room is kept from now on."""
        self._help_line = words
        self.reserve("")
        self._save_room()
        self._show(self._sentence)

    def sentence(self) -> str:
        """The problem shown now, or ''."""
        return self._sentence

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong beside the editor; '' brings the help back."""
        self._show(sentence)

    def enter(self) -> None:
        """Put the cursor into the editor, and the field where it can be seen."""
        parts = self.editor.parts()
        if parts:
            parts[0].setFocus(Qt.FocusReason.OtherFocusReason)
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(self, 0, 24)
