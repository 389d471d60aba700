"""The names that a person bore, each with its days: a card, and the page on which one is set right or taken out."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.services.across.corrections import book, names
from app.services.across.corrections.names import KINDS, Dated
from app.ui.kit import controls, dates
from app.ui.kit.correction import Correction, history
from app.ui.kit.doubts import Doubts, asks
from app.ui.kit.form import Form, row
from app.ui.kit.page import Card
from app.ui.kit.record import RecordPage
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk


def card(
    desk: "Desk", whose: str, person_id: uuid.UUID, room: str, back: Callable[[], object]
) -> Card | None:
    """The card; None for somebody of one name that nothing was corrected of, where nobody may set it right here."""
    found = desk.read(lambda session: names.of_person(session, whose, person_id))
    if len(found) < 2:
        return None
    made = Card(_("Names"))
    may = desk.may(KINDS[whose].action)
    for one in found:
        line = controls.across(controls.text(_said(one), "label", wrap=True), gap=8)
        line.setStretch(0, 1)
        if may:
            button = controls.row_button(_("Correct"), "", _opener(desk, whose, one, room, back))
            button.setAccessibleName(_("Correct: {name}").format(name=one.name))
            line.addWidget(button)
        made.add(line)
    return made


def _said(one: Dated) -> str:
    since = _("since {day}").format(day=dates.say(one.from_on)) if one.from_on else _("from the start")
    if one.to_on is not None:
        first = dates.say(one.from_on) if one.from_on else ""
        until = _("until {day}").format(day=dates.say(one.to_on))
        since = _("{first} to {last}").format(first=first, last=dates.say(one.to_on)) if first else until
    return _("{name}, {since}").format(name=one.name, since=since)


def _opener(desk: "Desk", whose: str, one: Dated, room: str, back: Callable[[], object]) -> Callable[[], object]:
    return lambda: desk.window.open_page(NamePage(desk, whose, one, room, back), room)


def open_draft(desk: "Desk", form: str, record: str, room: str) -> None:
    """Go on with the draft of a name. Raises NotFound."""
    whose = form.removeprefix("name-")
    one, _person = desk.read(lambda session: names.one(session, whose, uuid.UUID(record)))
    desk.window.open_page(NamePage(desk, whose, one, room, lambda: desk.window.go(room)), room)


class NamePage(RecordPage):
    """One name set right, or taken out where it was never borne."""

    next_step = N_("Papers of its days print it so from now on. What is signed keeps the name of its day.")

    def __init__(self, desk: "Desk", whose: str, one: Dated, room: str, back: Callable[[], object]) -> None:
        """`back` opens the person's page again."""
        home = _("Back to the person"), back
        super().__init__(desk, _("A name"), _("As papers of its days print it"), (f"name-{whose}", str(one.id)), home)
        self.window_title = _("A name")
        self._whose, self._one, self._room = whose, one, room
        kind = KINDS[whose]
        kept = desk.read(lambda session: names.load(session, whose, one.id))
        stored: dict[str, Any] = {name: getattr(kept, name) for name in kind.entry.model_fields}
        self.correction = Correction(always=True)
        form = Form(kind.entry, [row(*kind.fields), "from_on", self.correction, doubted := Doubts()])
        form.fields["from_on"].setVisible(one.from_on is not None)
        self.fill(form, stored, self._write_name, lambda _done: back(), self._out())
        self.correction.follow(form)
        doubted.follow(form, asks(desk, names.DOUBTS))
        told = desk.read(lambda session: book.of_records(session, kind.name.__tablename__, [one.id]))
        past = history(told, kind.entry)
        if past is not None:
            self.body.insertWidget(self.body.count() - 1, past)

    def _out(self) -> controls.Button:
        return controls.bare(_("Take out"), "trash", lambda: self.take_out())

    def _write_name(self, entry: Any) -> object:
        return self.correction.write(
            self.desk, self.form,
            lambda session, reason, told: names.correct(session, self._whose, self._one.id, entry, reason, told),
        )  # fmt: skip

    def take_out(self) -> None:
        """Take the name out, after telling what that changes."""
        done = self.correction.write(
            self.desk, self.form, lambda session, _why, told: names.take_out(session, self._whose, self._one.id, told),
            _("Taking it out changes what stands below. Press Take out again to do it."),
        )  # fmt: skip
        if done is not None:
            self.forget()
            self._home[1]()
