"""The card beside a session's form: what to open with, taken from the record. Ticks are kept with the draft."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.services.incidents import listing as incidents
from app.services.incidents.entry import Kind
from app.services.rules import ledger as rules
from app.services.supervision import agenda, outlook, owed, topics
from app.services.supervision.agenda import Agenda, Noticed, Open
from app.services.supervision.outlook import Outlook
from app.ui.kit import controls, dates
from app.ui.kit.page import Card
from app.ui.supervision import people
from app.wording import _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

REVIEW_AFTER, WARN_BEFORE = 90, 60  # days


@dataclass(frozen=True)
class Item:
    """One thing to open with: a key for its tick, its words, a second line, and the unsigned session that it opens.

    A tick adds `topic` to the topics of the session, and settles the topic or follow-up `settles`. `incident` can be opened.
    """

    key: str
    words: str
    second: str
    to_sign: uuid.UUID | None = None
    topic: str = ""
    settles: uuid.UUID | None = None
    mine: bool = False
    incident: uuid.UUID | None = None


def items(desk: "Desk", found: Sequence[Outlook], day: dt.date, agendas: Sequence[Agenda] = ()) -> list[Item]:
    """What stands open with these people on that day; what is owed is told as of now."""
    several = len(found) > 1
    made = [item for one in found for item in _owed(desk, one, day, named=several)]
    of = {one.staff: one for one in agendas}
    for one in found:
        made += _person(one, of.get(one.code, Agenda(one.code, one.name)), day, several)
    return made


def raised(one: Open, name: str, day: dt.date) -> Item:
    """A topic or follow-up as an item; `name` stands before it where there are several people."""
    said = _("Carried from {day}") if one.kind == topics.FOLLOW_UP else _("Put on the agenda {day}")
    second = said.format(day=people.near(one.raised_on, day))
    if one.due_on is not None:
        second = _("{said}, due {day}").format(said=second, day=people.near(one.due_on, day))
    words = _("{name}: {words}").format(name=people.first_name(name), words=one.words) if name else one.words
    topic = one.words if one.kind == topics.TOPIC else ""
    return Item(f"item-{one.id.hex}", words, second, topic=topic, settles=one.id, mine=one.mine)


def incident(one: Noticed, day: dt.date, name: str = "") -> Item:
    """An open incident as an item: kind, day and what is still to do; it is talked about, never put on the log."""
    said = _("Incident of {day}: {kind}").format(day=people.near(one.date, day), kind=Kind(one.kind).label.lower())
    words = _("{name}: {words}").format(name=people.first_name(name), words=said) if name else said
    second = incidents.still_to_do(incidents.steps(one.reported, one.told))
    return Item(f"incident-{one.id.hex}", words, second, incident=one.id)


def _owed(desk: "Desk", one: Outlook, day: dt.date, named: bool) -> list[Item]:
    made = []
    today = max(day, desk.today())  # what was signed after the session's day counts as well
    for line in desk.read(lambda session: owed.ledger(session, today, one.code)):
        total = rules.summary(line)
        if total.owed_minutes is None:
            continue
        year = sum(month.credited_minutes for month in line.months if month.month[:4] == str(day.year))
        credited = _("{time} credited this year").format(time=dates.length(year))
        words = owed_words(total, day)
        if named:
            words = _("{name}: {words}").format(name=people.first_name(one.name), words=words)
        made.append(Item(f"owed-{one.code}-{line.pack}", words, credited))
    return made


def owed_words(total: rules.Summary, day: dt.date) -> str:
    """What is owed and since when: '1 h 12 min owed since October'; 'Even' where nothing is."""
    if not total.owed_minutes:
        return _("Even")
    return _("{time} owed since {month}").format(
        time=dates.length(total.owed_minutes), month=dates.month_words(total.since or f"{day:%Y-%m}", day)
    )


def _person(one: Outlook, known: Agenda, day: dt.date, several: bool) -> list[Item]:
    name = one.name if several else ""
    made = [incident(noticed, day, name) for noticed in known.incidents]
    made += [raised(item, name, day) for item in known.items]
    for note in known.returned:
        said = _("Note of {day} sent back").format(day=people.near(note.date, day))
        words = _("{name}: {words}").format(name=people.first_name(name), words=said) if name else said
        made.append(Item(f"note-{note.id.hex}", words, note.comment))
    if one.unsigned:
        days = ", ".join(people.near(held, day) for _key, held in one.unsigned[:3])
        words = plural("{count} session not signed", "{count} sessions not signed", len(one.unsigned))
        made.append(Item(f"sign-{one.code}", words, days, to_sign=one.unsigned[0][0]))
    if one.follow_up and one.last_on:
        carried = _("Carried from {day}").format(day=people.near(one.last_on, day))
        made.append(Item(f"follow-{one.code}", one.follow_up.split("\n")[0], carried))
    made += reviews(one, known, day)
    for held in one.certificates:
        if held.expires_on and 0 <= (held.expires_on - day).days <= WARN_BEFORE:
            ends = _("It ends {day}").format(day=people.near(held.expires_on, day))
            made.append(Item(f"certificate-{one.code}-{held.pack}", _("Renew the certificate"), ends))
    return made


def reviews(one: Outlook, known: Agenda, day: dt.date, always: bool = False) -> list[Item]:
    """Ethics and role play, where they were not talked about for a while, or `always`."""
    made = []
    if always or _long_ago(one.ethics_on, day):
        said = people.ethics(one, day)
        made.append(Item(f"ethics-{one.code}", _(agenda.ETHICS), said, topic=agenda.ETHICS))
    if always or _long_ago(known.role_play_on, day):
        said = people.role_play(one.name, known.role_play_on, day)
        made.append(Item(f"role-{one.code}", _(agenda.ROLE_PLAY), said, topic=agenda.ROLE_PLAY))
    return made


def _long_ago(last: dt.date | None, day: dt.date) -> bool:
    return last is None or (day - last).days > REVIEW_AFTER


class OpenWith(Card):
    """The list with a tick before each item."""

    ticked = Signal()
    chosen = Signal(str)  # the topic of an item that was ticked just now
    sign_wanted = Signal(str)  # the key of an unsigned session

    def __init__(self) -> None:
        """Empty until someone is chosen."""
        super().__init__(_("Open with"))
        self._boxes: dict[str, QCheckBox] = {}
        self._items: dict[str, Item] = {}
        self._kept: set[str] = set()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(7)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.show_items("", [])

    def show_items(self, name: str, found: Sequence[Item]) -> None:
        """Show what stands open; ticks of the same items stay."""
        self._kept |= set(self.ticks())
        while (entry := self._lines.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes.clear()
        self._items = {item.key: item for item in found}
        self.title.setText(_("Open with {name}").format(name=name) if name else _("Open with"))
        for number, item in enumerate(found):
            if number:
                self._lines.addWidget(controls.rule())
            self._lines.addWidget(self._line(item))
        if not found:
            words = _("Nothing stands open.") if name else _("Choose a peer supporter to see what stands open.")
            self._lines.addWidget(controls.text(words, "muted", wrap=True))
        self._count()

    def _line(self, item: Item) -> QWidget:
        box = QCheckBox()
        box.setAccessibleName(f"{item.words}, {item.second}")
        box.setChecked(item.key in self._kept)
        box.clicked.connect(lambda on: self._press(item.topic if on else ""))
        self._boxes[item.key] = box
        words = controls.down(gap=0)
        words.addWidget(controls.text(item.words, wrap=True))
        words.addWidget(controls.text(item.second, "second", wrap=True))
        line = controls.across(gap=4)
        line.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        if item.to_sign:
            first = item.second.partition(",")[0]
            opener = controls.link(_("Open"), partial(self.sign_wanted.emit, str(item.to_sign)))
            opener.setAccessibleName(_("Open the session of {day}").format(day=first))
            opener.setToolTip(opener.accessibleName())
            line.addWidget(opener, 0, Qt.AlignmentFlag.AlignTop)
        return controls.plain(line)

    def _press(self, topic: str) -> None:
        self._kept = set()
        self._count()
        if topic:
            self.chosen.emit(topic)
        self.ticked.emit()

    def _count(self) -> None:
        done = _("{done} of {all} done").format(done=len(self.ticks()), all=len(self._boxes))
        self.aside.setText(done if self._boxes else "")

    def ticks(self) -> list[str]:
        """The keys of what was ticked."""
        return [key for key, box in self._boxes.items() if box.isChecked()]

    def topics(self) -> list[str]:
        """The topics of what is ticked."""
        return [self._items[key].topic for key in self.ticks() if self._items[key].topic]

    def settled(self) -> tuple[uuid.UUID, ...]:
        """The topics and follow-ups that are ticked."""
        found = (self._items[key].settles for key in self.ticks())
        return tuple(key for key in found if key is not None)

    def set_ticks(self, keys: Sequence[str]) -> None:
        """Tick these, now or once they are shown."""
        self._kept = set(keys)
        for key, box in self._boxes.items():
            box.setChecked(key in self._kept)
        self._count()


def look_up(desk: "Desk", codes: Sequence[str], day: dt.date, supervisor: str, own: uuid.UUID | None) -> list[Outlook]:
    """The outlook of each code on that day."""
    return desk.read(
        lambda session: [outlook.on_day(session, code, day, supervisor, own) for code in codes]
    )
