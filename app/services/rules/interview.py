"""The interview: its questions, what their answers may be, and totals in which a missing score is never a zero.

The questions are ours, in resources/interview/questions.toml; their texts are English there and shown through `_()`.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any

from app import paths
from app.services.problems import NotFound
from app.wording import N_, _

LEAST, MOST = 1, 5
GENERAL, RECOVERY = "general", "recovery"
PARTS = (GENERAL, RECOVERY)
_TITLES = {GENERAL: N_("Part one: qualifications"), RECOVERY: N_("Part two: recovery and sharing it")}


class Kind(StrEnum):
    """How a question is answered: with points, with yes or no, or only with a note."""

    SCORE = "score"
    GATE = "gate"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its topic, what to ask, what speaks for a person and what should give pause ('' = nothing).

    `own`: the agency's own, asked after ours; a sheet that does not hold it was handed in without it.
    """

    code: str
    part: str
    number: int
    kind: Kind
    title: str
    ask: str
    listen_for: str
    concern: str
    needs_vehicle: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one panel member noted: 1 to 5, yes or no for a gate, or None; `asked` False leaves the question out."""

    score: int | None = None
    gate: bool | None = None
    asked: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """Points over what was asked and scored: their sum, how many scores, and how many questions have none yet."""

    points: int = 0
    scored: int = 0
    missing: int = 0

    @property
    def most(self) -> int:
        """The points that so many scores could reach."""
        return self.scored * MOST

    @property
    def average(self) -> Fraction | None:
        """The exact average, 1 to 5; None where nothing is scored."""
        return Fraction(self.points, self.scored) if self.scored else None

    def __add__(self, other: "Total") -> "Total":
        """Both together."""
        return Total(self.points + other.points, self.scored + other.scored, self.missing + other.missing)


@cache
def _file() -> dict[str, Any]:
    with (paths.resources() / "interview" / "questions.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def questions() -> tuple[Question, ...]:
    """All questions in the order of the interview."""
    return tuple(
        Question(
            f"{part}-{row['number']}", part, row["number"], Kind(row["kind"]), row["title"], row["ask"],
            row["listen_for"], row["concern"], row.get("needs_vehicle", False),
        )
        for part in PARTS
        for row in _file()[part]
    )  # fmt: skip


@cache
def _by_code() -> Mapping[str, Question]:
    return {question.code: question for question in questions()}


def question(code: str) -> Question:
    """The question of this code, such as general-4. Raises NotFound."""
    try:
        return _by_code()[code]
    except KeyError:
        raise NotFound(_("There is no question {code}. Use general-1 to general-14, recovery-1 to recovery-12.")
                       .format(code=code)) from None  # fmt: skip


def for_position(needs_vehicle: bool, part: str = "", own: Sequence[Question] = ()) -> tuple[Question, ...]:
    """The questions of an interview, or of one part: the one on a vehicle only where the post needs one.

    The agency's `own` stand behind ours in their part.
    """
    ours = [one for one in questions() if needs_vehicle or not one.needs_vehicle]
    return tuple(one for each in PARTS for one in (*ours, *own) if one.part == each and part in ("", each))


def own_number(part: str, number: int) -> int:
    """The number at which the agency's own question own-`number` stands: behind ours, and the same for good."""
    return len(_file()[part]) + number


def answer_to(answers: Mapping[str, Answer], one: Question) -> Answer:
    """What a sheet says to a question; one of the agency's own that the sheet does not hold was not asked."""
    return answers.get(one.code, Answer(asked=not one.own))


def anchor(score: int) -> str:
    """The words of a score from 1 to 5, translated."""
    return _(_file()["anchors"][str(score)])


def part_title(part: str) -> str:
    """The heading of a part, translated."""
    return _(_TITLES[part])


def total(answers: Mapping[str, Answer], asked: Iterable[Question]) -> Total:
    """The total of one panel member over these questions: only those with points, asked and scored, add anything."""
    points = scored = missing = 0
    for one in asked:
        answer = answer_to(answers, one)
        if one.kind is not Kind.SCORE or not answer.asked:
            continue
        if answer.score is None:
            missing += 1
        else:
            points, scored = points + answer.score, scored + 1
    return Total(points, scored, missing)


def across(sheets: Sequence[Mapping[str, Answer]], asked: Sequence[Question]) -> Total:
    """The total of several panel members over these questions."""
    found = Total()
    for answers in sheets:
        found += total(answers, asked)
    return found


@dataclass(frozen=True, slots=True)
class Gate:
    """What a panel says to a yes-or-no question: how many yes, how many no."""

    question: Question
    yes: int
    no: int

    @property
    def met(self) -> bool | None:
        """True where all who answered say yes, False where somebody says no, None where nobody answered."""
        return None if not self.yes + self.no else self.no == 0


def gates(sheets: Sequence[Mapping[str, Answer]], asked: Iterable[Question]) -> tuple[Gate, ...]:
    """The yes-or-no questions among these, as a panel answered them."""
    found = []
    for one in asked:
        if one.kind is Kind.GATE:
            said = [sheet[one.code].gate for sheet in sheets if one.code in sheet and sheet[one.code].asked]
            found.append(Gate(one, said.count(True), said.count(False)))
    return tuple(found)


def unanswered(answers: Mapping[str, Answer], asked: Iterable[Question]) -> tuple[Question, ...]:
    """The questions that still wait for points or a yes or no; a note is never waited for."""
    waiting = []
    for one in asked:
        answer = answer_to(answers, one)
        given = answer.score if one.kind is Kind.SCORE else answer.gate
        if one.kind is not Kind.NOTE and answer.asked and given is None:
            waiting.append(one)
    return tuple(waiting)


def shown(average: Fraction | None) -> str:
    """An average with one decimal, halves rounded up; a dash where nothing is scored."""
    if average is None:
        return "–"
    tenths = int(average * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"
