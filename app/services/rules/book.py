"""The months of one line of the ledger while rows are taken in."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from operator import attrgetter

from app.services.rules import crediting
from app.services.rules.civil import Segments, month_last, month_text
from app.services.rules.crediting import Agreement, Case, HoursStanding, Reasons, SessionStanding
from app.services.rules.packs import Rule
from app.services.rules.qualification import Supervisor
from app.services.rules.rows import HoursNotCounted, HoursSpan, Month, NotCredited, Session


class HoursTreatment:
    """The treatment of hours under one line. The last stretch is kept: spans come in order, mostly of one stretch."""

    def __init__(self, case: Case) -> None:
        """Begin before any stretch."""
        self.case = case
        self.first, self.last = dt.date.max, dt.date.min
        self.row_pack: str | None = None
        self.standing = HoursStanding(counted=False)
        self._by_pack: dict[str | None, Segments[HoursStanding]] = {}

    def reach(self, day: dt.date, row_pack: str | None) -> None:
        """Go to the stretch of this day for rows that name this pack."""
        segments = self._by_pack.get(row_pack)
        if segments is None:
            case = self.case
            segments = Segments(
                crediting.hours_cuts(case), lambda day: crediting.hours_standing(case, row_pack, day)
            )
            self._by_pack[row_pack] = segments
        self.first, self.last, self.standing = segments.stretch(day)
        self.row_pack = row_pack

    def splits(self, span: HoursSpan) -> bool:
        """Whether the span must be given row by row."""
        first, last, _minutes, row_pack = span
        if first < self.first or first > self.last or row_pack != self.row_pack:
            self.reach(first, row_pack)
        return last > self.last or bool(self.standing.reasons)


class Book:
    """The months of one line while rows are taken in; required minutes are whole numbers of 1/`unit` minute."""

    def __init__(self, case: Case, first: int, last: int) -> None:
        """Begin with empty months, from and to the numbers of `civil.month_number`."""
        self.case, self.first, self.count = case, first, last - first + 1
        self.unit = case.pack.unit
        self.worked, self.required, self.credited, self.kept = ([0] * self.count for _each in range(4))
        self.notes: dict[int, list[NotCredited]] = {}
        self.hours: dict[int, list[HoursNotCounted]] = {}
        self.flags: dict[int, dict[str, str]] = {}

    def index(self, day: dt.date) -> int:
        """The month of a day; a day without a month goes to the nearest."""
        index = day.year * 12 + day.month - 1 - self.first
        if 0 <= index < self.count:
            return index
        return 0 if index < 0 else self.count - 1

    def flag(self, day: dt.date, code: str, text: str = "") -> None:
        """Flag the day's month; each code once, a code with its own text each time."""
        flags = self.flags.setdefault(self.index(day), {})
        if text or code not in flags.values():
            flags[text or crediting.flag_text(code, self.case)] = code

    def take_hours(self, spans: Iterable[HoursSpan]) -> None:
        """Add worked and required minutes; list what lies outside the enrolment."""
        hours, worked, required = HoursTreatment(self.case), self.worked, self.required
        known = self.case.pack.rules[0].in_force_from
        expires = self.case.enrolment.certification_expires_on or dt.date.max
        for span in spans:
            first, last, minutes, _row_pack = span
            if hours.splits(span):
                self.list_hours(span, hours)
            elif hours.standing.counted:
                index = self.index(first)
                worked[index] += minutes
                required[index] += minutes * hours.standing.weight
                if first < known:
                    self.flag(first, crediting.BEFORE_FIRST_RULE)
                if last > expires:
                    self.flag(first, crediting.CERTIFICATION_LAPSED)

    def list_hours(self, span: HoursSpan, hours: HoursTreatment) -> None:
        """List one row of hours that does not count."""
        if span.first != span.last or not hours.standing.reasons:
            raise ValueError("a span of hours that must be split was given whole")
        code, text = hours.standing.reasons[0]
        row = HoursNotCounted(span.first, span.minutes, text, code)
        self.hours.setdefault(self.index(span.first), []).append(row)

    def take_sessions(
        self,
        sessions: Iterable[Session],
        supervisors: Mapping[str, Supervisor],
        agreements: Mapping[str, list[Agreement]],
    ) -> None:
        """Credit the sessions that hold; list the others with their reasons."""
        case, as_of = self.case, self.case.as_of
        unsigned, voided = (crediting.not_signed(as_of),), (crediting.voided(),)
        pairs: dict[tuple[str, str | None], Segments[SessionStanding]] = {}
        taken: list[Session] = []
        for session in sessions:
            _key, date, start, starts, stops, code, signed_on, row_pack, void = session
            segments = pairs.get((code, row_pack))
            if segments is None:
                supervisor = supervisors.get(code) or Supervisor(code, ())
                segments = _segments(case, row_pack, supervisor, agreements.get(code, ()))
                pairs[code, row_pack] = segments
            standing = segments.at(date)
            if not standing.ours:
                continue
            reasons = standing.reasons
            if signed_on is None or signed_on > as_of:
                reasons = reasons + unsigned
            if void or reasons:
                self.note(session, voided if void else reasons, stops - starts)
            else:
                taken.append(session)
                if stops - starts < standing.short_below:
                    self.flag_short(date, start, stops - starts, standing.short_below)
            for flag in standing.flags:
                self.flag(date, flag)
        self.credit(taken)

    def flag_short(self, date: dt.date, start: str, minutes: int, floor: int) -> None:
        """Flag a credited session under the shortest length."""
        self.flag(date, crediting.SHORT_SESSION, crediting.short_text(date, start, minutes, floor))

    def note(self, session: Session, reasons: Reasons, lost: int) -> None:
        """List a session with every reason."""
        codes = tuple(code for code, _text in reasons)
        texts = tuple(text for _code, text in reasons)
        row = NotCredited(session.date, session.start, "; ".join(texts), lost, codes[0], session.key, codes, texts)
        self.notes.setdefault(self.index(session.date), []).append(row)

    def credit(self, taken: list[Session]) -> None:
        """Credit each minute once, to the session that starts first (then stops first, then by key)."""
        taken.sort(key=attrgetter("starts", "stops", "supervisor", "key"))
        until, holder = -(1 << 62), ""
        for session in taken:
            starts, stops = session.starts, session.stops
            kept = stops - starts
            if starts < until:
                kept = max(0, stops - until)
                lost = stops - starts - kept
                self.note(session, (crediting.overlap(lost, stops - starts, holder),), lost)
            if stops > until:
                until, holder = stops, session.start
            if kept:
                index = self.index(session.date)
                self.credited[index] += kept
                self.kept[index] += 1

    def months(self) -> tuple[Month, ...]:
        """The months with required, owed and carried amounts and what goes no further; None in a pack without a ratio."""
        if not self.case.pack.has_ratio:
            return tuple(self.month(index) for index in range(self.count))
        enrolment, unit, amounts = self.case.enrolment, self.unit, Amounts(self.unit)
        owed = (enrolment.opening_owed_minutes or 0) * unit if enrolment.opening_on else 0
        found = []
        for index, required in enumerate(self.required):
            carried, owed = owed, owed + required - self.credited[index] * unit
            rule, surplus, deficit = self.rule_at_end(index), 0, 0
            if owed < 0 and not rule.carries_surplus:
                surplus, owed = -owed, 0
            elif owed > 0 and not rule.carries_deficit:
                deficit = owed
            told = (required, owed, carried, surplus, deficit)
            found.append(self.month(index, *(amounts[amount] for amount in told)))
            owed -= deficit
        return tuple(found)

    def rule_at_end(self, index: int) -> Rule:
        """The rule in force at the month's end: it says what goes on into the next month."""
        rules = self.case.pack.rules
        return rules[0] if len(rules) == 1 else self.case.pack.rule_on(month_last(self.first + index)).rule

    def month(
        self,
        index: int,
        required: Fraction | None = None,
        owed: Fraction | None = None,
        carried: Fraction | None = None,
        surplus: Fraction | None = None,
        deficit: Fraction | None = None,
    ) -> Month:
        """The month's row."""
        notes, hours, flags = self.notes.get(index, ()), self.hours.get(index, ()), self.flags.get(index, {})
        return Month(
            month_text(self.first + index),
            self.worked[index],
            required,
            self.credited[index],
            owed,
            tuple(sorted(notes, key=attrgetter("date", "start", "reason", "key"))) if notes else (),
            tuple(sorted(hours, key=attrgetter("date", "minutes", "reason"))) if hours else (),
            tuple(flags),
            tuple(flags.values()),
            carried,
            surplus,
            self.kept[index],
            deficit,
        )


class Amounts(dict[int, Fraction]):
    """Minutes from whole numbers of 1/`unit` minute, each made once."""

    def __init__(self, unit: int) -> None:
        """Begin empty."""
        super().__init__()
        self.unit = unit

    def __missing__(self, parts: int) -> Fraction:
        found = self[parts] = Fraction(parts, self.unit)
        return found


def _segments(
    case: Case, row_pack: str | None, supervisor: Supervisor, agreements: Sequence[Agreement]
) -> Segments[SessionStanding]:
    cuts = crediting.session_cuts(case, supervisor, agreements)
    return Segments(cuts, lambda day: crediting.session_standing(case, row_pack, supervisor, agreements, day))
