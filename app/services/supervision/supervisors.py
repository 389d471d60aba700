"""Supervisors: names, licenses by period, and their continuing education in supervision."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BeforeValidator, Field, model_validator
from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, selectinload

from app.models import named
from app.models.staff import Enrolment
from app.models.supervision import License, SupervisionEducation, Supervisor, SupervisorName
from app.services import doubts, entries
from app.services.doubts import Doubt
from app.services.entries import Entry
from app.services.packs import library
from app.services.problems import Invalid, NotFound
from app.services.rules import qualification
from app.services.rules.qualification import LICENSE_TYPES
from app.services.users import Action, allowed
from app.wording import N_, _

if TYPE_CHECKING:
    from app.services.supervision.licenses import LicenseEntry


def license_type(value: object) -> str:
    """A known license type. ValueError with the list for any other."""
    text = str(value or "").strip()
    if not text:
        raise ValueError(_("This is needed."))
    if text not in LICENSE_TYPES:
        raise ValueError(_("Choose one of: {known}.").format(known=", ".join(LICENSE_TYPES)))
    return text


class HeadEntry(Entry):
    """Who a supervisor is; licenses and CE are rows of their own."""

    code: Annotated[entries.Code, Field(title=N_("Code"), description=N_("Short and your own, such as RC."))]
    name: Annotated[entries.Line, Field(title=N_("Name"), description=N_("As it should stand on the Board's log."))]


class SupervisorEntry(HeadEntry):
    """A clinical supervisor with the license in force; dates of earlier periods stay on record."""

    license_type: Annotated[str, BeforeValidator(license_type), Field(title=N_("License type"))]
    license_number: Annotated[entries.Line, Field(title=N_("License number"))]
    licensed_on: Annotated[
        entries.Date, Field(title=N_("First licensed"), description=N_("Three years later no CE is needed."))
    ]
    license_expires_on: Annotated[
        entries.DateOrBlank, Field(title=N_("License expires"), description=N_("Last day in force; blank if none."))
    ] = None
    supervision_ce_hours: Annotated[
        entries.HoursOrBlank,
        Field(title=N_("Supervision CE, in hours"), description=N_("All CE in supervision so far.")),
    ] = None

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if self.license_expires_on and self.license_expires_on < self.licensed_on:
            raise entries.at("license_expires_on", _("The expiry is before the license. Check both dates."))
        return self


DOUBTS = (
    doubts.to_come("licensed_on", N_("The license begins on a day to come. Sessions before {day} are not covered by it.")),
)
ASKS_WHICH = N_("{pack} takes only these: {kinds}. If this license is one of them, choose it; it counts as a {kind} too.")


@allowed(Action.EDIT_SUPERVISORS)
def doubtful(session: Session, entry: "SupervisorEntry | LicenseEntry") -> list[Doubt]:
    """What is doubtful about a supervisor: what the entry tells, and a license type too general for a pack in use."""
    return [*doubts.of(DOUBTS, entry, doubts.setting(session)), *too_general(session, entry)]


@allowed(Action.EDIT_SUPERVISORS)
def too_general(session: Session, entry: "SupervisorEntry | LicenseEntry") -> list[Doubt]:
    """A doubt for each rule pack in use here that names special licenses of this general type: it is asked which.

    A pack is in use where somebody is enrolled in it.
    """
    today = doubts.setting(session).today
    held = set(session.scalars(select(Enrolment.pack).where(Enrolment.ended_on.is_(None) | (Enrolment.ended_on >= today))))
    found = []
    for code, pack in library(session).items():
        special = qualification.special_types(pack.rule_on(today).rule, entry.license_type) if code in held else ()
        if special:
            offers = tuple((kind, qualification.license_type_label(kind)) for kind in special)
            said = _(ASKS_WHICH).format(
                pack=_(pack.title), kinds=", ".join(label for _kind, label in offers),
                kind=qualification.license_type_label(entry.license_type).lower(),
            )  # fmt: skip
            found.append(Doubt("license_type", said, offers))
    return found


@allowed(Action.EDIT_SUPERVISORS)
def add(session: Session, entry: SupervisorEntry) -> Supervisor:
    """Record a supervisor. Raises Invalid where the code is there already."""
    if session.scalar(select(Supervisor.id).where(Supervisor.code == entry.code)):
        raise Invalid({"code": _("This code is on record already. Change it on screen.")})
    supervisor = Supervisor(code=entry.code, name=entry.name)
    session.add(supervisor)
    session.flush()
    session.add(SupervisorName(supervisor_id=supervisor.id, name=entry.name))
    session.add(_license(supervisor.id, entry, entry.licensed_on))
    if entry.supervision_ce_hours:
        session.add(SupervisionEducation(supervisor_id=supervisor.id, minutes=entry.supervision_ce_hours))
    session.flush()
    return supervisor


def _license(supervisor_id: uuid.UUID, entry: SupervisorEntry, from_on: dt.date) -> License:
    return License(
        supervisor_id=supervisor_id,
        license_type=entry.license_type,
        license_number=entry.license_number,
        licensed_on=entry.licensed_on,
        from_on=from_on,
        license_expires_on=entry.license_expires_on,
    )


@allowed(Action.EDIT_SUPERVISORS)
def renew(session: Session, supervisor_id: uuid.UUID, entry: SupervisorEntry) -> License | None:
    """Add a license period from an entry of a supervisor on record; None where that period is there already.

    The new period begins the day after the last one of the same license ends, else on the day first licensed.
    Raises Invalid where the name differs.
    """
    supervisor = load(session, supervisor_id)
    if supervisor.name != entry.name:
        raise Invalid({"name": _("This code is on record under another name. Change the name on screen.")})
    same = [row for row in supervisor.licenses if _same_license(row, entry)]
    if any(row.license_expires_on == entry.license_expires_on for row in same):
        return None
    ends = [row.license_expires_on for row in same if row.license_expires_on]
    earlier = [end for end in ends if entry.license_expires_on is None or end < entry.license_expires_on]
    from_on = max(earlier) + dt.timedelta(days=1) if earlier else entry.licensed_on
    license_ = _license(supervisor_id, entry, from_on)
    session.add(license_)
    session.flush()
    return license_


def _same_license(row: License, entry: SupervisorEntry) -> bool:
    return (row.license_type, row.license_number) == (entry.license_type, entry.license_number)


@allowed(Action.EDIT_SUPERVISORS)
def change(
    session: Session, supervisor_id: uuid.UUID, entry: HeadEntry, name_from: dt.date | None = None
) -> Supervisor:
    """Mend a supervisor's code and name; a new name holds from `name_from` on, None mends a slip of the pen."""
    supervisor = load(session, supervisor_id)
    taken = select(Supervisor.id).where(Supervisor.code == entry.code, Supervisor.id != supervisor_id)
    if session.scalar(taken):
        raise Invalid({"code": _("Another person has this code. Choose another.")})
    if supervisor.name != entry.name:
        _rename(session, supervisor, entry.name, name_from)
    supervisor.code = entry.code
    session.flush()
    return supervisor


