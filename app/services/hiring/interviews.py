"""Interviews: a panel member, by name, scores an applicant once; submitted sheets are closed."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.hiring import Interview, Score
from app.services import entries
from app.services.entries import Entry
from app.services.hiring import applicants, own, panels
from app.services.hiring.panels import same
from app.services.problems import Frozen, Invalid, NotFound
from app.services.rules import interview as rules
from app.services.rules.interview import Answer, Kind, Question
from app.services.users import Action, allowed
from app.wording import N_, _

_NO_PANEL = N_("Name the panel of this position first: scores stay hidden until everybody on it has handed in.")
_NOT_ON = N_("{name} is not on the panel of this position. Choose a name from the list, or change the panel.")
_SCORED = N_("This panel member has scored this applicant already. Each scores once.")


class BeginEntry(Entry):
    """Who sits down with an applicant, and when."""

    panelist: Annotated[
        entries.Line,
        Field(title=N_("Panel member"), description=N_("A name. Panel members need no account and see no records.")),
    ]
    held_on: Annotated[entries.DateOrBlank, Field(title=N_("Date of the interview"))] = None


@dataclass(frozen=True)
class Sheet:
    """What a panel member hands in: answers by question code, what speaks for the person, and what gives pause."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    positives: str = ""
    concerns: str = ""


@dataclass(frozen=True)
class Held:
    """An interview with what its page shows; `panel` counts who scores this applicant, `place` is this one's turn.

    `questions` are those that it asks today.
    """

    id: uuid.UUID
    applicant_id: uuid.UUID
    applicant: str
    position: str
    needs_vehicle: bool
    panelist: str
    held_on: dt.date | None
    submitted_at: dt.datetime | None
    place: int
    panel: int
    questions: tuple[Question, ...] = ()


@allowed(Action.HIRE)
def begin(session: Session, applicant_id: uuid.UUID, entry: BeginEntry) -> Interview:
    """Begin a panel member's interview, or go on with one not submitted.

    Raises Invalid for one who has scored or is not on the panel, and while the position names no panel.
    """
    person = applicants.load(session, applicant_id)
    _require_member(session, person.position_id, entry.panelist)
    for kept in session.scalars(select(Interview).where(Interview.applicant_id == applicant_id)):
        if same(kept.panelist) == same(entry.panelist):
            if kept.submitted_at is not None:
                raise Invalid({"panelist": _(_SCORED)})
            kept.held_on = entry.held_on or kept.held_on
            session.flush()
            return kept
    made = Interview(applicant_id=applicant_id, panelist=entry.panelist, held_on=entry.held_on)
    session.add(made)
    session.flush()
    return made


def _require_member(session: Session, position_id: uuid.UUID, name: str) -> None:
    members = panels.names(session, position_id)
    if not members:
        raise Invalid({"panelist": _(_NO_PANEL)})
    if same(name) not in {same(one) for one in members}:
        raise Invalid({"panelist": _(_NOT_ON).format(name=name)})


def _load(session: Session, interview_id: uuid.UUID) -> Interview:
    found = session.get(Interview, interview_id)
    if found is None:
        raise NotFound(_("This interview is not on record."))
    return found


@allowed(Action.HIRE)
def held(session: Session, interview_id: uuid.UUID) -> Held:
    """An interview for its page. Raises NotFound."""
    kept = _load(session, interview_id)
    person = applicants.load(session, kept.applicant_id)
    query = select(Interview.id).where(Interview.applicant_id == person.id).order_by(Interview.id)
    panel = list(session.scalars(query))
    expected = panels.standing(session, person.position_id)[person.id].all
    return Held(
        kept.id, person.id, person.name, person.position.name, person.position.needs_vehicle, kept.panelist,
        kept.held_on, kept.submitted_at, panel.index(kept.id) + 1, max(len(panel), len(expected)),
        rules.for_position(person.position.needs_vehicle, own=own.questions(session)),
    )  # fmt: skip


@allowed(Action.HIRE)
def of_applicant(session: Session, applicant_id: uuid.UUID) -> list[Held]:
    """Every panel member's interview of an applicant in the order begun; no scores."""
    query = select(Interview.id).where(Interview.applicant_id == applicant_id).order_by(Interview.id)
    return [held(session, found) for found in session.scalars(query)]


@allowed(Action.HIRE)
def submit(session: Session, interview_id: uuid.UUID, sheet: Sheet) -> Interview:
    """Keep a panel member's answers and close the sheet.

    Raises Invalid, by question code, for a score outside 1 to 5 or an answer that its question does not take, and for
    a sheet without any answer; Frozen for one submitted before.
    """
    kept = _load(session, interview_id)
    if kept.submitted_at is not None:
        raise Frozen(_(_SCORED))
    needs_vehicle = applicants.load(session, kept.applicant_id).position.needs_vehicle
    asked = rules.for_position(needs_vehicle, own=own.questions(session, retired=True))
    # of the agency's own those count that the sheet holds: one may have come or gone since it was opened
    known = {one.code: one for one in asked if not one.own or one.code in sheet.answers}
    _check(sheet.answers, known)
    kept.positives, kept.concerns = _prose(sheet.positives, "positives"), _prose(sheet.concerns, "concerns")
    at: dt.datetime = session.info["at"]
    kept.submitted_at = at
    for code in known:
        answer = sheet.answers.get(code, Answer())
        session.add(
            Score(
                interview_id=kept.id, question=code, score=answer.score, gate=answer.gate, asked=answer.asked,
                note=_prose(answer.note, code),
            )
        )  # fmt: skip
    session.flush()
    return kept


def _check(answers: Mapping[str, Answer], known: Mapping[str, Question]) -> None:
    faults = {code: fault for code, answer in answers.items() if (fault := _fault(known.get(code), answer))}
    if not faults and not any(one.score is not None or one.gate is not None for one in answers.values()):
        faults[""] = _("Nothing is scored yet. Score at least one question, then submit.")
    if faults:
        raise Invalid(faults)


def _fault(question: Question | None, answer: Answer) -> str:
    if question is None:
        return _("This question is not part of this interview.")
    if answer.score is not None and not rules.LEAST <= answer.score <= rules.MOST:
        return _("A score is 1, 2, 3, 4 or 5.")
    if answer.score is not None and question.kind is not Kind.SCORE:
        return _("This question has no points.")
    if answer.gate is not None and question.kind is not Kind.GATE:
        return _("This question is not answered by yes or no.")
    if not answer.asked and (answer.score is not None or answer.gate is not None):
        return _("A question that was not asked has no score.")
    return ""


def _prose(value: str, name: str) -> str:
    try:
        return entries.prose(value)
    except ValueError as wrong:
        raise Invalid({name: str(wrong)}) from None


@allowed(Action.HIRE)
def take_back(session: Session, interview_id: uuid.UUID) -> None:
    """Remove an interview that was begun and not submitted, so that the panel is whole without it. Raises Frozen."""
    kept = _load(session, interview_id)
    if kept.submitted_at is not None:
        raise Frozen(_("A submitted sheet stays on record."))
    session.delete(kept)
    session.flush()
