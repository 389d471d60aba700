"""A form built from an entry: labels, help and editors come from its fields; problems stand beside them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.entries import Entry
from app.services.problems import Invalid
from app.ui.kit import controls
from app.ui.kit.build import Options, build
from app.ui.kit.editor import Editor
from app.ui.kit.field import Field
from app.ui.kit.line import Line
from app.ui.kit.reflow import Reflow
from app.wording import _

BREAK = "|"
GAP = 5  # between a field's kept line and the next label


@dataclass(frozen=True)
class Row:
    """Fields side by side; `stretch` shares the width (0 = as narrow as the editor)."""

    names: tuple[str, ...]
    stretch: tuple[int, ...] = ()


def row(*names: str, stretch: tuple[int, ...] = ()) -> Row:
    """Fields side by side."""
    return Row(names, stretch)


class Form(QWidget):
    """Editors for the named fields of an entry, in columns and rows."""

    changed = Signal()
    problems_changed = Signal()

    def __init__(
        self,
        entry_type: type[Entry],
        fields: Sequence[str | Row | QWidget],
        choices: Mapping[str, Options] | None = None,
        widths: Sequence[int] = (),
        editors: Mapping[str, Editor] | None = None,
    ) -> None:
        """`fields` in order; "|" begins a column; a widget is placed as it is. `choices`: field -> [(code, label)].

        `editors` puts an editor of the screen's own in place of the one that the type would get.
        """
        super().__init__()
        self.entry_type = entry_type
        self.act = uuid.uuid4()  # of one save: the same form unchanged is written once
        self.draft: tuple[str, str] | None = None  # form and record under which its typing is kept
        self.fields: dict[str, Field] = {}
        self._choices = dict(choices or {})
        self._editors = dict(editors or {})
        self.general = Line()
        column = controls.down(gap=GAP)
        made = [column]
        for part in fields:
            if part == BREAK:
                made.append(controls.down(gap=GAP))
            else:
                self._place(made[-1], part)
        for column in made:
            column.addStretch(1)
        shares = [*widths, *(1,) * len(made)][: len(made)]
        columns = Reflow([controls.plain(column) for column in made], shares, gap=24, below=GAP)
        self.setLayout(controls.down(self.general, columns, gap=2))
        self._clean = self.values()

    def _place(self, column: QVBoxLayout, part: str | Row | QWidget) -> None:
        if isinstance(part, QWidget):
            column.addWidget(part)
        elif isinstance(part, str):
            column.addWidget(self._field(part))
        else:
            column.addWidget(Reflow([self._field(name) for name in part.names], part.stretch, gap=12, below=GAP, top=True))
            if len(part.names) > 1:
                across = Line()
                column.addWidget(across)
                for name in part.names:
                    self.fields[name].take_line(across)

    def _field(self, name: str) -> Field:
        info = self.entry_type.model_fields[name]
        label = _(info.title or name.replace("_", " ").capitalize())
        editor = self._editors.get(name) or build(info, self._choices.get(name), label)
        made = Field(name, label, _(info.description or ""), editor)
        editor.changed.connect(lambda: self._edited(made))
        self.fields[name] = made
        return made

    def _edited(self, field: Field) -> None:
        self.act = uuid.uuid4()
        if field.sentence():
            field.show_problem("")
            self.problems_changed.emit()
        self.changed.emit()

    def tells(self, note: controls.Note) -> None:
        """Let a note say what came of the form as it stands: it goes as soon as anything else is typed."""
        self.changed.connect(lambda: note.say(""))

    def values(self) -> dict[str, Any]:
        """What was typed, in import format, by field name."""
        return {name: field.editor.value() for name, field in self.fields.items()}

    def typing(self) -> dict[str, Any]:
        """What a draft keeps of it, which `restore` takes."""
        return self.values()

    def stored(self) -> dict[str, Any]:
        """What was set last, as it would be typed: what is on record, under a draft that was put back."""
        return dict(self._clean)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values (import format, or an entry's own); names that the form lacks are passed over."""
        self.act = uuid.uuid4()
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].editor.set_value(value)
        self._clean = self.values()

    def restore(self, values: Mapping[str, Any]) -> None:
        """Show a kept draft: as `set_values`, but the form counts as changed."""
        clean = self._clean
        self.set_values(values)
        self._clean = clean

    def is_dirty(self) -> bool:
        """Whether anything differs from what was set last."""
        return self.values() != self._clean

    def mark_clean(self) -> None:
        """What stands now is saved."""
        self._clean = self.values()

    def entry(self) -> Entry | None:
        """The checked entry; or None, with the problems shown beside their fields."""
        unread = {
            name: field.editor.problem() for name, field in self.fields.items() if field.editor.problem()
        }
        try:
            made = self.entry_type.read(self.values())
        except Invalid as wrong:
            self.show_problems({**wrong.fields, **unread})
            return None
        self.show_problems(unread)
        return None if unread else made

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Put each sentence beside its field and enter the first faulty one.

        What belongs to no field, or to one that is not seen, stands on top: no problem is without a place.
        """
        rest = [self._named(name, said) for name, said in problems.items() if said and not self.shows(name)]
        self.general.say("", " ".join(rest), "danger")
        for name, field in self.fields.items():
            sentence = problems.get(name, "") if self.shows(name) else ""
            field.show_problem((field.editor.problem() or sentence) if sentence else "")
        self.problems_changed.emit()
        faulty = self.faulty()
        if faulty:
            faulty[0].enter()

    def shows(self, name: str) -> bool:
        """Whether a field of this name can be seen."""
        return name in self.fields and self.fields[name].isVisibleTo(self)

    def _named(self, name: str, sentence: str) -> str:
        if name not in self.fields:
            return sentence
        return _("{field}: {sentence}").format(field=self.fields[name].label, sentence=sentence)

    def faulty(self) -> list[Field]:
        """The fields with a problem, in order."""
        return [field for field in self.fields.values() if field.sentence()]

    def set_choices(self, name: str, options: Options) -> None:
        """Offer other options in a field that is chosen from a list."""
        editor = self.fields[name].editor
        if hasattr(editor, "set_options"):
            editor.set_options(options)

    def editor(self, name: str) -> Editor:
        """The editor of this field."""
        return self.fields[name].editor
