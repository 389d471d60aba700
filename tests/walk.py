"""Walks the window: every page that a route or some function of a room opens, found by looking at them.

A new room, page, part or opener is found by itself; a parameter that nobody has met before is asked for by name.
"""

import datetime as dt
import importlib
import inspect
import pkgutil
import re
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from app import ui
from app.models.clients import Client, ClientAssignment, Episode
from app.models.encounters import Encounter
from app.models.hiring import Applicant, Interview, OwnQuestion, Position
from app.models.planning import PlannedSession
from app.models.program import Funding, Program
from app.models.retention import Destruction
from app.models.staff import Enrolment
from app.models.supervision import (
    Agreement,
    License,
    PaperDocument,
    Scan,
    SupervisionEducation,
    SupervisionSession,
    Supervisor,
)
from app.models.users import User
from app.services.across import due, retention, setup_steps
from app.services.across.corrections import amendments, names
from app.services.catalog import KINDS
from app.services.packs import history
from app.services.packs.entry import AmendmentEntry
from app.services.problems import Problem
from app.services.supervision.months import Wanted
from app.services.users import Action
from app.ui import catalog, routes
from app.ui.kit import names as name_pages
from app.ui.kit.form import Form
from app.ui.kit.sections import Sections
from app.ui.settings import changes, destruction, moving, recovery, restoring
from app.ui.settings import people as users
from app.ui.settings import retention as kept_records
from app.ui.staff.licenses import EducationPage, LicensePage
from app.ui.window import Window
from app.ui.write import Desk

LONGEST = 30.0  # seconds that a page may take which is made behind the window
STAFF, PACK = "AW", "mt-cbhpss"
LEFT_OUT = {  # openers that take what only their own page has; the walk by pressing meets them
    "app.ui.client_paper.open_paper", "app.ui.staff.records.open_file", "app.ui.staff.credential_forms.open_for",
    "app.ui.settings.contacts.open_draft", "app.ui.staff.credential_forms.open_step",  # met by staff.standing.open_step
}  # fmt: skip
AGAIN = re.compile(r"^(due[.]open_item|setup_card[.]open_step)|[(](staff|staff_code|client|supervisor|pack|month|first)=")
DRAFTS = ("open_draft", "licenses.open_part")  # they go on with a form typed into before: the tests of drafts do
Values = dict[str, list[Any]]


def _some(desk: Desk, column: Any, count: int = 1, *where: Any) -> list[Any]:
    query = select(column).where(*where).order_by(column.class_.id).limit(count)
    try:
        return list(desk.read(lambda session: session.scalars(query).all()))
    except Problem:
        return []


def _ids(desk: Desk) -> Values:
    """Values by the name of the parameter; what this person may not see has none."""
    clients, codes = _some(desk, Client.id, 2), _some(desk, Client.code)
    first = dt.date.today().replace(day=1)
    frozen, numbers = _some(desk, SupervisionSession.id, 400), _some(desk, PaperDocument.number)
    return {
        "client_id": clients[:1], "one_id": clients[:1], "other_id": clients[1:], "client": codes,
        "encounter_id": _kinds(desk, _some(desk, Encounter.id, 400)), "session_id": frozen[:1] + frozen[-1:],
        "planned_id": _some(desk, PlannedSession.id, 400)[-2:],
        "position_id": _some(desk, Position.id), "applicant_id": _some(desk, Applicant.id),
        "interview_id": _some(desk, Interview.id), "question_id": _some(desk, OwnQuestion.id),
        "enrolment_id": _some(desk, Enrolment.id), "supervisor_id": _some(desk, Supervisor.id),
        "agreement_id": _some(desk, Agreement.id),
        "episode_id": _some(desk, Episode.id), "assignment_id": _some(desk, ClientAssignment.id), "number": numbers,
        "supervisor": [],  "handed": [False], "first": [], "owner": [],
        "staff": [STAFF], "staff_code": [STAFF], "code": [STAFF], "pack": [PACK], "monday": [],
        "contact": ["lifeline"], "room": ["people"], "copy": [True],
        "month": [(first - dt.timedelta(days=1)).replace(day=1)],
    }  # fmt: skip


def _kinds(desk: Desk, found: list[uuid.UUID]) -> list[uuid.UUID]:
    return found[:1] + found[-1:]


def _items(desk: Desk) -> list[due.Item]:
    """A row of Home of each kind and act that this person has."""
    found = desk.read(lambda session: due.due(session, desk.today())).items
    return list({(item.kind, item.action): item for item in found}.values())


