"""Score files: a row for each applicant, panel member and question; what is not in the file is missing, not zero."""

import datetime as dt
import uuid
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.hiring import Applicant, Interview, Position, Score
from app.services import entries
from app.services.entries import Entry
from app.services.exchange import codes
from app.services.exchange.kinds import base
from app.services.exchange.kinds.base import Findings, Kind, Numbered
from app.services.hiring import own, panels
from app.services.hiring.own import CODE
from app.services.hiring.panels import same
from app.services.problems import NotFound
from app.services.rules import interview as rules
from app.services.rules.interview import Question
from app.services.store import audit
from app.services.users import Action, allowed
from app.wording import N_, _

COLUMNS = ("applicant", "panelist", "question", "score", "note")
_TWICE_IN_FILE = N_("This panel member scores this question in row {row} already. Each scores once.")
_TWICE_STORED = N_("This panel member has scored this question for this applicant already. Each scores once.")
_BEGUN = N_("This panel member has begun this interview on screen. Submit it or remove it there first.")
_NO_POINTS = N_("This question is never scored: the number was left out, the note is kept.")
_YES_OR_NO = N_("This question takes yes or no and adds no points: the number was left out, the note is kept.")
_ONLY_POINTS = N_("This question takes 1, 2, 3, 4 or 5.")
_NO_SUCH = N_("No question of your own has this code. Look it up under Hiring.")
_NO_VEHICLE = N_("This position does not ask for a vehicle. The answer is kept and not counted.")


def _score(value: Any) -> str:
    text = str(value if value is not None else "").strip().lower()
    if text not in ("", "1", "2", "3", "4", "5", "yes", "no"):
        raise ValueError(_("A score is 1, 2, 3, 4 or 5 (yes or no for a yes-or-no question)."))
    return text


class ScoreEntry(Entry):
    """One answer of one panel member; a blank score keeps the note and counts as missing."""

    applicant: Annotated[entries.Code, Field(title=N_("Applicant"))]
    panelist: Annotated[entries.Line, Field(title=N_("Panel member"), description=N_("A name, not a user."))]
    question: Annotated[
        entries.Code, Field(title=N_("Question"), description=N_("Such as general-4, recovery-7 or own-1."))
    ]
    score: Annotated[
        str, BeforeValidator(_score), Field(title=N_("Score"), description=N_("1 to 5; yes or no for a gate."))
    ]
    note: Annotated[entries.Prose, Field(title=N_("Note"))] = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if CODE.fullmatch(self.question):
            return self  # the agency's own: `take` knows them
        try:
            asked = rules.question(self.question)
        except NotFound as unknown:
            raise entries.at("question", unknown.sentence) from None
        if asked.kind is not rules.Kind.GATE and self.score in ("yes", "no"):
            raise entries.at("score", _(_ONLY_POINTS))
        return self


@allowed(Action.HIRE)
def take(session: Session, numbered: Numbered, allow_repeats: bool) -> Findings:
    """Add submitted sheets of answers. A panel member who scores a question twice is refused."""
    found = Findings()
    people = {
        code: (key, needs) for code, key, needs in session.execute(
            select(Applicant.code, Applicant.id, Position.needs_vehicle).join(Position)
        )
    }  # fmt: skip
    own_questions = {one.code: one for one in own.questions(session, retired=True)}
    stored, open_sheets = _stored(session)
    seen: dict[tuple[str, str, str], tuple[int, ScoreEntry]] = {}
    fresh: list[tuple[ScoreEntry, str]] = []
    for row, entry in numbered:
        key = (entry.applicant, same(entry.panelist), entry.question)
        asked = _asked(entry, own_questions)
        if asked is None:
            found.refuse(row, "question", _(_NO_SUCH))
        elif asked.kind is not rules.Kind.GATE and entry.score in ("yes", "no"):
            found.refuse(row, "score", _(_ONLY_POINTS))
        elif entry.applicant not in people:
            found.refuse(row, "applicant", codes.unknown(entry.applicant, people))
        elif key in seen:
            _again(found, row, entry, seen[key], allow_repeats)
        elif key[:2] in open_sheets:
            found.refuse(row, "panelist", _(_BEGUN))
        elif key in stored:
            _on_record(found, row, entry, _said(entry, asked), stored[key], allow_repeats)
        else:
            fresh.append((entry, _said(entry, asked)))
            _warn(found, row, entry, asked, people[entry.applicant][1])
        seen.setdefault(key, (row, entry))
    if not base.refused(session, found):
        _add(session, fresh, {code: key for code, (key, _needs) in people.items()})
        found.taken = len(fresh)
    return found


