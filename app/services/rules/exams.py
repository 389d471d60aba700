"""Training and exam: the mark is held to the hundredth, and where the pack allows no retake the course comes first."""

import datetime as dt
from collections.abc import Iterable, Sequence

from app.services.rules.packs import Rule
from app.services.rules.steps import Kind, Step, of_kind
from app.wording import _, short_day


def passed(exam: Step, rule: Rule) -> bool:
    """Whether an exam reaches the pack's mark on its day, exactly: 79.99 does not reach 80. Without a mark, its result."""
    percent = rule.amount_on("exam_pass_percent", exam.date)
    if percent is None or exam.score is None:
        return exam.result == "passed"
    return exam.score >= percent * 100


def score_text(score: int) -> str:
    """79.99 % for 7999 hundredths."""
    return f"{score // 100}.{score % 100:02} %"


def training_minutes(steps: Iterable[Step], rule: Rule, day: dt.date) -> int:
    """Training on record: the longest course where the pack takes it in one, else all of it."""
    minutes = [step.minutes or 0 for step in of_kind(steps, Kind.TRAINING)]
    return max(minutes, default=0) if rule.says_on("training_continuous", day) else sum(minutes)


def course_of(exam_on: dt.date, steps: Iterable[Step]) -> Step | None:
    """The course that an exam of this day closes: the latest one that ended by then."""
    courses = [step for step in of_kind(steps, Kind.TRAINING) if step.date <= exam_on]
    return courses[-1] if courses else None


def attempt(exam: Step, steps: Iterable[Step]) -> int:
    """Which attempt this exam is, from 1, over all courses; of one part where the exam has parts."""
    before = [step for step in of_kind(steps, Kind.EXAM) if step.title == exam.title]
    return [step.key for step in before].index(exam.key) + 1


def problem(exam: Step, steps: Sequence[Step], rule: Rule) -> str:
    """Why an exam of this day cannot be recorded, or ''. `steps` are those on record, this exam not among them."""
    retakes = rule.amount_on("exam_retakes", exam.date)
    course = course_of(exam.date, steps)
    since = course.date if course else dt.date.min
    same = [step for step in of_kind(steps, Kind.EXAM) if step.title == exam.title and step.date >= since]
    if any(passed(step, rule) for step in same):
        return _("This exam is on record as passed already. Take that one out if it was a slip.")
    if retakes is None or len(same) <= retakes:
        return ""
    return _("An exam of {day} is on record, and it may not be taken again: record the whole course anew first.").format(
        day=short_day(same[-1].date)
    )


def standing(steps: Sequence[Step], rule: Rule, day: dt.date) -> tuple[bool, str]:
    """Whether the exam is passed, and how it stands in words."""
    exams = of_kind(steps, Kind.EXAM)
    figure = rule.figure_on("exam_parts", day)
    if figure is not None and isinstance(figure.value, tuple) and rule.amount_on("exam_pass_percent", day) is None:
        there = {step.title for step in exams if passed(step, rule)}
        open_parts = [_(part) for part in figure.value if part not in there]
        if not open_parts:
            return True, _("Every part passed")
        return False, _("Not passed yet: {parts}").format(parts=", ".join(open_parts))
    if not exams:
        return False, _("Not on record")
    good = [step for step in exams if passed(step, rule)]
    last = good[-1] if good else exams[-1]
    mark = score_text(last.score) if last.score is not None else ""
    if good:
        return True, _("On {day}, {mark}").format(day=short_day(last.date), mark=mark).rstrip(", ")
    return False, _("On {day}, {mark}: below {percent} %. The whole course is taken again.").format(
        day=short_day(last.date), mark=mark, percent=rule.amount_on("exam_pass_percent", day)
    )
