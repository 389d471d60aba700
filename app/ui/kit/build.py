"""Chooses the editor of an entry's field by its type. `json_schema_extra` may hold unit, lines, past, look, why."""

import datetime as dt
import inspect
import types
import typing
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from app.services import entries
from app.ui.kit import theme
from app.ui.kit.chips import Chips
from app.ui.kit.editor import Editor
from app.ui.kit.editors import CheckEditor, HoursEditor, LineEditor, PickEditor, ProseEditor
from app.ui.kit.moments import ClockEditor, DateEditor
from app.ui.kit.segments import Segments, yes_no
from app.wording import _

Options = Sequence[tuple[str, str]]
ROOM = 380  # pixels of words that joined buttons may take at 100 per cent


def build(info: FieldInfo, options: Options | None, label: str) -> Editor:
    """The editor for this field: `options` (value, label) turn it into a list to choose from."""
    extra: dict[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    kind, optional, many = _kind(info.annotation)
    parse, blank = _parser(info)
    optional = optional or blank or not info.is_required()
    if isinstance(kind, type) and issubclass(kind, entries.Choice):
        options = [(member.value, member.label) for member in kind] if options is None else options
    if options is not None:
        return _chooser(options, optional, many, kind, str(extra.get("look", "")))
    if kind is dt.date:
        return DateEditor(past=bool(extra.get("past")))
    if kind is dt.time:
        return ClockEditor()
    if kind is bool:
        check = extra.get("look") == "check" or (info.default is False and extra.get("look") != "yes_no")
        return CheckEditor(label) if check else yes_no(optional)
    if kind is int:
        unit = _(str(extra.get("unit", "")))
        return (
            HoursEditor(8, unit or _("hours")) if parse is entries.hours_as_minutes else LineEditor(7, unit)
        )
    if parse is entries.prose:
        return ProseEditor(int(extra.get("lines", 3)))
    return LineEditor()


def _chooser(options: Options, optional: bool, many: bool, kind: Any, look: str) -> Editor:
    if many:
        return Chips(options)
    fixed = isinstance(kind, type) and issubclass(kind, entries.Choice)
    words = sum(theme.width(label, weight=600) + 26 for _value, label in options)
    if look != "list" and (fixed or look == "buttons") and words <= theme.scaled(ROOM):
        return Segments(options, optional)
    return PickEditor(options, optional)


def _kind(annotation: Any) -> tuple[Any, bool, bool]:
    """The bare type, whether blank is allowed, and whether there are several."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _kind(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        real = [part for part in typing.get_args(annotation) if part is not type(None)]
        kind, _optional, many = _kind(real[0])
        return kind, True, many
    if origin in (tuple, list):
        return _kind(typing.get_args(annotation)[0])[0], False, True
    return annotation, False, False


def _parser(info: FieldInfo) -> tuple[Callable[[Any], Any] | None, bool]:
    """The strict parser behind the field, out of the check that something stands there; whether blank passes."""
    for item in info.metadata:
        if isinstance(item, BeforeValidator):
            found: Any = item.func
            inner = inspect.getclosurevars(found).nonlocals if inspect.isfunction(found) else {}
            if callable(inner.get("parse")):
                return inner["parse"], False
            return found, "kind" not in inner
    return None, False
