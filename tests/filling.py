"""Fills a form as a person would who tries until it is taken: each field gets the next thing that may fit it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QWidget

from app.ui.kit.chips import Chips
from app.ui.kit.editor import Editor
from app.ui.kit.editors import CheckEditor, HoursEditor, LineEditor, PickEditor, ProseEditor
from app.ui.kit.field import Field
from app.ui.kit.form import Form
from app.ui.kit.moments import ClockEditor, DateEditor
from app.ui.kit.segments import Segments
from app.ui.settings.figures import FiguresEditor

TRIES = 14
TEXTS = ("Example", "1", "XY-77", "", "xy-77", "2", "10", "0.5", "2020-01-05", "-", "406-555-0123", "example.org")


def options(editor: Editor) -> list[str]:
    """The values that an editor offers to choose from; none for one that is typed into."""
    if isinstance(editor, PickEditor):
        return [str(editor.combo.itemData(number)) for number in range(editor.combo.count())]
    if isinstance(editor, Segments | Chips):
        return list(editor._values)
    inner = [child for child in editor.findChildren(Editor) if child.isVisibleTo(editor)]
    return options(inner[0]) if inner else []


def candidates(field: Field) -> Iterator[Any]:
    """What may fit this field, the likeliest first."""
    editor, today = field.editor, dt.date.today()
    if isinstance(editor, DateEditor):
        days = (-400, 40, 60, 90, 130, -2, -30)
        near = (today, today - dt.timedelta(days=1), "")
        return iter([*near, *(today + dt.timedelta(days=number) for number in days)])
    if isinstance(editor, ClockEditor):
        return iter(["11:00" if "stop" in field.name else "10:00", "15:00", "09:00", "00:10", ""])
    if isinstance(editor, FiguresEditor):
        return iter(["ratio = 1/10", "ratio = 1/12"])
    if isinstance(editor, CheckEditor):
        return iter(["yes", "no"])
    if isinstance(editor, HoursEditor):
        return iter(["1", "2"])
    if field.name == "no_report_reason":  # blank wherever a report stands above it
        return iter(["", "Words about it.", ""])
    if isinstance(editor, ProseEditor):
        return iter(["Words about it.", "Other words.", ""])
    if found := [value for value in options(editor) if value]:
        return iter([found[0], "", *found[1:]])
    return iter(TEXTS)


def seen(form: Form) -> list[Field]:
    """The fields that a person can see and type into."""
    return [field for field in form.fields.values() if field.isVisibleTo(form) and field.isEnabledTo(form)]


def put(field: Field, value: Any) -> None:
    """Set a field as if it had been typed."""
    field.editor.set_value(value)
    field.editor.changed.emit()


class Filler:
    """Goes through what may fit, field by field, as the form refuses."""

    def __init__(self, form: Form, kept: tuple[str, ...] = ()) -> None:
        """`kept` fields stay as they are."""
        self.form, self._kept = form, kept
        self._left: dict[str, Iterator[Any]] = {}

    def fill(self) -> None:
        """Put something into every field that is blank."""
        for field in seen(self.form):
            blank = field.editor.value() in ("", "no")
            if field.name not in self._kept and blank and field.name not in self._left:
                self.another(field)

    def touch(self) -> None:
        """Change one line of a form that is full: its name, or its last line."""
        lines = [field for field in seen(self.form) if isinstance(field.editor, LineEditor) and field.name not in self._kept]
        full = [field for field in lines if field.editor.value()] or lines
        named = [field for field in lines if field.name in ("name", "title", "license_number")] or full[-1:]
        for field in named[:1]:
            put(field, f"{field.editor.value()} B")

    def begin_anew(self) -> None:
        """Choose the first of what is to be chosen from: one that comes later may need it to be on record."""
        for field in seen(self.form):
            if field.name not in self._kept and (found := [value for value in options(field.editor) if value]):
                put(field, found[0])

    def another(self, field: Field) -> bool:
        """Put the next thing into one field; False where there is none."""
        left = self._left.setdefault(field.name, candidates(field))
        for value in left:
            put(field, value)
            return True
        return False

    def mend(self) -> bool:
        """Change what was refused; whether there was anything to change."""
        wrong = [field for field in self.form.faulty() if field.name not in self._kept]
        return any([self.another(field) for field in wrong])


def form_of(page: QWidget) -> Form | None:
    """The form that a page is about."""
    own = getattr(page, "form", None)
    return own if isinstance(own, Form) else None