Answers = dict[tuple[str, str, str], tuple[str, str]]


def _stored(session: Session) -> tuple[Answers, set[tuple[str, str]]]:
    """The answers on record by applicant, panel member and question, and the sheets that are begun and not submitted."""
    sheets = {
        key: (code, same(panelist), done is not None) for key, code, panelist, done in session.execute(
            select(Interview.id, Applicant.code, Interview.panelist, Interview.submitted_at).join(Applicant)
        )
    }  # fmt: skip
    answers: Answers = {}
    for key, question, score, gate, note in session.execute(
        select(Score.interview_id, Score.question, Score.score, Score.gate, Score.note)
    ):
        code, panelist, _done = sheets[key]
        said = "" if score is None and gate is None else str(score) if gate is None else ("yes" if gate else "no")
        answers[code, panelist, question] = (said, note)
    return answers, {(code, panelist) for code, panelist, done in sheets.values() if not done}


def _again(found: Findings, row: int, entry: ScoreEntry, first: tuple[int, ScoreEntry], once: bool) -> None:
    if once and entry == first[1]:
        found.repeat(row, first[0], once=True)
    else:
        found.refuse(row, "question", _(_TWICE_IN_FILE).format(row=first[0]))


def _on_record(
    found: Findings, row: int, entry: ScoreEntry, said: str, kept: tuple[str, str], once: bool
) -> None:
    if once and kept == (said, entry.note):
        found.repeat(row, None, once=True)
    else:
        found.refuse(row, "question", _(_TWICE_STORED))


def _asked(entry: ScoreEntry, own_questions: dict[str, Question]) -> Question | None:
    """The question that a row answers; None for one of the agency's own that is not on record."""
    return own_questions.get(entry.question) if CODE.fullmatch(entry.question) else rules.question(entry.question)


def _said(entry: ScoreEntry, asked: Question) -> str:
    """The answer as it is kept: a number for a question without points is none."""
    return "" if entry.score.isdigit() and asked.kind is not rules.Kind.SCORE else entry.score


def _warn(found: Findings, row: int, entry: ScoreEntry, asked: Question, needs_vehicle: bool) -> None:
    if entry.score != _said(entry, asked):
        found.warn(row, "score", _(_NO_POINTS if asked.kind is rules.Kind.NOTE else _YES_OR_NO))
    if asked.needs_vehicle and not needs_vehicle:
        found.warn(row, "question", _(_NO_VEHICLE))


def _add(session: Session, fresh: list[tuple[ScoreEntry, str]], people: dict[str, uuid.UUID]) -> None:
    at: dt.datetime = session.info["at"]
    sheets = {
        (key, same(panelist)): found
        for key, panelist, found in session.execute(select(Interview.applicant_id, Interview.panelist, Interview.id))
    }
    places = {key: place for key, place in session.execute(select(Applicant.id, Applicant.position_id))}  # noqa: C416
    rows, owners = [], []
    for row_id, (entry, said) in zip(base.ids(len(fresh)), fresh, strict=True):
        person = people[entry.applicant]
        place = (person, same(entry.panelist))
        if place not in sheets:
            made = Interview(applicant_id=person, panelist=entry.panelist, submitted_at=at)
            session.add(made)
            session.flush()
            sheets[place] = made.id
            panels.seat(session, places[person], entry.panelist)
        rows.append(
            {
                "id": row_id, "interview_id": sheets[place], "question": entry.question,
                "score": int(said) if said.isdigit() else None,
                "gate": said == "yes" if said in ("yes", "no") else None,
                "asked": True, "note": entry.note,
            }
        )  # fmt: skip
        owners.append(f"{person.hex}/{at.year}")
    audit.add_many(session, Score.__table__, rows, owners)  # type: ignore[arg-type]  # a mapped class of one table


KIND = Kind("scores", ScoreEntry, COLUMNS, take)
