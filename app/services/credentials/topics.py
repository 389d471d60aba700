"""What trainings and courses covered: lines of the lists of competencies, ethics and scope that come with the packs."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.credentials import CompetencyTag, ContinuingEducation, Milestone
from app.services.rules import checklists
from app.services.users import Action, allowed


@allowed(Action.SEE_CREDENTIALS)
def of_records(session: Session, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, ...]]:
    """The codes that each of these trainings and courses is tagged with, in the order of the lists."""
    wanted = list(keys)
    tags = select(CompetencyTag.education_id, CompetencyTag.milestone_id, CompetencyTag.item).where(
        CompetencyTag.education_id.in_(wanted) | CompetencyTag.milestone_id.in_(wanted)
    )
    found: dict[uuid.UUID, list[str]] = {}
    for course, step, item in session.execute(tags):
        key = course or step
        if key is not None:
            found.setdefault(key, []).append(item)
    return {key: checklists.in_order(items) for key, items in found.items()}


@allowed(Action.SEE_CREDENTIALS)
def covered(session: Session, staff_id: uuid.UUID) -> set[str]:
    """The codes that some training or course on record of one person covers."""
    taught = select(ContinuingEducation.id).where(
        ContinuingEducation.staff_id == staff_id, ContinuingEducation.removed_at.is_(None)
    )
    trained = select(Milestone.id).where(Milestone.staff_id == staff_id, Milestone.removed_at.is_(None))
    tags = select(CompetencyTag.item).where(
        CompetencyTag.education_id.in_(taught) | CompetencyTag.milestone_id.in_(trained)
    )
    return set(session.scalars(tags))
