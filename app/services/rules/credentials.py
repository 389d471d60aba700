"""The credentials checklist of a person under a pack: done, missing, expiring, each with the figures that ask for it.

A line stands for what the pack asks on the day; nothing is asked that the pack does not name. Plain values only.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from app.services.rules import education, exams
from app.services.rules.civil import DAY, anniversary
from app.services.rules.packs import Figure, Pack, Rule
from app.services.rules.qualification import hours_text
from app.services.rules.steps import Kind, Step, latest, of_kind
from app.wording import N_, _, short_day

STAGES = (7, 30, 60, 90)  # days before an end at which we remind; our own reminder, no rule


class State(StrEnum):
    """How a line stands; `open` is under way with time left, `soon` ends within the longest reminder."""

    DONE = "done"
    OPEN = "open"
    MISSING = "missing"
    SOON = "soon"
    LATE = "late"


class Line(NamedTuple):
    """One line of the checklist; `until` is the day on which it ends or is due, `figures` what asks for it."""

    code: str
    label: str
    state: State
    words: str
    until: dt.date | None = None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """What the checklist needs to know of one person under one pack, as of a day.

    `experience` is minutes by kind; `worked` are minutes kept here that count as experience. `agreements` are
    (first, last day or None). The account is the one of `education.account`.
    """

    pack: Pack
    as_of: dt.date
    certified_on: dt.date | None = None
    number: str = ""
    expires_on: dt.date | None = None
    ended_on: dt.date | None = None
    steps: tuple[Step, ...] = ()
    experience: Mapping[str, int] = field(default_factory=dict)
    worked: int = 0
    agreements: tuple[tuple[dt.date, dt.date | None], ...] = ()
    account: education.Account = field(default_factory=lambda: education.Account(""))

    @property
    def rule(self) -> Rule:
        """The pack's rule on the day."""
        return self.pack.rule_on(self.as_of).rule

    def asked(self, *names: str) -> tuple[Figure, ...]:
        """Those of the named figures that apply on the day and do not say no."""
        found = (self.rule.figure_on(name, self.as_of) for name in names)
        return tuple(figure for figure in found if figure is not None and figure.value is not False)

    def amount(self, name: str) -> int | None:
        """A whole number of the pack on the day."""
        return self.rule.amount_on(name, self.as_of)


def stage(left: int) -> int | None:
    """The reminder that so many days left call for: 7, 30, 60 or 90; None where it is too early. Past days: 7."""
    return next((days for days in STAGES if left <= days), None)


def state_until(until: dt.date | None, today: dt.date) -> State:
    """Done, ending soon or ended, by the last day that something holds."""
    if until is None:
        return State.DONE
    if until < today:
        return State.LATE
    return State.SOON if stage((until - today).days) else State.DONE


def checklist(holder: Holder) -> tuple[Line, ...]:
    """Every line that the pack asks for, in the order in which a person meets them."""
    return tuple(line for make in LINES for line in make(holder))


def expires(holder: Holder) -> dt.date | None:
    """The last day of the certification: the one on record, else the next on which the rule ends it; None without one.

    Without a day on record nobody is called lapsed: the rule's next day reminds in time.
    """
    if holder.expires_on is not None or holder.certified_on is None:
        return holder.expires_on
    day = max(holder.certified_on, holder.as_of)
    years = holder.amount("certification_years")
    if not years:
        return education.renewal_day(holder.rule, day)
    terms = 1
    while anniversary(holder.certified_on, years * terms) <= day:
        terms += 1
    return anniversary(holder.certified_on, years * terms) - DAY


def _simple(holder: Holder, code: str, label: str, kind: Kind, figures: tuple[Figure, ...]) -> Iterator[Line]:
    """A line that one dated step settles for good."""
    if not figures:
        return
    found = latest(holder.steps, kind)
    if found is None:
        yield Line(code, label, State.MISSING, _("Not on record"), None, figures)
    else:
        yield Line(code, label, State.DONE, _on(found.date), None, figures)


def _age(holder: Holder) -> Iterator[Line]:
    figures, years = holder.asked("minimum_age"), holder.amount("minimum_age")
    if years is None:
        return
    label, born = _("At least {years} years old").format(years=years), latest(holder.steps, Kind.BORN)
    if born is None:
        yield Line("age", label, State.MISSING, _("No date of birth on record"), None, figures)
        return
    reached = anniversary(born.date, years)
    state = State.DONE if reached <= holder.as_of else State.MISSING
    yield Line("age", label, state, _("Reached on {day}").format(day=short_day(reached)), None, figures)


def _background(holder: Holder) -> Iterator[Line]:
    high_school, state = holder.asked("high_school"), holder.asked("lives_or_works_in_state")
    yield from _simple(holder, "high_school", _("High school or equal"), Kind.HIGH_SCHOOL, high_school)
    yield from _simple(holder, "residence", _("Lives or works in the state"), Kind.RESIDENCE, state)
    lived = holder.asked("lived_experience_years")
    yield from _simple(holder, "lived_experience", _("Lived experience"), Kind.LIVED_EXPERIENCE, lived)


