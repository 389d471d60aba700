"""Continuing education, a row for each course; the file imports again as it is, hours without loss."""

import datetime as dt
import uuid
from collections.abc import Iterator

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from app.models.credentials import Certificate, CompetencyTag, ContinuingEducation
from app.models.staff import Staff
from app.services.credentials.parsing import hours_text
from app.services.exchange.codebooks import Batch, Codebook
from app.services.exchange.formulas import guard
from app.services.exchange.kinds import ce
from app.services.users import Action, allowed
from app.wording import N_

NAME = "ce"
HOURS = ("hours", "ethics_hours", "suicide_prevention_hours", "preparation_hours")
CODEBOOK = Codebook(
    NAME,
    N_("Continuing education"),
    N_("A row for each course of one person. Hours are decimals; where none comes to whole minutes, hours:minutes."),
    ce.KIND,
    ce.COLUMNS,
    forms=dict.fromkeys((*HOURS, "competencies"), "string"),
)
BATCH = 500


@allowed(Action.EXPORT)
def batches(session: Session, first: dt.date, last: dt.date, _as_of: dt.date) -> Iterator[Batch]:
    """The courses of the days `first` to `last` by date, streamed."""
    row = ContinuingEducation
    query = (
        select(
            row.id, Staff.code, type_coerce(row.date, String).label("day"), row.title, row.provider, row.minutes,
            row.ethics_minutes, row.suicide_prevention_minutes, row.preparation_minutes, row.pack,
            Certificate.title.label("certificate"), row.number, row.approval,
        )
        .join(Staff, Staff.id == row.staff_id)
        .outerjoin(Certificate, Certificate.id == row.certificate_id)
        .where(row.date.between(first, last), row.removed_at.is_(None))
        .order_by(row.date, row.id)
        .execution_options(yield_per=BATCH)
    )  # fmt: skip
    topics = _topics(session)
    for batch in session.execute(query).partitions():
        yield [
            (
                guard(one.code), one.day, guard(one.title), guard(one.provider),
                *(hours_text(minutes) for minutes in one[5:9]), guard(one.pack or ""), guard(one.certificate or ""),
                guard(";".join(topics.get(one.id, ()))), guard(one.number or ""), guard(one.approval or ""),
            )
            for one in batch
        ]  # fmt: skip


def _topics(session: Session) -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = {}
    query = select(CompetencyTag.education_id, CompetencyTag.item).where(CompetencyTag.education_id.is_not(None))
    for key, item in session.execute(query.order_by(CompetencyTag.item)):
        if key is not None:
            found.setdefault(key, []).append(item)
    return found
