"""Walks the window: every page that some function of a room opens, found by looking at the rooms themselves.

A new room, page, part or opener is found by itself; a parameter that nobody has met before is asked for by name.
"""

import datetime as dt
import importlib
import inspect
import pkgutil
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from app import ui
from app.models.clients import Client
from app.models.encounters import Encounter
from app.models.hiring import Applicant, Interview, OwnQuestion, Position
from app.models.incidents import Incident
from app.models.planning import PlannedSession
from app.models.program import Funding, Program
from app.models.staff import Enrolment
from app.models.supervision import Agreement, SupervisionSession, Supervisor
from app.services.across import retention
from app.services.problems import Problem
from app.services.users import Action
from app.ui import staff as staff_room
from app.ui.kit.sections import Sections
from app.ui.settings import people as users
from app.ui.write import Desk

STAFF, PACK = "AW", "mt-cbhpss"
LEFT_OUT = {  # openers that take what only their own page has; the walk by pressing meets them
    "app.ui.consents.open_paper", "app.ui.staff.records.open_file", "app.ui.staff.credential_forms.open_for",
    "app.ui.hiring.open_draft", "app.ui.encounters.open_draft", "app.ui.incidents.open_draft",
    "app.ui.people.open_draft", "app.ui.settings.open_draft", "app.ui.staff.open_draft",
    "app.ui.supervision.open_draft", "app.ui.settings.contacts.open_draft",
}  # fmt: skip
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
    frozen = [one for one in _some(desk, SupervisionSession.id, 400)]
    return {
        "client_id": clients[:1], "one_id": clients[:1], "other_id": clients[1:], "client": codes,
        "encounter_id": _kinds(desk, _some(desk, Encounter.id, 400)), "session_id": frozen[:1] + frozen[-1:],
        "incident_id": _some(desk, Incident.id, 2), "planned_id": _some(desk, PlannedSession.id, 400)[-2:],
        "position_id": _some(desk, Position.id), "applicant_id": _some(desk, Applicant.id),
        "interview_id": _some(desk, Interview.id), "question_id": _some(desk, OwnQuestion.id),
        "enrolment_id": _some(desk, Enrolment.id), "supervisor_id": _some(desk, Supervisor.id),
        "agreement_id": _some(desk, Agreement.id), "handed": [False], "first": [], "owner": [],
        "staff": [STAFF], "staff_code": [STAFF], "code": [STAFF], "pack": [PACK], "monday": [],
        "contact": ["lifeline"], "room": ["people"], "copy": [True],
        "month": [(first - dt.timedelta(days=1)).replace(day=1)],
    }  # fmt: skip


def _kinds(desk: Desk, found: list[uuid.UUID]) -> list[uuid.UUID]:
    return found[:1] + found[-1:]


def _special(desk: Desk) -> dict[str, Values]:
    """Values that mean something else in one opener."""
    try:
        kept = desk.read(retention.holds)
    except Problem:
        kept = []
    funding, program = _some(desk, Funding.id), _some(desk, Program.id)
    return {
        "app.ui.settings.programs.open_form": {"kind": ["program", "funding"], "key": []},
        "app.ui.settings.packs.open_form": {"code": [PACK]},
        "app.ui.settings.packs.open_pack": {"code": [PACK]},
        "app.ui.settings.retention.open_hold": {"hold": kept[:1]},
        "app.ui.settings.open_part": {"part": [_PART]},
        "app.ui.reports.open_part": {"part": [_PART]},
        "app.ui.help.open_topic": {"topic": ["hours", "rules"]},
        "app.ui.people.open_client": {"part": ["summary", "intake", "encounters", "incidents", "seen"]},
        "app.ui.staff.open_credentials": {
            "part": ["checklist", "education", "certificates", "proof", "mentoring", "history"], "pack": [],
        },
        "app.ui.staff.credential_forms.open_step": {"kind": ["training", "exam", "application_fee"]},
        "app.ui.staff.credential_forms.open_proof": {"kind": ["education"]},
        "more": {"key": [funding, program]},
    }  # fmt: skip


_PART = object()  # each part of the room


def modules() -> Iterator[Any]:
    """Every module of the window."""
    for found in pkgutil.walk_packages(ui.__path__, "app.ui."):
        yield importlib.import_module(found.name)


def openers() -> dict[str, Callable[..., Any]]:
    """Every public function that opens a page, by its full name; one that another module takes over counts once."""
    found = {}
    for module in modules():
        for name, function in vars(module).items():
            if name.startswith("open_") and inspect.isfunction(function):
                if function.__module__.startswith("app.ui.") and ".kit." not in function.__module__:
                    first = next(iter(inspect.signature(function).parameters), "")
                    if first in ("desk", "shown"):
                        found[f"{function.__module__}.{name}"] = function
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
        if name in LEFT_OUT or special.get(name, {}).get("part") == [_PART]:
            continue
        for told, given in _answers(name, function, known, special.get(name, {})):
            if next(iter(inspect.signature(function).parameters)) == "shown":
                yield told, partial(_of_person, desk, function, given)
            else:
                yield told, partial(function, desk, **given)
    if desk.may(Action.MANAGE_USERS):
        yield "settings: a user", partial(_user, desk)
        yield "settings: add a user", lambda: desk.window.open_page(users.AddUserPage(desk), "settings")


def _to_part(desk: Desk, room: str, number: int, part: str) -> QWidget | None:
    page = desk.window.go(room)
    sections = page.findChildren(Sections)[number] if page is not None else None
    return sections.show_part(part) if sections is not None else None


def _of_person(desk: Desk, function: Callable[..., Any], given: dict[str, Any]) -> Any:
    return function(staff_room.open_credentials(desk, STAFF), **given)


def _user(desk: Desk) -> None:
    from app.ui.settings.user import UserPage

    row = next(one for one in users.rows(desk) if one.id != desk.signed_in.actor.user_id)
    desk.window.open_page(UserPage(desk, row), "settings")


def settle() -> None:
    """Let what was left be deleted, and what was asked for be drawn."""
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
    QApplication.processEvents()


def visit(desk: Desk, open_it: Callable[[], Any]) -> QWidget | None:
    """Open a page; None where it is not this person's."""
    try:
        open_it()
    except Problem:
        return None
    settle()
    return desk.window.page()