def _special(desk: Desk) -> dict[str, Values]:
    """Values that mean something else in one opener."""
    try:
        kept = desk.read(retention.holds)
    except Problem:
        kept = []
    wanted = [Wanted(STAFF, PACK, (dt.date.today().replace(day=1) - dt.timedelta(days=1)).replace(day=1))]
    signing: Values = {"staff": [STAFF], "staff_code": [STAFF], "only": wanted}
    numbers = _some(desk, PaperDocument.number)
    funding, program = _some(desk, Funding.id), _some(desk, Program.id)
    return {
        "app.ui.settings.programs.open_form": {"kind": ["program", "funding"], "key": []},
        "app.ui.settings.packs.open_form": {"code": [PACK]},
        "app.ui.settings.packs.open_pack": {"code": [PACK]},
        "app.ui.settings.packs.open_withdrawal": {
            "one": desk.read(history.listed)[:1] if desk.may(Action.AMEND_PACKS) else [],
        },
        "app.ui.settings.retention.open_hold": {"hold": kept[:1]},
        "app.ui.due.open_item": {"item": _items(desk)},
        "app.ui.owed.signing.open_signing": signing,
        "app.ui.settings.destruction.open_destruction": {"request_id": _some(desk, Destruction.id)},
        "app.ui.settings.user.open_user": {"user_id": _some(desk, User.id)},
        "app.ui.setup_card.open_step": {"code": list(setup_steps.WORDS) if desk.may(Action.EDIT_AGENCY) else []},
        "app.ui.staff.lists.open_part": {"part": [_PART]},
        "app.ui.hiring.lists.open_part": {"part": [_PART]},
        "app.ui.staff.standing.open_step": {"kind": ["training"]},
        "app.ui.supervision.scans.open_printed": {"number": numbers},
        "app.ui.supervision.scans.open_scan": {"number": numbers, "scan_id": _some(desk, Scan.id)},
        "app.ui.settings.room.open_part": {"part": [_PART]},
        "app.ui.reports.room.open_part": {"part": [_PART]},
        "app.ui.help.topics.open_topic": {"topic": ["hours", "rules"]},
        "app.ui.people.person.open_client": {"part": ["summary", "intake", "encounters", "incidents", "seen"]},
        "app.ui.staff.standing.open_credentials": {
            "part": ["checklist", "education", "certificates", "proof", "mentoring", "history"], "pack": [],
        },
        "app.ui.staff.credential_forms.open_proof": {"kind": ["education"]},
        "more": {"key": [funding, program]},
    }  # fmt: skip


_PART = object()  # each part of the room


def modules() -> Iterator[Any]:
    """Every module of the window."""
    for found in pkgutil.walk_packages(ui.__path__, "app.ui."):
        yield importlib.import_module(found.name)


def openers() -> dict[str, Callable[..., Any]]:
    """Every public function that opens a page, by its full name: those of the routes, and what is found besides."""
    named = [routes.opener(name) for name in routes.ROUTES]
    besides = [function for module in modules() for function in vars(module).values()]
    found = {}
    for function in (one for one in [*named, *besides] if inspect.isfunction(one)):
        place, name = function.__module__, function.__name__
        if name.startswith("open_") and place.startswith("app.ui.") and ".kit." not in place:
            if next(iter(inspect.signature(function).parameters), "") in ("desk", "shown"):
                found[f"{place}.{name}"] = function
    return found


def _answers(name: str, function: Callable[..., Any], known: Values, special: Values) -> Iterator[tuple[str, dict]]:
    """The ways to call an opener: with what it needs alone, and with each further value."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    values = {}
    for parameter in parameters:
        found = special.get(parameter.name, known.get(parameter.name))
        assert found is not None, f"tell the walk what {parameter.name!r} of {name} is (tests/walk.py)"
        values[parameter.name] = found
    needed = {one.name: values[one.name] for one in parameters if one.default is inspect.Parameter.empty}
    if any(not found for found in needed.values()):
        return  # nothing of it that this person may see
    least = {key: found[0] for key, found in needed.items()}
    yield name.rpartition("app.ui.")[2], least
    for parameter in parameters:
        given = values[parameter.name]
        for value in given[1:] if parameter.name in needed else given:
            yield f"{name.rpartition('app.ui.')[2]}({parameter.name}={value})", {**least, parameter.name: value}


def ways(desk: Desk) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every page of the window with the way to open it: the rooms, each of their parts, and what stands behind."""
    for room in desk.window.rooms:
        yield room.name, partial(desk.window.go, room.name)
        page = desk.window.go(room.name)
        for number, sections in enumerate(page.findChildren(Sections) if page is not None else ()):
            for part in list(sections._makers):
                yield f"{room.name}: {part}", partial(_to_part, desk, room.name, number, part)
    known, special = _ids(desk), _special(desk)
    for name, function in sorted(openers().items()):
        if name in LEFT_OUT or name.endswith(DRAFTS) or special.get(name, {}).get("part") == [_PART]:
            continue
        for told, given in _answers(name, function, known, special.get(name, {})):
            if next(iter(inspect.signature(function).parameters)) == "shown":
                yield told, partial(_of_person, desk, function, given)
            else:
                yield told, partial(function, desk, **given)
    yield from records(desk)
    yield from behind(desk)


