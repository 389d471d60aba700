"""The credentials checklist of a person under a pack: done, missing, expiring, each with the figures that ask for it.

A line stands for what the pack asks on the day; nothing is asked that the pack does not name. Plain values only.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from app.services.rules import education, exams, figures
from app.services.rules.civil import DAY, anniversary
from app.services.rules.packs import Confidence, Figure, Pack, Rule
from app.services.rules.qualification import hours_text
from app.services.rules.steps import Kind, Step, latest, of_kind
from app.wording import N_, _, plural, short_day

STAGES = (7, 30, 60, 90)  # days before an end at which we remind; our own reminder, no rule


class State(StrEnum):
    """How a line stands; `open` is under way with time left, `soon` ends within the longest reminder."""

    DONE = "done"
    OPEN = "open"
    MISSING = "missing"
    SOON = "soon"
    LATE = "late"


class Line(NamedTuple):
    """One line of the checklist; `until` is the day on which it ends or is due, `figures` what asks for it.

    `step` is the kind of step that it lacks, where it is met by several. What a certification says was met need not be on
    record here.
    """

    code: str
    label: str
    state: State
    words: str
    until: dt.date | None = None
    figures: tuple[Figure, ...] = ()
    step: str = ""
    on_record: bool = True

    @property
    def ours(self) -> bool:
        """Whether nothing but our own choice asks for it: a reminder for the agency, and nothing for a Board's paper."""
        return all(figure.confidence is Confidence.OUR_CHOICE for figure in self.figures)


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

    @property
    def certified(self) -> bool:
        """Whether the certification is held, or was, on the day."""
        return self.certified_on is not None and self.certified_on <= self.as_of

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
    """Every line that the pack asks for, in the order in which a person meets them; what is only proposed says so."""
    return tuple(_proposed(line) for make in LINES for line in make(holder))


def _proposed(line: Line) -> Line:
    first = line.figures[0] if line.figures else None
    return line._replace(label=figures.marked(line.label, first)) if figures.is_proposed(first) else line


def _to_be_certified(make: Callable[[Holder], Iterator[Line]]) -> Callable[[Holder], Iterator[Line]]:
    """What is asked to be certified is not asked again of the certified: the certification says that it was met."""

    def made(holder: Holder) -> Iterator[Line]:
        for line in make(holder):
            met = holder.certified and not line.ours and line.state in (State.MISSING, State.OPEN)
            if met and holder.certified_on is not None:
                told = _("Met with the certification of {day}; not on record here")
                if line.state is State.OPEN:
                    told = _("{words}; certified on {day}")
                words = told.format(day=short_day(holder.certified_on), words=line.words)
                line = line._replace(state=State.DONE, words=words, on_record=line.state is State.OPEN)
            yield line

    return made


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
    lived, years = holder.asked("lived_experience_years"), holder.amount("lived_experience_years") or 0
    label = plural("Lived experience of {count} year", "Lived experience of {count} years", years)
    yield from _simple(holder, "lived_experience", label, Kind.LIVED_EXPERIENCE, lived)


