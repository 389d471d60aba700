"""A planned session with the agenda of each person: tick what is talked about, then log it with what was ticked."""

import functools
import json
import uuid
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from app.models.planning import PlannedSession
from app.services.supervision import agenda, calendar, outlook, plans, sessions, topics
from app.services.supervision.agenda import Agenda
from app.services.supervision.calendar import PlanRow, State
from app.services.users import Action
from app.ui.kit import controls, dates, icons, page
from app.ui.supervision import aside, from_plan, people, words
from app.ui.supervision.aside import Item
from app.ui.supervision.calendar import STATES
from app.ui.supervision.phases import last_phase
from app.ui.supervision.plan_cards import AddTopic, Cancelling
from app.ui.supervision.writing import DRAFT
from app.wording import _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

TABLES = frozenset({
    "planned_session", "planned_attendance", "agenda_item", "encounter", "encounter_review", "client_assignment",
    "supervision_session", "hours", "incident",
})  # fmt: skip
SHOWN = 12  # clients of one person; more stand behind their count


class AgendaPage(page.Page):
    """What stands open for each person at the left; the plan and a new topic at the right."""

    help_topic = "planning"

    def __init__(self, desk: "Desk", planned_id: uuid.UUID) -> None:
        """Raises NotFound for a plan that is not on record or not this person's to see."""
        self._desk, self._id = desk, planned_id
        self.window_title = _("Supervision")
        self._boxes: dict[str, QCheckBox] = {}
        self._plan, self._row = self._load()
        crumbs: list[page.Crumb] = [
            (_("Supervision"), lambda: desk.window.go("supervision")), (_("Calendar"), self._calendar), (_("Plan"), None),
        ]  # fmt: skip
        super().__init__(_("Planned session"), self._heading(), crumbs=crumbs, buttons=self._offer())
        self._content = QWidget()
        self.body.addWidget(self._content)
        self.cancelling = Cancelling(self._cancel, bool(self._plan.series))
        self.topic = AddTopic(desk, self._add)
        desk.changed.connect(self._changed)
        self._show()

    def _load(self) -> tuple[PlannedSession, PlanRow]:
        def work(session: Any) -> tuple[PlannedSession, PlanRow]:
            kept = plans.load(session, self._id)
            rows = calendar.listed(session, kept.date, kept.date)
            return kept, next(row for row in rows if row.id == kept.id)

        return self._desk.read(work)

    def _heading(self) -> str:
        return f"{dates.short(self._row.date)}, {words.times(self._row.start, self._row.stop, self._row.minutes)}"

    def _open(self) -> bool:
        return self._row.state in (State.AHEAD, State.MISSED)

    def _mine(self) -> bool:
        actor = self._desk.signed_in.actor
        return self._desk.may(Action.EDIT_STAFF) or self._plan.supervisor_id == actor.supervisor_id

    def _logs(self) -> bool:
        """Whether this person may still change or log it."""
        return self._open() and self._mine() and self._desk.may(Action.RECORD_SUPERVISION)

    def _offer(self) -> list[controls.Button]:
        made = [controls.bare(_("Print"), "print", self.print_agenda)] if self._desk.may(Action.PRINT) else []
        if self._logs():
            made.append(controls.bare(_("Cancel it"), "close", self.ask_cancel))
            made.append(controls.outlined(_("Change or move"), "calendar", self.change))
            made.append(controls.filled(_("Log this session"), "supervision", self.log))
        elif self._row.session_id is not None:
            made.append(controls.filled(_("Open the log"), "supervision", self._open_log))
        return made

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read plan and agenda anew; ticks stay."""
        self._plan, self._row = self._load()
        self._show()

    def _show(self) -> None:
        kept = self._ticked()
        self._boxes = {}
        codes = [row.staff.code for row in self._plan.attendance]
        day = self._plan.date
        found = self._desk.read(lambda session: agenda.of(session, codes, day, self._id, self._row.session_id))
        left = controls.down(gap=12)
        for one in found:
            left.addWidget(self._person(one, kept))
        left.addStretch(1)
        self.topic.offer([(one.staff, one.name) for one in found])
        right = controls.down(self._about(), self.cancelling, self.topic, None, gap=12)
        content = page.beside(controls.plain(left), controls.plain(right), 300)
        self.body.replaceWidget(self._content, content)
        self._content.hide()
        self._content.deleteLater()
        self._content = content
        self.topic.setVisible(self._open() and self._desk.may(Action.ADD_TOPICS))

    def _about(self) -> page.Card:
        """Who is expected, how they meet, where the plan stands."""
        row = self._row
        state, icon, tone = STATES[row.state]
        card = page.Card(_("The plan"))
        card.add(controls.across(icons.label(icon, tone or "accent"), controls.text(_(state), "strong"), None, gap=7))
        if row.overlaps:
            said = _("It overlaps another planned session of these people.")
            card.add(controls.text(said, "second", "warning", wrap=True))
        if row.reason:
            card.add(controls.text(row.reason, wrap=True))
        card.add(controls.text(words.kind(row.format, row.manner), wrap=True))
        card.add(controls.text(_("With {name}").format(name=row.supervisor_name), wrap=True))
        for name, mark in self._attendance():
            card.add(controls.across(controls.text(name, wrap=True), None, controls.text(mark, "second")))
        return card

    def _attendance(self) -> list[tuple[str, str]]:
        """Everybody expected; of a logged session whether they were there, and who came besides."""
        if self._row.session_id is None:
            return [(name, "") for name in self._row.names] if len(self._row.names) > 1 else []
        key = self._row.session_id
        held = self._desk.read(lambda session: sessions.load(session, key))
        there = {row.staff.code: row.staff.name for row in held.attendance}
        expected = dict(zip(self._row.staff, self._row.names, strict=True))
        found = [(name, _("Present") if code in there else _("Absent")) for code, name in expected.items()]
        return found + [(name, _("Came besides")) for code, name in there.items() if code not in expected]

    def _person(self, one: Agenda, kept: list[str]) -> page.Card:
        """One person's card: what to tick, then the people they work with."""
        card = page.Card(one.name)
        card.aside.setText(" · ".join(self._figures(one)))
        items = self._items(one)
        for item in items:
            card.add(self._line(item, item.key in kept))
        if not items:
            card.add(controls.text(_("Nothing stands open."), "muted"))
        if one.clients:
            card.add(controls.rule())
            card.add(controls.text(_("Works with"), "label"))
            for seen in one.clients[:SHOWN]:
                said = controls.text(last_phase(seen, self._desk.today()), "second")
                card.add(controls.across(controls.Elided(seen.name), None, said))
            more = len(one.clients) - SHOWN
            if more > 0:
                card.add(controls.text(plural("and {count} more", "and {count} more", more), "second"))
        return card

    def _figures(self, one: Agenda) -> list[str]:
        """What is owed, and when this person was last met."""
        day = self._plan.date
        found = [
            _("Even") if not due.minutes else _("{time} owed since {month}").format(
                time=dates.length(due.minutes), month=dates.month_words(due.since or f"{day:%Y-%m}", day)
            )
            for due in one.owed
        ]  # fmt: skip
        if one.last_on:
            found.append(_("last met {day}").format(day=people.near(one.last_on, day)))
        return found

    def _items(self, one: Agenda) -> list[Item]:
        day = self._plan.date
        found = [aside.incident(noticed, day) for noticed in one.incidents]
        found += [aside.raised(item, "", day) for item in one.items]
        for note in one.returned:
            said = _("Note of {day} sent back").format(day=people.near(note.date, day))
            found.append(Item(f"note-{note.id.hex}", said, note.comment))
        before = outlook.Outlook(one.staff, one.name, (), None, None, one.ethics_on, one.last_on, "", ())
        found += aside.reviews(before, one, day, always=True)
        return found

    def _line(self, item: Item, ticked: bool) -> QWidget:
        said = controls.down(gap=0)
        said.addWidget(controls.text(item.words, wrap=True))
        said.addWidget(controls.text(item.second, "second", wrap=True))
        line = controls.across(gap=6)
        if self._logs():
            line.addWidget(self._box(item, ticked), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(said, 1)
        act = self._act(item) if self._open() else None
        if act is not None:
            line.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)
        return controls.plain(line)

    def _box(self, item: Item, ticked: bool) -> QCheckBox:
        box = QCheckBox()
        box.setChecked(ticked)
        box.setAccessibleName(_("Talk about: {words}, {second}").format(words=item.words, second=item.second))
        box.clicked.connect(self._tick)
        self._boxes[item.key] = box
        return box

    def _act(self, item: Item) -> controls.Button | None:
        key, incident = item.settles, item.incident
        if incident is not None:
            opener = controls.link(_("Open"), functools.partial(self._open_incident, incident))
            opener.setAccessibleName(_("Open: {words}").format(words=item.words))
            return opener
        if key is None:
            return None
        if self._desk.may(Action.RECORD_SUPERVISION):
            done = controls.link(_("Done"), functools.partial(self.settle, key))
            done.setAccessibleName(_("Done already: {words}").format(words=item.words))
            return done
        if item.mine:
            off = controls.link(_("Take off"), functools.partial(self.take_off, key))
            off.setAccessibleName(_("Take off: {words}").format(words=item.words))
            return off
        return None

    def _ticked(self) -> list[str]:
        """What is ticked now; at first what was ticked before a lock."""
        if self._boxes:
            return [key for key, box in self._boxes.items() if box.isChecked()]
        return list((self._desk.draft(DRAFT, from_plan.record(self._plan)) or {}).get("ticks", []))

    def _tick(self) -> None:
        """Keep the ticks as the beginning of the log; what was typed there already stays."""
        name = from_plan.record(self._plan)
        self._desk.keeper.flush()
        typed = self._desk.draft(DRAFT, name) or {from_plan.TICKED: True}
        self._desk.keeper.typed(DRAFT, name, json.loads(json.dumps(typed)) | {"ticks": self._ticked()})

    def log(self) -> None:
        """Open the form of the log, filled from the plan and with what was ticked."""
        self._desk.keeper.flush()
        self._desk.open("plan.log", self._id)

    def _open_log(self) -> None:
        self._desk.open("session", self._row.session_id)

    def _open_incident(self, key: uuid.UUID) -> None:
        self._desk.open("incident", key)

    def _calendar(self) -> None:
        self._desk.open("calendar")

    def change(self) -> None:
        """Open the form of the plan."""
        self._desk.open("plan.form", self._id)

    def ask_cancel(self) -> None:
        """Ask why."""
        self.cancelling.ask()

    def _cancel(self, reason: str, rest: bool) -> None:
        gone = self._desk.write(lambda session: plans.cancel(session, self._id, reason, rest))
        if gone is None:
            return
        said = plural("{count} planned session is cancelled.", "{count} planned sessions are cancelled.", len(gone))
        self._desk.open("calendar").undo(said, lambda: self._desk.write(lambda session: plans.take_up(session, gone)))

    def _add(self, entry: topics.TopicEntry) -> bool:
        made = self._desk.write(lambda session: topics.add(session, entry, self._id).id, self.topic.form)
        return made is not None

    def settle(self, key: uuid.UUID) -> None:
        """Say that a topic or follow-up is done without talking about it, with a way back."""
        if self._desk.write(lambda session: topics.settle(session, key).id) is not None:
            self.undo(_("Done, and off the agenda."), lambda: self._desk.write(
                lambda session: topics.settle(session, key, False).id))  # fmt: skip

    def take_off(self, key: uuid.UUID) -> None:
        """Take one's own topic off the agenda, with a way back."""
        gone = self._desk.write(lambda session: topics.remove(session, key))
        if gone is not None:
            self.undo(_("Taken off the agenda."), lambda: self._desk.write(lambda session: topics.add(session, *gone).id))

    def print_agenda(self) -> None:
        """Show the agenda as one paper; people served stand on it by their codes alone."""
        self._desk.open("plan.paper", self._id)


def open_plan(desk: "Desk", planned_id: uuid.UUID) -> AgendaPage:
    """A planned session with the agenda of each person. Raises NotFound."""
    made = AgendaPage(desk, planned_id)
    desk.window.open_page(made, "supervision")
    return made
