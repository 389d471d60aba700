"""How one row is treated on one day: which pack it belongs to, and why a supervision session is not credited.

Judged for a day, a pack enrolment and a supervisor; the ledger asks once for each stretch of days without a change.
What a session lacks is told in one order everywhere, the weightiest first: see `WEIGHT`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.services.rules import packs, qualification
from app.services.rules.civil import day_after
from app.services.rules.packs import Pack, Rule
from app.services.rules.qualification import Supervisor
from app.wording import _, length

VOID, AFTER_AS_OF, NOT_SIGNED, OVERLAP = "void", "after_as_of", "not_signed", "overlap"
BEFORE_START, AFTER_END, PACK_NOT_HELD = "before_start", "after_end", "pack_not_held"
NO_AGREEMENT, NOT_CONFIRMED = "no_agreement", "not_confirmed"
SHORT_SESSION, CERTIFICATION_LAPSED, BEFORE_FIRST_RULE = (
    "short_session",
    "certification_lapsed",
    "before_first_rule",
)

# Every reason, the weightiest first: what nothing can mend any more, then what a person can, then what time or a
# signature brings. A session that lacks several things is told by the first.
WEIGHT = (
    VOID, PACK_NOT_HELD, BEFORE_START, AFTER_END, qualification.NO_LICENSE, qualification.LICENSE_TYPE,
    qualification.LICENSE_NOT_IN_FORCE, qualification.EXPERIENCE, NO_AGREEMENT, NOT_CONFIRMED, AFTER_AS_OF, NOT_SIGNED,
    OVERLAP,
)  # fmt: skip
WAITS = frozenset({AFTER_AS_OF, NOT_SIGNED})  # what passes by itself once the day has come and the supervisor has signed

Reasons = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A staff member's time in one pack; an opening balance (minutes owed) holds when both of its fields are given."""

    pack: str
    started_on: dt.date
    ended_on: dt.date | None = None
    certified_on: dt.date | None = None
    certification_expires_on: dt.date | None = None
    opening_owed_minutes: int | None = None
    opened_on: dt.date | None = None

    @property
    def opening_on(self) -> dt.date | None:
        """The day of the opening balance, where one is given: rows before it neither count nor are listed."""
        return self.opened_on if self.opening_owed_minutes is not None else None

    def in_force(self, day: dt.date) -> bool:
        """Whether the day lies within the enrolment, both ends included."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A supervision agreement of the staff member with this supervisor; blank `ends_on`: still running."""

    supervisor: str
    signed_on: dt.date
    ends_on: dt.date | None
    not_therapist_confirmed: bool

    def in_force(self, day: dt.date) -> bool:
        """Whether the agreement runs on that day, both ends included."""
        return self.signed_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Case:
    """One line's side of the question: the enrolment, its pack, and the person's other enrolments."""

    enrolment: Enrolment
    pack: Pack
    as_of: dt.date
    others: tuple[Enrolment, ...] = ()


@dataclass(frozen=True, slots=True)
class HoursStanding:
    """How hours of a day are treated: `counted`, or listed for `reasons`, or (neither) not this line's.

    `weight` is the ratio as a whole number of 1/`Pack.unit`.
    """

    counted: bool
    weight: int = 0
    reasons: Reasons = ()


@dataclass(frozen=True, slots=True)
class SessionStanding:
    """How sessions of a day are treated, signatures aside; `ours` is false where another line or nothing takes them."""

    ours: bool
    reasons: Reasons = ()
    short_below: int = 0
    flags: tuple[str, ...] = ()


def boundaries(enrolment: Enrolment, pack: Pack) -> tuple[dt.date, ...]:
    """The days, in order, on which the treatment of hours may change under this enrolment."""
    days = {enrolment.started_on} | {rule.in_force_from for rule in pack.rules[1:]}
    if enrolment.ended_on is not None:
        days.add(day_after(enrolment.ended_on))
    if enrolment.opening_on is not None:
        days.add(enrolment.opening_on)
    if enrolment.certified_on is not None and any(
        rule.ratio_after_certification is not None for rule in pack.rules
    ):
        days.add(enrolment.certified_on)
    return tuple(sorted(days))


def hours_cuts(case: Case) -> set[dt.date]:
    """The days on which `hours_standing` may change: the boundaries of the line and of the person's other enrolments."""
    days = {*boundaries(case.enrolment, case.pack), day_after(case.as_of)}
    for other in case.others:
        days.add(other.started_on)
        if other.ended_on is not None:
            days.add(day_after(other.ended_on))
    return days


def hours_standing(case: Case, row_pack: str | None, day: dt.date) -> HoursStanding:
    """How hours of that day count under the line; `row_pack` is the pack that the row names, if any."""
    if day > case.as_of or not _ours(case, row_pack, day):
        return HoursStanding(counted=False)
    outside = _outside(case, row_pack, day)
    if outside:
        return HoursStanding(counted=False, reasons=outside)
    certified_on = case.enrolment.certified_on
    certified = certified_on is not None and certified_on <= day
    ratio = case.pack.rule_on(day).rule.ratio_for(certified) or 0
    return HoursStanding(counted=True, weight=int(ratio * case.pack.unit))


def session_cuts(case: Case, supervisor: Supervisor, agreements: Sequence[Agreement]) -> set[dt.date]:
    """The days on which `session_standing` may change for this supervisor."""
    days = hours_cuts(case) | {case.pack.rules[0].in_force_from}
    if case.enrolment.certification_expires_on is not None:
        days.add(day_after(case.enrolment.certification_expires_on))
    for agreement in agreements:
        days.add(agreement.signed_on)
        if agreement.ends_on is not None:
            days.add(day_after(agreement.ends_on))
    return days.union(qualification.days_of_change(supervisor, case.pack.rules))


