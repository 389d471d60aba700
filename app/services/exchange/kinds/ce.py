"""Continuing education files: a row for each course of one person; hours come in as decimals and are kept in minutes."""

from collections.abc import Hashable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.credentials import Certificate, ContinuingEducation
from app.models.staff import Staff
from app.services.credentials import education, ground, standing
from app.services.credentials.education import CourseEntry
from app.services.exchange import codes
from app.services.exchange.kinds.base import Findings, Kind, Numbered
from app.services.problems import Invalid, NotFound
from app.services.rules import packs
from app.services.users import Action, allowed
from app.wording import N_, _

COLUMNS = (
    "staff",
    "date",
    "title",
    "provider",
    "hours",
    "ethics_hours",
    "suicide_prevention_hours",
    "preparation_hours",
    "pack",
    "certificate",
    "competencies",
    "number",
    "approval",
)

_KEPT = N_("{place}. The row is kept.")


@allowed(Action.RECORD_EDUCATION)
def take(session: Session, numbered: Numbered, allow_repeats: bool) -> Findings:
    """Add courses; unknown codes, days over 24 hours, days before birth and rows on record are refused."""
    found = Findings()
    stored = set() if allow_repeats else _stored(session)
    seen: dict[Hashable, int] = {}
    kept: list[tuple[int, ContinuingEducation]] = []
    for row, entry in numbered:
        key = _key(entry)
        if key in stored:
            found.repeat(row, None, once=False)
            continue
        if key in seen:
            found.twice(row, seen[key])
        seen.setdefault(key, row)
        try:
            kept.append((row, education.keep(session, entry)))
        except NotFound:
            found.refuse(row, "staff", codes.unknown(entry.staff, session.scalars(select(Staff.code))))
        except Invalid as error:
            found.refuse_fields(row, error)
    found.taken = len(kept)
    _warn(session, found, kept)
    return found


def _key(entry: CourseEntry) -> Hashable:
    return (
        entry.staff, entry.date, entry.title, entry.provider, entry.hours, entry.ethics_hours,
        entry.suicide_prevention_hours, entry.preparation_hours, entry.pack, entry.certificate,
    )  # fmt: skip


def _stored(session: Session) -> set[Hashable]:
    row = ContinuingEducation
    query = (
        select(
            Staff.code, row.date, row.title, row.provider, row.minutes, row.ethics_minutes,
            row.suicide_prevention_minutes, row.preparation_minutes, row.pack, Certificate.title.label("certificate"),
        )
        .join(Staff, Staff.id == row.staff_id)
        .outerjoin(Certificate, Certificate.id == row.certificate_id)
        .where(row.removed_at.is_(None))
    )  # fmt: skip
    return {(*found[:8], found[8] or "", found[9] or "") for found in session.execute(query)}


def _warn(session: Session, found: Findings, kept: list[tuple[int, ContinuingEducation]]) -> None:
    """Warn of courses that count in no period of any pack of the person."""
    today = ground.today(session)
    places = standing.places(session, {row.staff_id for _number, row in kept}, today)
    for number, row in kept:
        if row.date > today:
            continue  # told already, as a doubt of the entry
        idle = places.get(row.id, "") if row.certificate_id is None else ""
        if idle:
            found.warn(number, "date", _(_KEPT).format(place=idle))


KIND = Kind(
    "ce",
    CourseEntry,
    COLUMNS,
    take,
    doubts=education.DOUBTS,
    help={
        "pack": ", ".join(packs.all_packs()),
        **dict.fromkeys(
            ("hours", "ethics_hours", "suicide_prevention_hours", "preparation_hours"), N_("hours, such as 6 or 1.5")
        ),
        "competencies": N_("codes with ; between them"),
    },
)
