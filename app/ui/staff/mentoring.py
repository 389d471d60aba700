"""The mentorings of one person: each with its meetings and fees, a line an event, the newest first."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.credentials import mentoring
from app.services.credentials.mentoring import EventKind, MentoringEntry
from app.services.documents import words
from app.services.rules.qualification import hours_text
from app.services.users import Action
from app.ui.kit.listing import List
from app.ui.kit.table import Cell, Column, from_rows
from app.wording import _

if TYPE_CHECKING:
    from app.ui.staff.standing import StandingPage


@dataclass(frozen=True)
class Line:
    """One line: a beginning, a meeting, a fee or an end; `key` names a meeting or a fee."""

    date: dt.date
    mentor: str
    kind: EventKind
    minutes: int | None = None
    amount_cents: int | None = None
    key: uuid.UUID | None = None

    @property
    def detail(self) -> str:
        """The length of a meeting, or what was paid."""
        if self.amount_cents is not None:
            return f"${self.amount_cents // 100}.{self.amount_cents % 100:02}"
        return hours_text(self.minutes) if self.minutes else ""


def lines(shown: "StandingPage") -> list[Line]:
    """Everything on record, the newest first."""
    found = []
    for one in shown.desk.read(lambda session: mentoring.of_staff(session, shown.code)):
        found.append(Line(one.started_on, one.mentor_name, EventKind.BEGIN))
        if one.ended_on is not None:
            found.append(Line(one.ended_on, one.mentor_name, EventKind.END))
        for event in one.events:
            kind = EventKind(event.kind)
            found.append(Line(event.date, one.mentor_name, kind, event.minutes, event.amount_cents, event.id))
    return sorted(found, key=lambda line: line.date, reverse=True)


def listed(shown: "StandingPage") -> List[Line]:
    """The list; a meeting or a fee that was a slip can be taken out."""
    may = shown.desk.may(Action.EDIT_CREDENTIALS)
    columns: list[Column[Line]] = [
        Column(_("Date"), lambda line: Cell(words.short_day(line.date), strong=True), width=130),
        Column(_("What"), lambda line: Cell(line.kind.label, line.detail), width=250),
        Column(_("Mentor"), lambda line: Cell(line.mentor)),
        Column("", lambda line: Cell("", button=_("Take out") if may and line.key else ""), width=96),
    ]
    nothing = _("No mentoring is on record. Record its beginning, then each meeting and the yearly fee.")
    rows = from_rows(lambda: lines(shown), {}, lambda line: f"{line.mentor} {line.kind.label}")
    made = List(columns, rows, nothing, "mentoring", _("Mentoring"))

    def press(line: Line, button: str) -> None:
        key = line.key
        if button and key is not None:
            again = MentoringEntry(
                staff=shown.code, kind=line.kind, mentor=line.mentor, date=line.date, minutes=line.minutes,
                amount_cents=line.amount_cents,
            )  # fmt: skip
            if shown.desk.write(lambda session: mentoring.remove_event(session, key)) is not None:
                back = shown.desk.write
                shown.undo(_("It is taken out."), lambda: back(lambda session: mentoring.record(session, again)))
                shown.refresh()

    made.pressed.connect(press)
    return made