def _rename(session: Session, supervisor: Supervisor, name: str, from_on: dt.date | None) -> None:
    open_name = next(row for row in supervisor.names if row.to_on is None)
    if from_on is None:
        open_name.name = name
    elif open_name.from_on is not None and from_on <= open_name.from_on:
        raise Invalid({"name": _("The new name must begin after the last change of name.")})
    else:
        open_name.to_on = from_on - dt.timedelta(days=1)
        session.add(SupervisorName(supervisor_id=supervisor.id, name=name, from_on=from_on))
    supervisor.name = name


@allowed(Action.SEE_SUPERVISION)
def load(session: Session, supervisor_id: uuid.UUID) -> Supervisor:
    """A supervisor with licenses, CE and names. Raises NotFound."""
    query = select(Supervisor).options(
        selectinload(Supervisor.licenses), selectinload(Supervisor.education), selectinload(Supervisor.names)
    )
    found = session.scalar(query.where(Supervisor.id == supervisor_id))
    if found is None:
        raise NotFound(_("This supervisor is not on record."))
    return found


@allowed(Action.SEE_SUPERVISION)
def by_code(session: Session, code: str) -> Supervisor:
    """The supervisor of this code, loaded whole. Raises NotFound with a sentence."""
    found = session.scalar(select(Supervisor.id).where(Supervisor.code == code))
    if found is None:
        raise NotFound(_("No supervisor has the code {code}.").format(code=code))
    return load(session, found)


@allowed(Action.SEE_SUPERVISION)
def choices(session: Session) -> list[tuple[str, str]]:
    """(code, name) of every supervisor by name: for a form's list."""
    query = select(Supervisor.code, Supervisor.name).order_by(Supervisor.name, Supervisor.code)
    return [(row.code, row.name) for row in session.execute(query)]


@dataclass(frozen=True)
class SupervisorRow:
    """A line of the supervisor list: the license period that lasts longest stands for all."""

    id: uuid.UUID
    code: str
    name: str
    license_type: str
    license_number: str
    license_expires_on: dt.date | None
    ce_minutes: int


@allowed(Action.SEE_SUPERVISION)
def window(
    session: Session,
    *,
    sort: str = "name",
    descending: bool = False,
    after: tuple[str, uuid.UUID] | None = None,
    limit: int = 100,
    text: str = "",
) -> list[SupervisorRow]:
    """The next rows of the supervisor list by name or code and id after the key `after`."""
    key = {"name": Supervisor.name, "code": Supervisor.code}[sort]
    query = select(Supervisor).options(selectinload(Supervisor.licenses))
    if text:
        query = query.where(named.found(text, Supervisor.name, Supervisor.code))
    if after is not None:
        pair = tuple_(key, Supervisor.id)
        query = query.where(pair < after if descending else pair > after)
    order = (key.desc(), Supervisor.id.desc()) if descending else (key, Supervisor.id)
    found = list(session.scalars(query.order_by(*order).limit(limit)))
    credit = _credit(session)
    return [_row(supervisor, credit.get(supervisor.id, 0)) for supervisor in found]


def _credit(session: Session) -> dict[uuid.UUID, int]:
    query = select(SupervisionEducation.supervisor_id, func.sum(SupervisionEducation.minutes))
    rows = session.execute(query.group_by(SupervisionEducation.supervisor_id))
    return {supervisor_id: minutes for supervisor_id, minutes in rows}  # noqa: C416 - a Row is no pair to mypy


def _row(supervisor: Supervisor, minutes: int) -> SupervisorRow:
    last = max(supervisor.licenses, key=lambda row: row.license_expires_on or dt.date.max)
    return SupervisorRow(
        supervisor.id,
        supervisor.code,
        supervisor.name,
        last.license_type,
        last.license_number,
        last.license_expires_on,
        minutes,
    )