def _recovery(holder: Holder) -> Iterator[Line]:
    figures = holder.asked("recovery_years", "recovery_reaffirmed_years")
    if not figures:
        return
    label, found = _("Time in recovery confirmed"), latest(holder.steps, Kind.RECOVERY)
    if found is None:
        yield Line("recovery", label, State.MISSING, _("Not on record"), None, figures)
        return
    years = holder.amount("recovery_reaffirmed_years")
    until = anniversary(found.date, years) if years else None
    words = _on(found.date)
    if until is not None:
        words = _("Confirmed on {day}; again by {until}").format(day=short_day(found.date), until=short_day(until))
    yield Line("recovery", label, state_until(until, holder.as_of), words, until, figures)


def _training(holder: Holder) -> Iterator[Line]:
    figures = holder.asked("training_minutes", "training_continuous", "approved_curriculum")
    if not figures:
        return
    needed = holder.amount("training_minutes")
    had = exams.training_minutes(holder.steps, holder.rule, holder.as_of)
    if needed is None:
        label, there = _("Approved training"), bool(of_kind(holder.steps, Kind.TRAINING))
        words = _("On record") if there else _("Not on record")
    else:
        label, there = _("Training of {hours}").format(hours=hours_text(needed)), had >= needed
        words = _("{had} of {needed}").format(had=hours_text(had), needed=hours_text(needed))
    yield Line("training", label, State.DONE if there else State.MISSING, words, None, figures)


def _exam(holder: Holder) -> Iterator[Line]:
    figures = holder.asked("exam_pass_percent", "exam_parts", "exam_retakes")
    if holder.asked("exam_pass_percent", "exam_parts"):
        done, words = exams.standing(holder.steps, holder.rule, holder.as_of)
        yield Line("exam", _("Exam passed"), State.DONE if done else State.MISSING, words, None, figures)


def _background_check(holder: Holder) -> Iterator[Line]:
    figures, found = holder.asked("background_check"), latest(holder.steps, Kind.BACKGROUND_CHECK)
    if not figures:
        return
    label = _("Background check")
    if found is None:
        yield Line("background_check", label, State.MISSING, _("Not on record"), None, figures)
        return
    waiting = found.result == "evidence_to_board"
    words = f"{_on(found.date)}: {result_label(found.result)}" if found.result else _on(found.date)
    yield Line("background_check", label, State.OPEN if waiting else State.DONE, words, None, figures)


RESULTS = {
    "clear": N_("nothing found"),
    "evidence_to_board": N_("rehabilitation evidence sent to the Board"),
    "accepted": N_("accepted by the Board"),
    "passed": N_("passed"),
    "not_passed": N_("not passed yet"),
}


def result_label(result: str) -> str:
    """A step's result in words; nothing says 'failed' about a person."""
    return _(RESULTS[result]) if result in RESULTS else ""


def _attestation(holder: Holder) -> Iterator[Line]:
    figures = holder.asked("attestation_parts")
    parts = (Kind.ATTESTATION_DIAGNOSIS, Kind.ATTESTATION_TREATMENT, Kind.ATTESTATION_RECOVERY)
    days = [found.date for part in parts if (found := latest(holder.steps, part)) is not None]
    if figures:
        words = _("{count} of {parts} parts on record").format(count=len(days), parts=len(parts))
        if days:
            words += ", " + ", ".join(dict.fromkeys(short_day(day) for day in days))
        state = State.DONE if len(days) == len(parts) else State.MISSING
        yield Line("attestation", _("Attestation in three parts"), state, words, None, figures)


def _agreement(holder: Holder) -> Iterator[Line]:
    figures, today = holder.asked("agreement_required"), holder.as_of
    if not figures:
        return
    label = _("Supervision agreement in force")
    held = [last for first, last in holder.agreements if first <= today and (last is None or today <= last)]
    if not held:
        yield Line("agreement", label, State.MISSING, _("None in force today"), None, figures)
        return
    until = None if None in held else max(last for last in held if last is not None)
    words = _("No end on record") if until is None else _("Until {day}").format(day=short_day(until))
    yield Line("agreement", label, state_until(until, today), words, until, figures)


def _ethics(holder: Holder) -> Iterator[Line]:
    figures = holder.asked("ethics_in_writing")
    yield from _simple(holder, "ethics", _("Code of ethics agreed to in writing"), Kind.ETHICS, figures)


