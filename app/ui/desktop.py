"""The window of who is signed in: rooms, quick actions, search, lock; put together from the screens."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.services import agency
from app.services.across import opening, waiting
from app.services.across.opening import SignedIn
from app.services.contacts import standard, words
from app.services.users import Action
from app.ui import backing, checking, preferences, routes
from app.ui.kit.page import problem
from app.ui.kit.palette import Found
from app.ui.window import ROOMS, Act, Acts, Window
from app.ui.write import Desk
from app.wording import N_, _, clock, length

if TYPE_CHECKING:
    from app.ui.finding import Finder

MINUTES = 10
# What decides how many records wait for this person.
COUNTED = frozenset({
    "supervision_session", "signature", "paper_signature", "paper_document", "session_attendance", "encounter",
    "encounter_signature", "encounter_review", "agreement",
})  # fmt: skip


class Desktop(QObject):
    """A window with its desk and rooms. `lock(note)` is called on the button, the menu and after quiet minutes."""

    def __init__(self, signed_in: SignedIn, lock: Callable[[str], object]) -> None:
        """Build the frame and show Home."""
        super().__init__()
        self._lock = lock
        self._finder: Finder | None = None
        self._own = preferences.Preferences(signed_in)
        actor = signed_in.actor
        self.name = actor.name
        needed = {"people": Action.SEE_CLIENTS, "encounters": Action.SEE_ENCOUNTERS, "hiring": Action.SEE_HIRING}
        seen = [room for room in ROOMS if room.name not in needed or actor.may(needed[room.name])]
        self._rooms = seen
        self.window = Window(
            Acts(
                self._pressed,
                self._quiet,
                find=self._find,
                quick=self._quick(signed_in),
                file=self._file(signed_in),
                look=self._keep_look,
                rooms=seen,
                help=self._help(),
                explain=self._explain,
            ),
            MINUTES,
        )
        self.desk = Desk(signed_in, self.window, routes.opener)
        backing.of(self.desk)  # from now on it looks whether a backup is due
        self.window.idle.set_minutes(self._minutes())
        self.window.set_person(actor.name, ", ".join(sorted(role.label for role in actor.roles)))
        self.window.aside(signed_in.agency)
        for room in seen:
            self.window.add_page(room.name, self._maker(room.name))
        self.desk.changed.connect(self._count)
        self.desk.changed.connect(self._limit)
        self._count(frozenset({"supervision_session"}))
        self.window.go("home")
        if checking.of(self.desk).found or signed_in.placement:
            QTimer.singleShot(0, self._warn)
        if signed_in.recovered or opening.is_temporary(signed_in):  # a passphrase of one's own comes first
            self._open("settings", "security")

    def _warn(self) -> None:
        record, place = checking.of(self.desk).words(), self.desk.signed_in.placement
        if record:
            problem(self.window, record, _("The store does not fit its record"))
        if place:
            problem(self.window, place, _("Move the records"))

    def _maker(self, room: str) -> Callable[[], QWidget]:
        def make() -> QWidget:
            made: QWidget = self.desk.open(f"room.{room}")
            return made

        return make

    def _quick(self, signed_in: SignedIn) -> list[Act]:
        may = signed_in.actor.may
        acts = []
        if may(Action.WRITE_ENCOUNTERS):
            acts.append(Act(N_("New note"), partial(self._open, "note"), "note", "Ctrl+Shift+N"))
        if may(Action.EDIT_CLIENTS):
            intake = partial(self._open, "intake")
            acts.append(Act(N_("New intake"), intake, "person-plus", "Ctrl+I"))
        if may(Action.RECORD_SUPERVISION):
            log = partial(self._open, "session")
            acts.append(Act(N_("Log session"), log, "supervision", "Ctrl+N"))
        if may(Action.ENTER_HOURS):
            acts.append(Act(N_("Log hours"), partial(self._go, "hours"), "hours", "Ctrl+H"))
        if may(Action.EDIT_STAFF):
            acts.append(Act(N_("New staff"), partial(self._open, "staff"), "person-plus"))
        return acts

    def _file(self, signed_in: SignedIn) -> list[Act]:
        """What is seldom done: in the menu, without a button of its own."""
        may, acts = signed_in.actor.may, []
        if may(Action.WRITE_INCIDENTS):
            acts.append(Act(N_("New incident"), partial(self._open, "incident.form"), "alert"))
        if may(Action.SEE_INCIDENTS):
            acts.append(Act(N_("Incidents"), partial(self._open, "incidents"), "alert"))
        return acts

    def _go(self, room: str) -> None:
        self.window.go(room)

    def _open(self, name: str, *about: object) -> None:
        self.desk.open(name, *about)

    def _find(self, text: str) -> Found:
        if self._finder is None:
            self._finder = self.desk.open("find")
        return self._finder(text)

    def _explain(self) -> None:
        """F1: help on what is shown, in a window of its own, so that no typing is left."""
        self.desk.open("help.window", self.window.page(), self.window.room)

    def _help(self) -> list[Act]:
        """The Help menu: what one looks for most, and all of it."""
        def topic(name: str) -> Callable[[], object]:
            return partial(self._open, "help", name)

        return [
            Act(N_("First steps"), topic("first-steps")), Act(N_("Keys"), topic("keys")), Act(N_("Words"), topic("words")),
            Act(N_("Rules and their sources"), topic("rules")),
            Act(words.title(tuple(standard.known().values())), topic("crisis")),
            Act(N_("Crisis page"), partial(self._open, "crisis-page")),
            Act(N_("All help"), partial(self._go, "help")), Act(N_("About Peerdesk"), topic("about")),
        ]  # fmt: skip

    def _count(self, tables: frozenset[str]) -> None:
        if tables & COUNTED:
            found = self.desk.read(waiting.count)
            self.window.set_count("supervision", found.sessions)
            self.window.set_count("encounters", found.notes)

    def _keep_look(self, scheme: str, percent: int) -> None:
        self._own.put("scheme", scheme)
        self._own.put("percent", percent)
        preferences.wore(scheme, percent)
        room = self.window.room
        self.window.forget_pages()
        self.window.go(room or "home")

    def _pressed(self) -> None:
        self._lock("")

    def _quiet(self) -> None:
        time = clock(self.desk.parts(self.desk.now())[1])
        note = _("Locked at {time}, after {length} without typing or pointing. What you were typing is kept.")
        self._lock(note.format(time=time, length=length(Fraction(self._minutes()))))

    def _limit(self, tables: frozenset[str]) -> None:
        if "policy" in tables:
            self.window.idle.set_minutes(self._minutes())

    def _minutes(self) -> float:
        """This person's own choice, at most the agency's limit."""
        return min(self._own.number("minutes"), self.desk.read(agency.policy).lock_minutes)

    def hide(self) -> None:
        """Let nothing of it be seen any more."""
        self.window.idle.pause()
        self.window.hide()

    def forget(self) -> None:
        """Delete the window and all that stood behind it, once it is closed."""
        self.window.forget_pages()
        for part in (self.window.idle, self.desk.keeper, self.desk.queue, self.window, self):
            part.deleteLater()

    def close(self) -> None:
        """Keep what is being typed and close the store."""
        self.hide()
        self.desk.close()


