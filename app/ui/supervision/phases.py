"""The card below a session's form in which the phase of the work with each client is noted, outside the Board's log."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.services.encounters.entry import Phase
from app.services.supervision.phases import PhaseEntry, Seen
from app.ui.kit import controls, theme
from app.ui.kit.editors import LineEditor
from app.ui.kit.page import Card
from app.ui.kit.segments import Segments
from app.ui.supervision.people import near
from app.wording import _, plural


class Line(QWidget):
    """One client: what they are called and their last phase, the phase now, and a note."""

    changed = Signal()

    def __init__(self, seen: Seen, today: dt.date) -> None:
        """Nothing noted."""
        super().__init__()
        self.code = seen.code
        self.phase = Segments([(one.value, one.label) for one in Phase], optional=True)
        self.note = LineEditor()
        self.phase.name(_("Phase with {name}").format(name=seen.name))
        self.note.name(_("Note on {name}").format(name=seen.name))
        self.note.line.setPlaceholderText(_("Note"))
        for editor in (self.phase, self.note):
            editor.changed.connect(self.changed.emit)
        who = controls.down(gap=0)
        who.addWidget(controls.Elided(seen.name, "strong"))
        who.addWidget(controls.Elided(last_phase(seen, today), "second"))
        named = controls.plain(who)
        named.setFixedWidth(theme.scaled(190))
        line = controls.across(gap=12)
        line.addWidget(named)
        line.addWidget(self.phase, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.note, 1, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)

    def value(self) -> dict[str, str]:
        """Phase and note as typed."""
        return {"phase": self.phase.value(), "note": self.note.value()}

    def set_value(self, value: Mapping[str, Any]) -> None:
        """Show these."""
        self.phase.set_value(value.get("phase", ""))
        self.note.set_value(value.get("note", ""))


class Phases(Card):
    """A line for each client of those who are chosen; closed until it is asked for or something is noted."""

    changed = Signal()

    def __init__(self) -> None:
        """Hidden while nobody with clients is chosen."""
        super().__init__(_("Phase of the work with each client"))
        self._lines: dict[str, Line] = {}
        self._kept: dict[str, dict[str, str]] = {}
        self._before: frozenset[str] = frozenset()
        told = _("Only those who may see the client see this. It is never on the Board's log, nor in an export.")
        self._open = controls.link("", self.open)
        line = controls.across(gap=8)
        line.addWidget(controls.text(told, "second", wrap=True), 1)
        line.addWidget(self._open)
        self.add(line)
        self._box = controls.down(gap=8)
        self._rows = controls.plain(self._box)
        self.add(self._rows)
        self._rows.hide()
        self.hide()

    def open(self) -> None:
        """Show the lines and put the cursor into the first."""
        self._rows.show()
        self._open.hide()
        if self._lines:
            next(iter(self._lines.values())).phase.parts()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_clients(self, clients: Sequence[Seen], today: dt.date) -> None:
        """Show a line for each; what was typed for those who stay is kept, and for those who may come back."""
        if [one.code for one in clients] == list(self._lines):
            return
        self._kept |= self._typed()
        while (entry := self._box.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._lines = {one.code: Line(one, today) for one in clients}
        for code, line in self._lines.items():
            line.set_value(self._kept.get(code, {}))
            line.changed.connect(self.changed.emit)
            self._box.addWidget(line)
        self._open.setText(plural("Note {count} client", "Note {count} clients", len(clients)))
        self._show()

    def _show(self) -> None:
        said = any(any(value.values()) for value in self._typed().values())
        self._rows.setVisible(said or not self._rows.isHidden())
        self._open.setVisible(self._rows.isHidden())
        self.setVisible(bool(self._lines))

    def _typed(self) -> dict[str, dict[str, str]]:
        return {code: line.value() for code, line in self._lines.items()}

    def values(self) -> dict[str, dict[str, str]]:
        """Code -> phase and note of each client about whom something is noted, for a draft."""
        return {code: value for code, value in (self._kept | self._typed()).items() if any(value.values())}

    def set_values(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        """Show what was noted, also of those whose lines come later."""
        self._kept = {code: {name: str(said) for name, said in value.items()} for code, value in values.items()}
        for code, line in self._lines.items():
            line.set_value(self._kept.get(code, {}))
        self._show()

    def put(self, noted: Sequence[PhaseEntry]) -> None:
        """Show what is on record; from now on a blank line takes it away."""
        self._before = frozenset(one.client for one in noted)
        self.set_values({one.client: {"phase": one.phase, "note": one.note} for one in noted})

    def entries(self) -> tuple[PhaseEntry, ...]:
        """What the lines say now, and blanks for those on record that are gone."""
        said = {code: value for code, value in self._typed().items() if any(value.values())}
        blank = self._before - set(said)
        noted = [PhaseEntry(client=code, phase=value["phase"], note=value["note"]) for code, value in said.items()]
        return (*noted, *(PhaseEntry(client=code) for code in sorted(blank)))


def last_phase(seen: Seen, today: dt.date) -> str:
    """Connecting, Nov 3: by the last note or session that named a phase."""
    if not seen.phase or seen.on is None:
        return _("No phase noted yet")
    return _("{phase}, {day}").format(phase=Phase(seen.phase).label, day=near(seen.on, today))
