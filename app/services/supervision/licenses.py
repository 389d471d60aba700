"""A supervisor's licenses by period and their CE in supervision by day: added, mended, taken out row by row."""

import datetime as dt
import uuid
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.supervision import License, SupervisionEducation
from app.services import doubts, entries
from app.services.entries import Entry
from app.services.problems import Invalid, NotFound
from app.services.supervision import supervisors
from app.services.supervision.supervisors import license_type, load
from app.services.users import Action, allowed
from app.wording import N_, _, short_day

DOUBTS = supervisors.DOUBTS  # a license is doubted alike in whichever form it is typed
EDUCATION_DOUBTS = (doubts.to_come("earned_on"),)
ONE = ("license_type", "license_number", "licensed_on")  # what the periods of one license have in common
TWICE = N_("This license is on record from {first} to {last} already. Correct that period, or check the days.")
ENDLESS = N_("This license is on record from {first} on without an end. Give that period its last day first.")


class LicenseEntry(Entry):
    """One period of a license: what it is, since when the person is licensed, and the days of this period."""

    license_type: Annotated[str, BeforeValidator(license_type), Field(title=N_("License type"))]
    license_number: Annotated[entries.Line, Field(title=N_("License number"))]
    licensed_on: Annotated[
        entries.Date, Field(title=N_("First licensed"), description=N_("Three years later no CE is needed."))
    ]
    from_on: Annotated[entries.Date, Field(title=N_("This period begins"), description=N_("First day in force."))]
    license_expires_on: Annotated[
        entries.DateOrBlank, Field(title=N_("License expires"), description=N_("Last day in force; blank if none."))
    ] = None

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.from_on < self.licensed_on:
            raise entries.at("from_on", _("The period begins before the person was licensed. Check both dates."))
        if self.license_expires_on and self.license_expires_on < self.from_on:
            raise entries.at("license_expires_on", _("The expiry is before the period begins. Check both dates."))
        return self


class EducationEntry(Entry):
    """Continuing education of a supervisor in supervision: on a day, or as a total that counts every day."""

    hours: Annotated[
        entries.HoursOrBlank,
        Field(title=N_("Hours"), description=N_("Such as 20 or 1.5. Twenty hours stand for three years.")),
    ]
    earned_on: Annotated[
        entries.DateOrBlank,
        Field(title=N_("Date"), description=N_("Blank for a total from before; it counts every day.")),
    ] = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.hours:
            raise entries.at("hours", _(entries.MISSING))
        return self


@allowed(Action.SEE_SUPERVISION)
def load_license(session: Session, license_id: uuid.UUID) -> License:
    """One license period. Raises NotFound."""
    found = session.get(License, license_id)
    if found is None:
        raise NotFound(_("This license period is not on record."))
    return found


@allowed(Action.SEE_SUPERVISION)
def load_education(session: Session, education_id: uuid.UUID) -> SupervisionEducation:
    """One row of a supervisor's CE. Raises NotFound."""
    found = session.get(SupervisionEducation, education_id)
    if found is None:
        raise NotFound(_("This CE is not on record."))
    return found


@allowed(Action.EDIT_SUPERVISORS)
def add_license(session: Session, supervisor_id: uuid.UUID, entry: LicenseEntry) -> License:
    """Add a period: a renewal, or a further license. Raises Invalid where the same license covers one of its days."""
    load(session, supervisor_id)
    _refuse_twice(session, supervisor_id, entry, None)
    made = License(supervisor_id=supervisor_id, **entry.model_dump())
    session.add(made)
    session.flush()
    return made


@allowed(Action.SEE_SUPERVISION)
def next_period(session: Session, supervisor_id: uuid.UUID) -> dict[str, object]:
    """What a further period begins with: the newest license, from the day after its end on."""
    last = max(load(session, supervisor_id).licenses, key=lambda row: row.license_expires_on or dt.date.max)
    end = last.license_expires_on
    first = end + dt.timedelta(days=1) if end else None
    return {name: getattr(last, name) for name in ONE} | {"from_on": first}


