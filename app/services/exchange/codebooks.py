"""The codebook beside an exported file, in the form of Table Schema: what each column is called, means and takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.services.exchange.kinds.base import Kind
from app.services.exchange.templates import choices, form
from app.wording import _

# Some rows of an export, each with the cells of its columns.
Batch = Sequence[Sequence[Any]]

GUARD = (
    "Text that begins with = + - @ ' or a tab or line break has an apostrophe put before it, "
    "so that no spreadsheet runs it as a formula; an import takes the apostrophe off."
)


@dataclass(frozen=True)
class Codebook:
    """An export's columns in order, described by the import of the same kind; `more` and `forms` add what it lacks."""

    name: str
    title: str
    description: str
    kind: Kind
    names: tuple[str, ...]
    more: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)


def schema(book: Codebook) -> dict[str, Any]:
    """The codebook as JSON keeps it."""
    return {
        "name": book.name,
        "title": _(book.title),
        "description": f"{_(book.description)} {_(GUARD)}",
        "fields": [_field(book, name) for name in book.names],
        "missingValues": [""],
    }


def _field(book: Codebook, name: str) -> dict[str, Any]:
    entry = book.kind.entry.model_fields.get(name)
    kind = book.forms.get(name) or form(book.kind, name)
    title = _(entry.title or name) if entry else name
    found: dict[str, Any] = {"name": name, "type": kind, "title": title}
    text = book.more.get(name) or (entry.description if entry else "") or book.kind.help.get(name, "")
    if text:
        found["description"] = _(text)
    if kind == "time":
        found["format"] = "%H:%M"
    if kind == "boolean":
        found |= {"trueValues": ["yes"], "falseValues": ["no"]}
    constraints: dict[str, Any] = {}
    if name in book.kind.required:
        constraints["required"] = True
    codes = choices(book.kind, name)
    if codes:
        constraints["enum"] = list(codes)
    if constraints:
        found["constraints"] = constraints
    return found
