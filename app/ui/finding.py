"""What Ctrl+K finds: acts first, then pages, then people, each with a second line that tells two alike apart."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from app.services import staff
from app.services.clients import listing
from app.services.clients.answers import OPEN
from app.services.contacts import standard
from app.services.hiring import applicants
from app.services.rules.qualification import license_type_label
from app.services.supervision import supervisors
from app.services.users import Action
from app.ui import hiring, reports, settings
from app.ui import staff as staff_room
from app.ui.help import TOPICS
from app.ui.kit.matching import folded, holds
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

Hit = tuple[str, str, Callable[[], object]]
MOST = 4  # acts, and pages; people take what is left
PEOPLE = 8


@dataclass(frozen=True)
class Way:
    """One act or page: its label, further words that find it, the route that it takes, and what it needs."""

    label: str
    words: str
    route: str
    needed: Action | None = None
    given: tuple[str, ...] = field(default=())


ACTS = (
    Way(N_("Log session"), N_("supervision record held"), "session", Action.RECORD_SUPERVISION),
    Way(N_("Plan a session"), N_("supervision calendar schedule"), "plan.form", Action.PLAN_SUPERVISION),
    Way(N_("New note"), N_("encounter visit write"), "note", Action.WRITE_ENCOUNTERS),
    Way(N_("New intake"), N_("add a client person"), "intake", Action.EDIT_CLIENTS),
    Way(N_("Log hours"), N_("type time week worked"), "hours", Action.ENTER_HOURS),
    Way(N_("See what is owed"), N_("supervision owed hours balance"), "owed"),
    Way(N_("Review and sign sessions"), N_("supervision signature"), "session.review", Action.SIGN),
    Way(N_("Review and sign notes"), N_("encounter signature"), "note.review", Action.SIGN),
    Way(N_("Sign months"), N_("statement close signature"), "owed.signing", Action.SIGN),
    Way(N_("Print for signature"), N_("paper ink sign by hand Board"), "papers", Action.RECORD_PAPER),
    Way(N_("New incident"), N_("record report harm"), "incident.form", Action.WRITE_INCIDENTS),
    Way(N_("Back up now"), N_("backup copy drive safe"), "backup", Action.BACK_UP),
    Way(N_("New staff"), N_("add staff peer supporter employee"), "staff", Action.EDIT_STAFF),
    Way(N_("Add a supervisor"), N_("new license"), "supervisor", Action.EDIT_SUPERVISORS),
    Way(N_("Add an agreement"), N_("new supervision agreement"), "agreement", Action.EDIT_SUPERVISORS),
    Way(N_("Add an applicant"), N_("new hiring interview"), "applicant.form", Action.HIRE),
    Way(N_("Add a position"), N_("new hiring job post"), "position", Action.HIRE),
    Way(N_("Add a user"), N_("new sign in account passphrase"), "user.new", Action.MANAGE_USERS),
    Way(N_("Make a paper"), N_("print PDF Board log"), "reports", Action.PRINT, ("papers",)),
    Way(
        N_("Print the crisis page"), N_("numbers to call telephone phone hotline suicide emergency help PDF"), "crisis-page",
        Action.PRINT,
    ),
    Way(N_("Make the audit file"), N_("Board print PDF"), "reports", Action.MAKE_AUDIT_FILE, ("audit-file",)),
    Way(N_("Export a file"), N_("CSV funder spreadsheet"), "reports", Action.EXPORT, ("exports",)),
    Way(N_("Import a file"), N_("CSV spreadsheet upload"), "reports", Action.IMPORT, ("imports",)),
    Way(N_("Change your passphrase"), N_("password"), "settings", None, ("security",)),
    Way(N_("Change text size and colors"), N_("dark light larger font"), "settings", None, ("look",)),
)  # fmt: skip
PAGES = (
    Way(N_("Calendar"), N_("planned sessions supervision"), "calendar"),
    Way(N_("Review queue"), N_("notes sessions waiting"), "queue", Action.REVIEW_ENCOUNTERS),
    Way(N_("Papers to sign by hand"), N_("signature ink"), "papers", Action.RECORD_PAPER),
    Way(N_("Supervision owed"), N_("everyone balance"), "owed"),
    Way(N_("Months to sign"), N_("statements"), "owed.signing", Action.SIGN),
    Way(N_("Incidents"), N_("harm reports"), "incidents", Action.SEE_INCIDENTS),
)
SECTIONS = {"staff": staff_room.PARTS, "hiring": hiring.PARTS, "reports": reports.PARTS, "settings": settings.PARTS}


class Finder:
    """Looks for what a person typed, among what this person may do and see."""

    def __init__(self, desk: "Desk") -> None:
        """For who is signed in."""
        self._desk = desk

    def __call__(self, text: str) -> list[Hit]:
        """Acts, pages and people, the best first within each."""
        ways = (self._fits(self._acts(), text), self._fits(self._pages(), text))
        return [*ways[0][:MOST], *ways[1][:MOST], *self._people(text)]

    def _fits(self, ways: Iterator[tuple[str, str, str, Callable[[], object]]], text: str) -> list[Hit]:
        typed = folded(text).split()
        found = []
        for label, words, second, act in ways:
            if typed and all(holds(f"{label} {words}", word) for word in typed):
                rank = 0 if folded(label).startswith(folded(text)) else 1 if holds(label, text) else 2
                found.append((rank, (label, second, act)))
        return [hit for _rank, hit in sorted(found, key=lambda one: one[0])]

    def _acts(self) -> Iterator[tuple[str, str, str, Callable[[], object]]]:
        for way in ACTS:
            if way.needed is None or self._desk.may(way.needed):
                yield _(way.label), _(way.words), _("Do it now"), partial(self._open, way)

    def _pages(self) -> Iterator[tuple[str, str, str, Callable[[], object]]]:
        desk, shown = self._desk, {room.name: _(room.label) for room in self._desk.window.rooms}
        for name, label in shown.items():
            yield label, "", _("Page"), partial(desk.window.go, name)
        for way in PAGES:
            if way.needed is None or desk.may(way.needed):
                yield _(way.label), _(way.words), _("Page"), partial(self._open, way)
        for room, parts in SECTIONS.items():
            for name, part, needed in parts if room in shown else ():
                if needed is None or desk.may(needed):
                    yield _(part), shown[room], shown[room], partial(self._part, room, name)
        for topic, label in TOPICS:
            more = _dialled() if topic == "crisis" else ""
            yield _(label), f"{shown['help']} {more}", shown["help"], partial(desk.open, "help", topic)

    def _open(self, way: Way) -> None:
        self._desk.open(way.route, *way.given)

    def _part(self, room: str, name: str) -> None:
        page = self._desk.window.go(room)
        sections = getattr(page, "sections", None)
        if sections is not None:
            sections.show_part(name)

    def _people(self, text: str) -> list[Hit]:
        found: list[Hit] = []
        if self._desk.may(Action.SEE_CLIENTS):
            found += self._clients(text)
        found += self._staff(text)
        if self._desk.may(Action.SEE_SUPERVISION):
            found += self._supervisors(text)
        if self._desk.may(Action.HIRE):
            found += self._applicants(text)
        return found

    def _clients(self, text: str) -> Iterator[Hit]:
        today = self._desk.today()
        for one in self._desk.read(lambda session: listing.window(session, today, text=text, limit=PEOPLE)):
            born = _("born {year}").format(year=one.birth_date.year) if one.birth_date else ""
            county = "" if one.county in OPEN else one.county
            second = _joined(_("Client {code}").format(code=one.code), born, one.program, county)
            yield one.name, second, partial(self._desk.open, "client", one.id)

    def _staff(self, text: str) -> Iterator[Hit]:
        seen = set()
        for row in self._desk.read(lambda session: staff.window(session, text=text, limit=PEOPLE)):
            if row.code not in seen:  # somebody under two rule packs stands in the list twice
                seen.add(row.code)
                second = _joined(row.code, row.title, _("Supervision owed"))
                yield row.name, second, partial(self._desk.open, "owed.person", row.code)

    def _supervisors(self, text: str) -> Iterator[Hit]:
        for row in self._desk.read(lambda session: supervisors.window(session, text=text, limit=PEOPLE)):
            second = _joined(_("Supervisor {code}").format(code=row.code), license_type_label(row.license_type))
            yield row.name, _joined(second, row.license_number), partial(self._desk.open, "supervisor", row.id)

    def _applicants(self, text: str) -> Iterator[Hit]:
        for row in self._desk.read(lambda session: applicants.listed(session, text=text))[:PEOPLE]:
            second = _joined(_("Applicant {code}").format(code=row.code), row.position)
            yield row.name, second, partial(self._desk.open, "applicant", row.id)


def _dialled() -> str:
    """The numbers to call, so that one of them typed finds the page of help on a crisis."""
    return " ".join(f"{one.number} {one.texting}" for one in standard.known().values())


def _joined(*parts: str) -> str:
    said: Sequence[str] = [part for part in parts if part]
    return ", ".join(said)
