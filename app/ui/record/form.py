"""The form of a kind of record: who may be named is offered, and a repeated hour is asked about in the night it comes."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.services import staff
from app.services.clients import listing as clients
from app.services.entries import Entry
from app.services.records.kind import RecordKind
from app.services.rules import moments
from app.services.store.session import Session
from app.services.supervision import supervisors
from app.ui.kit.editor import Editor
from app.ui.kit.form import Form, Row
from app.ui.kit.segments import Segments
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

SEEN = "version seen"  # in a draft; no field is called so
WHICH = N_("The clock shows this time twice that night. Say which one is meant.")
# (code, name) of everyone in view whom a field may name, by the table that it names.
CHOICES: Mapping[str, Callable[[Session], list[tuple[str, str]]]] = {
    "client": clients.choices, "staff": staff.choices, "supervisor": supervisors.choices,
}  # fmt: skip


class RecordForm(Form):
    """Typing of one record. `usual` are the values of a new one that are known already; they are not asked."""

    def __init__(
        self, kind: RecordKind[Any, Any], desk: "Desk", fields: Sequence[str | Row], client: str = "",
        editors: Mapping[str, Editor] | None = None,
    ) -> None:  # fmt: skip
        """`client` is the code of whom a new one is about, where that is known."""
        self._times, self._zone = kind.times, desk.zone
        self.seen: int | None = None  # the version of the record that stands in the form; None for a new one
        offered = {
            name: desk.read(one.offered or CHOICES[one.model.__tablename__]) for name, one in kind.names.items()
        }
        folds = {f"{name}_fold": Segments([("0", _("The first")), ("1", _("The second"))]) for name in kind.times}
        super().__init__(kind.entry, fields, choices=offered, editors={**folds, **(editors or {})})
        alone = {name: offered[name][0][0] for name, one in kind.names.items() if one.offered and len(offered[name]) == 1}
        self.usual = {**alone, **({"client": client} if client else {})}
        for name in self.usual:
            self.fields[name].setVisible(False)
        self.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Ask only what these times need."""
        for name in self._times:
            self.fields[f"{name}_fold"].setVisible(self._repeats(name))

    def _repeats(self, name: str) -> bool:
        day, time = (getattr(self.editor(one), "read")() for one in (self._times[name], name))  # noqa: B009 - only these two read
        if not isinstance(day, dt.date) or not isinstance(time, dt.time):
            return False
        return moments.repeats(day, time, self._zone)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values, and ask what they need."""
        super().set_values(values)
        self.follow()

    def typing(self) -> dict[str, Any]:
        """What a draft keeps: the typing, and the version of the record that it changes."""
        return self.values() if self.seen is None else {**self.values(), SEEN: self.seen}

    def restore(self, values: Mapping[str, Any]) -> None:
        """Show a kept draft, which goes on from the version that it was begun with."""
        self.seen = values.get(SEEN, self.seen)
        super().restore(values)

    def entry(self) -> Entry | None:
        """The checked entry; None with the problems beside their fields, also for a showing that is not told."""
        found = super().entry()
        typed = self.values()
        asked = {f"{name}_fold": _(WHICH) for name in self._times if self._repeats(name) and not typed[f"{name}_fold"]}
        if found is not None and asked:
            self.show_problems(asked)
        return found if not asked else None