def _recovery(holder: Holder) -> Iterator[Line]:
    figures = holder.asked("recovery_years", "recovery_reaffirmed_years")
    if not figures:
        return
    asked, found = holder.amount("recovery_years"), latest(holder.steps, Kind.RECOVERY)
    label = _("Time in recovery confirmed")
    if asked is not None:
        label = plural("{count} year in recovery confirmed", "{count} years in recovery confirmed", asked)
    last = found.date if found is not None else holder.certified_on if holder.certified else None
    if last is None:
        yield Line("recovery", label, State.MISSING, _("Not on record"), None, figures)
        return
    years = holder.amount("recovery_reaffirmed_years")
    until = anniversary(last, years) if years else None
    words = _on(last) if found is not None else _("With the certification of {day}").format(day=short_day(last))
    if until is not None:
        told = _("Confirmed on {day}; again by {until}")
        if found is None:
            told = _("Confirmed with the certification of {day}; again by {until}")
        words = told.format(day=short_day(last), until=short_day(until))
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
    named = figures[0].value if figures else ()
    parts = {part: PARTS[part] for part in named if part in PARTS} if isinstance(named, tuple) else {}
    if not parts:
        return
    days = {kind: found.date for kind in parts.values() if (found := latest(holder.steps, kind)) is not None}
    words = _("{count} of {parts} parts on record").format(count=len(days), parts=len(parts))
    if days:
        words += ", " + ", ".join(dict.fromkeys(short_day(day) for day in days.values()))
    label = _("Attestation: {parts}").format(parts=", ".join(map(_, parts)))
    lacking = next((kind.value for kind in parts.values() if kind not in days), "")
    state = State.MISSING if lacking else State.DONE
    yield Line("attestation", label, state, words, None, figures, lacking)


# The parts of an attestation by the words of the packs, and the step that each is.
PARTS = {
    "diagnosis": Kind.ATTESTATION_DIAGNOSIS,
    "treatment received": Kind.ATTESTATION_TREATMENT,
    "services received": Kind.ATTESTATION_TREATMENT,
    "identifies as in recovery": Kind.ATTESTATION_RECOVERY,
    "identifies as a caregiver": Kind.ATTESTATION_CAREGIVER,
    "willing to share": Kind.ATTESTATION_SHARING,
}


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
    scope = holder.asked("scope_in_writing")
    yield from _simple(holder, "scope", _("Agreed to work within the scope of practice"), Kind.SCOPE, scope)


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
    fee = _("Application fee of {fee} paid").format(fee=_fee(applied))
    yield from _simple(holder, "application_fee", fee, Kind.APPLICATION_FEE, applied)
    fingerprints = holder.asked("fingerprint_fee_cents")
    fee = _("Fingerprint fee of {fee} paid").format(fee=_fee(fingerprints))
    yield from _simple(holder, "fingerprint_fee", fee, Kind.FINGERPRINT_FEE, fingerprints)


def _fee(found: tuple[Figure, ...]) -> str:
    return figures.words(found[0]) if found else ""


def _certification(holder: Holder) -> Iterator[Line]:
    figures, label = holder.asked("certification"), _("Certified")
    if not figures:
        return
    figures += holder.asked("practice_needs_certification")
    if holder.certified_on is None or holder.certified_on > holder.as_of:
        yield Line("certification", label, State.MISSING, _("In progress"), None, figures)
        return
    number = holder.number or _("no number on record")
    words = _("Since {day}, {number}").format(day=short_day(holder.certified_on), number=number)
    yield Line("certification", label, State.DONE, words, None, figures)
    until = expires(holder)
    if until is not None:
        names = ("renewal_due", "certification_years", "renewal_fee_cents", "late_penalty_percent")
        known = _("Holds until {day}") if holder.expires_on else _("No end on record; by the rule {day}")
        state = state_until(until, holder.as_of)
        words = known.format(day=short_day(until)) + _renewal_fee(holder, late=state is State.LATE)
        yield Line("renewal", _("Renewal"), state, words, until, holder.asked(*names))


def _renewal_fee(holder: Holder, late: bool) -> str:
    """What a renewal costs, and what more where it comes late; '' where the pack names no fee."""
    fee, percent = holder.amount("renewal_fee_cents"), holder.amount("late_penalty_percent")
    if fee is None:
        return ""
    told = _("; the fee is {fee}").format(fee=figures.money(fee))
    if late and percent:
        told += _(", and {more} more for being late").format(more=figures.money(-(-fee * percent // 100)))
    return told


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
    *map(_to_be_certified, (_age, _background)), _recovery,
    *map(_to_be_certified, (_training, _exam, _background_check, _attestation)), _agreement,
    *map(_to_be_certified, (_ethics, _experience, _to_certify, _application)), _certification, _education,
)  # fmt: skip
