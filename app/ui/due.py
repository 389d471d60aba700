"""What pressing a row of Home opens: each does what its button says, on the very record that the row is about."""

import datetime as dt
import uuid
from collections.abc import Callable

from app.services.across.due import Item, Kind
from app.ui.kit.form import Form
from app.ui.kit.page import problem
from app.ui.write import Desk
from app.wording import N_, _

CLOCK = N_(
    "The newest recorded change has a later time than this computer's clock shows now. Set the clock right in the "
    "computer's settings. Nothing is lost: the record keeps its order by counting, not by the clock."
)


def open_item(desk: Desk, item: Item) -> None:
    """Do what the button of the row says."""
    act, _slash, rest = item.target.partition("/")
    if item.kind is Kind.DRAFT:
        open_draft(desk, act, rest)
    else:
        OPENS[item.kind](desk, item, act, rest)


def _sign(desk: Desk, _item: Item, act: str, key: str) -> None:
    from app.ui import encounters, supervision

    opens = encounters.open_review if act == "note" else supervision.open_review
    opens(desk, uuid.UUID(key) if key else None)


def _note(desk: Desk, _item: Item, act: str, _rest: str) -> None:
    from app.ui import encounters

    if act == "encounters":  # there are more of them than lines on Home
        desk.window.go("encounters")
    else:
        encounters.open_note(desk, uuid.UUID(act))


def _review(desk: Desk, _item: Item, act: str, _rest: str) -> None:
    from app.ui import encounters

    encounters.open_review(desk, uuid.UUID(act) if act else None)


def _owed(desk: Desk, _item: Item, act: str, rest: str) -> None:
    from app.ui import owed, staff, supervision

    code, _slash, pack = rest.partition("/")
    if act == "plan":
        supervision.open_planning(desk, staff=code)
    elif act == "agree":
        staff.open_agreement(desk, staff=code, supervisor=pack)
    elif act == "told":
        staff.open_step(desk, code, pack, "board_told")
    else:
        owed.open_person(desk, code, pack)


def _expiring(desk: Desk, item: Item, act: str, rest: str) -> None:
    from app.ui import staff

    if act == "credentials":
        staff.open_credentials(desk, rest)
    elif act == "supervisor":
        staff.open_supervisor(desk, uuid.UUID(rest))
    else:
        _owed(desk, item, act, rest)


def _paper(desk: Desk, _item: Item, number: str, _rest: str) -> None:
    from app.ui import supervision

    supervision.open_papers(desk, number=number)


def _setup(desk: Desk, _item: Item, act: str, rest: str) -> None:
    from app.ui import settings

    if act == "user":
        settings.open_user(desk, uuid.UUID(rest))
    elif act == "destruction":
        settings.open_destruction(desk, uuid.UUID(rest))
    else:
        settings.open_part(desk, act or "agency")


def _backup(desk: Desk, item: Item, act: str, _rest: str) -> None:
    from app.ui import settings

    told = {"placement": desk.signed_in.placement, "clock": _(CLOCK)}
    if act in told:
        problem(desk.window, told[act], item.what)
    else:
        settings.open_part(desk, "backups")


def _plan(desk: Desk, _item: Item, act: str, rest: str) -> None:
    from app.ui import supervision

    if act == "log":
        supervision.open_log(desk, uuid.UUID(rest))
    else:
        supervision.open_plan(desk, uuid.UUID(act))


def _month(desk: Desk, item: Item, act: str, _rest: str) -> None:
    from app.services.supervision.months import Wanted
    from app.ui import owed

    if not act:
        owed.open_signing(desk)
        return
    staff, pack, month = item.target.split("/")
    owed.open_signing(desk, staff, Wanted(staff, pack, dt.date.fromisoformat(f"{month}-01")))


def _incident(desk: Desk, _item: Item, act: str, _rest: str) -> None:
    from app.ui import incidents

    incidents.open_incident(desk, uuid.UUID(act))


def _session(desk: Desk, _item: Item, key: str, _rest: str) -> None:
    from app.ui import supervision

    supervision.open_session(desk, uuid.UUID(key))


OPENS: dict[Kind, Callable[[Desk, Item, str, str], object]] = {
    Kind.SIGN: _sign, Kind.NOTE: _note, Kind.REVIEW: _review, Kind.OWED: _owed, Kind.EXPIRING: _expiring,
    Kind.PAPER: _paper, Kind.SETUP: _setup, Kind.BACKUP: _backup, Kind.PLAN: _plan, Kind.MONTH: _month,
    Kind.INCIDENT: _incident, Kind.SESSION: _session,
}  # fmt: skip


NO_FORM = ("hours", "interview")  # a grid, and a screen that is handed over


def open_draft(desk: Desk, form: str, record: str) -> None:
    """Go on with what was typed in a form: on that very form, with that very record.

    Where that record takes it no more, the words stand on a page of their own.
    """
    from app.ui import encounters, hiring, hours, incidents, people, settings, staff, supervision

    typed = desk.draft(form, record)
    if form == "encounter":
        encounters.open_draft(desk, record)
    for room in (incidents, hiring, settings, staff, people, supervision, hours):
        if form in room.DRAFTS:
            room.open_draft(desk, form, record)
    shown = desk.window.page()
    there = [one.draft for one in shown.findChildren(Form)] if shown is not None else []
    if typed and form not in NO_FORM and (form, record) not in there:
        from app.ui.left import LeftPage

        desk.window.open_page(LeftPage(desk, form, record, typed), "home")
