"""A note in full, as text: what is read before signing, and afterwards; and the note before it, in short."""

import json
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models.encounters import Encounter
from app.services.encounters.notes import full_name
from app.ui.encounters import words
from app.ui.kit import controls, dates, icons, theme
from app.ui.kit.facts import facts as laid_out
from app.ui.kit.page import Card
from app.wording import _, short_day

SHORT = 280  # characters of each part of the note before


def facts(one: Encounter) -> list[tuple[str, str]]:
    """Every field with its label, as the record holds it."""
    found = [
        (_("With"), words.clients(one)),
        (_("Written by"), one.staff.name),
        (_("Manner and place"), ", ".join(part for part in (words.manner(one.manner), one.place) if part)),
        (_("Service"), words.service(one.service_type)),
        (_("Phase"), words.phase(one.phase)),
        (_("Kind of support"), words.support(one.support)),
        (_("Goal worked on"), one.goal),
        (_("Funding"), one.funding.name if one.funding else ""),
        (_("Data"), one.data),
        (_("Assessment"), one.assessment),
        (_("Plan"), one.plan),
    ]
    if one.group:
        found.insert(1, (_("Group"), one.group))
    for row in one.attendance:
        if row.private_line:
            found.append((_("For {name} only").format(name=full_name(row.client)), row.private_line))
    if one.amends_id:
        found.insert(0, (_("Takes the note back") if one.void else _("Amended because"), one.amendment_reason))
    return found


def lines(one: Encounter) -> QWidget:
    """The fields below one another, label at the left; blank ones say so."""
    return laid_out(facts(one), 130)


def signature_card(one: Encounter) -> Card:
    """Who signed when; and that the writer has still to."""
    card = Card(_("Signatures"))
    for row in one.signatures:
        role = _("writer") if row.role == "writer" else _("supervisor")
        who = _("{name}, {role}").format(name=json.loads(row.payload)["signer"]["user"], role=role)
        card.add(_signed("check-circle", "good", who, _("Signed {day}").format(day=dates.say(row.signed_on))))
    if not any(row.role == "writer" for row in one.signatures):
        who = _("{name}, writer").format(name=one.staff.name)
        card.add(_signed("pencil", "warning", who, _("Not signed yet")))
    return card


def _signed(icon: str, tone: str, who: str, when: str) -> QWidget:
    said = controls.down(controls.text(who, wrap=True), controls.text(when, "second", wrap=True), gap=0)
    line = controls.across(gap=10)
    line.addWidget(icons.label(icon, tone))
    line.addLayout(said, 1)
    return controls.plain(line)


class PreviousNote(Card):
    """The note before this one: when, whether signed, and its parts in short."""

    def __init__(self, open_it: Callable[[], object]) -> None:
        """Empty until a note is shown."""
        super().__init__(_("Previous note"))
        self.link = controls.link(_("Open"), open_it)
        head = self.body.itemAt(0)
        layout = head.layout() if head is not None else None
        if layout is not None:
            layout.addWidget(self.link)
        self.when = controls.text("", "second", wrap=True)
        self.add(self.when)
        self._parts = {name: controls.text("", wrap=True) for name in ("data", "assessment", "plan")}
        self._lines = []
        for letter, part in zip((_("D"), _("A"), _("P")), self._parts.values(), strict=True):
            line, mark = controls.across(gap=9), controls.text(letter, "second")
            mark.setFixedWidth(theme.scaled(11))
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(part, 1)
            self._lines.append(controls.plain(line))
            self.add(self._lines[-1])
        self.show_note(None, asked=False)

    def show_note(self, one: Encounter | None, asked: bool = True) -> None:
        """Show this note; None says that there is none (or that nobody is chosen yet)."""
        self.link.setVisible(one is not None)
        for line, (name, part) in zip(self._lines, self._parts.items(), strict=True):
            text = getattr(one, name) if one is not None else ""
            part.setText(text if len(text) <= SHORT else text[: SHORT - 1] + "…")
            line.setVisible(bool(text))
        if one is None:
            self.when.setText(_("This is the first note.") if asked else _("Choose a client to see the note before."))
            return
        signed = next((row.signed_on for row in one.signatures if row.role == "writer"), None)
        state = _("Signed {day}.").format(day=short_day(signed, one.date)) if signed else _("Not signed.")
        said = _("{day}, {length}, {manner}. {state}")
        self.when.setText(said.format(
            day=dates.short(one.date), length=dates.length(one.stops - one.starts),
            manner=words.manner(one.manner).lower(), state=state,
        ))  # fmt: skip
