"""Applicants of a position side by side; scores stay hidden until its whole panel, and whoever began, has submitted."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.hiring import Applicant, Interview, Position, Score
from app.services.hiring import applicants, own, panels
from app.services.hiring.panels import Standing
from app.services.rules import interview as rules
from app.services.rules.interview import Answer, Gate, Question, Total
from app.services.users import Action, allowed


@dataclass(frozen=True)
class Handed:
    """One panel member's submitted sheet."""

    panelist: str
    held_on: dt.date | None
    positives: str
    concerns: str
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class Compared:
    """One applicant: the panel's sheets, empty while some are still out, and the questions of the position.

    `panel` counts who is to score, `waiting` names those who have not yet.
    """

    id: uuid.UUID
    code: str
    name: str
    applied_on: dt.date
    decision: str
    panel: int
    submitted: int
    waiting: tuple[str, ...]
    begun: bool
    questions: Sequence[Question]
    sheets: tuple[Handed, ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether some have scored, and somebody has not yet."""
        return self.begun and bool(self.waiting)

    def total(self, part: str = "") -> Total:
        """The panel's total of one part, or of the whole."""
        asked = [one for one in self.questions if part in ("", one.part)]
        return rules.across([sheet.answers for sheet in self.sheets], asked)

    def of(self, question: Question) -> Total:
        """The panel's total of one question."""
        return rules.across([sheet.answers for sheet in self.sheets], [question])

    def gates(self) -> tuple[Gate, ...]:
        """What the panel says to the yes-or-no questions."""
        return rules.gates([sheet.answers for sheet in self.sheets], self.questions)


@dataclass(frozen=True)
class Comparison:
    """The applicants of a position, the highest average first; those without a score last, by name."""

    position: str
    needs_vehicle: bool
    questions: tuple[Question, ...]
    applicants: tuple[Compared, ...]


@allowed(Action.SEE_HIRING)
def compare(session: Session, position_id: uuid.UUID) -> Comparison:
    """The applicants of a position side by side. Raises NotFound."""
    place = applicants.position(session, position_id)
    people = session.scalars(select(Applicant).where(Applicant.position_id == place.id)).all()
    sat, standing = _panels(session, place), panels.standing(session, place.id)
    answers = _answers(session, place)
    given = {code for sheet in answers.values() for code in sheet}
    now = {one.code for one in own.questions(session)}
    further = [one for one in own.questions(session, retired=True) if one.code in now | given]
    asked = rules.for_position(place.needs_vehicle, own=further)
    found = [_compared(one, sat.get(one.id, []), standing[one.id], answers, asked) for one in people]
    return Comparison(place.name, place.needs_vehicle, asked, tuple(sorted(found, key=_rank)))


def _rank(one: Compared) -> tuple[bool, float, str, str]:
    average = one.total().average
    return average is None, -float(average or 0), one.name, one.code


def _panels(session: Session, place: Position) -> dict[uuid.UUID, list[Interview]]:
    query = select(Interview).join(Applicant).where(Applicant.position_id == place.id)
    query = query.order_by(Interview.panelist, Interview.id)
    found: dict[uuid.UUID, list[Interview]] = {}
    for kept in session.scalars(query):
        found.setdefault(kept.applicant_id, []).append(kept)
    return found


def _answers(session: Session, place: Position) -> dict[uuid.UUID, dict[str, Answer]]:
    query = (
        select(Score.interview_id, Score.question, Score.score, Score.gate, Score.asked, Score.note)
        .join(Interview, Interview.id == Score.interview_id)
        .join(Applicant, Applicant.id == Interview.applicant_id)
        .where(Applicant.position_id == place.id, Interview.submitted_at.is_not(None))
    )
    found: dict[uuid.UUID, dict[str, Answer]] = {}
    for key, code, score, gate, asked, note in session.execute(query):
        found.setdefault(key, {})[code] = Answer(score, gate, asked, note)
    return found


def _compared(
    person: Applicant,
    sat: Sequence[Interview],
    standing: Standing,
    answers: Mapping[uuid.UUID, Mapping[str, Answer]],
    asked: Sequence[Question],
) -> Compared:
    sheets = tuple(
        Handed(kept.panelist, kept.held_on, kept.positives, kept.concerns, answers.get(kept.id, {}))
        for kept in sat if kept.submitted_at is not None
    )  # fmt: skip
    waiting = tuple(standing.waiting.values())
    return Compared(
        person.id, person.code, person.name, person.applied_on, person.decision, len(standing.all), len(standing.done),
        waiting, bool(sat), asked, () if waiting else sheets,
    )  # fmt: skip
