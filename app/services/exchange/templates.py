"""What an import's file must look like: its header line and a codebook of its columns."""

import csv
import io
import typing
from enum import StrEnum
from typing import Any

from app.services.exchange.kinds.base import Kind
from app.services.exchange.kinds.table import kind_of
from app.wording import N_, _

_FORMS = {
    "date": N_("date, such as 2026-03-04"),
    "time": N_("time in 24 hours, such as 14:30"),
    "integer": N_("whole number"),
    "boolean": "yes, no",
    "string": N_("text"),
}


def template(name: str) -> str:
    """The header line of a kind's file, a blank line, then its codebook: a line for each column. Raises NotFound."""
    kind = kind_of(name)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(kind.columns)
    out.write("\n")
    writer.writerow(["column", "needed", "meaning", "allowed"])
    for column in kind.known:
        needed = _("required") if column in kind.required else _("optional")
        writer.writerow([column, needed, meaning(kind, column), allowed(kind, column)])
    return out.getvalue()


def meaning(kind: Kind, column: str) -> str:
    """A column's label and help, from its entry."""
    field = kind.entry.model_fields.get(column)
    if field is None:
        return _(kind.help.get(column, ""))
    texts = [_(text) for text in (field.title, field.description) if text]
    return ". ".join(text.rstrip(".") for text in texts)


def allowed(kind: Kind, column: str) -> str:
    """The words or form that a column takes."""
    codes = choices(kind, column)
    if codes:
        return ", ".join(codes)
    if column in kind.help:
        return _(kind.help[column])
    return _(_FORMS[form(kind, column)])


def choices(kind: Kind, column: str) -> tuple[str, ...]:
    """The coded values of a column, where it has them."""
    plain = _plain(kind, column)
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        return tuple(member.value for member in plain)
    return ()


def form(kind: Kind, column: str) -> str:
    """A column's type in Table Schema's words."""
    names = {"date": "date", "time": "time", "int": "integer", "bool": "boolean"}
    return names.get(getattr(_plain(kind, column), "__name__", ""), "string")


def _plain(kind: Kind, column: str) -> Any:
    field = kind.entry.model_fields.get(column)
    if field is None:
        return str
    parts = [part for part in typing.get_args(field.annotation) if part is not type(None)]
    return parts[0] if type(None) in typing.get_args(field.annotation) else field.annotation
