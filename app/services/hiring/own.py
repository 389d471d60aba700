"""The agency's own interview questions: added, mended while unused, retired; scores name them by their code for good."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.hiring import OwnQuestion, Score
from app.services import entries
from app.services.entries import Choice, Entry
from app.services.problems import Frozen, NotFound
from app.services.rules import interview as rules
from app.services.rules.interview import Kind, Question
from app.services.users import Action, allowed
from app.wording import N_, _

CODE = re.compile(r"own-[1-9]\d{0,5}", re.ASCII)
_USED = N_("Somebody has answered this question, so its words stay. Retire it and add a new one.")


class Part(Choice):
    """Where a question is asked."""

    GENERAL = rules.GENERAL, N_("Part one")
    RECOVERY = rules.RECOVERY, N_("Part two")


class Answered(Choice):
    """How a question is answered."""

    SCORED = "scored", N_("1 to 5")
    YES_NO = "yes_no", N_("Yes or no")
    NOTE = "note", N_("Note only")


KINDS = {"scored": Kind.SCORE, "yes_no": Kind.GATE, "note": Kind.NOTE}


class OwnQuestionEntry(Entry):
    """A question of the agency's own."""

    text: Annotated[
        entries.Line,
        Field(
            title=N_("Question"),
            description=N_("As it is asked. Not about health, medicine, or what the law keeps out of an interview."),
        ),
    ]
    part: Annotated[Part, entries.choice(Part), Field(title=N_("Asked in"))] = Part.GENERAL
    kind: Annotated[
        Answered,
        entries.choice(Answered),
        Field(title=N_("Answered by"), description=N_("Only 1 to 5 adds points.")),
    ] = Answered.SCORED
    listen_for: Annotated[
        entries.Prose,
        Field(title=N_("Listen for"), description=N_("What speaks for a person."), json_schema_extra={"lines": 2}),
    ] = ""
    concern: Annotated[
        entries.Prose,
        Field(title=N_("Concern"), description=N_("What should give pause."), json_schema_extra={"lines": 2}),
    ] = ""


@dataclass(frozen=True)
class Row:
    """A question as the list shows it; `answers` counts the sheets that hold it."""

    id: uuid.UUID
    code: str
    part: str
    kind: str
    text: str
    listen_for: str
    concern: str
    retired_at: dt.datetime | None
    answers: int


@allowed(Action.HIRE)
def add(session: Session, entry: OwnQuestionEntry) -> OwnQuestion:
    """Add a question; its code is the next one and is never given twice."""
    number = 1 + max((int(code.partition("-")[2]) for code in session.scalars(select(OwnQuestion.code))), default=0)
    at: dt.datetime = session.info["at"]
    made = OwnQuestion(code=f"own-{number}", position=number, added_at=at)
    _fill(made, entry)
    session.add(made)
    session.flush()
    return made


@allowed(Action.HIRE)
def change(session: Session, question_id: uuid.UUID, entry: OwnQuestionEntry) -> OwnQuestion:
    """Mend a question that nobody has answered. Raises Frozen for one that somebody has, NotFound."""
    kept = _load(session, question_id)
    if session.scalar(select(Score.id).where(Score.question == kept.code).limit(1)) is not None:
        raise Frozen(_(_USED))
    _fill(kept, entry)
    session.flush()
    return kept


def _fill(kept: OwnQuestion, entry: OwnQuestionEntry) -> None:
    kept.text, kept.part, kept.kind = entry.text, entry.part.value, entry.kind.value
    kept.listen_for, kept.concern = entry.listen_for, entry.concern


@allowed(Action.HIRE)
def retire(session: Session, question_id: uuid.UUID) -> OwnQuestion:
    """Ask it no longer; what was answered stays, and so does its code. Raises NotFound."""
    kept = _load(session, question_id)
    at: dt.datetime = session.info["at"]
    kept.retired_at = kept.retired_at or at
    session.flush()
    return kept


@allowed(Action.HIRE)
def bring_back(session: Session, question_id: uuid.UUID) -> OwnQuestion:
    """Ask a retired question again. Raises NotFound."""
    kept = _load(session, question_id)
    kept.retired_at = None
    session.flush()
    return kept


def _load(session: Session, question_id: uuid.UUID) -> OwnQuestion:
    found = session.get(OwnQuestion, question_id)
    if found is None:
        raise NotFound(_("This question is not on record."))
    return found


@allowed(Action.SEE_HIRING)
def listed(session: Session) -> list[Row]:
    """Every own question in the order of the interview, retired ones last."""
    counted = session.execute(select(Score.question, func.count(Score.id)).group_by(Score.question))
    used = {code: count for code, count in counted}
    kept = session.scalars(select(OwnQuestion).order_by(OwnQuestion.part, OwnQuestion.position)).all()
    rows = [
        Row(one.id, one.code, one.part, one.kind, one.text, one.listen_for, one.concern, one.retired_at,
            used.get(one.code, 0))
        for one in kept
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.retired_at is not None)


@allowed(Action.SEE_HIRING)
def questions(session: Session, *, retired: bool = False) -> tuple[Question, ...]:
    """The questions that are asked now, or with `retired` all there ever were, as the interview takes them."""
    query = select(OwnQuestion).order_by(OwnQuestion.position)
    if not retired:
        query = query.where(OwnQuestion.retired_at.is_(None))
    return tuple(
        Question(
            one.code, one.part, rules.own_number(one.part, one.position), KINDS[one.kind], one.text, one.text,
            one.listen_for, one.concern, own=True,
        )
        for one in session.scalars(query)
    )  # fmt: skip
