"""The editors that only a supervision session has: who was there, and the topics."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.supervision.sessions import TOPICS
from app.ui.kit import controls
from app.ui.kit.chips import Chips
from app.ui.kit.editor import Editor, as_typed
from app.ui.kit.editors import CheckEditor, PickEditor
from app.ui.kit.segments import yes_no
from app.wording import _

SEPARATOR = "; "


class SignOffEditor(CheckEditor):
    """One of the supervisor's sign-offs with its own words: given, not given, or left open where nothing asks for it."""

    def __init__(self, words: str) -> None:
        """Left open."""
        Editor.__init__(self)
        self.answers = yes_no(optional=True)
        self.answers.changed.connect(self.changed.emit)
        self.setLayout(controls.across(controls.text(words, wrap=True), None, self.answers, gap=8))
        self.setFocusProxy(self.answers)

    def value(self) -> str:
        """yes, no, or '' where it was left open."""
        return self.answers.value()

    def set_value(self, value: Any) -> None:
        """Choose this answer."""
        self.answers.set_value(value)

    def parts(self) -> list[QWidget]:
        """The two buttons."""
        return self.answers.parts()

    def name(self, label: str) -> None:
        """Each button is named after the sign-off and its answer."""
        self.answers.name(label)


class StaffEditor(Editor):
    """One peer supporter from a list, or for a group several as chips; the value is `a;b`."""

    def __init__(self, options: Sequence[tuple[str, str]], named: Sequence[tuple[str, str]]) -> None:
        """`options` (code, label) for the list, `named` (code, name) for the chips; individual at first."""
        super().__init__()
        self.one, self.several = PickEditor(options), Chips(named)
        self._group = False
        for editor in (self.one, self.several):
            editor.changed.connect(self.changed.emit)
        self.several.hide()
        self.setLayout(controls.down(self.one, self.several, gap=0))
        self.setFocusProxy(self.one)

    def set_group(self, group: bool) -> None:
        """Let several be chosen, or one; who was chosen first stays."""
        if group == self._group:
            return
        chosen = self.codes()
        self._group = group
        self.one.setVisible(not group)
        self.several.setVisible(group)
        self.setFocusProxy(self.several if group else self.one)
        self.set_value(chosen if group else chosen[:1])

    def codes(self) -> list[str]:
        """The chosen codes."""
        return [code for code in self.value().split(";") if code]

    def value(self) -> str:
        """The chosen codes with `;` between them."""
        return self.several.value() if self._group else self.one.value()

    def set_value(self, value: Any) -> None:
        """Choose these codes; more than one turns to the chips."""
        codes = [code for code in as_typed(value).split(";") if code]
        if len(codes) > 1 and not self._group:
            self.set_group(True)
        self.several.set_value(codes)
        self.one.set_value(codes[0] if codes else "")

    def problem(self) -> str:
        """What cannot be found on the list."""
        return "" if self._group else self.one.problem()

    def parts(self) -> list[QWidget]:
        """The list, or the chips."""
        return self.several.parts() if self._group else self.one.parts()

    def name(self, label: str) -> None:
        """Name both after the field."""
        self.one.name(label)
        self.several.name(label)

    def blame(self, sentence: str) -> None:
        """Show the problem at the one in use."""
        (self.several if self._group else self.one).blame(sentence)


class TopicsEditor(Editor):
    """The usual topics as chips, and a line for others; the value is `a; b`, as the Board's log prints it."""

    def __init__(self) -> None:
        """Nothing chosen."""
        super().__init__()
        self.chips = Chips([(topic, _(topic)) for topic in TOPICS])
        self.other = controls.line()
        self.other.setPlaceholderText(_("Other topics, with ; between them"))
        self.chips.changed.connect(self.changed.emit)
        self.other.textEdited.connect(lambda: self.changed.emit())
        self.setLayout(controls.down(self.chips, self.other, gap=6))
        self.setFocusProxy(self.chips)

    def value(self) -> str:
        """The topics with `; ` between them."""
        typed = [part.strip() for part in self.other.text().split(";")]
        return SEPARATOR.join([*self.chips.chosen(), *(part for part in typed if part)])

    def set_value(self, value: Any) -> None:
        """Choose the known topics; the rest stands on the line."""
        found = [part.strip() for part in as_typed(value).replace("\n", ";").split(";") if part.strip()]
        self.chips.set_value(found)
        self.other.setText(SEPARATOR.join(part for part in found if part not in TOPICS))

    def parts(self) -> list[QWidget]:
        """The chips and the line."""
        return [*self.chips.parts(), self.other]

    def name(self, label: str) -> None:
        """Name chips and line."""
        self.chips.name(label)
        self.other.setAccessibleName(_("{field}: other").format(field=label))
