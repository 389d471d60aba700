"""A form in steps: one form, its fields on panels, one panel shown at a time, and the list of steps at its left."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.services.clients.entry import ClientEntry
from app.services.clients.steps import STEPS, Step
from app.ui.kit import controls, icons
from app.ui.kit.editor import Editor
from app.ui.kit.form import Form, Row, row
from app.wording import _


class _Panel(QWidget):
    """The fields of a step."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step = step
        self.column = controls.down(gap=11)
        self.setLayout(self.column)


class StepForm(Form):
    """The intake's form; `show_step` chooses what is seen."""

    def __init__(self, editors: Mapping[str, Editor]) -> None:
        """All steps are built at once, so that a draft and a problem reach every field."""
        self.panels = {step.name: _Panel(step) for step in STEPS}
        super().__init__(ClientEntry, list(self.panels.values()), editors=editors)

    def _place(self, column: QVBoxLayout, part: str | Row | QWidget) -> None:
        super()._place(column, part)
        if isinstance(part, _Panel):
            for line in part.step.lines:
                super()._place(part.column, row(*line) if len(line) > 1 else line[0])

    def show_step(self, name: str) -> None:
        """Show the fields of this step only."""
        for other, panel in self.panels.items():
            panel.setVisible(other == name)

    def step_of(self, field: str) -> str:
        """The step that holds a field; the first one for a name that no step has."""
        return next((step.name for step in STEPS if field in step.fields), STEPS[0].name)

    def shows(self, name: str) -> bool:
        """Also the fields of the steps behind: the list marks them, and the first one is turned to."""
        return name in self.fields and not self.fields[name].isHidden()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """As every form does, with the step of the first problem in front."""
        first = next((name for step in STEPS for name in step.fields if problems.get(name)), "")
        if first:
            self.problem_in.emit(self.step_of(first))
        super().show_problems(problems)

    problem_in = Signal(str)


class StepList(QWidget):
    """The steps at the left: the present one chosen, those with answers checked, those with a problem marked."""

    chosen = Signal(str)

    def __init__(self) -> None:
        """The first step is chosen."""
        super().__init__()
        self._group = QButtonGroup(self)
        self.buttons: dict[str, controls.Button] = {}
        for number, step in enumerate(STEPS, 1):
            words = _("{number}. {step}").format(number=number, step=_(step.title))
            button = controls.Button(words, "chip")
            button.clicked.connect(lambda _on=False, name=step.name: self.chosen.emit(name))
            button.setCheckable(True)
            button.setStyleSheet("text-align: left")
            self._group.addButton(button)
            self.buttons[step.name] = button
        self.buttons[STEPS[0].name].setChecked(True)
        self.setLayout(controls.down(*self.buttons.values(), None, gap=6))

    def choose(self, name: str) -> None:
        """Mark the step that is shown."""
        self.buttons[name].setChecked(True)

    def mark(self, form: StepForm) -> None:
        """Show where answers stand and where something is to mend."""
        faulty = {form.step_of(field.name) for field in form.faulty()}
        answered = {form.step_of(name) for name, value in form.values().items() if value}
        for name, button in self.buttons.items():
            drawing = "alert" if name in faulty else "check" if name in answered else ""
            icons.put(button, drawing, "danger" if name in faulty else "accent", 14, icons.GAP if drawing else 0)
            state = _("to mend") if name in faulty else _("has answers") if name in answered else ""
            button.setAccessibleDescription(state)
