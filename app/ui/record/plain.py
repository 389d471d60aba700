"""Screens of a kind that needs nothing of its own: form, columns, facts and subtitle come from its entry."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.services.records.kind import RecordKind
from app.ui.kit import dates
from app.ui.kit.form import Row
from app.ui.kit.table import Column
from app.ui.record.form import RecordForm
from app.ui.record.screens import Screens, Words
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


def said(kind: RecordKind[Any, Any], kept: Any, name: str) -> str:
    """A field of a loaded record in words: what it names by name, a coded value by its label, a day as people read it."""
    value = getattr(kept, name)
    if name in kind.names:
        return called(value) if value is not None else ""
    coded = kind.choice(name)
    if coded is not None:
        return coded(value).label if value else ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return dates.say(value) if isinstance(value, dt.date | dt.time) else str(value if value is not None else "")


def facts_of(kind: RecordKind[Any, Any], kept: Any) -> list[tuple[str, str]]:
    """(label, value) of each field of a loaded record, in the order of its entry."""
    return [(_(info.title or name), said(kind, kept, name)) for name, info in kind.entry.model_fields.items()]


def called(one: Any) -> str:
    """What a named record is called: a person by the name in use, another by its name."""
    return one.name if hasattr(one, "name") else f"{one.name_used or one.first_name} {one.last_name}"


def client_of(kept: Any) -> uuid.UUID | None:
    """The client whom a record is about, where it is about one."""
    found: uuid.UUID | None = getattr(kept, "client_id", None)
    return found


def today(desk: "Desk") -> dict[str, Any]:
    """What stands in the form of a new record: it is about today."""
    return {"date": desk.today()}


def plain(
    many: str, room: str, kind: RecordKind[Any, Any], words: Words, fields: Sequence[str | Row],
    columns: Sequence[tuple[str, int]], subtitle: str, **own: Any,
) -> Screens:  # fmt: skip
    """Screens from the entry: `columns` are (field, width), `subtitle` the field under a record's title.

    What is given by name besides, such as `facts`, takes the place of what is made here.
    """
    label = {field: info.title or field for field, info in kind.entry.model_fields.items()}

    def column(field: str, width: int) -> Column[Any]:
        if field in kind.names:
            return Column(_(label[field]), lambda line: line.names[field].name, field, width=width)
        return Column(_(label[field]), lambda line: said(kind, line.record, field), field, width=width)

    made: dict[str, Any] = {
        "columns": lambda _desk, of_client: [column(*one) for one in columns if not (of_client and one[0] == "client")],
        "form": lambda desk, client: RecordForm(kind, desk, fields, client),
        "facts": lambda kept: facts_of(kind, kept),
        "subtitle": lambda kept: said(kind, kept, subtitle),
        "start": today,
        "about": client_of,
    }
    return Screens(many, room, kind, words, **{**made, **own})
