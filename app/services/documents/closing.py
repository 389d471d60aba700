"""How the supervision log ends: the card of totals, the attestation, and the signature lines."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

from app.services.documents import words
from app.services.documents.blocks import (
    BODY,
    HEADING,
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
from app.services.documents.text import Ruler, Style
from app.wording import ROUNDED, _, plural

if TYPE_CHECKING:
    from app.services.documents.supervision_log import LogTotals, SupervisionLog

# Rows of two signature lines: as many as a page takes below the attestation, as many as stay there where there are
# more, and the most in one further block.
TOGETHER, BROKEN, MOST = 3, 2, 4


def of_log(ruler: Ruler, log: SupervisionLog) -> tuple[Block, list[Block]]:
    """What stays with the last rows; where so many signed that no page takes them, whole blocks of further lines.

    The lines of up to five supervisors stand under the attestation: a line alone on a page signs nothing that is seen.
    """
    people = (log.supervisor,) if log.supervisor else log.supervisors
    signers = [(log.staff.name, log.staff.under_signature())]
    signers += [(person.titled, person.under_signature()) for person in people]
    lines = [Signatures(ruler, signers[start : start + 2]) for start in range(0, len(signers), 2)]
    totals = Card(ruler, _heading(log), _of_period(log))
    beside = Beside(totals, Prose(ruler, attestation(log)), 268)
    here = len(lines) if len(lines) <= TOGETHER else BROKEN
    return Stack([Space(14), beside, *lines[:here]]), _further(ruler, lines[here:])


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
        Figure(_required(totals), _or_none(totals)),
        Figure(credited, words.length(totals.credited_minutes)),
        *_elsewhere(totals),
        *_over(totals),
        *_owed(totals, last),
    ]


def _before(totals: LogTotals, first: dt.date) -> list[Figure]:
    before = totals.brought_forward_minutes
    if not before:
        return []
    label = _("Owed before {day}") if before > 0 else _("Ahead before {day}")
    return [Figure(label.format(day=words.long_day(first)), words.length(abs(before)))]


def _required(totals: LogTotals) -> str:
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


def attestation(log: SupervisionLog) -> list[tuple[str, Style]]:
    """What the signers attest, where to find what is not credited, and how long the log is kept."""
    short = sum(bool(row.reasons) for row in log.rows)
    partly = plural(
        "{count} session is not credited, or only in part: its line says why.",
        "{count} sessions are not credited, or only in part: their lines say why.",
        short,
    )
    return [
        (_("Attestation"), HEADING),
        (_("We attest that this log is accurate and complete: each session was held on the day and for the time"
           " shown. Where a check mark stands, the supervisor reviewed and approved (a) assessments,"
           " interpretations and referrals, and (b) support given, results of assessments and the plans made from"
           " them. This log holds no confidential information about any person served."), BODY),
        (partly if short else "", QUIET),
        (_(ROUNDED), QUIET),
        (log.rule_note, QUIET),
        (_("Keep this log at least {years} years.").format(years=log.retention_years), QUIET),
    ]  # fmt: skip
