"""The editor of the topics that a training or course covered, and how topics are told in lists."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.rules import checklists
from app.services.rules.checklists import Checklist
from app.ui.kit import controls
from app.ui.kit.chips import Chips
from app.ui.kit.editor import Editor, as_typed
from app.ui.kit.editors import PickEditor
from app.ui.kit.flow import Flow
from app.wording import _


def words(codes: Iterable[str]) -> str:
    """Topics in one line."""
    return "; ".join(_(checklists.text_of(code)) for code in codes)


class TopicsEditor(Editor):
    """The competencies of the packs as chips; ethics and scope, which are long lists, are found by typing.

    What is picked there stands below as a chip that takes it out again when pressed. The value is `a;b`.
    """

    def __init__(self, lists: Sequence[Checklist]) -> None:
        """Nothing chosen."""
        super().__init__()
        short = [item for one in lists if one.kind == "competencies" for item in one.items]
        self._long = {item.code: _(item.text) for one in lists if one.kind != "competencies" for item in one.items}
        self.chips = Chips([(item.code, _(item.text)) for item in short])
        self.chips.changed.connect(self.changed)
        self.finder = PickEditor(list(self._long.items()), optional=True)
        self.finder.changed.connect(self._pick)
        self._picked: list[str] = []
        self._flow = Flow()
        self._flow.hide()
        self._told = controls.text(_("From the lists of ethics and scope"), "second")
        found = controls.plain(controls.down(self._told, self.finder, self._flow, gap=6))
        self.setLayout(controls.down(self.chips, found, gap=10))
        controls.seen(found, bool(self._long))
        self.setFocusProxy(self.chips if short else self.finder)

    def _pick(self) -> None:
        code = self.finder.value()
        if code not in self._long:
            return  # still being typed
        if code not in self._picked:
            self._picked.append(code)
            self._show()
            self.changed.emit()
        self.finder.set_value("")

    def _drop(self, code: str) -> None:
        self._picked.remove(code)
        self._show()
        self.finder.setFocus()
        self.changed.emit()

    def _show(self) -> None:
        made = []
        for code in self._picked:
            text = _(checklists.text_of(code))
            chip = controls.Button(text, "pick", "close", on_click=partial(self._drop, code))
            chip.setAccessibleName(_("Take out: {topic}").format(topic=text))
            made.append(chip)
        self._flow.fill(made)
        self._flow.setVisible(bool(made))

    def value(self) -> str:
        """The chosen codes with `;` between them, in the order of the lists."""
        typed = self.finder.value()
        chosen = [*self.chips.chosen(), *self._picked, *([typed] if typed in self._long else [])]
        return ";".join(checklists.in_order(dict.fromkeys(chosen)))

    def set_value(self, value: Any) -> None:
        """Choose these codes (`a;b` or a sequence)."""
        codes = [code for code in as_typed(value).split(";") if code]
        self.chips.set_value(codes)
        self._picked = [code for code in codes if code in self._long]
        self.finder.set_value("")
        self._show()

    def problem(self) -> str:
        """A sentence where the typing is not on the lists."""
        return self.finder.problem()

    def parts(self) -> list[QWidget]:
        """The chips, and the line to find others."""
        return [*self.chips.parts(), *self.finder.parts()]

    def name(self, label: str) -> None:
        """Each chip is named after field and choice, the line after what it finds."""
        self.chips.name(label)
        self.finder.name(_("{field}: {choice}").format(field=label, choice=self._told.text()))
