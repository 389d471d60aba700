"""What pressing a row of Home opens: each does what its button says, on the very record that the row is about."""

import datetime as dt
import uuid
from collections.abc import Callable

from app.services.across.due import Item, Kind
from app.services.supervision.months import Wanted
from app.ui.kit.form import Form
from app.ui.kit.page import problem
from app.ui.left import LeftPage
from app.ui.write import Desk
from app.wording import N_, _

CLOCK = N_(
    "The newest recorded change has a later time than this computer's clock shows now. Set the clock right in the "
    "computer's settings. Nothing is lost: the record keeps its order by counting, not by the clock."
)
# Where typing that was kept is gone on with: the route, and the forms that it knows.
ROOMS = {
    "people.draft": ("intake", "admit", "assign", "discharge", "grant", "episode", "assignment", "name-client"),
    "incident.draft": ("incident", "incident-close"),
    "note.draft": ("encounter",),
    "supervision.draft": ("supervision", "plan"),
    "hours.draft": ("hours",),
    "staff.draft": (
        "step", "course", "certificate", "experience", "proof", "mentoring", "staff", "supervisor", "agreement", "license",
        "supervision-ce", "name-staff", "name-supervisor",
    ),
    "hiring.draft": ("interview", "applicant", "position", "own_question"),
    "settings.draft": ("program", "funding", "contact", "contact-hide", "pack", "pack-back"),
}  # fmt: skip
DRAFTS = {form: route for route, forms in ROOMS.items() for form in forms}
RECORDS = {Kind.INCIDENT: "incident", Kind.SESSION: "session", Kind.REVIEW: "note.review"}  # the target is the record's id
NO_FORM = ("hours", "interview")  # a grid, and a screen that is handed over


def open_item(desk: Desk, item: Item) -> None:
    """Do what the button of the row says."""
    act, _slash, rest = item.target.partition("/")
    if item.kind is Kind.DRAFT:
        open_draft(desk, act, rest)
    elif item.kind in RECORDS:
        desk.open(RECORDS[item.kind], uuid.UUID(act) if act else None)
    else:
        OPENS[item.kind](desk, item, act, rest)


def _sign(desk: Desk, _item: Item, act: str, key: str) -> None:
    desk.open("note.review" if act == "note" else "session.review", uuid.UUID(key) if key else None)


def _note(desk: Desk, _item: Item, act: str, _rest: str) -> None:
    if act == "encounters":  # there are more of them than lines on Home
        desk.window.go("encounters")
    else:
        desk.open("note", uuid.UUID(act))


def _owed(desk: Desk, _item: Item, act: str, rest: str) -> None:
    code, _slash, pack = rest.partition("/")
    if act == "plan":
        desk.open("plan.form", staff=code)
    elif act == "agree":
        desk.open("agreement", staff=code, supervisor=pack)
    elif act == "told":
        desk.open("credentials.step", code, pack, "board_told")
    else:
        desk.open("owed.person", code, pack)


def _expiring(desk: Desk, item: Item, act: str, rest: str) -> None:
    if act == "credentials":
        desk.open("credentials", rest)
    elif act == "supervisor":
        desk.open("supervisor", uuid.UUID(rest))
    else:
        _owed(desk, item, act, rest)


def _paper(desk: Desk, _item: Item, number: str, _rest: str) -> None:
    desk.open("papers", number=number)


def _setup(desk: Desk, _item: Item, act: str, rest: str) -> None:
    if act in ("user", "destruction"):
        desk.open(act, uuid.UUID(rest))
    else:
        desk.open("settings", act or "agency")


def _backup(desk: Desk, item: Item, act: str, _rest: str) -> None:
    told = {"placement": desk.signed_in.placement, "clock": _(CLOCK)}
    if act in told:
        problem(desk.window, told[act], item.what)
    else:
        desk.open("settings", "backups")


def _plan(desk: Desk, _item: Item, act: str, rest: str) -> None:
    if act == "log":
        desk.open("plan.log", uuid.UUID(rest))
    else:
        desk.open("plan", uuid.UUID(act))


def _month(desk: Desk, item: Item, act: str, _rest: str) -> None:
    if not act:
        desk.open("owed.signing")
        return
    staff, pack, month = item.target.split("/")
    desk.open("owed.signing", staff, Wanted(staff, pack, dt.date.fromisoformat(f"{month}-01")))


OPENS: dict[Kind, Callable[[Desk, Item, str, str], object]] = {
    Kind.SIGN: _sign, Kind.NOTE: _note, Kind.OWED: _owed, Kind.EXPIRING: _expiring, Kind.PAPER: _paper,
    Kind.SETUP: _setup, Kind.BACKUP: _backup, Kind.PLAN: _plan, Kind.MONTH: _month,
}  # fmt: skip


def open_draft(desk: Desk, form: str, record: str) -> None:
    """Go on with what was typed in a form: on that very form, with that very record.

    Where that record takes it no more, the words stand on a page of their own.
    """
    typed = desk.draft(form, record)
    if form in DRAFTS:
        desk.open(DRAFTS[form], form, record)
    shown = desk.window.page()
    there = [one.draft for one in shown.findChildren(Form)] if shown is not None else []
    if typed and form not in NO_FORM and (form, record) not in there:
        desk.window.open_page(LeftPage(desk, form, record, typed), "home")