def session_standing(
    case: Case, row_pack: str | None, supervisor: Supervisor, agreements: Sequence[Agreement], day: dt.date
) -> SessionStanding:
    """How a session of that day with this supervisor stands; `agreements` are those of the pair."""
    if not _ours(case, row_pack, day):
        return SessionStanding(ours=False)
    on = case.pack.rule_on(day)
    codes = qualification.qualified(supervisor, on.rule, day)
    unqualified = tuple(zip(codes, qualification.reasons(supervisor, on.rule, day), strict=True))
    outside = _outside(case, row_pack, day)
    late = _late(case, day) if day > case.as_of else ()
    expires = case.enrolment.certification_expires_on
    lapsed = expires is not None and day > expires
    flags = (BEFORE_FIRST_RULE,) * on.before_first + (CERTIFICATION_LAPSED,) * lapsed
    return SessionStanding(
        ours=True,
        reasons=outside + unqualified + _agreed(agreements, on.rule, day) + late,
        short_below=on.rule.min_session_minutes or 0,
        flags=() if outside else flags,
    )


def not_signed(as_of: dt.date) -> tuple[str, str]:
    """The reason of a session without the supervisor's signature by then."""
    text = _("Not signed by the supervisor on or before {day}")
    return NOT_SIGNED, text.format(day=as_of.isoformat())


def voided() -> tuple[str, str]:
    """The reason of a session that a signed amendment took back."""
    return VOID, _("Voided by a signed amendment")


def overlap(lost: int, minutes: int, start: str) -> tuple[str, str]:
    """The reason of a session that loses minutes to one that starts earlier, at `start`."""
    text = _(
        "Overlaps the session that starts at {start}: {lost} of its {all} are credited there already"
    )
    return OVERLAP, text.format(start=start, lost=length(lost), all=length(minutes))


def flag_text(code: str, case: Case) -> str:
    """The sentence of a month's flag (`short_session` has its own, by session)."""
    if code == CERTIFICATION_LAPSED:
        expires = case.enrolment.certification_expires_on
        assert expires is not None
        return _(
            "The certification on record ended on {day}. The ratio stays the same; check the renewal."
        ).format(day=expires.isoformat())
    first = case.pack.rules[0].in_force_from.isoformat()
    return _(
        "Some days come before the first rule on file ({day}). The earliest rule is used for them."
    ).format(day=first)


def short_text(date: dt.date, start: str, minutes: int, floor: int) -> str:
    """The sentence of a credited session under the shortest length that the rule names, both in minutes."""
    return _(
        "The session of {day} at {start} lasted {time}, under {floor}. It is credited."
    ).format(day=date.isoformat(), start=start, time=length(minutes), floor=length(floor))


def by_supervisor(agreements: Sequence[Agreement]) -> Mapping[str, list[Agreement]]:
    """The agreements of one person, by supervisor code."""
    found: dict[str, list[Agreement]] = {}
    for agreement in agreements:
        found.setdefault(agreement.supervisor, []).append(agreement)
    return found


def _candidates(case: Case, row_pack: str | None) -> list[Enrolment]:
    every = (case.enrolment, *case.others)
    return [enrolment for enrolment in every if row_pack is None or enrolment.pack == row_pack]


def _ours(case: Case, row_pack: str | None, day: dt.date) -> bool:
    """Whether a row of that day counts or is listed under this line: a row that no enrolment takes is listed under all."""
    opening = case.enrolment.opening_on
    if opening is not None and day < opening:
        return False
    candidates = _candidates(case, row_pack)
    if not candidates:
        return True
    if not any(enrolment is case.enrolment for enrolment in candidates):
        return False
    return case.enrolment.in_force(day) or not any(enrolment.in_force(day) for enrolment in candidates)


def _outside(case: Case, row_pack: str | None, day: dt.date) -> Reasons:
    enrolment = case.enrolment
    if row_pack is not None and row_pack != enrolment.pack:
        known = packs.all_packs().get(row_pack)
        text = _("Typed for the rules “{pack}”, under which this person does not work")
        return ((PACK_NOT_HELD, text.format(pack=_(known.title) if known else row_pack)),)
    if day < enrolment.started_on:
        text = _("Before the first day under these rules, {day}")
        return ((BEFORE_START, text.format(day=enrolment.started_on.isoformat())),)
    if enrolment.ended_on is not None and day > enrolment.ended_on:
        text = _("After the last day under these rules, {day}")
        return ((AFTER_END, text.format(day=enrolment.ended_on.isoformat())),)
    return ()


def _late(case: Case, day: dt.date) -> Reasons:
    text = _("Dated after {day}, the day up to which is reckoned")
    return ((AFTER_AS_OF, text.format(day=case.as_of.isoformat())),)


def _agreed(agreements: Sequence[Agreement], rule: Rule, day: dt.date) -> Reasons:
    running = [agreement for agreement in agreements if agreement.in_force(day)]
    if rule.agreement_required and not running:
        return ((NO_AGREEMENT, _("No supervision agreement between the two was in force that day")),)
    if rule.not_therapist and not all(agreement.not_therapist_confirmed for agreement in running):
        text = _(
            "An agreement in force that day does not confirm that the supervisor is not this person's therapist"
        )
        return ((NOT_CONFIRMED, text),)
    return ()
