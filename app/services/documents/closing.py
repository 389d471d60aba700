"""How the supervision log ends: the card of totals, the attestation, and the signature lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from app.services.documents import words
from app.services.documents.blocks import (
    BODY,
    HEADING,
    NOTE,
    QUIET,
    Beside,
    Block,
    Card,
    Figure,
    Prose,
    Signatures,
    Space,
    Stack,
)
from app.services.documents.people import Mark, SupervisorLine
from app.services.documents.text import MEDIUM, Ruler, Style
from app.wording import N_, ROUNDED, _, plural

if TYPE_CHECKING:
    from app.services.documents.supervision_log import LogTotals, SupervisionLog

# Rows of two signature lines: as many as a page takes below the attestation, as many as stay there where there are
# more, and the most in one further block.
TOGETHER, BROKEN, MOST = 3, 2, 4
CARD = 232
SIGNED = Style(MEDIUM, 8)
ATTESTED = N_(
    "We attest that this {paper} is accurate and complete: each session was held on the day and for the time shown."
)
BOXES = N_(
    "Where a box is checked, the supervisor reviewed and approved (a) assessments, interpretations and referrals, and"
    " (b) support given, results of assessments and the plans made from them; an empty box says not, a dash that there"
    " was nothing of the kind."
)
NOTHING_PRIVATE = N_("It holds no confidential information about any person served.")
HOW_TO_CHECK = N_(
    "To check an electronic signature: in Peerdesk, Settings, Security, 'Check the store' compares each record, word for"
    " word, with what was signed. The check figure at the foot stands for everything recorded up to the newest"
    " signature here; it would be another one if anything of that were changed."
)


def of_log(ruler: Ruler, log: SupervisionLog) -> tuple[Block, list[Block]]:
    """What stays with the last rows; where so many signed that no page takes them, whole blocks of further lines.

    The lines of up to five supervisors stand under the attestation: a line alone on a page signs nothing that is seen.
    """
    signers = list(_for_ink(log))
    lines = [Signatures(ruler, signers[start : start + 2]) for start in range(0, len(signers), 2)]
    totals = Card(ruler, _heading(log), _of_period(log))
    beside = Beside(totals, Prose(ruler, _attestation(log), 4), CARD, 16)
    signed = list(_signed(log))
    here = len(lines) if len(lines) <= TOGETHER else BROKEN
    blocks: list[Block] = [Space(12), beside]
    if signed:
        blocks += [Space(9), Prose(ruler, [(line, SIGNED) for line in signed], 3)]
    blocks += [Space(7), Prose(ruler, [(line, NOTE) for line in _notes(log)], 2)]
    return Stack([*blocks, *lines[:here]]), _further(ruler, lines[here:])


def _people(log: SupervisionLog) -> tuple[SupervisorLine, ...]:
    return (log.supervisor,) if log.supervisor else log.supervisors


def _for_ink(log: SupervisionLog) -> Iterator[tuple[str, str]]:
    """Who signs below by hand: on a paper for signature those whose signature a row still lacks, on a draft all."""
    if not (log.to_sign or log.draft):
        return
    if not log.rows or any(row.signing.staff is None for row in log.rows):
        yield log.staff.name, log.staff.under_signature()
    for person in _people(log):
        rows = log.led_by(person)
        if not rows or any(row.signing.supervisor is None for row in rows):
            yield person.titled, person.under_signature()


def _signed(log: SupervisionLog) -> Iterator[str]:
    """A line for each who signed in the app, and for each who signed by hand before."""
    own = [row.signing.staff for row in log.rows if row.signing.staff]
    yield from signed_lines(f"{log.staff.name}, {log.staff.under_signature()}", own)
    for person in _people(log):
        given = [row.signing.supervisor for row in log.led_by(person) if row.signing.supervisor]
        yield from signed_lines(f"{person.titled}, {person.license_number}", given)


def signed_lines(who: str, given: Iterable[Mark]) -> Iterator[str]:
    """How somebody signed, a line for each way: in the app with the moment, by hand with the day."""
    marks = sorted(given, key=lambda mark: (mark.on, mark.at is not None, mark.at or dt.datetime.min))
    for by_hand in (False, True):
        found = [mark for mark in marks if mark.by_hand == by_hand]
        if not found:
            continue
        told = _("Signed by hand by {who}, on {day}") if by_hand else _("Signed electronically by {who}, on {day}")
        line = told.format(who=who, day=words.short_day(found[-1].on))
        if found[-1].at is not None:
            line = _("{signed} at {time}").format(signed=line, time=words.clock(found[-1].at.time()))
        if len(found) > 1:
            line = _("{signed} (the last of {count} sessions)").format(signed=line, count=len(found))
        yield f"{line}."


def _further(ruler: Ruler, lines: list[Signatures]) -> list[Block]:
    """Signature lines that go on elsewhere, in blocks of two to four rows that say what they belong to."""
    if not lines:
        return []
    blocks = -(-len(lines) // MOST)
    cuts = [len(lines) * block // blocks for block in range(blocks + 1)]
    said = Prose(ruler, [(_("Further signatures under the attestation of this log"), HEADING)])
    return [Stack([Space(14), said, *lines[start:stop]]) for start, stop in pairwise(cuts)]


def _heading(log: SupervisionLog) -> str:
    return _("Hours, {period}").format(period=words.period(log.first, log.last))


def _of_period(log: SupervisionLog) -> list[Figure]:
    sessions = sum(row.credited_minutes > 0 for row in log.rows)
    return figures(log.totals, log.first, log.last, sessions)


def figures(totals: LogTotals, first: dt.date, last: dt.date, sessions: int) -> list[Figure]:
    """The ledger's sum, line by line: what was owed before, worked, required, credited, not carried, owed."""
    credited = plural("Credited, {count} session", "Credited, {count} sessions", sessions)
    return [
        *_before(totals, first),
        Figure(_("Worked"), words.length(totals.worked_minutes)),
        *_by_rate(totals),
        Figure(_required(totals), _or_none(totals)),
        Figure(credited, words.length(totals.credited_minutes)),
        *_elsewhere(totals),
        *_over(totals),
        *_owed(totals, last),
        *_otherwise(totals),
    ]


