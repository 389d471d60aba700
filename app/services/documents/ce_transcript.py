"""The transcript of continuing education: every course of a period, where it counts, and the account by year or period."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import BODY, HEADING, QUIET, Block, Prose, Signatures, Space, Stack
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead, StaffLine
from app.services.documents.table import Carry, Column, FastTable, Look, Row, Sheet
from app.services.documents.text import DANGER, MEDIUM, MUTED, REGULAR, Ruler, Style
from app.wording import _

PLAIN, STRONG, SECOND = Style(REGULAR, 8.5), Style(MEDIUM, 8.5), Style(REGULAR, 8, MUTED)
SHORT = Style(MEDIUM, 8.5, DANGER)
LOOK = Look(row=17, first=11.5, below=5.5, head=25, carry=18)


@dataclass(frozen=True)
class CourseLine:
    """One course in minutes; `counts` says where it counts, a line a rule pack; `proof` whether a file is on record.

    `topics` are the lines of the lists of competencies, ethics and scope that it covered; `number` is that of its
    certificate and `approval` who approved it, where known.
    """

    date: dt.date
    title: str
    provider: str
    minutes: int
    ethics_minutes: int = 0
    suicide_prevention_minutes: int = 0
    preparation_minutes: int = 0
    counts: tuple[str, ...] = ()
    proof: bool = False
    topics: tuple[str, ...] = ()
    number: str = ""
    approval: str = ""


@dataclass(frozen=True)
class AccountLine:
    """One period of a pack's account in minutes; `needed` None where nothing is asked; `note` names what else is short."""

    pack: str
    period: str
    needed: int | None
    earned: int
    carried: int
    short: int
    note: str = ""


@dataclass(frozen=True)
class Transcript:
    """Everything that the paper shows; courses in order of date."""

    agency: Letterhead
    staff: StaffLine
    first: dt.date
    last: dt.date
    courses: tuple[CourseLine, ...]
    account: tuple[AccountLine, ...] = ()
    rule_note: str = ""


def write(transcript: Transcript, path: Path) -> None:
    """Write the transcript as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(transcript))


def render(transcript: Transcript) -> bytes:
    """The transcript as a PDF; the same transcript gives the same bytes."""
    ruler, when = Ruler(), words.period(transcript.first, transcript.last)
    paper = Paper(
        agency=transcript.agency,
        title=_("Continuing education"),
        subtitle=when,
        fields=(Field(_("Peer supporter"), transcript.staff.name, detail=transcript.staff.numbered),),
        running=f"{transcript.staff.name}, {transcript.staff.under_signature()}. {when}",
        landscape=False,
    )
    return compose(paper, _flow(ruler, transcript), ruler)


def _flow(ruler: Ruler, transcript: Transcript) -> list[Block]:
    carry = Carry(
        to_page=lambda page: _("Carried to page {page}").format(page=page),
        from_page=lambda page: _("Carried from page {page}").format(page=page),
        shown=words.short_length,
        label_column=1,
        sum_column=2,
    )
    rows = [_course(line) for line in transcript.courses]
    nothing = Row((((_("No continuing education is on record in this period."), PLAIN),),), span=True)
    courses = Sheet(ruler, _columns(), [*rows, _sum(transcript)] if rows else [nothing], LOOK, carry)
    if not transcript.account:
        return [FastTable(courses, _closing(ruler, transcript))]
    account = Sheet(ruler, _account_columns(), [_account(line) for line in transcript.account], LOOK)
    return [
        FastTable(courses), Space(18), Prose(ruler, [(_("Account by year or period"), HEADING)]), Space(5),
        FastTable(account, _closing(ruler, transcript)),
    ]  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Date"), 58),
        Column(_("Course and provider"), 150),
        Column(_("Hours"), 34, "right"),
        Column(_("Ethics"), 34, "right", _("of these")),
        Column(_("Suicide"), 40, "right", _("prevention")),
        Column(_("Preparing"), 42, "right", _("of these"), 10),
        Column(_("Counts"), 78),
    )


def _course(line: CourseLine) -> Row:
    parts = (line.ethics_minutes, line.suicide_prevention_minutes, line.preparation_minutes)
    counts = [(text, SECOND) for text in line.counts] + ([(_("Proof on record"), SECOND)] if line.proof else [])
    topics = [(_("Topics: {topics}.").format(topics="; ".join(line.topics)), SECOND)] if line.topics else []
    return Row(
        (
            ((words.short_day(line.date), STRONG),),
            ((line.title, STRONG), (_behind(line), SECOND), *topics),
            ((words.short_length(line.minutes), PLAIN),),
            *(((words.short_length(part), PLAIN),) if part else () for part in parts),
            tuple(counts),
        ),
        line.minutes,
    )


def _behind(line: CourseLine) -> str:
    """Provider, number of the certificate and approval on one line; what is not known is left out."""
    parts = [line.provider]
    if line.number:
        parts.append(_("certificate {number}").format(number=line.number))
    if line.approval:
        parts.append(_("approved by {approval}").format(approval=line.approval))
    return ", ".join(part for part in parts if part)


def _sum(transcript: Transcript) -> Row:
    lines = transcript.courses
    sums = (
        sum(line.minutes for line in lines), sum(line.ethics_minutes for line in lines),
        sum(line.suicide_prevention_minutes for line in lines), sum(line.preparation_minutes for line in lines),
    )  # fmt: skip
    return Row(((), ((_("All courses"), STRONG),), *(((words.short_length(one), STRONG),) for one in sums), ()))


def _account_columns() -> tuple[Column, ...]:
    return (
        Column(_("Rules"), 54),
        Column(_("Year or period"), 108),
        Column(_("Needed"), 52, "right"),
        Column(_("Earned"), 52, "right"),
        Column(_("Carried over"), 56, "right"),
        Column(_("Short"), 52, "right", gap=14),
        Column(_("Note"), 82),
    )


def _account(line: AccountLine) -> Row:
    needed = words.length(line.needed) if line.needed is not None else _("none")
    short = (words.length(line.short), SHORT if line.short else PLAIN) if line.needed is not None else ("–", PLAIN)
    texts = (needed, words.length(line.earned), words.length(line.carried))
    cells = [((text, PLAIN),) for text in texts]
    return Row(
        (((line.pack, STRONG),), ((line.period, PLAIN),), *cells, (short,), ((line.note, SECOND),) if line.note else ())
    )


def _closing(ruler: Ruler, transcript: Transcript) -> Block:
    statement = _("I took part in the courses on this transcript, and I keep the proof of each.")
    prose = Prose(ruler, [(statement, BODY), (transcript.rule_note, QUIET)])
    signers = [(transcript.staff.name, transcript.staff.under_signature()), ("", _("Reviewed by"))]
    return Stack([Space(14), prose, Signatures(ruler, signers)])
