"""The note's form: the entry's fields as the page lays them out, and what one answer decides about another."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout

from app.services.encounters.entry import EncounterEntry, Manner, values_of
from app.services.problems import Invalid
from app.services.rules import moments
from app.ui.encounters.editors import ClientsEditor, PrivateEditor
from app.ui.kit import controls, dates, theme
from app.ui.kit.editors import PickEditor, ProseEditor
from app.ui.kit.form import Form, Row, row
from app.ui.kit.reflow import Reflow
from app.ui.kit.repeated_hour import Folds
from app.ui.kit.segments import Segments
from app.wording import N_, _

WHICH = N_("The clock showed this time twice that night. Say which one is meant.")
TIMES = ("date", "start", "stop")
NOTE = ("data", "assessment", "plan")
Options = Sequence[tuple[str, str]]




class NoteForm(Form):
    """Typing of one note. `fixed` holds what the page knows already and does not ask: the writer, the client."""

    def __init__(self, clients: Options, staff: Options, fundings: Sequence[str], zone: ZoneInfo) -> None:
        """`staff` with one person only asks nothing; so does a client that `put` gives, unless it is a group."""
        self._zone, self._own = zone, staff[0][0] if len(staff) == 1 else ""
        self._known_client = False
        self.folds = Folds(zone)
        self.warning = controls.Note("", "warning", "warning")
        self.length = controls.text("–", "strong")
        funding = [(name, name) for name in fundings]
        manners = [(member.value, member.label) for member in Manner]
        wide = theme.percent() == 100
        when, how = _rows(wide)
        super().__init__(
            EncounterEntry,
            [
                row("client", "staff"), *when, self.folds, "group",
                *how, *NOTE, "private_line",
            ],
            choices={"staff": staff, "funding": funding},
            editors={
                "client": ClientsEditor(clients), "funding": PickEditor(funding, optional=True),
                "data": ProseEditor(3, grows=True), "assessment": ProseEditor(2, grows=True),
                "plan": ProseEditor(2, grows=True),
                "private_line": PrivateEditor(clients), **({"manner": Segments(manners)} if wide else {}),
            },
        )  # fmt: skip
        self.warning.say("")
        for name in ("date", "stop", *NOTE):
            self.fields[name].help_beside()
        self.fields["stop"].set_help("")
        self._show_length()
        self._narrow()
        self.folds.changed.connect(self.changed.emit)
        self.changed.connect(self._follow)

    @property
    def client(self) -> ClientsEditor:
        """Who was there."""
        editor = self.editor("client")
        assert isinstance(editor, ClientsEditor)
        return editor

    def _show_length(self) -> None:
        """Put the length between stop and manner."""
        line = self.fields["stop"].parentWidget()
        assert isinstance(line, Reflow)
        self.length.setMinimumHeight(theme.height(32))
        self.length.setMinimumWidth(theme.scaled(76))
        box = controls.down(controls.text(_("Length"), "label"), self.length, None, gap=4)
        line.put_after(self.fields["stop"], controls.plain(box))

    def _narrow(self) -> None:
        """Dates and times as wide as what is typed into them, the rows close together: the whole note in one view."""
        for name, width in (("date", 140), ("start", 100), ("stop", 100), ("funding", 150)):
            self.editor(name).setFixedWidth(theme.scaled(width))
        column = self.fields["data"].parentWidget()
        line = column.layout() if column is not None else None
        assert isinstance(line, QVBoxLayout)
        line.setSpacing(7)
        line.takeAt(line.count() - 1)  # the room that is left belongs to the note
        for name, share in zip(NOTE, (3, 2, 2), strict=True):
            line.setStretchFactor(self.fields[name], share)

    def begin(self) -> None:
        """Put the cursor where the typing begins."""
        self.fields["date" if self.fields["client"].isHidden() else "client"].enter()

    def _follow(self) -> None:
        """Let one answer decide what else is asked."""
        group = self.editor("manner").value() == "group"
        self.client.set_group(group)
        day, start, stop = self.times()
        self.folds.look_at(day, start, stop)
        self.fields["stop"].set_help(_("The next day.") if start and stop and stop < start else "")
        self.fields["group"].setVisible(group)
        private = self.editor("private_line")
        assert isinstance(private, PrivateEditor)
        private.set_codes(self.client.chosen())
        self.fields["private_line"].setVisible((group and bool(self.client.chosen())) or bool(private.value()))
        self.fields["client"].setVisible(group or not self._known_client)
        self.fields["staff"].setVisible(not self._own)
        self.length.setText(self._length(day, start, stop))

    def _length(self, day: dt.date | None, start: dt.time | None, stop: dt.time | None) -> str:
        if day is None or start is None or stop is None:
            return "–"
        folds = [int(text) if text else None for text in self.folds.values().values()]
        try:
            real = moments.moments(day, start, stop, self._zone.key, *folds)
        except Invalid:
            return "–"
        return dates.length(real.stops - real.starts)

    def times(self) -> tuple[dt.date | None, dt.time | None, dt.time | None]:
        """Date, start and stop as far as they can be read."""
        found: list[Any] = []
        for name in TIMES:
            read = getattr(self.editor(name), "read")()  # noqa: B009 - date and time editors read, others do not
            found.append(None if isinstance(read, dates.Ambiguous | dates.Unreadable) else read)
        return found[0], found[1], found[2]

    def values(self) -> dict[str, Any]:
        """What was typed, with the showing of repeated hours and the writer."""
        found = super().values()
        if self.fields["group"].isHidden() and found.get("manner") != "group":
            found["group"] = ""
        return {**found, **self.folds.values(), "staff": self._own or found.get("staff", "")}

    def put(self, values: dict[str, Any], draft: bool = False) -> None:
        """Show an entry's values, or typing that was kept (which counts as changed)."""
        if not draft:
            self._known_client = bool(values.get("client"))
        self.client.set_group(str(values.get("manner", "")) == "group")
        (self.restore if draft else self.set_values)(values)
        self._follow()
        self.folds.set_values(values.get("start_fold"), values.get("stop_fold"))
        if not draft:
            self.mark_clean()

    def read(self) -> EncounterEntry | None:
        """The checked entry, or None with every problem beside its field."""
        found, problems = self._try()
        if "client" in problems or "staff" in problems:
            self.fields["client"].setVisible(True)
        self.show_problems(problems)
        return None if problems else found

    def entry(self) -> EncounterEntry | None:
        """As `read`."""
        return self.read()

    def settled(self) -> EncounterEntry | None:
        """The entry where all of it can be read already, else None; nothing is shown."""
        found, problems = self._try()
        return None if problems else found

    def _try(self) -> tuple[EncounterEntry | None, dict[str, str]]:
        problems = {name: field.editor.problem() for name, field in self.fields.items() if field.editor.problem()}
        if asked := self.folds.open_question():
            problems[asked] = _(WHICH)
        try:
            found = EncounterEntry.read(self.values())
            values_of(found, self._zone.key)
        except Invalid as wrong:
            return None, {**wrong.fields, **problems}
        return found, problems


def _rows(wide: bool) -> tuple[list[str | Row], list[str | Row]]:
    """The rows of when and of how; at larger text they take more lines."""
    if wide:
        return [row("date", "start", "stop", "manner", stretch=(0, 0, 0, 0))], [
            row("goal", "service_type", "place", "phase", stretch=(5, 8, 4, 0)),
            row("support", "funding", stretch=(1, 0)),
        ]  # fmt: skip
    return [row("date", "start", "stop", stretch=(0, 0, 0)), "manner"], [
        row("goal", "service_type", stretch=(2, 3)), row("phase", "place", "funding", stretch=(0, 1, 0)), "support"
    ]  # fmt: skip