@allowed(Action.EDIT_SUPERVISORS)
def set_license(session: Session, license_id: uuid.UUID, entry: LicenseEntry, all_periods: bool = False) -> License:
    """Mend a period; with `all_periods` type, number and first day also in the other periods of the same license.

    Raises NotFound, Invalid where another period of the license covers one of its days.
    """
    kept = load_license(session, license_id)
    others = [row for row in same_license(session, kept) if row.id != kept.id] if all_periods else []
    for name, value in entry.model_dump().items():
        setattr(kept, name, value)
    for row in others:
        for name in ONE:
            setattr(row, name, getattr(entry, name))
        if row.from_on < row.licensed_on:
            words = _("Another period of this license begins on {day}, before this day. Check both, or leave it out.")
            raise Invalid({"licensed_on": words.format(day=short_day(row.from_on))})
    session.flush()
    for row in (kept, *others):
        _refuse_twice(session, kept.supervisor_id, row, row.id)
    return kept


@allowed(Action.SEE_SUPERVISION)
def same_license(session: Session, kept: License) -> list[License]:
    """Every period of the same license as this one, itself among them, in order of their days."""
    query = select(License).where(License.supervisor_id == kept.supervisor_id, *(
        getattr(License, name) == getattr(kept, name) for name in ONE
    ))  # fmt: skip
    return list(session.scalars(query.order_by(License.from_on, License.id)))


def _refuse_twice(
    session: Session, supervisor_id: uuid.UUID, entry: LicenseEntry | License, but: uuid.UUID | None
) -> None:
    rows = session.scalars(select(License).where(License.supervisor_id == supervisor_id).order_by(License.from_on))
    last = entry.license_expires_on or dt.date.max
    for row in rows:
        same = (row.license_type, row.license_number) == (entry.license_type, entry.license_number)
        if row.id == but or not same or row.from_on > last or (row.license_expires_on or dt.date.max) < entry.from_on:
            continue
        end = row.license_expires_on
        words = _(TWICE) if end else _(ENDLESS)
        told = words.format(first=short_day(row.from_on), last=short_day(end) if end else "")
        raise Invalid({"from_on": told})


@allowed(Action.EDIT_SUPERVISORS)
def remove_license(session: Session, license_id: uuid.UUID) -> LicenseEntry:
    """Take a period out; its entry, so that it can be put back. Raises NotFound, Invalid for the only one."""
    kept = load_license(session, license_id)
    others = select(License.id).where(License.supervisor_id == kept.supervisor_id, License.id != kept.id).limit(1)
    if session.scalar(others) is None:
        raise Invalid({"": _("This is the only license on record. Correct it instead.")})
    entry = entry_of(kept)
    session.delete(kept)
    session.flush()
    return entry


def entry_of(kept: License) -> LicenseEntry:
    """The entry of a stored period; what an older version let pass is not checked anew."""
    return LicenseEntry.model_construct(**{name: getattr(kept, name) for name in LicenseEntry.model_fields})


@allowed(Action.EDIT_SUPERVISORS)
def add_education(session: Session, supervisor_id: uuid.UUID, entry: EducationEntry) -> SupervisionEducation:
    """Record CE in supervision. Raises NotFound."""
    load(session, supervisor_id)
    made = SupervisionEducation(supervisor_id=supervisor_id, earned_on=entry.earned_on, minutes=entry.hours or 0)
    session.add(made)
    session.flush()
    return made


@allowed(Action.EDIT_SUPERVISORS)
def set_education(session: Session, education_id: uuid.UUID, entry: EducationEntry) -> SupervisionEducation:
    """Mend a row of CE. Raises NotFound."""
    kept = load_education(session, education_id)
    kept.earned_on, kept.minutes = entry.earned_on, entry.hours or 0
    session.flush()
    return kept


@allowed(Action.EDIT_SUPERVISORS)
def remove_education(session: Session, education_id: uuid.UUID) -> EducationEntry:
    """Take a row of CE out; its entry, so that it can be put back. Raises NotFound."""
    kept = load_education(session, education_id)
    entry = EducationEntry(hours=kept.minutes, earned_on=kept.earned_on)
    session.delete(kept)
    session.flush()
    return entry
