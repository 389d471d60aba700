"""The room: every session, newest first, with what waits to be signed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app import folded
from app.services.across import waiting
from app.services.supervision import session_list, signing
from app.services.supervision.session_list import SessionRow
from app.services.users import Action
from app.ui.kit import controls, dates, theme
from app.ui.kit.chips import FilterChips
from app.ui.kit.listing import List
from app.ui.kit.page import Page
from app.ui.kit.table import Cell, Column
from app.ui.supervision import words
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

TABLES = frozenset({
    "supervision_session", "session_attendance", "signature", "paper_signature", "paper_document", "staff", "supervisor",
})  # fmt: skip
COLUMNS: tuple[Column[SessionRow], ...] = (
    Column(
        N_("When"),
        lambda row: Cell(_day(row), words.times(row.start, row.stop, row.minutes), strong=True),
        "date",
        width=240,
    ),
    Column(
        N_("Who"),
        lambda row: Cell(words.who(row), _("With {name}").format(name=row.supervisor_name)),
        width=230,
    ),
    Column(N_("Kind"), lambda row: _kind(row), width=180),
    Column(N_("Topics"), lambda row: Cell(words.topics(row.topics))),
    Column(N_("Signed"), lambda row: words.signed(row), width=225),
    Column("", lambda _row: Cell("", button=_("Open")), width=96),
)


def _day(row: SessionRow) -> str:
    return dates.short(row.date)


def _kind(row: SessionRow) -> Cell:
    first, _comma, second = words.kind(row.format, row.manner).partition(", ")
    return Cell(first, _("Amendment") if row.amends_id else second.capitalize())


class Room(Page):
    """The list with its filters; Enter opens a session."""

    def __init__(self, desk: "Desk") -> None:
        """Fetches the first window."""
        self._desk = desk
        self._sign = controls.filled("", "pencil", self._review)
        self._log = controls.outlined(_("Log session"), "plus", self._new)
        links, large = self._links(), theme.percent() > 100  # large text has no room for all in one line
        acts = [self._log, self._sign] if desk.may(Action.RECORD_SUPERVISION) else [self._sign]
        super().__init__(_("Supervision"), buttons=acts if large else [*links, *acts], scroll=False)
        if large:
            self.body.addWidget(controls.plain(controls.across(*links, None)))
        self.chips = FilterChips([
            ("all", _("All")), ("mine", _("To sign by me")), ("unsigned", _("Not signed")), ("paper", _("On paper")),
            ("replaced", _("Replaced")),
        ])  # fmt: skip
        begin = controls.row_button(_("Log session"), "plus", self._new)
        self.list = List(
            COLUMNS, self._fetch, _("No sessions here. Log one after each meeting, and it counts once it is signed."),
            name="supervision", label=_("Supervision sessions"),
            begin=begin if desk.may(Action.RECORD_SUPERVISION) else None, key=lambda row: (row.starts, row.id),
        )  # fmt: skip
        self.list.bar.takeAt(self.list.bar.count() - 1)  # the filter box goes to the right
        self.list.bar.insertWidget(0, self.chips, 2)
        self.list.bar.setStretch(1, 1)
        self.chips.chosen.connect(lambda _value: self.list.refresh())
        self.list.opened.connect(self._open)
        self.list.pressed.connect(lambda row, _button: self._open(row))
        self.body.addWidget(self.list, 1)
        desk.changed.connect(self._changed)
        self._count()

    def _links(self) -> list[controls.Button]:
        """The ways to the room's other pages."""
        found = [controls.bare(_("Calendar"), "calendar", self._calendar)]
        if self._desk.may(Action.REVIEW_ENCOUNTERS):
            found.append(controls.bare(_("Review queue"), "eye", self._queue))
        found.append(controls.bare(_("Supervision owed"), "hours", self._owed))
        if self._desk.may(Action.RECORD_PAPER):
            found.append(controls.bare(_("Paper"), "print", self._papers))
        return found

    def _fetch(
        self, *, sort: str | None, descending: bool, after: Any, limit: int, filter: str
    ) -> Sequence[SessionRow]:
        chosen, newest = self.chips.value(), sort is None or descending
        if chosen == "mine":
            return self._waiting(newest, after, filter)
        return self._desk.read(
            lambda session: session_list.window(
                session, descending=newest, after=after, limit=limit, text=filter,
                unsigned=chosen == "unsigned", on_paper=chosen == "paper", replaced=chosen == "replaced",
            )
        )  # fmt: skip

    def _waiting(self, newest: bool, after: Any, text: str) -> list[SessionRow]:
        if after is not None or not self._desk.may(Action.SIGN):
            return []
        rows = [words.as_row(one) for one in self._desk.read(signing.waiting)]
        found = [row for row in rows if any(folded.found(text, name) for name in (row.staff_name, row.supervisor_name))]
        return sorted(found, key=lambda row: (row.starts, row.id), reverse=newest)

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self._fetch_anew()

    def refresh(self) -> None:
        """Fetch anew, and count what waits."""
        self._fetch_anew()

    def _fetch_anew(self) -> None:
        self._count()
        self.list.refresh()

    def _count(self) -> None:
        waits = self._desk.read(waiting.count).sessions
        self._sign.setText(plural("Review and sign {count} session", "Review and sign {count} sessions", waits))
        self._sign.setVisible(bool(waits))
        primary = not waits
        self._log.setProperty("look", "filled" if primary else "outlined")
        self._log.style().unpolish(self._log)
        self._log.style().polish(self._log)
        self.chips.set_counts({"mine": waits})
        self._desk.window.set_count("supervision", waits)

    def _open(self, row: SessionRow) -> None:
        self._desk.open("session", row.id)

    def _new(self) -> None:
        self._desk.open("session")

    def _review(self) -> None:
        self._desk.open("session.review")

    def _papers(self) -> None:
        self._desk.open("papers")

    def _calendar(self) -> None:
        self._desk.open("calendar")

    def _queue(self) -> None:
        self._desk.open("queue")

    def _owed(self) -> None:
        self._desk.open("owed")