def _before(totals: LogTotals, first: dt.date) -> list[Figure]:
    before = totals.brought_forward_minutes
    if not before:
        return []
    label = _("Owed before {day}") if before > 0 else _("Ahead before {day}")
    return [Figure(label.format(day=words.long_day(first)), words.length(abs(before)))]


def _by_rate(totals: LogTotals) -> Iterator[Figure]:
    """Each rate of the period with its hours and what they require."""
    for part in totals.parts:
        label = _("of {worked}, {ratio}").format(worked=words.length(part.worked_minutes), ratio=part.ratio)
        yield Figure(label, words.length(part.required_minutes), part=True)


def _required(totals: LogTotals) -> str:
    if totals.parts:
        return _("Required in all")
    return _("Required, {ratio}").format(ratio=totals.ratio) if totals.ratio else _("Required")


def _or_none(totals: LogTotals) -> str:
    return _("no ratio set") if totals.required_minutes is None else words.length(totals.required_minutes)


def _elsewhere(totals: LogTotals) -> list[Figure]:
    if not totals.credited_elsewhere_minutes:
        return []
    return [Figure(_("Credited with other supervisors"), words.length(totals.credited_elsewhere_minutes))]


def _over(totals: LogTotals) -> list[Figure]:
    """Surplus that the rule pack does not carry into the next month."""
    months = [(month, minutes) for month, minutes in totals.not_carried if minutes]
    if not months:
        return []
    if len(months) == 1:
        label = _("Over in {month}, not carried").format(month=words.month(months[0][0], year=False))
    else:
        label = _("Over in {count} months, not carried").format(count=len(months))
    return [Figure(label, words.length(sum(minutes for _month, minutes in months)))]


def _owed(totals: LogTotals, last: dt.date) -> list[Figure]:
    owed = totals.owed_minutes
    if owed is None:
        return []
    day = words.long_day(totals.owed_on, last)
    label = _("Owed on {day}") if owed >= 0 else _("Ahead on {day}")
    return [Figure(label.format(day=day), words.length(abs(owed)), strong=True)]


def _otherwise(totals: LogTotals) -> Iterator[Figure]:
    """The figure that the other choice on surplus gives; which decided stands below the card."""
    if totals.other_minutes is None:
        return
    other = totals.other_minutes
    if totals.carries:
        label = _("If surplus were not carried on: owed")
    else:
        label = _("If surplus were carried on: owed") if other >= 0 else _("If surplus were carried on: ahead")
    yield Figure(label, words.length(abs(other)))


def attested(paper: str, *, boxes: bool = False) -> str:
    """What the signers of a paper attest; `paper` is what it is called, such as log; `boxes`: sign-offs stand on it."""
    return " ".join([_(ATTESTED).format(paper=paper), *([_(BOXES)] if boxes else []), _(NOTHING_PRIVATE)])


def _attestation(log: SupervisionLog) -> list[tuple[str, Style]]:
    """What the signers attest, and where to find what is not credited."""
    short = sum(bool(row.reasons) for row in log.rows)
    partly = plural(
        "{count} session is not credited, or only in part: its line says why.",
        "{count} sessions are not credited, or only in part: their lines say why.",
        short,
    )
    keep = _("Keep this log at least {years} years.").format(years=log.retention_years)
    kept = " ".join((_(ROUNDED), keep))
    return [
        (_("Attestation"), HEADING), (attested(_("log"), boxes=True), BODY), (partly if short else "", QUIET), (kept, NOTE),
    ]  # fmt: skip


def _notes(log: SupervisionLog) -> Iterator[str]:
    """How to check a signature; what decided though no rule says it, and the sources of what does."""
    if any(mark and mark.at for row in log.rows for mark in (row.signing.staff, row.signing.supervisor)):
        yield _(HOW_TO_CHECK)
    yield " ".join([*log.choices, log.rule_note]).strip()