def records(desk: Desk) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The list of each kind of record, two of its records, each of their forms, and the form of a new one."""
    known = {kind.name: kind for kind in KINDS}
    for shown in catalog.KINDS:
        kind = known[shown.name]
        if not desk.may(kind.see):
            continue
        yield f"records: {shown.many}", partial(desk.open, shown.many)
        for key in _some(desk, kind.model.id, 2):
            yield f"records: {kind.name}(key={key})", partial(desk.open, kind.name, key)
            if desk.may(kind.write):
                yield f"records: {kind.name}.form(key={key})", partial(desk.open, f"{kind.name}.form", key)
        if desk.may(kind.write):
            yield f"records: {kind.name}.form", partial(desk.open, f"{kind.name}.form")


def pages(desk: Desk) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every page with one way to it: without the rows of Home that lead there too, and without what only fills its form."""
    return ((name, open_it) for name, open_it in ways(desk) if not AGAIN.search(name))


def behind(desk: Desk) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Pages that only a button of another page opens: it hands them what it holds."""
    show = desk.window.open_page
    if desk.may(Action.MANAGE_USERS):
        yield "settings: add a user", lambda: show(users.AddUserPage(desk), "settings")
    if desk.may(Action.EDIT_SUPERVISORS):
        person = desk.read(lambda session: session.scalars(select(Supervisor).order_by(Supervisor.id)).first())
        for words, page, kept in (
            ("a license", LicensePage, desk.read(lambda session: session.scalars(select(License)).first())),
            ("CE", EducationPage, desk.read(lambda session: session.scalars(select(SupervisionEducation)).first())),
        ):
            for one in (None, kept):
                owner = one.supervisor_id if one is not None else person.id
                made = partial(page, desk, owner, one, partial(desk.open, "supervisor", owner))
                yield f"staff: {words}, {'set right' if one else 'new'}", lambda made=made: show(made(), "staff")
    for whose, kind in names.KINDS.items():
        if desk.may(kind.action):
            dated = desk.read(lambda session, row=kind.name: session.scalars(select(row)).first())
            if dated is not None:
                yield f"a name of {whose}", partial(name_pages.open_draft, desk, f"name-{whose}", str(dated.id), "people")
    if desk.may(Action.HOLD_RECORDS):
        past = desk.read(lambda session: retention.past(session, desk.today()))
        for one in [one for one in past if not one.blocks][:1]:
            yield "settings: ask for a destruction", lambda one=one: show(destruction.AskPage(desk, one), "settings")
        for hold in desk.read(retention.holds)[:1]:
            yield "settings: lift a hold", partial(kept_records.open_hold, desk, hold)
    if desk.may(Action.AMEND_PACKS):
        yield "settings: what an amendment changes", partial(_show_changes, desk)
    if desk.may(Action.RESTORE):
        yield "settings: move", lambda: show(moving.MovePage(desk), "settings")
        yield "settings: restore", lambda: show(restoring.RestorePage(desk, Path("no.backup")), "settings")
    if desk.may(Action.MANAGE_USERS):
        yield "settings: a new key", lambda: show(recovery.NewKeyPage(desk), "settings")


def _show_changes(desk: Desk) -> None:
    """What a ratio of 1:10 would change: it is tried, and taken back."""
    typed = {"pack": PACK, "in_force_from": dt.date.today().replace(month=1, day=1).isoformat(),
             "in_force_to": "2029-12-31", "confidence": "verified", "reason": "Trial", "source": "Letter",
             "figures": {"ratio": "1/10"}}  # fmt: skip
    act = changes.Seen(desk, "Amend", lambda session, seen: amendments.amend(session, AmendmentEntry.read(typed), seen),
                       lambda _kept: None, ("amendment", ""))  # fmt: skip
    form = Form(AmendmentEntry, [])
    act.write(form, lambda: None, "")


def _to_part(desk: Desk, room: str, number: int, part: str) -> QWidget | None:
    page = desk.window.go(room)
    sections = page.findChildren(Sections)[number] if page is not None else None
    return sections.show_part(part) if sections is not None else None


def _of_person(desk: Desk, function: Callable[..., Any], given: dict[str, Any]) -> Any:
    return function(desk.open("credentials", STAFF), **given)


def settle() -> None:
    """Let what was left be deleted, and what was asked for be drawn."""
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
    QApplication.processEvents()


def visit(desk: Desk, open_it: Callable[[], Any]) -> QWidget | None:
    """Open a page, also one that is made behind the window; None where it is not this person's."""
    try:
        open_it()
    except Problem:
        return None
    settle()
    until = time.monotonic() + LONGEST
    while desk.queue.busy():
        assert time.monotonic() < until, "it is never made"
        QTest.qWait(5)
    if not desk.window.isActiveWindow():  # a window of help was in front of it
        desk.window.activateWindow()
        settle()
    return desk.window.page()


class Strays(QObject):
    """Notes each widget that shows itself as a window of its own; it takes the keyboard away from the real one."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what is being shown."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.windowType() in (
            Qt.WindowType.Widget, Qt.WindowType.Window,
        ) and watched.isWindow() and not isinstance(watched, Window):  # fmt: skip
            self.seen.append(repr(watched))
        return False
