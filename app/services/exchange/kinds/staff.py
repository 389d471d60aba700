"""Staff files: a row for each person and rule pack."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Enrolment, Staff
from app.services import staff
from app.services.credentials import steps
from app.services.exchange.kinds.base import Findings, Kind, Numbered, repeated
from app.services.problems import Invalid
from app.services.rules import packs
from app.services.staff import StaffEntry
from app.services.users import Action, allowed
from app.wording import N_, _

COLUMNS = (
    "code",
    "name",
    "title",
    "pack",
    "started_on",
    "ended_on",
    "certification_number",
    "certified_on",
    "certification_expires_on",
    "opening_owed_minutes",
    "opened_on",
    "opening_ce_hours",
    "ce_opened_on",
)
_OTHER_IN_FILE = N_("Row {row} has the same code and rules with other values. Keep the right one.")
_OTHER_STORED = N_("This code with these rules is on record with other values. Change them on screen.")
_TITLE_KEPT = N_("The title on record for this code stays: {title}.")
_SAME_NUMBER = N_("The same certificate number stands {where}. Check both.")


@allowed(Action.EDIT_STAFF)
def take(session: Session, numbered: Numbered, allow_repeats: bool) -> Findings:
    """Add staff members and enrolments; a code again with another pack is a further enrolment."""
    found = Findings()
    stored = _stored(session)
    numbers = {row["certification_number"]: row["code"] for row in stored.values()}
    titles = {row["code"]: row["title"] for row in stored.values()}
    seen: dict[tuple[str, str], tuple[int, StaffEntry]] = {}
    for row, entry in numbered:
        key = (entry.code, entry.pack)
        if key in seen:
            _again(found, row, entry, seen[key], allow_repeats)
        elif key in stored:
            _on_record(found, row, entry, stored[key], allow_repeats)
        else:
            _add(session, found, row, entry, titles)
        seen.setdefault(key, (row, entry))
    pairs = [
        (row, entry.certification_number) for row, entry in numbered if (entry.code, entry.pack) not in stored
    ]
    for row, where in repeated(pairs, numbers):
        found.warn(row, "certification_number", _(_SAME_NUMBER).format(where=where))
    return found


def _stored(session: Session) -> dict[tuple[str, str], dict[str, Any]]:
    query = select(Staff.code, Staff.name, Staff.title, Enrolment).join(
        Enrolment, Enrolment.staff_id == Staff.id
    )
    return {
        (code, kept.pack): {"code": code, "name": name, "title": title, "pack": kept.pack}
        | staff.enrolment_values(kept)
        for code, name, title, kept in session.execute(query)
    }


def _again(found: Findings, row: int, entry: StaffEntry, first: tuple[int, StaffEntry], once: bool) -> None:
    if entry == first[1]:
        found.repeat(row, first[0], once=once)
    else:
        found.refuse(row, "code", _(_OTHER_IN_FILE).format(row=first[0]))


def _on_record(found: Findings, row: int, entry: StaffEntry, kept: dict[str, Any], once: bool) -> None:
    if entry.model_dump() == kept:
        found.repeat(row, None, once=once)
    else:
        found.refuse(row, "code", _(_OTHER_STORED))


def _add(session: Session, found: Findings, row: int, entry: StaffEntry, titles: dict[str, str]) -> None:
    try:
        steps.refuse_certified_before_birth(session, entry.code, entry.certified_on)
        staff.add(session, entry)
    except Invalid as error:
        found.refuse_fields(row, error)
        return
    found.taken += 1
    kept = titles.setdefault(entry.code, entry.title)
    if entry.title and entry.title != kept:
        found.warn(row, "title", _(_TITLE_KEPT).format(title=kept or "-"))


_HELP = {"pack": ", ".join(packs.all_packs())}
KIND = Kind("staff", StaffEntry, COLUMNS, take, coded=Staff, help=_HELP, doubts=staff.DOUBTS)