def _experience(holder: Holder) -> Iterator[Line]:
    peer = holder.experience.get("peer", 0) + holder.worked
    other = holder.experience.get("mental_illness", 0)
    one = holder.amount("experience_minutes")
    figures = holder.asked("experience_minutes", "experience_categories")
    if one is not None:
        words = _("{had} of {needed}").format(had=hours_text(peer), needed=hours_text(one))
        state = State.DONE if peer >= one else State.MISSING
        yield Line("experience", _("Supervised experience"), state, words, None, figures)
    names = ("peer_experience_minutes", "mixed_experience_minutes", "mixed_peer_minutes", "practitioner_level")
    alone, mixed, added = (holder.amount(name) for name in names[:3])
    if alone is None and mixed is None:
        return
    level = bool(holder.asked("practitioner_level")) and latest(holder.steps, Kind.PRACTITIONER) is not None
    enough = alone is not None and peer >= alone
    both = mixed is not None and other >= mixed and peer >= (added or 0)
    words = _("Peer service {peer}; service to persons with mental illness {other}").format(
        peer=hours_text(peer), other=hours_text(other)
    )
    state = State.DONE if level or enough or both else State.MISSING
    figures = holder.asked(*names, "experience_categories")
    yield Line("experience", _("Practitioner level or supervised experience"), state, words, None, figures)


def _to_certify(holder: Holder) -> Iterator[Line]:
    part, figures = holder.account.to_certify, holder.asked("ce_to_certify_minutes")
    if part is not None and figures:
        words = _("{had} of {needed}").format(had=hours_text(part.earned), needed=hours_text(part.needed))
        state = State.MISSING if part.short else State.DONE
        yield Line("ce_to_certify", _("Continuing education to certify"), state, words, None, figures)


def _application(holder: Holder) -> Iterator[Line]:
    applied = holder.asked("application_fee_cents")
    yield from _simple(holder, "application", _("Application sent"), Kind.APPLICATION, applied)
    yield from _simple(holder, "application_fee", _("Application fee paid"), Kind.APPLICATION_FEE, applied)
    fingerprints = holder.asked("fingerprint_fee_cents")
    yield from _simple(holder, "fingerprint_fee", _("Fingerprint fee paid"), Kind.FINGERPRINT_FEE, fingerprints)


def _certification(holder: Holder) -> Iterator[Line]:
    figures, label = holder.asked("certification", "practice_needs_certification"), _("Certified")
    if not figures:
        return
    if holder.certified_on is None or holder.certified_on > holder.as_of:
        yield Line("certification", label, State.MISSING, _("In progress"), None, figures)
        return
    number = holder.number or _("no number on record")
    words = _("Since {day}, {number}").format(day=short_day(holder.certified_on), number=number)
    yield Line("certification", label, State.DONE, words, None, figures)
    until = expires(holder)
    if until is not None:
        names = ("renewal_due", "renewal_fee_cents", "certification_years")
        known = _("Holds until {day}") if holder.expires_on else _("No end on record; by the rule {day}")
        words = known.format(day=short_day(until))
        state = state_until(until, holder.as_of)
        yield Line("renewal", _("Renewal"), state, words, until, holder.asked(*names))


def _education(holder: Holder) -> Iterator[Line]:
    names = ("ce_minutes_yearly", "ce_minutes_two_years", "ce_carry_minutes", "ce_preparation_minutes",
             "ce_ethics_minutes", "ce_starts", "ce_carry_from_exempt")  # fmt: skip
    figures, label = holder.asked(*names), _("Continuing education, {period}")
    for period in holder.account.periods:
        over = period.last < holder.as_of
        if not period.asked or (over and period.whole):
            continue
        state = State.DONE if period.whole else State.LATE if over else state_until(period.last, holder.as_of)
        state = State.OPEN if state is State.DONE and not period.whole else state
        code = f"ce/{period.first.isoformat()}"
        yield Line(code, label.format(period=period.label), state, period_words(period), period.last, figures)
    suicide = holder.asked("ce_suicide_prevention_minutes", "ce_suicide_prevention_years")
    for part in holder.account.suicide_prevention[-1:]:
        words = _("{had} of {needed} by {day}").format(
            had=hours_text(part.earned), needed=hours_text(part.needed), day=short_day(part.last)
        )
        state = state_until(part.last, holder.as_of) if part.short else State.DONE
        state = State.OPEN if part.short and state is State.DONE else state
        yield Line("suicide_prevention", _("Suicide prevention course"), state, words, part.last, suicide)


def period_words(period: education.Period) -> str:
    """What a period has of what it needs, what was carried into it, and what is short."""
    words = _("{had} of {needed}").format(
        had=hours_text(period.earned + period.carried), needed=hours_text(period.needed)
    )
    if period.opened_on is not None:
        brought = _(", {carried} of it brought along on {day}")
        words += brought.format(carried=hours_text(period.carried), day=short_day(period.opened_on))
    elif period.carried:
        words += _(", {carried} of it carried over").format(carried=hours_text(period.carried))
    if period.short:
        words += _("; {short} short").format(short=hours_text(period.short))
    if period.ethics is not None and period.ethics.short:
        words += _("; {short} of ethics short").format(short=hours_text(period.ethics.short))
    return words


def _on(day: dt.date) -> str:
    return _("On {day}").format(day=short_day(day))


LINES: tuple[Callable[[Holder], Iterator[Line]], ...] = (
    _age, _background, _recovery, _training, _exam, _background_check, _attestation, _agreement, _ethics, _experience,
    _to_certify, _application, _certification, _education,
)  # fmt: skip
