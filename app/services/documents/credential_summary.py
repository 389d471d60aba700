"""The credential summary: what each rule pack asks of a person and how it stands, certificates, and the list of evidence.

It holds none of the agency's own reminders.

What a background check says and evidence of a diagnosis never come here: their date and result stand in the checklist.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import (
    BODY,
    HEADING,
    QUIET,
    Block,
    Keeping,
    Prose,
    Signatures,
    Space,
    Stack,
)
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead, StaffLine
from app.services.documents.table import Cell, Column, FastTable, Look, Row, Sheet
from app.services.documents.text import ACCENT, DANGER, MEDIUM, MUTED, REGULAR, SEMIBOLD, Ruler, Style
from app.wording import _

PLAIN, STRONG, SECOND = Style(REGULAR, 8.5), Style(MEDIUM, 8.5), Style(REGULAR, 7.5, MUTED)
MET, NOT_MET, UNDER_WAY = Style(SEMIBOLD, 8.5, ACCENT), Style(SEMIBOLD, 8.5, DANGER), Style(SEMIBOLD, 8.5)
NAME = Style(SEMIBOLD, 12)
LOOK = Look(row=14.6, first=10.6, below=4, head=17)


@dataclass(frozen=True)
class RequirementLine:
    """One thing asked: the state as a word, `met` (None: under way), the detail, and the numbers of its sources."""

    label: str
    state: str
    met: bool | None
    detail: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class PackPart:
    """One rule pack: its title, what it asks, and its sources from 1 on."""

    title: str
    lines: tuple[RequirementLine, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class CertificateLine:
    """One certificate from any issuer."""

    title: str
    issuer: str
    number: str
    issued_on: dt.date
    expires_on: dt.date | None = None


@dataclass(frozen=True)
class EvidenceLine:
    """One file on record: what it is, what it belongs to, and when it was added."""

    title: str
    kind: str
    belongs_to: str
    added_on: dt.date


@dataclass(frozen=True)
class CredentialSummary:
    """Everything that the paper shows, as it stands on `as_of`."""

    agency: Letterhead
    staff: StaffLine
    as_of: dt.date
    packs: tuple[PackPart, ...]
    certificates: tuple[CertificateLine, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    rule_note: str = ""


def write(summary: CredentialSummary, path: Path) -> None:
    """Write the summary as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(summary))


def render(summary: CredentialSummary) -> bytes:
    """The summary as a PDF; the same summary gives the same bytes."""
    ruler = Ruler()
    when = _("As it stands on {day}").format(day=words.long_day(summary.as_of))
    paper = Paper(
        agency=summary.agency,
        title=_("Credential summary"),
        subtitle=when,
        fields=(Field(_("Peer supporter"), summary.staff.name, detail=summary.staff.numbered),),
        running=f"{summary.staff.name}, {summary.staff.under_signature()}. {when}",
        landscape=False,
    )
    return compose(paper, _flow(ruler, summary), ruler)


def _flow(ruler: Ruler, summary: CredentialSummary) -> list[Block]:
    flow: list[Block] = []
    for part in summary.packs:
        rows = [_requirement(line) for line in part.lines]
        flow += [*_table(ruler, part.title, _requirement_columns(), rows, NAME), Space(6)]
        flow += [Prose(ruler, _below(part), 1), Space(12)]
    if summary.certificates:
        rows = [_certificate(line) for line in summary.certificates]
        flow += [*_table(ruler, _("Other certificates"), _certificate_columns(), rows), Space(14)]
    rows = [_evidence(line) for line in summary.evidence]
    nothing = Row((((_("No file is on record."), PLAIN),),), span=True)
    title, closing = _("Evidence on record"), _closing(ruler, summary)
    return [*flow, *_table(ruler, title, _evidence_columns(), rows or [nothing], closing=closing)]


def _below(part: PackPart) -> list[tuple[str, Style]]:
    """The sources by number."""
    return [(f"{number}  {source}", SECOND) for number, source in enumerate(part.sources, 1)]


def _table(
    ruler: Ruler,
    title: str,
    columns: tuple[Column, ...],
    rows: Sequence[Row],
    style: Style = HEADING,
    closing: Block | None = None,
) -> list[Block]:
    """A heading and its table; the heading never stands alone at a page's foot."""
    head = Prose(ruler, [(title, style)])
    if len(rows) <= 3 and closing is None:
        return [Stack([head, Space(5), FastTable(Sheet(ruler, columns, rows, LOOK))])]
    return [Keeping(ruler, title, style), FastTable(Sheet(ruler, columns, rows, LOOK), closing)]


def _closing(ruler: Ruler, summary: CredentialSummary) -> Block:
    kept = _("What a background check says, and evidence of a diagnosis, stay with the agency and are not listed.")
    checked = _("Checked for {agency} by").format(agency=summary.agency.name)
    prose = Prose(
        ruler,
        [(_("The records named here were checked against this summary."), BODY), (kept, QUIET), (summary.rule_note, QUIET)],
    )
    return Stack([Space(9), prose, Signatures(ruler, [("", checked)])])


def _requirement_columns() -> tuple[Column, ...]:
    return (Column(_("What is asked"), 168), Column(_("State"), 58), Column(_("Detail"), 224), Column(_("Source"), 42))


def _requirement(line: RequirementLine) -> Row:
    style = UNDER_WAY if line.met is None else MET if line.met else NOT_MET
    numbers = ", ".join(map(str, line.sources))
    cells: tuple[Cell, ...] = (
        ((line.label, STRONG),), ((line.state, style),), ((line.detail, PLAIN),), ((numbers, SECOND),)
    )  # fmt: skip
    return Row(cells)


def _certificate_columns() -> tuple[Column, ...]:
    return (
        Column(_("Certificate"), 150), Column(_("Issued by"), 120), Column(_("Number"), 80), Column(_("Issued"), 66),
        Column(_("Expires"), 70),
    )  # fmt: skip


def _certificate(line: CertificateLine) -> Row:
    end = words.short_day(line.expires_on) if line.expires_on else _("no end date")
    texts = (line.issuer, line.number, words.short_day(line.issued_on), end)
    return Row((((line.title, STRONG),), *(((text, PLAIN),) for text in texts)))


def _evidence_columns() -> tuple[Column, ...]:
    return (
        Column(_("Document"), 180), Column(_("Kind"), 106), Column(_("Belongs to"), 130), Column(_("Added"), 66),
    )  # fmt: skip


def _evidence(line: EvidenceLine) -> Row:
    texts = (line.kind, line.belongs_to, words.short_day(line.added_on))
    return Row((((line.title, STRONG),), *(((text, PLAIN),) for text in texts)))
