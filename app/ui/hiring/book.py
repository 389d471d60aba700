"""What a panel member has noted so far: read from a draft, changed key by key, handed in at the end. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.services.hiring.interviews import Sheet
from app.services.rules import interview as rules
from app.services.rules.interview import Answer, Kind, Question, Total

FIRST_PAGE = 8  # questions of part one on its first page; the rest stand on the second


class Book:
    """The answers of one interview."""

    def __init__(self, questions: Sequence[Question], draft: Mapping[str, Any] | None = None) -> None:
        """Begin with nothing, or with what a draft holds; what a draft holds amiss is left out."""
        self.questions = tuple(questions)
        kept = draft or {}
        self.positives, self.concerns = str(kept.get("positives", "")), str(kept.get("concerns", ""))
        self.answers = {one.code: _read(one, kept) for one in questions}

    def typed(self) -> dict[str, str]:
        """All of it as a draft keeps it."""
        found = {"positives": self.positives, "concerns": self.concerns}
        for code, answer in self.answers.items():
            said = answer.score if answer.gate is None else "yes" if answer.gate else "no"
            found[code] = "out" if not answer.asked else str(said or "")
            found[f"{code}.note"] = answer.note
        return {name: value for name, value in found.items() if value}

    def score(self, question: Question, value: int | None) -> bool:
        """Give points, or take them back with None. Whether the question takes them."""
        if question.kind is not Kind.SCORE or not (value is None or rules.LEAST <= value <= rules.MOST):
            return False
        self.answers[question.code] = replace(self.answers[question.code], score=value, asked=True)
        return True

    def gate(self, question: Question, value: bool | None) -> bool:
        """Answer a yes-or-no question, or take it back with None. Whether the question takes it."""
        if question.kind is not Kind.GATE:
            return False
        self.answers[question.code] = replace(self.answers[question.code], gate=value, asked=True)
        return True

    def note(self, question: Question, text: str) -> None:
        """Keep the note of a question."""
        self.answers[question.code] = replace(self.answers[question.code], note=text)

    def leave_out(self, question: Question, out: bool) -> None:
        """Say that a question was not asked, which takes its answer back; or that it was."""
        before = self.answers[question.code]
        self.answers[question.code] = Answer(None, None, False, before.note) if out else replace(before, asked=True)

    def total(self) -> Total:
        """Points so far."""
        return rules.total(self.answers, self.questions)

    def waiting(self, part: str = "") -> tuple[Question, ...]:
        """The questions that still wait for an answer."""
        return rules.unanswered(self.answers, [one for one in self.questions if part in ("", one.part)])

    def counts(self) -> dict[int, int]:
        """How often each score was given, 5 first."""
        given = [answer.score for answer in self.answers.values()]
        return {score: given.count(score) for score in range(rules.MOST, rules.LEAST - 1, -1)}

    def done(self) -> tuple[int, int]:
        """How many questions are answered, of how many that are asked and take an answer."""
        asked = [one for one in self.questions if one.kind is not Kind.NOTE and self.answers[one.code].asked]
        return len(asked) - len(self.waiting()), len(asked)

    def sheet(self) -> Sheet:
        """What is handed in."""
        return Sheet(dict(self.answers), self.positives, self.concerns)


def _read(question: Question, kept: Mapping[str, Any]) -> Answer:
    said, note = str(kept.get(question.code, "")), str(kept.get(f"{question.code}.note", ""))
    if said == "out":
        return Answer(None, None, False, note)
    if question.kind is Kind.GATE and said in ("yes", "no"):
        return Answer(None, said == "yes", True, note)
    if question.kind is Kind.SCORE and said in ("1", "2", "3", "4", "5"):
        return Answer(int(said), None, True, note)
    return Answer(note=note)


def pages(questions: Sequence[Question]) -> list[tuple[str, tuple[Question, ...]]]:
    """The pages of an interview: part one in two, part two in one; (part, its questions)."""
    general = tuple(one for one in questions if one.part == rules.GENERAL)
    recovery = tuple(one for one in questions if one.part == rules.RECOVERY)
    return [
        (rules.GENERAL, general[:FIRST_PAGE]), (rules.GENERAL, general[FIRST_PAGE:]), (rules.RECOVERY, recovery)
    ]  # fmt: skip
