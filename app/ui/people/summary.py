"""The summary of a client: episodes with discharge and admission again, who works with them, possible duplicates."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.models.clients import Client, Episode
from app.services.across.corrections import book
from app.services.clients import assignments, episodes, records, steps
from app.services.clients.assignments import Assigned
from app.services.clients.entry import EPISODE_DOUBTS, AssignmentEntry, EpisodeEntry
from app.services.users import Action
from app.ui.kit import controls, dates, names
from app.ui.kit.card_form import Quick
from app.ui.kit.correction import lines
from app.ui.kit.facts import fact
from app.ui.kit.page import Card, Page, beside
from app.ui.people import alike
from app.ui.people_choice import known_staff
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


class Summary(QWidget):
    """Cards that are filled anew at each change; small forms open inside them."""

    def __init__(self, desk: "Desk", client_id: uuid.UUID) -> None:
        """Fill the cards."""
        super().__init__()
        self.desk, self._id = desk, client_id
        self._box = controls.down()
        self.setLayout(self._box)
        self.quick: dict[str, Quick] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        while (item := self._box.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.setParent(None)
                gone.deleteLater()
        client = self.desk.read(lambda session: records.load(session, self._id))
        parts = (alike.notices(self.desk, client), self._episodes(), self._workers())
        left = controls.plain(controls.down(*parts, None, gap=12))
        named = names.card(self.desk, "client", self._id, "people", self._again)
        asides = [one for one in (_facts(client, self.desk.today()), named) if one is not None]
        both = beside(left, controls.plain(controls.down(*asides, None, gap=12)), 330)
        self._box.addWidget(both)
        both.show()  # at once: left to Qt, the page stays blank until its next turn

    def _again(self) -> object:
        return self.desk.open("client", self._id)

    def _correct(self, name: str, act: Callable[[], object]) -> QWidget:
        button = controls.row_button(_("Correct"), "", act)
        button.setAccessibleName(_("Correct: {name}").format(name=name))
        return button

    def _episodes(self) -> QWidget:
        card = Card(_("Times of service"))
        found = self.desk.read(lambda session: episodes.of_client(session, self._id))
        keys = [one.id for one in found]
        self._told = self.desk.read(lambda session: book.of_records(session, "episode", keys))
        for one in found:
            card.add(self._episode(one))
        if not found:
            card.add(controls.text(_("Not admitted yet."), "muted"))
        if self.desk.may(Action.EDIT_CLIENTS):
            words = _("Admit again") if found else _("Admit")
            self.quick["admit"] = Quick(
                words, EpisodeEntry, ["program", "funding", "admitted_on"], self._admit,
                known={
                    "program": self.desk.read(episodes.programs), "funding": self.desk.read(episodes.fundings)
                },
                desk=self.desk, draft=("admit", str(self._id)), checks=EPISODE_DOUBTS,
            )  # fmt: skip
            card.add(self.quick["admit"])
        return card

    def _episode(self, one: Episode) -> QWidget:
        last = dates.say(one.discharged_on) if one.discharged_on else _("now")
        days = _("{first} to {last}").format(first=dates.say(one.admitted_on), last=last)
        program = one.program.name if one.program else _("No program named")
        more = ", ".join(part for part in (one.funding.name if one.funding else "", one.discharge_reason) if part)
        words = controls.down(controls.text(program, "strong"), controls.text(days), gap=1)
        if more:
            words.addWidget(controls.text(more, "second", wrap=True))
        for part in lines([told for told in self._told if told.record == one.id], EpisodeEntry):
            words.addWidget(part)
        row = controls.across()
        row.addLayout(words, 1)
        if self.desk.may(Action.EDIT_CLIENTS):
            if one.discharged_on is None:
                row.addWidget(self._discharge(one))
            row.addWidget(self._correct(f"{program}, {days}", partial(self._open_episode, one)))
        return controls.plain(row)

    def _open_episode(self, one: Episode) -> None:
        self.desk.keeper.flush()
        self.desk.open("episode", one.id)

    def _open_assignment(self, one: Assigned) -> None:
        self.desk.keeper.flush()
        self.desk.open("assignment", self._id, one.id)

    def _discharge(self, one: Episode) -> Quick:
        stored = {
            "program": one.program.name if one.program else "",
            "funding": one.funding.name if one.funding else "",
            "admitted_on": one.admitted_on.isoformat(),
        }
        quick = Quick(
            _("Discharge"), EpisodeEntry, ["discharged_on", "discharge_reason"],
            lambda entry, form: self._do(
                lambda session: episodes.discharge(
                    session, one.id, entry.discharged_on or self.desk.today(), entry.discharge_reason
                ),
                form, _("Discharged. The record stays; admit them again when they come back."),
            ),
            fixed=stored, desk=self.desk, draft=("discharge", str(one.id)), icon="out",
            checks=EPISODE_DOUBTS,
        )  # fmt: skip
        quick.form.fields["discharged_on"].set_help(_("Last day of service; blank means today."))
        self.quick["discharge"] = quick
        return quick

    def _workers(self) -> QWidget:
        card = Card(_("Works with"))
        found = self.desk.read(lambda session: assignments.of_client(session, self._id))
        for one in found:
            card.add(self._worker(one))
        if not found:
            nobody = _("No peer supporter is named yet. A peer supporter sees only their own clients.")
            card.add(controls.text(nobody, "muted", wrap=True))
        if self.desk.may(Action.ASSIGN_CLIENTS):
            self.quick["assign"] = Quick(
                _("Add a peer supporter"), AssignmentEntry, ["staff", "from_on"], self._assign,
                choices={"staff": known_staff(self.desk)}, desk=self.desk, draft=("assign", str(self._id)),
            )  # fmt: skip
            card.add(self.quick["assign"])
        return card

    def _worker(self, one: Assigned) -> QWidget:
        since = _("Since {day}").format(day=dates.say(one.from_on))
        until = _("{first} to {last}")
        days = until.format(first=dates.say(one.from_on), last=dates.say(one.to_on)) if one.to_on else since
        row = controls.across(controls.text(one.name, "strong"), controls.text(days, "second"), None)
        if one.to_on is None and self.desk.may(Action.ASSIGN_CLIENTS):
            button = controls.row_button(_("End today"), "", lambda: self._end(one))
            button.setAccessibleName(_("End today: {name}").format(name=one.name))
            row.addWidget(button)
        if self.desk.may(Action.ASSIGN_CLIENTS):
            row.addWidget(self._correct(one.name, partial(self._open_assignment, one)))
        told = self.desk.read(lambda session: book.of_records(session, "client_assignment", [one.id]))
        return controls.plain(controls.down(controls.plain(row), *lines(told, AssignmentEntry), gap=1))

    def _end(self, one: Assigned) -> None:
        day = max(self.desk.today(), one.from_on)
        if self._do(lambda session: assignments.end(session, one.id, day), None):
            self._offer(
                _("{name} no longer works with this person.").format(name=one.name),
                lambda: self._do(lambda session: assignments.end(session, one.id, None), None),
            )

    def _offer(self, words: str, act: Callable[[], object]) -> None:
        page = self._page()
        if page is not None:
            page.undo(words, act)

    def _page(self) -> Page | None:
        page = self.parentWidget()
        while page is not None and not isinstance(page, Page):
            page = page.parentWidget()
        return page

    def _admit(self, entry: EpisodeEntry, form: Any) -> bool:
        said = _("Admitted. Next: choose who works with them, and write a note after each visit.")
        return self._do(lambda session: episodes.admit(session, self._id, entry), form, said)

    def _assign(self, entry: AssignmentEntry, form: Any) -> bool:
        said = _("They see this record from that day on, and can write notes.")
        return self._do(lambda session: assignments.assign(session, self._id, entry), form, said)

    def _do(self, work: Callable[[Any], object], form: Any, said: str = "") -> bool:
        if self.desk.write(work, form) is None:
            return False
        self.refresh()
        page = self._page()
        if page is not None and said:
            page.say(said)
        return True


def _facts(client: Client, today: dt.date) -> QWidget:
    card = Card(_("At a glance"))
    values = records.typed(client) | {"legal": f"{client.first_name} {client.last_name}"}
    card.add(fact(_("Name on papers"), str(values["legal"])))
    card.add(fact(_("Code"), client.code))
    if client.birth_date:
        years = _age(client.birth_date, today)
        born = _("{day}, {years} years").format(day=dates.say(client.birth_date), years=years)
        card.add(fact(_("Born"), born))
    for name in ("county", "language", "emergency_contact", "guardian", "known_staff"):
        said = steps.said(name, values.get(name))
        if said:
            card.add(fact(_(steps.label(name)), said))
    return card


def _age(born: dt.date, today: dt.date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
