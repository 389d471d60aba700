"""Supervisor files: a row for each supervisor and license period."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.supervision import License, SupervisionEducation, Supervisor
from app.services.exchange.kinds.base import Findings, Kind, Numbered, repeated
from app.services.problems import Invalid
from app.services.rules.qualification import LICENSE_TYPES
from app.services.supervision import supervisors
from app.services.supervision.supervisors import SupervisorEntry
from app.services.users import Action, allowed
from app.wording import N_, _

COLUMNS = (
    "code",
    "name",
    "license_type",
    "license_number",
    "licensed_on",
    "license_expires_on",
    "supervision_ce_hours",
)
_OTHER = N_("This license period is on record with other values. Change it on screen.")
_LESS = N_("More supervision CE is on record for this code. Change it on screen.")
_SAME_NUMBER = N_("The same license number stands {where}. Check both.")


@allowed(Action.EDIT_SUPERVISORS)
def take(session: Session, numbered: Numbered, allow_repeats: bool) -> Findings:
    """Add supervisors; a code on record adds a license period, an equal row is a repeat."""
    found = Findings()
    numbers = _numbers(session)
    seen: dict[SupervisorEntry, int] = {}
    for row, entry in numbered:
        if entry in seen:
            found.repeat(row, seen[entry], once=allow_repeats)
            continue
        seen[entry] = row
        try:
            _take(session, found, row, entry, allow_repeats)
        except Invalid as error:
            found.refuse_fields(row, error)
            continue
        for doubt in supervisors.too_general(session, entry):
            found.warn(row, doubt.field, doubt.sentence)
    firsts = _first_rows(numbered)
    for row, where in repeated(((row, number) for (_code, number), row in firsts.items()), {}):
        found.warn(row, "license_number", _(_SAME_NUMBER).format(where=where))
    for (code, number), row in firsts.items():
        others = numbers.get(number, set()) - {code}
        if others:
            where = _("by {code}, on record").format(code=", ".join(sorted(others)))
            found.warn(row, "license_number", _(_SAME_NUMBER).format(where=where))
    return found


def _first_rows(numbered: Numbered) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row, entry in numbered:
        found.setdefault((entry.code, entry.license_number), row)
    return found


def _numbers(session: Session) -> dict[str, set[str]]:
    query = select(License.license_number, Supervisor.code).join(
        Supervisor, Supervisor.id == License.supervisor_id
    )
    found: dict[str, set[str]] = {}
    for number, code in session.execute(query):
        found.setdefault(number, set()).add(code)
    return found


def _take(session: Session, found: Findings, row: int, entry: SupervisorEntry, once: bool) -> None:
    key = session.scalar(select(Supervisor.id).where(Supervisor.code == entry.code))
    if key is None:
        supervisors.add(session, entry)
        found.taken += 1
        return
    before = supervisors.load(session, key)
    total = sum(kept.minutes for kept in before.education)
    typed = entry.supervision_ce_hours
    if typed is not None and typed < total:
        raise Invalid({"supervision_ce_hours": _(_LESS)})
    if supervisors.renew(session, key, entry) is not None:
        if typed is not None and typed > total:
            session.add(SupervisionEducation(supervisor_id=key, minutes=typed - total))
            session.flush()
        session.expire(before)
        found.taken += 1
    elif _equal(before, entry) and (typed or 0) == total:
        found.repeat(row, None, once=once)
    else:
        found.refuse(row, "code", _(_OTHER))


def _equal(kept: Supervisor, entry: SupervisorEntry) -> bool:
    return any(
        (period.license_type, period.license_number, period.licensed_on, period.license_expires_on)
        == (entry.license_type, entry.license_number, entry.licensed_on, entry.license_expires_on)
        for period in kept.licenses
    )


KIND = Kind(
    "supervisors",
    SupervisorEntry,
    COLUMNS,
    take,
    coded=Supervisor,
    doubts=supervisors.DOUBTS,
    help={"license_type": ", ".join(LICENSE_TYPES), "supervision_ce_hours": N_("hours, such as 20 or 1.5")},
)
