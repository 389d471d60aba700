"""A supervisor set right: code and name, each license period, each row of CE; and what was typed by mistake taken out."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.corrections import Correction
from app.models.supervision import License, SupervisionEducation, Supervisor, SupervisorName
from app.services.across.corrections import book, effects, used
from app.services.across.corrections.book import Owner
from app.services.across.corrections.effects import Effects
from app.services.problems import Invalid
from app.services.supervision import licenses, supervisors
from app.services.supervision.licenses import EducationEntry, LicenseEntry
from app.services.supervision.supervisors import HeadEntry, SupervisorEntry
from app.services.users import Action, allowed
from app.wording import N_, _

_RESTS = N_("Sessions count by this. Correct it instead of taking it out.")


@allowed(Action.EDIT_SUPERVISORS)
def correct(
    session: Session,
    supervisor_id: uuid.UUID,
    entry: HeadEntry,
    reason: str = "",
    name_from: dt.date | None = None,
    told: Collection[str] = (),
) -> Effects:
    """Change code or name; a name from a day on is no correction. Raises Invalid (`reason`, fields), Untold, NotFound."""
    kept = supervisors.load(session, supervisor_id)
    before = {"code": kept.code} | ({} if name_from else {"name": kept.name})
    found = book.corrected(book.changes(before, entry.model_dump()))
    why = book.reason_for(found, reason)
    shown = any(one.field == "name" for one in found)
    _row, changed = effects.settle(
        session, lambda: supervisors.change(session, supervisor_id, entry, name_from), told,
        lambda: effects.papers_out(session, supervisor_id=supervisor_id) if shown else (),
    )  # fmt: skip
    book.keep(session, kept, found, why, Owner(supervisor_id=supervisor_id))
    return changed


@allowed(Action.EDIT_SUPERVISORS)
def correct_license(
    session: Session,
    license_id: uuid.UUID,
    entry: LicenseEntry,
    reason: str = "",
    all_periods: bool = False,
    told: Collection[str] = (),
) -> Effects:
    """Mend a license period; with `all_periods` what the license is in all its periods.

    Raises Invalid (`reason`, fields), Untold, NotFound.
    """
    kept = licenses.load_license(session, license_id)
    rows = licenses.same_license(session, kept) if all_periods else [kept]
    before = {row.id: {name: getattr(row, name) for name in LicenseEntry.model_fields} for row in rows}
    mine = book.corrected(book.changes(before[kept.id], entry.model_dump()))
    why, owner = book.reason_for(mine, reason), kept.supervisor_id
    _row, changed = effects.settle(
        session, lambda: licenses.set_license(session, license_id, entry, all_periods), told,
        lambda: effects.papers_out(session, supervisor_id=owner) if mine else (),
    )  # fmt: skip
    for row in rows:
        now = {name: getattr(row, name) for name in LicenseEntry.model_fields}
        found = book.corrected(book.changes(before[row.id], now))
        book.keep(session, row, found, why, Owner(supervisor_id=owner))
    return changed


@allowed(Action.EDIT_SUPERVISORS)
def take_out_license(session: Session, license_id: uuid.UUID) -> LicenseEntry:
    """Take out a period on which no session rests; its entry, to put it back. Raises Invalid, NotFound."""
    try:
        entry, _none = effects.settle(session, lambda: licenses.remove_license(session, license_id))
    except effects.Untold:
        raise Invalid({"": _(_RESTS)}) from None
    return entry


@allowed(Action.EDIT_SUPERVISORS)
def correct_education(
    session: Session, education_id: uuid.UUID, entry: EducationEntry, reason: str = "", told: Collection[str] = ()
) -> Effects:
    """Mend a row of CE in supervision. Raises Invalid (`reason`, fields), Untold, NotFound."""
    kept = licenses.load_education(session, education_id)
    found = book.corrected(book.changes({"hours": kept.minutes, "earned_on": kept.earned_on}, entry.model_dump()))
    why = book.reason_for(found, reason)
    _row, changed = effects.settle(session, lambda: licenses.set_education(session, education_id, entry), told)
    book.keep(session, kept, found, why, Owner(supervisor_id=kept.supervisor_id))
    return changed


@allowed(Action.EDIT_SUPERVISORS)
def take_out_education(session: Session, education_id: uuid.UUID) -> EducationEntry:
    """Take out CE on which no session rests; its entry, to put it back. Raises Invalid, NotFound."""
    try:
        entry, _none = effects.settle(session, lambda: licenses.remove_education(session, education_id))
    except effects.Untold:
        raise Invalid({"": _(_RESTS)}) from None
    return entry


@allowed(Action.EDIT_SUPERVISORS)
def take_out(session: Session, supervisor_id: uuid.UUID) -> SupervisorEntry:
    """Take out a supervisor who was typed by mistake, with licenses and CE; an entry to put back the last license.

    Raises Invalid where anything on record names them, NotFound.
    """
    kept = supervisors.load(session, supervisor_id)
    mine = ("supervisor_name", "license", "supervision_education", "correction")
    used.refuse(book.hanging(session, kept, mine))
    last = max(kept.licenses, key=lambda row: row.license_expires_on or dt.date.max)
    entry = SupervisorEntry.model_construct(
        code=kept.code, name=kept.name, license_type=last.license_type, license_number=last.license_number,
        licensed_on=last.licensed_on, license_expires_on=last.license_expires_on,
        supervision_ce_hours=sum(row.minutes for row in kept.education) or None,
    )  # fmt: skip
    _clear(session, kept)
    session.delete(kept)
    session.flush()
    return entry


def _clear(session: Session, kept: Supervisor) -> None:
    for kind in (SupervisorName, License, SupervisionEducation, Correction):
        for row in session.scalars(select(kind).where(kind.supervisor_id == kept.id)):
            session.delete(row)
    session.flush()
    session.expire(kept)
